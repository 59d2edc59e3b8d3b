/// What happens to lots by themselves: expiry, withdrawal, delivery, repayment; and the balances.
/// docs/ledger-rules.md, sections 2, 3.2, 3.3.

import Ledger
import Quantities

extension Auditor {
  /// A lot is usable on `[usableFrom, expires)`: at its expiry it is gone.
  mutating func expire() {
    for i in lots.indices where lots[i].left > 0 {
      let late: Int64 = fault == .expiresOneSecondLate ? 1 : 0
      guard lots[i].expires <= now - late else { continue }
      lots[i].expired += lots[i].left
      lots[i].left = 0
    }
  }

  /// Before this instant's orders those of lots that were there, behind them those of lots that they brought.
  mutating func withdraw(ofNewLots: Bool) {
    for withdrawal in plan.withdrawals where withdrawal.at.seconds == now && now >= start {
      let ordered = max(plan.purchases[withdrawal.purchase].orderedAt.seconds, start)
      guard (ordered == now && fault != .withdrawalMissesNewLots) == ofNewLots else { continue }
      let own = lots.firstIndex { $0.listed == withdrawal.purchase }
      if let own {
        let left = lots[own].left
        let whole = withdrawal.amount == nil
        let takesTransit =
          fault == .withdrawalTakesTransitAlways || whole && fault != .withdrawalLeavesTransit
        revoke(
          own, left: min(withdrawal.amount?.count ?? left, left),
          inTransit: takesTransit ? lots[own].inTransit : 0)
      }
      close(withdrawal.closes)
      guard withdrawal.takesOtherLots, fault != .withdrawalSparesOtherLots else { continue }
      for i in lots.indices where i != own {
        let transit = fault == .withdrawalSparesOthersTransit ? 0 : lots[i].inTransit
        revoke(i, left: lots[i].left, inTransit: transit)
      }
    }
  }

  /// What chance revokes now, if anything of it is left (section 8).
  mutating func revokeByChance() {
    for i in lots.indices where lots[i].revokedAt == now && lots[i].left + lots[i].inTransit > 0 {
      revoke(i, left: lots[i].left, inTransit: lots[i].inTransit)
      close(lots[i].revocationCloses)
      guard lots[i].revocationTakesOtherLots else { continue }
      for other in lots.indices where other != i {
        revoke(other, left: lots[other].left, inTransit: lots[other].inTransit)
      }
    }
  }

  private mutating func revoke(_ i: Int, left: Int64, inTransit: Int64) {
    let amount = left + inTransit
    guard amount > 0 else { return }
    lots[i].left -= left
    lots[i].inTransit -= inTransit
    lots[i].revoked += amount
    refund(i, for: amount)
    creditWasRevoked = true
  }

  /// Of an opening lot, what it cost once: refund share x cash x amount / face, one product, rounded down.
  private mutating func refund(_ i: Int, for amount: Int64) {
    let lot = lots[i]
    var cash = lot.cash
    if fault == .refundWithoutTax { cash = max(0, cash - lot.tax) }
    if fault == .openingLotIsNotRefunded, lot.source == .opening { cash = 0 }
    let product = Int128(lot.refund) * Int128(cash) * Int128(amount)
    let divisor = Int128(1_000_000) * Int128(lot.face)
    let down = Int64(product / divisor)
    let isWhole = product % divisor == 0
    lots[i].refunded += fault == .refundRoundsUp && !isWhole ? down + 1 : down
  }

  /// Everything in transit that is due, by (ordered at, sequence, usable from).
  mutating func deliver() {
    let late: Int64 = fault == .usableOneSecondLate ? 1 : 0
    let due = lots.indices.filter { lots[$0].inTransit > 0 && lots[$0].usableFrom + late <= now }
    let inOrder = due.sorted { a, b in
      let (a, b) = (lots[a], lots[b])
      if fault == .deliveriesByUsableFrom, a.usableFrom != b.usableFrom {
        return a.usableFrom < b.usableFrom
      }
      if a.orderedAt != b.orderedAt { return a.orderedAt < b.orderedAt }
      if a.sequence != b.sequence { return a.sequence < b.sequence }
      return a.usableFrom < b.usableFrom
    }
    for i in inOrder { deliver(i) }
  }

  private mutating func deliver(_ i: Int) {
    let isGone = lots[i].expires <= now
    let lost = fault == .lostLotsExpire && isGone ? 0 : min(lots[i].lost, lots[i].inTransit)
    let amount = lots[i].inTransit - lost
    lots[i].inTransit = 0
    lots[i].lost = 0
    if lost > 0 {
      lots[i].undelivered += lost
      refund(i, for: lost)
    }
    if amount == 0 { return }
    if fault != .revokedCauseSticks { creditWasRevoked = false }
    if isGone, fault != .expiredLotRepaysDebts {
      lots[i].expired += amount
      return
    }
    lots[i].left += amount
    creditCame = true
    if fault != .debtIsNeverRepaid { repay(from: i) }
    if isGone {
      lots[i].expired += lots[i].left
      lots[i].left = 0
    }
  }

  mutating func repay(from i: Int) {
    var kinds = debts.keys.sorted()
    if fault == .debtsRepaidFromTheHighestMask { kinds.reverse() }
    for kind in kinds {
      let admits = lots[i].admits(ScopeMask(bits: kind)) || fault == .scopedLotRepaysEveryDebt
      guard admits, let debt = debts[kind] else { continue }
      let amount = min(debt, lots[i].left)
      lots[i].left -= amount
      lots[i].drawn += amount
      debts[kind] = debt - amount
    }
  }

  /// The balance of a kind: what is left on all lots that admit it, less the debt of that very kind.
  func balance(of mask: ScopeMask) -> Int64 {
    var sum: Int64 = 0
    for lot in lots where lot.admits(mask) || fault == .lotScopeIsIgnored { sum += lot.left }
    return sum - (debts[mask.bits] ?? 0)
  }

  /// The balance that a trigger with an offer of this scope watches; with what is in transit, its position.
  func watched(_ scope: ScopeID?, withTransit: Bool = false) -> Int64 {
    var sum: Int64 = 0
    for lot in lots where lot.scope == nil || lot.scope == scope || fault == .triggerWatchesAllLots {
      sum += lot.left
      if withTransit { sum += lot.inTransit }
    }
    if fault == .triggerForgetsDebts { return sum }
    for (bits, debt) in debts {
      if let scope, (bits >> UInt64(scope)) % 2 == 0 { continue }
      sum -= debt
    }
    return sum
  }
}
