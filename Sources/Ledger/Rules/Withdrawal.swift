/// Rule: credit is revoked (or void) at an instant, after expiry and before deliveries: what was due to expire
/// then has expired, what was due to arrive then is still in transit. A lot that is ordered at that very instant, and credit that
/// is held at the start, is taken once it is there. A revocation may take the account's other lots along, and close the account
/// (ClosedAccount.swift). A share of the cash may come back.

import Quantities

extension Account {
  /// Withdraws what is due, as listed. True if a withdrawal was due, whatever it found.
  mutating func withdraw() -> Bool {
    var happened = false
    if listing.next <= now {
      while let index = listing.nextWithdrawal(due: now) {
        happened = true
        withdraw(plan.withdrawals[index])
      }
    }
    if revocations.next <= now, revokeByChance() { happened = true }
    return happened
  }

  /// Those that have waited for this instant's orders, which have come.
  mutating func withdrawOrders() {
    guard listing.next <= now else { return }
    while let index = listing.nextWithdrawalOfOrder(due: now) { withdraw(plan.withdrawals[index]) }
  }

  private mutating func withdraw(_ withdrawal: Withdrawal) {
    let lot = lotOfPurchase[withdrawal.purchase]
    if lot >= 0 {
      if let amount = withdrawal.amount {
        revoke(left: min(amount.count, lots[lot].left), inTransit: 0, lot: lot)
      } else {
        revoke(lot)
      }
    }
    if withdrawal.takesOtherLots { revokeLots(but: lot) }
    if let closing = withdrawal.closes { shut(closing) }
  }

  private mutating func revokeLots(but lot: Int) {
    for other in 0..<lots.count where other != lot { revoke(other) }
  }

  /// A revocation that chance has set finds a lot while something of it is left, or it does not take place.
  private mutating func revokeByChance() -> Bool {
    var happened = false
    while revocations.next <= now {
      let lot = revocations.removeFirst()
      agendaChanged = true
      guard lots[lot].left &+ lots[lot].inTransit > 0 else { continue }
      happened = true
      revoke(lot)
      if lots[lot].revocationTakesOtherLots { revokeLots(but: lot) }
      if let closing = lots[lot].revocationCloses { shut(closing) }
    }
    return happened
  }

  /// All that there is of a lot.
  private mutating func revoke(_ lot: Int) {
    revoke(left: lots[lot].left, inTransit: lots[lot].inTransit, lot: lot)
  }

  private mutating func revoke(left: Int64, inTransit: Int64, lot: Int) {
    let taken = left &+ inTransit
    guard taken > 0 else { return }
    wasRevoked = true
    post(.revoked, lot: lot, left)
    post(.revokedInTransit, lot: lot, inTransit)
    lots.takeLeft(left, from: lot)
    leaveTransit(inTransit, lot: lot)
    lots[lot].doomed = min(lots[lot].doomed, lots[lot].inTransit)
    lots[lot].revoked &+= taken
    sums.revoked &+= taken
    refund(taken, lot: lot)
    agendaChanged = true
  }

  /// The refund share of the cash paid for so much face value, in one exact product, rounded down.
  mutating func refund(_ face: Int64, lot: Int) {
    let share = Int128(lots[lot].refund.millionths)
    guard share > 0, face > 0 else { return }
    let whole = Int128(lots[lot].face)
    // cash x face = q x whole + r, so that share x (q + r / whole) fits 128 bits at every step.
    let (q, r) = (Int128(lots[lot].cash) * Int128(face)).quotientAndRemainder(dividingBy: whole)
    let exact = q * share + (r * share).divided(by: whole, rounding: .down)
    let back = Int64(exact.divided(by: 1_000_000, rounding: .down))
    post(.refunded, lot: lot, back)
    lots[lot].refunded &+= back
    sums.refunded &+= back
    payments.add(-back, at: now)
  }
}
