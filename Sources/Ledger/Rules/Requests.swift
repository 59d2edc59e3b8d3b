/// Rule: a request is paid by the trial, then the allowance, then credit (some credit comes first: EarlyCredit.swift), and is
/// refused if credit may not pay: section 4 of the rules. The check is before the request, so by default a request may overrun the balance (support article 12005970); the debt is
/// repaid by the next lot. $0.000000001 of balance admits any request; a balance of zero admits none.

import Quantities

/// What a request asks of each payer.
private struct Bill {
  var trial: Int64 = 0
  var allowance: Int64 = 0
  var credit: Int64 = 0
  var blocked: Int64 = 0
  /// What it reserves beside its cost; nil: nothing is reserved.
  var spare: Spare?
}

extension Account {
  /// Serves one request at the instant being lived. Returns what of it was refused (and waits, if there is a patience). If the
  /// amount is that of many requests, each of them costs `size` or more; so much of it has waited and comes again.
  @inline(__always)
  @discardableResult
  mutating func serve(
    _ amount: Int64, kind: Int, status: Request.Status, each size: Int64 = 0, again: Int64 = 0,
    reserving spare: Spare? = nil
  ) -> Int64 {
    sums.requests += 1
    sums.waiting &-= again
    observer.ask(kinds[kind].mask, amount, each: size, at: now)
    post(.demand, amount)
    if again > 0 { post(.again, again) }
    if status == .failed || (status == .disconnected && !plan.disconnectsAreCharged) {
      sums.failedRequests += 1
      sums.demand &+= amount
      sums.failed &+= amount
      post(.failed, amount)
      return 0
    }
    return answer(amount, kind: kind, each: size, again: again, reserving: spare)
  }

  /// Serves one request of a replay; what is refused of it waits as long as the plan says.
  @inline(__always)
  mutating func serveOrWait(_ amount: Int64, kind: Int, status: Request.Status, reserving spare: Spare?) {
    let blocked = serve(amount, kind: kind, status: status, reserving: spare)
    guard waiting.patience != nil else { return }
    if blocked > 0 { wait(blocked, kind: kind, number: Int(sums.requests) - 1, reserving: spare) }
    // Credit may have come with it.
    tryWaiting()
  }

  /// What becomes of a request that is charged.
  @inline(__always)
  mutating func answer(
    _ amount: Int64, kind: Int, each size: Int64, again: Int64, reserving spare: Spare?
  ) -> Int64 {
    sums.demand &+= amount
    var bill = Bill(spare: spare)
    if closure.holds(at: now) {
      if amount > 0 { block(amount, cause: .accountClosed, bill: &bill) }
      return bill.blocked
    }
    if kinds[kind].mayDrawAllowance { askAllowance(amount, kind: kind, bill: &bill) }
    complete(&bill, amount, kind: kind, each: size, isNew: again < amount)
    return bill.blocked
  }

  /// Serves so much of what waits, as `refusal` found it. What is free of it, and what comes before that, is found by all that
  /// waits, as there.
  mutating func serve(_ served: Int64, ofWaiting amount: Int64, kind: Int, reserving spare: Spare?) {
    sums.demand &+= served
    var bill = Bill(spare: spare)
    if kinds[kind].mayDrawAllowance { askAllowance(amount, kind: kind, bill: &bill) }
    complete(&bill, served, kind: kind, each: 0, isNew: false)
    precondition(bill.blocked == 0, "what a try finds to be served is served")
  }

  /// Credit pays what trial and allowance do not.
  @inline(__always)
  private mutating func complete(
    _ bill: inout Bill, _ amount: Int64, kind: Int, each size: Int64, isNew: Bool
  ) {
    let need = amount &- bill.trial &- bill.allowance
    if need > 0 {
      charge(need, each: max(need, size), kind: kind, amount: amount, isNew: isNew, bill: &bill)
    }
    if kinds[kind].mayDrawAllowance { settle(bill, kind: kind) }
    if bill.credit > 0 { checkReloads() }
  }

  private mutating func askAllowance(_ amount: Int64, kind: Int, bill: inout Bill) {
    let rest = amount &- earlyCredit(amount, kind: kind, at: now)
    bill.trial = min(max(allowance.trial &- allowance.trialUsed, 0), rest)
    bill.allowance = min(allowance.left(kinds[kind].windows, now: now), rest &- bill.trial)
  }

  /// Lets credit pay what the allowance did not, or finds why it may not.
  @inline(__always)
  private mutating func charge(
    _ need: Int64, each size: Int64, kind: Int, amount: Int64, isNew: Bool, bill: inout Bill
  ) {
    if let cause = limitRefusing(size, kind: kind) {
      return refuse(need, cause: cause, amount: amount, bill: &bill)
    }
    let balance = free(ofKind: kind)
    let isEnough =
      if let spare = bill.spare {
        self.isEnough(balance, for: need, spare)
      } else {
        plan.largerThanBalance == .refuse ? size <= balance : balance > 0 || isUnmetered(kind)
      }
    if isEnough {
      pay(need, kind: kind, bill: &bill)
      if let spare = bill.spare { hold(spare, kind: kind) }
    } else {
      refuse(need, cause: causeOfNoCredit, amount: amount, bill: &bill)
    }
    // Nothing but credit was lacking here.
    if bill.blocked > 0, isNew { reloadAfterRefusal(of: kind) }
  }

  /// Why credit may not pay so much, whatever the balance.
  @inline(__always)
  private mutating func limitRefusing(_ need: Int64, kind: Int) -> BlockCause? {
    guard mayDrawCredit(kind, at: now) else { return .allowanceUsedUp }
    return kinds[kind].isLimited ? limits.cause(refusing: need, kinds[kind].mask) : nil
  }

  /// Draws the lots.
  @inline(__always)
  private mutating func pay(_ need: Int64, kind: Int, bill: inout Bill) {
    var paid = need
    if plan.largerThanBalance == .payInPart { paid = min(need, free(ofKind: kind)) }
    let time = now
    let lacking = lots.draw(paid, pool: kinds[kind].pool, now: time) { lot, origin, amount in
      observer.post(.drawn, Posting.Subject(lot: lot, origin: origin), amount: amount, at: time)
    }
    sums.drawn &+= paid &- lacking
    if lacking > 0 {
      kinds[kind].debt &+= lacking
      owes = true
      post(.overdrawn, lacking)
    }
    // Before a reload that this sets off.
    noteBalance()
    bill.credit &+= paid
    sums.credit &+= paid
    if kinds[kind].isLimited { limits.use(paid, kinds[kind].mask) }
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
  var causeOfNoCredit: BlockCause {
    if wasRevoked { return .revoked }
    for index in reloads.indices where reloads[index].isFailing { return .paymentFailed }
    return .noCredit
  }

  private mutating func block(_ amount: Int64, cause: BlockCause, bill: inout Bill) {
    bill.blocked &+= amount
    guard waiting.patience == nil else {
      post(.waits(cause), amount)
      sums.waiting &+= amount
      sums.demand &-= amount
      return
    }
    post(.blocked(cause), amount)
    sums.blocked[cause] &+= amount
    sums.blockedRequests += 1
  }

  /// What of a request would be refused now, and why; nil: nothing. Nobody takes note of having been asked.
  mutating func refusal(
    of amount: Int64, kind: Int, reserving spare: Spare?
  ) -> (amount: Int64, cause: BlockCause)? {
    if closure.holds(at: now) { return amount > 0 ? (amount, .accountClosed) : nil }
    var bill = Bill()
    if kinds[kind].mayDrawAllowance { askAllowance(amount, kind: kind, bill: &bill) }
    let free = bill.trial &+ bill.allowance
    let need = amount &- free
    guard need > 0 else { return nil }
    var limit: BlockCause?
    if !mayDrawCredit(kind, at: now) {
      limit = .allowanceUsedUp
    } else if kinds[kind].isLimited {
      limit = limits.cause(thatWouldRefuse: need, kinds[kind].mask)
    }
    let balance = limit == nil ? self.free(ofKind: kind) : 0
    let cause = limit ?? causeOfNoCredit
    if let spare {
      if isEnough(balance, for: need, spare) || plan.largerThanBalance == .overdraw && free > 0 { return nil }
      return (plan.largerThanBalance == .payInPart ? need : amount, cause)
    }
    switch plan.largerThanBalance {
    case .overdraw:
      return balance > 0 || free > 0 || limit == nil && isUnmetered(kind) ? nil : (amount, cause)
    case .refuse: return need <= balance ? nil : (amount, cause)
    case .payInPart: return need <= balance ? nil : (need &- max(balance, 0), cause)
    }
  }

  /// Counts what trial and allowance served.
  private mutating func settle(_ bill: Bill, kind: Int) {
    post(.trial, bill.trial)
    post(.allowance, bill.allowance)
    sums.trial &+= bill.trial
    sums.allowance &+= bill.allowance
    allowance.trialUsed &+= bill.trial
    allowance.use(bill.allowance, of: kinds[kind].windows, now: now)
    // A session may have begun, at whose end something that waits is tried.
    if !waiting.isEmpty { agendaChanged = true }
  }
}

// MARK: What is published

extension Account {
  /// The balance pays for what no limit refuses, while it is above zero.
  func publishBalances(on board: inout Board) {
    for kind in board.kinds {
      let end = endOfMetering(ofKind: kind, at: board.now)
      if end > board.now, balance(ofKind: kind) <= 0 {
        // Nobody has seen yet that nothing is left.
        board.wakes = min(board.wakes, end)
      } else {
        board.ask(kind, headroom(ofKind: kind), orElse: .refusedForCredit)
      }
    }
    board.assign(board.kinds, to: .credit)
    // What credit pays before an allowance need not fit.
    let early = plan.largerThanBalance == .refuse ? board.early : .none
    let drawing = board.kinds(paidBy: .credit).subtracting(early)
    guard let first = drawing.first else { return }
    if hasLimitedLots {
      publishLots(drawing, on: &board)
    } else if lots.metering.lag == nil || lots.pools[kinds[first].pool].left > 0 {
      // Every pool holds every lot.
      board.add(headroom(drawing, lots.pools[kinds[first].pool].left, emptying))
    }
  }

  /// How the request that meets the end of a balance is treated.
  private var emptying: Crossing { plan.largerThanBalance == .refuse ? .fits : .served }

  private func headroom(_ kinds: KindSet, _ left: Int64, _ crossing: Crossing) -> Headroom {
    Headroom(payer: .credit, kinds: kinds, left: left, crossing: crossing, rank: .balance)
  }

  private func headroom(ofKind kind: Int) -> Headroom {
    headroom(KindSet(kind), balance(ofKind: kind), emptying)
  }

  /// With limited lots, each kind draws from the first lot that admits it; when that one is empty, it draws from another.
  private func publishLots(_ drawing: KindSet, on board: inout Board) {
    for kind in drawing {
      let pool = kinds[kind].pool
      guard let lot = lots.first(of: pool) else { continue }
      let sharing = board.kinds { drawing.holds($0) && lots.first(of: kinds[$0].pool) == lot }
      let left = lots[lot].left
      if plan.largerThanBalance == .refuse {
        board.add(headroom(sharing, left, .divided))
        board.add(headroom(sharing, balance(ofKind: kind), .fitsOf(kind: kind)))
      } else {
        board.add(headroom(sharing, left, left == lots.pools[pool].left ? .served : .divided))
      }
    }
  }

  /// Of these kinds those that now draw lots which a trigger watches, or run up a debt that it counts.
  func kinds(_ drawing: KindSet, watchedBy trigger: Trigger) -> KindSet {
    guard hasLimitedLots else { return drawing }
    var found = KindSet.none
    for kind in drawing {
      guard let lot = lots.first(of: kinds[kind].pool) else {
        if trigger.serves(kinds[kind].mask) { found.insert(kind) }
        continue
      }
      if lots.pools[trigger.pool].members.holds(lots[lot].membership) { found.insert(kind) }
    }
    return found
  }

  /// Serves many requests as one posting, all of which are refused: each by itself, not their sum, is what the rules are asked
  /// about. Returns what waits or is lost.
  mutating func refuse(_ amount: Int64, kind: Int, by board: borrowing Board) -> Int64 {
    var isTooLarge =
      plan.largerThanBalance == .refuse && board.requests.meets(kind, headroom(ofKind: kind))
    if kinds[kind].isLimited {
      let isMet = limits.silence(by: kind, kinds[kind].mask, of: board)
      isTooLarge = isTooLarge || isMet
    }
    // Each of them costs something.
    let each = isTooLarge ? Nanodollars.largest.count : 1
    let refused = serve(amount, kind: kind, status: .served, each: each)
    // Requests of other kinds may meet them.
    if kinds[kind].isLimited { limits.wake() }
    return refused
  }
}
