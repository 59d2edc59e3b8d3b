/// Input that met no cache, and output, at the row's prices per token.
/// Source: the row's own.

enum BaseTokens {
  static let rule = PriceRule("base tokens", "input and output at the prices of the row")

  @inline(__always)
  static func charge<Sink: ChargeSink>(
    _ usage: Usage, _ prices: TokenPrices, to sink: inout Sink
  ) {
    sink.tokens(.input, usage.input, at: prices.input)
    sink.tokens(.output, usage.output, at: prices.output)
  }
}
