/// What a forecast, a backtest or a hindsight does not know of itself: the program, the prices in words, and how to make it
/// again.

public struct ForecastSource: Hashable, Sendable {
  public var version: String
  /// The rate card, in words; empty: none was needed.
  public var rates: String
  /// As somebody would type it; empty: not known.
  public var command: String

  public init(version: String, rates: String = "", command: String = "") {
    self.version = version
    self.rates = rates
    self.command = command
  }
}
