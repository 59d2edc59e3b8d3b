/// The Console's token file: a line for each day (or hour) and model, workspace and key, with the five kinds of token and the
/// web searches. Models are written as ids. An older generation has one column of cache writes, which are taken to be those
/// of five minutes (the only ones that there were), and writes days as `2026-02-01T00:00:00Z`.

import Ledger
import Quantities

struct ConsoleTokens: CSVExport {
  static func recognises(_ header: CSVHeader) -> Bool {
    header.has("usage_date_utc") && header.hasAny("usage_input_tokens_no_cache", "usage_output_tokens")
  }

  static let ignored: Set<String> = ["api_key_id", "api_key_status"]

  private let date: CSVColumn
  private let model: CSVColumn
  private let workspace: CSVColumn
  private let key: CSVColumn
  private let input: CSVColumn
  private let output: CSVColumn
  private let cacheRead: CSVColumn
  private let cacheWrite: CSVColumn
  private let cacheWrite5m: CSVColumn
  private let cacheWrite1h: CSVColumn
  private let searches: CSVColumn
  private var ways: ConsoleWays

  init(_ header: inout CSVHeader) throws(ExportMistake) {
    date = try header.need("usage_date_utc")
    model = try header.need("model_version", "model")
    workspace = header.find("workspace")
    key = header.find("api_key")
    input = try header.need("usage_input_tokens_no_cache")
    output = try header.need("usage_output_tokens")
    cacheRead = header.find("usage_input_tokens_cache_read")
    cacheWrite = header.find("usage_input_tokens_cache_write")
    cacheWrite5m = header.find("usage_input_tokens_cache_write_5m")
    cacheWrite1h = header.find("usage_input_tokens_cache_write_1h")
    searches = header.find("web_search_count")
    ways = ConsoleWays(&header)
  }

  mutating func read(_ sheet: inout CSVSheet, into sink: inout some UsageSink) throws(ExportMistake) {
    let moment = try sheet.moment(date)
    var row = UsageRow(moment.hasTime ? .hour(moment.hour) : .day(moment.day))
    row.subject.model = sheet.text(model)
    row.subject.workspace = sheet.text(workspace)
    row.subject.key = sheet.text(key)
    row.subject.channel = .apiKey
    ways.set(&row.subject, &sheet, into: &sink)
    var tokens = UsageRow.Tokens()
    tokens.input = try sheet.tokens(input)
    tokens.output = try sheet.tokens(output)
    tokens.cacheRead = try sheet.tokens(cacheRead)
    tokens.cacheWrite5m = try sheet.tokens(cacheWrite5m) + sheet.tokens(cacheWrite)
    tokens.cacheWrite1h = try sheet.tokens(cacheWrite1h)
    row.tokens = tokens
    row.webSearches = try sheet.tokens(searches)
    try sink.add(row, at: sheet.linePlace)
  }
}
