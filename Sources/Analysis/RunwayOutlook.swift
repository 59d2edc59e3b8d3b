/// The runway of one plan of a run: quantiles of when work is first refused over all futures, those in which it never is included.
///
/// At the boundary: a future whose first refusal is in the very second of a date is not before it.

import Ledger
import Quantities
import Results
import Scenario
import Simulation

extension Runway {
  /// `plan`: into the scenario's plans, the only one of the run. `before`: a date that was asked about.
  public init(_ run: SimulationRun, of scenario: Scenario, plan index: Int, before date: Instant?) {
    let plan = scenario.plans[index]
    let ledger = plan.ledger
    let result = compare(run, of: scenario)
    let told = result.plans[0]
    let first = run.runs[0].column(.firstOutage)
    let sorted = first.map { $0 < 0 ? Int64.max : $0 }.sorted()
    func instant(_ rank: Int?) -> Instant? {
      guard let rank, sorted[rank] < .max else { return nil }
      return Instant(seconds: scenario.start.seconds + sorted[rank])
    }
    func moment(_ percent: Int) -> Moment {
      let rank = QuantileRank(percent: percent, of: sorted.count)
      return Moment(
        percent: percent, at: instant(rank.value), earliest: instant(rank.low ?? 0),
        latest: instant(rank.high))
    }
    let refused = Measure.refusals.map { ($0, told[$0]?.mean ?? 0) }.filter { $0.1 > 0 }
    let all = refused.reduce(0) { $0 + $1.1 }
    let opening = ledger.purchases.filter { $0.source == .opening && $0.usableFrom <= scenario.start }
    let days = Double(scenario.end.seconds - scenario.start.seconds) / Double(TimeSpan.day)
    let cash = told[.cashInDay]
    let causes = refused.sorted { $0.1 > $1.1 }.map { Cause(measure: $0.0, share: $0.1 / all) }
    self.init(
      title: scenario.title, plan: plan.name,
      buysNothing: ledger.offers.isEmpty && ledger.purchases.allSatisfy { $0.source == .opening },
      start: scenario.start, end: scenario.end, seed: run.seed, paths: run.paths,
      held: opening.reduce(0) { $0 + $1.face.count }, debt: ledger.openingDebt.count,
      usagePerDay: (result.demand?.mean ?? 0) / days, dry: [10, 50, 90].map(moment),
      ever: Probability(count: first.count { $0 >= 0 }, of: first.count),
      before: date.map { date in
        let seconds = date.seconds - scenario.start.seconds
        return Before(
          date: date, chance: Probability(count: first.count { $0 >= 0 && $0 < seconds }, of: first.count))
      },
      causes: causes,
      buyBy: Runway.lacksCredit(causes) ? instant(QuantileRank(percent: 5, of: sorted.count).value) : nil,
      charge: (cash?.mean ?? 0, cash?.quantiles?.p95.value ?? 0, cash?.quantiles?.most ?? 0),
      lots: Runway.lots(told, ledger, scenario))
  }

  /// What is listed; lots of triggers have no expiry of their own yet.
  private static func lots(_ plan: PlanResult, _ ledger: LedgerPlan, _ scenario: Scenario) -> [Lot] {
    let lots = ledger.purchases.filter { $0.orderedAt < scenario.end }.compactMap { purchase -> Lot? in
      guard let result = plan.lots.first(where: { $0.name == purchase.name }) else { return nil }
      let from = purchase.terms.validityCountsFrom == .usable ? purchase.usableFrom : purchase.orderedAt
      let expires = try? purchase.terms.validity.expiry(from: from, cycle: ledger.billingCycle)
      return Lot(
        name: purchase.name, source: purchase.source, face: purchase.face.count,
        expires: expires.flatMap { $0 == .never ? nil : $0 }, unused: result.expired + result.lostLater,
        expiring: result.expiresUnused.value)
    }
    return lots.sorted { ($0.expires ?? .never, $0.name) < ($1.expires ?? .never, $1.name) }
  }
}
