/// The windows of caps and allowances over a run, and which of them nothing can meet: a window in which no more is asked
/// for than it allows refuses nothing, so the flow passes over it (docs/ledger-rules.md, section 9). Found by looking at
/// every window; the calendar is the auditor's own.

import Ledger
import Quantities

struct FlowWindows {
  /// Seconds from the start at which a window of this limit begins, the first at 0; the last is the end of the run.
  private(set) var turns: [Int64] = [0]
  private var idle: [Bool] = []
  private(set) var isSession = false

  init(_ cap: UsageCap, of subject: FlowCase, _ curves: [FlowCurve]) {
    switch cap.window {
    case .month:
      turns += NaiveCalendar.monthStarts(after: subject.first, through: subject.last).map {
        $0 - subject.first
      }
    case .week(let anchor):
      let first = NaiveCalendar.windowStart(anchor: anchor.seconds, every: .days(7), now: subject.first)
      turns += (1...520).map { first + 7 * NaiveCalendar.day * $0 - subject.first }
    case .day(let zone):
      // Days are looked for by quarters of them, their beginning by the second.
      func day(_ second: Int64) -> Int64 {
        let at = subject.first + second
        return (at + zone.offset(at: Instant(seconds: at))) / NaiveCalendar.day
      }
      var second: Int64 = 0
      while second < subject.length {
        let next = min(second + 21_600, subject.length)
        if day(next) != day(second) {
          var (low, high) = (second + 1, next)
          while low < high {
            let middle = (low + high) / 2
            if day(middle) == day(second) { low = middle + 1 } else { high = middle }
          }
          turns.append(low)
        }
        second = next
      }
    }
    close(subject)
    let counted = subject.kinds.indices.filter { FlowWindows.admits(subject.kinds[$0].mask, cap.scope) }
    let before = cap.opening.isLatched && cap.crossing == .latched ? nil : cap.opening.used.count
    findIdle(cap.amount.count, before: before, counted, subject, curves)
  }

  init(_ window: Allowance.Window, of subject: FlowCase, _ curves: [FlowCurve]) {
    let counted = subject.kinds.indices.filter {
      FlowWindows.admits(subject.kinds[$0].mask, subject.plan.allowance?.scope)
        && FlowWindows.admits(subject.kinds[$0].mask, window.scope)
    }
    switch window.clock {
    case .fixed(let anchor, let every):
      var turn = NaiveCalendar.windowStart(anchor: anchor.seconds, every: every, now: subject.first)
      var k = 0
      let before = turn
      while turn < subject.last {
        k += 1
        if case .seconds(let length) = every {
          turn = before + length * Int64(k)
        } else {
          turn = FlowWindows.turn(anchor.seconds, every, after: turn)
        }
        turns.append(turn - subject.first)
      }
      close(subject)
      findIdle(window.limit.count, before: window.opening.used.count, counted, subject, curves)
      // What a window leaves is looked for at each of its turns.
      if window.rollover != nil, !counted.isEmpty { idle = idle.map { _ in false } }
    case .session(let length):
      isSession = true
      close(subject)
      // One that is under way with something used is always looked at.
      findIdle(
        window.limit.count, before: window.opening.used > .zero ? nil : 0, counted, subject, curves)
      if window.opening.used > .zero { return }
      if idle[0] || counted.isEmpty || subject.stopsAtEveryWindow { return }
      // A session may begin in any step, so it meets parts of one step more than it is long, and of another.
      // What waits may be served in one as well.
      let steps = Int((length + (subject.plan.retriesWithin ?? 0)) / subject.step) + 2
      var most: Int64 = 0
      for first in 0..<subject.steps {
        let last = min(first + steps, subject.steps)
        var sum: Int64 = 0
        for kind in counted { sum += curves[kind].boundaries[last] - curves[kind].boundaries[first] }
        most = max(most, sum)
      }
      idle[0] = most <= window.limit.count
    }
  }

  /// Months clamp, so they are counted from the anchor.
  private static func turn(_ anchor: Int64, _ every: TimeSpan, after: Int64) -> Int64 {
    var k = 0
    while NaiveCalendar.adding(every, times: k, to: anchor) <= after { k += 1 }
    while NaiveCalendar.adding(every, times: k - 1, to: anchor) > after { k -= 1 }
    return NaiveCalendar.adding(every, times: k, to: anchor)
  }

  private static func admits(_ mask: ScopeMask, _ scope: ScopeID?) -> Bool {
    guard let scope else { return true }
    return (mask.bits >> UInt64(scope)) % 2 == 1
  }

  private mutating func close(_ subject: FlowCase) {
    turns = turns.filter { $0 < subject.length } + [subject.length]
  }

  private mutating func findIdle(
    _ limit: Int64, before: Int64?, _ counted: [Int], _ subject: FlowCase, _ curves: [FlowCurve]
  ) {
    idle = turns.indices.dropLast().map { window in
      if counted.isEmpty { return true }
      if subject.stopsAtEveryWindow { return false }
      // Of the first window: what it had used by the start; nil: it is met at once.
      guard let before else { return window > 0 && isIdle(window, limit, 0, counted, subject, curves) }
      return isIdle(window, limit, window == 0 ? before : 0, counted, subject, curves)
    }
  }

  private func isIdle(
    _ window: Int, _ limit: Int64, _ before: Int64, _ counted: [Int], _ subject: FlowCase,
    _ curves: [FlowCurve]
  ) -> Bool {
    var sum = before
    for kind in counted {
      // What has waited may come with the window's own.
      let first = max(0, turns[window] - (subject.plan.retriesWithin ?? 0))
      sum += curves[kind].before(turns[window + 1]) - curves[kind].before(first)
    }
    return sum <= limit
  }

  func isIdle(_ second: Int64) -> Bool {
    for window in idle.indices where second < turns[window + 1] { return idle[window] }
    return idle.last ?? true
  }

  /// The first turn in `(from, to]`.
  func turn(after from: Int64, through to: Int64) -> Int64? { turns.first { $0 > from && $0 <= to } }
}

extension FlowCase {
  var first: Int64 { plan.start.seconds }
  var last: Int64 { first + length }
}
