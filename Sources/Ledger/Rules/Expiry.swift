/// Rule: a lot is usable on `[usable from, expires)`; at its expiry instant what is left of it is void, before
/// anything else of that instant looks at it. One second earlier it still pays. Source: Supplemental Credit
/// Terms B.1 (one calendar year for purchases, the stated time for promotions); not extendable.

import Quantities

extension Account {
  /// Voids every lot whose expiry has come. True where something was left.
  mutating func expire() -> Mask {
    var happened = Mask.nowhere
    while expiries.next <= now {
      let lot = expiries.removeFirst()
      let lost = lots[lot].left
      guard lost.isPositive.isAnywhere else { continue }
      happened = happened.or(lost.isPositive)
      lots.takeLeft(lost, from: lot)
      lots[lot].expired.add(lost)
      sums.expired.add(lost)
      observer.post(.expired, lot: lot, amount: lost, at: now)
    }
    return happened
  }
}
