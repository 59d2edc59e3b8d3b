/// A request of a batch pays half for all tokens: input, output, cache writes and reads, on top of the
/// band and of US-only. Server tools have no published batch price and pay in full. Not with fast mode
/// (FastMode.swift).
/// Source: the provider's page on batches (the parameter names it).

enum BatchDiscount {
  static let rule = PriceRule(
    "batch", "all token prices times the batch factor; server tools in full", parameter: .batch)

  @inline(__always)
  static func refuses(_ usage: Usage, _ terms: Terms) -> Bool {
    usage.isBatch && terms.batch == nil
  }

  @inline(__always)
  static func charge<Sink: ChargeSink>(_ usage: Usage, _ terms: Terms, to sink: inout Sink) {
    if usage.isBatch, let factor = terms.batch { sink.factor(factor, by: rule) }
  }
}
