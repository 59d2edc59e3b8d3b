/// Gifts that are claimed late or never, against the law that draws it.

import Demand
import Ledger
import Numerics
import Quantities
import Results
import Scenario
import Simulation
import Testing

private let many = futures(20_000)

@Suite struct `Gifts that have to be claimed` {
  /// Claimed by a lognormal law of so many seconds, or never; `last`: seconds after the grant.
  private func gift(never: Ratio = .zero, last: Int64? = nil, median: Int64 = days(5)) -> Scenario {
    var plan = LedgerPlan(start: beginning)
    plan.purchases = [
      Purchase(
        name: "gift", source: .promotion, orderedAt: beginning, usableFrom: beginning.after(median),
        face: .dollars(100), price: .zero)
    ]
    var scenario = world(plan, [workload(.fixed(.dollars(1)), length: days(60))], length: days(60))
    var risk = SellerRisk()
    risk.undelivered = never
    risk.delay = .lognormal(median: median, p90: 4 * median)
    risk.claimBy = last.map { beginning.after($0) }
    scenario.plans[0].risks[.purchase(0)] = OriginRisk(seller: risk)
    return scenario
  }

  private func undelivered(_ scenario: Scenario) throws -> Int {
    try simulated(scenario, paths: many).runs[0].column(.undelivered).count { $0 > 0 }
  }

  /// P(the claim takes longer) under a median of five days and a p90 of twenty.
  private func later(than length: Double) -> Double {
    1 - Normal.probability(atMost: Mathematics.log(length / 5) / Mathematics.log(4) * Normal.z90)
  }

  @Test(arguments: [5, 8, 19, 45] as [Int64])
  func `what is not claimed by the last day is undelivered`(day: Int64) throws {
    #expect(abs(z(share: try undelivered(gift(last: days(day))), of: many, later(than: Double(day)))) < 4)
  }

  @Test func `one in ten is never claimed, and of the others those that are too late`() throws {
    let share = 0.1 + 0.9 * later(than: 19)
    let scenario = gift(never: .percent(10), last: days(19))
    #expect(abs(z(share: try undelivered(scenario), of: many, share)) < 4)
  }

  @Test func `without a last day all are claimed in the end, and nothing is lost in cash`() throws {
    // The law's claim after two months is still to come at the end.
    let result = try simulated(gift(), paths: many).runs[0]
    #expect(result.column(.undelivered).allSatisfy { $0 == 0 })
    #expect(result.column(.paid).allSatisfy { $0 == 0 })
  }
}
