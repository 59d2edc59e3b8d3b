/// What auto-reloads, standing orders and people have in common: each watches a pool of lots, and has
/// orders of its own in transit. Numbered auto-reloads first, then standing orders, then people.

import Quantities

/// An offer without its name, which costs a reference at every copy, and what has become of its orders.
struct Trigger: Sendable {
  let source: Source
  let unit: Price
  let delay: Int64
  let terms: LotTerms
  /// The pool it watches.
  let pool: Int
  /// What it has ordered and not yet received or lost.
  var inTransit: Int64 = 0

  init(_ offer: Offer, pool: Int) {
    source = offer.source
    unit = offer.price
    delay = offer.delay
    terms = offer.terms
    self.pool = pool
  }

  /// May this trigger's lots pay for such requests (and so repay their debts)?
  func serves(_ mask: ScopeMask) -> Bool { mask.admits(terms.scope) }
}

/// The requests that the same scopes admit: what they may draw, what limits them, and what they owe.
struct Kind: Sendable {
  let mask: ScopeMask
  let pool: Int
  let mayDrawCredit: Bool
  let mayDrawAllowance: Bool
  /// Indices into the plan's usage caps and allowance windows.
  let caps: [Int]
  let windows: [Int]
  /// Asked in passing, where touching the list would cost more than the answer.
  let hasCaps: Bool
  var openingDebt: Int64 = 0
  var debt: Int64 = 0

  init(_ mask: ScopeMask, pool: Int, of plan: LedgerPlan) {
    self.mask = mask
    self.pool = pool
    mayDrawCredit = mask.admits(plan.creditScope)
    mayDrawAllowance = plan.allowance.map { mask.admits($0.scope) } ?? false
    caps = plan.usageCaps.indices.filter { mask.admits(plan.usageCaps[$0].scope) }
    windows = (plan.allowance?.windows ?? []).indices.filter {
      mask.admits(plan.allowance?.windows[$0].scope)
    }
    hasCaps = !caps.isEmpty
  }
}
