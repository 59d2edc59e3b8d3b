/// Inference kept in the United States costs 1.1 times on all token categories. Only models since 4.6
/// offer it; a request to an older one (Opus 4.5, Haiku 4.5) is an error and is not charged.
/// Source: the provider's page on data residency (the parameter names it).

enum USOnlyInference {
  static let rule = PriceRule(
    "us only", "all token prices times the factor; refused by models before 4.6", parameter: .usOnly)

  @inline(__always)
  static func refuses(_ usage: Usage, _ terms: Terms) -> Bool {
    usage.isUSOnly && (terms.usOnly == nil || !terms.allowsUSOnly)
  }

  @inline(__always)
  static func charge<Sink: ChargeSink>(_ usage: Usage, _ terms: Terms, to sink: inout Sink) {
    if usage.isUSOnly, let factor = terms.usOnly { sink.factor(factor, by: rule) }
  }
}
