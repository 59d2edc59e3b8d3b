/// Rule: a standing order acts at `first + k x every`, counted from `first` (Jan 31 monthly: Feb 28, Mar 31), not
/// before the start, before its end: a fixed amount, or up to a target counting what is in transit, or a fixed lot when
/// the position is at or below a level ($20.00 orders `at or below: $20`, $20.000000001 does not).

import Quantities

struct StandingState: Sendable {
  var trigger: Trigger
  let amount: StandingOrder.Amount
  private let date: (first: Instant, every: TimeSpan, until: Instant?)
  private var count = 0
  /// The next date; `Int64.max` when there is none.
  private(set) var next: Int64 = .max
  /// The first one of the run.
  private var first = (count: 0, next: Int64.max)

  init(_ order: StandingOrder, start: Instant, trigger: Trigger) {
    (amount, date) = (order.amount, (order.first, order.every, order.until))
    self.trigger = trigger
    if order.first < start {
      // Jump near the start, then walk.
      switch order.every {
      case .seconds(let length): count = Int((start.seconds - order.first.seconds) / max(1, length))
      case .months(let months):
        count = max(0, (start.monthIndex - order.first.monthIndex) / max(1, months) - 1)
      }
    }
    find()
    while next < start.seconds { step() }
    first = (count, next)
  }

  mutating func restart() {
    (count, next) = first
    trigger.inTransit = 0
  }

  mutating func step() {
    count += 1
    find()
  }

  private mutating func find() {
    next = .max
    guard let instant = try? date.first.adding(date.every, times: count) else { return }
    if let until = date.until, instant >= until { return }
    next = instant.seconds
  }
}

extension Account {
  /// Places the standing orders that are due, as listed. True if a date has come, whatever it ordered.
  mutating func placeStandingOrders() -> Bool {
    var happened = false
    guard buys else { return false }
    for index in standing.indices where standing[index].next <= now {
      happened = true
      standing[index].step()
      let trigger = standing[index].trigger
      let position = position(watchedBy: trigger)
      switch standing[index].amount {
      case .fixed(let amount): buy(amount.count, by: trigger)
      case .upTo(let target): buy(target.count &- position, by: trigger)
      case .whenAtOrBelow(let level, let amount):
        if position <= level.count { buy(amount.count, by: trigger) }
      }
    }
    return happened
  }

  /// A trigger's order of something, unless the account is closed or a limit refuses it.
  mutating func buy(_ face: Int64, by trigger: Trigger) {
    guard face > 0 else { return }
    if !sells(trigger.source) || isRefused(trigger.source, face: face, cash: cash(of: face, by: trigger)) {
      return recordRefused(face, of: trigger.origin)
    }
    place(order(of: trigger), face: face, price: price(of: face, by: trigger))
  }
}
