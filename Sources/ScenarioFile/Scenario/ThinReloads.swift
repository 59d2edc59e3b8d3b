/// A warning: an auto-reload that starts so late that an hour of use empties the account first.

import Demand
import Documents
import Ledger
import Quantities
import Scenario

extension ScenarioReader {
  /// A threshold below one hour's spend leaves no time to notice and to pay. By the usual level at the start.
  func warnOfThinReloads(_ reader: PlanReader, _ label: Label) {
    var hourly = 0.0
    for entry in scenario.workloads {
      hourly += entry.workload.usualDollarsPerHour(card: card, at: start) ?? 0
    }
    guard hourly < 1_000_000_000 else { return }
    let spend = Nanodollars(Int64(hourly * Double(Nanodollars.perDollar)))
    for rule in reader.plan.autoReloads where rule.threshold < spend {
      reader.findings.warning(
        reader.names[rule.offer.name] ?? label.place,
        "the threshold of \(quote(rule.offer.name)) (\(rule.threshold)) in plan \(quote(label.name)) is less than an "
          + "hour of use (about \(spend.toCents))",
        "write a higher threshold, or expect outages while the payment posts")
    }
  }
}
