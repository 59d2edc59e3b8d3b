/// The windows of caps and allowances over a run, and which of them nothing can meet: a window in which no more is asked
/// for than it allows refuses nothing, so the flow passes over it (docs/ledger-rules.md, section 9). Found by looking at
/// every window; the calendar is the auditor's own.

import Ledger
import Quantities

struct FlowWindows {
  /// Seconds from the start at which a window of this limit begins, the first at 0; the last is the end of the run.
  private(set) var turns: [Int64] = [0]
  private var idle: [Bool] = []
  /// Where it comes or goes, which no flow passes over.
  private(set) var comings: [Int64] = []
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
    comings = [window.from, window.until].compactMap { $0.map { $0.seconds - subject.first } }.sorted()
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
      findStretches(length, window, counted, subject, curves)
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

  /// Sessions that could be used up matter in stretches of demand with pauses around them, over which none lasts; what waits may be
  /// served in one as well. One that is under way at the start is always looked at.
  private mutating func findStretches(
    _ length: Int64, _ window: Allowance.Window, _ counted: [Int], _ subject: FlowCase, _ curves: [FlowCurve]
  ) {
    let pause = length + (subject.plan.retriesWithin ?? 0)
    func asked(_ from: Int, _ to: Int) -> Int64 {
      counted.reduce(0) { $0 + curves[$1].boundaries[to] - curves[$1].boundaries[from] }
    }
    var stretches: [(first: Int, end: Int, isMet: Bool)] = []
    if let began = window.opening.began?.seconds, began + length > subject.first {
      stretches = [(0, 0, true)]
    }
    for step in 0..<subject.steps where asked(step, step + 1) > 0 {
      if let last = stretches.last, Int64(step - last.end) * subject.step < pause {
        stretches[stretches.count - 1].end = step + 1
      } else {
        stretches.append((step, step + 1, false))
      }
    }
    // A session may begin in any step, so it meets parts of one step more than it is long, and of another.
    let steps = Int(pause / subject.step) + 2
    for (place, stretch) in stretches.enumerated() {
      for first in stretch.first..<max(stretch.first, stretch.end)
      where asked(first, min(first + steps, stretch.end)) > window.limit.count {
        stretches[place].isMet = true
      }
    }
    turns = [0]
    idle = [true]
    func note(_ second: Int64, isIdle: Bool) {
      if second <= turns[turns.count - 1] { return idle[idle.count - 1] = isIdle }
      turns.append(second)
      idle.append(isIdle)
    }
    if subject.stopsAtEveryWindow, !counted.isEmpty {
      note(0, isIdle: false)
    } else {
      for stretch in stretches where stretch.isMet && !counted.isEmpty {
        note(Int64(stretch.first) * subject.step, isIdle: false)
        // Up to the first step behind the pause.
        let over =
          (Int64(stretch.end) * subject.step + pause + subject.step - 1) / subject.step * subject.step
        if over < subject.length { note(over, isIdle: true) }
      }
    }
    turns.append(subject.length)
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

  func coming(after from: Int64, through to: Int64) -> Int64? { comings.first { $0 > from && $0 <= to } }
}

extension Auditor {
  /// What the flow passes over at this second.
  mutating func findIdle(_ caps: [FlowWindows], _ windows: [FlowWindows], at second: Int64) {
    wake(windows, at: second)
    idleCaps = Set(caps.indices.filter { caps[$0].isIdle(second) })
    idleWindows = Set(windows.indices.filter { windows[$0].isIdle(second) })
  }

  /// Windows that the flow passed over and looks at again: of a session none is under way then.
  mutating func wake(_ windows: [FlowWindows], at second: Int64) {
    for index in idleWindows where windows[index].isSession && !windows[index].isIdle(second) {
      idleWindows.remove(index)
      sessions[index] = SessionState()
    }
  }
}

extension FlowCase {
  var first: Int64 { plan.start.seconds }
  var last: Int64 { first + length }
}
