/// The same futures in steps of 15 minutes, an hour and a day: hourly draws are the same ones, so only what a coarser
/// step smooths may differ.

import Demand
import Ledger
import Quantities
import Results
import Scenario
import Simulation
import Testing

@Suite struct `Steps of any length tell the same story` {
  private static let plan: LedgerPlan = {
    var terms = LotTerms()
    terms.validity = .lasting(.seconds(days(40)))
    var plan = LedgerPlan(start: beginning)
    plan.purchases = (0..<3).map { number in
      Purchase(
        name: "lot \(number)", source: .official, orderedAt: beginning.after(days(Int64(number) * 30)),
        face: .dollars(500), price: .dollars(500), terms: terms)
    }
    plan.autoReloads = [
      AutoReload(
        offer: Offer(name: "reload", source: .autoReload, delay: 3_600, terms: terms),
        threshold: .dollars(20),
        amount: .fixed(.dollars(60)))
    ]
    plan.usageCaps = [UsageCap(amount: .dollars(40), window: .day(.utc))]
    return plan
  }()

  private static func means(step: Int64) throws -> [Double] {
    let length = days(100)
    let use = workload(.gamma(mean: .dollars(1), sd: .dollars(2)), per: .hour, length: length)
    let run = try simulated(world(plan, [use], length: length, step: step), paths: 2_000)
    let plan = run.runs[0]
    return ([.paid, .used, .expired, .left, .dailyCap, .noCredit] as [Outcome]).map { outcome in
      Double(plan.column(outcome).reduce(0, +)) / Double(run.demand.reduce(0, +))
    }
  }

  @Test func `a quarter of an hour, an hour and a day agree to half a percent of demand`() throws {
    let hour = try Self.means(step: 3_600)
    #expect(hour[4] > 0.01, "the cap refuses something")
    for step in [900, 86_400] as [Int64] {
      for (a, b) in zip(try Self.means(step: step), hour) { #expect(abs(a - b) < 0.005) }
    }
  }
}
