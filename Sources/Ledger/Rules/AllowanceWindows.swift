/// Rule: a subscription's allowance pays before credit, for the requests in its scope, as far as every window that counts them
/// has something left: a session that starts at first use and is over at `start + length`,
/// a week with its own fixed reset, a month. Before it, once, a trial amount. What a window does not use is forfeited.
///
/// A week or a month may roll over: at its turn a share of what it left of its own limit is added to the next window, at most so many
/// dollars, rounded down. What was rolled over is used first, and does not roll over again: of a limit of $100 with $30 rolled
/// into it, $40 of use leave $90 of the limit, and $20 of use leave all $100. Before the start nothing was left.
///
/// A window may be one person's alone (its scope names people: a seat), and there on `[from, until)` only: at `from` it begins
/// with its whole limit, at `until` what it leaves is forfeited, and where none is there the allowance is nothing. A second
/// before `from`, and at `until`, credit pays. Source: each seat of a team plan has limits of its own.

import Quantities

struct AllowanceState: Sendable {
  /// Read off the plan, which is dear to look into.
  let isPlanned: Bool
  let trial: Int64
  /// Before the start.
  private let trialUsedBefore: Int64
  var trialUsed: Int64
  var windows: [WindowState]
  /// When windows come or go, in order; most plans have none that do.
  private let comings: [Int64]

  struct WindowState: TurningLimit {
    let window: Allowance.Window
    /// Of the whole allowance.
    let scope: ScopeID?
    /// What the run begins with: what is used, and the end of a session.
    private let first: (used: Int64, ends: Int64)
    var used: Int64
    /// Of a session: the first second after it.
    var ends: Int64
    /// What the window before this one left to it.
    var rolled: Int64 = 0
    /// Of a fixed window: the next turn, and the one after the start.
    var turn: Int64
    private let firstTurn: Int64
    /// It is there in these seconds: the first one, and the first one after it.
    let from: Int64
    let until: Int64
    /// Of a fixed window: the end of the one in which it begins, into which nothing rolls.
    private let firstEnd: Int64
    var isIdle = false

    init(_ window: Allowance.Window, scope: ScopeID?, start: Int64) {
      (self.window, self.scope) = (window, scope)
      (from, until) = (window.from?.seconds ?? .min, window.until?.seconds ?? .max)
      var (ends, turn, firstEnd) = (Int64.min, Int64.max, Int64.max)
      switch window.clock {
      case .session(let length): if let began = window.opening.began { ends = began.seconds + length }
      case .fixed(let anchor, let every):
        turn = nextTurn(anchor: anchor, every: every, after: start)
        firstEnd = from > start ? nextTurn(anchor: anchor, every: every, after: from) : turn
      }
      (first, self.firstEnd) = ((window.opening.used.count, ends), firstEnd)
      (used, self.ends, self.turn, firstTurn) = (first.used, ends, turn, turn)
    }

    mutating func restart() {
      (used, ends, turn, isIdle) = (first.used, first.ends, firstTurn, false)
      rolled = 0
    }

    /// A session that ran meanwhile is over, or at the horizon's end could not be used up.
    mutating func wake() {
      if case .session = window.clock { (used, ends) = (0, .min) }
    }

    func counts(_ mask: ScopeMask) -> Bool { mask.admits(scope) && mask.admits(window.scope) }

    @inline(__always) func isThere(_ now: Int64) -> Bool { from <= now && now < until }

    mutating func pass(_ now: Int64) {
      guard now >= turn, case .fixed(let anchor, let every) = window.clock else { return }
      let next = nextTurn(anchor: anchor, every: every, after: now)
      if let rollover = window.rollover {
        // A window that was passed over was not used at all.
        let isNext = nextTurn(anchor: anchor, every: every, after: turn) == next
        let unused =
          isNext ? min(window.limit.count, max(0, window.limit.count &+ rolled &- used)) : window.limit.count
        rolled = next <= firstEnd ? 0 : rollover.part(of: unused)
      }
      (used, turn) = (0, next)
    }

    var rollsOver: Bool { window.rollover != nil }

    var most: Int64 { window.limit.count }
    var opening: Int64 { first.used }

    var clock: LimitClock {
      switch window.clock {
      case .session(let length): .session(length)
      case .fixed(let anchor, let every): .turns { nextTurn(anchor: anchor, every: every, after: $0) }
      }
    }

    /// A session that has not begun.
    private func isWaiting(_ now: Int64) -> Bool {
      if case .session = window.clock { return ends <= now }
      return false
    }

    /// What may come before it answers differently: a session begins with the first dollar, at that dollar's own second.
    func headroom(_ now: Int64) -> Int64 { isWaiting(now) ? 1 : left(now) }

    func left(_ now: Int64) -> Int64 {
      if isIdle { return .max }
      if isWaiting(now) { return window.limit.count }
      return max(window.limit.count &+ rolled &- used, 0)
    }

    mutating func use(_ amount: Int64, now: Int64) {
      if case .session(let length) = window.clock, ends <= now, amount > 0 {
        used = 0
        ends = now + length
      }
      used &+= amount
    }
  }

  init(plan: LedgerPlan) {
    isPlanned = plan.allowance != nil
    trial = plan.allowance?.trial.count ?? 0
    trialUsedBefore = plan.allowance?.trialUsedBefore.count ?? 0
    trialUsed = trialUsedBefore
    comings = (plan.allowance?.windows ?? []).flatMap { [$0.from, $0.until] }.compactMap { $0?.seconds }
      .sorted()
    windows = (plan.allowance?.windows ?? []).map {
      WindowState($0, scope: plan.allowance?.scope, start: plan.start.seconds)
    }
  }

  mutating func restart() {
    trialUsed = trialUsedBefore
    for index in windows.indices { windows[index].restart() }
  }

  mutating func pass(_ now: Int64) {
    for index in windows.indices { windows[index].pass(now) }
  }

  /// When the first fixed window turns.
  var soonestTurn: Int64 { windows.reduce(.max) { min($0, $1.turn) } }

  /// When the first window turns, comes or goes, or a session that runs is over.
  func nextChange(after now: Int64) -> Int64 {
    windows.reduce(nextComing(after: now)) { min($0, $1.turn, $1.ends > now ? $1.ends : .max) }
  }

  /// When the first window comes or goes.
  func nextComing(after now: Int64) -> Int64 { comings.first { $0 > now } ?? .max }

  /// The least that any of these windows leaves that are there.
  func left(_ counting: [Int], now: Int64) -> Int64 {
    var (least, isAnyThere) = (Int64.max, false)
    for index in counting where windows[index].isThere(now) {
      isAnyThere = true
      least = min(least, windows[index].left(now))
    }
    return isAnyThere ? least : 0
  }

  mutating func use(_ amount: Int64, of counting: [Int], now: Int64) {
    for index in counting where windows[index].isThere(now) { windows[index].use(amount, now: now) }
  }
}

extension Allowance.Window.Rollover {
  fileprivate func part(of unused: Int64) -> Int64 {
    let part = share.of(Nanodollars(unused), rounding: .down) ?? .largest
    return min(part, atMost ?? .largest).count
  }
}

extension Account {
  /// The trial pays first, for all that the allowance may pay for; then each window holds back what it counts.
  func publishAllowance(on board: inout Board) {
    guard allowance.isPlanned else { return }
    board.wakes = min(board.wakes, allowance.nextComing(after: board.now))
    let drawing = board.kinds { kinds[$0].mayDrawAllowance }
    let left = allowance.trial &- allowance.trialUsed
    if left > 0 {
      board.assign(drawing, to: .trial)
      return board.add(
        Headroom(payer: .trial, kinds: drawing, left: left, crossing: .divided, rank: .payer))
    }
    let paid = board.kinds {
      drawing.holds($0) && allowance.left(kinds[$0].windows, now: board.now) > 0
    }
    guard !paid.isEmpty else { return }
    board.assign(paid, to: .allowance)
    for index in allowance.windows.indices
    where !allowance.windows[index].isIdle && allowance.windows[index].isThere(board.now) {
      let counted = board.kinds { paid.holds($0) && allowance.windows[index].counts(kinds[$0].mask) }
      board.add(
        Headroom(
          payer: .allowance, kinds: counted, left: allowance.windows[index].headroom(board.now),
          crossing: .divided, rank: .payer))
    }
  }
}
