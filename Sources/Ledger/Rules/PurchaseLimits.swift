/// Rule: a purchase that would cross a monthly purchase limit is refused whole; meeting the limit exactly is
/// allowed. $60 bought, limit $100: another $40 is sold, $40.000000001 is not. On cash (price and tax) or on
/// face value, per calendar month (UTC). Limits on what may be deposited and caps on
/// the face value of bundles are of this form.

import Quantities

extension Account {
  /// Would a purchase of so much cross a limit?
  func wouldCross(_ source: Source, face: Int64, cash: Int64) -> Bool {
    guard !purchaseCounts.isEmpty, source.column == .bought else { return false }
    for (index, limit) in plan.purchaseLimits.enumerated() where limit.names(source) {
      // Counts and amounts are at most 2^62, so that the sum does not wrap.
      if purchaseCounts[index] &+ (limit.basis == .cash ? cash : face) > limit.amount.count { return true }
    }
    return false
  }

  /// Or would it be too much for the account to hold?
  func isRefused(_ source: Source, face: Int64, cash: Int64) -> Bool {
    wouldCross(source, face: face, cash: cash) || excess(of: face, source) > 0
  }

  mutating func countPurchase(_ source: Source, face: Int64, cash: Int64) {
    guard !purchaseCounts.isEmpty else { return }
    for (index, limit) in plan.purchaseLimits.enumerated() where limit.names(source) {
      purchaseCounts[index] &+= limit.basis == .cash ? cash : face
    }
  }

  mutating func recordRefused(_ face: Int64, of origin: Origin) {
    post(.orderRefused, of: origin, face)
    sums.refusedOrders += 1
  }
}

extension PurchaseLimit {
  func names(_ source: Source) -> Bool { sources?.contains(source) ?? true }
}
