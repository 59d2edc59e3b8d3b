/// OpenAI's usage pages (completions, embeddings, moderations) and costs pages: buckets from `start_time` to `end_time`
/// in seconds; one without results is a true zero. `input_tokens` includes what was read from a cache and written to it.
///
/// At the boundary: 10 input tokens of which 7 are cached and 3 cache writes leave none; 7 and 4 are a mistake.
/// Source: openai/openai-openapi@f85dbe2 (21 Aug 2026).

import Ledger
import Quantities

/// What both reports share.
enum OpenAIPages {
  /// As the service names what is in a page. Older answers of it call the results `result`.
  static let names = BucketPages(from: "start_time", to: "end_time", results: ["results", "result"])

  static func has(_ shape: ExportShape, _ key: String) -> Bool {
    ["data[].results[].", "data[].result[].", "results[]."].contains { shape.has($0 + key) }
      && (shape.has("data[].start_time") || shape.has("start_time"))
  }
}

struct OpenAIUsage: JSONFormat {
  static let name = "OpenAI usage"
  static let account = UsageFormat.Account.openAI
  static let content = UsageFormat.Content.tokens

  private var cover = BucketCover()
  private var more = FurtherPages()

  static func recognises(_ shape: ExportShape) -> Bool {
    if OpenAIPages.has(shape, "object"), !OpenAIPages.has(shape, "amount") { return true }
    if OpenAIPages.has(shape, "num_model_requests") || OpenAIPages.has(shape, "input_tokens") { return true }
    return shape.has("data[].start_time") && shape.has("data[].results")
      && !shape.ways.contains { $0.hasPrefix("data[].results[].") }
  }

  mutating func take(_ item: ExportValue, into sink: inout some UsageSink) throws(ExportMistake) {
    try OpenAIPages.names.each(item, &cover, &more) { bucket, result throws(ExportMistake) in
      if let kind = result["object"], result["input_tokens"] == nil {
        throw kind.mistake(
          "\(QuantityError.quote(try kind.string())) tells of no tokens",
          "import the pages of usage/completions, and those of costs for the dollars of everything else")
      }
      var row = UsageRow(bucket.stretch)
      row.subject.channel = .apiKey
      row.subject.model = try result.string("model")
      row.subject.workspace = try result.string("project_id")
      row.subject.key = try result.string("api_key_id", or: "user_id")
      row.subject.isBatch = try result.isTrue("batch")
      row.requests = try result.needed("num_model_requests").count()
      let prompt = try result.needed("input_tokens")
      var tokens = UsageRow.Tokens()
      tokens.cacheRead = try result.count("input_cached_tokens") ?? 0
      tokens.cacheWrite5m = try result.count("input_cache_write_tokens") ?? 0
      tokens.input = try prompt.count() - tokens.cacheRead - tokens.cacheWrite5m
      guard tokens.input >= 0 else {
        throw prompt.mistake(
          "input_tokens is less than the cached tokens that it includes", "export the file again")
      }
      // Embeddings have none.
      tokens.output = try result.count("output_tokens") ?? 0
      row.tokens = tokens
      try sink.add(row, at: result.value.place)
    }
  }

  mutating func finish(into sink: inout some UsageSink) throws(ExportMistake) {
    cover.finish(into: &sink)
    more.finish(into: &sink)
  }
}

/// Dollars by line item: `gpt-5-2025-08-07, cached input` names the model, `Web search tool calls` names none.
struct OpenAICosts: JSONFormat {
  static let name = "OpenAI costs"
  static let account = UsageFormat.Account.openAI
  static let content = UsageFormat.Content.dollars

  private var cover = BucketCover()
  private var more = FurtherPages()

  static func recognises(_ shape: ExportShape) -> Bool { OpenAIPages.has(shape, "amount") }

  mutating func take(_ item: ExportValue, into sink: inout some UsageSink) throws(ExportMistake) {
    try OpenAIPages.names.each(item, &cover, &more) { bucket, result throws(ExportMistake) in
      let amount = try result.needed("amount").object()
      try amount.checkCurrency()
      var row = UsageRow(bucket.stretch)
      row.subject.channel = .apiKey
      row.subject.model = try result.string("line_item").flatMap(OpenAICosts.model)
      row.subject.workspace = try result.string("project_id")
      row.subject.key = try result.string("api_key_id")
      row.billed = try amount.needed("value").dollars()
      try sink.add(row, at: result.value.place)
    }
  }

  mutating func finish(into sink: inout some UsageSink) throws(ExportMistake) {
    cover.finish(into: &sink)
    more.finish(into: &sink)
  }

  private static func model(_ lineItem: String) -> String? {
    guard let comma = lineItem.firstIndex(of: ","),
      lineItem.hasSuffix("input") || lineItem.hasSuffix("output")
    else { return nil }
    return String(lineItem[..<comma])
  }
}
