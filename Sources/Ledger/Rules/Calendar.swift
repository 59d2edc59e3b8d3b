/// Rule: windows turn. Calendar months turn on the 1st at 00:00 UTC; days at midnight of a zone; a fixed
/// window at `anchor + k x every` for every whole k. At the turn the old window is already over: usage
/// of 23:59:59 counts in the old one, usage of 00:00:00 in the new one.

import Quantities

/// The calendar month (UTC) being lived.
struct MonthClock: Sendable {
  /// Months count for something that may change at the turn itself, so the turn is an instant of its own.
  let isInstant: Bool
  private(set) var month: Int
  private(set) var turn: Int64
  /// Those of the start.
  private let first: (month: Int, turn: Int64)
  /// The last turn that was lived at its very second.
  private(set) var lastTurn = Int64.min

  init(plan: LedgerPlan) {
    isInstant =
      !plan.purchaseLimits.isEmpty
      || plan.autoReloads.contains { $0.countPerMonth != nil || $0.cashPerMonth != nil }
    month = plan.start.monthIndex
    turn = plan.start.startOfNextMonth.seconds
    first = (month, turn)
  }

  mutating func restart() {
    (month, turn) = first
    lastTurn = .min
  }

  /// True if a month has begun since the last call.
  @inline(__always)
  mutating func pass(_ now: Int64) -> Bool {
    guard now >= turn else { return false }
    let instant = Instant(seconds: now)
    month = instant.monthIndex
    if instant.secondOfDay == 0, instant.date.parts.dayOfMonth == 1 { lastTurn = now }
    turn = instant.startOfNextMonth.seconds
    return true
  }
}

/// The first of `anchor + k x every` (k any whole number) strictly after `now`; `never` past the calendar.
func nextTurn(anchor: Instant, every: TimeSpan, after now: Int64) -> Int64 {
  switch every {
  case .seconds(let length):
    precondition(length > 0, "a period is positive")
    let elapsed = now - anchor.seconds
    let periods = elapsed >= 0 ? elapsed / length : -((length - 1 - elapsed) / length)
    return anchor.seconds + (periods + 1) * length
  case .months(let months):
    precondition(months > 0, "a period is positive")
    let monthsAway = Instant(seconds: now).monthIndex - anchor.monthIndex
    var k = monthsAway / months - 2
    while true {
      guard let turn = try? anchor.adding(every, times: k) else {
        if k > 0 { return .max }
        k += 1
        continue
      }
      if turn.seconds > now { return turn.seconds }
      k += 1
    }
  }
}
