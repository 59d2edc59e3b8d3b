/// Tokens written to a prompt cache: kept for five minutes at 1.25 times the input price, for an hour at
/// twice. The row states the prices themselves.
/// Source: the row's own.

enum CacheWrites {
  static let rule = PriceRule(
    "cache writes", "tokens written to a cache at the row's price for five minutes or for an hour")

  @inline(__always)
  static func charge<Sink: ChargeSink>(
    _ usage: Usage, _ prices: TokenPrices, to sink: inout Sink
  ) {
    sink.tokens(.cacheWrite5m, usage.cacheWrite5m, at: prices.cacheWrite5m)
    sink.tokens(.cacheWrite1h, usage.cacheWrite1h, at: prices.cacheWrite1h)
  }
}
