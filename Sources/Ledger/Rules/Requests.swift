/// Rule: a request is paid by the trial, then the allowance, then credit, and is refused if credit may not pay: section 4 of the
/// rules. The check is before the request, so by default a request may overrun the balance (support article 12005970); the debt is
/// repaid by the next lot. $0.000000001 of balance admits any request; a balance of zero admits none.

import Quantities

/// What a request asks of each payer. Lanes where nothing is asked are 0.
private struct Bill<Lane: MoneyLane> {
  var trial: Lane = .nothing
  var allowance: Lane = .nothing
  var credit: Lane = .nothing
  var blocked: Lane = .nothing
}

extension Account {
  /// Serves one request at the instant being lived. Returns what of it was refused.
  @inline(__always)
  @discardableResult
  mutating func serve(_ amount: Lane, kind: Int, status: Request.Status) -> Lane {
    sums.requests += 1
    sums.demand.add(amount)
    observer.post(.demand, lot: -1, amount: amount, at: now)
    if status == .failed || (status == .disconnected && !plan.disconnectsAreCharged) {
      sums.failedRequests += 1
      sums.failed.add(amount)
      observer.post(.failed, lot: -1, amount: amount, at: now)
      return .nothing
    }
    var bill = Bill<Lane>()
    if kinds[kind].mayDrawAllowance, let plan = plan.allowance {
      bill.trial = Lane(each: plan.trial.count).minus(allowance.trialUsed).atLeast(.nothing).atMost(amount)
      bill.allowance = allowance.left(kinds[kind].windows, now: now).atMost(amount.minus(bill.trial))
    }
    let need = amount.minus(bill.trial).minus(bill.allowance)
    let asked = need.isPositive
    if asked.isAnywhere { charge(need, asked: asked, kind: kind, amount: amount, bill: &bill) }
    if kinds[kind].mayDrawAllowance { settle(bill, kind: kind) }
    let drew = bill.credit.isPositive
    if drew.isAnywhere { checkReloads(where: drew) }
    return bill.blocked
  }

  /// Lets credit pay what the allowance did not, or finds why it may not.
  @inline(__always)
  private mutating func charge(_ need: Lane, asked: Mask, kind: Int, amount: Lane, bill: inout Bill<Lane>) {
    var may = asked
    var lacksCredit = Mask.nowhere
    if kinds[kind].mayDrawCredit {
      for cap in kinds[kind].caps {
        let refused = caps[cap].refuses(need, where: may)
        if refused.isAnywhere {
          refuse(need, where: refused, cause: caps[cap].cause, amount: amount, bill: &bill)
          may = may.butNot(refused)
        }
      }
      let balance = balance(ofKind: kind)
      let enough: Mask =
        plan.largerThanBalance == .refuse ? need.isAtMost(balance) : balance.isPositive
      lacksCredit = may.butNot(enough)
      may = may.and(enough)
    } else {
      refuse(need, where: may, cause: .allowanceUsedUp, amount: amount, bill: &bill)
      may = .nowhere
    }
    if lacksCredit.isAnywhere { refuseForCredit(need, where: lacksCredit, amount: amount, bill: &bill) }
    if may.isAnywhere {
      lacksCredit = lacksCredit.or(pay(need.kept(where: may), kind: kind, bill: &bill))
    }
    let blockedForCredit = lacksCredit.and(bill.blocked.isPositive)
    if blockedForCredit.isAnywhere { reloadAfterRefusal(of: kind, where: blockedForCredit) }
  }

  /// Draws the lots. Returns where the balance did not reach and the rest is blocked (`pay in part`).
  @inline(__always)
  private mutating func pay(_ need: Lane, kind: Int, bill: inout Bill<Lane>) -> Mask {
    var paid = need
    if plan.largerThanBalance == .payInPart { paid = need.atMost(balance(ofKind: kind)) }
    let time = now
    let lacking = lots.draw(paid, pool: kinds[kind].pool, now: time) { lot, amount in
      observer.post(.drawn, lot: lot, amount: amount, at: time)
    }
    sums.drawn.add(paid.minus(lacking))
    if lacking.isPositive.isAnywhere {
      kinds[kind].debt.add(lacking)
      observer.post(.overdrawn, lot: -1, amount: lacking, at: now)
    }
    bill.credit.add(paid)
    sums.credit.add(paid)
    for cap in kinds[kind].caps { caps[cap].used.add(paid) }
    let unpaid = need.minus(paid)
    let short = unpaid.isPositive
    if short.isAnywhere { blockForCredit(unpaid, where: short, bill: &bill) }
    return short
  }

  /// Credit may not pay: the allowance finishes what it admitted, or the request is blocked.
  private mutating func refuse(
    _ need: Lane, where refused: Mask, cause: BlockCause, amount: Lane, bill: inout Bill<Lane>
  ) {
    guard refused.isAnywhere else { return }
    switch plan.largerThanBalance {
    case .overdraw:
      let finishes = refused.and(bill.trial.plus(bill.allowance).isPositive)
      let byAllowance = finishes.and(bill.allowance.isPositive)
      bill.allowance.add(need.kept(where: byAllowance))
      bill.trial.add(need.kept(where: finishes.butNot(byAllowance)))
      block(amount, where: refused.butNot(finishes), cause: cause, bill: &bill)
    case .refuse:
      bill.allowance = bill.allowance.kept(where: refused.inverted)
      bill.trial = bill.trial.kept(where: refused.inverted)
      block(amount, where: refused, cause: cause, bill: &bill)
    case .payInPart:
      block(need, where: refused, cause: cause, bill: &bill)
    }
  }

  /// As `refuse`, with the cause found lane by lane: why is there no credit?
  private mutating func refuseForCredit(
    _ need: Lane, where refused: Mask, amount: Lane, bill: inout Bill<Lane>
  ) {
    forEachCreditCause(of: refused) { account, mask, cause in
      account.refuse(need, where: mask, cause: cause, amount: amount, bill: &bill)
    }
  }

  private mutating func blockForCredit(_ unpaid: Lane, where short: Mask, bill: inout Bill<Lane>) {
    forEachCreditCause(of: short) { account, mask, cause in
      account.block(unpaid, where: mask, cause: cause, bill: &bill)
    }
  }

  /// Revoked since the last delivery; else a payment that failed; else simply none.
  private mutating func forEachCreditCause(
    of mask: Mask, _ act: (inout Self, Mask, BlockCause) -> Void
  ) {
    let revoked = mask.and(wasRevoked)
    let failing = mask.butNot(revoked).and(reloads.reduce(.nowhere) { $0.or($1.isFailing) })
    act(&self, revoked, .revoked)
    act(&self, failing, .paymentFailed)
    act(&self, mask.butNot(revoked).butNot(failing), .noCredit)
  }

  private mutating func block(_ amount: Lane, where mask: Mask, cause: BlockCause, bill: inout Bill<Lane>) {
    guard mask.isAnywhere else { return }
    let blocked = amount.kept(where: mask)
    observer.post(.blocked(cause), lot: -1, amount: blocked, at: now)
    sums.blocked[cause.rawValue].add(blocked)
    sums.blockedRequests.add(.one(where: mask))
    bill.blocked.add(blocked)
  }

  /// Counts what trial and allowance served.
  private mutating func settle(_ bill: Bill<Lane>, kind: Int) {
    observer.post(.trial, lot: -1, amount: bill.trial, at: now)
    observer.post(.allowance, lot: -1, amount: bill.allowance, at: now)
    sums.trial.add(bill.trial)
    sums.allowance.add(bill.allowance)
    allowance.trialUsed.add(bill.trial)
    allowance.use(bill.allowance, of: kinds[kind].windows, now: now)
  }
}
