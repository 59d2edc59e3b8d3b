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
  private static let stretches = 32
  /// A direction with less of the variance than this is not worth a dimension.
  private static let leastShare = 1e-4

  /// How many directions there are.
  package let count: Int
  /// Standard deviations along the directions, of the spend in shares of the whole.
  package let deviations: [Double]
  private let ranges: [Range<Int>]
  /// By direction, then stretch.
  private let noise: [Double]
  private let growth: [Double]

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
    self.noise = noise == nil ? [] : directions.flatMap { $0.prefix(count) }
    self.growth = growth == nil ? [] : directions.flatMap { $0.suffix(count) }
  }

  /// Makes the part of these normals along each direction what the point says, along the first of them moved by so much;
  /// returns that one. `noise` and `growth`: by day.
  @discardableResult
  package func steer(
    _ point: RandomPoint, movedBy shift: Double, noise: UnsafeMutablePointer<Double>,
    growth: UnsafeMutablePointer<Double>
  ) -> Double {
    var leading = 0.0
    let stretches = ranges.count
    var (ofNoise, ofGrowth) = (SIMD32<Double>.zero, SIMD32<Double>.zero)
    if !self.noise.isEmpty { ofNoise = sums(noise) }
    if !self.growth.isEmpty { ofGrowth = sums(growth) }
    var (moreNoise, moreGrowth) = (SIMD32<Double>.zero, SIMD32<Double>.zero)
    for direction in 0..<count {
      let from = direction * stretches
      var along = 0.0
      if !self.noise.isEmpty {
        for stretch in 0..<stretches { along += self.noise[from + stretch] * ofNoise[stretch] }
      }
      if !self.growth.isEmpty {
        for stretch in 0..<stretches { along += self.growth[from + stretch] * ofGrowth[stretch] }
      }
      var z = QuantityTables.normal.value(point.word(direction))
      if direction == 0 {
        z += shift
        leading = z
      }
      let missing = z - along
      if !self.noise.isEmpty {
        for stretch in 0..<stretches { moreNoise[stretch] += missing * self.noise[from + stretch] }
      }
      if !self.growth.isEmpty {
        for stretch in 0..<stretches { moreGrowth[stretch] += missing * self.growth[from + stretch] }
      }
    }
    if !self.noise.isEmpty { add(moreNoise, to: noise) }
    if !self.growth.isEmpty { add(moreGrowth, to: growth) }
    return leading
  }

  /// Over stretches, each a standard normal number.
  @inline(__always)
  private func sums(_ days: UnsafeMutablePointer<Double>) -> SIMD32<Double> {
    var sums = SIMD32<Double>.zero
    for (stretch, range) in ranges.enumerated() {
      var sum = 0.0
      for day in range { sum += days[day] }
      sums[stretch] = sum / Double(range.count).squareRoot()
    }
    return sums
  }

  @inline(__always)
  private func add(_ more: SIMD32<Double>, to days: UnsafeMutablePointer<Double>) {
    for (stretch, range) in ranges.enumerated() {
      let each = more[stretch] / Double(range.count).squareRoot()
      for day in range { days[day] += each }
    }
  }
}
