/// The windows of a limit (a cap, a window of an allowance) over a whole run, and which of them a future's demand can meet at all. A window
/// in which less is asked for than the limit allows refuses nothing, whatever else happens, so the flow need not stop
/// at it: on most days a daily cap does not exist.
/// At the boundary: demand equal to the limit is served whole, so such a window is quiet.

import Quantities

struct LimitCalendar: Sendable {
  /// The kinds of request that it counts.
  let kinds: KindSet
  private let limit: Int64
  /// Seconds from the start at which windows begin, the first at 0, and the end of the run.
  private let turns: [Int64]
  /// A session may begin anywhere: it spans so many steps at most. Nil: windows of the calendar.
  private let session: Int?
  /// What was asked for so many seconds before a window may be served in it.
  private let patience: Int64
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
    switch limit.clock {
    case .session(let length):
      session = Int((length + patience) / max(1, shape.grid.shortest)) + 2
      turns = [0, shape.length]
    case .turns(let next):
      session = nil
      turns = LimitCalendar.turns(shape, next: next)
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

  /// `isCarriedOn`: something of the first window, or of a session, may have been used before these curves begin.
  mutating func restart(_ curves: Curves, isCarriedOn: Bool = false) {
    window = 0
    if isCarriedOn, turns.count > 1 {
      window = 1
      (from, to) = (turns[0], turns[1])
    } else {
      find(curves)
    }
  }

  /// True while demand of the window being lived can meet the limit.
  func isLive(_ second: Int64) -> Bool { from <= second }

  /// The next second at which that may change.
  func change(after second: Int64) -> Int64 { isLive(second) ? to : from }

  mutating func pass(_ second: Int64, _ curves: Curves) {
    if second >= to { find(curves) }
  }

  /// From `window` on, the first in which more is asked for than the limit.
  private mutating func find(_ curves: Curves) {
    (from, to) = (.max, .max)
    guard !kinds.isEmpty, window + 1 < turns.count else { return }
    if let session {
      window += 1
      if curves.shape.stopsAtEveryWindow || most(within: session, curves) > limit {
        (from, to) = (turns[0], turns[1])
      }
      return
    }
    while window + 1 < turns.count {
      let below = curves.flow(kinds, max(0, turns[window] - patience))
      let above = curves.flow(kinds, turns[window + 1])
      window += 1
      if above - below > limit || curves.shape.stopsAtEveryWindow {
        (from, to) = (turns[window - 1], turns[window])
        return
      }
    }
  }

  /// The most that so many consecutive steps ask for.
  private func most(within steps: Int, _ curves: Curves) -> Int64 {
    var most: Int64 = 0
    for step in 0..<curves.shape.steps {
      let end = min(step + steps, curves.shape.steps)
      most = max(most, curves.flow(kinds, boundary: end) - curves.flow(kinds, boundary: step))
    }
    return most
  }
}

/// Makes a calendar for each limit of an account.
struct CalendarMaker: TurningVisitor {
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
  /// One for each limit, in the order in which the account shows them.
  var calendars: [LimitCalendar] = []
  private var number = 0
  /// The next second at which some limit may begin to refuse, or cease to.
  private(set) var horizon = Int64.max

  init(at second: Int64, _ curves: Curves) {
    self.second = second
    self.curves = curves
  }

  @inline(__always)
  mutating func turn(_ limit: inout some TurningLimit) {
    let start = curves.shape.start.seconds
    limit.pass(start + second)
    calendars[number].pass(second, curves)
    limit.isIdle = !calendars[number].isLive(second)
    horizon = min(horizon, calendars[number].change(after: second))
    if limit.ends > start + second { horizon = min(horizon, limit.ends - start) }
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
