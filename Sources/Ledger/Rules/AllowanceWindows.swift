/// Rule: a subscription's allowance pays before credit, for the requests in its scope, as far as every window that counts them
/// has something left: a session that starts at first use and is over at `start + length` (support article 8325606: five
/// hours), a week with its own fixed reset, a month. Before it, once, a trial amount. What a window does not use is forfeited.

import Quantities

struct AllowanceState<Lane: MoneyLane>: Sendable {
  var trialUsed: Lane = .nothing
  var windows: [WindowState]

  struct WindowState: Sendable {
    let window: Allowance.Window
    var used: Lane = .nothing
    /// Of a session: the first second after it.
    var ends = Lane(each: .min)
    /// Of a fixed window: the next turn.
    var turn: Int64
    /// Known to leave enough for everything that will be asked of it (Flow/LimitCalendar.swift).
    var isIdle = false

    func left(_ now: Int64) -> Lane {
      if isIdle { return Lane(each: .max) }
      let limit = Lane(each: window.limit.count)
      let rest = limit.minus(used).atLeast(.nothing)
      guard case .session = window.clock else { return rest }
      return rest.replaced(by: limit, where: ends.isAtMost(Lane(each: now)))
    }

    mutating func use(_ amount: Lane, now: Int64) {
      if case .session(let length) = window.clock {
        let starts = ends.isAtMost(Lane(each: now)).and(amount.isPositive)
        used = used.replaced(by: .nothing, where: starts)
        ends = ends.replaced(by: Lane(each: now + length), where: starts)
      }
      used.add(amount)
    }
  }

  init(plan: LedgerPlan) {
    windows = (plan.allowance?.windows ?? []).map { window in
      var turn = Int64.max
      if case .fixed(let anchor, let every) = window.clock {
        turn = nextTurn(anchor: anchor, every: every, after: plan.start.seconds)
      }
      return WindowState(window: window, turn: turn)
    }
  }

  mutating func pass(_ now: Int64) {
    for index in windows.indices where now >= windows[index].turn {
      guard case .fixed(let anchor, let every) = windows[index].window.clock else { continue }
      windows[index].used = .nothing
      windows[index].turn = nextTurn(anchor: anchor, every: every, after: now)
    }
  }

  /// The least that any of these windows leaves.
  func left(_ counting: [Int], now: Int64) -> Lane {
    guard let first = counting.first else { return .nothing }
    return counting.dropFirst().reduce(windows[first].left(now)) { $0.atMost(windows[$1].left(now)) }
  }

  mutating func use(_ amount: Lane, of counting: [Int], now: Int64) {
    for index in counting { windows[index].use(amount, now: now) }
  }
}
