/// The windows of a limit (a cap, a window of an allowance) over a whole run, and which of them a future's demand can meet at all. A window
/// in which less is asked for than the limit allows refuses nothing, whatever else happens, so the flow need not stop
/// at it: on most days a daily cap does not exist.
/// At the boundary: demand equal to the limit is served whole, so such a window is quiet.

import Quantities

struct LimitCalendar: Sendable {
  /// The kinds of request that it counts.
  let kinds: KindSet
  let limit: Int64
  /// Seconds from the start at which windows begin, the first at 0, and the end of the run.
  private let turns: [Int64]
  /// The boundaries of steps at which they lie; empty if some of them lie within a step.
  private let steps: [Int32]
  /// A session may begin anywhere: it spans so many steps at most. Nil: windows of the calendar.
  private let session: Int?
  /// What was asked for so many seconds before a window may be served in it.
  private let patience: Int64
  /// Every window counts, whether or not it can be met.
  private let countsAll: Bool
  /// What the first window had used when the run began; `Int64.max`: it refuses already.
  private let opening: Int64
  private var window = 0
  /// The window being lived, or the next one, that demand can meet; both `Int64.max` if there is none.
  private var from = Int64.max
  private var to = Int64.max

  init(_ limit: some TurningLimit, _ shape: FlowShape, patience: Int64) {
    var kinds = KindSet.none
    for (number, kind) in shape.kinds.enumerated() where limit.counts(kind.mask) { kinds.insert(number) }
    self.kinds = kinds
    self.limit = limit.most
    self.patience = patience
    countsAll = limit.rollsOver
    opening = limit.opening
    switch limit.clock {
    case .session(let length):
      session = Int((length + patience) / max(1, shape.grid.shortest)) + 2
      (turns, steps) = ([0, shape.length], [])
    case .turns(let next):
      session = nil
      let seconds = LimitCalendar.turns(shape, next: next)
      let places = seconds.map { shape.grid.step(at: $0) }
      let isAligned = zip(seconds, places).allSatisfy { shape.grid.start(of: $1) == $0 }
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
    if isCarriedOn, turns.count > 1 {
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
    // A session that is under way meets what comes by its end; one that is looked at costs looks, and changes nothing.
    let isMet = session != nil || asked(1, curves) > limit &- opening || curves.stopsAtEveryWindow
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
    guard !kinds.isEmpty, window + 1 < turns.count else { return }
    if let session {
      window += 1
      if curves.stopsAtEveryWindow || most(within: session, curves) > limit {
        (from, to) = (turns[0], turns[1])
      }
      return
    }
    if let kind = kinds.only, !steps.isEmpty, curves.isWhole, !curves.stopsAtEveryWindow, !countsAll {
      window = steps.withUnsafeBufferPointer { curves.firstRise(of: kind, over: limit, from: window, at: $0) }
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
      if above - below > limit || curves.stopsAtEveryWindow || countsAll {
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

  /// The most that so many consecutive steps ask for.
  private func most(within steps: Int, _ curves: Curves) -> Int64 {
    var most: Int64 = 0
    for step in 0..<curves.steps {
      let end = min(step + steps, curves.steps)
      most = max(most, curves.flow(kinds, boundary: end) - curves.flow(kinds, boundary: step))
    }
    return most
  }
}

extension Account {
  /// One for each limit whose windows turn, in the order in which `eachTurning` shows them.
  mutating func calendars(_ shape: FlowShape, patience: Int64) -> [LimitCalendar] {
    var maker = CalendarMaker(shape: shape, patience: patience)
    eachTurning(&maker)
    return maker.calendars
  }
}

private struct CalendarMaker: TurningVisitor {
  let shape: FlowShape
  let patience: Int64
  var calendars: [LimitCalendar] = []

  mutating func turn(_ limit: inout some TurningLimit) {
    calendars.append(LimitCalendar(limit, shape, patience: patience))
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
    limit.isIdle = !calendars[number].isLive(second)
    if !limit.isIdle { allRest = false }
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
