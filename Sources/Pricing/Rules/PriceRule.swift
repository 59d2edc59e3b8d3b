/// The rules, in the order in which a request meets them: first those that may refuse it, then those that
/// pick its prices, then those that charge. One rule is one file beside this one and one line in each
/// list it takes part in. Numbers are data (`Data/parameters.csv`); a rule's file says what is done with
/// them.

import Quantities

public struct PriceRule: Hashable, Sendable {
  public let name: String
  /// One sentence, with both sides of its boundary.
  public let summary: String
  /// The dated number that it uses.
  public let parameter: RuleParameter.Name?

  init(_ name: String, _ summary: String, parameter: RuleParameter.Name? = nil) {
    self.name = name
    self.summary = summary
    self.parameter = parameter
  }

  public static let all: [PriceRule] = [
    Availability.rule, ContextWindow.rule, FastModeRule.rule, BatchDiscount.rule, USOnlyInference.rule,
    PromptBand.rule, BaseTokens.rule, CacheReads.rule, CacheWrites.rule, WebSearch.rule, CodeExecution.rule,
  ]

  /// The first rule that refuses the request, or nil.
  @inline(__always)
  static func refusal(of usage: Usage, under terms: Terms) -> Refusal? {
    if Availability.refuses(terms) { return .unavailable }
    if ContextWindow.refuses(usage, terms) { return .pastWindow }
    if FastModeRule.refusesBatch(usage) { return .fastBatch }
    if FastModeRule.refuses(usage, terms) { return .fastNotOffered }
    if BatchDiscount.refuses(usage, terms) { return .batchNotOffered }
    if USOnlyInference.refuses(usage, terms) { return .usOnlyNotOffered }
    if WebSearch.refuses(usage, terms) { return .webSearchNotOffered }
    if CodeExecution.refuses(usage, terms) { return .codeExecutionNotOffered }
    return nil
  }

  @inline(__always)
  static func charge<Sink: ChargeSink>(_ usage: Usage, under terms: Terms, to sink: inout Sink) {
    let long = PromptBand.isLong(usage, terms)
    if FastModeRule.applies(usage, terms) {
      if long { tokens(usage, terms.fastLong, to: &sink) } else { tokens(usage, terms.fastShort, to: &sink) }
    } else {
      if long {
        tokens(usage, terms.standardLong, to: &sink)
      } else {
        tokens(usage, terms.standard, to: &sink)
      }
    }
    BatchDiscount.charge(usage, terms, to: &sink)
    USOnlyInference.charge(usage, terms, to: &sink)
    WebSearch.charge(usage, terms, to: &sink)
    CodeExecution.charge(usage, terms, to: &sink)
  }

  @inline(__always)
  private static func tokens<Sink: ChargeSink>(
    _ usage: Usage, _ prices: TokenPrices, to sink: inout Sink
  ) {
    BaseTokens.charge(usage, prices, to: &sink)
    CacheReads.charge(usage, prices, to: &sink)
    CacheWrites.charge(usage, prices, to: &sink)
  }
}

/// Why the provider does not serve a request; it is not charged.
enum Refusal: Hashable {
  case unavailable, pastWindow, fastBatch, fastNotOffered, batchNotOffered, usOnlyNotOffered
  case webSearchNotOffered, codeExecutionNotOffered
}
