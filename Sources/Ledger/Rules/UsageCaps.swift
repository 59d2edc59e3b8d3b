/// Rule: a cap on credit usage per calendar month (the spend limit) or per day (such as a daily limit on what
/// is redeemed). Meeting the cap exactly is served. What the request meets that would cross it is a
/// switch: refused and everything after it (latched), refused by itself (each), or served and everything after it refused. What
/// an allowance pays does not count.

import Quantities

struct CapState: Sendable {
  let cap: UsageCap
  var used: Int64 = 0
  var isLatched: Bool = false
  private let firstTurn: Int64
  private var turn: Int64
  /// Known to refuse nothing in this window, so it is not asked (Flow/LimitCalendar.swift).
  var isIdle = false

  init(cap: UsageCap, start: Instant) {
    self.cap = cap
    firstTurn = CapState.turn(of: cap.window, after: start)
    turn = firstTurn
  }

  mutating func restart() {
    (used, isLatched, isIdle) = (0, false, false)
    turn = firstTurn
  }

  /// Starts a new window if one has begun.
  @inline(__always)
  mutating func pass(_ now: Int64) {
    guard now >= turn else { return }
    used = 0
    isLatched = false
    turn = CapState.turn(of: cap.window, after: Instant(seconds: now))
  }

  private static func turn(of window: UsageCap.Window, after instant: Instant) -> Int64 {
    switch window {
    case .month: instant.startOfNextMonth.seconds
    case .day(let zone): zone.startOfNextDay(after: instant).seconds
    }
  }

  /// Whether so much is refused; then the latch falls.
  @inline(__always)
  mutating func refuses(_ need: Int64) -> Bool {
    if isIdle { return false }
    switch cap.crossing {
    case .latched:
      if used &+ need > cap.amount.count { isLatched = true }
      return isLatched
    case .each: return used &+ need > cap.amount.count
    case .served: return used >= cap.amount.count
    }
  }

  var cause: BlockCause {
    switch cap.window {
    case .month: .monthlyLimit
    case .day: .dailyCap
    }
  }
}
