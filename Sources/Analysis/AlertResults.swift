/// Alerts over the futures: how often each fires, how long before work is refused, and below which balance it would leave the time that is
/// wanted in 95 % of the futures in which work is refused.
///
/// At the boundary: of 20 such futures the balance that 19 of them need is enough.

import Results
import Scenario
import Simulation

/// Nil: it was interrupted, or there are no alerts.
public func alertResults(
  of simulation: Simulation, threads: Int, isInterrupted: @escaping @Sendable () -> Bool
) -> [AlertResult]? {
  let alerts = simulation.scenario.alerts
  guard !alerts.isEmpty, simulation.paths > 0,
    let tallies = simulation.alertTallies(threads: threads, isInterrupted: isInterrupted)
  else { return nil }
  return alerts.enumerated().map { index, alert in
    AlertResult(
      text: alert.text, lead: alert.lead, plans: tallies.map { $0[index].map { AlertPlan($0, alert.lead) } })
  }
}

extension AlertPlan {
  fileprivate init(_ tally: AlertTally, _ lead: Int64?) {
    func quantile(_ values: [Int64], _ percent: Int) -> Int64? {
      values.isEmpty ? nil : values.sorted()[(percent * values.count + 99) / 100 - 1]
    }
    let threshold = lead == nil ? nil : quantile(tally.thresholds, 95)
    self.init(
      fires: Double(tally.fires) / Double(max(1, tally.futures)),
      fired: Probability(count: tally.fired, of: tally.futures), refused: tally.leads.count,
      warned: tally.leads.count { $0 > 0 }, p10: quantile(tally.leads, 10), p50: quantile(tally.leads, 50),
      threshold: threshold == .max ? nil : threshold)
  }
}
