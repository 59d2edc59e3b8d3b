/// OpenRouter's activity: a line for each request, with an identity by which a request of two exports counts once. The
/// column of cached tokens came in 2026. And the sums by model that its pages give as CSV, which have no dates.

import Ledger
import Quantities

struct OpenRouterTable: CSVExport {
  static func recognises(_ header: CSVHeader) -> Bool {
    header.has("generation_id", "created_at") && header.hasAny("model_permaslug", "cost_total")
  }

  static let ignored: Set<String> = [
    "cost_web_search", "cost_cache", "cost_file_processing", "tokens_reasoning", "provider_name", "variant",
    "streamed", "user", "finish_reason_raw", "finish_reason_normalized", "generation_time_ms",
    "time_to_first_token_ms", "api_key_disabled", "cancelled",
  ]

  private let id: CSVColumn
  private let date: CSVColumn
  private let model: CSVColumn
  private let cost: CSVColumn
  private let ownKey: CSVColumn
  private let prompt: CSVColumn
  private let completion: CSVColumn
  private let cached: CSVColumn
  private let key: CSVColumn
  private let app: CSVColumn

  init(_ header: inout CSVHeader) throws(ExportMistake) {
    id = try header.need("generation_id")
    date = try header.need("created_at")
    model = try header.need("model_permaslug", "model")
    cost = try header.need("cost_total")
    ownKey = header.find("byok_usage_inference")
    prompt = try header.need("tokens_prompt")
    completion = try header.need("tokens_completion")
    cached = header.find("tokens_cached")
    key = header.find("api_key_name")
    app = header.find("app_name")
  }

  mutating func read(_ sheet: inout CSVSheet, into sink: inout some UsageSink) throws(ExportMistake) {
    guard try sheet.isNew(id, into: &sink) else { return }
    let moment = try sheet.moment(date)
    sheet.sawTimeOfDay = true
    var row = UsageRow(.hour(moment.hour))
    row.subject.model = sheet.text(model)
    row.subject.key = sheet.text(key)
    row.subject.workspace = sheet.text(app)
    row.subject.channel = .apiKey
    row.tokens = try sheet.tokens(all: prompt, output: completion, read: cached, written: .absent)
    row.requests = 1
    row.billed = try sheet.dollars(cost)
    // Paid to the model's provider by a key of one's own, beside what is billed here.
    if let billed = row.billed, let own = try sheet.dollars(ownKey), own.count > 0 {
      row.statedList = Nanodollars(billed.count + own.count)
    } else {
      row.statedList = row.billed
    }
    try sink.add(row, at: sheet.linePlace)
  }
}

/// Refused with a reason: what was spent on which day is not in it.
struct OpenRouterTotalsTable: CSVExport {
  static func recognises(_ header: CSVHeader) -> Bool {
    header.has("model", "spend")
      && !header.hasAny("date", "day", "time", "timestamp", "created_at", "starttime")
  }

  init(_ header: inout CSVHeader) throws(ExportMistake) {
    throw ExportMistake(
      ExportPlace(line: 1, column: 1),
      "this file has the spend of each model and no dates: no history can be made of it",
      "export the activity itself, which has a line for each request")
  }

  mutating func read(_ sheet: inout CSVSheet, into sink: inout some UsageSink) throws(ExportMistake) {}
}

extension CSVSheet {
  /// Whether the request with the identity in this column was not read before; an empty one is always new.
  func isNew(_ column: CSVColumn, into sink: inout some UsageSink) throws(ExportMistake) -> Bool {
    guard let cell = cell(column) else { return true }
    return sink.isNew(bytes.span.extracting(cell.start..<cell.end))
  }
}
