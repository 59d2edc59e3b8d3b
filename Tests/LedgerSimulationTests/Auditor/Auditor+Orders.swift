/// What is ordered, by whom, and whether it may be: listed purchases, standing orders, people, auto-reloads.
/// docs/ledger-rules.md, sections 3.4, 5, 6, 7.

import Ledger
import Quantities

extension Auditor {
  /// Listed purchases due, standing orders due, people due; then the fees.
  mutating func placeOrders() {
    if fault == .standingOrdersBeforeListed { placeStandingOrders() }
    for i in plan.purchases.indices where !entered[i] {
      let at = plan.purchases[i].orderedAt.seconds
      guard at == now || (now == start && at < now) else { continue }
      entered[i] = true
      placeListed(i)
    }
    if fault != .standingOrdersBeforeListed { placeStandingOrders() }
    if fault != .peopleBuyBeforeDeliveries { placePeoplesOrders() }
    for fee in plan.fees where fee.at.seconds == now && fault != .feeIsForgotten && pays(fee) {
      pay(fee.price.count, tax: share(fee.tax, of: fee.price.count))
    }
  }

  private mutating func placeListed(_ i: Int) {
    let purchase = plan.purchases[i]
    let isPaid = purchase.source != .opening
    let atOnce = isPaid ? purchase.price.count - purchase.paidLater.count : purchase.price.count
    let fee = isPaid ? fee(purchase.terms, on: atOnce) : 0
    let (price, due) = (purchase.price.count + fee, atOnce + fee)
    let tax = isPaid ? share(purchase.terms.tax, of: fault == .purchaseFeeIsNotTaxed ? atOnce : due) : 0
    var month = NaiveCalendar.monthNumber(at: now)
    if fault == .earlierPurchasesPaidInTheirMonth {
      month = NaiveCalendar.monthNumber(at: purchase.orderedAt.seconds)
    }
    var lot = newLot(
      name: purchase.name, source: purchase.source, orderedAt: purchase.orderedAt.seconds,
      usableFrom: purchase.usableFrom.seconds, terms: purchase.terms,
      face: purchase.face.count, price: price, tax: tax)
    lot.cash = due + tax
    lot.listed = i
    lot.sequence = sequences[i]
    lot.basis = Price(price: purchase.price, face: purchase.face)
    lot.lost = purchase.isDelivered ? 0 : lot.face
    place(lot, month: month)
  }

  private func newLot(
    name: String, source: Source, orderedAt: Int64, usableFrom: Int64, terms: LotTerms,
    face: Int64, price: Int64, tax: Int64
  ) -> AuditedLot {
    let credit = fault == .taxJoinsTheCredit ? face + tax : face
    var lot = AuditedLot(
      sequence: 0, name: name, source: source, orderedAt: orderedAt, usableFrom: usableFrom,
      expires: expiry(terms, orderedAt: orderedAt, usableFrom: usableFrom), scope: terms.scope,
      priority: terms.priority, basis: .list, refund: terms.refund.millionths, face: credit,
      price: price, tax: tax, cost: price + (source == .opening ? 0 : share(terms.tax, of: price)),
      cash: price + tax, inTransit: credit)
    lot.isBeforeAllowance = terms.drawsBeforeAllowance
    return lot
  }

  func expiry(_ terms: LotTerms, orderedAt: Int64, usableFrom: Int64) -> Int64 {
    let fromUse = terms.validityCountsFrom == .usable || fault == .validityAlwaysFromUse
    let from = fromUse ? usableFrom : orderedAt
    switch terms.validity {
    case .lasting(.months(12)) where fault == .yearIs365Days: return from + 365 * NaiveCalendar.day
    case .lasting(.months(let months)) where fault == .monthsDoNotClamp:
      return NaiveCalendar.adding(months: months, to: from, clamping: false)
    case .lasting(let span): return NaiveCalendar.adding(span, times: 1, to: from)
    case .until(let instant): return instant.seconds
    case .billingCycle:
      let after = fault == .billingTurnAtOnce ? from - 1 : from
      return NaiveCalendar.billingTurn(anchor: plan.billingCycle.anchor.seconds, after: after)
    case .never: return Instant.never.seconds
    }
  }

  /// A share of an amount, rounded to the nearest, ties to even.
  func share(_ ratio: Ratio, of amount: Int64) -> Int64 {
    nearest(Int128(ratio.millionths) * Int128(amount), over: 1_000_000)
  }

  /// What buying costs beside the price.
  private func fee(_ terms: LotTerms, on price: Int64) -> Int64 {
    if price == 0, fault != .purchaseFeeOnNothing { return 0 }
    let part = share(terms.fee.share, of: price)
    return part < terms.fee.atLeast.count && fault != .purchaseFeeForgetsItsLeast
      ? terms.fee.atLeast.count : part
  }

  private func nearest(_ product: Int128, over divisor: Int128) -> Int64 {
    let (quotient, remainder) = product.quotientAndRemainder(dividingBy: divisor)
    if remainder * 2 < divisor { return Int64(quotient) }
    let stays = remainder * 2 == divisor && quotient % 2 == 0 && fault != .taxRoundsTiesUp
    return Int64(stays ? quotient : quotient + 1)
  }

  private mutating func pay(_ price: Int64, tax: Int64, month: Int? = nil) {
    payments.append((month ?? NaiveCalendar.monthNumber(at: now), price, tax))
  }

  /// Puts a lot in transit, joined to the same trigger's lot of this second. False: a purchase limit refused.
  @discardableResult
  private mutating func place(_ lot: AuditedLot, month: Int? = nil, reload: Int? = nil) -> Bool {
    if refusesClosed(lot) { return false }
    let isBought = lot.source.column == .bought
    if isBought || fault == .grantsMeetLimits && lot.source.column == .granted {
      guard limitsAllow(lot.source, cash: lot.cash, tax: lot.tax, face: lot.face) else {
        refusedOrders += 1
        return false
      }
    }
    enter(lot, month: month, reload: reload)
    return true
  }

  /// Section 8: what becomes of the n-th order of this purchase or trigger.
  private mutating func meetChance(_ lot: inout AuditedLot) {
    guard let chance else { return }
    let origin = lot.listed.map(Origin.purchase) ?? origin(ofTrigger: lot.trigger ?? 0)
    let fate = chance.fate(ofOrder: ordersOf[origin, default: 0], of: origin)
    ordersOf[origin, default: 0] += 1
    if let delay = fate.delay {
      lot.usableFrom = lot.orderedAt + delay
      let terms = lot.listed.map { plan.purchases[$0].terms } ?? plan.offers[lot.trigger ?? 0].terms
      lot.expires = expiry(terms, orderedAt: lot.orderedAt, usableFrom: lot.usableFrom)
    }
    if fate.isLost { lot.lost = lot.face }
    if let after = fate.revokedAfter {
      lot.revokedAt = max(max(lot.usableFrom, now) + after, now + 1)
      lot.revocationTakesOtherLots = fate.revocationTakesOtherLots
      lot.revocationCloses = fate.revocationCloses
    }
  }

  private mutating func enter(_ ordered: AuditedLot, month: Int?, reload: Int?) {
    var lot = ordered
    meetChance(&lot)
    if lot.source != .opening || fault == .openingLotIsPaid {
      pay(lot.cash - lot.tax, tax: lot.tax, month: month)
    }
    orders.append(
      OrderRecord(
        month: NaiveCalendar.monthNumber(at: now), source: lot.source, reload: reload,
        cash: lot.cash, tax: lot.tax, face: lot.face))
    let same = lots.firstIndex {
      $0.trigger != nil && $0.trigger == lot.trigger && $0.orderedAt == lot.orderedAt
        && $0.usableFrom == lot.usableFrom && $0.revokedAt == nil && lot.revokedAt == nil
    }
    guard let same, fault != .simultaneousOrdersStayApart else { return lots.append(lot) }
    lots[same].face += lot.face
    lots[same].price += lot.price
    lots[same].tax += lot.tax
    lots[same].cost += lot.cost
    lots[same].cash += lot.cash
    lots[same].inTransit += lot.inTransit
    lots[same].lost += lot.lost
  }

  /// By how much an order of so much would lift the position of the account above the largest balance; nil: there is none.
  private func excess(of face: Int64) -> Int64? {
    guard let most = plan.largestBalance?.count else { return nil }
    var position = balance
    if fault == .largestBalanceForgetsDebts { position += debts.values.reduce(0, +) }
    if fault != .largestBalanceForgetsTransit { position += lots.reduce(0) { $0 + $1.inTransit } }
    return position + face - most
  }

  /// What has to be drawn before the order that an auto-reload would place now is not too large any more; nil: nothing, or it
  /// would place none.
  func excess(ofReload i: Int) -> Int64? {
    let (reload, wanted) = (plan.autoReloads[i], faceOfOrder(i))
    guard mayOrder(i), isLow(i) || reload.afterRefusal, wanted > 0 else { return nil }
    let face = part(of: wanted, reload: i)
    guard face > 0, reload.offer.source.column == .bought, let excess = excess(of: face), excess > 0 else {
      return nil
    }
    let lot = lot(of: reload.offer, face: face, trigger: i)
    // Where another limit refuses it as well, nothing that is drawn helps.
    let isAllowed =
      reloadMayOrder(i, cash: lot.cash)
      && purchaseLimitsAllow(lot.source, cash: lot.cash, tax: lot.tax, face: lot.face)
    return isAllowed ? excess : nil
  }

  /// Would this order be too much to hold, or cross a purchase limit? Meeting either exactly is allowed.
  private func limitsAllow(_ source: Source, cash: Int64, tax: Int64, face: Int64) -> Bool {
    if source.column == .bought, let excess = excess(of: face) {
      if excess > 0 || excess == 0 && fault == .largestBalanceRefusesEquality { return false }
    }
    return purchaseLimitsAllow(source, cash: cash, tax: tax, face: face)
  }

  private func purchaseLimitsAllow(_ source: Source, cash: Int64, tax: Int64, face: Int64) -> Bool {
    let month = NaiveCalendar.monthNumber(at: now)
    for limit in plan.purchaseLimits {
      if let sources = limit.sources, !sources.contains(source), fault != .limitIgnoresSources {
        continue
      }
      let counted = orders.filter { order in
        guard order.source.column == .bought else { return false }
        guard order.month == month || fault == .limitNeverTurns else { return false }
        return limit.sources?.contains(order.source) ?? true || fault == .limitIgnoresSources
      }
      var sum = limit.basis == .face || fault == .limitCountsFace ? face : cash
      if limit.basis == .cash, fault == .limitForgetsTax { sum -= tax }
      for order in counted {
        sum += limit.basis == .face || fault == .limitCountsFace ? order.face : order.cash
      }
      sum += countedBefore(limit)
      let cap = limit.amount.count
      if sum > cap || sum == cap && fault == .limitRefusesEquality { return false }
    }
    return true
  }

  // MARK: Triggers

  /// A lot of this offer, ordered now; triggers are numbered auto-reloads, standing orders, people.
  private func lot(of offer: Offer, face: Int64, trigger: Int) -> AuditedLot {
    let product = Int128(face) * Int128(offer.price.price.count)
    var price = nearest(product, over: Int128(offer.price.face.count))
    if fault == .triggerPriceRoundsDown { price = Int64(product / Int128(offer.price.face.count)) }
    let before = price
    price += fee(offer.terms, on: price)
    let taxed = fault == .purchaseFeeIsNotTaxed ? before : price
    var lot = newLot(
      name: "\(offer.name) \(Instant(seconds: now).brief)", source: offer.source, orderedAt: now,
      usableFrom: now + offer.delay,
      terms: offer.terms, face: face, price: price, tax: share(offer.terms.tax, of: taxed))
    lot.trigger = trigger
    lot.sequence = plan.purchases.count + trigger
    lot.basis = offer.price
    return lot
  }

  private func origin(ofTrigger number: Int) -> Origin {
    let order = number - plan.autoReloads.count
    let person = order - plan.standingOrders.count
    if person >= 0 { return .person(person) }
    return order >= 0 ? .standingOrder(order) : .autoReload(number)
  }

  private func hasInTransit(_ trigger: Int) -> Bool {
    lots.contains { lot in
      let orderedBy = lot.listed.flatMap { plan.purchases[$0].orderedBy }
      let isOwn = lot.trigger == trigger || orderedBy == trigger && fault != .openTransitIsNobodys
      return isOwn && lot.inTransit > 0
    }
  }

  private mutating func placeStandingOrders() {
    for (i, order) in plan.standingOrders.enumerated() {
      guard dates(of: order, through: now).last == now else { continue }
      let position = watched(order.offer.terms.scope, withTransit: fault != .positionForgetsTransit)
      var face: Int64
      switch order.amount {
      case .fixed(let amount): face = amount.count
      case .upTo(let target): face = target.count - position
      case .whenAtOrBelow(let level, let buy):
        face = position <= level.count ? buy.count : 0
        if position == level.count, fault == .levelMissesEquality { face = 0 }
      }
      if face > 0 { place(lot(of: order.offer, face: face, trigger: plan.autoReloads.count + i)) }
    }
  }

  private func number(ofPerson i: Int) -> Int {
    plan.autoReloads.count + plan.standingOrders.count + i
  }

  mutating func placePeoplesOrders() {
    for (i, person) in plan.people.enumerated() where planned[i] == now {
      planned[i] = nil
      if watched(person.offer.terms.scope) > 0, fault != .personBuysAnyway { continue }
      place(lot(of: person.offer, face: person.buys.count, trigger: number(ofPerson: i)))
    }
  }

  /// At the end of an instant, who sees an empty balance plans a purchase.
  mutating func planPeople() {
    for (i, person) in plan.people.enumerated() where planned[i] == nil {
      if watched(person.offer.terms.scope) > 0 || isClosed { continue }
      if hasInTransit(number(ofPerson: i)), fault != .personIgnoresTransit { continue }
      var wait = max(1, chance?.reaction(reactions[i, default: 0], of: .person(i)) ?? person.reaction)
      reactions[i, default: 0] += 1
      if fault == .personReactsAtOnce { wait = 1 }
      let instant = Instant(seconds: now)
      planned[i] = person.hours?.instant(after: wait, from: instant).seconds ?? now + wait
    }
  }

  /// Whether the balance that an auto-reload watches lets it fire.
  func isLow(_ i: Int) -> Bool {
    let (balance, threshold) = (
      watched(plan.autoReloads[i].offer.terms.scope), plan.autoReloads[i].threshold.count
    )
    return balance < threshold || balance == threshold && plan.autoReloads[i].trigger == .atOrBelow
  }

  /// Whether an auto-reload that fires now would order.
  func mayOrder(_ i: Int) -> Bool {
    if reloads[i].isOff || isClosed { return false }
    if let retryAt = reloads[i].retryAt, now < retryAt { return false }
    if let until = reloads[i].restsUntil, now < until { return false }
    return !plan.autoReloads[i].oneInFlight || !hasInTransit(i)
  }

  /// Whether an auto-reload that fires now has something to order, and no limit refuses it.
  func hasOrder(_ i: Int) -> Bool { mayOrder(i) && faceOfOrder(i) > 0 && !isHeldBack(i) }

  private func faceOfOrder(_ i: Int) -> Int64 {
    amount(of: plan.autoReloads[i], balance: watched(plan.autoReloads[i].offer.terms.scope))
  }

  /// Whether a limit refuses what it would order now; a lower balance orders as much or more.
  func isHeldBack(_ i: Int) -> Bool {
    let face = part(of: max(1, faceOfOrder(i)), reload: i)
    if face <= 0 { return true }
    let lot = lot(of: plan.autoReloads[i].offer, face: face, trigger: i)
    let isBought = lot.source.column == .bought
    return !reloadMayOrder(i, cash: lot.cash)
      || isBought && !limitsAllow(lot.source, cash: lot.cash, tax: lot.tax, face: lot.face)
  }

  /// Whether it may order at every request, and has tried within the minute before a second: section 9 asks once a
  /// minute.
  func isHasty(_ i: Int, at second: Int64) -> Bool {
    (isLow(i) || plan.autoReloads[i].afterRefusal) && mayOrder(i)
      && hasJustTried(i, at: second) && !isHeldBack(i)
  }

  func hasJustTried(_ i: Int, at second: Int64) -> Bool {
    reloads[i].triedAt.map { $0 > second - 60 } ?? false
  }

  /// Whether a person who sees an empty balance now would plan a purchase.
  func mayPlan(_ i: Int) -> Bool { planned[i] == nil && !isClosed && !hasInTransit(number(ofPerson: i)) }

  mutating func checkReloads() {
    for i in plan.autoReloads.indices { tryReload(i, afterRefusal: false) }
    if fault == .reloadsDeliverTogether { deliver() }
  }

  /// One auto-reload, once: at a check, or after a refusal wherever the balance stands.
  mutating func tryReload(_ i: Int, afterRefusal: Bool) {
    let reload = plan.autoReloads[i]
    if reloads[i].isOff || isClosed && fault != .closedAccountReloads { return }
    if reload.oneInFlight, hasInTransit(i), fault != .inFlightIsIgnored { return }
    if let retryAt = reloads[i].retryAt {
      if now < retryAt || now == retryAt && fault == .retryComesLate { return }
      reloads[i].retryAt = nil
    }
    if let until = reloads[i].restsUntil, fault != .pauseIsIgnored {
      if now < until || now == until && fault == .pauseIsASecondLonger { return }
    }
    let balance = watched(reload.offer.terms.scope)
    let threshold = reload.threshold.count
    if !afterRefusal {
      var fires = balance < threshold
      if balance == threshold {
        fires = reload.trigger == .atOrBelow && fault != .atOrBelowMissesEquality
        if reload.trigger == .below, fault == .belowFiresAtEquality { fires = true }
      }
      if !fires { return }
    }
    let face = amount(of: reload, balance: balance)
    if face <= 0 { return }
    let part = part(of: face, reload: i)
    let lot = lot(of: reload.offer, face: max(1, part), trigger: i)
    guard part > 0, reloadMayOrder(i, cash: lot.cash) else {
      refusedOrders += 1
      if fault == .refusalCountsAsTry { reloads[i].tries += 1 }
      return
    }
    pay(for: lot, reload: i)
  }

  private func amount(of reload: AutoReload, balance: Int64) -> Int64 {
    var face = wanted(by: reload, balance: balance)
    if face <= 0 { return 0 }
    // Of multiples whole ones are added and left out.
    var step: Int64 = 1
    if case .multiples(of: let multiple) = reload.amount, fault != .packsAreCut { step = multiple.count }
    if let least = reload.atLeast?.count, face < least, fault != .smallestReloadIsIgnored {
      face += (least - face + step - 1) / step * step
    }
    if let most = reload.atMost?.count, face > most, fault != .largestReloadIsIgnored {
      face -= (face - most + step - 1) / step * step
    }
    return face
  }

  /// What it would order if nothing bounded a single order.
  private func wanted(by reload: AutoReload, balance: Int64) -> Int64 {
    switch reload.amount {
    case .fixed(let amount): return amount.count
    case .upTo(let target):
      if fault != .targetCountsTransit { return target.count - balance }
      return target.count - watched(reload.offer.terms.scope, withTransit: true)
    case .multiples(of: let multiple):
      let boundary = reload.threshold.count
      // Near the answer by division, then one by one.
      var n = max(1, (boundary - balance) / multiple.count - 1)
      while true {
        let reached = balance + n * multiple.count
        if reached > boundary || reached == boundary && fault == .multiplesStopAtThreshold {
          return n * multiple.count
        }
        n += 1
      }
    }
  }

  /// What of an order its month's cash still allows, where it may be bought in part: bit by bit from the largest, as long as
  /// the cash fits.
  private func part(of face: Int64, reload i: Int) -> Int64 {
    let reload = plan.autoReloads[i]
    guard reload.isBoughtInPart, fault != .partOfAMonthIsRefused, let most = reload.cashPerMonth?.count else {
      return face
    }
    let month = NaiveCalendar.monthNumber(at: now)
    let before = countedBefore(ofReload: i).cash
    let spent = orders.filter { $0.reload == i && $0.month == month }.reduce(before) { $0 + $1.cash }
    func fits(_ part: Int64) -> Bool { spent + lot(of: reload.offer, face: part, trigger: i).cash <= most }
    if fits(face) { return face }
    if spent >= most { return 0 }
    var unit: Int64 = 1
    if case .multiples(of: let pack) = reload.amount, fault != .partCutsAPack { unit = pack.count }
    var (part, bit) = (Int64(0), Int64(1) << 62)
    while bit > 0 {
      let more = part + bit
      if more <= face / unit, fits(more * unit) { part = more }
      bit /= 2
    }
    let isTooSmall = part * unit < (reload.atLeast?.count ?? 0) && fault != .partMayBeTooSmall
    let isFree = part == 0 || lot(of: reload.offer, face: part * unit, trigger: i).cash == 0
    return isTooSmall || isFree ? 0 : part * unit
  }

  /// The auto-reload's own caps of the calendar month.
  private func reloadMayOrder(_ i: Int, cash: Int64) -> Bool {
    let reload = plan.autoReloads[i]
    let month = NaiveCalendar.monthNumber(at: now)
    let orders = orders.filter { $0.reload == i && $0.month == month }
    let before = countedBefore(ofReload: i)
    if let most = reload.countPerMonth {
      if before.orders + orders.count + 1 > most + (fault == .reloadCountOneMore ? 1 : 0) { return false }
    }
    if let most = reload.cashPerMonth?.count {
      let sum = orders.reduce(before.cash + cash) { $0 + $1.cash }
      if sum > most || sum == most && fault == .reloadCashRefusesEquality { return false }
    }
    return true
  }

  /// A purchase limit comes before the payment, the payment before the order.
  private mutating func pay(for lot: AuditedLot, reload i: Int) {
    let reload = plan.autoReloads[i]
    if lot.source.column == .bought,
      !limitsAllow(lot.source, cash: lot.cash, tax: lot.tax, face: lot.face)
    {
      refusedOrders += 1
      if fault == .refusalCountsAsTry { reloads[i].tries += 1 }
      return
    }
    reloads[i].tries += 1
    reloads[i].triedAt = now
    let isDeclined =
      chance?.isDeclined(try: reloads[i].tries, of: .autoReload(i))
      ?? reload.declinedTries.contains(reloads[i].tries)
    guard !isDeclined else { return decline(i) }
    reloads[i].lastWasDeclined = false
    if fault != .declinesNeverReset { reloads[i].declinesInRow = 0 }
    enter(lot, month: nil, reload: i)
    if reload.pause > 0 { reloads[i].restsUntil = now + reload.pause }
    if fault != .reloadsDeliverTogether { deliver() }
  }

  private mutating func decline(_ i: Int) {
    let reload = plan.autoReloads[i]
    declines += 1
    reloads[i].lastWasDeclined = true
    reloads[i].declinesInRow += 1
    if let most = reload.offAfterDeclines, reloads[i].declinesInRow >= most, fault != .staysOn {
      reloads[i].isOff = true
    } else if reload.retryDelay > 0 {
      reloads[i].retryAt = now + reload.retryDelay
    }
  }
}
