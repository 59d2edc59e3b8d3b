/// Quantiles as order statistics: the p-quantile of n numbers is the one of rank ceil(p n), so that it occurred.
/// Its 95 % interval lies between two other order statistics, whatever the law: how many of n numbers do not exceed
/// the true quantile is binomial (n, p), and each end leaves out at most 2.5 % of it.
///
/// At the boundary: of 71 numbers the 5 % quantile has no lower end (none of them is below it with a probability of
/// 2.6 %), of 72 the smallest is one.

import Results

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
  /// Ascending, each once.
  private let ranks: [Int]

  package init(count: Int) {
    self.count = count
    p05 = QuantileRank(percent: 5, of: count)
    p50 = QuantileRank(percent: 50, of: count)
    p95 = QuantileRank(percent: 95, of: count)
    let wanted = [p05, p50, p95].flatMap { [$0.low, $0.value, $0.high].compactMap(\.self) }
    ranks = Set(wanted).sorted()
  }

  package func quantiles(of values: [Int64], least: Int64, most: Int64) -> Quantiles {
    precondition(values.count == count, "ranks for as many numbers")
    let found = least == most ? ranks.map { _ in least } : orderStatistics(of: values, ranks: ranks)
    func at(_ rank: Int) -> Int64 { ranks.firstIndex(of: rank).map { found[$0] } ?? least }
    func quantile(_ rank: QuantileRank) -> Quantile {
      Quantile(value: at(rank.value), low: rank.low.map(at), high: rank.high.map(at))
    }
    return Quantiles(
      least: least, p05: quantile(p05), p50: quantile(p50), p95: quantile(p95), most: most)
  }
}

/// The numbers at these ranks, from 0, ascending; no full sort. Every round narrows the range a thousandfold
/// where a rank is wanted.
package func orderStatistics(of values: [Int64], ranks: [Int]) -> [Int64] {
  var found: [Int64] = []
  found.reserveCapacity(ranks.count)
  select(values, ranks[...], before: 0, into: &found)
  return found
}

private func select(
  _ values: [Int64], _ ranks: ArraySlice<Int>, before: Int, into found: inout [Int64]
) {
  if values.count <= 64 {
    let sorted = values.sorted()
    for rank in ranks { found.append(sorted[rank - before]) }
    return
  }
  var least = Int64.max
  var most = Int64.min
  for value in values {
    least = Swift.min(least, value)
    most = Swift.max(most, value)
  }
  if least == most {
    for _ in ranks { found.append(least) }
    return
  }
  // A difference of two Int64 always fits in a UInt64.
  let shift = UInt64(Swift.max(0, 64 - UInt64(bitPattern: most &- least).leadingZeroBitCount - 10))
  func bucket(_ value: Int64) -> Int { Int(UInt64(bitPattern: value &- least) >> shift) }
  var counts = [Int32](repeating: 0, count: 1_024)
  for value in values { counts[bucket(value)] &+= 1 }

  // Which buckets hold a wanted rank, and which ranks.
  var slots = [UInt8](repeating: .max, count: 1_024)
  var parts: [(before: Int, ranks: ArraySlice<Int>, values: [Int64])] = []
  var next = ranks.startIndex
  var passed = before
  for (number, count) in counts.enumerated() where count > 0 {
    let first = next
    while next < ranks.endIndex, ranks[next] < passed + Int(count) { next += 1 }
    if first < next {
      slots[number] = UInt8(parts.count)
      var gathered: [Int64] = []
      gathered.reserveCapacity(Int(count))
      parts.append((passed, ranks[first..<next], gathered))
    }
    passed += Int(count)
  }
  for value in values {
    let slot = slots[bucket(value)]
    if slot != .max { parts[Int(slot)].values.append(value) }
  }
  for part in parts { select(part.values, part.ranks, before: part.before, into: &found) }
}
