/// The two files that the dashboard of OpenAI gives: costs by the day, and usage by a bucket of a minute to a day. Every
/// bucket is there: one without use has its four times alone, and is a zero. `input_tokens` includes cached tokens.

import Ledger
import Quantities

struct OpenAICostTable: CSVExport {
  static func recognises(_ header: CSVHeader) -> Bool {
    header.has("start_time", "end_time", "amount_value")
  }

  static let ignored: Set<String> = [
    "quantity", "quantity_unit", "user_id", "project_name", "organization_id", "organization_name",
    "user_email", "api_source",
  ]
  static let allowsShortRecords = true

  private let bucket: CSVBucket
  private let amount: CSVColumn
  private let currency: CSVColumn
  private let item: CSVColumn
  private let project: CSVColumn
  private let key: CSVColumn

  init(_ header: inout CSVHeader) throws(ExportMistake) {
    bucket = try CSVBucket(
      &header, start: "start_time", end: "end_time", texts: ("start_time_iso", "end_time_iso"))
    amount = try header.need("amount_value")
    currency = header.find("amount_currency")
    item = header.find("line_item")
    project = header.find("project_id", "project_name")
    key = header.find("api_key_id")
  }

  mutating func read(_ sheet: inout CSVSheet, into sink: inout some UsageSink) throws(ExportMistake) {
    let stretch = try bucket.stretch(&sheet)
    sink.cover(stretch.day)
    guard let dollars = try sheet.dollars(amount) else { return }
    try sheet.needDollars(currency)
    var row = UsageRow(stretch)
    // `gpt-4o-2024-08-06, input`: the model, and what of it.
    let words = sheet.text(item)?.split(separator: ",", maxSplits: 1).map { String($0).trimmed } ?? []
    row.subject.model = words.first.flatMap { $0.isEmpty ? nil : $0 }
    row.subject.workspace = sheet.text(project)
    row.subject.key = sheet.text(key)
    row.subject.channel = .apiKey
    row.billed = dollars
    try sink.add(row, at: sheet.linePlace)
  }
}

struct OpenAIUsageTable: CSVExport {
  /// A period without use has the four columns of time and no other.
  static func recognises(_ header: CSVHeader) -> Bool {
    header.has("start_time", "end_time")
      && (header.hasAny("input_tokens", "num_model_requests")
        || header.has("start_time_iso", "end_time_iso") && header.names.count == 4)
  }

  static let ignored: Set<String> = [
    "user_id", "api_key_name", "user_email", "project_name", "organization_id",
    "organization_name", "input_text_tokens", "output_text_tokens", "input_cached_text_tokens",
    "input_audio_tokens", "input_cached_audio_tokens", "output_audio_tokens", "input_image_tokens",
    "input_cached_image_tokens", "output_image_tokens", "service_tier", "api_source", "object",
  ]
  static let allowsShortRecords = true

  private let bucket: CSVBucket
  private let model: CSVColumn
  private let input: CSVColumn
  private let cached: CSVColumn
  private let written: CSVColumn
  private let output: CSVColumn
  private let requests: CSVColumn
  private let project: CSVColumn
  private let key: CSVColumn
  private let batch: CSVColumn

  init(_ header: inout CSVHeader) throws(ExportMistake) {
    bucket = try CSVBucket(
      &header, start: "start_time", end: "end_time", texts: ("start_time_iso", "end_time_iso"))
    let isEmpty = header.names.count == 4
    input = isEmpty ? .absent : try header.need("input_tokens")
    output = isEmpty ? .absent : try header.need("output_tokens")
    model = header.find("model")
    cached = header.find("input_cached_tokens")
    written = header.find("input_cache_write_tokens")
    _ = header.find("input_uncached_tokens")
    requests = header.find("num_model_requests")
    project = header.find("project_id", "project_name")
    key = header.find("api_key_id", "api_key_name")
    batch = header.find("batch")
  }

  mutating func read(_ sheet: inout CSVSheet, into sink: inout some UsageSink) throws(ExportMistake) {
    let stretch = try bucket.stretch(&sheet)
    sink.cover(stretch.day)
    if sheet.isEmpty(input), sheet.isEmpty(output), sheet.isEmpty(requests) { return }
    var row = UsageRow(stretch)
    row.subject.model = sheet.text(model)
    row.subject.workspace = sheet.text(project)
    row.subject.key = sheet.text(key)
    row.subject.channel = .apiKey
    row.subject.isBatch = sheet.flag(batch)
    row.tokens = try sheet.tokens(all: input, output: output, read: cached, written: written)
    row.requests = try sheet.count(requests)
    try sink.add(row, at: sheet.linePlace)
  }
}

extension CSVSheet {
  /// Tokens where the count of input includes what was read from a cache and written to one.
  mutating func tokens(
    all input: CSVColumn, output: CSVColumn, read: CSVColumn, written: CSVColumn
  ) throws(ExportMistake) -> UsageRow.Tokens {
    var tokens = UsageRow.Tokens()
    tokens.output = try self.tokens(output)
    tokens.cacheRead = try self.tokens(read)
    tokens.cacheWrite5m = try self.tokens(written)
    let all = try self.tokens(input)
    guard all >= tokens.cacheRead + tokens.cacheWrite5m else {
      throw mistake(
        input, "this row has \(all) tokens of input, and more than that of cached ones, which they include",
        "check the columns of tokens")
    }
    tokens.input = all - tokens.cacheRead - tokens.cacheWrite5m
    return tokens
  }

  /// Amounts of another currency are refused: lotwise counts dollars.
  mutating func needDollars(_ currency: CSVColumn) throws(ExportMistake) {
    let word = word(currency)
    guard word.isEmpty || word == "usd" || word == "$" else {
      throw mistake(
        currency, "this amount is in \(QuantityError.quote(word)), and not in dollars",
        "turn the amounts into dollars first")
    }
  }
}
