/// Closed laws: what the search finds against what is known without any search.

import Demand
import Ledger
import Numerics
import Optimising
import Quantities
import Results
import Scenario
import Testing

/// A day, a week, or a month of demand, and a lot that lives as long.
private struct OneLot: Sendable, CustomTestStringConvertible {
  var name: String
  var length: Int64
  var noise: Int64 = 0
  var persistence: Int64 = 0
  var volatility: Int64 = 0
  var cents: Int64
  /// Of a dollar.
  var step = Nanodollars.cents(25)
  /// By how much the share may be off.
  var within = 0.001
  var undelivered = Ratio.zero

  var testDescription: String { name }

  var scenario: Scenario {
    var use = workload(.fixed(.dollars(1_000 * days(1) / length)), length: length)
    use.noise.daily = .percent(noise)
    use.noise.persistence = .percent(persistence)
    use.growth.volatility = .percent(volatility)
    var scenario = world(use, length: length)
    scenario.leftOver = .nothing
    let range = amounts("buy.first.credit", upTo: .dollars(2_000), step: step)
    let (cents, length, undelivered) = (cents, length, undelivered)
    let bare = family("lot", [range]) { indices in
      plan([lot("first", range.amounts?[indices[0]] ?? 0, cents: cents, lasts: length)])
    }
    scenario.families = [
      Family(
        name: bare.name, ranges: bare.ranges,
        member: { indices in
          var plan = bare.member(indices)
          if plan?.ledger.purchases.isEmpty == false {
            plan?.risks[.purchase(0)].seller.undelivered = undelivered
          }
          return plan
        }, block: bare.block)
    ]
    return scenario
  }
}

private let oneLots = [
  OneLot(name: "a day, 40 cents", length: days(1), noise: 30, cents: 40),
  OneLot(
    name: "a day, 60 cents, one in five never delivered", length: days(1), noise: 30, cents: 60,
    within: 0.005, undelivered: .percent(20)),
  OneLot(
    name: "forty days whose level wanders, 70 cents", length: days(40), noise: 10, persistence: 50,
    volatility: 20, cents: 70),
]

@Suite struct `The best size of a lot is what closed laws say` {
  @Test(arguments: oneLots)
  private func `one lot at c a dollar: more than its size is used with the probability c`(
    _ row: OneLot
  ) throws {
    var options = Optimiser.Options(seed: 11)
    options.sizes = [256, 4_096, 65_536]
    options.tolerance = 0
    let optimum = try Optimiser(row.scenario, options).run(threads: 2)
    let member = try #require(optimum.chosenMember)
    let size = try #require(row.scenario.families[0].ranges[0].amounts)[member.indices[0]]
    let many = try demand(of: row.scenario, seed: 99, futures: 1 << 19)
    let found = share(of: many, above: size)
    let delivered = 1 - Double(row.undelivered.millionths) / 1e6
    let wanted = Double(row.cents) / 100 / delivered
    #expect(abs(found - wanted) <= row.within, "\(size): \(found), not \(wanted)")
    let rule = try #require(optimum.newsvendor)
    #expect(abs(rule.price - wanted * delivered) < 1e-9)
    #expect(abs(rule.wanted - wanted) < 1e-9)
    #expect(rule.usesAll.interval.low <= wanted && wanted <= rule.usesAll.interval.high)
  }

  /// Two days of normal demand; a lot for the first day at a, drawn first, and one for both at b. Of one more dollar of the second, so much is
  /// used as it runs dry: P((D - A)+ + E > B) = b. One more of the first is used if it runs dry, and the other one as well in the end:
  /// P(D > A, D - A + E > B) = a.
  @Test func `two lots of different life: nested quantiles`() throws {
    var scenario = world(
      workload(.normal(mean: .dollars(100), sd: .dollars(20)), length: days(2)), length: days(2))
    scenario.leftOver = .nothing
    let (first, second) = (
      amounts("buy.first.credit", upTo: .dollars(200), step: .dollars(1)),
      amounts("buy.second.credit", upTo: .dollars(300), step: .dollars(1))
    )
    let (a, b) = (0.30, 0.55)
    scenario.families = [
      family("nested", [first, second]) { indices in
        plan([
          lot("first", first.amounts?[indices[0]] ?? 0, cents: 30, lasts: days(1)),
          lot("second", second.amounts?[indices[1]] ?? 0, cents: 55, lasts: days(2)),
        ])
      }
    ]
    var options = Optimiser.Options(seed: 4)
    options.sizes = [256, 2_048, 16_384]
    options.tolerance = 1e7
    let optimum = try Optimiser(scenario, options).run(threads: 2)
    let member = try #require(optimum.chosenMember)
    let (own, other) = (Double(member.indices[0]), Double(member.indices[1]))
    // By summing over the first day in steps of a hundredth of its deviation.
    var (firstRuns, secondRuns) = (0.0, 0.0)
    for step in -600...600 {
      let x = Double(step) / 100
      let weight = 0.01 * 0.398_942_280_401_432_7 * Mathematics.exp(-x * x / 2)
      let day = 100 + 20 * x
      let left = other - max(0, day - own)
      let dry = left <= 0 ? 1 : Normal.probability(atMost: (100 - left) / 20)
      secondRuns += weight * dry
      if day > own { firstRuns += weight * dry }
    }
    #expect(abs(secondRuns - b) < 0.02, "\(secondRuns)")
    #expect(abs(firstRuns - a) < 0.02, "\(firstRuns)")
    #expect(optimum.newsvendor == nil)
  }

  /// A fee for each purchase, however large, and credit that a stated hazard takes away: N purchases in the year cost N fees, and lose
  /// h x year x D / 2 N of what is held on average. So N = root of (h x year x D / 2 fee), the square-root law. A trigger's price is
  /// a price a dollar, so that its fee can have no floor: the lots are listed.
  @Test func `a fee for each purchase, and credit that may be lost while it is held: the square-root law`()
    throws
  {
    var scenario = world(workload(.fixed(.dollars(10)), length: days(360)), length: days(360))
    scenario.leftOver = .nothing
    let counts = FamilyRange(key: "buy.count", values: (1...40).map { "\($0)" }, isOrdered: true)
    let hazard = 0.05
    let bare = family("lots", [counts]) { indices in
      let count = Int64(indices[0] + 1)
      let face = 3_600_000_000_000 / count
      return plan(
        (0..<count).map { number in
          var own = lot(
            "lot \(number + 1)", face, cents: 100, lasts: days(360), from: number * days(360) / count)
          own.price = Nanodollars(own.face.count + 2_000_000_000)
          return own
        })
    }
    scenario.families = [
      Family(
        name: bare.name, ranges: bare.ranges,
        member: { indices in
          var plan = bare.member(indices)
          for place in plan?.ledger.purchases.indices ?? 0..<0 {
            plan?.risks[.purchase(place)].seller.revokedPerMonth = Ratio(millionths: Int64(hazard * 1e6))
          }
          return plan
        }, block: bare.block)
    ]
    let optimum = try Optimiser(scenario, Optimiser.Options(seed: 4)).run(threads: 2)
    let member = try #require(optimum.chosenMember)
    let months = 360.0 / (365.2425 / 12)
    func cost(_ count: Double) -> Double { 2 * count + hazard * months * 3_600 / (2 * count) }
    let best = (hazard * months * 3_600 / 4).squareRoot()
    let count = Double(member.indices[0] + 1)
    #expect(cost(count) <= 1.03 * cost(best), "\(count), not \(best)")
  }
}
