/// Intervals of shares and of quantiles against printed tables and many small experiments.

import Analysis
import Results
import Testing

@Suite struct SurenessTests {
  @Test func `0 of 20,000 may still be 0.019 %, and all of them not quite all`() {
    let none = Probability(count: 0, of: 20_000).interval
    #expect(none.low == 0 && abs(none.high - 0.000_192_04) < 1e-8)
    let all = Probability(count: 20_000, of: 20_000).interval
    #expect(all.high == 1 && abs(all.low - (1 - 0.000_192_04)) < 1e-8)
    #expect(Probability(count: 0, of: 0).interval == Interval(low: 0, high: 1))
    // Wilson's own worked case, 1 of 10: the end that it has right.
    #expect(abs(Probability(count: 1, of: 10).interval.high - 0.404_150) < 1e-6)
  }

  /// At 0.18 and 0.55 expected events Wilson's own interval holds the truth in 84 and 89 %.
  @Test(arguments: [0.05, 0.18, 0.25, 0.55, 0.63, 1.03, 1.6])
  func `the interval of a share holds a rare one in more than 91 % of experiments`(expected: Double) {
    var held = 0.0
    var mass = 1.0
    var sum = 0.0
    for count in 0...30 {
      if count > 0 { mass *= expected / Double(count) }
      sum += mass
      let interval = Probability(count: count, of: 1_000_000).interval
      if interval.low * 1e6 <= expected, expected <= interval.high * 1e6 { held += mass }
    }
    #expect(held / sum > 0.91)
  }

  /// Wilson's own lower ends of 3 and 4 of a million.
  @Test(arguments: [(3, 1.0204e-6, true), (4, 1.5555e-6, false)])
  func `up to three times its inner end is the exact one, from four on Wilson's`(
    count: Int, wilson: Double, isExact: Bool
  ) {
    let low = Probability(count: count, of: 1_000_000).interval.low
    let high = Probability(count: 1_000_000 - count, of: 1_000_000).interval.high
    for end in [low, 1 - high] {
      let isWilson = abs(end / wilson - 1) < 1e-3
      #expect(isWilson != isExact)
    }
  }

  @Test(arguments: [0.002, 0.02, 0.3])
  func `Wilson's interval holds the truth in about 95 % of experiments`(truth: Double) {
    var chance = Chance(seed: 21)
    let trials = 1_000
    let held = (0..<2_000).count { _ in
      let count = (0..<trials).count { _ in chance.uniform() < truth }
      let interval = Probability(count: count, of: trials).interval
      return interval.low <= truth && truth <= interval.high
    }
    #expect((0.93...0.985).contains(Double(held) / 2_000))
  }

  @Test func `order statistics hold the true quantile in at least 95 % of experiments`() {
    var chance = Chance(seed: 22)
    let ranks = QuantileRanks(count: 300)
    var held = [0, 0, 0]
    for _ in 0..<2_000 {
      // A law with heavy tails, 1/u: its p-quantile is 1/(1-p).
      let values = (0..<300).map { _ in Int64(1e9 / chance.uniform()) }
      let found = ranks.quantiles(of: values, least: values.min()!, most: values.max()!)
      for (number, (quantile, truth)) in [
        (found.p05, 1e9 / 0.95), (found.p50, 2e9), (found.p95, 20e9),
      ].enumerated() where Double(quantile.low!) <= truth && truth <= Double(quantile.high!) {
        held[number] += 1
      }
    }
    for count in held { #expect((0.945...0.985).contains(Double(count) / 2_000)) }
  }

  @Test(arguments: [(71, false), (72, true)])
  func `the 5 % quantile of 72 numbers has a lower end, of 71 none`(count: Int, hasEnd: Bool) {
    let found = QuantileRanks(count: count).quantiles(
      of: (1...Int64(count)).reversed(), least: 1, most: Int64(count))
    #expect(found.p05.value == 4)
    #expect((found.p05.low == 1) == hasEnd && (found.p05.low != nil) == hasEnd)
    #expect((found.p95.high != nil) == hasEnd)
  }

  /// From printed binomial tables: P(K <= 1) = 1.07 % and P(K <= 2) = 5.5 % of (10, 1/2), P(K <= 39) = 1.76 % and
  /// P(K <= 40) = 2.84 % of (100, 1/2); ranks from 1.
  @Test(arguments: [(10, 2, 9), (100, 40, 61)])
  func `the interval of a median has the ranks of the binomial table`(count: Int, low: Int64, high: Int64) {
    let median = QuantileRanks(count: count).quantiles(
      of: (1...Int64(count)).reversed(), least: 1, most: Int64(count)
    ).p50
    #expect(median.value == Int64(count / 2) && median.low == low && median.high == high)
  }

  @Test func `selected numbers are those of a full sort`() {
    var chance = Chance(seed: 23)
    let kinds: [[Int64]] = [
      (0..<5_000).map { _ in Int64(bitPattern: chance.next()) / 2 },
      (0..<5_000).map { $0 % 10 == 0 ? Int64(chance.next() >> 4) : 0 },
      (0..<5_000).map { _ in Int64(chance.next() % 3) },
      (0..<5_000).map { _ in Int64(1 / chance.uniform() / chance.uniform()) },
      [.min, .max] + (0..<100).map { Int64($0) },
      [5], Array(repeating: 9, count: 500),
    ]
    for values in kinds {
      let sorted = values.sorted()
      let ranks = Set([0, 1, values.count / 20, values.count / 2, values.count * 19 / 20, values.count - 1])
        .filter { $0 < values.count }.sorted()
      #expect(orderStatistics(of: values, ranks: ranks) == ranks.map { sorted[$0] })
    }
  }
}
