/// Subscriptions of a scenario: a fee each billing cycle, and the API credit that comes with it. Prices
/// and credit of the known plans are the provider's of autumn 2026 (in the US, before tax); the limits
/// that a plan includes are not published in dollars, so `allowance` states them. What falls before the
/// start was paid before.

import Documents
import Ledger
import Quantities
import Scenario

package enum KnownPlan: String, CaseIterable, Sendable {
  case pro, max, ultra
  case teamStandard = "team standard"
  case teamPremium = "team premium"

  /// Of one seat, a month.
  var price: Nanodollars {
    switch self {
    case .pro: .dollars(20)
    case .max: .dollars(100)
    case .ultra: .dollars(200)
    case .teamStandard: .dollars(25)
    case .teamPremium: .dollars(125)
    }
  }

  /// The API credit of so many seats, a month: a team's is one pool of at most $500.
  func credit(seats: Int) -> Nanodollars {
    switch self {
    case .pro: .zero
    case .max: .dollars(100 * Int64(seats))
    case .ultra: .dollars(200 * Int64(seats))
    case .teamStandard: .dollars(Swift.min(500, 20 * Int64(seats)))
    case .teamPremium: .dollars(Swift.min(500, 100 * Int64(seats)))
    }
  }
}

extension PlanReader {
  func readSubscriptions() {
    root.oneOrNamed(Keys.credits.subscription, "subscription", named: "subscription") {
      readSubscription($0, $1)
    }
  }

  /// The provider redeems at most $2,000 of usage credits a day; only a stated `daily cap` is another.
  func readRedemptionCap() {
    guard horizon != nil, root.has(Keys.credits.subscription), !root.has(Keys.limits.dailyCap) else { return }
    root.assume(
      Keys.limits.dailyCap, "{amount: $2000, crossing: latched, day: UTC, channels: [plan]}",
      from: "usage credits")
    guard let scope = scopes.id(Scope(channels: [.plan])) else {
      tooManyScopes(Keys.credits.subscription)
      return
    }
    plan.usageCaps.append(UsageCap(amount: .dollars(2_000), window: .day(.utc), scope: scope))
  }

  /// `pay` and `api credit` are what all seats together pay and get each time.
  private func readSubscription(_ label: Label, _ record: Record) {
    let keys = Keys.subscription
    let known = record.take(keys.plan)
    if !record.has(keys.plan), !record.has(keys.pay) {
      record.missing(
        keys.plan, "write 'plan: max' (or pro, ultra, team standard, team premium), or 'pay: $100'")
    }
    if !record.has(keys.plan) {
      record.refuse(keys.seats, "without 'plan'", "write what all of them pay together")
    }
    let seats = record.has(keys.plan) ? record.take(keys.seats) : 1
    var pay = record.take(keys.pay)
    var credit = record.take(keys.apiCredit)
    if let known {
      let origin = "plan \(known.rawValue)"
      let price = Nanodollars(known.price.count * Int64(seats))
      record.assume(keys.pay, price.description, from: origin)
      record.assume(keys.apiCredit, known.credit(seats: seats).description, from: origin)
      pay = pay ?? price
      credit = credit ?? known.credit(seats: seats)
    } else {
      record.assume(keys.apiCredit, "$0.00")
    }
    let tax = record.take(keys.tax, default: self.tax.description, from: "tax")
    let from = record.take(
      keys.from, default: plan.billingCycle.anchor.description, from: "billing cycle")
    let instants = repeats(record, from: from, most: mostLots, every: "1 month")
    guard let pay, let instants else { return }
    for at in instants where at >= plan.start {
      plan.fees.append(Fee(name: label.name, at: at, price: pay, tax: tax))
      countCash(pay, tax: tax, record.place(keys.pay))
    }
    if let credit, credit > .zero { grant(credit, label, at: instants.filter { $0 >= plan.start }) }
  }

  /// It pays for what keys use, and lapses with its billing cycle.
  private func grant(_ credit: Nanodollars, _ label: Label, at instants: [Instant]) {
    var terms = LotTerms()
    terms.validity = .billingCycle
    terms.scope = scopes.id(Scope(channels: [.apiKey]))
    if terms.scope == nil { tooManyScopes(Keys.credits.subscription) }
    for (index, at) in instants.enumerated() {
      let name = "\(label.name) credit #\(index + 1)"
      take(name: name, label.place)
      plan.purchases.append(
        Purchase(
          name: name, source: .planCredit, orderedAt: at, face: credit, price: .zero, terms: terms))
      chances.purchases.append(SellerRisk())
      count(credit, to: .face, label.place)
    }
  }
}
