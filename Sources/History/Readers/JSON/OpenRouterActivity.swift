/// OpenRouter's `GET /api/v1/activity`: the last 30 completed days of UTC, one row a day, model and endpoint. `usage` is
/// what it billed; what was paid to a provider with a key of one's own is in `byok_usage_inference` and not in it.
/// Reasoning tokens are part of the completion. Which prompt tokens came from a cache is not said: all are input.

import Ledger
import Quantities

struct OpenRouterActivity: JSONFormat {
  static let name = "OpenRouter activity"
  static let account = UsageFormat.Account.openRouter

  private var days = DaySpan()
  private var hasWarned = false

  static func recognises(_ shape: ExportShape) -> Bool {
    ["data[].", ""].contains {
      shape.has($0 + "usage") && shape.has($0 + "prompt_tokens") && shape.has($0 + "date")
    }
  }

  mutating func take(_ item: ExportValue, into sink: inout some UsageSink) throws(ExportMistake) {
    let page = try item.object()
    if let data = page["data"] {
      try data.each { element throws(ExportMistake) in try row(try element.object(), &sink) }
    } else {
      try row(page, &sink)
    }
  }

  private mutating func row(_ entry: ExportObject, _ sink: inout some UsageSink) throws(ExportMistake) {
    let day = try entry.needed("date").day()
    days.include(day)
    var row = UsageRow(.day(day))
    row.subject.channel = .apiKey
    row.subject.model = try entry.string("model", or: "model_permaslug")
    row.billed = try entry.needed("usage").dollars()
    row.requests = try entry.count("requests")
    var tokens = UsageRow.Tokens()
    tokens.input = try entry.needed("prompt_tokens").count()
    tokens.output = try entry.needed("completion_tokens").count()
    row.tokens = tokens
    if let own = entry["byok_usage_inference"], try own.dollars() > .zero, !hasWarned {
      hasWarned = true
      sink.warn(
        own.place, "part of this usage was paid to a provider with a key of one's own (byok_usage_inference)",
        "import that provider's export for it: here it has tokens and no dollars")
    }
    try sink.add(row, at: entry.value.place)
  }

  mutating func finish(into sink: inout some UsageSink) throws(ExportMistake) {
    days.finish(into: &sink, lastMayGrow: false)
  }
}
