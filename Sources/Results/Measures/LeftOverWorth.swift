/// A premise of the measures that a scenario states: total cost, value left over and effective price depend on it.

import Quantities

/// What unexpired credit is worth at the end of the horizon.
public enum LeftOverWorth: Hashable, Sendable {
  /// Every future runs on past the end, buying nothing, until the last lot has expired: what is drawn then is worth what
  /// was paid for it, at most its list price, and what expires is worth nothing.
  case asUsed
  /// All of it what was paid for it, whether or not anybody will use it.
  case pricePaid
  case nothing
  /// The seller takes it back for this share of what was paid.
  case refunded(Ratio)

  /// As scenarios write them; `refunded` has a share.
  public static let named: [LeftOverWorth] = [.asUsed, .pricePaid, .nothing]

  /// As a scenario writes it: `as far as it will be used`, `refunded 80%`.
  public var name: String {
    switch self {
    case .asUsed: "as far as it will be used"
    case .pricePaid: "at price paid"
    case .nothing: "at nothing"
    case .refunded(let share): "refunded \(share)"
    }
  }
}
