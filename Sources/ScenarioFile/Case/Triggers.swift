/// What buys lots by itself: auto-reloads, standing orders, a person who notices.

import Documents
import Ledger
import Quantities
import Scenario

extension PlanReader {
  func readTriggers() {
    root.oneOrNamed("auto-reload", "auto-reload", named: "auto-reload") { readAutoReload($0, $1) }
    root.maps("standing orders", "standing order") { readStandingOrder($0, $1) }
    root.oneOrNamed("when empty", "'when empty'", named: "when empty") { readPerson($0, $1) }
  }

  // MARK: Offers

  /// What a trigger buys. `stated` is the amount that `pay` is the price of; nil where the amount varies.
  private func readOffer(
    _ label: Label, _ record: Record, _ source: Source, delayKey: String, stated: Nanodollars?,
    isFixed: Bool
  ) -> (Offer, SellerRisk) {
    take(name: label.name, label.place)
    var offer = Offer(name: label.name, source: source)
    if source.origin == .granted { offer.price = Price(price: .zero, face: .dollars(1)) }
    // An auto-reload buys from the provider.
    let seller = source == .autoReload ? nil : seller(record, source)
    var risk = seller?.risk ?? SellerRisk()
    offer.terms = readTerms(record, source, seller)
    offer.delay = delay(record, delayKey, seller, &risk)
    if !isFixed {
      record.refuse("pay", "where the amount varies", "write 'price: 90%', the price of a dollar of credit")
    }
    if record.choose(["pay", "price"]) == nil {
      record.assume("price", source.origin == .granted ? "0%" : "100%", from: "source")
    }
    if let pay = record.take("pay", .money), let stated { offer.price = Price(price: pay, face: stated) }
    if let ratio = record.take("price", .ratio(most: .percent(1_000))) {
      offer.price = Price.share(ratio)
    }
    return (offer, risk)
  }

  /// The price of the most that is bought at once must be a ledger amount, tax included.
  private func checkPrice(_ offer: Offer, of amount: Nanodollars, _ place: Place) {
    let product = Int128(amount.count) * Int128(offer.price.price.count)
    let price = product.divided(by: Int128(offer.price.face.count), rounding: .up)
    guard
      price * Int128(1_000_000 + offer.terms.tax.millionths) <= Int128(Nanodollars.largest.count) * 1_000_000
    else {
      findings.error(
        place, "the price of this is more than one ledger can hold (\(Nanodollars.largest.toCents))",
        "use smaller amounts")
      return
    }
  }

  // MARK: Auto-reload

  private func readAutoReload(_ label: Label, _ reload: Record) {
    let trigger = reload.choose(AutoReload.Trigger.allCases.map(\.rawValue), isNeeded: true)
    let threshold = trigger.flatMap { reload.take($0, .money) }
    let key = reload.choose(["add", "up to", "multiples of"], isNeeded: true)
    let stated = key.flatMap { reload.take($0, .moneyAboveZero) }
    let (offer, risk) = readOffer(
      label, reload, .autoReload, delayKey: "latency", stated: stated, isFixed: key != "up to")
    let number = plan.autoReloads.count
    let afterRefusal = take(
      reload, "after refusal", .yesNo, default: "no", switch: .afterRefusal(reload: number))
    let oneInFlight = take(
      reload, "in flight", .oneOf([("one", true), ("many", false)]), default: "one",
      switch: .inFlight(reload: number))
    let (share, tries) = readDeclines(reload)
    let retry = reload.take("retry", .seconds, default: "1 day")
    readUnknowns(reload, key, number)
    let offAfter = reload.take("off after", .whole(1...Int.max))
    let (orders, cash) = readMonthlyCap(reload)
    guard let trigger, let threshold, let key, let stated else { return }
    let amount: AutoReload.Amount =
      switch key {
      case "add": .fixed(stated)
      case "up to": .upTo(stated)
      default: .multiples(of: stated)
      }
    var rule = AutoReload(offer: offer, threshold: threshold, amount: amount)
    rule.trigger = AutoReload.Trigger(rawValue: trigger) ?? .below
    rule.afterRefusal = afterRefusal
    rule.oneInFlight = oneInFlight
    rule.declinedTries = tries
    rule.retryDelay = retry
    rule.offAfterDeclines = offAfter
    rule.countPerMonth = orders
    rule.cashPerMonth = cash
    checkPrice(offer, of: stated, reload.place(key))
    checkThreshold(rule, reload.place(key))
    let mayBeTarget = chances.unknown.contains(.amountIsTarget(reload: number))
    if mayBeTarget, key == "add", stated < threshold {
      findings.error(
        reload.place(key),
        "as a target, which 'amount: unknown' tries as well, \(stated) is less than the threshold (\(threshold))",
        "write a larger amount, or leave 'amount' out")
    }
    plan.autoReloads.append(rule)
    chances.reloads.append(risk)
    chances.declines.append(share)
  }

  /// A replay lists the tries that are declined, a scenario states their share.
  private func readDeclines(_ reload: Record) -> (Ratio, Set<Int>) {
    guard horizon != nil else {
      return (.zero, Set(reload.take("declined", .oneOrList(.whole(1...Int.max)), or: [])))
    }
    if case .sequence? = reload.find("declined")?.content {
      findings.error(
        reload.place("declined"), "in a scenario nobody knows which tries are declined",
        "write the share that is: 'declined: 2%'")
      return (.zero, [])
    }
    return (reload.take("declined", .share, default: "0%"), [])
  }

  /// `trigger: unknown` beside the threshold, `amount: unknown` beside what is bought.
  private func readUnknowns(_ reload: Record, _ key: String?, _ number: Int) {
    guard horizon != nil else { return }
    if reload.has("trigger"), !isUnknown(reload, "trigger", .trigger(reload: number)) {
      findings.error(
        reload.place("trigger"), "the threshold itself says what pulls it: 'below' or 'at or below'",
        "write 'trigger: unknown' to try both, or leave it out")
    }
    if key == "multiples of" { reload.refuse("amount", "beside 'multiples of'", "leave it out") }
    if reload.has("amount"), !isUnknown(reload, "amount", .amountIsTarget(reload: number)) {
      findings.error(
        reload.place("amount"), "what is bought stands under 'add' or 'up to'",
        "write 'amount: unknown' to try both, or leave it out")
    }
  }

  private func readMonthlyCap(_ reload: Record) -> (Int?, Nanodollars?) {
    reload.map("at most per month", "'at most per month'") { cap in
      if cap.choose(["orders"]) == nil, cap.choose(["cash"]) == nil {
        cap.missing("orders", "write 'orders: 5', 'cash: $300' or both")
      }
      return (cap.take("orders", .whole(0...Int.max)), cap.take("cash", .money))
    } ?? (nil, nil)
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
    default: break
    }
  }

  // MARK: Standing orders

  private func readStandingOrder(_ label: Label, _ order: Record) {
    let source = order.take("source", .triggerSource, default: Source.official.rawValue)
    let key = order.choose(["buy", "up to"], isNeeded: true)
    let stated = key.flatMap { order.take($0, .moneyAboveZero) }
    let level = order.take("when at or below", .money)
    if key == "up to" { order.refuse("when at or below", "beside 'up to'", "write 'buy' with it") }
    let (offer, risk) = readOffer(
      label, order, source, delayKey: "delay", stated: stated, isFixed: key != "up to")
    let first = order.take("from", .instant, default: plan.start.description, from: "the start")
    let every = order.need("every", .spanAboveZero)
    let until = order.take("until", .instant)
    if let until, until <= first {
      findings.error(
        order.place("until"), "'until' (\(until.brief)) is not after 'from' (\(first.brief))",
        "write a later instant")
    }
    guard let key, let stated, let every else { return }
    let amount: StandingOrder.Amount =
      if let level { .whenAtOrBelow(level: level, buy: stated) } else if key == "buy" { .fixed(stated) } else
      {
        .upTo(stated)
      }
    checkPrice(offer, of: stated, order.place(key))
    plan.standingOrders.append(
      StandingOrder(offer: offer, first: first, every: every, until: until, amount: amount))
    chances.orders.append(risk)
  }

  // MARK: People

  private func readPerson(_ label: Label, _ person: Record) {
    let source = person.take("source", .triggerSource, default: Source.official.rawValue)
    let buys = person.need("buy", .moneyAboveZero)
    let (offer, risk) = readOffer(
      label, person, source, delayKey: "delay", stated: buys, isFixed: true)
    let reaction = readReaction(person)
    let hours = person.take("office hours", .officeHours)
    guard let buys, let reaction else { return }
    checkPrice(offer, of: buys, person.place("buy"))
    plan.people.append(Person(offer: offer, buys: buys, reaction: reaction.median, hours: hours))
    chances.people.append(risk)
    chances.reactions.append(reaction)
  }

  private func readReaction(_ person: Record) -> SpanLaw? {
    guard horizon != nil, person.find("after")?.isMap == true else {
      return person.need("after", .secondsAboveZero).map { .fixed($0) }
    }
    return person.need("after", .spanLaw)
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
    .parsed("office hours like Mon-Fri 09:00-17:00 Europe/Berlin") { text throws(QuantityError) in
      try OfficeHours(parsing: text)
    }
  }
}
