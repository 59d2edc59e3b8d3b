/// The windows of a limit (a cap, a window of an allowance) over a whole run, and which of them a future's demand can meet at all. A window
/// in which less is asked for than the limit allows refuses nothing, whatever else happens, so the flow need not stop
/// at it: on most days a daily cap does not exist. Sessions begin with their first use, so they are told by stretches: demand
/// between pauses so long that no session lasts over one, as the days of people who sleep.
/// At the boundary: demand equal to the limit is served whole, so such a window is quiet; a pause just as long as a session
/// divides two stretches.

import Quantities

struct LimitCalendar: Sendable {
  /// The kinds of request that it counts.
  let kinds: KindSet
  let limit: Int64
  /// Seconds from the start at which windows begin, the first at 0, and the end of the run. Of sessions none.
  private let turns: [Int64]
  /// The boundaries of steps at which they lie; empty if some of them lie within a step.
  private let steps: [Int32]
  /// A session may begin anywhere: it spans so many steps at most, and is over behind a pause of so many seconds. Nil: windows of
  /// the calendar.
  private let session: (steps: Int, pause: Int64)?
  /// A session may be under way when these curves begin, and the stretch in which it is has not been found yet.
  private var isUnderWay = false
  /// What was asked for so many seconds before a window may be served in it.
  private let patience: Int64
  /// Every window counts, whether or not it can be met.
  private let countsAll: Bool
  /// The last one counts as well: it lasts past the end, and what comes after the run has to know what was used of it.
  private let countsLast: Bool
  /// What the first window had used when the run began; `Int64.max`: it refuses already.
  private let opening: Int64
  /// A session is under way when the run begins.
  private let beginsWithin: Bool
  /// The next window; of sessions the step at which the next stretch may begin.
  private var window = 0
  /// The window (the stretch) being lived, or the next one, that demand can meet; both `Int64.max` if there is none.
  private var from = Int64.max
  private var to = Int64.max

  /// `isLivedOn`: something comes after this run.
  init(_ limit: some TurningLimit, _ shape: FlowShape, patience: Int64, isLivedOn: Bool) {
    var kinds = KindSet.none
    for (number, kind) in shape.kinds.enumerated() where limit.counts(kind.mask) { kinds.insert(number) }
    self.kinds = kinds
    self.limit = limit.most
    self.patience = patience
    countsAll = limit.rollsOver
    opening = limit.opening
    beginsWithin = limit.ends > shape.start.seconds
    switch limit.clock {
    case .session(let length):
      let pause = length + patience
      session = (Int(pause / max(1, shape.grid.shortest)) + 2, pause)
      (turns, steps, countsLast) = ([], [], isLivedOn)
    case .turns(let next):
      session = nil
      let seconds = LimitCalendar.turns(shape, next: next)
      let places = seconds.map { shape.grid.step(at: $0) }
      let isAligned = zip(seconds, places).allSatisfy { shape.grid.start(of: $1) == $0 }
      let last = shape.start.seconds + (seconds.dropLast().last ?? 0)
      countsLast = isLivedOn && next(last) > shape.start.seconds + shape.length
      turns = seconds
      steps = isAligned && patience == 0 ? places.map { Int32($0) } : []
    }
  }

  private static func turns(_ shape: FlowShape, next: (Int64) -> Int64) -> [Int64] {
    var turns: [Int64] = [0]
    while let last = turns.last, last < shape.length {
      let turn = next(shape.start.seconds + last)
      turns.append(turn == .max ? shape.length : min(turn - shape.start.seconds, shape.length))
    }
    return turns
  }

  var isSession: Bool { session != nil }
  /// What the first window has room for.
  var room: Int64 { max(0, limit &- opening) }

  /// `isCarriedOn`: something of the first window, or of a session, may have been used before these curves begin.
  mutating func restart(_ curves: Curves, isCarriedOn: Bool = false) {
    window = 0
    if session != nil {
      isUnderWay = isCarriedOn || beginsWithin
      find(curves)
    } else if isCarriedOn, turns.count > 1 {
      window = 1
      (from, to) = (turns[0], turns[1])
    } else if opening > 0 {
      findFirst(curves)
    } else {
      find(curves)
    }
  }

  /// The first window has less room than the others.
  private mutating func findFirst(_ curves: Curves) {
    guard !kinds.isEmpty, turns.count > 1 else { return find(curves) }
    let isMet = asked(1, curves) > limit &- opening || curves.stopsAtEveryWindow
    window = 1
    if isMet { (from, to) = (turns[0], turns[1]) } else { find(curves) }
  }

  /// More of the demand is known than before.
  mutating func knowMore(_ curves: Curves) {
    if awaits < .max { find(curves) }
  }

  /// The beginning of the next window, if not all of its demand is known, and nobody knows whether it can be met.
  var awaits: Int64 { from == .max ? to : .max }

  /// True while demand of the window being lived can meet the limit.
  @inline(__always) func isLive(_ second: Int64) -> Bool { from <= second }

  /// The next second at which that may change.
  @inline(__always) func change(after second: Int64) -> Int64 { isLive(second) ? to : from }

  @inline(__always)
  mutating func pass(_ second: Int64, _ curves: Curves) {
    if second >= to { find(curves) }
  }

  /// From `window` on, the first in which more is asked for than the limit.
  private mutating func find(_ curves: Curves) {
    (from, to) = (.max, .max)
    guard !kinds.isEmpty else { return }
    if let session { return findStretch(session.steps, session.pause, curves) }
    guard window + 1 < turns.count else { return }
    if let kind = kinds.only, !steps.isEmpty, curves.isWhole, !curves.stopsAtEveryWindow, !countsAll {
      window = steps.withUnsafeBufferPointer { curves.firstRise(of: kind, over: limit, from: window, at: $0) }
      if countsLast { window = min(window, turns.count - 2) }
      if window + 1 < turns.count { (from, to, window) = (turns[window], turns[window + 1], window + 1) }
      return
    }
    var below = asked(window, curves)
    while window + 1 < turns.count {
      guard turns[window + 1] <= curves.known else {
        to = turns[window]
        return
      }
      if patience > 0 { below = curves.flow(kinds, max(0, turns[window] - patience)) }
      let above = asked(window + 1, curves)
      window += 1
      let isMet = above - below > limit || countsLast && window + 1 == turns.count
      if isMet || curves.stopsAtEveryWindow || countsAll {
        (from, to) = (turns[window - 1], turns[window])
        return
      }
      below = above
    }
  }

  /// What has been asked for when a window begins.
  @inline(__always)
  private func asked(_ window: Int, _ curves: Curves) -> Int64 {
    steps.isEmpty ? curves.flow(kinds, turns[window]) : curves.flow(kinds, boundary: Int(steps[window]))
  }

  /// The first stretch from the step `window` on in which so many steps ask for more than the limit.
  private mutating func findStretch(_ steps: Int, _ pause: Int64, _ curves: Curves) {
    if curves.stopsAtEveryWindow {
      if window == 0 { (from, to, window) = (0, curves.length, curves.steps) }
      return
    }
    while window < curves.steps {
      let stretch = curves.stretch(
        of: kinds, from: window, isUnderWay: isUnderWay, pause: pause, most: steps, over: limit)
      guard stretch.isKnown else {
        (to, window) = (curves.start(of: stretch.first), stretch.first)
        return
      }
      window = stretch.end
      // One that is all there is would have to be lived as a whole for its end.
      let isCarriedOn = countsLast && stretch.isOpen && stretch.first > 0
      let isMet = stretch.isMet || isUnderWay || isCarriedOn
      isUnderWay = false
      guard !isMet else {
        (from, to) = (curves.start(of: stretch.first), curves.start(of: stretch.end))
        return
      }
    }
  }
}

extension Account {
  /// One for each limit whose windows turn, in the order in which `eachTurning` shows them.
  mutating func calendars(_ shape: FlowShape, patience: Int64, isLivedOn: Bool) -> [LimitCalendar] {
    var maker = CalendarMaker(shape: shape, patience: patience, isLivedOn: isLivedOn)
    eachTurning(&maker)
    return maker.calendars
  }
}

private struct CalendarMaker: TurningVisitor {
  let shape: FlowShape
  let patience: Int64
  let isLivedOn: Bool
  var calendars: [LimitCalendar] = []

  mutating func turn(_ limit: inout some TurningLimit) {
    calendars.append(LimitCalendar(limit, shape, patience: patience, isLivedOn: isLivedOn))
  }
}

/// Lets windows turn at one second of a future, and finds those that demand cannot meet before they turn again.
struct WindowTurn: TurningVisitor {
  let second: Int64
  let curves: Curves
  /// One for each limit, in the order in which the account shows them; they belong to the flow.
  private let calendars: UnsafeMutableBufferPointer<LimitCalendar>
  private var number = 0
  /// The next second at which some limit may begin to refuse, or cease to.
  private(set) var horizon = Int64.max
  /// None can refuse anything before then.
  private(set) var allRest = true
  /// One that begins with its first use may begin at any time.
  private(set) var mayBegin = false

  init(at second: Int64, _ curves: Curves, _ calendars: borrowing Flat<LimitCalendar>) {
    self.second = second
    self.curves = curves
    self.calendars = UnsafeMutableBufferPointer(start: calendars.address, count: calendars.count)
  }

  @inline(__always)
  mutating func turn(_ limit: inout some TurningLimit) {
    precondition(number < calendars.count, "a calendar for each limit")
    limit.pass(curves.start + second)
    calendars[number].pass(second, curves)
    let isIdle = !calendars[number].isLive(second)
    if limit.isIdle, !isIdle { limit.wake() }
    limit.isIdle = isIdle
    if !isIdle { (allRest, mayBegin) = (false, mayBegin || calendars[number].isSession) }
    horizon = min(horizon, calendars[number].change(after: second))
    if limit.ends > curves.start + second { horizon = min(horizon, limit.ends - curves.start) }
    number += 1
  }
}

/// Sees every limit whose windows turn.
protocol TurningVisitor: CreditLimitVisitor {
  mutating func turn(_ limit: inout some TurningLimit)
}

extension TurningVisitor {
  @inline(__always)
  mutating func visit(_ limit: inout some CreditLimit) { turn(&limit) }
}
