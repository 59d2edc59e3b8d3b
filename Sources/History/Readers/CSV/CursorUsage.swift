/// Cursor's usage: a line for each request, without an identity. `Input (w/ Cache Write)` are tokens that were written to a
/// cache, `Input (w/o Cache Write)` those that were not. What is included in the subscription draws the plan.

import Ledger
import Quantities

struct CursorUsage: CSVExport {
  static func recognises(_ header: CSVHeader) -> Bool {
    header.has("date", "model", "input (w/o cache write)") || header.has("date", "kind", "model", "max mode")
  }

  static let ignored: Set<String> = [
    "cloud agent id", "automation id", "max mode", "total tokens", "user", "requests", "cost to you",
  ]

  private let date: CSVColumn
  private let kind: CSVColumn
  private let model: CSVColumn
  private let written: CSVColumn
  private let input: CSVColumn
  private let cacheRead: CSVColumn
  private let output: CSVColumn
  private let cost: CSVColumn

  init(_ header: inout CSVHeader) throws(ExportMistake) {
    date = try header.need("date")
    kind = header.find("kind")
    model = try header.need("model")
    written = try header.need("input (w/ cache write)")
    input = try header.need("input (w/o cache write)")
    cacheRead = try header.need("cache read")
    output = try header.need("output tokens")
    cost = header.find("cost")
  }

  mutating func read(_ sheet: inout CSVSheet, into sink: inout some UsageSink) throws(ExportMistake) {
    let moment = try sheet.moment(date)
    var row = UsageRow(moment.hasTime ? .hour(moment.hour) : .day(moment.day))
    row.subject.model = sheet.text(model)
    let kind = sheet.word(kind)
    if kind.hasPrefix("included") { row.subject.channel = .plan }
    if kind.hasPrefix("on-demand") || kind.hasPrefix("usage-based") { row.subject.channel = .apiKey }
    if kind.hasPrefix("errored") || kind.hasPrefix("aborted") { row.failed = 1 }
    var tokens = UsageRow.Tokens()
    tokens.cacheWrite5m = try sheet.tokens(written)
    tokens.input = try sheet.tokens(input)
    tokens.cacheRead = try sheet.tokens(cacheRead)
    tokens.output = try sheet.tokens(output)
    row.tokens = tokens
    row.requests = 1
    let text = sheet.word(cost)
    if !["", "-", "included", "free", "nan"].contains(text) { row.billed = try sheet.dollars(cost) }
    try sink.add(row, at: sheet.linePlace)
  }
}
