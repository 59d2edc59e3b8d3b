/// Intervals of means of what is skewed or hardly ever happens: against exact ones where there are such, and against many small
/// experiments with a known truth.

import Analysis
import Numerics
import Results
import Testing

@Suite struct SpreadTests {
  private func interval(_ values: [Int64], stake: Double, least: Double? = 0) -> Interval {
    Spread(Summary(values), stake: stake, least: least).interval()
  }

  /// Garwood's ends for a Poisson count, from the printed table of chi-squared.
  @Test(
    arguments: [
      (0, 0.0, 3.689), (1, 0.025, 5.572), (2, 0.242, 7.225), (3, 0.619, 8.767), (5, 1.623, 11.668),
      (10, 4.795, 18.390), (20, 12.217, 30.888),
    ])
  func `of k equal events the interval is the exact one for a Poisson count`(
    count: Int, low: Double, high: Double
  ) {
    let futures = 20_000
    let values = (0..<futures).map { Int64($0 < count ? 1_000 : 0) }
    let found = interval(values, stake: 1_000)
    let (from, to) = (found.low / 1_000 * Double(futures), found.high / 1_000 * Double(futures))
    // The cube root is low at the lower end of one or two events.
    #expect(abs(from - low) < 0.02 && abs(to / high - 1) < 0.01)
  }

  @Test func `of many numbers without skewness it is Student's`() {
    var chance = Chance(seed: 71)
    let values = (0..<4_000).map { _ in Int64(chance.normal() * 1e9) }
    let spread = Spread(Summary(values), stake: 1e12)
    // A third of them carry the variance: the 32 replicates say it.
    let half = Student.t(Normal.z95, degrees: 31) * spread.standardError
    #expect(abs((spread.interval().high - spread.mean) / half - 1) < 0.02)
    #expect(abs((spread.mean - spread.interval().low) / half - 1) < 0.02)
  }

  @Test func `what was never seen may be 3.7 stakes in so many futures, what cannot be is nothing`() {
    let never = Array(repeating: Int64(0), count: 500)
    let rare = interval(never, stake: 1_000)
    #expect(rare.low == 0 && abs(rare.high / (3.69 * 1_000 / 500) - 1) < 0.02)
    #expect(interval(never, stake: 0) == Interval(low: 0, high: 0))
    // What is always the same may be less as well, where it can be.
    let always = Array(repeating: Int64(7_000), count: 500)
    let both = interval(always, stake: 1_000)
    #expect(both.low < 6_995 && both.high > 7_005)
    #expect(interval(never, stake: 1_000, least: nil).low < -7)
  }

  @Test func `of a single future nothing is known, of none there is nothing`() {
    #expect(interval([5], stake: 1).high == .infinity)
    #expect(interval([5], stake: 0).low == -.infinity)
  }

  @Test func `the order of the futures of a replicate changes nothing`() {
    var chance = Chance(seed: 72)
    let values = (0..<4_992).map { _ in Int64(chance.next() % 50 == 0 ? chance.next() >> 20 : 0) }
    let turned = values.indices.map { values[($0 / 32 * 35 + 13) % 156 * 32 + $0 % 32] }
    let (one, other) = (interval(values, stake: 1e13), interval(turned, stake: 1e13))
    #expect(abs(one.low / other.low - 1) < 1e-9 && abs(one.high / other.high - 1) < 1e-9)
    #expect(values != turned)
  }

  private static let sizes: [(name: String, draw: @Sendable (inout Chance) -> Double)] = [
    ("equal", { _ in 1 }),
    ("from 0 to 2", { 2 * $0.uniform() }),
    ("exponential", { -Mathematics.log($0.uniform()) }),
    ("the larger of two to the fourth power", { pow4(max($0.uniform(), $0.uniform())) * 3 }),
  ]

  /// 400 experiments of 500 futures each for every number of events: three standard errors below 95 % are 91.7 %, and an
  /// exponential size at a few events is known to be some per cent below.
  @Test(arguments: [0.2, 0.7, 1.5, 3, 6, 12, 30, 80, 200])
  func `rare or not, the interval holds the truth in at least nine experiments of ten`(expected: Double) {
    for (number, kind) in Self.sizes.enumerated() {
      var chance = Chance(seed: UInt64(80 + number))
      let truth = expected / 500 * 1e6
      var held = 0
      for _ in 0..<400 {
        let values = (0..<500).map { _ in
          chance.uniform() < expected / 500 ? Int64(kind.draw(&chance) * 1e6) : 0
        }
        let found = interval(values, stake: 2e7)
        held += found.low <= truth && truth <= found.high ? 1 : 0
      }
      #expect(held >= 364, "\(kind.name): \(held) of 400")
    }
  }
}

private func pow4(_ value: Double) -> Double { value * value * value * value }
