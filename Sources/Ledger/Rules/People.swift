/// Rule: a person notices an empty balance (zero or less) and buys after a reaction time within office hours,
/// unless credit has come meanwhile. Looked at when everything at an instant is over: a balance that an
/// auto-reload has refilled within the instant alarms nobody.

import Quantities

struct PersonState<Lane: MoneyLane>: Sendable {
  /// When the purchase is due; `Int64.max` where none is planned.
  var due = Lane(each: .max)
  /// Purchases planned so far.
  var planned = 0
}

extension Account {
  func trigger(ofPerson index: Int) -> Int {
    plan.autoReloads.count + plan.standingOrders.count + index
  }

  /// True where a person's purchase was due, whether or not it was still needed.
  mutating func placeOrdersOfPeople() -> Mask {
    var happened = Mask.nowhere
    for index in people.indices {
      let due = people[index].due.isAtMost(Lane(each: now))
      guard due.isAnywhere else { continue }
      happened = happened.or(due)
      people[index].due = people[index].due.replaced(by: Lane(each: .max), where: due)
      let trigger = trigger(ofPerson: index)
      let isEmpty = balance(watchedBy: trigger).isAtMost(.nothing)
      buy(Lane(each: plan.people[index].buys.count), trigger: trigger, where: due.and(isEmpty))
    }
    return happened
  }

  mutating func planOrdersOfPeople() {
    for index in people.indices {
      let trigger = trigger(ofPerson: index)
      let idle = Lane(each: .max).isAtMost(people[index].due)
      let alarmed = balance(watchedBy: trigger).isAtMost(.nothing)
        .and(idle).and(triggers[trigger].inTransit.isNothing)
      guard alarmed.isAnywhere else { continue }
      let person = plan.people[index]
      let noticed = Instant(seconds: now)
      let reaction = max(1, chance?.reaction(people[index].planned, person: index) ?? person.reaction)
      people[index].planned += 1
      let due = person.hours?.instant(after: reaction, from: noticed).seconds ?? now + reaction
      people[index].due = people[index].due.replaced(by: Lane(each: max(due, now + 1)), where: alarmed)
      agendaChanged = true
    }
  }
}
