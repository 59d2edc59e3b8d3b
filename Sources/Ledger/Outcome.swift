/// What a ledger says of itself after a run: per lot, in total, and posting by posting.

import Quantities

/// One line of the journal. Cash kinds are in dollars paid, the others in dollars of credit or of usage.
public struct Posting: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// An order is placed: face value enters the account as in transit (`opening` and grants too).
    case ordered
    /// Cash: price and tax of an order or a fee, each its own posting.
    case paid, taxPaid
    /// Cash that comes back for credit revoked or never delivered.
    case refunded
    case delivered, undelivered, expired
    /// Taken from what was left on a lot.
    case revoked
    /// Taken from what was still in transit.
    case revokedInTransit
    /// Drawn for the current request; drawn to repay a debt.
    case drawn, repaid
    /// By a correction: drawn from a lot, added to the debt; come back to a lot, taken off the debt; what has found neither.
    case charged, chargedOverdrawn, givenBack, givenBackToDebt, givenBackInVain
    /// The whole of the current request, first; then what became of it.
    case demand, trial, allowance, overdrawn, failed
    /// What the current request has reserved beyond its cost: held back, and moved nowhere.
    case heldBack
    case blocked(BlockCause)
    /// What of the current request is refused and waits.
    case waits(BlockCause)
    /// What has waited and is answered now, first; then what became of it.
    case retried
    /// So much of the current request, which flows, has waited.
    case again
    /// An order refused by a purchase limit or by the auto-reload's own caps: its face value.
    case orderRefused
    /// A payment declined: the face value of the order. The second: and the auto-reload is off for good.
    case declined, declinedAndOff
  }

  /// What a posting is about.
  struct Subject {
    var lot = -1
    var fee = -1
    var request = -1
    var origin: Origin?
  }

  public let at: Instant
  public let kind: Kind
  /// An index into `lots`, or -1: a posting about no lot (demand, blocked, a fee, a refused order).
  public let lot: Int
  /// An index into the plan's fees, or -1: a posting about no fee.
  public let fee: Int
  /// Of what comes back: the place of its request among all, or -1 (a flow has no requests).
  public let request: Int
  /// What bought the lot, gave the order that was refused or declined, or is paid by the instalment; nil: of a posting about
  /// requests, or about a fee for no credit.
  public let origin: Origin?
  public let amount: Nanodollars

  init(at: Instant, kind: Kind, _ subject: Subject, amount: Nanodollars) {
    self.at = at
    self.kind = kind
    (lot, fee, request, origin) = (subject.lot, subject.fee, subject.request, subject.origin)
    self.amount = amount
  }
}

/// A lot and what became of its face value.
public struct LotOutcome: Hashable, Sendable {
  public var name: String
  public var origin: Origin
  public var source: Source
  public var orderedAt: Instant
  public var usableFrom: Instant
  public var expires: Instant
  public var face: Nanodollars
  /// Cash: before tax, and tax. For an opening lot `price` is what it cost once.
  public var price: Nanodollars
  public var tax: Nanodollars
  public var refunded: Nanodollars
  public var inTransit: Nanodollars
  public var left: Nanodollars
  public var drawn: Nanodollars
  public var expired: Nanodollars
  public var revoked: Nanodollars
  public var undelivered: Nanodollars

  /// `amount` of this lot's face value, valued at its share of the price paid.
  public func atCost(_ amount: Nanodollars) -> Nanodollars {
    guard face.count > 0 else { return .zero }
    let exact = Int128(amount.count) * Int128(price.count)
    return Nanodollars(Int64(exact.divided(by: Int128(face.count), rounding: .nearestEven)))
  }
}

public struct Totals: Hashable, Sendable {
  public var opening = Nanodollars.zero
  public var bought = Nanodollars.zero
  public var granted = Nanodollars.zero
  public var used = Nanodollars.zero
  public var expired = Nanodollars.zero
  public var revoked = Nanodollars.zero
  public var undelivered = Nanodollars.zero
  public var inTransit = Nanodollars.zero
  public var left = Nanodollars.zero

  public var demand = Nanodollars.zero
  public var trial = Nanodollars.zero
  public var allowance = Nanodollars.zero
  public var credit = Nanodollars.zero
  public var failed = Nanodollars.zero
  /// By `BlockCause.rawValue`.
  public var blocked = [Nanodollars](repeating: .zero, count: BlockCause.allCases.count)
  /// Refused, and not answered for good yet: no part of the demand.
  public var waiting = Nanodollars.zero

  public var openingDebt = Nanodollars.zero
  public var debt = Nanodollars.zero

  /// By corrections: to lots and debts; what has found neither; and what was charged.
  public var givenBack = Nanodollars.zero
  public var givenBackInVain = Nanodollars.zero
  public var charged = Nanodollars.zero

  /// Cash: prices and fees before tax; tax; what came back.
  public var price = Nanodollars.zero
  public var tax = Nanodollars.zero
  public var refunded = Nanodollars.zero

  public init() {}
}

/// Counts of what happened.
public struct Counts: Hashable, Sendable {
  public var requests = 0
  public var blockedRequests = 0
  public var failedRequests = 0
  public var reloads = 0
  public var declines = 0
  public var refusedOrders = 0

  public init() {}
}

extension Account {
  func name(ofLot lot: Int) -> String {
    let name = plan.name(of: lots[lot].origin)
    return lots[lot].origin.isTrigger ? "\(name) \(lots[lot].subject.orderedAt.brief)" : name
  }

  func outcome(ofLot lot: Int) -> LotOutcome {
    let slot = lots[lot]
    return LotOutcome(
      name: name(ofLot: lot), origin: slot.origin, source: slot.subject.source,
      orderedAt: slot.subject.orderedAt,
      usableFrom: slot.subject.usableFrom, expires: slot.subject.expires,
      face: Nanodollars(slot.face), price: Nanodollars(slot.price), tax: Nanodollars(slot.tax),
      refunded: Nanodollars(slot.refunded), inTransit: Nanodollars(slot.inTransit),
      left: Nanodollars(slot.left), drawn: Nanodollars(slot.drawn), expired: Nanodollars(slot.expired),
      revoked: Nanodollars(slot.revoked), undelivered: Nanodollars(slot.undelivered))
  }

  var totals: Totals {
    var totals = Totals()
    totals.opening = Nanodollars(sums.opening)
    totals.bought = Nanodollars(sums.bought)
    totals.granted = Nanodollars(sums.granted)
    totals.used = Nanodollars(sums.drawn)
    totals.expired = Nanodollars(sums.expired)
    totals.revoked = Nanodollars(sums.revoked)
    totals.undelivered = Nanodollars(sums.undelivered)
    totals.inTransit = Nanodollars((0..<lots.count).reduce(0) { $0 &+ lots[$1].inTransit })
    totals.left = Nanodollars((0..<lots.count).reduce(0) { $0 &+ lots[$1].left })
    totals.demand = Nanodollars(sums.demand)
    totals.trial = Nanodollars(sums.trial)
    totals.allowance = Nanodollars(sums.allowance)
    totals.credit = Nanodollars(sums.credit)
    totals.failed = Nanodollars(sums.failed)
    totals.blocked = BlockCause.allCases.map { Nanodollars(sums.blocked[$0]) }
    totals.waiting = Nanodollars(sums.waiting)
    totals.openingDebt = plan.openingDebt
    totals.debt = Nanodollars(debt)
    totals.givenBack = Nanodollars(sums.givenBack)
    totals.givenBackInVain = Nanodollars(sums.givenBackInVain)
    totals.charged = Nanodollars(sums.charged)
    totals.price = Nanodollars(sums.price)
    totals.tax = Nanodollars(sums.tax)
    totals.refunded = Nanodollars(sums.refunded)
    return totals
  }

  var counts: Counts {
    var counts = Counts()
    counts.requests = Int(sums.requests)
    counts.blockedRequests = Int(sums.blockedRequests)
    counts.failedRequests = Int(sums.failedRequests)
    counts.reloads = Int(sums.reloads)
    counts.declines = Int(sums.declines)
    counts.refusedOrders = Int(sums.refusedOrders)
    return counts
  }
}
