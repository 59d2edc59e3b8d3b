/// One account's plan, resolved: every switch has its value, every date is an instant, every repeat is
/// written out. Pure data; what the rules make of it is in `Rules/`, in words in docs/ledger-rules.md.

import Quantities

public struct LedgerPlan: Hashable, Sendable {
  /// Nothing happens before it.
  public var start: Instant
  /// The distinct limits that lots, caps and windows refer to; at most 63.
  public var scopes: [Scope] = []
  /// Every listed purchase, grant and opening lot, in the order of the listing. Names are unique.
  public var purchases: [Purchase] = []
  /// Revocations and voids of listed purchases.
  public var withdrawals: [Withdrawal] = []
  /// What the provider corrects of charges made before.
  public var corrections: [Correction] = []
  /// Money paid that brings no credit (a subscription's price).
  public var fees: [Fee] = []
  public var drawOrder: DrawOrder = .earliestExpiry
  public var largerThanBalance: LargerThanBalance = .overdraw
  /// What requests have used is seen by the check of the balance so many seconds later; nil: at once. Under `overdraw` only.
  public var meteringLag: Int64?
  public var autoReloads: [AutoReload] = []
  public var standingOrders: [StandingOrder] = []
  public var people: [Person] = []
  /// Caps on credit usage, checked in this order: monthly limits, weekly limits, daily redemption caps.
  public var usageCaps: [UsageCap] = []
  /// Caps on purchases per calendar month (UTC).
  public var purchaseLimits: [PurchaseLimit] = []
  /// No order lifts the account's position (balance and what is in transit) above it; nil: any may.
  public var largestBalance: Nanodollars?
  public var allowance: Allowance?
  /// The requests that may draw credit at all; nil: every one. With usage credits not enabled, a scope that
  /// names only the `api key` channel.
  public var creditScope: ScopeID?
  /// When others may draw it as well (Rules/UsageCredits.swift); nil: never.
  public var creditTime: CreditTime?
  public var billingCycle: BillingCycle
  /// What the account owes when the ledger opens; the first delivery repays it.
  public var openingDebt: Nanodollars = .zero
  /// A client that hangs up on a request that was on track pays for it.
  public var disconnectsAreCharged = true
  /// What is refused for a billing cause waits so many seconds for service to come back; nil: it is lost at once.
  public var retriesWithin: Int64?

  public init(start: Instant) {
    self.start = start
    billingCycle = BillingCycle(anchor: start)
  }

  /// What triggers offer: auto-reloads, standing orders, people.
  public var offers: [Offer] {
    autoReloads.map(\.offer) + standingOrders.map(\.offer) + people.map(\.offer)
  }

  /// The scopes that admit a request of this model, channel and person.
  public func mask(model: String?, channel: Channel, person: Int? = nil) -> ScopeMask {
    var bits: UInt64 = 0
    for (index, scope) in scopes.enumerated()
    where scope.admits(model: model, channel: channel, person: person) {
      bits |= 1 << UInt64(index)
    }
    return ScopeMask(bits: bits)
  }
}

/// What every lot of one offer has in common.
public struct LotTerms: Hashable, Sendable {
  public var validity: Validity = .lasting(.years(1))
  public var validityCountsFrom: ValidityStart = .usable
  /// The only requests this credit may pay for; nil: any.
  public var scope: ScopeID?
  /// Lower is drawn earlier by the draw orders that look at it.
  public var priority = 0
  /// It pays before the trial and the allowance, and before all other credit.
  public var drawsBeforeAllowance = false
  /// Added to the cash, never to the credit; and then the tax on both.
  public var fee = PurchaseFee.none
  public var tax: Ratio = .zero
  /// The share of the cash (price and tax) paid for credit that comes back when it is revoked or never delivered.
  public var refund: Ratio = .zero

  public init() {}
}

/// What buying costs beside the price: a share of it, and no less than an amount.
public struct PurchaseFee: Hashable, Sendable {
  public var share: Ratio
  public var atLeast: Nanodollars

  public init(share: Ratio, atLeast: Nanodollars = .zero) { (self.share, self.atLeast) = (share, atLeast) }

  public static let none = PurchaseFee(share: .zero)
}

/// A listed purchase, grant or opening lot.
public struct Purchase: Hashable, Sendable {
  public var name: String
  public var source: Source
  public var orderedAt: Instant
  /// Delivery, activation or claim. Not before `orderedAt`.
  public var usableFrom: Instant
  public var face: Nanodollars
  /// Before tax. For an opening lot: what it cost once; it is not paid again.
  public var price: Nanodollars
  public var terms: LotTerms
  /// The part of the price that instalments pay later, as fees: it is what the lot costs, and no cash of the order.
  public var paidLater: Nanodollars = .zero
  /// Of an opening lot in transit: the auto-reload (an index) that ordered it before the start.
  public var orderedBy: Int?
  /// False: paid, and never delivered.
  public var isDelivered = true

  public init(
    name: String, source: Source, orderedAt: Instant, usableFrom: Instant? = nil,
    face: Nanodollars, price: Nanodollars, terms: LotTerms = LotTerms()
  ) {
    self.name = name
    self.source = source
    self.orderedAt = orderedAt
    self.usableFrom = usableFrom ?? orderedAt
    self.face = face
    self.price = price
    self.terms = terms
  }
}

/// Credit taken away: revoked by the provider, or void by agreement.
public struct Withdrawal: Hashable, Sendable {
  public var at: Instant
  /// An index into `LedgerPlan.purchases`.
  public var purchase: Int
  /// Nil: all that is left of it.
  public var amount: Nanodollars?
  /// The provider closes the account's other lots as well, those in transit included.
  public var takesOtherLots: Bool
  /// The provider closes the account with it; nil: it stays open.
  public var closes: AccountClosing?

  public init(
    at: Instant, purchase: Int, amount: Nanodollars? = nil, takesOtherLots: Bool = false,
    closes: AccountClosing? = nil
  ) {
    self.at = at
    self.purchase = purchase
    self.amount = amount
    self.takesOtherLots = takesOtherLots
    self.closes = closes
  }
}

/// Usage that was charged wrongly, put right at an instant.
public struct Correction: Hashable, Sendable {
  public enum Change: Hashable, Sendable {
    case givesBack(Nanodollars)
    case charges(Nanodollars)
  }

  public var at: Instant
  public var change: Change
  /// The only requests that it is about; nil: any.
  public var scope: ScopeID?

  public init(at: Instant, _ change: Change, scope: ScopeID? = nil) {
    self.at = at
    self.change = change
    self.scope = scope
  }
}

public struct Fee: Hashable, Sendable {
  public var name: String
  public var at: Instant
  public var price: Nanodollars
  public var tax: Ratio
  /// The purchase of whose price (`paidLater`) it is a part; nil: a price of its own.
  public var instalmentOf: Origin?

  public init(
    name: String, at: Instant, price: Nanodollars, tax: Ratio = .zero, instalmentOf purchase: Origin? = nil
  ) {
    self.name = name
    self.at = at
    self.price = price
    self.tax = tax
    instalmentOf = purchase
  }
}

/// What happens to a request that costs more than the balance.
public enum LargerThanBalance: String, CaseIterable, Hashable, Sendable {
  /// Admitted while the balance is positive; the rest becomes a debt, which the next lot repays.
  case overdraw
  /// All or nothing.
  case refuse
  /// Served as far as the balance goes.
  case payInPart = "pay in part"
}

/// What a trigger pays for what it buys: `price` for each `face`.
public struct Price: Hashable, Sendable {
  public var price: Nanodollars
  public var face: Nanodollars

  public init(price: Nanodollars, face: Nanodollars) {
    self.price = price
    self.face = face
  }

  public static let list = Price(price: .dollars(1), face: .dollars(1))
}

/// What a trigger buys: the same offer each time, in amounts that the trigger decides.
public struct Offer: Hashable, Sendable {
  public var name: String
  public var source: Source
  public var price: Price
  /// Seconds from the order to the credit.
  public var delay: Int64
  public var terms: LotTerms

  public init(
    name: String, source: Source, price: Price = .list, delay: Int64 = 0,
    terms: LotTerms = LotTerms()
  ) {
    self.name = name
    self.source = source
    self.price = price
    self.delay = delay
    self.terms = terms
  }
}

public struct AutoReload: Hashable, Sendable {
  public enum Trigger: String, CaseIterable, Hashable, Sendable {
    case below
    case atOrBelow = "at or below"
  }

  public enum Amount: Hashable, Sendable {
    case fixed(Nanodollars)
    /// Up to this balance.
    case upTo(Nanodollars)
    /// The fewest multiples that lift the balance strictly past the threshold; at least one.
    case multiples(of: Nanodollars)
  }

  public var offer: Offer
  public var threshold: Nanodollars
  public var trigger: Trigger = .below
  public var amount: Amount
  /// No order is smaller, and none is larger: it is lifted to the one and cut to the other, multiples in whole ones.
  /// Nil: there is no such bound.
  public var atLeast: Nanodollars?
  public var atMost: Nanodollars?
  /// A refusal for lack of credit orders one too, wherever the balance stands.
  public var afterRefusal = false
  /// No second order while one is in transit.
  public var oneInFlight = true
  /// Seconds from an order to the earliest next one; 0: it may follow at once.
  public var pause: Int64 = 0
  /// Seconds from a declined payment to the next try.
  public var retryDelay: Int64 = TimeSpan.day
  /// Switched off for good after so many declines in a row; nil: never.
  public var offAfterDeclines: Int?
  /// At most so many orders per calendar month (UTC).
  public var countPerMonth: Int?
  /// At most so much cash (price and tax) per calendar month (UTC); equality allowed.
  public var cashPerMonth: Nanodollars?
  /// An order past `cashPerMonth` is cut to what the month still allows, and not refused.
  public var isBoughtInPart = false
  /// Replays only: the tries (1, 2, ... over the whole run) whose payment is declined.
  public var declinedTries: Set<Int> = []
  public var opening = ReloadOpening()

  public init(offer: Offer, threshold: Nanodollars, amount: Amount) {
    self.offer = offer
    self.threshold = threshold
    self.amount = amount
  }
}

public struct StandingOrder: Hashable, Sendable {
  public enum Amount: Hashable, Sendable {
    case fixed(Nanodollars)
    /// Up to this position: balance and what is in transit.
    case upTo(Nanodollars)
    /// A fixed lot when the position is at or below a level.
    case whenAtOrBelow(level: Nanodollars, buy: Nanodollars)
  }

  public var offer: Offer
  /// The k-th order is placed at `first + k * every`, counted from `first`.
  public var first: Instant
  public var every: TimeSpan
  /// No order at or after it; nil: no end.
  public var until: Instant?
  public var amount: Amount

  public init(offer: Offer, first: Instant, every: TimeSpan, until: Instant? = nil, amount: Amount) {
    self.offer = offer
    self.first = first
    self.every = every
    self.until = until
    self.amount = amount
  }
}

/// A person who notices an empty balance and buys by hand.
public struct Person: Hashable, Sendable {
  public var offer: Offer
  public var buys: Nanodollars
  /// Seconds of office time from the balance running dry to the purchase; at least one.
  public var reaction: Int64
  /// Nil: day and night.
  public var hours: OfficeHours?

  public init(offer: Offer, buys: Nanodollars, reaction: Int64, hours: OfficeHours? = nil) {
    self.offer = offer
    self.buys = buys
    self.reaction = reaction
    self.hours = hours
  }
}

/// A cap on credit usage per calendar month (UTC), per week or per day (in a zone).
public struct UsageCap: Hashable, Sendable {
  public enum Window: Hashable, Sendable {
    case month
    /// Turns at every whole number of seven days before and after an instant.
    case week(Instant)
    case day(Zone)
  }

  /// What the request meets that would cross the cap.
  public enum Crossing: String, CaseIterable, Hashable, Sendable {
    /// It is refused, and so is every later one until the window turns.
    case latched
    /// It is refused; a smaller one may still fit.
    case each = "each request by itself"
    /// It is served; later ones are refused.
    case served = "the crossing request is served"
  }

  public var amount: Nanodollars
  public var window: Window
  public var crossing: Crossing
  /// The only requests it counts and stops; nil: all that draw credit.
  public var scope: ScopeID?
  /// The provider's, of the account's tier: another tier would lift it.
  public var isOfTier: Bool
  public var opening = CapOpening()

  public init(
    amount: Nanodollars, window: Window, crossing: Crossing = .latched, scope: ScopeID? = nil,
    isOfTier: Bool = false
  ) {
    self.amount = amount
    self.window = window
    self.crossing = crossing
    self.scope = scope
    self.isOfTier = isOfTier
  }
}

/// A cap on purchases per calendar month (UTC): an order that would cross it is refused whole; meeting it
/// exactly is allowed. Grants, plan credit and opening lots are not purchases.
public struct PurchaseLimit: Hashable, Sendable {
  public enum Basis: String, CaseIterable, Hashable, Sendable {
    /// Price and tax.
    case cash
    case face = "face value"
  }

  public var amount: Nanodollars
  public var basis: Basis
  /// Nil: every source that is bought.
  public var sources: Set<Source>?
  /// Counted in the calendar month of the start before it.
  public var countedBefore: Nanodollars = .zero

  public init(amount: Nanodollars, basis: Basis, sources: Set<Source>? = nil) {
    self.amount = amount
    self.basis = basis
    self.sources = sources
  }
}

/// What a subscription includes: usage at list price in windows that reset, drawn before credit by the
/// requests in its scope; and before it, once, a trial amount.
public struct Allowance: Hashable, Sendable {
  public struct Window: Hashable, Sendable {
    public enum Clock: Hashable, Sendable {
      /// Starts at the first use after the last one ended; lasts so many seconds.
      case session(length: Int64)
      /// Turns at `anchor + k * every`.
      case fixed(anchor: Instant, every: TimeSpan)
    }

    /// What a fixed window leaves is added to the next one: so much of it, at most so many dollars. It does not roll over again.
    public struct Rollover: Hashable, Sendable {
      public var share: Ratio
      /// Nil: all of the share.
      public var atMost: Nanodollars?

      public init(share: Ratio, atMost: Nanodollars? = nil) { (self.share, self.atMost) = (share, atMost) }
    }

    public var clock: Clock
    public var limit: Nanodollars
    /// Of fixed windows; nil: what is unused is forfeited.
    public var rollover: Rollover?
    /// The only requests it counts and holds back; nil: all that draw the allowance.
    public var scope: ScopeID?
    /// It is there on `[from, until)` only, as a seat's that begins or ends; nil: from the start, for ever.
    public var from: Instant?
    public var until: Instant?
    public var opening = WindowOpening()

    public init(clock: Clock, limit: Nanodollars, scope: ScopeID? = nil) {
      self.clock = clock
      self.limit = limit
      self.scope = scope
    }
  }

  /// Usually a scope that names the `plan` channel.
  public var scope: ScopeID?
  /// The first so many dollars of usage are free.
  public var trial: Nanodollars = .zero
  /// What of the trial was used before the start.
  public var trialUsedBefore: Nanodollars = .zero
  /// A request may draw the least of what its windows leave that are there. None: the allowance is nothing but its trial.
  public var windows: [Window]

  public init(scope: ScopeID?, trial: Nanodollars = .zero, windows: [Window]) {
    self.scope = scope
    self.trial = trial
    self.windows = windows
  }
}
