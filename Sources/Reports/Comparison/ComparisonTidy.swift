/// A comparison as tidy CSV tables: one row for each plan and day, and one for each plan and future. Units are in the
/// headings; amounts are dollars.

import Analysis
import Quantities
import Simulation

extension Table {
  /// `daily.csv`: bands of the balance and the outage risk, at the end of each day.
  public init(daily result: ComparisonResult) {
    var table = Table(
      columns: [
        Column("plan", key: "plan"), Column("date", key: "date"), Column("day", key: "day", kind: .number),
        Column("balance_p05_usd", key: "balance_p05_usd", kind: .number),
        Column("balance_p50_usd", key: "balance_p50_usd", kind: .number),
        Column("balance_p95_usd", key: "balance_p95_usd", kind: .number),
        Column("outage_share", key: "outage_share", kind: .number),
        Column("outage_share_low", key: "outage_share_low", kind: .number),
        Column("outage_share_high", key: "outage_share_high", kind: .number),
      ])
    for plan in result.plans {
      for day in plan.days {
        let date = CivilDate(day: result.start.date.day + Int64(day.day))
        let band = [day.balance?.p05, day.balance?.p50, day.balance?.p95]
        let risk = [day.outage.value, day.outage.interval.low, day.outage.interval.high]
        table.append(
          [.text(plan.name), .date(date), .count(day.day)]
            + band.map { $0.map { .money(Nanodollars($0)) } ?? .blank }
            + risk.map { decimal($0).map { .text($0) } ?? .blank })
      }
    }
    self = table
  }

  /// `paths.csv`: what each plan came to in each future. A plan with unknown switches at their defaults.
  public init(paths run: SimulationRun, names: [String]) {
    let outcomes = Outcome.allCases
    var table = Table(
      columns: [Column("plan", key: "plan"), Column("path", key: "path", kind: .number)]
        + outcomes.map { Column($0.heading, key: $0.heading, kind: .number) })
    var seen: Set<Int> = []
    for plan in run.runs where seen.insert(plan.plan).inserted {
      let columns = outcomes.map { plan.column($0) }
      for path in 0..<run.paths {
        table.append(
          [.text(names[plan.plan]), .count(path)]
            + zip(outcomes, columns).map { outcome, column in
              outcome.isMoney ? .money(Nanodollars(column[path])) : .count(Int(column[path]))
            })
      }
    }
    self = table
  }
}

extension Outcome {
  fileprivate var isMoney: Bool {
    switch self {
    case .blockedSeconds, .outages, .firstOutage, .longestOutage, .reloads, .declines: false
    default: true
    }
  }

  /// `left_at_cost_usd`, `blocked_seconds`.
  fileprivate var heading: String {
    var name = ""
    for letter in "\(self)" {
      name += letter.isUppercase ? "_" + letter.lowercased() : String(letter)
    }
    switch self {
    case .firstOutage, .longestOutage: return name + "_seconds"
    default: return isMoney ? name + "_usd" : name
    }
  }
}
