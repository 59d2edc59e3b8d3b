/// Listed lots, and the terms that lots have in common whoever buys them.

import Documents
import Ledger
import Quantities
import Scenario

/// The most lots that one case lists, repeats written out.
let mostLots = 100_000

extension PlanReader {
  /// `known` is the source of lots that do not state one.
  func readLot(_ label: Label, _ lot: Record, source known: Source? = nil) {
    let keys = Keys.lot
    listed.insert(label.name)
    let source = known ?? lot.take(keys.source)
    let face = lot.need(keys.credit)
    let price = readLotPrice(lot, source, face)
    let seller = seller(lot, source)
    var risk = seller?.risk ?? SellerRisk()
    let terms = readTerms(lot, source, seller)
    // When what is held was bought matters to some draw orders; it may be left out.
    let at =
      known == .opening
      ? lot.take(keys.at) ?? plan.start
      : lot.take(keys.at, default: plan.start.description, from: "the start")
    let delivery = readDelivery(lot, source, seller, &risk)
    if source == .opening, at > plan.start {
      findings.error(
        lot.place(keys.at), "an opening lot is held at the start (\(plan.start.brief)), and this comes later",
        "leave 'at' out, or write another source")
    } else if source.column == .bought, at < plan.start {
      findings.warning(
        lot.place(keys.at), "this is before the start (\(plan.start.brief)), so it is paid for at the start",
        "write 'source: opening' if it is paid for and held by then")
    }
    let instants = repeats(lot, from: at, most: mostLots)
    let names = names(of: label, lot, count: instants?.count ?? 0)
    if instants == nil { listsUnknownNames = true } else { listed.formUnion(names) }
    if instants?.count ?? 0 > 1, case .at? = delivery?.usable {
      findings.error(
        lot.place(keys.repeats.every), "every one of these lots would be delivered at the same instant",
        "write 'delay: 2h', counted from each order, instead of an instant")
      return
    }
    guard let instants, let face, let price, let delivery else { return }
    guard plan.purchases.count + instants.count <= mostLots else {
      findings.error(label.place, "with this, the case has more than \(grouped(mostLots)) lots", "list fewer")
      return
    }
    lots.append((label, []))
    let first = plan.purchases.count
    defer { noteLapse(lot, of: Array(first..<plan.purchases.count)) }
    for (name, orderedAt) in zip(names, instants) {
      take(name: name, label.place)
      var purchase = Purchase(
        name: name, source: source, orderedAt: orderedAt, face: face, price: price, terms: terms)
      purchase.isDelivered = delivery.isDelivered
      guard date(&purchase, lot, delivery.usable), checkClaim(purchase, lot, risk) else { break }
      list(purchase, OriginRisk(seller: risk))
      count(face, to: .face, lot.place(keys.credit))
      if source != .opening { countCash(purchase.priceWithFee, tax: terms.tax, label.place) }
    }
  }

  /// Adds a lot to the plan, and to the entry that is being read.
  @discardableResult
  func list(_ purchase: Purchase, _ risk: OriginRisk = OriginRisk()) -> Origin {
    plan.purchases.append(purchase)
    let index = plan.purchases.endIndex - 1
    chances.risks[.purchase(index)] = risk
    lots[lots.endIndex - 1].purchases.append(index)
    return .purchase(index)
  }

  /// What the lots of an entry are called.
  private func names(of label: Label, _ lot: Record, count: Int) -> [String] {
    lot.has(Keys.lot.repeats.every) ? (0..<count).map { "\(label.name) #\($0 + 1)" } : [label.name]
  }

  /// The face value, or nothing for what is given, unless stated, as an amount or for each dollar. An opening lot states what it cost
  /// once, any other what is paid for it.
  private func readLotPrice(_ lot: Record, _ source: Source, _ face: Nanodollars?) -> Nanodollars? {
    let keys = Keys.lot
    if source == .opening {
      lot.refuse(
        keys.pay, "for an opening lot: nothing is paid for it any more", "write 'cost', what it cost once")
      lot.refuse(
        keys.price, "for an opening lot: nothing is paid for it any more", "write 'cost', what it cost once")
      lot.refuse(
        keys.terms.fee, "for an opening lot: nothing is paid for it any more",
        "leave it out; 'cost' is all that it cost once")
    } else {
      lot.refuse(keys.cost, "for a lot that is bought or given here", "write 'pay', the price before tax")
    }
    let cost = lot.take(keys.cost)
    let pay = source == .opening ? nil : statedPrice(lot, keys.pay, keys.price, of: face)
    if lot.has(keys.price), face == nil { return nil }
    let isGiven = source.column == .granted
    if let face, !lot.has(keys.price) {
      lot.assume(
        source == .opening ? keys.cost : keys.pay, (isGiven ? .zero : face).description,
        from: isGiven ? "source" : "as credit")
    }
    return (source == .opening ? cost : pay) ?? (isGiven ? .zero : face)
  }

  /// As an amount, or for each dollar of credit; nil: neither is stated. (A credit that is missing is told of elsewhere.)
  func statedPrice(
    _ record: Record, _ pay: Key<Nanodollars>, _ price: Key<Ratio>, of face: Nanodollars?
  ) -> Nanodollars? {
    let stated = record.take(pay)
    guard record.chooseAny([pay, price]) == price.name, let share = record.take(price), let face else {
      return stated
    }
    return share.of(face) ?? .largest
  }

  // MARK: Delivery

  private struct Delivery {
    enum Usable { case after(TimeSpan), at(Instant, Place) }
    var usable: Usable = .after(.zero)
    var isDelivered = true
  }

  private func readDelivery(
    _ lot: Record, _ source: Source, _ seller: Seller?, _ risk: inout SellerRisk
  ) -> Delivery? {
    let keys = Keys.lot
    if horizon != nil, lot.find(keys.claimed)?.isMap == true { return readClaim(lot, source, &risk) }
    if horizon != nil {
      lot.refuse(
        keys.claimBy, "without a date of claim that is left to chance",
        "write 'claimed: {within: 5 days}' with it")
    }
    var delivery = Delivery()
    let key = lot.choose([keys.delivered, keys.claimed])
    if lot.has(keys.delay), lot.find(keys.delay)?.isMap == false || horizon == nil {
      risk.delay = nil
      if let delay = lot.take(keys.delay, as: .span) { delivery.usable = .after(delay) }
    } else if key == nil {
      delivery.usable = .after(.seconds(delay(lot, keys.delay, seller, &risk)))
    }
    guard let key else { return delivery }
    risk.delay = nil
    guard let stated = lot.take(key) else { return nil }
    guard let instant = stated else {
      if horizon != nil {
        findings.error(
          lot.place(key), "in a scenario nobody knows which lot never comes",
          "write the chance of it: 'seller: {undelivered: 2%}'")
      }
      delivery.isDelivered = false
      return delivery
    }
    if lot.has(keys.delay) {
      findings.error(
        lot.keyPlace(keys.delay), "'\(key.name)' and 'delay' exclude each other", "keep one of them")
    }
    delivery.usable = .at(instant, lot.place(key))
    return delivery
  }

  /// When a gift is claimed, if it ever is: as late deliveries and lost ones are drawn.
  private func readClaim(_ lot: Record, _ source: Source, _ risk: inout SellerRisk) -> Delivery? {
    let keys = Keys.lot
    for key: any StatedKey in [keys.delivered, keys.delay] {
      lot.refuse(key, "beside 'claimed'", "leave it out")
    }
    if source.column != .granted {
      findings.error(
        lot.keyPlace(keys.claimed), "what is bought is delivered, and nobody has to claim it",
        "write 'delay: {median: 2 hours, p90: 2 days}', or 'source: promotion'")
    }
    if risk.undelivered > .zero {
      findings.error(
        lot.keyPlace(keys.claimed),
        "a seller that does not deliver and a claim that is never made are one too many",
        "write the chance of both under 'never'")
    }
    let claim = lot.map(keys.claimed, .claim, "a claim") { claim in
      (within: claim.need(Keys.claim.within), never: claim.take(Keys.claim.never))
    }
    risk.claimBy = lot.take(keys.claimBy)
    guard let claim, let within = claim.within else { return nil }
    (risk.delay, risk.undelivered) = (within.random, claim.never)
    return Delivery(usable: .after(.seconds(within.median)))
  }

  /// Whether a gift can be claimed at all by its last day; false after a mistake.
  private func checkClaim(_ purchase: Purchase, _ lot: Record, _ risk: SellerRisk) -> Bool {
    guard let last = risk.claimBy else { return true }
    let first = risk.delay == nil ? purchase.usableFrom : purchase.orderedAt
    guard first > last else { return true }
    findings.error(
      lot.place(Keys.lot.claimBy), "this comes before the lot can be claimed (\(first.brief))",
      "write a later instant")
    return false
  }

  /// Works out when a lot is usable and whether it is ever usable; false after a mistake.
  private func date(_ purchase: inout Purchase, _ lot: Record, _ usable: Delivery.Usable) -> Bool {
    let expiryKey = lot.has(Keys.terms.validity) ? Keys.terms.validity : Keys.terms.expires
    do throws(QuantityError) {
      switch usable {
      case .after(let delay): purchase.usableFrom = try purchase.orderedAt.adding(delay)
      case .at(let instant, let place):
        purchase.usableFrom = instant
        guard instant >= purchase.orderedAt else {
          findings.error(
            place, "this is before the lot is ordered (\(purchase.orderedAt.brief))", "write a later instant")
          return false
        }
      }
      let terms = purchase.terms
      let start = terms.validityCountsFrom == .purchase ? purchase.orderedAt : purchase.usableFrom
      let expires = try terms.validity.expiry(from: start, cycle: plan.billingCycle)
      guard expires > purchase.usableFrom else {
        findings.error(
          lot.place(expiryKey),
          "this lot can never be used: it is usable from \(purchase.usableFrom.brief), "
            + "and gone at \(expires.brief)",
          "write a later expiry, or an earlier delivery")
        return false
      }
      return true
    } catch {
      findings.error(lot.place(expiryKey), error)
      return false
    }
  }

  // MARK: Names

  /// Every lot, and everything that buys lots, has a name of its own.
  func take(name: String, _ place: Place) {
    if let first = names[name] {
      findings.error(place, "the name \(quote(name)) is taken on line \(first.line)", "give it another name")
    } else {
      names[name] = place
    }
  }

  /// `what` is the last instant at which anything is asked for. What is owed by then is all that such a lot can pay.
  /// What is refused by then may wait for a lot.
  func warnOfLateLots(after last: Instant, _ what: String, patience: Int64) {
    for (label, purchases) in lots {
      let late = purchases.filter { plan.purchases[$0].orderedAt.seconds - patience > last.seconds }.count
      guard late > 0 else { continue }
      let which = purchases.count == 1 ? "this lot comes" : "\(late) of these \(purchases.count) lots come"
      let mayOwe = plan.largerThanBalance == .overdraw || plan.openingDebt > .zero
      findings.warning(
        label.place,
        "\(which) after \(what) (\(last.brief)) and can pay for nothing\(mayOwe ? " but a debt" : "")",
        "check the dates")
    }
  }
}

extension Shape where Value == Instant? {
  /// Of a lot; never: it is paid, and lost.
  static var instantOrNever: Shape {
    Shape("an instant like 2026-12-01, or never", .anyOf([.instant, .names(["never"])])) { node, findings in
      if case .scalar(let text, _) = node.content, text.trimmed == "never" { return .some(nil) }
      return Shape<Instant>.instant.read(node, findings).map { .some($0) }
    }
  }
}

extension Shape where Value == Source {
  static var lotSource: Shape { name(from: Source.allCases.filter { $0 != .autoReload }) }

  /// What a standing order or a person may buy.
  static var triggerSource: Shape {
    name(from: Source.allCases.filter { $0 != .autoReload && $0 != .opening })
  }

  static var boughtSource: Shape {
    name(from: Source.allCases.filter { $0.column == .bought })
  }
}
