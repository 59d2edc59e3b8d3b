/// The table's own file (docs/usage-table.md): CSV with a line for each row, and one for each day that is known to be empty.
/// What is written is read back as the same history. The list prices in it are for people: they are made anew when it is read.

import Formats
import Ledger
import Quantities

public enum UsageTableFile {
  public static let schema = "lotwise-usage/1"

  static let columns: [Table.Column] = names.map { name, kind in Table.Column(name, key: name, kind: kind) }

  private static let names: [(String, Table.Column.Kind)] =
    [
      "schema", "stretch", "state", "series", "model", "channel", "workspace", "key", "batch", "fast",
      "us_only",
      "long_prompt",
    ].map { ($0, .text) }
    + [
      "input", "output", "cache_read", "cache_write_5m", "cache_write_1h", "other_tokens", "web_searches",
      "requests", "failed", "billed", "stated_list",
    ].map { ($0, .number) }
    + [
      ("billed_by_kind", .text), ("stated_list_by_kind", .text), ("list_then", .number),
      ("list_today", .number),
      ("today", .text),
    ]

  /// All of a history, priced.
  public static func table(_ history: UsageHistory, _ pricing: inout UsagePricing) -> Table {
    var lines = history.rows.map { row in
      (row.stretch.day, cells(row, pricing.price(row), pricing.today.date))
    }
    for day in history.zeroDays {
      var zero = cells(UsageRow(.day(day)), nil, pricing.today.date)
      zero[2] = .text("zero")
      lines.append((day, zero))
    }
    // In order of days; a zero behind the rows that other series have on its day.
    let order = lines.indices.sorted { (lines[$0].0, $0) < (lines[$1].0, $1) }
    return Table(columns: columns, rows: order.map { lines[$0].1 })
  }

  private static func cells(_ row: UsageRow, _ priced: UsagePricing.Priced?, _ today: CivilDate) -> [Table
    .Cell]
  {
    let subject = row.subject
    func text(_ text: String?) -> Table.Cell { text.map { .text(guarded($0)) } ?? .blank }
    func flag(_ flag: Bool) -> Table.Cell { flag ? .yes(true) : .blank }
    func count(_ count: Int64?) -> Table.Cell { count.map { .count(Int($0)) } ?? .blank }
    let stretch: Table.Cell =
      switch row.stretch {
      case .day(let day): .date(day)
      case .hour(let instant): .instant(instant)
      }
    var cells: [Table.Cell] = [
      .text(schema), stretch, .text(row.state.rawValue), text(subject.series), text(subject.model),
      subject.channel.map { .text($0.rawValue) } ?? .blank, text(subject.workspace), text(subject.key),
      flag(subject.isBatch), flag(subject.isFast), flag(subject.isUSOnly), flag(subject.isLongPrompt),
    ]
    cells += row.tokens.map { $0.byKind.map { .count(Int($0)) } } ?? Array(repeating: .blank, count: 5)
    cells += [
      count(row.otherTokens), row.webSearches == 0 ? .blank : count(row.webSearches), count(row.requests),
      count(row.failed), row.billed.map { .money($0) } ?? .blank, row.statedList.map { .money($0) } ?? .blank,
      kinds(row.billedByKind), kinds(row.statedListByKind),
    ]
    guard let priced, row.state != .missing else { return cells + [.blank, .blank, .blank] }
    return cells + [.money(priced.then), .money(priced.today), .date(today)]
  }

  /// A leading apostrophe is what a text gets that a spreadsheet would take for a formula: one of the text's own is doubled.
  private static func guarded(_ text: String) -> String { text.hasPrefix("'") ? "'" + text : text }

  static func unguarded(_ text: String) -> String { text.hasPrefix("'") ? String(text.dropFirst()) : text }

  // MARK: Dollars by kind, in one cell

  static let kindNames: [(String, any WritableKeyPath<UsageRow.Dollars, Int64> & Sendable)] = [
    ("input", \.input), ("output", \.output), ("cache_read", \.cacheRead), ("cache_write_5m", \.cacheWrite5m),
    ("cache_write_1h", \.cacheWrite1h), ("other", \.other),
  ]

  /// `input 0.02; output 0.01`, or `none`.
  private static func kinds(_ dollars: UsageRow.Dollars?) -> Table.Cell {
    guard let dollars else { return .blank }
    let parts = kindNames.filter { dollars[keyPath: $1] != 0 }
      .map { "\($0) \(Nanodollars(dollars[keyPath: $1]).decimal)" }
    return .text(parts.isEmpty ? "none" : parts.joined(separator: "; "))
  }

  /// Nil if this is not such a cell.
  static func kinds(_ text: String) -> UsageRow.Dollars? {
    var dollars = UsageRow.Dollars()
    if text == "none" { return dollars }
    for part in text.split(separator: ";") {
      let words = part.split(separator: " ")
      guard words.count == 2, let kind = kindNames.first(where: { $0.0 == words[0] }),
        let amount = ExactNumber(String(words[1]))?.rounded(decimals: 9),
        amount.magnitude <= UInt64(Nanodollars.largest.count)
      else { return nil }
      dollars[keyPath: kind.1] = amount
    }
    return dollars
  }
}
