/// Which directions of a workload's slow normal numbers (those of its noise and of its growth, a day each) move its spend most:
/// along these it follows a point of few dimensions, and everywhere else its own random numbers.
///
/// The horizon is cut into 32 stretches. What a stretch's spend comes to is, to first order, a sum over days of level x weight, and
/// so linear in the normals; their sums over stretches, over the root of the number of days, are independent normals again.
/// The eigenvectors of the covariance of the stretches' spends tell the directions, the one of the largest variance
/// first. Taking a normal vector's part along orthonormal directions out and putting independent normals there
/// leaves its law as it was, exactly, whatever the directions are: they decide only how much the points help.
/// Measured in docs/decisions/0019.

import Numerics

package struct LeadingComponents: Sendable {
  package static let most = 12
  /// A multiple of eight, for lanes.
  private static let stretches = 32
  /// A direction with less of the variance than this is not worth a dimension.
  private static let leastShare = 1e-4

  /// How many directions there are.
  package let count: Int
  /// Standard deviations along the directions, of the spend in shares of the whole.
  package let deviations: [Double]
  private let ranges: [Range<Int>]
  /// By stretch: 1 / the root of its number of days.
  private let scales: [Double]
  /// By direction, then stretch, eight at a time; none: the level does not go by it.
  private let noise: [Lanes]
  private let growth: [Lanes]

  /// Eight stretches; where there are fewer than all, zeros behind the last.
  private typealias Lanes = SIMD8<Double>
  private static let lanes = LeadingComponents.stretches / 8

  /// `weights`: by day, its share of the usual spend. `noise` and `growth`: how the level's logarithm goes by the normals of
  /// the days; nil: it does not.
  package init?(
    weights: [Double], noise: (deviation: Double, persistence: Double)?,
    growth: (deviation: Double, firstDay: Int)?
  ) {
    let days = weights.count
    let used = weights.indices.filter { weights[$0] > 0 }
    guard noise != nil || growth != nil, let first = used.first, let last = used.last else { return nil }
    // The walk may begin before the first day of use.
    let begin = min(first, growth.map { max(0, $0.firstDay + 1) } ?? first)
    let span = last + 1 - begin
    let count = min(LeadingComponents.stretches, span)
    let ranges = (0..<count).map { (begin + $0 * span / count)..<(begin + ($0 + 1) * span / count) }
    // By stretch of spend, then stretch of normals: those of the noise, and behind them those of the growth.
    let inputs = (noise == nil ? 0 : count) + (growth == nil ? 0 : count)
    var effects = [Double](repeating: 0, count: count * inputs)
    for (row, range) in ranges.enumerated() {
      var first = 0
      func add(_ pull: [Double]) {
        for (column, days) in ranges.enumerated() {
          let sum = days.reduce(0) { $0 + pull[$1] }
          effects[row * inputs + first + column] = sum / Double(days.count).squareRoot()
        }
        first += count
      }
      if let noise {
        let fresh = (1 - noise.persistence * noise.persistence).squareRoot()
        var pull = [Double](repeating: 0, count: days)
        var tail = 0.0
        for day in (0..<days).reversed() {
          tail = (range.contains(day) ? weights[day] : 0) + noise.persistence * tail
          pull[day] = noise.deviation * (day == 0 ? 1 : fresh) * tail
        }
        add(pull)
      }
      if let growth {
        var pull = [Double](repeating: 0, count: days)
        var tail = 0.0
        for day in (0..<days).reversed() {
          if range.contains(day) { tail += weights[day] }
          pull[day] = day > growth.firstDay ? growth.deviation * tail : 0
        }
        add(pull)
      }
    }
    var covariances = [Double](repeating: 0, count: count * count)
    for i in 0..<count {
      for j in 0...i {
        var sum = 0.0
        for k in 0..<inputs { sum += effects[i * inputs + k] * effects[j * inputs + k] }
        covariances[i * count + j] = sum
        covariances[j * count + i] = sum
      }
    }
    let found = Eigenvectors(covariances, size: count)
    let whole = found.values.reduce(0) { $0 + max(0, $1) }
    let kept = found.values.prefix(LeadingComponents.most).prefix {
      $0 > LeadingComponents.leastShare * whole
    }.count
    guard kept > 0 else { return nil }
    var directions: [[Double]] = []
    for number in 0..<kept {
      let scale = 1 / found.values[number].squareRoot()
      directions.append(
        (0..<inputs).map { input in
          (0..<count).reduce(0.0) {
            $0 + found.vectors[number * count + $1] * effects[$1 * inputs + input]
          } * scale
        })
    }
    self.count = kept
    self.ranges = ranges
    deviations = found.values.prefix(kept).map { $0.squareRoot() }
    scales = ranges.map { 1 / Double($0.count).squareRoot() }
    func lanes(_ numbers: some Collection<Double>) -> [Lanes] {
      var row = [Lanes](repeating: .zero, count: LeadingComponents.lanes)
      for (place, number) in numbers.enumerated() { row[place / 8][place % 8] = number }
      return row
    }
    self.noise = noise == nil ? [] : directions.flatMap { lanes($0.prefix(count)) }
    self.growth = growth == nil ? [] : directions.flatMap { lanes($0.suffix(count)) }
  }

  /// Makes the part of these normals along each direction what the point says, along the first of them moved by so much;
  /// returns that one. `noise` and `growth`: by day.
  @discardableResult
  package func steer(
    _ point: RandomPoint, movedBy shift: Double, noise: UnsafeMutablePointer<Double>,
    growth: UnsafeMutablePointer<Double>
  ) -> Double {
    withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 4 * LeadingComponents.lanes) { scratch in
      guard let ofNoise = scratch.baseAddress else { return 0 }
      let lanes = LeadingComponents.lanes
      let (ofGrowth, moreNoise, moreGrowth) = (ofNoise + lanes, ofNoise + 2 * lanes, ofNoise + 3 * lanes)
      ofNoise.initialize(repeating: .zero, count: 4 * lanes)
      if !self.noise.isEmpty { sum(noise, into: ofNoise) }
      if !self.growth.isEmpty { sum(growth, into: ofGrowth) }
      var leading = 0.0
      for direction in 0..<count {
        var products = Lanes.zero
        let from = direction * lanes
        if !self.noise.isEmpty {
          for lane in 0..<lanes { products += self.noise[from + lane] * ofNoise[lane] }
        }
        if !self.growth.isEmpty {
          for lane in 0..<lanes { products += self.growth[from + lane] * ofGrowth[lane] }
        }
        var z = QuantityTables.normal.value(point.word(direction))
        if direction == 0 {
          z += shift
          leading = z
        }
        let missing = Lanes(repeating: z - products.sumInFixedOrder)
        if !self.noise.isEmpty {
          for lane in 0..<lanes { moreNoise[lane] += missing * self.noise[from + lane] }
        }
        if !self.growth.isEmpty {
          for lane in 0..<lanes { moreGrowth[lane] += missing * self.growth[from + lane] }
        }
      }
      if !self.noise.isEmpty { add(moreNoise, to: noise) }
      if !self.growth.isEmpty { add(moreGrowth, to: growth) }
      return leading
    }
  }

  /// Over stretches, each a standard normal number.
  private func sum(_ days: UnsafeMutablePointer<Double>, into lanes: UnsafeMutablePointer<Lanes>) {
    let sums = UnsafeMutableRawPointer(lanes).assumingMemoryBound(to: Double.self)
    for (stretch, range) in ranges.enumerated() {
      var sum = 0.0
      for day in range { sum += days[day] }
      sums[stretch] = sum * scales[stretch]
    }
  }

  private func add(_ lanes: UnsafeMutablePointer<Lanes>, to days: UnsafeMutablePointer<Double>) {
    let more = UnsafeMutableRawPointer(lanes).assumingMemoryBound(to: Double.self)
    for (stretch, range) in ranges.enumerated() {
      let each = more[stretch] * scales[stretch]
      for day in range { days[day] += each }
    }
  }
}
