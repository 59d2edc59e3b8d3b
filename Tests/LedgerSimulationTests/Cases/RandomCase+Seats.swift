/// Seats: windows of one person each, which come and go. By dice of its own, so that a case is otherwise what it would be without.

import Ledger
import Quantities

extension RandomCase {
  func addSeats(to subject: inout AuditCase, seed: UInt64) {
    var dice = Dice(seed: seed ^ 0x5EA7)
    guard subject.plan.allowance != nil, dice.chance(60) else { return }
    let people = dice.int(1...3)
    for person in 0..<people where dice.chance(80) {
      let first = subject.plan.scopes.count
      subject.plan.scopes.append(Scope(channels: dice.chance(80) ? [.plan] : nil, people: [person]))
      if dice.chance(20) { subject.plan.scopes.append(Scope(models: ["claude-opus-5-5"], people: [person])) }
      for scope in first..<subject.plan.scopes.count {
        for _ in 0..<dice.int(1...2) { subject.plan.allowance?.windows.append(window(scope, &dice)) }
      }
    }
    // Those that are everybody's may come and go as well.
    for index in (subject.plan.allowance?.windows ?? []).indices where dice.chance(45) {
      let (a, b) = (dice.pick(moments), dice.pick(moments))
      if dice.chance(70) { subject.plan.allowance?.windows[index].from = Instant(seconds: min(a, b)) }
      if dice.chance(70) { subject.plan.allowance?.windows[index].until = Instant(seconds: max(a, b) + 1) }
    }
    for index in subject.demands.indices where dice.chance(75) {
      subject.demands[index].person = dice.int(0...people)
      if dice.chance(60) { subject.demands[index].channel = .plan }
    }
  }

  private func window(_ scope: ScopeID, _ dice: inout Dice) -> Allowance.Window {
    let limit = unit * Int64(dice.pick([0, 1, 1, 2, 3, 5]))
    let length = tick * Int64(dice.int(1...max(1, ticks / 5)))
    let anchor = Instant(seconds: dice.pick(moments))
    var window = Allowance.Window(clock: .session(length: length), limit: Nanodollars(limit), scope: scope)
    guard dice.chance(65) else { return window }
    window.clock = .fixed(anchor: anchor, every: dice.chance(25) ? .months(1) : .seconds(length))
    if dice.chance(30) { window.rollover = .init(share: .percent(dice.pick([50, 100]))) }
    return window
  }
}
