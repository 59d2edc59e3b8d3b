/// Rule: a person notices an empty balance (zero or less) and buys after a reaction time within office hours,
/// unless credit has come meanwhile. Looked at when everything at an instant is over: a balance that an
/// auto-reload has refilled within the instant alarms nobody.

import Quantities

struct PersonState: Sendable {
  var trigger: Trigger
  /// When the purchase is due; `Int64.max`: none is planned.
  var due = Int64.max
  /// Purchases planned so far.
  var planned = 0

  mutating func restart() {
    (due, planned) = (.max, 0)
    trigger.inTransit = 0
  }
}

extension Account {
  /// True if a person's purchase was due, whether or not it was still needed.
  mutating func placeOrdersOfPeople() -> Bool {
    var happened = false
    guard buys else { return false }
    for index in people.indices where people[index].due <= now {
      happened = true
      people[index].due = .max
      let trigger = people[index].trigger
      if balance(watchedBy: trigger) <= 0 { buy(plan.people[index].buys.count, by: trigger) }
    }
    return happened
  }

  /// Would this person notice an empty balance?
  @inline(__always)
  func isWatching(person: Int) -> Bool {
    buys && !closure.holds(at: now) && people[person].due == .max && people[person].trigger.inTransit == 0
  }

  mutating func planOrdersOfPeople() {
    for index in people.indices {
      if isWatching(person: index), balance(watchedBy: people[index].trigger) <= 0 { planOrder(index) }
    }
  }

  private mutating func planOrder(_ person: Int) {
    let drawn = chance?.reaction(people[person].planned, of: .person(person))
    let reaction = max(1, drawn ?? plan.people[person].reaction)
    people[person].planned += 1
    let due = plan.people[person].hours?.instant(after: reaction, from: Instant(seconds: now))
    people[person].due = max(due?.seconds ?? now + reaction, now + 1)
    agendaChanged = true
  }
}

extension Account {
  /// An empty balance is noticed.
  func publishPeople(on board: inout Board) {
    for index in people.indices where isWatching(person: index) {
      let balance = balance(watchedBy: people[index].trigger)
      guard balance > 0 else { continue }
      board.add(
        Headroom(
          payer: .credit,
          kinds: kinds(board.kinds(paidBy: .credit), watchedBy: people[index].trigger), left: balance,
          crossing: plan.largerThanBalance == .refuse ? .divided : .served, rank: .watcher))
    }
  }
}
