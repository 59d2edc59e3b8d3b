/// Most looks are plain: one kind of request flows, credit is there and pays for it, and all that can change is that the balance
/// is used up, a limit or an auto-reload's threshold is met. Then what the board would say is known without it: the first of
/// these meters, and of equal ones that of the lowest rank. Or nothing is held, and all is refused until something happens.
/// Anything else asks the board.
///
/// This says nothing that a rule does not say; it only says it sooner. A flow that keeps a journal always asks the board, and
/// the audit of random futures compares the two (FlowAuditTests).

import Quantities

extension Flow {
  /// Whether looks of such a plan may be plain at all.
  static func mayBePlain(_ plan: LedgerPlan, _ shape: FlowShape) -> Bool {
    guard Observer.isSilent, shape.kinds.count == 1, let kind = shape.kinds.first else { return false }
    return kind.sizes.whole == 0 && kind.mask.admits(plan.creditScope) && plan.allowance == nil
      && plan.largerThanBalance == .overdraw && !plan.hasLimitedLots && plan.retriesWithin == nil
      && !plan.autoReloads.contains { $0.afterRefusal }
  }

  /// What demand meets next; nil: the board is to be asked.
  @inline(__always)
  mutating func plainMeter() -> Meter? {
    guard mayBePlain, !account.owes, !account.closure.holds(at: start + cursor) else { return nil }
    let balance = account.balance(ofKind: 0)
    guard balance > 0 else { return nil }
    let residual = board.requests.residual(0)
    var first = Meter(served: balance, residual: residual)
    if !limitsRest {
      guard let met = account.limits.firstMeter(of: board, before: first) else { return nil }
      first = met
    }
    for index in account.reloads.indices {
      guard let left = account.plainHeadroom(untilReload: index, at: start + cursor) else { return nil }
      // Of equal meters the other one counts.
      if left < first.wait || (left == first.wait && left &+ residual < first.amount) {
        first = Meter(served: left, residual: residual)
      }
    }
    return first
  }

  /// What the look does whose board would say so. False: nothing is met before the horizon, and it is not to be reached.
  @inline(__always)
  mutating func livePlainly(_ meter: Meter, _ curves: Curves, toHorizon: Bool) -> Bool {
    let met = curves.crossing(0, reaching: consumed[0] + meter.wait, from: cursor, to: horizon)
    guard met != nil || toHorizon else { return false }
    plainLooks += 1
    (refused, paid) = (.none, board.kinds)
    if outages.isOpen { outages.admit(0, at: cursor) }
    let second = met?.second ?? horizon
    noteDays(before: second + 1, curves)
    // A month that ends on the way is no look of its own: all that has changed then is what was served. The last one ends with
    // the horizon, once that is closed.
    while nextMonthEnd <= second, nextMonthEnd < end {
      noteMonth(served: max(0, curves.flow(0, nextMonthEnd) - consumed[0]))
    }
    if let met {
      let brought = max(0, met.before - consumed[0])
      let more = max(0, min(meter.amount - brought, curves.whole(0) - consumed[0] - brought))
      if limitsRest {
        // No limit is asked whether the last request fits, so it need not come by itself.
        servePlainly(brought + more, at: second)
      } else {
        let request = min(meter.request, brought + more)
        servePlainly(brought + more - request, at: second)
        servePlainly(request, at: second)
      }
    } else {
      servePlainly(curves.flow(0, second) - consumed[0], at: second - 1)
    }
    cursor = second
    return true
  }

  /// Nothing is held, no limit has a say, and nothing is ordered by a request: what is asked for before the horizon is refused.
  @inline(__always)
  mutating func isRefusedPlainly() -> Bool {
    guard mayBePlain, limitsRest, account.balance(ofKind: 0) <= 0,
      !account.closure.holds(at: start + cursor),
      account.endOfMetering(ofKind: 0, at: start + cursor) <= start + cursor
    else { return false }
    for index in account.reloads.indices {
      account.reloads[index].noteRefused(board.kinds)
      guard account.reloads[index].isHeldBack || !account.mayReload(index, at: start + cursor) else {
        return false
      }
    }
    return true
  }

  /// False: the horizon is not to be reached.
  mutating func refusePlainly(_ curves: Curves, toHorizon: Bool) -> Bool {
    horizon = min(horizon, nextMonthEnd)
    guard toHorizon else { return false }
    plainLooks += 1
    (refused, paid) = (board.kinds, .none)
    serveAll(before: horizon, curves)
    return true
  }

  private mutating func servePlainly(_ amount: Int64, at second: Int64) {
    guard amount > 0 else { return }
    account.enter(start + second)
    consumed[0] += amount
    let blocked = account.serve(amount, kind: 0, status: .served)
    if blocked > 0 { outages.refuse(0, from: second) }
  }
}

extension Meter {
  /// Of the only kind: the request that reaches so much is served whole (`Crossing.served`).
  @inline(__always)
  fileprivate init(served left: Int64, residual: Int64) {
    self.init(KindSet(0), wait: left, amount: left &+ residual, request: min(left, residual) &+ residual)
  }
}

extension CreditLimits {
  /// The first meter of limits, if it is before this one; nil: a limit refuses the very next request.
  fileprivate mutating func firstMeter(of board: borrowing Board, before other: Meter) -> Meter? {
    withUnsafePointer(to: board) { board in
      var visitor = FirstMeter(board: board, first: other)
      each(&visitor)
      return visitor.isMet ? nil : visitor.first
    }
  }

  private struct FirstMeter: CreditLimitVisitor {
    let board: UnsafePointer<Board>
    var first: Meter
    var isMet = false

    @inline(__always)
    mutating func visit(_ limit: inout some CreditLimit) {
      guard !limit.isIdle else { return }
      let headroom = board.pointee.headroom(of: limit)
      guard !headroom.kinds.isEmpty else { return }
      if board.pointee.requests.meets(0, headroom) {
        isMet = true
      } else {
        let meter = board.pointee.meter(of: headroom.kinds, headroom)
        if meter.isBefore(first) { first = meter }
      }
    }
  }
}

extension Account {
  /// What may be drawn until an auto-reload fires, `Int64.max` if it cannot; nil: that is not all there is to say of it.
  @inline(__always)
  fileprivate mutating func plainHeadroom(untilReload index: Int, at seconds: Int64) -> Int64? {
    reloads[index].noteRefused(.none)
    guard mayReload(index, at: seconds) else { return .max }
    guard !reloads[index].isHeldBack, headroom(aboveThresholdOf: index) > 0 else { return nil }
    return headroom(untilOrderOf: index)
  }
}
