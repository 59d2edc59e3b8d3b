/// What running requests hold back, from the list of all that have reserved. docs/ledger-rules.md, section 15.

import Ledger
import Quantities

extension Auditor {
  struct Held {
    var end: Int64
    var amount: Int64
    var mask: ScopeMask
  }

  /// What of a reservation is beyond the cost.
  func spare(_ request: Request) -> Int64? {
    guard let reservation = request.reservation else { return nil }
    if fault == .reservationWithoutItsCost { return reservation.amount.count }
    return max(0, reservation.amount.count - request.amount.count)
  }

  /// Of the balance of a kind.
  func heldBack(of mask: ScopeMask) -> Int64 {
    let late: Int64 = fault == .heldASecondLonger ? 1 : 0
    var sum: Int64 = 0
    for part in held where now < part.end + late {
      let isShared = lots.contains { $0.left > 0 && $0.admits(mask) && $0.admits(part.mask) }
      if part.mask == mask || isShared || fault == .heldFromEverybody { sum += part.amount }
    }
    return sum
  }

  /// What the check of the balance sees.
  func free(of mask: ScopeMask, spare: Int64?) -> Int64 {
    if fault == .nothingIsHeldBack || spare == nil && fault == .othersIgnoreWhatIsHeld {
      return balance(of: mask)
    }
    return balance(of: mask) - heldBack(of: mask)
  }

  func covers(_ need: Int64, _ spare: Int64, _ mask: ScopeMask) -> Bool {
    let free = free(of: mask, spare: spare)
    return need + spare < free || need + spare == free && fault != .reservationRefusesEquality
  }

  mutating func hold(_ request: Request, _ spare: Int64?) {
    guard let reservation = request.reservation, let spare, spare > 0 else { return }
    held.append(Held(end: now + reservation.runs, amount: spare, mask: request.mask))
  }
}
