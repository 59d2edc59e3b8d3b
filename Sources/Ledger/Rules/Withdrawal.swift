/// Rule: credit is revoked (or void) at an instant, after expiry and before deliveries: what was due to expire
/// then has expired, what was due to arrive then is still in transit. A revocation may take the account's
/// other lots along. A share of the cash may come back.

import Quantities

extension Account {
  /// Withdraws what is due, as listed. True wherever a withdrawal was due, whatever it found.
  mutating func withdraw() -> Mask {
    var happened = Mask.nowhere
    while let index = listing.nextWithdrawal(due: now) {
      happened = .everywhere
      let withdrawal = plan.withdrawals[index]
      let lot = lotOfPurchase[withdrawal.purchase]
      if lot >= 0 {
        if let amount = withdrawal.amount {
          let taken = Lane(each: amount.count).atMost(lots[lot].left)
          revoke(left: taken, inTransit: .nothing, lot: lot)
        } else {
          revoke(left: lots[lot].left, inTransit: lots[lot].inTransit, lot: lot)
        }
      }
      if withdrawal.takesOtherLots {
        revokeLots(but: lot)
      }
    }
    return happened.or(revokeByChance())
  }

  private mutating func revokeLots(but lot: Int) {
    for other in 0..<lots.count where other != lot {
      revoke(left: lots[other].left, inTransit: lots[other].inTransit, lot: other)
    }
  }

  /// A revocation that chance has set finds a lot while something of it is left, or it does not take place.
  private mutating func revokeByChance() -> Mask {
    var happened = Mask.nowhere
    while revocations.next <= now {
      let lot = revocations.removeFirst()
      agendaChanged = true
      let found = lots[lot].left.plus(lots[lot].inTransit).isPositive
      guard found.isAnywhere else { continue }
      happened = happened.or(found)
      revoke(left: lots[lot].left, inTransit: lots[lot].inTransit, lot: lot)
      if lots[lot].revocationTakesOtherLots { revokeLots(but: lot) }
    }
    return happened
  }

  private mutating func revoke(left: Lane, inTransit: Lane, lot: Int) {
    let taken = left.plus(inTransit)
    guard taken.isPositive.isAnywhere else { return }
    wasRevoked = wasRevoked.or(taken.isPositive)
    observer.post(.revoked, lot: lot, amount: left, at: now)
    observer.post(.revokedInTransit, lot: lot, amount: inTransit, at: now)
    lots.takeLeft(left, from: lot)
    leaveTransit(inTransit, lot: lot)
    lots[lot].doomed = lots[lot].doomed.atMost(lots[lot].inTransit)
    lots[lot].revoked.add(taken)
    sums.revoked.add(taken)
    refund(taken, lot: lot)
    agendaChanged = true
  }

  /// The refund share of the cash paid for so much face value, in one exact product, rounded down.
  mutating func refund(_ face: Lane, lot: Int) {
    let share = Int128(lots[lot].refund.millionths)
    guard share > 0 else { return }
    var back = Lane.nothing
    for lane in 0..<Lane.laneCount where face[lane: lane] > 0 {
      let cash = Int128(lots[lot].cash[lane: lane])
      let whole = Int128(lots[lot].face[lane: lane])
      // cash x face = q x whole + r, so that share x (q + r / whole) fits 128 bits at every step.
      let (q, r) = (cash * Int128(face[lane: lane])).quotientAndRemainder(dividingBy: whole)
      let exact = q * share + (r * share).divided(by: whole, rounding: .down)
      back[lane: lane] = Int64(exact.divided(by: 1_000_000, rounding: .down))
    }
    observer.post(.refunded, lot: lot, amount: back, at: now)
    lots[lot].refunded.add(back)
    sums.refunded.add(back)
  }
}
