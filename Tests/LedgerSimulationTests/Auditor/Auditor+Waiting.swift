/// What is refused and waits, tried on a copy of the whole auditor, which is kept only if something was served.
/// docs/ledger-rules.md, section 10.

import Ledger
import Quantities

extension Auditor {
  struct Waiting {
    /// Its place among the requests served.
    var record: Int
    var since: Int64
    var mask: ScopeMask
    /// What it reserves beside its cost, and how long it runs.
    var spare: Int64?
    var runs: Int64
  }

  private var patience: Int64 { plan.retriesWithin ?? 0 }

  /// The last instant at which what waits may be served; a fault keeps it longer or shorter.
  private func end(of request: Waiting) -> Int64 {
    let shift: Int64 = fault == .waitsASecondLonger ? 1 : fault == .lostASecondEarly ? -1 : 0
    return request.since + max(1, patience + shift)
  }

  /// What makes an instant for those that wait.
  var instantsOfWaiting: [Int64] {
    guard let last = waiting.map({ end(of: $0) }).max() else { return [] }
    var instants = waiting.map { end(of: $0) }
    if fault != .turnsAreNoInstant { instants += turns(through: last) }
    return instants
  }

  /// Turns of caps and windows, ends of sessions and of reservations, after the instant being lived.
  private func turns(through last: Int64) -> [Int64] {
    var turns: [Int64] = []
    for cap in plan.usageCaps {
      switch cap.window {
      case .month: turns += NaiveCalendar.monthStarts(after: now, through: last)
      case .week(let anchor):
        turns.append(
          NaiveCalendar.windowStart(anchor: anchor.seconds, every: .days(7), now: now) + 7 * NaiveCalendar.day
        )
      case .day(let zone):
        func day(_ at: Int64) -> Int64 { (at + zone.offset(at: Instant(seconds: at))) / NaiveCalendar.day }
        var at = now
        search: while at < last {
          let next = min(at + 21_600, last)
          if day(next) != day(at) {
            var (low, high) = (at + 1, next)
            while low < high {
              let middle = (low + high) / 2
              if day(middle) == day(at) { low = middle + 1 } else { high = middle }
            }
            turns.append(low)
            break search
          }
          at = next
        }
      }
    }
    turns += [plan.creditTime?.from, plan.creditTime?.until].compactMap { $0?.seconds }
    for (number, window) in (plan.allowance?.windows ?? []).enumerated() {
      turns += [window.from, window.until].compactMap { $0?.seconds }
      switch window.clock {
      case .session: if sessions[number].start != nil { turns.append(sessions[number].end) }
      case .fixed(let anchor, let every):
        var k = 0
        let start = NaiveCalendar.windowStart(anchor: anchor.seconds, every: every, now: now)
        while NaiveCalendar.adding(every, times: k, to: anchor.seconds) < start { k += 1 }
        while NaiveCalendar.adding(every, times: k, to: anchor.seconds) > start { k -= 1 }
        turns.append(NaiveCalendar.adding(every, times: k + 1, to: anchor.seconds))
      }
    }
    if fault != .heldEndIsNoInstant { turns += held.map(\.end) }
    return turns.filter { $0 > now && $0 <= last }
  }

  /// Whether a window has turned since an instant.
  func hasTurned(since before: Int64) -> Bool {
    var earlier = self
    earlier.now = before
    return earlier.turns(through: now).contains(now)
  }

  /// The last request served may have to wait.
  mutating func waitIfRefused(_ request: Request) {
    guard served[served.count - 1].waits > 0 else { return }
    waiting.append(
      Waiting(
        record: served.count - 1, since: now, mask: request.mask, spare: spare(request),
        runs: request.reservation?.runs ?? 0))
  }

  mutating func tryWaiting(turned: Bool = false) {
    var isBack = turned || creditCame
    guard isBack || waiting.contains(where: { end(of: $0) <= now }) else { return }
    if fault == .newestFirst { waiting.reverse() }
    repeat {
      creditCame = false
      for request in waiting { tryAgain(request) }
      waiting.removeAll { served[$0.record].waits == 0 }
      isBack = creditCame && fault != .triesOnce
    } while isBack
    creditCame = false
    if fault == .newestFirst { waiting.reverse() }
    for request in waiting where end(of: request) <= now { lose(request) }
    waiting.removeAll { served[$0.record].waits == 0 }
  }

  mutating func loseWaiting() {
    for request in waiting { lose(request) }
    waiting = []
  }

  private func attempt(_ request: Waiting) -> (auditor: Auditor, record: RequestRecord, drew: Bool) {
    var copy = self
    copy.isTrying = true
    let rest = Nanodollars(served[request.record].waits)
    let reservation = request.spare.map {
      Reservation(Nanodollars(rest.count + $0), runs: request.runs)
    }
    let drew = copy.serve(
      Request(at: Instant(seconds: now), amount: rest, mask: request.mask, reservation: reservation))
    copy.isTrying = false
    let record = copy.served.removeLast()
    return (copy, record, drew)
  }

  private mutating func tryAgain(_ request: Waiting) {
    let (copy, record, drew) = attempt(request)
    if record.waits == record.amount {
      if fault == .triesLatchCaps { latches = copy.latches }
      if fault == .triesOrder { reloadAfterRefusal(request.mask) }
      return
    }
    let latched = latches
    self = copy
    // Served in part, of an allowance: what is refused leaves no trace.
    if record.waits > 0 { latches = latched }
    served[request.record].trial += record.trial
    served[request.record].allowance += record.allowance
    served[request.record].overdrawn += record.overdrawn
    served[request.record].draws += record.draws
    if fault != .servedTwice || record.amount % 2 == 0 { served[request.record].waits = record.waits }
    if drew { checkReloads() }
  }

  private mutating func lose(_ request: Waiting) {
    // What would be served by now has had no try.
    let cause = attempt(request).record.waitsFor ?? lackOfCredit
    served[request.record].cause = fault == .firstCauseIsTold ? served[request.record].waitsFor : cause
    served[request.record].blocked += served[request.record].waits
    served[request.record].waits = 0
  }
}
