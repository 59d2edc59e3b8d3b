/// How a lot's expiry follows from the instant it becomes usable (or, by a switch, was bought).
/// A lot is usable on `[usable from, expires)`: one second before its expiry it pays, at its expiry it is gone.

import Quantities

public enum Validity: Hashable, Sendable {
  /// `180 days` or `6 months`, counted from the start; months are calendar months, clamped.
  case lasting(TimeSpan)
  /// A fixed instant, whenever the lot began.
  case until(Instant)
  /// To the next turn of the billing cycle strictly after the start.
  case billingCycle
  case never

  /// The first instant at which the credit is gone.
  public func expiry(from start: Instant, cycle: BillingCycle) throws(QuantityError) -> Instant {
    switch self {
    case .lasting(let span): try start.adding(span)
    case .until(let instant): instant
    case .billingCycle: cycle.turn(after: start)
    case .never: .never
    }
  }
}

/// The instant from which a validity counts.
public enum ValidityStart: String, CaseIterable, Hashable, Sendable {
  case usable = "usable"
  case purchase = "purchase"
}

/// A subscription's billing cycle: monthly from an anchor, clamped to the month's end
/// (anchor Jan 31: Feb 28, Mar 31). It is not the calendar month of a spend limit.
public struct BillingCycle: Hashable, Sendable {
  public var anchor: Instant

  public init(anchor: Instant) { self.anchor = anchor }

  /// The first turn strictly after `instant`: `anchor + k months` for any whole k, so a cycle whose anchor lies
  /// ahead has turned before it, too.
  public func turn(after instant: Instant) -> Instant {
    Instant(seconds: nextTurn(anchor: anchor, every: .months(1), after: instant.seconds))
  }
}
