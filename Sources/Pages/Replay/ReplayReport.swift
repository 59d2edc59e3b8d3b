/// A replay for people: the answer in words, lot by lot, what was served, what was paid. Columns and rows
/// that would be zero throughout are left out, but for those a reader would look for.

import Formats
import Ledger
import Quantities
import Results

extension Report {
  public init(_ result: ReplayResult) {
    var tables = result.lots.isEmpty ? [] : [lotTable(result)]
    tables += [demandTable(result), cashTable(result)]
    if result.paidByMonth.count > 1 { tables.append(monthTable(result)) }
    self.init(
      title: result.title, lead: [period(result), answer(result)] + outages(result) + events(result),
      tables: tables,
      notes: remarks(result))
  }
}

private func period(_ result: ReplayResult) -> String {
  let word: String
  switch result.reading {
  case .before: word = "to just before"
  case .through: word = "through"
  }
  return "From \(result.start.readable) \(word) \(result.reading.instant.readable) (UTC), in US dollars."
}

private func answer(_ result: ReplayResult) -> String {
  let face = Nanodollars(
    result.totals.opening.count + result.totals.bought.count + result.totals.granted.count)
  var parts = ["\(result.totals.used.readable) was used"]
  if result.wasted > .zero {
    parts.append("\(result.wasted.readable) was wasted (paid for it: \(result.wastedAtCost.readable))")
  } else {
    parts.append("nothing was wasted")
  }
  if result.totals.inTransit > .zero { parts.append("\(result.totals.inTransit.readable) is on its way") }
  parts.append("\(result.totals.left.readable) is left")
  let last = parts.removeLast()
  return "Of \(face.readable) credit, \(parts.joined(separator: ", ")) and \(last)."
}

private func outages(_ result: ReplayResult) -> [String] {
  guard result.blocked > .zero else { return [] }
  return ["Of \(result.totals.demand.readable) asked for, \(result.blocked.readable) was blocked."]
}

private func events(_ result: ReplayResult) -> [String] {
  func say(_ count: Int, _ one: String, _ many: String) -> String {
    "\(grouped(count)) \(count == 1 ? one : many)"
  }
  let counts = result.counts
  var parts: [String] = []
  if !result.isFlow {
    parts.append(say(counts.requests, "request", "requests"))
    if counts.blockedRequests > 0 { parts.append("\(grouped(counts.blockedRequests)) blocked") }
    if counts.failedRequests > 0 { parts.append("\(grouped(counts.failedRequests)) failed") }
  }
  if counts.reloads > 0 { parts.append(say(counts.reloads, "auto-reload", "auto-reloads")) }
  if counts.declines > 0 { parts.append(say(counts.declines, "declined payment", "declined payments")) }
  if counts.refusedOrders > 0 {
    parts.append(say(counts.refusedOrders, "purchase refused", "purchases refused"))
  }
  return parts.isEmpty ? [] : [parts.joined(separator: ", ") + "."]
}

/// A column of the table of lots: shown always, or only when some lot has something in it.
private struct LotColumn {
  let column: Table.Column
  let isOptional: Bool
  let amount: (LotOutcome) -> Nanodollars
  let total: Nanodollars

  init(
    _ title: String, _ key: String, optional: Bool = false, total: Nanodollars,
    _ amount: @escaping (LotOutcome) -> Nanodollars
  ) {
    column = Table.Column(title, key: key, kind: .number)
    isOptional = optional
    self.amount = amount
    self.total = total
  }
}

private func lotTable(_ result: ReplayResult) -> Table {
  let totals = result.totals
  let face = Nanodollars(totals.opening.count + totals.bought.count + totals.granted.count)
  let columns = [
    LotColumn("face value", "face", total: face, \.face),
    LotColumn("price paid", "price", total: result.lotPrices, \.price),
    LotColumn("used", "used", total: totals.used, \.drawn),
    LotColumn("expired", "expired", total: totals.expired, \.expired),
    LotColumn("revoked", "revoked", optional: true, total: totals.revoked, \.revoked),
    LotColumn("undelivered", "undelivered", optional: true, total: totals.undelivered, \.undelivered),
    LotColumn("in transit", "in_transit", optional: true, total: totals.inTransit, \.inTransit),
    LotColumn("left", "left", total: totals.left, \.left),
    LotColumn("wasted", "wasted", total: result.wasted, \.wasted),
    LotColumn("paid for it", "wasted_at_cost", total: result.wastedAtCost, \.wastedAtCost),
  ].filter { !$0.isOptional || $0.total > .zero }
  let name = Table.Column("lot", key: "name")
  let expiry = Table.Column("expires (UTC)", key: "expires")
  let rows = result.lots.map { lot -> [Table.Cell] in
    [.text(lot.name)] + columns.map { .money($0.amount(lot)) } + [.instant(lot.expires)]
  }
  return Table(
    title: "Lots", columns: [name] + columns.map(\.column) + [expiry], rows: rows,
    totals: rows.count > 1 ? [.text("total")] + columns.map { .money($0.total) } + [.blank] : nil)
}

private func demandTable(_ result: ReplayResult) -> Table {
  let totals = result.totals
  var rows: [(String, Nanodollars)] = [("asked for", totals.demand)]
  if totals.trial > .zero { rows.append(("served by the trial", totals.trial)) }
  if totals.allowance > .zero { rows.append(("served by the allowance", totals.allowance)) }
  rows.append(("served by credit", totals.credit))
  for cause in BlockCause.allCases where totals.blocked[cause.rawValue] > .zero {
    rows.append(("blocked: \(cause)", totals.blocked[cause.rawValue]))
  }
  if result.blocked == .zero { rows.append(("blocked", .zero)) }
  if totals.waiting > .zero { rows.append(("refused, and waits", totals.waiting)) }
  rows.append(("failed, not charged", totals.failed))
  if totals.givenBack > .zero { rows.append(("given back by corrections", totals.givenBack)) }
  if totals.givenBackInVain > .zero { rows.append(("given back in vain", totals.givenBackInVain)) }
  if totals.charged > .zero { rows.append(("charged by corrections", totals.charged)) }
  if totals.openingDebt > .zero { rows.append(("debt at the start", totals.openingDebt)) }
  if totals.debt > .zero { rows.append(("debt now (the next lot repays it)", totals.debt)) }
  return amounts(title: "Usage, at list price", rows)
}

private func cashTable(_ result: ReplayResult) -> Table {
  let totals = result.totals
  var rows: [(String, Nanodollars)] = [("paid for credit", result.creditPrice)]
  if result.feePrice > .zero { rows.append(("paid for subscriptions", result.feePrice)) }
  if totals.tax > .zero { rows.append(("tax", totals.tax)) }
  if totals.refunded > .zero {
    rows.append(("refunded", Nanodollars(-totals.refunded.count)))
  }
  return amounts(title: "Money", rows, total: rows.count > 1 ? ("paid in all", result.cash) : nil)
}

private func monthTable(_ result: ReplayResult) -> Table {
  amounts(
    title: "Paid by month, with tax", result.paidByMonth.map { (monthName($0.month), $0.cash) })
}

private func amounts(
  title: String, _ rows: [(String, Nanodollars)], total: (String, Nanodollars)? = nil
) -> Table {
  Table(
    title: title,
    columns: [Table.Column("", key: "what"), Table.Column("", key: "amount", kind: .number)],
    rows: rows.map { [.text($0.0), .money($0.1)] },
    totals: total.map { [.text($0.0), .money($0.1)] })
}

private func remarks(_ result: ReplayResult) -> [String] {
  var notes: [String] = []
  if result.lots.contains(where: { $0.source == .reseller }) {
    notes.append(
      "Reseller lots: the provider's credit terms forbid the sale of credit from one customer to another; "
        + "it may be revoked without a refund.")
  }
  if result.lots.contains(where: { $0.tax > .zero }) {
    notes.append("Price paid and paid for it are before tax.")
  }
  for refusal in result.refusals {
    notes.append(
      "\(grouped(refusal.count)) \(refusal.count == 1 ? "request" : "requests") refused by the provider: "
        + "\(refusal.reason).")
  }
  return notes
}
