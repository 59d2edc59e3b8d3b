/// A comparison as tidy CSV tables: one row for each plan and measure, plan and day, plan and month, workload and model, plan
/// and future. Units are in the headings; amounts are dollars, dates ISO, and nothing is an empty cell. Totals are over all
/// futures and exact: those of a plan's months add up to its total in the result, to the nano-dollar.

import Formats
import Quantities
import Results

extension Table {
  /// `summary.csv`: one row for each plan and measure.
  public init(tidy result: ComparisonResult) {
    var table = Table(
      columns: [
        Column("plan", key: "plan"), Column("measure", key: "measure"), Column("unit", key: "unit"),
        Column("mean", key: "mean", kind: .number), Column("std_error", key: "std_error", kind: .number),
        Column("low", key: "low", kind: .number), Column("high", key: "high", kind: .number),
      ]
        + ["p05", "p50", "p95"].flatMap { [$0, $0 + "_low", $0 + "_high"] }
        .map { Column($0, key: $0, kind: .number) } + [Column("futures", key: "futures", kind: .number)])
    for plan in result.plans {
      for estimate in plan.estimates {
        let scale = estimate.measure.unit.baseUnits
        func cell(_ value: Double?) -> Cell {
          value.flatMap { decimal($0 / scale) }.map { .text($0) } ?? .blank
        }
        let quantiles = estimate.quantiles.map { [$0.p05, $0.p50, $0.p95] }
        table.append(
          [
            .text(plan.name), .text(estimate.measure.name), .text(estimate.measure.unit.rawValue),
            cell(estimate.mean), cell(estimate.standardError), cell(estimate.interval.low),
            cell(estimate.interval.high),
          ]
            + (0..<3).flatMap { number -> [Cell] in
              let quantile = quantiles?[number]
              return [quantile?.value, quantile?.low, quantile?.high].map { cell($0.map { Double($0) }) }
            } + [.count(estimate.futures)])
      }
    }
    self = table
  }

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

  /// `monthly.csv`: what each plan pays, serves and holds by calendar month (UTC); the first begins at the start.
  public init(monthly result: ComparisonResult) {
    let bands = ["cash", "cumulative_cash", "served", "refused", "expired", "balance", "usage"]
    var table = Table(
      columns: [Column("plan", key: "plan"), Column("month", key: "month")]
        + bands.flatMap { name in
          ["mean", "p10", "p50", "p90", "total"].map {
            let key = "\(name)_\($0)_usd"
            return Column(key, key: key, kind: .number)
          }
        } + [Column("futures", key: "futures", kind: .number)])
    for plan in result.plans {
      for (index, month) in plan.months.enumerated() {
        let bands = [
          month.cash, month.cashSoFar, month.served, month.refused, month.expired, month.balance,
          result.usageByMonth[index],
        ]
        table.append(
          [.text(plan.name), .date(result.months[index].date)]
            + bands.flatMap { band -> [Cell] in
              [decimal(band.mean(of: result.paths) / 1e9).map { .text($0) } ?? .blank]
                + [band.p10, band.p50, band.p90].map { .money(Nanodollars($0)) } + [
                  .text(dollars(band.total))
                ]
            } + [.count(result.paths)])
      }
    }
    self = table
  }

  /// `usage.csv`: what is used of which model, the same for every plan.
  public init(usage result: ComparisonResult) {
    let sum = result.usage.reduce(Int128(0)) { $0 + $1.total }
    let numbers = [
      "usage_mean_usd", "usage_share", "usage_total_usd", "requests_mean", "input_tokens_mean",
      "output_tokens_mean",
      "futures",
    ]
    var table = Table(
      columns: [Column("workload", key: "workload"), Column("model", key: "model")]
        + numbers.map { Column($0, key: $0, kind: .number) })
    for usage in result.usage {
      func cell(_ value: Double?) -> Cell { value.flatMap { plain($0) }.map { .text($0) } ?? .blank }
      table.append([
        .text(usage.workload), usage.model.map { .text($0) } ?? .blank,
        cell(Double(usage.total) / 1e9 / Double(max(1, result.paths))),
        cell(sum > 0 ? Double(usage.total) / Double(sum) : nil), .text(dollars(usage.total)),
        cell(usage.expected?.requests), cell(usage.expected?.input), cell(usage.expected?.output),
        .count(result.paths),
      ])
    }
    self = table
  }

  /// `paths.csv`: what each plan came to in each of so many futures, by outcome.
  public init(paths: Int, plans: [(name: String, column: (Outcome) -> [Int64])]) {
    let outcomes = Outcome.allCases.filter { outcome in
      !outcome.isNamedWhereSeen || plans.contains { $0.column(outcome).contains { $0 != 0 } }
    }
    var table = Table(
      columns: [Column("plan", key: "plan"), Column("path", key: "path", kind: .number)]
        + outcomes.map { Column($0.heading, key: $0.heading, kind: .number) })
    for plan in plans {
      let columns = outcomes.map { plan.column($0) }
      for path in 0..<paths {
        table.append(
          [.text(plan.name), .count(path)]
            + zip(outcomes, columns).map { outcome, column in
              outcome.isMoney ? .money(Nanodollars(column[path])) : .count(Int(column[path]))
            })
      }
    }
    self = table
  }
}

extension Outcome {
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

/// A sum over all futures, exactly: nine decimals, whatever its size.
private func dollars(_ sum: Int128) -> String {
  let (whole, part) = sum.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
  let digits = String(part)
  return "\(sum < 0 ? "-" : "")\(whole).\(String(repeating: "0", count: 9 - digits.count))\(digits)"
}

/// Tokens may be more than any decimal of nine places holds; then they are whole.
private func plain(_ value: Double) -> String? {
  if let text = decimal(value) { return text }
  return value.isFinite && abs(value) < 9e18 ? String(Int64(value.rounded())) : nil
}
