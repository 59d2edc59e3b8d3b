/// One dated row of a card: what one model costs on `[from, to)`, and who says so. A row holds everything
/// that changes by date, so that "what held then" is one look-up: prices, the band of long prompts, fast
/// mode, the context window. Both sides: `from` is the first second at which the row holds, `to` the
/// first at which it does not any more; dates in the data are midnight UTC.

import Quantities

/// What a token costs, by what becomes of it.
public struct TokenPrices: Hashable, Sendable {
  public var input: PicodollarsPerToken
  public var output: PicodollarsPerToken
  public var cacheRead: PicodollarsPerToken
  public var cacheWrite5m: PicodollarsPerToken
  public var cacheWrite1h: PicodollarsPerToken

  public init(
    input: PicodollarsPerToken, output: PicodollarsPerToken, cacheRead: PicodollarsPerToken,
    cacheWrite5m: PicodollarsPerToken, cacheWrite1h: PicodollarsPerToken
  ) {
    self.input = input
    self.output = output
    self.cacheRead = cacheRead
    self.cacheWrite5m = cacheWrite5m
    self.cacheWrite1h = cacheWrite1h
  }

  public subscript(_ category: TokenCategory) -> PicodollarsPerToken {
    switch category {
    case .input: input
    case .output: output
    case .cacheRead: cacheRead
    case .cacheWrite5m: cacheWrite5m
    case .cacheWrite1h: cacheWrite1h
    }
  }

  static let zero = TokenPrices(
    input: .init(0), output: .init(0), cacheRead: .init(0), cacheWrite5m: .init(0), cacheWrite1h: .init(0))

  /// These prices with another price of input and output; a cache price keeps its factor to the input
  /// price. Nil when that is not a whole number of pico-dollars.
  func moved(toInput newInput: PicodollarsPerToken, output: PicodollarsPerToken) -> TokenPrices? {
    func moved(_ price: PicodollarsPerToken) -> PicodollarsPerToken? {
      if price.count == 0 { return price }
      guard input.count > 0 else { return nil }
      let product = Int128(newInput.count) * Int128(price.count)
      guard product % Int128(input.count) == 0 else { return nil }
      return Int64(exactly: product / Int128(input.count)).map(PicodollarsPerToken.init)
    }
    guard let read = moved(cacheRead), let write5m = moved(cacheWrite5m), let write1h = moved(cacheWrite1h)
    else { return nil }
    return TokenPrices(
      input: newInput, output: output, cacheRead: read, cacheWrite5m: write5m, cacheWrite1h: write1h)
  }
}

public enum TokenCategory: String, CaseIterable, Hashable, Sendable {
  case input = "input"
  case output = "output"
  case cacheRead = "cache read"
  case cacheWrite5m = "cache write 5m"
  case cacheWrite1h = "cache write 1h"
}

/// Other prices for a request whose prompt is longer than so many tokens.
public struct PriceBand: Hashable, Sendable {
  public var overPromptTokens: TokenCount
  public var prices: TokenPrices

  public init(overPromptTokens: TokenCount, prices: TokenPrices) {
    self.overPromptTokens = overPromptTokens
    self.prices = prices
  }
}

/// What fast mode costs. Cache prices follow: fast input times the row's own cache factors.
public struct FastPrices: Hashable, Sendable {
  public var input: PicodollarsPerToken
  public var output: PicodollarsPerToken
  /// In the row's band of long prompts; nil: the same as below it.
  public var overBand: Pair?
  /// Only for organisations that were let in.
  public var isPreview: Bool

  public struct Pair: Hashable, Sendable {
    public var input: PicodollarsPerToken
    public var output: PicodollarsPerToken

    public init(input: PicodollarsPerToken, output: PicodollarsPerToken) {
      self.input = input
      self.output = output
    }
  }

  public init(
    input: PicodollarsPerToken, output: PicodollarsPerToken, overBand: Pair? = nil, isPreview: Bool = false
  ) {
    self.input = input
    self.output = output
    self.overBand = overBand
    self.isPreview = isPreview
  }
}

/// What becomes of a request that asks for fast mode.
public enum FastMode: Hashable, Sendable {
  case refused
  /// It runs at standard speed and is billed so.
  case billedAsStandard
  case offered(FastPrices)
}

public struct PriceRow: Hashable, Sendable, Dated {
  public var model: String
  public var from: Instant
  /// `.never`: open.
  public var to: Instant
  public var prices: TokenPrices
  public var band: PriceBand?
  public var fast: FastMode
  /// The longest prompt that is accepted; nil: any.
  public var contextWindow: TokenCount?
  public var source: String

  public init(
    model: String, from: Instant, to: Instant = .never, prices: TokenPrices, band: PriceBand? = nil,
    fast: FastMode = .refused, contextWindow: TokenCount? = nil, source: String
  ) {
    self.model = model
    self.from = from
    self.to = to
    self.prices = prices
    self.band = band
    self.fast = fast
    self.contextWindow = contextWindow
    self.source = source
  }

  var key: String { model }

  /// The prices of a request: below or in the band, standard or fast. Nil when a fast cache price is not a
  /// whole number of pico-dollars (such a row is refused when a card is made).
  public func prices(long: Bool, fast isFast: Bool) -> TokenPrices? {
    let standard = long ? band?.prices ?? prices : prices
    guard isFast, case .offered(let fast) = fast else { return standard }
    if long, let over = fast.overBand { return standard.moved(toInput: over.input, output: over.output) }
    return prices.moved(toInput: fast.input, output: fast.output)
  }
}

extension PriceRow {
  var offersFast: Bool {
    if case .offered = fast { return true }
    return false
  }
}
