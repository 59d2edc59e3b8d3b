/// Fast mode has input and output prices of its own in the row; its cache prices are fast input times the
/// row's cache factors (Opus 5.5: 8 x 0.05 = 0.40 a read). It stacks with US-only, and is refused in a
/// batch. Where a row has no fast prices a fast request is refused, or, if the row says so (Opus 4.6
/// since 2026-06-29), runs and bills as standard. In the band of long prompts it keeps its price unless
/// the row states another (Opus 4.6 before 2026-03-13).
/// Source: the provider's page on fast mode; the cache prices agree with genai-prices 0.2.3.

enum FastModeRule {
  static let rule = PriceRule(
    "fast mode",
    "fast input and output prices of the row, cache prices in proportion; refused in a batch and where "
      + "not offered")

  @inline(__always)
  static func refusesBatch(_ usage: Usage) -> Bool { usage.isFast && usage.isBatch }

  @inline(__always)
  static func refuses(_ usage: Usage, _ terms: Terms) -> Bool {
    usage.isFast && terms.fast == .refused
  }

  @inline(__always)
  static func applies(_ usage: Usage, _ terms: Terms) -> Bool {
    usage.isFast && terms.fast == .offered
  }
}
