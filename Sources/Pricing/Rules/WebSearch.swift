/// Every web search that succeeds costs its own price ($10 a thousand), in a batch and under US-only too.
/// Web fetch is free.
/// Source: platform pricing.

enum WebSearch {
  static let rule = PriceRule(
    "web search", "a price for each search; no factor touches it", parameter: .webSearch)

  @inline(__always)
  static func refuses(_ usage: Usage, _ terms: Terms) -> Bool {
    usage.webSearches > 0 && terms.webSearch == nil
  }

  @inline(__always)
  static func charge<Sink: ChargeSink>(_ usage: Usage, _ terms: Terms, to sink: inout Sink) {
    if usage.webSearches > 0, let price = terms.webSearch {
      sink.tool(usage.webSearches, at: price, per: 1, by: rule)
    }
  }
}
