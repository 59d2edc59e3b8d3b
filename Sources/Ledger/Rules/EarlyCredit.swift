/// Rule: some credit pays before the trial and the allowance do: for the requests that it admits, as far as it goes and every
/// usage cap that counts them leaves something. Then come trial and allowance, then other credit. It is credit that is drawn,
/// and counts against the caps. At the boundary: a request of $5 against $5 of such credit leaves the allowance as it was, one of
/// $5.000000001 takes a nano-dollar of it; with nothing left of a cap the allowance pays. Source: promotions for cloud sessions
/// (autumn 2026) are drawn before the limits of the plan.
///
/// Where no allowance pays, such credit is only drawn before other credit, whatever the draw order.

import Quantities

extension LedgerPlan {
  /// Whether any credit pays before an allowance.
  var hasEarlyCredit: Bool {
    guard allowance != nil else { return false }
    return purchases.contains { $0.terms.drawsBeforeAllowance }
      || offers.contains { $0.terms.drawsBeforeAllowance }
  }
}

extension Account {
  /// What of a request credit pays before trial and allowance.
  mutating func earlyCredit(_ amount: Int64, kind: Int, at seconds: Int64) -> Int64 {
    guard hasEarlyCredit, mayDrawCredit(kind, at: seconds) else { return 0 }
    let left = min(amount, lots.leftBeforeAllowance(of: kinds[kind].pool))
    guard left > 0, kinds[kind].isLimited else { return left }
    return min(left, limits.left(for: kinds[kind].mask))
  }

  /// The kinds that it pays for now, while an allowance could: what is left of a lot, or of a cap, is met to the nano-dollar, and
  /// then the allowance takes over.
  mutating func publishEarlyCredit(on board: inout Board) {
    if closure.holds(at: board.now) { return }
    var paid = KindSet.none
    for kind in board.kinds where kinds[kind].mayDrawAllowance && hasFreeUsage(kind, at: board.now) {
      if earlyCredit(.max, kind: kind, at: board.now) > 0 { paid.insert(kind) }
    }
    guard !paid.isEmpty else { return }
    board.assign(paid, to: .credit)
    board.early = paid
    for kind in paid {
      guard let lot = lots.first(of: kinds[kind].pool) else { continue }
      board.add(
        Headroom(
          payer: .credit, kinds: board.kinds { lots.first(of: kinds[$0].pool) == lot }, left: lots[lot].left,
          crossing: .divided, rank: .payer))
    }
  }

  private func hasFreeUsage(_ kind: Int, at seconds: Int64) -> Bool {
    allowance.trial > allowance.trialUsed || allowance.left(kinds[kind].windows, now: seconds) > 0
  }
}

extension CreditLimits {
  /// The least that limits leave which count such requests; none takes note.
  mutating func left(for mask: ScopeMask) -> Int64 {
    var visitor = Left(mask: mask)
    each(&visitor)
    return visitor.left
  }

  private struct Left: CreditLimitVisitor {
    let mask: ScopeMask
    var left = Int64.max
    mutating func visit(_ limit: inout some CreditLimit) {
      if !limit.isIdle, limit.counts(mask) { left = min(left, limit.left) }
    }
  }
}
