/// What buys lots by itself: auto-reloads, standing orders, a person who notices.

import Documents
import Ledger
import Quantities
import Scenario

extension PlanReader {
  func readTriggers() {
    root.oneOrNamed(Keys.triggers.autoReload, "auto-reload", named: "auto-reload") { readAutoReload($0, $1) }
    root.maps(Keys.triggers.standingOrders, "standing order") { readStandingOrder($0, $1) }
    root.oneOrNamed(Keys.triggers.whenEmpty, "'when empty'", named: "when empty") { readPerson($0, $1) }
  }

  // MARK: Offers

  /// What a trigger buys. `stated` is the amount that `pay` is the price of; nil where the amount varies.
  private func readOffer(
    _ label: Label, _ record: Record, _ source: Source, _ keys: OfferKeys, stated: Nanodollars?,
    isFixed: Bool
  ) -> (Offer, SellerRisk) {
    take(name: label.name, label.place)
    var offer = Offer(name: label.name, source: source)
    if source.column == .granted { offer.price = Price(price: .zero, face: .dollars(1)) }
    // An auto-reload buys from the provider.
    let seller = source == .autoReload ? nil : seller(record, source)
    var risk = seller?.risk ?? SellerRisk()
    offer.terms = readTerms(record, source, seller)
    offer.delay = delay(record, keys.delay, seller, &risk)
    if !isFixed {
      record.refuse(
        keys.pay, "where the amount varies", "write 'price: 90%', the price of a dollar of credit")
    }
    if record.chooseAny([keys.pay, keys.price]) == nil {
      record.assume(keys.price, source.column == .granted ? "0%" : "100%", from: "source")
    }
    if let pay = record.take(keys.pay), let stated { offer.price = Price(price: pay, face: stated) }
    if let ratio = record.take(keys.price) {
      offer.price = Price.share(ratio)
    }
    return (offer, risk)
  }

  /// The price of the most that is bought at once must be a ledger amount, fee and tax included.
  private func checkPrice(_ offer: Offer, of amount: Nanodollars, _ place: Place) {
    guard let price = offer.priceWithFee(of: amount),
      Int128(price.count) * Int128(1_000_000 + offer.terms.tax.millionths)
        <= Int128(Nanodollars.largest.count) * 1_000_000
    else {
      findings.error(
        place, "the price of this is more than one ledger can hold (\(Nanodollars.largest.toCents))",
        "use smaller amounts")
      return
    }
  }

  // MARK: Auto-reload

  private func readAutoReload(_ label: Label, _ reload: Record) {
    let keys = Keys.autoReload
    let trigger = reload.choose([keys.below, keys.atOrBelow], isNeeded: true)
    let threshold = trigger.flatMap { reload.take($0) }
    let key = reload.choose([keys.add, keys.upTo, keys.multiplesOf], isNeeded: true)
    let stated = key.flatMap { reload.take($0) }
    let (offer, risk) = readOffer(
      label, reload, .autoReload, keys.offer, stated: stated, isFixed: key?.name != keys.upTo.name)
    let number = plan.autoReloads.count
    let afterRefusal = take(reload, keys.afterRefusal, switch: .afterRefusal(reload: number))
    let oneInFlight = take(reload, keys.inFlight, switch: .inFlight(reload: number))
    let (share, tries) = readDeclines(reload)
    let retry = reload.take(keys.retry)
    let pause = reload.take(keys.pause) ?? 0
    readUnknowns(reload, key, number)
    let offAfter = reload.take(keys.offAfter)
    let cap = readMonthlyCap(reload)
    let (least, most) = (reload.take(keys.atLeast), reload.take(keys.atMost))
    guard let trigger, let threshold, let key, let stated else { return }
    let amount: AutoReload.Amount =
      switch key.name {
      case keys.add.name: .fixed(stated)
      case keys.upTo.name: .upTo(stated)
      default: .multiples(of: stated)
      }
    var rule = AutoReload(offer: offer, threshold: threshold, amount: amount)
    rule.trigger = AutoReload.Trigger(rawValue: trigger.name) ?? .below
    rule.afterRefusal = afterRefusal
    rule.oneInFlight = oneInFlight
    rule.declinedTries = tries
    rule.retryDelay = retry
    rule.pause = pause
    rule.offAfterDeclines = offAfter
    (rule.countPerMonth, rule.cashPerMonth, rule.isBoughtInPart) = (cap.orders, cap.cash, cap.isInPart)
    (rule.atLeast, rule.atMost) = (least, most)
    checkBounds(rule, reload)
    checkPrice(offer, of: max(stated, least ?? .zero), reload.place(key))
    checkThreshold(rule, reload.place(key))
    let mayBeTarget = chances.unknown.contains(.amountIsTarget(reload: number))
    if mayBeTarget, key.name == keys.add.name, stated < threshold {
      findings.error(
        reload.place(key),
        "as a target, which 'amount: unknown' tries as well, \(stated) is less than the threshold (\(threshold))",
        "write a larger amount, or leave 'amount' out")
    }
    plan.autoReloads.append(rule)
    chances.risks[.autoReload(number)] = OriginRisk(seller: risk, declined: share)
  }

  /// A replay lists the tries that are declined, a scenario states their share.
  private func readDeclines(_ reload: Record) -> (Ratio, Set<Int>) {
    guard horizon != nil else {
      return (.zero, Set(reload.take(Keys.autoReload.declinedTries) ?? []))
    }
    return (reload.take(Keys.autoReload.declined), [])
  }

  /// `trigger: unknown` beside the threshold, `amount: unknown` beside what is bought.
  private func readUnknowns(_ reload: Record, _ key: Key<Nanodollars>?, _ number: Int) {
    guard horizon != nil else { return }
    let keys = Keys.autoReload
    if reload.has(keys.trigger), !isUnknown(reload, keys.trigger, .trigger(reload: number)) {
      findings.error(
        reload.place(keys.trigger), "the threshold itself says what pulls it: 'below' or 'at or below'",
        "write 'trigger: unknown' to try both, or leave it out")
    }
    if key?.name == keys.multiplesOf.name {
      reload.refuse(keys.amount, "beside 'multiples of'", "leave it out")
    }
    if reload.has(keys.amount), !isUnknown(reload, keys.amount, .amountIsTarget(reload: number)) {
      findings.error(
        reload.place(keys.amount), "what is bought stands under 'add' or 'up to'",
        "write 'amount: unknown' to try both, or leave it out")
    }
  }

  /// Something that the rule may buy has to lie between `at least` and `at most`.
  private func checkBounds(_ rule: AutoReload, _ reload: Record) {
    let keys = Keys.autoReload
    let (least, most) = (rule.atLeast ?? .zero, rule.atMost ?? .largest)
    if least > most {
      findings.error(
        reload.place(keys.atLeast), "the smallest reload (\(least)) is larger than the largest (\(most))",
        "write a smaller 'at least', or a larger 'at most'")
      return
    }
    switch rule.amount {
    case .fixed(let amount) where amount < least:
      findings.error(
        reload.place(keys.add), "\(amount) is less than the smallest reload (\(least))",
        "write a larger amount, or a smaller 'at least'")
    case .fixed(let amount) where amount > most:
      findings.error(
        reload.place(keys.add), "\(amount) is more than the largest reload (\(most))",
        "write a smaller amount, or a larger 'at most'")
    case .multiples(let pack) where !rule.canOrder:
      findings.error(
        reload.place(keys.multiplesOf),
        "no number of times \(pack) lies between the smallest reload (\(least)) and the largest (\(most))",
        "write bounds that are multiples of \(pack) as well")
    default: break
    }
  }

  private func readMonthlyCap(_ reload: Record) -> (orders: Int?, cash: Nanodollars?, isInPart: Bool) {
    let keys = Keys.reloadsPerMonth
    return reload.map(Keys.autoReload.atMostPerMonth, "'at most per month'") { cap in
      if !cap.has(keys.orders), !cap.has(keys.cash) {
        cap.missing(keys.orders, "write 'orders: 5', 'cash: $300' or both")
      }
      if !cap.has(keys.cash) {
        cap.refuse(keys.pastIt, "without 'cash'", "write 'cash: $300' as well, or leave it out")
      }
      return (
        cap.take(keys.orders), cap.take(keys.cash), cap.has(keys.cash) && cap.take(keys.pastIt) ?? false
      )
    } ?? (nil, nil, false)
  }

  /// After one reload an empty account should be past the threshold; where it is not, say so.
  private func checkThreshold(_ rule: AutoReload, _ place: Place) {
    let threshold = rule.threshold
    let level = "\(rule.trigger.rawValue) \(threshold)"
    switch rule.amount {
    case .upTo(let target) where target < threshold:
      findings.error(
        place, "the target (\(target)) is less than the threshold (\(threshold))", "write a higher target")
    case .upTo(let target) where target == threshold:
      findings.warning(
        place, "the target is the threshold itself (\(level)): the balance never gets past it",
        "write a higher target")
    case .fixed(let amount) where amount < threshold || (amount == threshold && rule.trigger == .atOrBelow):
      findings.warning(
        place,
        "\(amount) does not lift an empty balance past the threshold (\(level)): it reloads again at once",
        "write a larger amount, or 'multiples of: \(amount)'")
    default:
      guard let most = rule.atMost, most < threshold || (most == threshold && rule.trigger == .atOrBelow)
      else { return }
      findings.warning(
        place,
        "the largest reload (\(most)) does not lift an empty balance past the threshold (\(level)): it reloads "
          + "again at once", "write a larger 'at most', or a lower threshold")
    }
  }

  // MARK: Standing orders

  private func readStandingOrder(_ label: Label, _ order: Record) {
    let keys = Keys.standingOrder
    let source = order.take(keys.source)
    let key = order.choose([keys.buy, keys.upTo], isNeeded: true)
    let stated = key.flatMap { order.take($0) }
    let level = order.take(keys.whenAtOrBelow)
    let isTarget = key?.name == keys.upTo.name
    if isTarget { order.refuse(keys.whenAtOrBelow, "beside 'up to'", "write 'buy' with it") }
    let (offer, risk) = readOffer(
      label, order, source, keys.offer, stated: stated, isFixed: !isTarget)
    let first = order.take(keys.from, default: plan.start.description, from: "the start")
    let every = order.need(keys.every)
    let until = order.take(keys.until)
    if let until, until <= first {
      findings.error(
        order.place(keys.until), "'until' (\(until.brief)) is not after 'from' (\(first.brief))",
        "write a later instant")
    }
    guard let key, let stated, let every else { return }
    let amount: StandingOrder.Amount =
      if let level { .whenAtOrBelow(level: level, buy: stated) } else if !isTarget { .fixed(stated) } else {
        .upTo(stated)
      }
    checkPrice(offer, of: stated, order.place(key))
    plan.standingOrders.append(
      StandingOrder(offer: offer, first: first, every: every, until: until, amount: amount))
    chances.risks[.standingOrder(plan.standingOrders.endIndex - 1)] = OriginRisk(seller: risk)
  }

  // MARK: People

  private func readPerson(_ label: Label, _ person: Record) {
    let keys = Keys.person
    let source = person.take(keys.source)
    let buys = person.need(keys.buy)
    let (offer, risk) = readOffer(
      label, person, source, keys.offer, stated: buys, isFixed: true)
    let reaction = readReaction(person)
    let hours = person.take(keys.officeHours)
    guard let buys, let reaction else { return }
    checkPrice(offer, of: buys, person.place(keys.buy))
    plan.people.append(Person(offer: offer, buys: buys, reaction: reaction.median, hours: hours))
    chances.risks[.person(plan.people.endIndex - 1)] = OriginRisk(seller: risk, reaction: reaction)
  }

  private func readReaction(_ person: Record) -> SpanLaw? {
    guard horizon != nil, person.find(Keys.person.after)?.isMap == true else {
      return person.need(Keys.person.after, as: .secondsAboveZero).map { .fixed($0) }
    }
    return person.need(Keys.person.after)
  }
}

extension Price {
  /// So much of the face value.
  static func share(_ ratio: Ratio) -> Price {
    if ratio == .one { return .list }
    if ratio == .zero { return Price(price: .zero, face: .dollars(1)) }
    return Price(price: Nanodollars(ratio.millionths), face: Nanodollars(1_000_000))
  }
}

extension Shape where Value == OfficeHours {
  static var officeHours: Shape {
    .parsed("office hours like Mon-Fri 09:00-17:00 Europe/Berlin", .hours) { text throws(QuantityError) in
      try OfficeHours(parsing: text)
    }
  }
}
