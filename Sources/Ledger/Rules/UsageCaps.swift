/// Rule: a cap on credit usage per calendar month (the spend limit), per week or per day (such as a daily limit on what
/// is redeemed). Meeting the cap exactly is served. What the request meets that would cross it is a
/// switch: refused and everything after it (latched), refused by itself (each), or served and everything after it refused. What
/// an allowance pays does not count.

import Quantities

struct UsageCapState: CreditLimit {
  private let amount: Int64
  private let atCrossing: UsageCap.Crossing
  private let scope: ScopeID?
  private let isOfTier: Bool
  /// What the window of the start has used by then, and whether it is latched.
  private let first: (used: Int64, isLatched: Bool)
  private var used: Int64
  private var isLatched: Bool
  /// What the window being lived had room for when it, or the run, began.
  private var room: Int64
  private var turns: WindowTurns
  private(set) var turn: Int64
  var isIdle = false
  var isSilent = false

  init(cap: UsageCap, start: Instant) {
    (amount, atCrossing, scope, isOfTier) = (cap.amount.count, cap.crossing, cap.scope, cap.isOfTier)
    first = (cap.opening.used.count, cap.opening.isLatched && cap.crossing == .latched)
    (used, isLatched, room) = (first.used, first.isLatched, amount &- first.used)
    turns = WindowTurns(cap.window, from: start)
    turn = turns.next(after: start.seconds)
  }

  mutating func restart() {
    (used, isLatched, room, isIdle) = (first.used, first.isLatched, amount &- first.used, false)
    turn = turns.restart()
  }

  @inline(__always)
  func counts(_ mask: ScopeMask) -> Bool { mask.admits(scope) }

  @inline(__always)
  mutating func pass(_ now: Int64) {
    guard now >= turn else { return }
    (used, room) = (0, amount)
    isLatched = false
    turn = turns.next(after: now)
  }

  var clock: LimitClock {
    let window = turns.window
    return .turns { window.turn(after: $0) }
  }

  /// Where it is crossed, the latch falls.
  @inline(__always)
  mutating func refuses(_ need: Int64) -> Bool {
    let isRefused = wouldRefuse(need)
    if isRefused, atCrossing == .latched { isLatched = true }
    return isRefused
  }

  @inline(__always)
  func wouldRefuse(_ need: Int64) -> Bool {
    switch atCrossing {
    case .latched: isLatched || used &+ need > amount
    case .each: used &+ need > amount
    case .served: used >= amount
    }
  }

  @inline(__always)
  mutating func use(_ paid: Int64) { used &+= paid }

  var most: Int64 { amount }
  var opening: Int64 { first.isLatched ? .max : first.used }
  var left: Int64 { isLatched ? 0 : max(0, amount - used) }

  var crossing: Crossing {
    switch atCrossing {
    case .latched: .latchesInWindow(of: max(0, room))
    case .each: .fits
    case .served: .servedInWindow(of: max(0, room))
    }
  }

  var cause: BlockCause {
    switch turns.window {
    case .month: isOfTier ? .tierLimit : .monthlyLimit
    case .week: .weeklyLimit
    case .day: .dailyCap
    }
  }
}
