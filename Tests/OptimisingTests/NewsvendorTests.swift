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
  OneLot(name: "a day, 70 cents", length: days(1), noise: 30, cents: 70),
  OneLot(name: "a day, 40 cents", length: days(1), noise: 30, cents: 40),
  OneLot(name: "a day, 90 cents", length: days(1), noise: 30, cents: 90),
  OneLot(name: "a week, 70 cents", length: days(8), noise: 20, persistence: 80, cents: 70),
  OneLot(
    name: "forty days whose level wanders, 60 cents", length: days(40), noise: 10, persistence: 50,
    volatility: 20, cents: 60),
]

@Suite struct `The best size of a lot is what closed laws say` {
  @Test(arguments: oneLots)
  private func `one lot at c a dollar: more than its size is used with the probability c`(_ row: OneLot)
    throws
  {
    var options = Optimiser.Options(seed: 11)
    options.sizes = [256, 4_096, 65_536]
    options.tolerance = 0
    let optimum = try Optimiser(row.scenario, options).run(threads: 2)
    let member = try #require(optimum.chosenMember)
    let size = try #require(row.scenario.families[0].ranges[0].amounts)[member.indices[0]]
    let many = try demand(of: row.scenario, seed: 99, futures: 1 << 19)
    let found = share(of: many, above: size)
    let wanted = Double(row.cents) / 100
    #expect(abs(found - wanted) <= row.within, "\(size): \(found), not \(wanted)")
    let rule = try #require(optimum.newsvendor)
    #expect(abs(rule.price - wanted) < 1e-9)
    #expect(rule.wanted == rule.price)
    #expect(rule.usesAll.interval.low <= wanted && wanted <= rule.usesAll.interval.high)
    print(row.name, found, wanted, optimum.searched, optimum.selection?.futures ?? 0, rule.usesAll.value)
  }
}
