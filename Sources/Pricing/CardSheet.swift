/// What a card is written as, before it is checked: dated price rows, facts of models, dated parameters
/// of the rules, tokenizer steps. A provider's tables and a user's YAML file both become a sheet;
/// `RateCard(_:)` and `RateCard.extended(by:)` make a card of it or say what is wrong with which row.

import Quantities

public struct CardSheet: Sendable {
  public var name: String
  /// The last day on which the sheet is known to be right.
  public var asOf: CivilDate
  public var rows: [PriceRow]
  public var models: [ModelFacts]
  public var parameters: [RuleParameter]
  public var tokenizerSteps: [TokenizerStep]
  /// What people leave out when they say the name of a model; "": as the card beneath has it.
  public var modelPrefix = ""

  public init(
    name: String, asOf: CivilDate, rows: [PriceRow] = [], models: [ModelFacts] = [],
    parameters: [RuleParameter] = [], tokenizerSteps: [TokenizerStep] = []
  ) {
    self.name = name
    self.asOf = asOf
    self.rows = rows
    self.models = models
    self.parameters = parameters
    self.tokenizerSteps = tokenizerSteps
  }
}

/// What is known of a model beside its prices.
public struct ModelFacts: Hashable, Sendable {
  public var name: String
  /// As people write it: a name in words, with spaces and dots.
  public var title: String
  /// Other names of the same model, such as one with a date.
  public var aliases: [String]
  /// The first instant at which it answers; nil: at its first price row.
  public var released: Instant?
  /// The first instant at which a request fails; nil: not announced.
  public var retired: Instant?
  /// What to move to.
  public var replacement: String?
  /// Models of one family count the same text as the same number of tokens; nil: not known.
  public var tokenizer: String?
  public var allowsUSOnly: Bool
  /// A shorter prompt is not cached; a fact for planners, it changes no charge.
  public var minimumCacheable: TokenCount?
  public var source: String

  public init(
    name: String, title: String? = nil, aliases: [String] = [], released: Instant? = nil,
    retired: Instant? = nil, replacement: String? = nil, tokenizer: String? = nil,
    allowsUSOnly: Bool = false, minimumCacheable: TokenCount? = nil, source: String
  ) {
    self.name = name
    self.title = title ?? name
    self.aliases = aliases
    self.released = released
    self.retired = retired
    self.replacement = replacement
    self.tokenizer = tokenizer
    self.allowsUSOnly = allowsUSOnly
    self.minimumCacheable = minimumCacheable
    self.source = source
  }
}

/// A number that a rule needs, on `[from, to)`. Where none holds, the rule's service is not offered.
public struct RuleParameter: Hashable, Sendable, Dated {
  public enum Name: String, CaseIterable, Hashable, Sendable {
    /// A factor on all token prices.
    case batch = "batch"
    case usOnly = "us only"
    /// The price of one search.
    case webSearch = "web search"
    /// The price of a container-hour, and the least time that is billed (none: 0).
    case codeExecution = "code execution"
    case codeExecutionMinimum = "code execution minimum"
  }

  public enum Value: Hashable, Sendable {
    case factor(Ratio)
    case price(Nanodollars)
    case seconds(Int64)
  }

  public var name: Name
  public var from: Instant
  public var to: Instant
  public var value: Value
  public var source: String

  public init(name: Name, from: Instant, to: Instant = .never, value: Value, source: String) {
    self.name = name
    self.from = from
    self.to = to
    self.value = value
    self.source = source
  }

  var key: String { name.rawValue }
}

/// How many times as many tokens a text becomes when it moves from one tokenizer family to another.
public struct TokenizerStep: Hashable, Sendable {
  public var from: String
  public var to: String
  public var factor: Ratio
  public var least: Ratio
  public var most: Ratio
  public var source: String

  public init(from: String, to: String, factor: Ratio, least: Ratio, most: Ratio, source: String) {
    self.from = from
    self.to = to
    self.factor = factor
    self.least = least
    self.most = most
    self.source = source
  }
}
