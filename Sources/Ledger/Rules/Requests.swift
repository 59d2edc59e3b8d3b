/// Rule: a request is paid by the trial, then the allowance, then credit, and is refused if credit may not pay: section 4 of the
/// rules. The check is before the request, so by default a request may overrun the balance (support article 12005970); the debt is
/// repaid by the next lot. $0.000000001 of balance admits any request; a balance of zero admits none.

import Quantities

/// What a request asks of each payer.
private struct Bill {
  var trial: Int64 = 0
  var allowance: Int64 = 0
  var credit: Int64 = 0
  var blocked: Int64 = 0
}

extension Account {
  /// Serves one request at the instant being lived. Returns what of it was refused. If the amount is that of many requests, each
  /// of them costs `size` or more.
  @inline(__always)
  @discardableResult
  mutating func serve(_ amount: Int64, kind: Int, status: Request.Status, each size: Int64 = 0) -> Int64 {
    sums.requests += 1
    sums.demand &+= amount
    observer.ask(kinds[kind].mask, amount, each: size, at: now)
    observer.post(.demand, lot: -1, amount: amount, at: now)
    if status == .failed || (status == .disconnected && !plan.disconnectsAreCharged) {
      sums.failedRequests += 1
      sums.failed &+= amount
      observer.post(.failed, lot: -1, amount: amount, at: now)
      return 0
    }
    var bill = Bill()
    if kinds[kind].mayDrawAllowance { askAllowance(amount, kind: kind, bill: &bill) }
    let need = amount &- bill.trial &- bill.allowance
    if need > 0 { charge(need, each: max(need, size), kind: kind, amount: amount, bill: &bill) }
    if kinds[kind].mayDrawAllowance { settle(bill, kind: kind) }
    if bill.credit > 0 { checkReloads() }
    return bill.blocked
  }

  private func askAllowance(_ amount: Int64, kind: Int, bill: inout Bill) {
    guard let trial = plan.allowance?.trial.count else { return }
    bill.trial = min(max(trial &- allowance.trialUsed, 0), amount)
    bill.allowance = min(allowance.left(kinds[kind].windows, now: now), amount &- bill.trial)
  }

  /// Lets credit pay what the allowance did not, or finds why it may not.
  @inline(__always)
  private mutating func charge(_ need: Int64, each size: Int64, kind: Int, amount: Int64, bill: inout Bill) {
    if let cause = limitRefusing(size, kind: kind) {
      return refuse(need, cause: cause, amount: amount, bill: &bill)
    }
    let balance = balance(ofKind: kind)
    let isEnough = plan.largerThanBalance == .refuse ? size <= balance : balance > 0
    if isEnough {
      pay(need, kind: kind, bill: &bill)
    } else {
      refuse(need, cause: causeOfNoCredit, amount: amount, bill: &bill)
    }
    // Nothing but credit was lacking here.
    if bill.blocked > 0 { reloadAfterRefusal(of: kind) }
  }

  /// Why credit may not pay so much, whatever the balance: the first cap that refuses, and only it may latch.
  @inline(__always)
  private mutating func limitRefusing(_ need: Int64, kind: Int) -> BlockCause? {
    guard kinds[kind].mayDrawCredit else { return .allowanceUsedUp }
    guard kinds[kind].hasCaps else { return nil }
    for cap in kinds[kind].caps where caps[cap].refuses(need) { return caps[cap].cause }
    return nil
  }

  /// Draws the lots.
  @inline(__always)
  private mutating func pay(_ need: Int64, kind: Int, bill: inout Bill) {
    var paid = need
    if plan.largerThanBalance == .payInPart { paid = min(need, balance(ofKind: kind)) }
    let time = now
    let lacking = lots.draw(paid, pool: kinds[kind].pool, now: time) { lot, amount in
      observer.post(.drawn, lot: lot, amount: amount, at: time)
    }
    sums.drawn &+= paid &- lacking
    if lacking > 0 {
      kinds[kind].debt &+= lacking
      observer.post(.overdrawn, lot: -1, amount: lacking, at: now)
    }
    bill.credit &+= paid
    sums.credit &+= paid
    if kinds[kind].hasCaps {
      for cap in kinds[kind].caps { caps[cap].used &+= paid }
    }
    if paid < need { block(need &- paid, cause: causeOfNoCredit, bill: &bill) }
  }

  /// Credit may not pay: the allowance finishes what it admitted, or the request is blocked.
  private mutating func refuse(_ need: Int64, cause: BlockCause, amount: Int64, bill: inout Bill) {
    switch plan.largerThanBalance {
    case .overdraw where bill.allowance > 0: bill.allowance &+= need
    case .overdraw where bill.trial > 0: bill.trial &+= need
    case .overdraw: block(amount, cause: cause, bill: &bill)
    case .refuse:
      bill.allowance = 0
      bill.trial = 0
      block(amount, cause: cause, bill: &bill)
    case .payInPart: block(need, cause: cause, bill: &bill)
    }
  }

  /// Revoked since the last delivery; else a payment that failed; else simply none.
  private var causeOfNoCredit: BlockCause {
    if wasRevoked { return .revoked }
    for reload in reloads where reload.isFailing { return .paymentFailed }
    return .noCredit
  }

  private mutating func block(_ amount: Int64, cause: BlockCause, bill: inout Bill) {
    observer.post(.blocked(cause), lot: -1, amount: amount, at: now)
    sums.blocked[cause] &+= amount
    sums.blockedRequests += 1
    bill.blocked &+= amount
  }

  /// Counts what trial and allowance served.
  private mutating func settle(_ bill: Bill, kind: Int) {
    observer.post(.trial, lot: -1, amount: bill.trial, at: now)
    observer.post(.allowance, lot: -1, amount: bill.allowance, at: now)
    sums.trial &+= bill.trial
    sums.allowance &+= bill.allowance
    allowance.trialUsed &+= bill.trial
    allowance.use(bill.allowance, of: kinds[kind].windows, now: now)
  }
}
