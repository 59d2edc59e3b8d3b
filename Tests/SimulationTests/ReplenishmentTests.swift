/// Perishable credit bought up to a target every day, with a day's delivery and lost sales: 200,000 futures (a million in
/// `make soak`) against an exact Markov chain, oldest and newest lot first.

import Demand
import Ledger
import Quantities
import Results
import Scenario
import Simulation
import Testing

private struct Shop: Sendable, CustomTestStringConvertible {
  var chain: ReplenishmentChain

  var testDescription: String {
    "up to $\(chain.target), \(chain.life) days, \(chain.isNewestFirst ? "newest" : "oldest") first"
  }

  var plan: LedgerPlan {
    var terms = LotTerms()
    terms.validity = .lasting(.seconds(days(Int64(chain.life))))
    var plan = LedgerPlan(start: beginning)
    plan.drawOrder = chain.isNewestFirst ? .newest : .oldest
    plan.purchases = [
      Purchase(
        name: "first", source: .official, orderedAt: beginning, face: .dollars(Int64(chain.target)),
        price: .dollars(Int64(chain.target)), terms: terms)
    ]
    plan.standingOrders = [
      StandingOrder(
        offer: Offer(name: "daily", source: .official, delay: days(1), terms: terms), first: beginning,
        every: .seconds(days(1)), amount: .upTo(.dollars(Int64(chain.target))))
    ]
    return plan
  }
}

@Suite struct `Replenishment agrees with an exact Markov chain` {
  private static let demand = [0, 1, 1, 2, 3, 6]
  private static let shops: [Shop] = [false, true].flatMap { newest in
    [(7, 2), (9, 4)].map { target, life in
      Shop(
        chain: ReplenishmentChain(
          demand: demand, target: target, life: life, isNewestFirst: newest, days: 12))
    }
  }

  @Test(arguments: shops)
  private func `used, expired, lost, bought and the risk of losing any`(_ shop: Shop) throws {
    let chain = shop.chain
    let length = days(Int64(chain.days))
    let law = SpendLaw.empirical(chain.demand.map { .dollars(Int64($0)) })
    let many = futures(200_000)
    let run = try simulated(
      world(shop.plan, [workload(law, length: length)], length: length, step: days(1)), paths: many)
    let plan = run.runs[0]
    let expected = chain.expected()
    #expect(abs(z(plan.column(.used), expected.used)) < 4)
    #expect(abs(z(plan.column(.expired), expected.expired)) < 4)
    #expect(abs(z(plan.column(.noCredit), expected.lost)) < 4)
    #expect(abs(z(plan.column(.paid), expected.ordered)) < 4)
    let lost = plan.column(.outages).count { $0 > 0 }
    #expect(abs(z(share: lost, of: many, expected.anyLost)) < 4)
  }

  /// Else one of the two orders would prove nothing.
  @Test func `the order of drawing matters here`() {
    var chain = ReplenishmentChain(
      demand: `Replenishment agrees with an exact Markov chain`.demand, target: 7, life: 2,
      isNewestFirst: false,
      days: 12)
    let oldest = chain.expected()
    chain.isNewestFirst = true
    let newest = chain.expected()
    #expect(newest.expired > oldest.expired + 0.5)
    #expect(newest.lost > oldest.lost + 0.1)
  }
}
