/// What the account remembers at the start: written into the same logs as what happens later, each entry with the window that
/// is under way then. docs/ledger-rules.md, section 11.

import Ledger
import Quantities

extension Auditor {
  /// What was used, or bought, before the start.
  struct OpeningUse {
    var cap: Int
    var window: Int64
    var amount: Int64
  }

  mutating func takeOpening() {
    now = start
    for (i, cap) in plan.usageCaps.enumerated() {
      openingUse.append(OpeningUse(cap: i, window: window(ofCap: i), amount: cap.opening.used.count))
      guard cap.opening.isLatched, cap.crossing == .latched, fault != .openLatchIsForgotten else { continue }
      latches.append((i, window(ofCap: i)))
    }
    if fault == .openUseIsForgotten { openingUse = [] }
    if fault != .openTrialIsForgotten { trialUsed = plan.allowance?.trialUsedBefore.count ?? 0 }
    for (w, window) in (plan.allowance?.windows ?? []).enumerated() {
      if case .session(let length) = window.clock, let began = window.opening.began?.seconds {
        let from = fault == .openSessionBeginsAnew ? start : began
        sessions[w] = SessionState(start: from, end: from + length)
      }
      guard let from = start(ofWindow: w), fault != .openWindowIsForgotten else { continue }
      windowUse.append((w, from, window.opening.used.count))
    }
    for (i, reload) in plan.autoReloads.enumerated() {
      reloads[i].isOff = reload.opening.isOff
      if fault != .openRetryIsForgotten { reloads[i].retryAt = reload.opening.retryAt?.seconds }
      guard fault != .openDeclinesAreForgotten else { continue }
      reloads[i].declinesInRow = reload.opening.declinesInRow
      reloads[i].lastWasDeclined = reload.opening.declinesInRow > 0
    }
  }

  private var isInFirstMonth: Bool {
    NaiveCalendar.monthNumber(at: now) == NaiveCalendar.monthNumber(at: start)
      || fault == .openPurchasesNeverTurn
  }

  /// What a purchase limit has counted this month before the start.
  func countedBefore(_ limit: PurchaseLimit) -> Int64 {
    isInFirstMonth && fault != .openPurchasesAreForgotten ? limit.countedBefore.count : 0
  }

  /// The same of an auto-reload.
  func countedBefore(ofReload i: Int) -> (orders: Int, cash: Int64) {
    guard isInFirstMonth, fault != .openReloadsAreForgotten else { return (0, 0) }
    return (plan.autoReloads[i].opening.orders, plan.autoReloads[i].opening.cash.count)
  }

  /// What the window of a cap that runs now had used when the run began.
  func usedBefore(ofCap i: Int) -> Int64 {
    let window = window(ofCap: i)
    let own = openingUse.filter { $0.cap == i && ($0.window == window || fault == .openUseNeverTurns) }
    return own.reduce(0) { $0 + $1.amount }
  }

  /// What that window had room for then, or when it began.
  func room(ofCap i: Int) -> Int64 { max(0, plan.usageCaps[i].amount.count - usedBefore(ofCap: i)) }
}
