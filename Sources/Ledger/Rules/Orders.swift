/// Rule: an order is paid and enters the account as credit in transit. Tax is added to the cash, never to the
/// credit. Two orders of one trigger in one second are one lot.

import Quantities

/// What is ordered, in every lane alike; the amounts are lanes beside it.
struct Order {
  var origin: Int
  var source: Source
  var orderedAt: Instant
  var usableFrom: Instant
  var unit: Price
  var terms: LotTerms
  var sequence: Int
  var paidLater: Nanodollars = .zero
  var isDelivered = true
  /// Seconds from usable to its revocation by chance; nil: none.
  var revokedAfter: Int64?
  var revocationTakesOtherLots = false

  func expires(_ cycle: BillingCycle) -> Instant {
    let start = terms.validityCountsFrom == .usable ? usableFrom : orderedAt
    // Past the calendar is past every horizon.
    return (try? terms.validity.expiry(from: start, cycle: cycle)) ?? .never
  }
}

extension Account {
  /// Tax on a price, rounded half to even; past the range it is the largest amount, which is then refused.
  func tax(_ terms: LotTerms, on price: Lane) -> Lane {
    guard terms.tax != .zero else { return .nothing }
    return price.mapped { (terms.tax.of(Nanodollars($0)) ?? .largest).count }
  }

  /// What is paid with the order, before tax.
  func priceNow(_ order: Order, _ price: Lane) -> Lane {
    order.paidLater == .zero ? price : price.minus(Lane(each: order.paidLater.count)).atLeast(.nothing)
  }

  /// The order of a trigger, placed now.
  func order(of trigger: Int) -> Order {
    let offer = triggers[trigger].offer
    let at = Instant(seconds: now)
    var order = Order(
      origin: plan.purchases.count + trigger, source: offer.source, orderedAt: at,
      usableFrom: Instant(seconds: now + offer.delay), unit: offer.price, terms: offer.terms,
      sequence: plan.purchases.count + trigger)
    meetChance(&order)
    return order
  }

  /// What chance makes of the next order of its origin.
  func meetChance(_ order: inout Order) {
    guard let chance else { return }
    let fate = chance.fate(ofOrder: ordersOf[order.origin], origin: order.origin)
    if let delay = fate.delay { order.usableFrom = Instant(seconds: order.orderedAt.seconds + delay) }
    if fate.isLost { order.isDelivered = false }
    order.revokedAfter = fate.revokedAfter
    order.revocationTakesOtherLots = fate.revocationTakesOtherLots
  }

  /// What a trigger pays for so much face value, rounded half to even.
  func price(of face: Lane, at unit: Price) -> Lane {
    if unit.price == unit.face { return face }
    return face.mapped {
      scaled($0, by: unit.price.count, over: unit.face.count, rounding: .nearestEven)
        ?? Nanodollars.largest.count
    }
  }

  /// Pays for the order and puts it in transit, where the mask holds. Returns its lot.
  mutating func place(_ order: Order, face: Lane, price: Lane, where mask: Mask) -> Int {
    let due = priceNow(order, price)
    let fits = mask.and(staysInRange(face, cash: due.plus(tax(order.terms, on: due))))
    pastRange = pastRange.or(mask.butNot(fits))
    isEndless = isEndless || lots.count >= Self.mostLots
    guard fits.isAnywhere, !isEndless else { return -1 }
    let face = face.kept(where: fits)
    let price = price.kept(where: fits)
    let paid = due.kept(where: fits)
    let tax = tax(order.terms, on: paid)
    switch order.source.origin {
    case .opening: sums.opening.add(face)
    case .granted: sums.granted.add(face)
    case .bought: sums.bought.add(face)
    }
    let lot = lot(for: order)
    observer.post(.ordered, lot: lot, amount: face, at: now)
    lots[lot].face.add(face)
    lots[lot].price.add(price)
    lots.addInTransit(face, to: lot)
    if !order.isDelivered { lots[lot].doomed.add(face) }
    if order.source != .opening {
      lots[lot].tax.add(tax)
      lots[lot].cash.add(paid.plus(tax))
      pay(price: paid, tax: tax, lot: lot)
    } else {
      lots[lot].cash.add(price)
    }
    if order.source.origin == .bought { countPurchase(order.source, face: face, cash: paid.plus(tax)) }
    if order.origin >= plan.purchases.count {
      triggers[order.origin - plan.purchases.count].inTransit.add(face)
    }
    deliveries.add(lot, at: max(order.usableFrom.seconds, now))
    ordersOf[order.origin] += 1
    if let after = order.revokedAfter {
      let usable = max(order.usableFrom.seconds, now)
      revocations.add(lot, at: max(usable + min(after, Instant.last.seconds), now + 1))
      lots[lot].isAlone = true
      lots[lot].revocationTakesOtherLots = order.revocationTakesOtherLots
    }
    agendaChanged = true
    return lot
  }

  /// Where the totals of face value and cash stay below the largest amount.
  private func staysInRange(_ face: Lane, cash: Lane) -> Mask {
    let largest = Lane(each: Nanodollars.largest.count)
    let entered = sums.opening.plus(sums.bought).plus(sums.granted)
    let paid = sums.price.plus(sums.tax)
    // Each term is at most 2^62, so neither sum wraps.
    return face.isAtMost(largest).and(cash.isAtMost(largest))
      .and(Lane.nothing.isAtMost(face)).and(Lane.nothing.isAtMost(cash))
      .and(entered.plus(face).isAtMost(largest)).and(paid.plus(cash).isAtMost(largest))
  }

  mutating func pay(price: Lane, tax: Lane, lot: Int) {
    observer.post(.paid, lot: lot, amount: price, at: now)
    observer.post(.taxPaid, lot: lot, amount: tax, at: now)
    sums.pay(price: price, tax: tax, month: months.month)
  }

  /// The slot of this order: the same one for orders of one trigger in one second.
  private mutating func lot(for order: Order) -> Int {
    let expires = order.expires(plan.billingCycle)
    // A lot that chance will revoke is revoked alone.
    var candidate = order.revokedAfter == nil ? lots.count - 1 : -1
    while candidate >= 0, lots[candidate].subject.orderedAt == order.orderedAt {
      if lots[candidate].origin == order.origin,
        lots[candidate].subject.usableFrom == order.usableFrom, !lots[candidate].isAlone
      {
        return candidate
      }
      candidate -= 1
    }
    return lots.append(
      Lot(
        origin: order.origin,
        subject: DrawSubject(
          source: order.source, expires: expires, usableFrom: order.usableFrom,
          orderedAt: order.orderedAt, price: order.unit, priority: order.terms.priority,
          isScoped: order.terms.scope != nil, sequence: order.sequence),
        membership: PoolMembers.membership(of: order.terms.scope),
        refund: order.terms.refund))
  }
}
