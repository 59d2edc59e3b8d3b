/// Anthropic's Admin API: usage_report/messages, cost_report, and the analytics cost_report of Enterprise. Pages of
/// buckets; a bucket without results is a true zero. Cents are decimal texts: `123.78912` is $1.2378912.
///
/// Provisional, at the boundary: Enterprise costs are not final until about 30 days after the day of use. A day up to 30
/// days before `data_refreshed_at` is provisional, one 31 days before is final. Groups of RBAC overlap, so that a
/// report grouped by them adds up to more than was used: it is refused.
/// Source: platform.claude.com/docs/en/api/admin (22 Aug 2026).

import Ledger
import Quantities

/// What both reports share: how pages name things, and who used it.
enum AnthropicPages {
  /// As the API names what is in a page.
  static let names = BucketPages(from: "starting_at", to: "ending_at", results: ["results"])

  static func subject(_ result: ExportObject) throws(ExportMistake) -> UsageRow.Subject {
    var subject = UsageRow.Subject()
    subject.model = try result.string("model")
    subject.workspace = try result.string("workspace_id")
    subject.isBatch = try result.string("service_tier") == "batch"
    subject.isFast = try result.string("speed") == "fast"
    subject.isUSOnly = try result.string("inference_geo") == "us"
    subject.isLongPrompt = try result.string("context_window")?.hasPrefix("200k-") ?? false
    return subject
  }
}

/// usage_report/messages: tokens without dollars. Priority Tier tokens are in it, their price is not.
struct AnthropicUsage: JSONFormat {
  static let name = "Anthropic usage report"
  static let account = UsageFormat.Account.console
  static let content = UsageFormat.Content.tokens

  private var cover = BucketCover()
  private var more = FurtherPages()

  static func recognises(_ shape: ExportShape) -> Bool {
    // Buckets that are all empty are zero in either report.
    ["data[].results", "results"].contains { results in
      let isEmpty =
        shape.has(results) && shape.has(String(results.dropLast("results".count)) + "starting_at")
        && !shape.ways.contains { $0.hasPrefix(results + "[].") }
      return isEmpty || shape.has(results + "[].uncached_input_tokens")
    }
  }

  mutating func take(_ item: ExportValue, into sink: inout some UsageSink) throws(ExportMistake) {
    try AnthropicPages.names.each(item, &cover, &more) { bucket, result throws(ExportMistake) in
      var row = UsageRow(bucket.stretch)
      row.subject = try AnthropicPages.subject(result)
      row.subject.channel = .apiKey
      row.subject.key = try result.string("api_key_id", or: "service_account_id")
      var tokens = UsageRow.Tokens()
      tokens.input = try result.needed("uncached_input_tokens").count()
      tokens.output = try result.needed("output_tokens").count()
      tokens.cacheRead = try result.count("cache_read_input_tokens") ?? 0
      if let writes = try result.object("cache_creation") {
        tokens.cacheWrite5m = try writes.count("ephemeral_5m_input_tokens") ?? 0
        tokens.cacheWrite1h = try writes.count("ephemeral_1h_input_tokens") ?? 0
      }
      row.tokens = tokens
      row.webSearches = try result.object("server_tool_use")?.count("web_search_requests") ?? 0
      try sink.add(row, at: result.value.place)
    }
  }

  mutating func finish(into sink: inout some UsageSink) throws(ExportMistake) {
    cover.finish(into: &sink)
    more.finish(into: &sink)
  }
}

/// cost_report and Enterprise's analytics cost_report: dollars without tokens.
struct AnthropicCosts: JSONFormat {
  static let name = "Anthropic cost report"
  static let account = UsageFormat.Account.console
  static let content = UsageFormat.Content.dollars
  /// A day this many days before the refresh is the first that is final.
  static let finalAfter: Int64 = 31

  private var cover = BucketCover()
  private var more = FurtherPages()
  private var refreshed: CivilDate?
  private var isEnterprise = false
  private var hasWarnedOfChannels = false

  static func recognises(_ shape: ExportShape) -> Bool {
    (shape.has("data[].results[].amount") && shape.has("data[].starting_at"))
      || (shape.has("results[].amount") && shape.has("starting_at"))
  }

  mutating func take(_ item: ExportValue, into sink: inout some UsageSink) throws(ExportMistake) {
    let page = try item.object()
    if let refresh = page["data_refreshed_at"] {
      let day = try refresh.instant().date
      refreshed = max(refreshed ?? day, day)
      isEnterprise = true
    }
    try AnthropicPages.names.each(item, &cover, &more) { bucket, result throws(ExportMistake) in
      try result.checkCurrency()
      if let group = result["rbac_group_id"] {
        throw group.mistake(
          "this report is grouped by RBAC groups, which overlap: their sum is more than was used",
          "export it again without group_by[]=rbac_group_id")
      }
      if let channel = result["slack_channel_id"], !hasWarnedOfChannels {
        hasWarnedOfChannels = true
        sink.warn(
          channel.place,
          "this report is grouped by Slack channels, of which it holds the 100 largest a bucket",
          "export it again without group_by[]=slack_channel_id to have all of it")
      }
      var row = UsageRow(bucket.stretch)
      row.subject = try AnthropicPages.subject(result)
      row.billed = try result.needed("amount").cents()
      // By the kind of token, where the report was grouped so: what is of no kind is for something else than tokens.
      let word = try result.string("token_type") ?? ""
      let type = try result.string("cost_type") ?? "tokens"
      if let kind = UsageRow.Dollars.kind(word) ?? (type == "tokens" ? nil : \.other) {
        row.billedByKind = UsageRow.Dollars()
        row.billedByKind?[kind] = row.billed?.count ?? 0
      }
      if let list = result["list_amount"] {
        row.statedList = try list.cents()
        isEnterprise = true
      }
      if isEnterprise {
        row.subject.key = try result.string("product")
        row.requests = try result.count("requests")
      } else {
        row.subject.channel = .apiKey
      }
      if let refreshed, refreshed.day - bucket.start.date.day < AnthropicCosts.finalAfter {
        row.state = .provisional
      }
      try sink.add(row, at: result.value.place)
    }
  }

  mutating func finish(into sink: inout some UsageSink) throws(ExportMistake) {
    cover.finish(into: &sink)
    more.finish(into: &sink)
    guard isEnterprise, let refreshed = refreshed ?? cover.end?.date else { return }
    // Days without a row too.
    for day in cover.days where refreshed.day - day.day < AnthropicCosts.finalAfter {
      sink.note(day, .provisional)
    }
  }
}

/// usage_report/claude_code: one day a call, person by person. Whether a subscription's allowance or credit paid is said
/// nowhere else. Its costs are estimates at list; its cache writes do not tell five minutes from an hour and are taken
/// for the former, the cheaper.
struct ClaudeCodeAnalytics: JSONFormat {
  static let name = "Claude Code analytics report"

  private var more = FurtherPages()
  private var days: Set<CivilDate> = []
  private var hasWarned = false

  static func recognises(_ shape: ExportShape) -> Bool {
    shape.has("data[].customer_type") || shape.has("data[].core_metrics")
      || shape.has("data[].model_breakdown")
  }

  mutating func take(_ item: ExportValue, into sink: inout some UsageSink) throws(ExportMistake) {
    let page = try item.object()
    try more.page(page)
    try page.needed("data").each { element throws(ExportMistake) in
      let entry = try element.object()
      let day = try entry.needed("date").day()
      days.insert(day)
      var subject = UsageRow.Subject()
      if let actor = try entry.object("actor") {
        subject.key = try actor.string("email_address", or: "api_key_name")
      }
      let customer = try entry.needed("customer_type")
      switch try customer.string() {
      case "api": subject.channel = .apiKey
      case "subscription": subject.channel = .plan
      case let other:
        if !hasWarned {
          hasWarned = true
          sink.warn(
            customer.place, "\(QuantityError.quote(other)) is no customer type that is known",
            "its usage is read without a channel: say which one it is")
        }
      }
      try entry.needed("model_breakdown").each { element throws(ExportMistake) in
        let part = try element.object()
        var row = UsageRow(.day(day))
        row.subject = subject
        row.subject.model = try part.needed("model").string()
        let counts = try part.needed("tokens").object()
        var tokens = UsageRow.Tokens()
        tokens.input = try counts.needed("input").count()
        tokens.output = try counts.needed("output").count()
        tokens.cacheRead = try counts.count("cache_read") ?? 0
        tokens.cacheWrite5m = try counts.count("cache_creation") ?? 0
        row.tokens = tokens
        if let cost = try part.object("estimated_cost") {
          try cost.checkCurrency()
          row.statedList = try cost.needed("amount").cents()
        }
        try sink.add(row, at: part.value.place)
      }
    }
  }

  mutating func finish(into sink: inout some UsageSink) throws(ExportMistake) {
    for day in days.sorted() { sink.cover(day) }
    more.finish(into: &sink)
  }
}
