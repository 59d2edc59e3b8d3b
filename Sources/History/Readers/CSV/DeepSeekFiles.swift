/// DeepSeek's two files: amounts (a line for each hour, model, key and kind of token) and costs (by model and wallet).
/// A price times an amount is not the cost, and is not taken for it.

import Ledger
import Quantities

struct DeepSeekAmount: CSVExport {
  static func recognises(_ header: CSVHeader) -> Bool {
    header.has("start_time_iso", "model", "type", "amount")
  }

  static let ignored: Set<String> = ["user_id", "api_key", "price"]

  private let bucket: CSVBucket
  private let model: CSVColumn
  private let key: CSVColumn
  private let type: CSVColumn
  private let amount: CSVColumn

  init(_ header: inout CSVHeader) throws(ExportMistake) {
    bucket = try CSVBucket(&header, start: "start_time_iso", end: "end_time_iso")
    model = try header.need("model")
    key = header.find("api_key_name")
    type = try header.need("type")
    amount = try header.need("amount")
  }

  mutating func read(_ sheet: inout CSVSheet, into sink: inout some UsageSink) throws(ExportMistake) {
    var row = UsageRow(try bucket.stretch(&sheet))
    row.subject.model = sheet.text(model)
    row.subject.key = sheet.text(key)
    row.subject.channel = .apiKey
    let count = try sheet.count(amount) ?? 0
    var tokens = UsageRow.Tokens()
    switch sheet.word(type) {
    case "input_cache_hit_tokens": tokens.cacheRead = count
    case "input_cache_miss_tokens": tokens.input = count
    case "output_tokens": tokens.output = count
    case "request_count": row.requests = count
    case let other:
      sink.warn(
        sheet.place(type), "rows of the type \(QuantityError.quote(other)) are not known and were not read",
        "check that nothing of them matters")
      return
    }
    if row.requests == nil { row.tokens = tokens }
    try sink.add(row, at: sheet.linePlace)
  }
}

struct DeepSeekCost: CSVExport {
  static func recognises(_ header: CSVHeader) -> Bool {
    header.has("start_time_iso", "model", "cost") && header.hasAny("wallet_type", "currency")
  }

  static let ignored: Set<String> = ["user_id"]

  private let bucket: CSVBucket
  private let model: CSVColumn
  private let wallet: CSVColumn
  private let cost: CSVColumn
  private let currency: CSVColumn

  init(_ header: inout CSVHeader) throws(ExportMistake) {
    bucket = try CSVBucket(&header, start: "start_time_iso", end: "end_time_iso")
    model = try header.need("model")
    wallet = header.find("wallet_type")
    cost = try header.need("cost")
    currency = header.find("currency")
  }

  mutating func read(_ sheet: inout CSVSheet, into sink: inout some UsageSink) throws(ExportMistake) {
    try sheet.needDollars(currency)
    var row = UsageRow(try bucket.stretch(&sheet))
    row.subject.model = sheet.text(model)
    row.subject.workspace = sheet.text(wallet)
    row.subject.channel = .apiKey
    guard let dollars = try sheet.dollars(cost) else {
      throw sheet.mistake(cost, "this row has no cost", "fill in 'cost'")
    }
    row.billed = dollars
    try sink.add(row, at: sheet.linePlace)
  }
}
