/// Tokens read from a prompt cache: a tenth of the input price, a twentieth (Opus 5.5; Sonnet 5.5 since
/// 2026-10-07) or a fortieth (Fable and Mythos since 5.1). The row states the price itself, not the
/// factor.
/// Source: the row's own.

enum CacheReads {
  static let rule = PriceRule("cache reads", "tokens read from a cache at the row's price of a read")

  @inline(__always)
  static func charge<Sink: ChargeSink>(
    _ usage: Usage, _ prices: TokenPrices, to sink: inout Sink
  ) {
    sink.tokens(.cacheRead, usage.cacheRead, at: prices.cacheRead)
  }
}
