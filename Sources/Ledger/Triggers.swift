/// What auto-reloads, standing orders and people have in common: each watches a pool of lots, and has
/// orders of its own in transit. Numbered auto-reloads first, then standing orders, then people.

import Quantities

struct Trigger<Lane: MoneyLane>: Sendable {
  let offer: Offer
  /// The pool it watches.
  let pool: Int
  /// What it has ordered and not yet received or lost.
  var inTransit: Lane = .nothing

  /// May this trigger's lots pay for such requests (and so repay their debts)?
  func serves(_ mask: ScopeMask) -> Bool { mask.admits(offer.terms.scope) }
}

/// The requests that the same scopes admit: what they may draw, what limits them, and what they owe.
struct Kind<Lane: MoneyLane>: Sendable {
  let mask: ScopeMask
  let pool: Int
  let mayDrawCredit: Bool
  let mayDrawAllowance: Bool
  /// Indices into the plan's usage caps and allowance windows.
  let caps: [Int]
  let windows: [Int]
  var debt: Lane
}
