/// What a comparison does not know of itself: the scenario as it was read, the prices and where they come from, the
/// program, and how to make it again.

import Quantities

public struct ComparisonSource: Hashable, Sendable {
  /// A price that the scenario's models are charged at, and who says so.
  public struct Rate: Hashable, Sendable {
    public var model: String
    public var prices: String
    public var since: String
    public var source: String

    public init(model: String, prices: String, since: String, source: String) {
      self.model = model
      self.prices = prices
      self.since = since
      self.source = source
    }
  }

  /// Another currency that the scenario states, with the dollars that one of it costs.
  public struct Currency: Hashable, Sendable {
    public var code: String
    public var rate: Nanodollars

    public init(code: String, rate: Nanodollars) {
      self.code = code
      self.rate = rate
    }
  }

  public var version: String
  /// How demand was drawn, in words.
  public var step: String
  public var stepSeconds: Int64
  /// The card, in words.
  public var rates: String
  public var models: [Rate] = []
  /// Nil: dollars only.
  public var currency: Currency?
  /// The scenario with every default filled in.
  public var scenario = ""
  /// SHA-256 of the scenario with its defaults and of the prices: equal where a result rests on the same rules.
  public var rulesHash = ""
  /// What was found when the scenario was read.
  public var warnings: [String] = []
  /// Of one future, and of this result, as somebody would type it.
  public var explain: String
  public var command = ""

  /// `step`: nil where it is the one stated.
  public init(version: String, step: String? = nil, stepSeconds: Int64, rates: String, explain: String) {
    self.version = version
    self.step = step ?? TimeSpan.seconds(stepSeconds).description
    self.stepSeconds = stepSeconds
    self.rates = rates
    self.explain = explain
  }
}
