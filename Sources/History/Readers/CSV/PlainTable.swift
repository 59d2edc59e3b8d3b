/// A table that a person makes: a date or an instant, and dollars, or tokens, or a model with its kinds of token; a column
/// `series` makes several histories of one file. A day without a row is missing and not zero: write a 0 where nothing was
/// used. Where rows have times, they are requests, and a day without one is zero.

import Quantities

struct PlainTable: CSVExport {
  static let timesAreRequests = true

  private static let dates = ["date", "day", "time", "timestamp", "datetime", "at", "start"]
  private static let amounts = ["dollars", "cost", "amount", "usd", "spend", "value"]

  static func recognises(_ header: CSVHeader) -> Bool {
    dates.contains { header.names.contains($0) }
      && (amounts.contains { header.names.contains($0) }
        || header.hasAny("tokens", "total_tokens", "input", "output"))
  }

  private let date: CSVColumn
  private let series: CSVColumn
  private let model: CSVColumn
  private let amount: CSVColumn
  private let total: CSVColumn
  private let input: CSVColumn
  private let output: CSVColumn
  private let cacheRead: CSVColumn
  private let cacheWrite5m: CSVColumn
  private let cacheWrite1h: CSVColumn
  private let requests: CSVColumn
  private var isByKind: Bool { input.isThere || output.isThere }

  init(_ header: inout CSVHeader) throws(ExportMistake) {
    date = header.find(PlainTable.dates)
    amount = header.find(PlainTable.amounts)
    series = header.find("series", "user")
    model = header.find("model")
    total = header.find("tokens", "total_tokens")
    input = header.find("input")
    output = header.find("output")
    if input.isThere != output.isThere {
      _ = try header.need(input.isThere ? "output" : "input")
    }
    cacheRead = header.find("cache_read")
    cacheWrite5m = header.find("cache_write_5m", "cache_write")
    cacheWrite1h = header.find("cache_write_1h")
    requests = header.find("requests")
  }

  mutating func read(_ sheet: inout CSVSheet, into sink: inout some UsageSink) throws(ExportMistake) {
    let moment = try sheet.moment(date)
    var row = UsageRow(moment.hasTime ? .hour(moment.hour) : .day(moment.day))
    row.subject.series = sheet.text(series)
    row.subject.model = sheet.text(model)
    if isByKind {
      var tokens = UsageRow.Tokens()
      tokens.input = try sheet.tokens(input)
      tokens.output = try sheet.tokens(output)
      tokens.cacheRead = try sheet.tokens(cacheRead)
      tokens.cacheWrite5m = try sheet.tokens(cacheWrite5m)
      tokens.cacheWrite1h = try sheet.tokens(cacheWrite1h)
      row.tokens = tokens
    }
    row.otherTokens = isByKind ? nil : try sheet.wholeCount(total)
    row.requests = try sheet.count(requests)
    row.billed = try sheet.dollars(amount)
    if let billed = row.billed, billed.count < 0 {
      throw sheet.mistake(amount, "this amount is negative", "write what was used, and 0 where nothing was")
    }
    // An empty cell says nothing: neither a use nor a zero.
    if row.tokens == nil, row.otherTokens == nil, row.billed == nil {
      row.subject.model = nil
      row.state = .missing
    }
    try sink.add(row, at: sheet.linePlace)
  }
}
