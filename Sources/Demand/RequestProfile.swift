/// Requests: how many, of which models, how large, and how they are sent.

import Pricing
import Quantities

public struct RequestProfile: Hashable, Sendable {
  public var rate: Rate
  /// Sums to 100%.
  public var mix: [ModelShare]
  /// The whole prompt, cached parts included.
  public var input: TokenLaw
  public var output: TokenLaw
  /// Shares of the prompt.
  public var cacheRead = Ratio.zero
  public var cacheWrite5m = Ratio.zero
  public var cacheWrite1h = Ratio.zero
  /// Shares of the requests.
  public var batch = Ratio.zero
  public var fast = Ratio.zero
  public var usOnly = Ratio.zero
  /// A request, on average.
  public var webSearches = Ratio.zero
  public var codeExecutionSeconds: Int64 = 0
  /// Shares of the requests.
  public var failed = Ratio.zero
  public var disconnected = Ratio.zero
  /// The model whose tokenizer counted the tokens; nil: each model's own.
  public var measuredOn: ModelID?

  public init(rate: Rate, mix: [ModelShare], input: TokenLaw, output: TokenLaw) {
    self.rate = rate
    self.mix = mix
    self.input = input
    self.output = output
  }
}

public struct ModelShare: Hashable, Sendable {
  public var model: ModelID
  public var share: Ratio

  public init(model: ModelID, share: Ratio) {
    self.model = model
    self.share = share
  }
}

/// `900 per workday`, `2.5 per hour`: the usual level, before growth, noise and regimes. A day or a workday is a
/// local day of 100%; an hour or a minute is one of such a day at a level of 1 (WeeklyShape.hours), so that a
/// day has the rate times the sum of its hours; a week is all of its days together; a month is a twelfth of a
/// year, all of its days together.
public struct Rate: Hashable, Sendable {
  public enum Unit: String, CaseIterable, Hashable, Sendable {
    case minute, hour, day, workday, week, month
  }

  /// In millionths of a request.
  public var count: Ratio
  public var unit: Unit

  public init(count: Ratio, unit: Unit) {
    self.count = count
    self.unit = unit
  }
}

/// The tokens of one request.
public enum TokenLaw: Hashable, Sendable {
  case fixed(TokenCount)
  case lognormal(median: TokenCount, p90: TokenCount)
  /// Any of the values, by weight.
  case table([Weighted])

  public struct Weighted: Hashable, Sendable {
    public var tokens: TokenCount
    public var weight: Ratio

    public init(tokens: TokenCount, weight: Ratio) {
      self.tokens = tokens
      self.weight = weight
    }
  }
}
