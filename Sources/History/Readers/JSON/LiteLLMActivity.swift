/// LiteLLM's `GET /user/daily/activity` (team, tag and other kinds alike): days with metrics, by model where the page
/// has `breakdown.models`. Its pages are cut between database rows, so that one day may stand on two of them: they add
/// up, but one page may not come twice. Days without rows are left out by the service and zero.
/// Source: litellm 1.109.1, types/proxy/management_endpoints/common_daily_activity.py.

import Ledger
import Quantities

struct LiteLLMActivity: JSONFormat {
  static let name = "LiteLLM daily activity"

  private var days = DaySpan()
  private var pages: Set<Int64> = []
  private var total: Int64 = 0
  private var totalPlace = ExportPlace()

  static func recognises(_ shape: ExportShape) -> Bool {
    shape.has("results[].metrics.spend") && shape.has("results[].date")
  }

  mutating func take(_ item: ExportValue, into sink: inout some UsageSink) throws(ExportMistake) {
    let page = try item.object()
    if let metadata = try page.object("metadata"), let number = metadata["page"],
      let count = metadata["total_pages"]
    {
      guard pages.insert(try number.count()).inserted else {
        throw number.mistake("this page comes a second time", "take out one of the two: it would count twice")
      }
      totalPlace = count.place
      total = max(total, try count.count())
    }
    try page.needed("results").each { element throws(ExportMistake) in
      let entry = try element.object()
      let day = try entry.needed("date").day()
      days.include(day)
      var whole = UsageRow(.day(day))
      whole.subject.channel = .apiKey
      try LiteLLMActivity.fill(&whole, try entry.needed("metrics").object())
      var rest = RestOfTotal(whole)
      let models = try entry.object("breakdown")?.object("models")?.named ?? []
      for model in models {
        var row = UsageRow(.day(day))
        row.subject.channel = .apiKey
        row.subject.model = model.name
        try LiteLLMActivity.fill(&row, try model.value.object().needed("metrics").object())
        rest.take(row)
        try sink.add(row, at: model.value.place)
      }
      if let row = rest.row { try sink.add(row, at: entry.value.place) }
    }
  }

  /// `prompt_tokens` includes cache tokens, but for versions in which those are more.
  private static func fill(_ row: inout UsageRow, _ metrics: ExportObject) throws(ExportMistake) {
    row.billed = try metrics.needed("spend").dollars()
    row.requests = try metrics.count("api_requests")
    row.failed = try metrics.count("failed_requests")
    let prompt = try metrics.needed("prompt_tokens").count()
    var tokens = UsageRow.Tokens()
    tokens.cacheRead = try metrics.count("cache_read_input_tokens") ?? 0
    tokens.cacheWrite5m = try metrics.count("cache_creation_input_tokens") ?? 0
    let fromCache = tokens.cacheRead + tokens.cacheWrite5m
    tokens.input = prompt >= fromCache ? prompt - fromCache : prompt
    tokens.output = try metrics.needed("completion_tokens").count()
    row.tokens = tokens
  }

  mutating func finish(into sink: inout some UsageSink) throws(ExportMistake) {
    guard Int64(pages.count) >= total else {
      // A day that is missing may stand on another page.
      sink.warn(
        totalPlace, "this file holds \(pages.count) of \(total) pages",
        "fetch the others and import all in one file")
      return
    }
    days.finish(into: &sink, lastMayGrow: true)
  }
}
