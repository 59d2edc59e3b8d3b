/// Quantiles as order statistics: the p-quantile of n numbers is the one of rank ceil(p n), so that it occurred.
/// Its 95 % interval lies between two other order statistics, whatever the law: how many of n numbers do not exceed
/// the true quantile is binomial (n, p), and each end leaves out at most 2.5 % of it.
///
/// Where the replicates (Replication.swift) say how sure the share of numbers up to a quantile is, both ends are nearer to it or
/// further from it in ranks by as much as the error of that share is smaller or larger than the binomial one.
///
/// At the boundary: of 71 numbers the 5 % quantile has no lower end (none of them is below it with a probability of
/// 2.6 %), of 72 the smallest is one.

import Numerics
import Results
import Simulation

/// Ranks from 0.
struct QuantileRank: Hashable, Sendable {
  let value: Int
  let low: Int?
  let high: Int?

  init(percent: Int, of n: Int) {
    precondition(n > 0 && percent > 0 && percent < 100, "a quantile of some numbers")
    value = (percent * n + 99) / 100 - 1
    let (first, masses) = QuantileRank.binomial(n, Double(percent) / 100)
    // The largest l with P(K < l) <= 2.5 % is the rank from 1 of the lower end; 0: none.
    var cumulative = 0.0
    var l = first
    for mass in masses {
      cumulative += mass
      if cumulative > 0.025 { break }
      l += 1
    }
    low = l == 0 ? nil : l - 1
    // The smallest u with P(K >= u) <= 2.5 %; n + 1: none.
    cumulative = 0
    var u = first + masses.count
    for mass in masses.reversed() {
      cumulative += mass
      if cumulative > 0.025 { break }
      u -= 1
    }
    high = u > n ? nil : u - 1
  }

  /// Both ends so many times as far away, outwards to the next rank.
  func scaled(by factor: Double, of n: Int) -> (low: Int?, high: Int?) {
    if factor == 1 { return (low, high) }
    let (down, up) = (Double(value - (low ?? -1)), Double((high ?? n) - value))
    let first = Double(value) - factor * down
    let last = Double(value) + factor * up
    let (least, most) = (Int(first.rounded(.down)), Int(last.rounded(.up)))
    return (least < 0 ? nil : least, most >= n ? nil : most)
  }

  /// The masses from the number `first` on, outwards from the mode by their ratios, where they are not negligible.
  private static func binomial(_ n: Int, _ p: Double) -> (first: Int, masses: [Double]) {
    let mode = min(n, Int(Double(n + 1) * p))
    let odds = p / (1 - p)
    var down: [Double] = []
    var mass = 1.0
    var k = mode
    while k > 0 {
      mass *= Double(k) / (Double(n - k + 1) * odds)
      if mass < 1e-20 { break }
      down.append(mass)
      k -= 1
    }
    var masses = Array(down.reversed()) + [1]
    mass = 1
    k = mode
    while k < n {
      mass *= Double(n - k) / Double(k + 1) * odds
      if mass < 1e-20 { break }
      masses.append(mass)
      k += 1
    }
    let sum = masses.reduce(0, +)
    return (mode - down.count, masses.map { $0 / sum })
  }
}

/// The ranks that the quantiles of n numbers need; made once for all columns of one length.
package struct QuantileRanks: Sendable {
  package let count: Int
  private let p05: QuantileRank
  private let p50: QuantileRank
  private let p95: QuantileRank
  /// Ascending, each once: every rank that an end may have unless the replicates are far apart.
  private let ranks: [Int]

  /// The error of a share by replicates is seldom so many times the binomial one.
  private static let widest = 1.6

  package init(count: Int) {
    self.count = count
    p05 = QuantileRank(percent: 5, of: count)
    p50 = QuantileRank(percent: 50, of: count)
    p95 = QuantileRank(percent: 95, of: count)
    var wanted: Set<Int> = [count / 2]
    for rank in [p05, p50, p95] {
      let far = rank.scaled(by: QuantileRanks.widest, of: count)
      wanted.formUnion((far.low ?? 0)...(far.high ?? count - 1))
    }
    ranks = wanted.sorted()
  }

  package func quantiles(of values: [Int64], least: Int64, most: Int64) -> Quantiles {
    quantiles(of: values, least: least, most: most, replicate: nil).quantiles
  }

  func quantiles(ofNothingBut value: Int64) -> Quantiles {
    QuantileRanks.quantiles(ofNothingBut: value, p05, p50, p95)
  }

  static func quantiles(ofNothingBut value: Int64, count: Int) -> Quantiles {
    func rank(_ percent: Int) -> QuantileRank { QuantileRank(percent: percent, of: count) }
    return quantiles(ofNothingBut: value, rank(5), rank(50), rank(95))
  }

  private static func quantiles(
    ofNothingBut value: Int64, _ p05: QuantileRank, _ p50: QuantileRank, _ p95: QuantileRank
  ) -> Quantiles {
    func quantile(_ rank: QuantileRank) -> Quantile {
      Quantile(value: value, low: rank.low.map { _ in value }, high: rank.high.map { _ in value })
    }
    return Quantiles(
      least: value, p05: quantile(p05), p50: quantile(p50), p95: quantile(p95), most: value)
  }

  /// `rows`: the futures that the numbers are of, if not each has one.
  func quantiles(
    of values: [Int64], least: Int64, most: Int64, replicate rows: [Int]?
  ) -> (quantiles: Quantiles, median: Int64) {
    precondition(values.count == count, "ranks for as many numbers")
    if least == most { return (quantiles(ofNothingBut: least), least) }
    let found = orderStatistics(of: values, ranks: ranks, least: least, most: most)
    func at(_ rank: Int) -> Int64 {
      // Ascending: the place is found by halving.
      var (low, high) = (0, ranks.count)
      while low < high {
        let middle = (low + high) / 2
        if ranks[middle] < rank { low = middle + 1 } else { high = middle }
      }
      return low < ranks.count && ranks[low] == rank
        ? found[low] : orderStatistics(of: values, ranks: [rank], least: least, most: most)[0]
    }
    func quantile(_ rank: QuantileRank) -> Quantile {
      let value = at(rank.value)
      let ends = rank.scaled(by: factor(of: value, values, rows), of: count)
      return Quantile(value: value, low: ends.low.map(at), high: ends.high.map(at))
    }
    let quantiles = Quantiles(
      least: least, p05: quantile(p05), p50: quantile(p50), p95: quantile(p95), most: most)
    return (quantiles, at(count / 2))
  }

  /// The error of the share of numbers up to `value` over its binomial error, with what t is over z.
  private func factor(of value: Int64, _ values: [Int64], _ rows: [Int]?) -> Double {
    guard count > Int(2 * MeanVariance.fewest) else { return 1 }
    return QuantileRanks.factor(replicatesAtMost(value, values, of: rows))
  }

  /// By how many numbers of each replicate are not above it.
  static func factor(_ below: ReplicateSums) -> Double {
    let share = ShareVariance(below)
    guard share.variance.weight > 0 else { return 1 }
    return (share.variance.variance / share.variance.plain).squareRoot()
      * Student.t(Normal.z95, degrees: share.variance.degrees) / Normal.z95
  }
}

/// The numbers at these ranks, from 0, ascending; no full sort. Every round narrows the range a thousandfold
/// where a rank is wanted.
package func orderStatistics(of values: [Int64], ranks: [Int]) -> [Int64] {
  guard !values.isEmpty else { return [] }
  let (least, most) = range(of: values)
  return orderStatistics(of: values, ranks: ranks, least: least, most: most)
}

private func range(of values: [Int64]) -> (least: Int64, most: Int64) {
  values.withUnsafeBufferPointer { values in
    var (least, most) = (Int64.max, Int64.min)
    for row in values.indices {
      least = Swift.min(least, values[row])
      most = Swift.max(most, values[row])
    }
    return (least, most)
  }
}

/// Of numbers whose range is known.
func orderStatistics(of values: [Int64], ranks: [Int], least: Int64, most: Int64) -> [Int64] {
  var found: [Int64] = []
  found.reserveCapacity(ranks.count)
  select(values, ranks[...], before: 0, least: least, most: most, into: &found)
  return found
}

private let buckets = 1_024

private func select(
  _ values: [Int64], _ ranks: ArraySlice<Int>, before: Int, least: Int64, most: Int64,
  into found: inout [Int64]
) {
  if least == most {
    for _ in ranks { found.append(least) }
    return
  }
  // Few, or many of them wanted.
  if values.count <= 64 || 2 * ranks.count >= values.count {
    let sorted = values.sorted()
    for rank in ranks { found.append(sorted[rank - before]) }
    return
  }
  // A difference of two Int64 always fits in a UInt64.
  let shift = UInt64(Swift.max(0, 64 - UInt64(bitPattern: most &- least).leadingZeroBitCount - 10))
  let places = [UInt16](unsafeUninitializedCapacity: values.count) { places, filled in
    values.withUnsafeBufferPointer { values in
      for row in values.indices {
        places[row] = UInt16(truncatingIfNeeded: UInt64(bitPattern: values[row] &- least) &>> shift)
      }
    }
    filled = values.count
  }
  // Two tables in turn: numbers that are alike stand side by side, and one would wait for the other.
  var counts = [Int32](unsafeUninitializedCapacity: 2 * buckets) { counts, filled in
    counts.initialize(repeating: 0)
    places.withUnsafeBufferPointer { places in
      for row in places.indices { counts[Int(places[row]) &+ (row & 1) &* buckets] &+= 1 }
    }
    filled = 2 * buckets
  }
  for number in 0..<buckets { counts[number] &+= counts[number + buckets] }
  counts.removeLast(buckets)

  // Buckets that hold wanted ranks, and which ranks; small ones side by side together, to be sorted.
  var slots = [Int16](repeating: -1, count: buckets)
  var parts: [Part] = []
  var next = ranks.startIndex
  var passed = before
  for (number, count) in counts.enumerated() where count > 0 {
    let first = next
    while next < ranks.endIndex, ranks[next] < passed + Int(count) { next += 1 }
    if first < next {
      if let part = parts.last, part.last + 1 == number, part.count + Int(count) <= buckets {
        parts[parts.count - 1].ranks = ranks[part.ranks.startIndex..<next]
        parts[parts.count - 1].last = number
        parts[parts.count - 1].count += Int(count)
        parts[parts.count - 1].isRun = true
      } else {
        parts.append(
          Part(before: passed, ranks: ranks[first..<next], last: number, count: Int(count), isRun: false))
      }
      slots[number] = Int16(parts.count - 1)
    }
    passed += Int(count)
  }
  var ends: [Int] = []
  for part in parts { ends.append((ends.last ?? 0) + part.count) }
  var cursors = zip(ends, parts).map { $0 - $1.count }
  let gathered = [Int64](unsafeUninitializedCapacity: ends.last ?? 0) { gathered, filled in
    values.withUnsafeBufferPointer { values in
      places.withUnsafeBufferPointer { places in
        slots.withUnsafeBufferPointer { slots in
          cursors.withUnsafeMutableBufferPointer { cursors in
            for row in values.indices {
              let slot = Int(slots[Int(places[row])])
              if slot >= 0 {
                gathered[cursors[slot]] = values[row]
                cursors[slot] &+= 1
              }
            }
          }
        }
      }
    }
    filled = ends.last ?? 0
  }
  for (part, end) in zip(parts, ends) {
    let own = Array(gathered[(end - part.count)..<end])
    if part.isRun {
      // A run may be all that there is: it would not get smaller.
      let sorted = own.sorted()
      for rank in part.ranks { found.append(sorted[rank - part.before]) }
      continue
    }
    let (low, high) = range(of: own)
    select(own, part.ranks, before: part.before, least: low, most: high, into: &found)
  }
}

/// Numbers of some buckets side by side, that hold wanted ranks.
private struct Part {
  let before: Int
  var ranks: ArraySlice<Int>
  var last: Int
  var count: Int
  var isRun: Bool
}
