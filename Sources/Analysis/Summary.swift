/// What is known of one column of numbers, a number for each future: its sum, its range, its moments, its sums by
/// replicate, its quantiles. Everything that an estimate needs, so that no column outlives its own turn: of a million
/// futures each is 8 MB, and a plan has forty.
///
/// Sums are exact. Moments are sums of doubles in eight lanes, in one order whatever the CPU: its vectors may be shorter or longer,
/// the operations are these. Eight numbers at a time: lane l of group g is of replicate 8 g + l.

import Demand
import Numerics
import Results
import Simulation

package struct Summary: Sendable {
  package let count: Int
  package let total: Int128
  package let least: Int64
  package let most: Int64
  package let nonZero: Int
  package let negative: Int
  package let replicates: ReplicateSums
  /// Sums of the squares, cubes and fourth powers of the distances from the mean.
  package let squares: Double
  package let cubes: Double
  package let fourths: Double
  package let median: Int64
  /// Numbers that are not the median.
  package let differing: Int
  package let quantiles: Quantiles?

  package enum Detail: Int, Comparable, Sendable {
    /// Sums and range: moments are 0.
    case sums
    case moments
    /// With quantiles.
    case all

    package static func < (a: Detail, b: Detail) -> Bool { a.rawValue < b.rawValue }
  }

  /// `rows`: the futures that the numbers are of; nil: each future has one, in order.
  package init(
    _ values: [Int64], of rows: [Int]? = nil, detail: Detail = .all, ranks: QuantileRanks? = nil
  ) {
    count = values.count
    let sums = rows.map { Sums(values, of: $0) } ?? Sums(values)
    total = sums.replicates.total
    least = sums.least
    most = sums.most
    nonZero = values.count - sums.zeros
    negative = sums.negative
    replicates = sums.replicates
    guard detail != .sums, sums.least < sums.most else {
      (squares, cubes, fourths) = (0, 0, 0)
      (median, differing) = (sums.least, 0)
      quantiles =
        detail == .all && !values.isEmpty
        ? (ranks ?? QuantileRanks(count: values.count)).quantiles(ofNothingBut: sums.least) : nil
      return
    }
    (squares, cubes, fourths) = Summary.moments(values, total: total, least: least, most: most)
    if detail == .all {
      let ranks = ranks ?? QuantileRanks(count: values.count)
      let found = ranks.quantiles(of: values, least: least, most: most, replicate: rows)
      median = found.median
      quantiles = found.quantiles
    } else {
      quantiles = nil
      median = orderStatistics(of: values, ranks: [values.count / 2], least: least, most: most)[0]
    }
    let usual = median
    differing = values.count - values.count { $0 == usual }
  }

  /// n over the kurtosis: of k equal ones among many that do not differ it is k.
  package var carrying: Double {
    fourths > 0 ? squares * squares / fourths : Double(count)
  }

  private static func moments(
    _ values: [Int64], total: Int128, least: Int64, most: Int64
  ) -> (Double, Double, Double) {
    let n = values.count
    // Around the whole number next to the mean, so that little is left to correct.
    let centre = Int64(total / Int128(n))
    var sums = Powers()
    let isNear = !most.subtractingReportingOverflow(least).overflow
    let whole = isNear ? n & ~7 : 0
    values.withUnsafeBytes { bytes in
      let middle = SIMD8<Int64>(repeating: centre)
      var at = 0
      while at < whole {
        let numbers = bytes.loadUnaligned(fromByteOffset: at &* 8, as: SIMD8<Int64>.self)
        sums.add(SIMD8<Double>(numbers &- middle))
        at &+= 8
      }
    }
    for row in whole..<n {
      var distance = SIMD8<Double>.zero
      distance[row & 7] = isNear ? Double(values[row] &- centre) : Double(values[row]) - Double(centre)
      sums.add(distance)
    }
    let rest = Double(total - Int128(n) * Int128(centre)) / Double(n)
    let (number, second, third, fourth) = (
      Double(n), sums.squares.sumInFixedOrder, sums.cubes.sumInFixedOrder, sums.fourths.sumInFixedOrder
    )
    let two = second - number * rest * rest
    let three = third - 3 * rest * second + 2 * number * rest * rest * rest
    let four =
      fourth - 4 * rest * third + 6 * rest * rest * second - 3 * number * rest * rest * rest * rest
    return (max(0, two), three, max(0, four))
  }
}

/// Sums of powers, in lanes.
private struct Powers {
  var squares = SIMD8<Double>.zero
  var cubes = SIMD8<Double>.zero
  var fourths = SIMD8<Double>.zero

  @inline(__always)
  mutating func add(_ distance: SIMD8<Double>) {
    let square = distance * distance
    squares += square
    cubes += square * distance
    fourths += square * square
  }
}

extension Summary {
  /// `moments`: sums of the second, third and fourth powers of the distances from the mean.
  init(
    count: Int, least: Int64, most: Int64, nonZero: Int, negative: Int, replicates: ReplicateSums,
    moments: (Double, Double, Double), median: Int64, differing: Int, quantiles: Quantiles? = nil
  ) {
    (self.count, total, self.least, self.most) = (count, replicates.total, least, most)
    (self.nonZero, self.negative, self.replicates) = (nonZero, negative, replicates)
    (squares, cubes, fourths) = moments
    (self.median, self.differing, self.quantiles) = (median, differing, quantiles)
  }

  /// Of the numbers of both, without quantiles; the median stays that of the first. `values`: the second's; empty, where only
  /// sums are wanted.
  package static func joined(_ first: Summary?, _ second: Summary, _ values: [Int64]) -> Summary {
    guard let first, first.count > 0 else { return second }
    guard second.count > 0 else { return first }
    var replicates = first.replicates
    replicates.add(second.replicates)
    let (a, b) = (Double(first.count), Double(second.count))
    let n = a + b
    let gap = Double(second.total) / b - Double(first.total) / a
    // Pebay's formulas for joining central moments.
    let squares = first.squares + second.squares + gap * gap * a * b / n
    let cubes =
      first.cubes + second.cubes + gap * gap * gap * a * b * (a - b) / (n * n)
      + 3 * gap * (a * second.squares - b * first.squares) / n
    let fourths =
      first.fourths + second.fourths
      + gap * gap * gap * gap * a * b * (a * a - a * b + b * b) / (n * n * n)
      + 6 * gap * gap * (a * a * second.squares + b * b * first.squares) / (n * n)
      + 4 * gap * (a * second.cubes - b * first.cubes) / n
    let usual = first.median
    return Summary(
      count: first.count + second.count, least: Swift.min(first.least, second.least),
      most: Swift.max(first.most, second.most), nonZero: first.nonZero + second.nonZero,
      negative: first.negative + second.negative, replicates: replicates,
      moments: (squares, cubes, fourths), median: usual,
      differing: first.differing + values.count { $0 != usual })
  }

  func with(replicates: ReplicateSums) -> Summary {
    Summary(
      count: count, least: least, most: most, nonZero: nonZero, negative: negative,
      replicates: replicates, moments: (squares, cubes, fourths), median: median, differing: differing)
  }
}

/// Sums, range, zeros.
struct Sums {
  var least = Int64.max
  var most = Int64.min
  var zeros = 0
  var negative = 0
  var replicates = ReplicateSums()

  /// A number for each future.
  init(_ values: [Int64]) {
    var sums = [Int128](repeating: 0, count: Replicates.count)
    let whole = values.count / Replicates.count * Replicates.count
    values.withUnsafeBytes { bytes in
      let mask = SIMD8<Int64>(repeating: 0xffff_ffff)
      let one = SIMD8<Int64>(repeating: 1)
      for group in 0..<(Replicates.count / 8) where whole > 0 {
        // Halves of 32 bits: 2^31 of them fit.
        var (low, high) = (SIMD8<Int64>.zero, SIMD8<Int64>.zero)
        var (zeros, negative) = (SIMD8<Int64>.zero, SIMD8<Int64>.zero)
        var (least, most) = (SIMD8<Int64>(repeating: .max), SIMD8<Int64>(repeating: .min))
        var at = group &* 8
        while at < whole {
          let numbers = bytes.loadUnaligned(fromByteOffset: at &* 8, as: SIMD8<Int64>.self)
          low &+= numbers & mask
          high &+= numbers &>> 32
          least.replace(with: numbers, where: numbers .< least)
          most.replace(with: numbers, where: numbers .> most)
          zeros.replace(with: zeros &+ one, where: numbers .== .zero)
          negative.replace(with: negative &+ one, where: numbers .< .zero)
          at &+= Replicates.count
        }
        for lane in 0..<8 {
          sums[group * 8 + lane] = Int128(high[lane]) << 32 + Int128(low[lane])
        }
        self.least = Swift.min(self.least, least.min())
        self.most = Swift.max(self.most, most.max())
        self.zeros += Int(zeros.wrappedSum())
        self.negative += Int(negative.wrappedSum())
      }
    }
    for row in whole..<values.count {
      sums[row - whole] += Int128(values[row])
      note(values[row])
    }
    replicates = ReplicateSums(sums: sums, counts: ReplicateSums.counts(of: values.count))
    if values.isEmpty { (least, most) = (0, 0) }
  }

  init(_ values: [Int64], of rows: [Int]) {
    precondition(values.count == rows.count, "a future for each number")
    var sums = [Int128](repeating: 0, count: Replicates.count)
    var counts = [Int](repeating: 0, count: Replicates.count)
    for (value, row) in zip(values, rows) {
      let replicate = Replicates.replicate(of: row)
      sums[replicate] += Int128(value)
      counts[replicate] += 1
      note(value)
    }
    replicates = ReplicateSums(sums: sums, counts: counts)
    if values.isEmpty { (least, most) = (0, 0) }
  }

  private mutating func note(_ value: Int64) {
    least = Swift.min(least, value)
    most = Swift.max(most, value)
    zeros += value == 0 ? 1 : 0
    negative += value < 0 ? 1 : 0
  }
}

/// By replicate, how many numbers are at most `bound`.
func replicatesAtMost(_ bound: Int64, _ values: [Int64], of rows: [Int]? = nil) -> ReplicateSums {
  var sums = [Int128](repeating: 0, count: Replicates.count)
  if let rows {
    var counts = [Int](repeating: 0, count: Replicates.count)
    for (value, row) in zip(values, rows) {
      let replicate = Replicates.replicate(of: row)
      if value <= bound { sums[replicate] += 1 }
      counts[replicate] += 1
    }
    return ReplicateSums(sums: sums, counts: counts)
  }
  let whole = values.count / Replicates.count * Replicates.count
  values.withUnsafeBytes { bytes in
    let one = SIMD8<Int64>(repeating: 1)
    let limit = SIMD8<Int64>(repeating: bound)
    for group in 0..<(Replicates.count / 8) {
      var found = SIMD8<Int64>.zero
      var at = group &* 8
      while at < whole {
        let numbers = bytes.loadUnaligned(fromByteOffset: at &* 8, as: SIMD8<Int64>.self)
        found.replace(with: found &+ one, where: numbers .<= limit)
        at &+= Replicates.count
      }
      for lane in 0..<8 { sums[group * 8 + lane] = Int128(found[lane]) }
    }
  }
  for row in whole..<values.count where values[row] <= bound { sums[row - whole] += 1 }
  return ReplicateSums(sums: sums, counts: ReplicateSums.counts(of: values.count))
}
