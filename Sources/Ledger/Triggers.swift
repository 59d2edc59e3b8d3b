/// What auto-reloads, standing orders and people have in common: each watches a pool of lots, and has
/// orders of its own in transit.

import Quantities

/// An offer without its name, which costs a reference at every copy, and what has become of its orders.
struct Trigger: Sendable {
  let origin: Origin
  let source: Source
  let unit: Price
  let delay: Int64
  let terms: LotTerms
  /// The pool it watches.
  let pool: Int
  /// What it has ordered and not yet received or lost.
  var inTransit: Int64 = 0

  init(_ origin: Origin, _ offer: Offer, lots: inout Lots) {
    self.origin = origin
    source = offer.source
    unit = offer.price
    delay = offer.delay
    terms = offer.terms
    pool = lots.pool(PoolMembers(watchedBy: offer.terms.scope))
  }

  /// May this trigger's lots pay for such requests (and so repay their debts)?
  func serves(_ mask: ScopeMask) -> Bool { mask.admits(terms.scope) }
}

extension Account {
  /// What a trigger has ordered is in transit, or no longer; of listed purchases nobody asks, but of one that an auto-reload
  /// ordered before the start.
  mutating func addInTransit(_ amount: Int64, of origin: Origin) {
    switch origin {
    case .purchase(let index):
      if let reload = plan.purchases[index].orderedBy { reloads[reload].trigger.inTransit &+= amount }
    case .autoReload(let index): reloads[index].trigger.inTransit &+= amount
    case .standingOrder(let index): standing[index].trigger.inTransit &+= amount
    case .person(let index): people[index].trigger.inTransit &+= amount
    }
  }
}

/// The requests that the same scopes admit: what they may draw, what limits them, and what they owe.
struct Kind: Sendable {
  let mask: ScopeMask
  let pool: Int
  let isInCreditScope: Bool
  let mayDrawAllowance: Bool
  /// Indices into the allowance's windows.
  let windows: [Int]
  /// Some limit on what credit pays counts them.
  let isLimited: Bool
  var openingDebt: Int64 = 0
  var debt: Int64 = 0

  init(_ mask: ScopeMask, pool: Int, isLimited: Bool, of plan: LedgerPlan) {
    self.mask = mask
    self.pool = pool
    isInCreditScope = mask.admits(plan.creditScope)
    mayDrawAllowance = plan.allowance.map { mask.admits($0.scope) } ?? false
    windows = (plan.allowance?.windows ?? []).indices.filter {
      mask.admits(plan.allowance?.windows[$0].scope)
    }
    self.isLimited = isLimited
  }
}
