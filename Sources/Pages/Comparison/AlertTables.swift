/// What a comparison says of its alerts: how often each fires in each plan, how long before work is refused, and the balance that would
/// leave the time that is wanted.

import Formats
import Quantities
import Results

/// `9 hours`, `2 days`: what people say of a time to react.
private func told(_ seconds: Int64) -> String {
  if seconds == 0 { return "none" }
  let hours = Double(seconds) / 3_600
  func short(_ value: Double) -> String { fixed(value, value < 10 && value != value.rounded() ? 1 : 0) }
  return hours < 48 ? "\(short(hours)) hours" : "\(short(hours / 24)) days"
}

func alertTable(_ result: ComparisonResult) -> Table? {
  guard !result.alerts.isEmpty else { return nil }
  var rows: [[Table.Cell]] = []
  for alert in result.alerts {
    for plan in result.shownPlans {
      guard let found = alert.plans[plan] else { continue }
      let wanted = alert.lead.map { lead in
        found.refused == 0
          ? ""
          : found.threshold.map { "below \(amount(Double($0))) leaves \(told(lead))" }
            ?? "no balance leaves \(told(lead))"
      }
      rows.append([
        .text(alert.text), .text(result.plans[plan].name),
        .text(fixed(found.fires, found.fires < 10 ? 1 : 0)),
        .text(percent(found.fired.value)),
        .text(
          found.refused == 0 ? "no work is refused" : percent(Double(found.warned) / Double(found.refused))),
        .text(found.p10.map(told) ?? ""), .text(found.p50.map(told) ?? ""), .text(wanted ?? ""),
      ])
    }
  }
  return Table(
    title: "Alerts",
    columns: [
      Table.Column("alert", key: "alert"), Table.Column("plan", key: "plan"),
      Table.Column("times in a future", key: "fires", kind: .number),
      Table.Column("fires at all in", key: "fired", kind: .number),
      Table.Column("of refusals, warned of", key: "warned", kind: .number),
      Table.Column("time left, P10", key: "p10", kind: .number),
      Table.Column("P50", key: "p50", kind: .number), Table.Column("as early as wanted", key: "threshold"),
    ], rows: rows)
}
