/// Random triggers: auto-reloads, standing orders, people.

import Ledger
import Quantities

extension RandomCase {
  /// `fixed`: the amount if it is always the same; its price may then be any.
  private mutating func offer(_ name: String, _ source: Source, fixed: Int64?) -> Offer {
    var offer = Offer(name: name, source: source, terms: terms(from: start))
    if let fixed, dice.chance(50) {
      offer.price = Price(price: Nanodollars(price(of: fixed)), face: Nanodollars(fixed))
    } else if has(.prices) {
      offer.price = Price(price: Nanodollars(dice.pick([400_000_000, 900_000_000])), face: .dollars(1))
    }
    if dice.chance(has(.delays) ? 60 : 20) { offer.delay = span(atMost: 6) }
    return offer
  }

  mutating func addReloads() {
    for i in 0..<dice.pick([1, 1, 2]) {
      let kind = dice.int(0...2)
      let size = amount()
      let threshold = dice.chance(20) ? 0 : amount()
      let source = dice.pick([Source.autoReload, .autoReload, .autoReload, .official])
      var reload = AutoReload(
        offer: offer("reload \(i + 1)", source, fixed: kind == 1 ? nil : size),
        threshold: Nanodollars(threshold),
        amount: [
          .fixed(Nanodollars(size)), .upTo(Nanodollars(threshold + size)), .multiples(of: Nanodollars(size)),
        ][kind])
      if kind == 1, dice.chance(20) { reload.amount = .upTo(Nanodollars(size)) }
      reload.trigger = dice.pick(AutoReload.Trigger.allCases)
      reload.afterRefusal = dice.chance(40)
      reload.oneInFlight = dice.chance(60)
      reload.retryDelay = dice.chance(20) ? 0 : span(atMost: 6)
      if dice.chance(40) { reload.declinedTries = Set((1...6).filter { _ in dice.chance(40) }) }
      if dice.chance(50) { reload.offAfterDeclines = dice.int(1...3) }
      if dice.chance(25) { reload.countPerMonth = dice.int(1...3) }
      if dice.chance(25) { reload.cashPerMonth = Nanodollars(amount() * 3) }
      plan.autoReloads.append(reload)
    }
  }

  mutating func addStandingOrders() {
    for i in 0..<dice.int(1...2) {
      let kind = dice.int(0...2)
      let size = amount()
      let source = dice.pick([Source.official, .reseller, .promotion, .planCredit])
      var first = moment()
      if dice.chance(20) { first = start - span() }
      let most = max(1, Int((horizon - start) / (30 * 86_400)))
      let every =
        tick * 12 > 31 * 86_400 || dice.chance(15)
        ? TimeSpan.months(dice.int(1...min(3, most + 1))) : .seconds(span())
      var order = StandingOrder(
        offer: offer("standing \(i + 1)", source, fixed: kind == 1 ? nil : size),
        first: Instant(seconds: first), every: every,
        amount: [
          .fixed(Nanodollars(size)), .upTo(Nanodollars(size * 2)),
          .whenAtOrBelow(level: Nanodollars(dice.chance(30) ? 0 : amount()), buy: Nanodollars(size)),
        ][kind])
      if dice.chance(40) {
        let times = dice.int(1...4)
        let date = NaiveCalendar.adding(every, times: times, to: first)
        order.until = Instant(seconds: dice.chance(60) ? date : max(first, moment()))
      }
      remember(NaiveCalendar.adding(every, times: 1, to: first))
      plan.standingOrders.append(order)
    }
  }

  mutating func addPeople() {
    for i in 0..<dice.pick([1, 1, 2]) {
      let size = amount()
      var person = Person(
        offer: offer("person \(i + 1)", dice.pick([.official, .reseller]), fixed: size),
        buys: Nanodollars(size), reaction: dice.chance(10) ? tick : span(atMost: 8))
      if tick > 1, dice.chance(40) {
        let weekdays: UInt8 = dice.pick([0b11111, 0b1111111, 0b1100000, 0b0000001])
        person.hours = OfficeHours(
          weekdays: weekdays, opens: ClockTime(secondOfDay: 9 * 3_600),
          closes: ClockTime(secondOfDay: dice.pick([12, 17, 24]) * 3_600), zone: zone())
      }
      plan.people.append(person)
    }
  }

  mutating func zone() -> Zone {
    let name = dice.pick(["UTC", "UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Tokyo"])
    return (try? Zone(named: name)) ?? .utc
  }
}
