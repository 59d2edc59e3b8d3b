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
  /// By stretch: 1 / the root of its number of days; 0 behind the last one.
  private let scales: SIMD32<Double>
  /// By direction, then stretch; none: the level does not go by it.
  private let noise: [SIMD32<Double>]
  private let growth: [SIMD32<Double>]

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
    func padded(_ numbers: some Sequence<Double>) -> SIMD32<Double> {
      var row = SIMD32<Double>.zero
      for (place, number) in numbers.enumerated() { row[place] = number }
      return row
    }
    scales = padded(ranges.map { 1 / Double($0.count).squareRoot() })
    self.noise = noise == nil ? [] : directions.map { padded($0.prefix(count)) }
    self.growth = growth == nil ? [] : directions.map { padded($0.suffix(count)) }
  }

  /// Makes the part of these normals along each direction what the point says, along the first of them moved by so much;
  /// returns that one. `noise` and `growth`: by day.
  @discardableResult
  package func steer(
    _ point: RandomPoint, movedBy shift: Double, noise: UnsafeMutablePointer<Double>,
    growth: UnsafeMutablePointer<Double>
  ) -> Double {
    let (hasNoise, hasGrowth) = (!self.noise.isEmpty, !self.growth.isEmpty)
    let ofNoise = hasNoise ? sums(noise) : .zero
    let ofGrowth = hasGrowth ? sums(growth) : .zero
    var (moreNoise, moreGrowth) = (SIMD32<Double>.zero, SIMD32<Double>.zero)
    var leading = 0.0
    for direction in 0..<count {
      var products = SIMD32<Double>.zero
      if hasNoise { products += self.noise[direction] * ofNoise }
      if hasGrowth { products += self.growth[direction] * ofGrowth }
      var z = QuantityTables.normal.value(point.word(direction))
      if direction == 0 {
        z += shift
        leading = z
      }
      let missing = SIMD32(repeating: z - products.inFixedOrder)
      if hasNoise { moreNoise += missing * self.noise[direction] }
      if hasGrowth { moreGrowth += missing * self.growth[direction] }
    }
    if hasNoise { add(moreNoise, to: noise) }
    if hasGrowth { add(moreGrowth, to: growth) }
    return leading
  }

  /// Over stretches, each a standard normal number.
  @inline(__always)
  private func sums(_ days: UnsafeMutablePointer<Double>) -> SIMD32<Double> {
    var sums = SIMD32<Double>.zero
    for (stretch, range) in ranges.enumerated() {
      var sum = 0.0
      for day in range { sum += days[day] }
      sums[stretch] = sum
    }
    return sums * scales
  }

  @inline(__always)
  private func add(_ more: SIMD32<Double>, to days: UnsafeMutablePointer<Double>) {
    let each = more * scales
    for (stretch, range) in ranges.enumerated() {
      for day in range { days[day] += each[stretch] }
    }
  }
}

extension SIMD32<Double> {
  /// The sum, halves upon each other, so that it is the same on every CPU.
  @inline(__always)
  fileprivate var inFixedOrder: Double {
    let sixteen = lowHalf + highHalf
    let eight = sixteen.lowHalf + sixteen.highHalf
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }
}
