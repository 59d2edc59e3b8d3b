/// Rule: a purchase that would cross a monthly purchase limit is refused whole; meeting the limit exactly is
/// allowed. $60 bought, limit $100: another $40 is sold, $40.000000001 is not. On cash (price and tax) or on
/// face value, per calendar month (UTC). The old deposit rule of the API (until June 2026) and the face cap of
/// usage bundles (support article 14246112) are of this form.

import Quantities

extension Account {
  /// Where this order would cross a limit.
  func wouldCross(_ order: Order, face: Lane, price: Lane, where mask: Mask) -> Mask {
    guard order.source.origin == .bought, !plan.purchaseLimits.isEmpty else { return .nowhere }
    let due = priceNow(order, price)
    let cash = due.plus(tax(order.terms, on: due))
    var crosses = Mask.nowhere
    for (limit, counted) in zip(plan.purchaseLimits, purchaseCounts) where limit.names(order.source) {
      let sum = counted.plus(limit.basis == .cash ? cash : face)
      crosses = crosses.or(Lane(each: limit.amount.count).isBelow(sum))
    }
    return crosses.and(mask)
  }

  mutating func countPurchase(_ source: Source, face: Lane, cash: Lane) {
    for (index, limit) in plan.purchaseLimits.enumerated() where limit.names(source) {
      purchaseCounts[index].add(limit.basis == .cash ? cash : face)
    }
  }

  mutating func recordRefused(_ face: Lane, where mask: Mask) {
    guard mask.isAnywhere else { return }
    observer.post(.orderRefused, lot: -1, amount: face.kept(where: mask), at: now)
    sums.refusedOrders.add(.one(where: mask))
  }
}

extension PurchaseLimit {
  func names(_ source: Source) -> Bool { sources?.contains(source) ?? true }
}
