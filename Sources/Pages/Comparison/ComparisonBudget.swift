/// What to pay when: a table by month for each plan, the worst day, the buying calendar, and what is used of which model. Amounts
/// stand in dollars, and beside them in the scenario's other currency where it states one.

import Formats
import Ledger
import Quantities
import Results

/// A plan's cash by calendar month (UTC); nil: months were not kept.
func monthTable(_ plan: PlanResult, _ result: ComparisonResult, _ source: ComparisonSource) -> Table? {
  guard !plan.months.isEmpty else { return nil }
  let futures = result.paths
  func mean(_ band: Band) -> Table.Cell { .text(amount(band.mean(of: futures))) }
  var columns = [
    Table.Column("month", key: "month"), Table.Column("cash out", key: "cash", kind: .number),
  ]
  if let currency = source.currency {
    columns.append(Table.Column("in \(currency.code)", key: "cash_in_currency", kind: .number))
  }
  columns += [
    Table.Column("P10", key: "cash_p10", kind: .number), Table.Column("P50", key: "cash_p50", kind: .number),
    Table.Column("P90", key: "cash_p90", kind: .number),
    Table.Column("cash so far", key: "cash_so_far", kind: .number),
    Table.Column("usage at list", key: "usage", kind: .number),
    Table.Column("credit expiring", key: "expired", kind: .number),
    Table.Column("balance at its end", key: "balance", kind: .number),
  ]
  var rows: [[Table.Cell]] = []
  for (index, month) in plan.months.enumerated() {
    var row: [Table.Cell] = [.text(monthName(index, result)), mean(month.cash)]
    if let currency = source.currency { row.append(.text(currency.amount(month.cash.mean(of: futures)))) }
    row += [month.cash.p10, month.cash.p50, month.cash.p90].map { .text(amount(Double($0))) }
    row += [
      mean(month.cashSoFar),
      result.usageByMonth.indices.contains(index) ? mean(result.usageByMonth[index]) : .blank,
      mean(month.expired), mean(month.balance),
    ]
    rows.append(row)
  }
  return Table(title: "By month: \(plan.name)", columns: columns, rows: rows)
}

/// `Mar 2027`; of a month that begins or ends within it `from 15 Dec 2026`, `Dec 2027 to the 14th`.
private func monthName(_ index: Int, _ result: ComparisonResult) -> String {
  let first = result.months[index].date
  if first.parts.dayOfMonth > 1 { return "from \(first.told())" }
  let next = Instant(first.adding(months: 1))
  if index == result.months.count - 1, result.end < next {
    let last = CivilDate(day: Instant(seconds: result.end.seconds - 1).date.day)
    return "\(first.monthName), to day \(last.parts.dayOfMonth)"
  }
  return first.monthName
}

/// How to read a budget, and whether cash can come in lumps.
func budgetWords(_ source: ComparisonSource) -> [String] {
  var text =
    "Cash out is the mean over the futures of what is paid in the month (UTC): prices, fees and tax as the scenario states them, "
    + "less refunds. P10, P50 and P90 are what one, five and nine futures in ten stay within. The balance is credit at the "
    + "month's end, less debts."
  if let currency = source.currency {
    text +=
      " \(currency.code) are dollars at the scenario's rate of \(currency.rate) for one \(currency.code)."
  }
  return [text]
}

/// The most cash that leaves in a day, and within any 24 hours.
func worstCashTable(_ result: ComparisonResult, _ source: ComparisonSource) -> Table? {
  guard result.plans.contains(where: { $0[.cashInDay] != nil || $0[.cashIn24Hours] != nil }) else {
    return nil
  }
  func cells(_ plan: PlanResult, _ measure: Measure) -> [Table.Cell] {
    guard let estimate = plan[measure] else { return [.blank, .blank] }
    let high = (estimate.quantiles?.p95.value).map { Double($0) }
    func told(_ value: Double) -> Table.Cell {
      .text(amount(value) + (source.currency.map { " (\($0.amount(value)))" } ?? ""))
    }
    return [told(estimate.mean), high.map(told) ?? .blank]
  }
  return Table(
    title: "The most cash out at once",
    columns: [
      Table.Column("plan", key: "plan"), Table.Column("worst day, mean", key: "day", kind: .number),
      Table.Column("P95", key: "day_p95", kind: .number),
      Table.Column("worst 24 hours, mean", key: "hours", kind: .number),
      Table.Column("P95", key: "hours_p95", kind: .number),
    ],
    rows: result.shownPlans.map { index in
      let plan = result.plans[index]
      return [.text(plan.name)] + cells(plan, .cashInDay) + cells(plan, .cashIn24Hours)
    })
}

// MARK: The buying calendar

/// What a plan buys when; nil: nothing.
func buyingTable(_ plan: PlanResult, _ result: ComparisonResult, _ source: ComparisonSource) -> Table? {
  var rows: [[Table.Cell]] = []
  func date(_ seconds: Int64) -> CivilDate { Instant(seconds: result.start.seconds + seconds).date }
  func money(_ value: Double) -> String {
    amount(value) + (source.currency.map { " (\($0.amount(value)))" } ?? "")
  }
  for series in series(of: plan.buying) {
    guard let first = series.first else { continue }
    if series.count > 2, let last = series.last?.orders.first, let order = first.orders.first {
      let cash = series.compactMap(\.orders.first).reduce(0) { $0 + $1.cash }
      rows.append([
        .text(first.name), .text(first.source?.rawValue ?? "fee"),
        .text("\(grouped(series.count)) times, \(told(date(order.p50), to: date(last.p50)))"),
        .text("\(money(order.cash)) each, \(money(cash)) in all"),
        .text(order.face > 0 ? amount(order.face) : ""), .text(percent(order.share)),
      ])
      continue
    }
    for entry in series {
      for (place, order) in entry.orders.enumerated() where order.share > 0 {
        rows.append([
          .text(entry.orders.count > 1 ? "\(entry.name), \(ordinal(place))" : entry.name),
          .text(entry.source?.rawValue ?? "fee"), .text(told(date(order.p10), to: date(order.p90))),
          .text(money(order.cash)), .text(order.face > 0 ? amount(order.face) : ""),
          .text(percent(order.share)),
        ])
      }
      if entry.laterOrders > 0 {
        rows.append([
          .text("\(entry.name), later"), .text(entry.source?.rawValue ?? "fee"),
          .text("then \(count(entry.laterOrders)) more, on average"),
          .text("\(money(entry.laterCash)) in all"), .blank,
          .blank,
        ])
      }
    }
  }
  guard !rows.isEmpty else { return nil }
  return Table(
    title: "What to buy when: \(plan.name)",
    columns: [
      Table.Column("what", key: "what"), Table.Column("kind", key: "kind"),
      Table.Column("when (UTC; P10 to P90)", key: "when"), Table.Column("pay", key: "pay"),
      Table.Column("credit", key: "credit", kind: .number),
      Table.Column("in so many futures", key: "share", kind: .number),
    ], rows: rows)
}

/// Listed purchases or fees of one name, source and amounts that always come, one after the other: told in one line.
private func series(of buying: [Buying]) -> [[Buying]] {
  var series: [[Buying]] = []
  for entry in buying {
    if let last = series.last?.last, last.name == entry.name, last.source == entry.source, !entry.isTrigger,
      !last.isTrigger, last.orders.count == 1, entry.orders.count == 1,
      entry.orders[0].cash == last.orders[0].cash, entry.orders[0].face == last.orders[0].face,
      entry.orders[0].share == last.orders[0].share
    {
      series[series.count - 1].append(entry)
    } else {
      series.append([entry])
    }
  }
  // Two are told one by one.
  return series.flatMap { $0.count > 2 ? [$0] : $0.map { [$0] } }
}

private func ordinal(_ place: Int) -> String {
  let names = ["first", "second", "third", "fourth", "fifth", "sixth"]
  return names.indices.contains(place) ? names[place] : "number \(place + 1)"
}

private func count(_ value: Double) -> String { value < 9.95 ? fixed(value, 1) : fixed(value, 0) }

// MARK: Usage

/// What is used of which model, the same for every plan; nil: nothing is asked for.
func usageTable(_ result: ComparisonResult) -> Table? {
  let sum = result.usage.reduce(Int128(0)) { $0 + $1.total }
  guard !result.usage.isEmpty, result.paths > 0 else { return nil }
  func tokens(_ value: Double?) -> String {
    guard let value else { return "" }
    return value >= 9.95e5 ? fixed(value / 1e6, value < 9.95e6 ? 1 : 0) + " M" : fixed(value, 0)
  }
  return Table(
    title: "Spend by workload and model, in a future on average",
    columns: [
      Table.Column("workload", key: "workload"), Table.Column("model", key: "model"),
      Table.Column("at list price", key: "usage", kind: .number),
      Table.Column("share", key: "share", kind: .number),
      Table.Column("requests", key: "requests", kind: .number),
      Table.Column("tokens in", key: "input", kind: .number),
      Table.Column("tokens out", key: "output", kind: .number),
    ],
    rows: result.usage.map { usage in
      [
        .text(usage.workload), .text(usage.model ?? ""),
        .text(amount(Double(usage.total) / Double(result.paths))),
        .text(sum > 0 ? percent(Double(usage.total) / Double(sum)) : ""),
        .text(usage.expected.map { fixed($0.requests, 0) } ?? ""), .text(tokens(usage.expected?.input)),
        .text(tokens(usage.expected?.output)),
      ]
    })
}
