/// Rule: a cap on credit usage per calendar month (the spend limit) or per day (the daily redemption limit of usage
/// credits, $2,000: support article 12429409). Meeting the cap exactly is served. What the request meets that would cross it is a
/// switch: refused and everything after it (latched), refused by itself (each), or served and everything after it refused. What
/// an allowance pays does not count.

import Quantities

struct CapState<Lane: MoneyLane>: Sendable {
  let cap: UsageCap
  var used: Lane = .nothing
  var isLatched: Lane.Mask = .nowhere
  private var turn: Int64
  /// Known to refuse nothing in this window, so it is not asked (Flow/LimitCalendar.swift).
  var isIdle = false

  init(cap: UsageCap, start: Instant) {
    self.cap = cap
    turn = CapState.turn(of: cap.window, after: start)
  }

  /// Starts a new window if one has begun.
  @inline(__always)
  mutating func pass(_ now: Int64) {
    guard now >= turn else { return }
    used = .nothing
    isLatched = .nowhere
    turn = CapState.turn(of: cap.window, after: Instant(seconds: now))
  }

  private static func turn(of window: UsageCap.Window, after instant: Instant) -> Int64 {
    switch window {
    case .month: instant.startOfNextMonth.seconds
    case .day(let zone): zone.startOfNextDay(after: instant).seconds
    }
  }

  /// Where this much is refused; a latch falls there.
  mutating func refuses(_ need: Lane, where mask: Lane.Mask) -> Lane.Mask {
    if isIdle { return .nowhere }
    let most = Lane(each: cap.amount.count)
    switch cap.crossing {
    case .latched:
      let refused = isLatched.or(most.isBelow(used.plus(need))).and(mask)
      isLatched = isLatched.or(refused)
      return refused
    case .each: return most.isBelow(used.plus(need)).and(mask)
    case .served: return most.isAtMost(used).and(mask)
    }
  }

  var cause: BlockCause {
    switch cap.window {
    case .month: .monthlyLimit
    case .day: .dailyCap
    }
  }
}
