/// Rule: a standing order acts at `first + k x every`, counted from `first` (Jan 31 monthly: Feb 28, Mar 31), not
/// before the start, before its end: a fixed amount, or up to a target counting what is in transit, or a fixed lot when
/// the position is at or below a level ($20.00 orders `at or below: $20`, $20.000000001 does not).

import Quantities

struct StandingState: Sendable {
  private let order: StandingOrder
  private var count = 0
  /// The next date; `Int64.max` when there is none.
  private(set) var next: Int64 = .max

  init(order: StandingOrder, start: Instant) {
    self.order = order
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
  }

  mutating func step() {
    count += 1
    find()
  }

  private mutating func find() {
    next = .max
    guard let date = try? order.first.adding(order.every, times: count) else { return }
    if let until = order.until, date >= until { return }
    next = date.seconds
  }
}

extension Account {
  /// Places the standing orders that are due, as listed. True wherever a date has come, whatever it ordered.
  mutating func placeStandingOrders() -> Mask {
    var happened = Mask.nowhere
    for index in standing.indices where standing[index].next <= now {
      happened = .everywhere
      standing[index].step()
      let trigger = plan.autoReloads.count + index
      let position = position(watchedBy: trigger)
      var face: Lane
      switch plan.standingOrders[index].amount {
      case .fixed(let amount): face = Lane(each: amount.count)
      case .upTo(let target): face = Lane(each: target.count).minus(position).atLeast(.nothing)
      case .whenAtOrBelow(let level, let amount):
        face = Lane(each: amount.count).kept(where: position.isAtMost(Lane(each: level.count)))
      }
      buy(face, trigger: trigger, where: face.isPositive)
    }
    return happened
  }

  /// A trigger's order, unless a purchase limit refuses it.
  mutating func buy(_ face: Lane, trigger: Int, where mask: Mask) {
    guard mask.isAnywhere else { return }
    let order = order(of: trigger)
    let price = price(of: face, at: order.unit)
    let refused = wouldCross(order, face: face, price: price, where: mask)
    recordRefused(face, where: refused)
    let placed = mask.butNot(refused)
    if placed.isAnywhere { _ = place(order, face: face, price: price, where: placed) }
  }
}
