/// Rule: windows turn. Calendar months turn on the 1st at 00:00 UTC; days at midnight of a zone; a week, and any fixed
/// window, at `anchor + k x every` for every whole k. At the turn the old window is already over: usage
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

extension UsageCap.Window {
  /// The first turn strictly after a second; `Int64.max`: none.
  func turn(after seconds: Int64) -> Int64 {
    let instant = Instant(seconds: seconds)
    switch self {
    case .month: return instant.startOfNextMonth.seconds
    case .week(let anchor): return nextTurn(anchor: anchor, every: .days(7), after: seconds)
    case .day(let zone): return zone.startOfNextDay(after: instant).seconds
    }
  }
}

/// When the windows of a cap turn: each found once, for the futures of a run live the same days again and again.
struct WindowTurns: Sendable {
  let window: UsageCap.Window
  /// Where the windows begin, from the one that holds the start, and which of them are plain: no clock changes in them, so that
  /// from each of their seconds the next turn is the same.
  private var turns: [Int64]
  private var isPlain: [Bool] = []
  /// The window being lived.
  private var place = 0
  /// What is farther ahead is not found window by window.
  private static let reach = 400 * TimeSpan.day

  init(_ window: UsageCap.Window, from start: Instant) {
    self.window = window
    turns = [start.seconds]
  }

  /// As at the start, whose next turn this is.
  mutating func restart() -> Int64 {
    place = 0
    return next(after: turns[0])
  }

  /// The first turn strictly after `now`, which never runs backwards.
  mutating func next(after now: Int64) -> Int64 {
    while true {
      if place == isPlain.count {
        guard now - turns[place] < Self.reach else { break }
        turns.append(window.turn(after: turns[place]))
        isPlain.append(window.isPlain(from: turns[place], to: turns[place + 1]))
      }
      if turns[place + 1] > now {
        if isPlain[place] { return turns[place + 1] }
        break
      }
      place += 1
    }
    return window.turn(after: now)
  }
}

extension UsageCap.Window {
  /// Whether no clock changes between two turns.
  fileprivate func isPlain(from: Int64, to: Int64) -> Bool {
    guard case .day(let zone) = self else { return true }
    return zone.keepsOffset(from: Instant(seconds: from), before: Instant(seconds: to))
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
