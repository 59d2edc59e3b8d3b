/// Subscriptions of a scenario: a fee each billing cycle, and the API credit that comes with it. Prices
/// and credit of the plans that are sold are the provider's, of the day on which the scenario starts; the usage
/// that a plan includes `allowance` states. What falls before the start was paid before.

import Documents
import Ledger
import Providers
import Quantities
import Scenario

extension PlanReader {
  func readSubscriptions() {
    root.oneOrNamed(Keys.credits.subscription, "subscription", named: "subscription") {
      readSubscription($0, $1)
    }
  }

  /// What the provider lets through in a day beside a subscription; only a stated `daily cap` is another.
  func readRedemptionCap() {
    let isSubscribed = root.has(Keys.credits.subscription) || root.has(Keys.limits.seats)
    guard horizon != nil, isSubscribed, !root.has(Keys.limits.dailyCap) else { return }
    let caps = provider.dailyCaps(at: plan.start)
    guard let first = caps.first else { return }
    let texts = caps.map { cap in
      "{amount: \(cap.text), crossing: latched, day: \(cap.zoneName)"
        + (cap.channel.map { ", channels: [\($0.rawValue)]" } ?? "") + "}"
    }
    root.assume(
      Keys.limits.dailyCap, caps.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]",
      from: first.name)
    for cap in caps {
      let scope = scope(of: cap.channel)
      if scope == nil, cap.channel != nil {
        tooManyScopes(Keys.credits.subscription)
        return
      }
      plan.usageCaps.append(UsageCap(amount: cap.amount, window: .day(cap.zone), scope: scope))
    }
  }

  /// `pay` and `api credit` are what all seats together pay and get each time.
  private func readSubscription(_ label: Label, _ record: Record) {
    let keys = Keys.subscription
    let known = readSeatPlan(record, keys.plan)
    needPlanOrPay(record, keys.plan, keys.pay)
    if !record.has(keys.plan) {
      record.refuse(keys.seats, "without 'plan'", "write what all of them pay together")
    }
    let seats = record.has(keys.plan) ? record.take(keys.seats) : 1
    var pay = record.take(keys.pay)
    var credit = record.take(keys.apiCredit)
    if let known {
      let origin = "plan \(known.name)"
      let price = known.price(seats: seats)
      record.assume(keys.pay, price.description, from: origin)
      record.assume(keys.apiCredit, known.credit(seats: seats).description, from: origin)
      pay = pay ?? price
      if credit == nil { warnOfCreditElsewhere(known, seats: seats, record.place) }
      credit = credit ?? known.credit(seats: seats)
    } else {
      record.assume(keys.apiCredit, "$0.00")
    }
    let tax = record.take(keys.tax, default: self.tax.description, from: "tax")
    let from = record.take(
      keys.from, default: plan.billingCycle.anchor.description, from: "billing cycle")
    let payments =
      (record.take(keys.prorated) ?? false) ? prorated(label, record, from) : whole(label, record, from)
    guard let pay, let payments else { return }
    subscribe(
      label, pay: pay, credit: credit ?? .zero, tax: tax, for: known.map(\.channel) ?? .apiKey, payments,
      record.place(keys.pay))
  }

  /// Pays so much at each payment, and gets so much credit with it. What falls before the start was paid before.
  func subscribe(
    _ label: Label, pay: Nanodollars, credit: Nanodollars, tax: Ratio, for channel: Channel?,
    _ payments: [Payment], _ place: Place
  ) {
    let due = payments.filter { $0.at >= plan.start }
    for payment in due {
      let price = payment.part(of: pay)
      guard price > .zero else { continue }
      plan.fees.append(Fee(name: label.name, at: payment.at, price: price, tax: tax))
      countCash(price, tax: tax, place)
    }
    if credit > .zero { grant(credit, label, for: channel, with: due) }
  }

  /// Where the accounts of a plan are each linked to an organisation of their own, one of them brings its credit here.
  func warnOfCreditElsewhere(_ known: Provider.SeatPlan, seats: Int, _ place: Place) {
    guard seats > 1, known.credit > .zero, known.creditCap == known.credit else { return }
    let others =
      seats == 2
      ? "that of the other to an organisation of its own" : "that of the others to organisations of their own"
    findings.warning(
      place,
      "the API credit of one '\(known.name)' comes to this account (\(known.credit)), \(others)",
      "write the 'api credit' that comes to this account")
  }

  private func whole(_ label: Label, _ record: Record, _ from: Instant) -> [Payment]? {
    guard let instants = repeats(record, from: from, most: mostLots, every: "1 month") else { return nil }
    noteEnd(
      of: label, record, from: from, payments: instants.count,
      every: record.has(Keys.repeats.every) ? record.take(Keys.repeats.every) : .months(1))
    return instants.map { Payment(at: $0) }
  }

  /// The first payment is for the days that are left of the billing cycle in which it falls, the others come when the cycle turns. At
  /// the turn itself all days are left.
  private func prorated(_ label: Label, _ record: Record, _ from: Instant) -> [Payment]? {
    let keys = Keys.repeats
    record.refuse(keys.every, "beside 'prorated'", "leave it out: it is paid when the billing cycle turns")
    let (count, until) = (record.take(keys.count, as: .whole(1...mostLots)), record.take(keys.until))
    guard (until ?? horizon).map({ $0 > from }) ?? true else {
      findings.error(
        until == nil ? record.place(Keys.subscription.from) : record.place(keys.until),
        "there is no time between the first payment (\(from.brief)) and the end", "check the dates")
      return nil
    }
    let payments = proratedPayments(from: from, until: until ?? horizon, count: count)
    let end = plan.billingCycle.turn(after: payments[payments.endIndex - 1].at)
    subscriptionEnds[label.name] = count == nil && until == nil ? .never : .at(end)
    return payments
  }

  func proratedPayments(from: Instant, until: Instant?, count: Int? = nil) -> [Payment] {
    let next = plan.billingCycle.turn(after: from)
    var before = plan.billingCycle.turn(after: Instant(seconds: max(0, from.seconds - 63 * TimeSpan.day)))
    while plan.billingCycle.turn(after: before) <= from { before = plan.billingCycle.turn(after: before) }
    var payments = [Payment(at: from)]
    payments[0].days = (next.date.day - from.date.day, next.date.day - before.date.day)
    var at = next
    while payments.count < min(count ?? mostLots, mostLots), until.map({ at < $0 }) ?? (count != nil) {
      payments.append(Payment(at: at))
      at = plan.billingCycle.turn(after: at)
    }
    return payments
  }

  /// A plan has a price; what is none states its own.
  func needPlanOrPay(_ record: Record, _ plan: some StatedKey, _ pay: some StatedKey) {
    guard !record.has(plan), !record.has(pay) else { return }
    let others = provider.planNames.filter { $0 != provider.examplePlan }
    record.missing(
      plan, "write 'plan: \(provider.examplePlan)' (or \(others.joined(separator: ", "))), or 'pay: $100'")
  }

  /// A plan by its name, or by one that it had before.
  func readSeatPlan(_ record: Record, _ key: Key<String>) -> Provider.SeatPlan? {
    guard let name = record.take(key, as: .oneOf(provider.planNamesAsWritten)) else { return nil }
    if case .scalar(let written, _)? = record.find(key)?.content, written.trimmed != name {
      findings.warning(
        record.place(key), "the plan '\(written.trimmed)' is called '\(name)' now", "write 'plan: \(name)'")
    }
    if let known = provider.plan(name, at: plan.start) { return known }
    let sold = provider.planNames.filter { provider.plan($0, at: plan.start) != nil }
    findings.error(
      record.place(key), "the plan '\(name)' is not sold any more on \(plan.start.brief)",
      "write \((sold.map { "'\($0)'" } + ["'pay: $100'"]).joined(separator: " or "))")
    return nil
  }

  /// It pays for what the plan says, usually what keys use, and lasts as plan credit does.
  private func grant(
    _ credit: Nanodollars, _ label: Label, for channel: Channel?, with payments: [Payment]
  ) {
    var terms = LotTerms()
    terms.validity = provider.validity(of: .planCredit, at: plan.start).validity
    terms.scope = scope(of: channel)
    if terms.scope == nil, channel != nil { tooManyScopes(Keys.credits.subscription) }
    for (index, payment) in payments.enumerated() {
      let (at, credit) = (payment.at, payment.part(of: credit))
      guard credit > .zero else { continue }
      let name = "\(label.name) credit #\(index + 1)"
      take(name: name, label.place)
      plan.purchases.append(
        Purchase(
          name: name, source: .planCredit, orderedAt: at, face: credit, price: .zero, terms: terms))
      count(credit, to: .face, label.place)
    }
  }
}

/// One payment of a subscription, and what of a whole one it is.
struct Payment {
  var at: Instant
  /// So many days of so many; nil: all.
  var days: (left: Int64, of: Int64)?

  init(at: Instant) { self.at = at }

  /// The exact share by days, rounded half to even.
  func part(of amount: Nanodollars) -> Nanodollars {
    guard let days, days.left != days.of else { return amount }
    let part = scaled(amount.count, by: days.left, over: days.of, rounding: .nearestEven)
    return part.map { Nanodollars($0) } ?? amount
  }
}
