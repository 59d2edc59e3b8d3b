/// Rule: a cap on credit usage per calendar month (the spend limit) or per day (such as a daily limit on what
/// is redeemed). Meeting the cap exactly is served. What the request meets that would cross it is a
/// switch: refused and everything after it (latched), refused by itself (each), or served and everything after it refused. What
/// an allowance pays does not count.

import Quantities

struct UsageCapState: CreditLimit {
  private let cap: UsageCap
  private var used: Int64 = 0
  private var isLatched = false
  private let firstTurn: Int64
  private(set) var turn: Int64
  var isIdle = false

  init(cap: UsageCap, start: Instant) {
    self.cap = cap
    firstTurn = UsageCapState.turn(of: cap.window, after: start)
    turn = firstTurn
  }

  mutating func restart() {
    (used, isLatched, isIdle) = (0, false, false)
    turn = firstTurn
  }

  @inline(__always)
  func counts(_ mask: ScopeMask) -> Bool { mask.admits(cap.scope) }

  @inline(__always)
  mutating func pass(_ now: Int64) {
    guard now >= turn else { return }
    used = 0
    isLatched = false
    turn = UsageCapState.turn(of: cap.window, after: Instant(seconds: now))
  }

  private static func turn(of window: UsageCap.Window, after instant: Instant) -> Int64 {
    switch window {
    case .month: instant.startOfNextMonth.seconds
    case .day(let zone): zone.startOfNextDay(after: instant).seconds
    }
  }

  var clock: LimitClock {
    let window = cap.window
    return .turns { UsageCapState.turn(of: window, after: Instant(seconds: $0)) }
  }

  /// Where it is crossed, the latch falls.
  @inline(__always)
  mutating func refuses(_ need: Int64) -> Bool {
    let isRefused = wouldRefuse(need)
    if isRefused, cap.crossing == .latched { isLatched = true }
    return isRefused
  }

  @inline(__always)
  func wouldRefuse(_ need: Int64) -> Bool {
    switch cap.crossing {
    case .latched: isLatched || used &+ need > cap.amount.count
    case .each: used &+ need > cap.amount.count
    case .served: used >= cap.amount.count
    }
  }

  @inline(__always)
  mutating func use(_ paid: Int64) { used &+= paid }

  var most: Int64 { cap.amount.count }
  var left: Int64 { isLatched ? 0 : max(0, cap.amount.count - used) }

  var crossing: Crossing {
    switch cap.crossing {
    case .latched: .latchesInWindow(of: cap.amount.count)
    case .each: .fits
    case .served: .servedInWindow(of: cap.amount.count)
    }
  }

  var cause: BlockCause {
    switch cap.window {
    case .month: cap.isOfTier ? .tierLimit : .monthlyLimit
    case .day: .dailyCap
    }
  }
}
