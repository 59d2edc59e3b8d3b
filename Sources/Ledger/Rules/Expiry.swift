/// Rule: a lot is usable on `[usable from, expires)`; at its expiry instant what is left of it is void, before
/// anything else of that instant looks at it. One second earlier it still pays. Source: Supplemental Credit
/// Terms B.1 (one calendar year for purchases, the stated time for promotions); not extendable.

import Quantities

extension Account {
  /// Voids every lot whose expiry has come. True if something was left.
  mutating func expire() -> Bool {
    var happened = false
    while expiries.next <= now {
      let lot = expiries.removeFirst()
      let lost = lots[lot].left
      guard lost > 0 else { continue }
      happened = true
      lots.takeLeft(lost, from: lot)
      lots[lot].expired &+= lost
      sums.expired &+= lost
      post(.expired, lot: lot, lost)
    }
    return happened
  }
}
