/// LiteLLM's spend logs (`LiteLLM_SpendLogs`): one entry a request, as a list, one object or JSON lines. Cache tokens
/// stand in `metadata`, an object or a text that holds one: `usage_object`, else `additional_usage_values`.
/// `prompt_tokens` includes them; in entries of old versions it does not, which shows where they are more than it.
///
/// A request that failed counts as failed; its tokens count as far as it has some. An answer from the proxy's own cache
/// (`cache_hit`) never reached a provider and is left out. An entry that comes twice counts once, by `request_id`.
/// Source: litellm 1.109.1, proxy/schema.prisma.

import Formats
import Ledger
import Quantities

struct LiteLLMLogs: JSONFormat {
  static let name = "LiteLLM spend logs"

  private var days = DaySpan()
  private var seen: Set<TextHash> = []
  private var repeated = 0
  private var cached = 0
  private var unread = 0
  private var firstUnread = ExportPlace()
  private var pagesLeft: ExportPlace?

  static func recognises(_ shape: ExportShape) -> Bool {
    ["data[].", ""].contains { shape.has($0 + "startTime") && shape.has($0 + "spend") }
  }

  mutating func take(_ item: ExportValue, into sink: inout some UsageSink) throws(ExportMistake) {
    let object = try item.object()
    guard let data = object["data"], object["startTime"] == nil else {
      try row(object, &sink)
      return
    }
    if let page = try object.count("page"), let total = object["total_pages"] {
      pagesLeft = try page < total.count() ? total.place : nil
    }
    try data.each { element throws(ExportMistake) in try row(try element.object(), &sink) }
  }

  private mutating func row(_ entry: ExportObject, _ sink: inout some UsageSink) throws(ExportMistake) {
    if let id = try entry.string("request_id"), !seen.insert(TextHash(id.utf8)).inserted {
      repeated += 1
      return
    }
    let start = try entry.needed("startTime").instant()
    days.include(start.date)
    if try isCacheHit(entry["cache_hit"]) {
      cached += 1
      return
    }
    var row = UsageRow(.hour(Instant(seconds: start.seconds / TimeSpan.hour * TimeSpan.hour)))
    row.subject.channel = .apiKey
    row.subject.model = try entry.string("model", or: "model_group")
    row.subject.workspace = try entry.string("team_id")
    row.subject.key = try entry.string("api_key")
    row.requests = 1
    row.failed = try entry.string("status") == "failure" ? 1 : 0
    row.billed = try entry.needed("spend").dollars()
    let prompt = try entry.needed("prompt_tokens").count()
    var tokens = try cacheTokens(entry)
    let fromCache = tokens.cacheRead + tokens.cacheWrite5m + tokens.cacheWrite1h
    tokens.input = prompt >= fromCache ? prompt - fromCache : prompt
    tokens.output = try entry.needed("completion_tokens").count()
    row.tokens = tokens
    try sink.add(row, at: entry.value.place)
  }

  /// `"True"`, `"False"`, `"None"` or a bool.
  private func isCacheHit(_ value: ExportValue?) throws(ExportMistake) -> Bool {
    guard let value else { return false }
    return try value.kind() == .bool ? try value.bool() : try value.string().lowercased() == "true"
  }

  /// Metadata that is no JSON is passed over and counted: the request itself is known.
  private mutating func cacheTokens(_ entry: ExportObject) throws(ExportMistake) -> UsageRow.Tokens {
    guard let value = entry["metadata"] else { return UsageRow.Tokens() }
    do throws(ExportMistake) {
      var metadata = value
      if try value.kind() == .text {
        let text = try value.string()
        if text.isEmpty { return UsageRow.Tokens() }
        metadata = ExportValue(text: ExportText(Array(text.utf8), around: value.place), at: 0)
      }
      let object = try metadata.object()
      for name in ["usage_object", "additional_usage_values"] as [StaticString] {
        if let usage = try object.object(name), let tokens = try LiteLLMLogs.cacheTokens(of: usage) {
          return tokens
        }
      }
    } catch {
      if unread == 0 { firstUnread = value.place }
      unread += 1
    }
    return UsageRow.Tokens()
  }

  /// Nil: this object does not speak of a cache.
  private static func cacheTokens(of usage: ExportObject) throws(ExportMistake) -> UsageRow.Tokens? {
    let details = try usage.object("prompt_tokens_details")
    var read = try usage.count("cache_read_input_tokens")
    var written = try usage.count("cache_creation_input_tokens")
    if read == nil { read = try details?.count("cached_tokens") }
    if written == nil { written = try details?.count("cache_creation_tokens") }
    guard read != nil || written != nil else { return nil }
    var tokens = UsageRow.Tokens()
    tokens.cacheRead = read ?? 0
    tokens.cacheWrite5m = written ?? 0
    var split = try details?.object("cache_creation_token_details")
    if split == nil { split = try usage.object("cache_creation") }
    if let hour = try split?.count("ephemeral_1h_input_tokens"), hour <= tokens.cacheWrite5m {
      tokens.cacheWrite1h = hour
      tokens.cacheWrite5m -= hour
    }
    return tokens
  }

  mutating func finish(into sink: inout some UsageSink) throws(ExportMistake) {
    days.finish(into: &sink, lastMayGrow: true)
    if repeated > 0 {
      sink.warn(
        ExportPlace(), "\(grouped(repeated)) entries come twice (by request_id) and count once",
        "nothing is lost")
    }
    if cached > 0 {
      sink.warn(
        ExportPlace(),
        "\(grouped(cached)) requests were answered from the proxy's own cache and are left out",
        "no provider served them, and they cost nothing")
    }
    if unread > 0 {
      sink.warn(
        firstUnread,
        "the metadata of \(grouped(unread)) requests cannot be read: their prompts count as uncached",
        "export the column metadata as JSON")
    }
    if let pagesLeft {
      sink.warn(
        pagesLeft, "total_pages is more than the last page of this file",
        "fetch the others and import them too")
    }
  }
}
