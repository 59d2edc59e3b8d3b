/// Rule: a subscription's allowance pays before credit, for the requests in its scope, as far as every window that counts them
/// has something left: a session that starts at first use and is over at `start + length`,
/// a week with its own fixed reset, a month. Before it, once, a trial amount. What a window does not use is forfeited.

import Quantities

struct AllowanceState: Sendable {
  var trialUsed: Int64 = 0
  var windows: [WindowState]

  struct WindowState: Sendable {
    let window: Allowance.Window
    var used: Int64 = 0
    /// Of a session: the first second after it.
    var ends = Int64.min
    /// Of a fixed window: the next turn, and the one after the start.
    var turn: Int64
    let firstTurn: Int64
    /// Known to leave enough for everything that will be asked of it (Flow/LimitCalendar.swift).
    var isIdle = false

    func left(_ now: Int64) -> Int64 {
      if isIdle { return .max }
      if case .session = window.clock, ends <= now { return window.limit.count }
      return max(window.limit.count &- used, 0)
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
    windows = (plan.allowance?.windows ?? []).map { window in
      var turn = Int64.max
      if case .fixed(let anchor, let every) = window.clock {
        turn = nextTurn(anchor: anchor, every: every, after: plan.start.seconds)
      }
      return WindowState(window: window, turn: turn, firstTurn: turn)
    }
  }

  mutating func restart() {
    trialUsed = 0
    for index in windows.indices {
      (windows[index].used, windows[index].ends, windows[index].isIdle) = (0, .min, false)
      windows[index].turn = windows[index].firstTurn
    }
  }

  mutating func pass(_ now: Int64) {
    for index in windows.indices where now >= windows[index].turn {
      guard case .fixed(let anchor, let every) = windows[index].window.clock else { continue }
      windows[index].used = 0
      windows[index].turn = nextTurn(anchor: anchor, every: every, after: now)
    }
  }

  /// The least that any of these windows leaves.
  func left(_ counting: [Int], now: Int64) -> Int64 {
    guard !counting.isEmpty else { return 0 }
    return counting.reduce(.max) { min($0, windows[$1].left(now)) }
  }

  mutating func use(_ amount: Int64, of counting: [Int], now: Int64) {
    for index in counting { windows[index].use(amount, now: now) }
  }
}
