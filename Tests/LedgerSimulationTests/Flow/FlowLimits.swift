/// What a request of a flow may do to the limits that it meets: it goes past none of them by more than one request of
/// section 9 does, and a fluid meets each of them to the nano-dollar.

import Ledger
import Quantities

extension FlowCase {
  /// One kind, and beside the balance at most one cap or one auto-reload.
  var isOneLimit: Bool {
    kinds.count == 1 && plan.meteringLag == nil && plan.allowance == nil && plan.people.isEmpty
      && plan.creditScope == nil && plan.creditTime == nil
      && plan.autoReloads.count + plan.usageCaps.count <= 1
      && !(plan.purchases.map(\.terms) + plan.offers.map(\.terms)).contains { $0.scope != nil }
  }
}

struct FlowLimits {
  private let trial: Int64
  private let windows: [Int64]
  private let isWaiting: [Bool]
  private let consumed: [Int64]
  private let balances: [Int64]
  private let used: [Int64]
  private let isLatched: [Bool]
  /// What triggers watch: of auto-reloads, and of people.
  private let reloads: [Int64]
  private let people: [Int64]
  /// What has to be drawn before an auto-reload's order is not too large for the account; nil: it is not.
  private let excesses: [Int64?]

  /// Before a request.
  init(_ audit: FlowAudit) {
    let plan = audit.subject.plan
    let auditor = audit.auditor
    trial = (plan.allowance?.trial.count ?? 0) - auditor.trialUsed
    windows = audit.windows.indices.map { auditor.left(inWindow: $0) }
    isWaiting = audit.windows.indices.map { auditor.start(ofWindow: $0) == nil }
    consumed = audit.consumed
    balances = audit.subject.kinds.map { auditor.balance(of: $0.mask) }
    used = plan.usageCaps.indices.map { auditor.used(ofCap: $0) }
    isLatched = plan.usageCaps.indices.map { auditor.isLatched($0) }
    // One that cannot order now, or has planned, sees nothing.
    reloads = plan.autoReloads.enumerated().map {
      auditor.mayOrder($0.offset) && !auditor.isHeldBack($0.offset)
        ? auditor.watched($0.element.offer.terms.scope) : .min
    }
    excesses = plan.autoReloads.indices.map { auditor.excess(ofReload: $0) }
    people = plan.people.enumerated().map {
      auditor.mayPlan($0.offset) ? auditor.watched($0.element.offer.terms.scope) : .min
    }
  }

  /// The highest balance that orders something.
  private static func level(of reload: AutoReload) -> Int64 {
    let level = reload.threshold.count - (reload.trigger == .below ? 1 : 0)
    guard case .upTo(let target) = reload.amount else { return level }
    return min(level, target.count - 1)
  }

  /// After it, and before the check that follows.
  func check(_ audit: FlowAudit, _ kind: Int, _ record: Auditor.RequestRecord, at second: Int64) throws {
    let (plan, auditor) = (audit.subject.plan, audit.auditor)
    func broken(_ what: String) -> FlowAudit.Broken {
      FlowAudit.Broken(
        description: "the request of \(record.amount) of kind \(kind) at second \(second) \(what)")
    }
    let mask = audit.subject.kinds[kind].mask
    let most = audit.subject.kinds.map(\.sizes.mostBehind).max() ?? 0
    // A kind whose request was answered whole is ahead of its flow; what it shares with others is met later by as much.
    let isAhead = consumed.indices.contains { consumed[$0] > audit.curves[$0].before(second + 1) }
    if auditor.admits(mask, plan.allowance?.scope), plan.allowance != nil {
      if trial > 0, record.amount > trial, audit.answers[kind] == .allowance, !isAhead {
        throw broken("is more than the trial")
      }
      for window in auditor.windows(for: mask) where record.allowance > 0 {
        if record.allowance > windows[window], !isAhead { throw broken("is more than a window leaves") }
        // Where credit that comes first is shared, another kind may have drawn it, or shut a cap on it, within this look.
        let mayHaveEnded = audit.answers[kind] == .credit && consumed.count > 1
        if isWaiting[window], !isAhead, !mayHaveEnded, !audit.returning.contains(kind),
          audit.windows[window].isSession, !auditor.idleWindows.contains(window),
          audit.curves[kind].second(of: consumed[kind] + 1) < second
        {
          throw broken("begins a session late")
        }
      }
    }
    // What is used before anybody sees that nothing is left is one posting.
    if record.overdrawn > most, plan.meteringLag == nil { throw broken("overdraws by \(record.overdrawn)") }
    // A whole request may meet a cap as well: what lies before its limit and behind it.
    if record.blocked + record.waits > 2 * most, !audit.isRefusal(audit.answers[kind]) {
      throw broken("is refused: \(record.blocked + record.waits)")
    }
    for cap in plan.usageCaps.indices where !auditor.idleCaps.contains(cap) {
      let now = auditor.used(ofCap: cap)
      guard now > used[cap] else { continue }
      let amount = plan.usageCaps[cap].amount.count
      let isServed = plan.usageCaps[cap].crossing == .served
      if now > amount + (isServed ? most : 0) { throw broken("passes a cap by \(now - amount)") }
    }
    for (index, reload) in plan.autoReloads.enumerated() {
      let least = FlowLimits.level(of: reload)
      let now = auditor.watched(reload.offer.terms.scope)
      if reloads[index] > least, audit.hastyReloads.isEmpty, now < least - most,
        record.blocked + record.waits == 0
      {
        throw broken("undershoots a threshold: \(now), not \(least)")
      }
    }
    // Of several kinds one may have been asked for more of this second than another when the flow looked.
    let drawn = record.draws.reduce(record.overdrawn) { $0 + $1.amount }
    for excess in excesses where audit.subject.kinds.count == 1 {
      if let excess, audit.hastyReloads.isEmpty, drawn > excess + most {
        throw broken("draws \(drawn), where \(excess) let an auto-reload order")
      }
    }
    for (index, person) in plan.people.enumerated() {
      let now = auditor.watched(person.offer.terms.scope)
      if people[index] > 0, now < -most { throw broken("empties what a person watches: \(now)") }
    }
    if audit.subject.isOneLimit { try checkOneLimit(audit, record, at: second, broken) }
  }

  /// Where one kind meets one limit, it goes past it by just as much as section 9 says, if it asks for so much at all:
  /// requests that vary by the mean part behind the limit, known ones to the end of one of them.
  private func checkOneLimit(
    _ audit: FlowAudit, _ record: Auditor.RequestRecord, at second: Int64,
    _ broken: (String) -> FlowAudit.Broken
  ) throws {
    let (plan, auditor, sizes) = (audit.subject.plan, audit.auditor, audit.subject.kinds[0].sizes)
    var past: (is: Int64, expected: Int64)?
    if let cap = plan.usageCaps.first {
      let over = auditor.used(ofCap: 0) - cap.amount.count
      if cap.crossing == .served, over > 0, !auditor.idleCaps.contains(0),
        record.overdrawn + record.blocked + record.waits == 0
      {
        past = (over, audit.sizes[0].behind(auditor.room(ofCap: 0)))
      }
    } else if let reload = plan.autoReloads.first, FlowLimits.level(of: reload) >= 0 {
      // One below that waits for less than nothing: there the balance is the limit.
      let least = FlowLimits.level(of: reload)
      let under = least - auditor.watched(nil)
      if reloads[0] > least, audit.hastyReloads.isEmpty, under >= 0, record.blocked + record.waits == 0 {
        past = (under, audit.sizes[0].residual)
      }
    } else if record.overdrawn > 0 {
      past = (record.overdrawn, audit.sizes[0].residual)
    }
    let after = consumed[0] + record.amount
    // What waited comes in whole ones from where it was refused.
    let isCut = after == audit.curves[0].before(second + 1) || audit.returning.contains(0)
    guard let past, !audit.isRefusal(audit.answers[0]), after != audit.curves[0].total else { return }
    switch sizes {
    case .fluid where past.is != 0: throw broken("passes its limit by \(past.is)")
    case .varying where past.is != past.expected:
      throw broken("passes its limit by \(past.is), not \(past.expected)")
    // What happens without requests may cut one of them.
    case .each(let size) where !isCut:
      let inStep = after - audit.curves[0].before(audit.seen / audit.subject.step * audit.subject.step)
      if inStep % size != 0 { throw broken("ends within a request, of which \(inStep % size) is over") }
    default: break
    }
  }
}
