/// Most looks are plain: one kind of request flows, credit is there and pays for it, every limit rests, and all that can change
/// is that the balance is used up or an auto-reload's threshold is met. Then what the board would say is known without it: the
/// smallest headroom counts, and the request that reaches it is served whole. Anything else asks the board.
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

  /// How much may be asked for before a rule may answer differently; nil: the board is to be asked.
  @inline(__always)
  mutating func plainHeadroom() -> Int64? {
    guard mayBePlain, limitsRest, !account.owes else { return nil }
    var headroom = account.balance(ofKind: 0)
    guard headroom > 0 else { return nil }
    for index in account.reloads.indices {
      guard let left = account.plainHeadroom(untilReload: index, at: start + cursor) else { return nil }
      headroom = min(headroom, left)
    }
    return headroom
  }

  /// What the look does whose board would say so.
  @inline(__always)
  mutating func livePlainly(_ headroom: Int64, _ curves: Curves) {
    plainLooks += 1
    (refused, paid) = (.none, board.kinds)
    if outages.isOpen { outages.admit(0, at: cursor) }
    let met = curves.crossing(0, reaching: consumed[0] + headroom, from: cursor, to: horizon)
    let second = met?.second ?? horizon
    noteDays(before: second + 1, curves)
    if let met {
      let brought = max(0, met.before - consumed[0])
      let whole = headroom + board.requests.residual(0)
      let more = max(0, min(whole - brought, board.requests.asked(0) - consumed[0] - brought))
      servePlainly(brought + more, at: second)
    } else {
      servePlainly(curves.flow(0, second) - consumed[0], at: second - 1)
    }
    cursor = second
  }

  @inline(__always)
  private mutating func servePlainly(_ amount: Int64, at second: Int64) {
    guard amount > 0 else { return }
    account.enter(start + second)
    consumed[0] += amount
    let blocked = account.serve(amount, kind: 0, status: .served)
    if blocked > 0 { outages.refuse(0, from: second) }
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
