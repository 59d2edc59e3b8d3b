/// Rule: an order is paid and enters the account as credit in transit. Fee and tax are added to the cash, never to the
/// credit. Two orders of one trigger in one second are one lot.

import Quantities

/// What is ordered; how much, and for how much, is beside it.
struct Order: Sendable {
  var origin: Origin
  var source: Source
  var orderedAt: Instant
  var usableFrom: Instant
  var unit: Price
  var terms: LotTerms
  var sequence: DrawSequence
  var paidLater: Nanodollars = .zero
  var isDelivered = true
  /// Seconds from usable to its revocation by chance; nil: none.
  var revokedAfter: Int64?
  var revocationTakesOtherLots = false
  var revocationCloses: AccountClosing?

  var isValidFrom: Instant { terms.validityCountsFrom == .usable ? usableFrom : orderedAt }

  /// What is paid with the order, before tax.
  func due(_ price: Int64) -> Int64 {
    paidLater == .zero ? price : max(0, price &- paidLater.count)
  }
}

extension LotTerms {
  /// Tax on a price, rounded half to even; past the range it is the largest amount, which is then refused.
  @inline(__always)
  func tax(on price: Int64) -> Int64 {
    if tax == .zero { return 0 }
    return (tax.of(Nanodollars(price)) ?? .largest).count
  }
}

/// Where an order has gone.
struct Placed {
  /// -1: it did not fit what a ledger can hold.
  var lot: Int
  var usableFrom: Int64
}

extension Account {
  /// The order of a trigger, placed now.
  func order(of trigger: Trigger) -> Order {
    Order(
      origin: trigger.origin, source: trigger.source, orderedAt: Instant(seconds: now),
      usableFrom: Instant(seconds: now + trigger.delay), unit: trigger.unit, terms: trigger.terms,
      sequence: .triggered(by: trigger.origin))
  }

  /// What chance makes of the next order of its origin.
  private func meetChance(_ order: inout Order) {
    guard let fate = chance?.fate(ofOrder: ordersOf[origins.place(of: order.origin)], of: order.origin) else {
      return
    }
    if let delay = fate.delay { order.usableFrom = Instant(seconds: order.orderedAt.seconds + delay) }
    if fate.isLost { order.isDelivered = false }
    order.revokedAfter = fate.revokedAfter
    order.revocationTakesOtherLots = fate.revocationTakesOtherLots
    order.revocationCloses = fate.revocationCloses
  }

  /// What a trigger pays for so much before tax: the price, and the fee on it.
  @inline(__always)
  func price(of face: Int64, by trigger: Trigger) -> Int64 {
    trigger.terms.withFee(price(of: face, at: trigger.unit))
  }

  /// Rounded half to even.
  @inline(__always)
  private func price(of face: Int64, at unit: Price) -> Int64 {
    if unit.price == unit.face { return face }
    return scaled(face, by: unit.price.count, over: unit.face.count, rounding: .nearestEven)
      ?? Nanodollars.largest.count
  }

  /// What a trigger pays for so much in the end, tax included.
  @inline(__always)
  func cash(of face: Int64, by trigger: Trigger) -> Int64 {
    let price = price(of: face, by: trigger)
    return price &+ trigger.terms.tax(on: price)
  }

  /// Pays for the order and puts it in transit.
  @discardableResult
  mutating func place(_ order: consuming Order, face: Int64, price: Int64) -> Placed {
    let paid = order.due(price)
    let tax = order.terms.tax(on: paid)
    if !staysInRange(face, cash: paid &+ tax) { pastRange = true }
    if lots.count >= Self.mostLots { endless = .lots }
    if pastRange || isEndless { return Placed(lot: -1, usableFrom: .max) }
    meetChance(&order)
    switch order.source.column {
    case .opening: sums.opening &+= face
    case .granted: sums.granted &+= face
    case .bought: sums.bought &+= face
    }
    let lot = lot(for: order)
    post(.ordered, lot: lot, face)
    lots[lot].face &+= face
    lots[lot].price &+= price
    lots.addInTransit(face, to: lot)
    if !order.isDelivered { lots[lot].doomed &+= face }
    lots[lot].cost &+= order.source == .opening ? price : price &+ order.terms.tax(on: price)
    if order.source != .opening {
      lots[lot].tax &+= tax
      lots[lot].cash &+= paid &+ tax
      pay(price: paid, tax: tax, lot: lot)
    } else {
      lots[lot].cash &+= price
    }
    if order.source.column == .bought { countPurchase(order.source, face: face, cash: paid &+ tax) }
    addInTransit(face, of: order.origin)
    let usable = max(order.usableFrom.seconds, now)
    deliveries.add(lot, at: usable)
    ordersOf[origins.place(of: order.origin)] += 1
    if let after = order.revokedAfter {
      revocations.add(lot, at: max(usable + min(after, Instant.last.seconds), now + 1))
      lots[lot].isAlone = true
      lots[lot].revocationTakesOtherLots = order.revocationTakesOtherLots
      lots[lot].revocationCloses = order.revocationCloses
    }
    agendaChanged = true
    return Placed(lot: lot, usableFrom: order.usableFrom.seconds)
  }

  /// Whether the totals of face value and cash stay below the largest amount.
  private func staysInRange(_ face: Int64, cash: Int64) -> Bool {
    let largest = Nanodollars.largest.count
    guard 0...largest ~= face, 0...largest ~= cash else { return false }
    // Each term is at most 2^62, so neither sum wraps.
    return sums.opening &+ sums.bought &+ sums.granted &+ face <= largest
      && sums.price &+ sums.tax &+ cash <= largest
  }

  private mutating func pay(price: Int64, tax: Int64, lot: Int) {
    post(.paid, lot: lot, price)
    post(.taxPaid, lot: lot, tax)
    sums.pay(price: price, tax: tax)
    payments.add(price &+ tax, at: now)
  }

  private mutating func expiry(of order: Order) -> Instant {
    let (validity, start) = (order.terms.validity, order.isValidFrom)
    // Past the calendar is past every horizon.
    return expiryDays.expiry(validity, from: start)
      ?? (try? validity.expiry(from: start, cycle: plan.billingCycle)) ?? .never
  }

  /// The lot of this order: the same one for orders of one trigger in one second. What is listed is ordered once.
  private mutating func lot(for order: Order) -> Int {
    let isTriggered = order.origin.isTrigger
    // A lot that chance will revoke is revoked alone.
    if isTriggered, order.revokedAfter == nil {
      for place in triggered.indices.reversed() {
        let known = triggered[place]
        guard lots[known].subject.orderedAt == order.orderedAt else { break }
        if lots[known].origin == order.origin,
          lots[known].subject.usableFrom == order.usableFrom, !lots[known].isAlone
        {
          return known
        }
      }
    }
    if isTriggered { triggered.append(lots.count) }
    return lots.append(
      Lot(
        origin: order.origin,
        subject: DrawSubject(
          source: order.source, expires: expiry(of: order), usableFrom: order.usableFrom,
          orderedAt: order.orderedAt, price: order.unit, priority: order.terms.priority,
          isScoped: order.terms.scope != nil, isBeforeAllowance: order.terms.drawsBeforeAllowance,
          sequence: order.sequence),
        membership: PoolMembers.membership(of: order.terms.scope),
        refund: order.terms.refund))
  }
}
