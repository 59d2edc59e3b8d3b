/// Each key of a plan lands in the model.

import Ledger
import Pricing
import Quantities
import Scenario
import ScenarioFile
import Testing

@Suite struct `A plan of a scenario` {
  @Test func `buys a lot alone, a list, or a map by name`() throws {
    #expect(try plan("buy: {credit: $100}").ledger.purchases.map(\.name) == ["official 1"])
    let list = try plan(
      """
      buy:
        - {credit: $100}
        - {source: reseller, credit: $250, pay: $100, every: 2 months, count: 2, seller: {refund: 50%}}
        - {credit: $5}
      """)
    #expect(
      list.ledger.purchases.map(\.name)
        == ["official 1", "reseller 1 #1", "reseller 1 #2", "official 2"])
    #expect(list.ledger.purchases[1].terms.refund == .percent(50))
    #expect(list.risks.isEmpty)
    #expect(
      try plan("buy: {first: {credit: $1}, second: {credit: $2}}").ledger.purchases.map(\.name) == [
        "first", "second",
      ])
  }

  @Test func `repeats to the end of the horizon, and no further`() throws {
    let lots = try plan("buy: {credit: $100, every: 1 month}").ledger.purchases
    #expect(lots.count == 12)
    #expect(lots.last?.orderedAt == .at("2027-11-01"))
  }

  @Test func `takes its seller's word for lots of resellers only`() throws {
    let read = try plan(
      """
      buy:
        - {source: reseller, credit: $250, pay: $100}
        - {credit: $100}
        - {source: reseller, credit: $50, delay: 3 hours, seller: {undelivered: 9%}}
      seller: {undelivered: 2%, revoked: 3% per month, takes other lots: 20%, refund: 10%, delay: {median: 2 hours, p90: 2 days}}
      when empty: {source: reseller, buy: $250, pay: $100, after: {median: 6 hours, p90: 3 days}}
      """)
    let (first, official, own) = (
      read.risks[.purchase(0)].seller, read.risks[.purchase(1)].seller, read.risks[.purchase(2)].seller
    )
    #expect(first.undelivered == .percent(2))
    #expect(first.revokedPerMonth == .percent(3))
    #expect(first.takesOtherLots == .percent(20))
    #expect(first.delay == .lognormal(median: 7_200, p90: 172_800))
    #expect(read.ledger.purchases[0].usableFrom == .at("2026-12-01T02:00Z"))
    #expect(read.ledger.purchases[0].terms.refund == .percent(10))
    #expect(official == SellerRisk())
    #expect(own.undelivered == .percent(9) && own.revokedPerMonth == .zero && own.delay == nil)
    #expect(read.ledger.purchases[2].usableFrom == .at("2026-12-01T03:00Z"))
    #expect(read.risks[.person(0)].seller.undelivered == .percent(2))
    #expect(read.ledger.people[0].offer.delay == 7_200)
    #expect(read.risks[.person(0)].reaction == .lognormal(median: 21_600, p90: 259_200))
    #expect(read.ledger.people[0].reaction == 21_600)
  }

  @Test func `says in which share payments are declined, and how long they take`() throws {
    let read = try plan(
      "auto-reload: {below: $20, add: $50, declined: 2%, latency: {median: 1 min, p90: 30 min}, off after: 3}"
    )
    #expect(read.risks[.autoReload(0)].declined == .percent(2))
    #expect(read.ledger.autoReloads[0].declinedTries == [])
    #expect(read.ledger.autoReloads[0].offer.delay == 60)
    var seller = SellerRisk()
    seller.delay = .lognormal(median: 60, p90: 1_800)
    #expect(read.risks[.autoReload(0)].seller == seller)
    let sure = try plan("auto-reload: {below: $20, add: $50, latency: 5 min}")
    #expect(sure.risks.isEmpty)
  }

  @Test func `keeps the risk of each trigger beside the trigger`() throws {
    let read = try plan(
      """
      when empty: {buy: $5, after: 1 hour, seller: {undelivered: 3%}}
      standing orders: {a: {buy: $5, every: 1 month, seller: {undelivered: 2%}}}
      auto-reload: {below: $20, add: $50}
      """)
    #expect(
      read.ledger.origins.map { read.risks[$0].seller.undelivered } == [.zero, .percent(2), .percent(3)])
  }

  @Test func `has a commitment, paid in instalments`() throws {
    let read = try plan(
      """
      commitment:
        credit: $60,000
        pay: $48,000
        term: 1 year
        instalments: 4
        volume prices: {claude-opus-5-5: 90%}
      """)
    let lot = read.ledger.purchases[0]
    #expect(lot.source == .enterprise && lot.face == .dollars(60_000))
    #expect(lot.price == .dollars(48_000) && lot.paidLater == .dollars(36_000))
    #expect(lot.terms.validity == .lasting(.years(1)))
    #expect(read.ledger.fees.map(\.at) == [.at("2027-03-01"), .at("2027-06-01"), .at("2027-09-01")])
    #expect(read.ledger.fees.allSatisfy { $0.price == .dollars(12_000) })
    #expect(read.volumePrices.map(\.share) == [.percent(90)])
  }

  /// The price of a dollar in the place of an amount: rounded up to the nano-dollar, nothing and more than list price included.
  @Test(arguments: [
    ("commitment: {credit: $60000, price: 80%}", "48000"), ("commitment: {credit: $100, price: 0%}", "0"),
    ("commitment: {credit: $100, price: 100%}", "100"), ("commitment: {credit: $100}", "100"),
    ("buy: {credit: $1850, price: 40%}", "740"), ("buy: {credit: $0.01, price: 33.3333%}", "0.00333333"),
    ("buy: {credit: $100, price: 1000%}", "1000"), ("buy: {credit: $100}", "100"),
  ])
  func `states what a dollar of credit costs`(_ text: String, _ price: String) throws {
    #expect(try plan(text).ledger.purchases[0].price == Nanodollars(parsing: price))
  }

  @Test(arguments: [
    ("commitment: {credit: $9, price: 80%, pay: $3}", "exclude each other"),
    ("buy: {credit: $9, price: 80%, pay: $3}", "exclude each other"),
    ("commitment: {credit: $9, price: 1001%}", "1,001% is more than 1,000%"),
    ("commitment: {price: 80%}", "commitment needs 'credit'"),
    ("buy: {source: opening, credit: $9, price: 80%}", "has no meaning for an opening lot"),
  ])
  func `states it once, as a share, of a credit`(_ text: String, _ message: String) {
    #expect(said("plans: {one: {\(text)}}").contains(message))
  }

  @Test(arguments: [
    ("pro", 1, 20, 0), ("max", 1, 100, 100), ("max", 3, 300, 100), ("ultra", 2, 400, 200),
    ("team standard", 25, 625, 500),
    ("team standard", 24, 600, 480), ("team premium", 5, 625, 500), ("team premium", 6, 750, 500),
  ])
  func `subscribes to a known plan`(_ known: String, _ seats: Int, _ price: Int64, _ credit: Int64) throws {
    let read = try plan(
      "subscription: {plan: \(known), seats: \(seats)}", account: "{billing cycle: 2026-12-15}")
    #expect(read.ledger.fees.count == 12)
    #expect(read.ledger.fees[0].at == .at("2026-12-15"))
    #expect(read.ledger.fees[0].price == .dollars(price))
    #expect(read.ledger.purchases.count == (credit > 0 ? 12 : 0))
    for lot in read.ledger.purchases {
      #expect(lot.source == .planCredit && lot.face == .dollars(credit) && lot.price == .zero)
      #expect(lot.terms.validity == .billingCycle)
    }
    let cap = try #require(read.ledger.usageCaps.first)
    #expect(cap.amount == .dollars(2_000) && cap.window == .day(.utc))
    #expect(cap.scope.map { read.ledger.scopes[$0] } == Scope(channels: [.plan]))
  }

  /// What falls before the start was paid before; what falls on it is paid.
  @Test(arguments: [
    ("2026-11-30", "2026-12-30"), ("2026-12-01", "2026-12-01"), ("2026-10-02", "2026-12-02"),
  ])
  func `pays from the first turn of the billing cycle`(_ anchor: String, _ first: String) throws {
    let read = try plan("subscription: {plan: max}", account: "{billing cycle: \(anchor)}")
    #expect(read.ledger.fees.first?.at == .at(first))
    #expect(read.ledger.purchases.first?.orderedAt == .at(first))
    #expect(read.ledger.purchases.count == 12)
  }

  /// $31 for a cycle of 31 days, from the 15th of December on.
  @Test(arguments: [
    ("2026-12-15", 31, "2027-01-15"), ("2026-12-16", 30, "2027-01-15"), ("2026-12-20", 26, "2027-01-15"),
    ("2027-01-14", 1, "2027-01-15"), ("2027-01-14T23:59:59Z", 1, "2027-01-15"),
    ("2027-01-15", 31, "2027-02-15"),
  ])
  func `a first payment may be for the days that are left of its cycle`(
    _ from: String, _ first: Int64, _ next: String
  ) throws {
    let read = try plan(
      "subscription: {pay: $31, api credit: $62, from: \(from), prorated: yes, count: 3}",
      account: "{billing cycle: 2026-12-15}")
    #expect(read.ledger.fees.map(\.price) == [.dollars(first), .dollars(31), .dollars(31)])
    #expect(read.ledger.fees[0].at == .at(from) && read.ledger.fees[1].at == .at(next))
    #expect(read.ledger.purchases.map(\.face) == [.dollars(2 * first), .dollars(62), .dollars(62)])
    #expect(read.ledger.purchases.map(\.orderedAt) == read.ledger.fees.map(\.at))
    let open = try plan(
      "subscription: {pay: $31, from: \(from), prorated: yes, until: \(next)}",
      account: "{billing cycle: 2026-12-15}")
    #expect(open.ledger.fees.map(\.price) == [.dollars(first)])
  }

  @Test func `states what a subscription pays, and its own daily cap`() throws {
    let read = try plan("subscription: {pay: $100}\ndaily cap: $50\nusage credits: {monthly cap: $200}")
    #expect(read.ledger.fees.count == 12 && read.ledger.purchases.isEmpty)
    #expect(read.ledger.usageCaps.map(\.amount) == [.dollars(200), .dollars(50)])
    #expect(read.ledger.usageCaps.map(\.window) == [.month, .day(.utc)])
    #expect(read.ledger.creditScope == nil)
    let disabled = try plan("subscription: {pay: $100}\nusage credits: disabled")
    #expect(disabled.ledger.creditScope.map { disabled.ledger.scopes[$0] } == Scope(channels: [.apiKey]))
  }
}

@Suite struct `Switches that nobody knows` {
  @Test func `are kept, each with its index, beside their defaults`() throws {
    let read = try plan(
      """
      buy: {credit: $100}
      draw order: unknown
      monthly limit: [{amount: $500}, {amount: $900, crossing: unknown}]
      daily cap: {amount: $100, crossing: unknown}
      auto-reload:
        a: {below: $20, add: $50}
        b: {at or below: $20, up to: $50, trigger: unknown, in flight: unknown, after refusal: unknown, amount: unknown}
      """, account: "{tier: start, disconnects: unknown, larger than balance: unknown, draw order: newest}")
    #expect(
      Set(read.unknown) == [
        .drawOrder, .largerThanBalance, .disconnects, .crossing(cap: 2), .crossing(cap: 3),
        .trigger(reload: 1), .inFlight(reload: 1), .afterRefusal(reload: 1), .amountIsTarget(reload: 1),
      ])
    #expect(read.unknown.count == 9)
    #expect(read.ledger.drawOrder == .earliestExpiry)
    #expect(read.ledger.autoReloads[1].trigger == .atOrBelow)
  }

  @Test func `of the account are settled by a plan that states them`() throws {
    let settled = try plan("buy: {credit: $1}\ndraw order: oldest", account: "{draw order: unknown}")
    #expect(settled.unknown == [] && settled.ledger.drawOrder == .oldest)
    let open = try plan("buy: {credit: $1}", account: "{draw order: unknown}")
    #expect(open.unknown == [.drawOrder])
  }

  @Test func `make a variant for every combination, the default first`() throws {
    let read = try plan(
      "buy: {credit: $1}\nlarger than balance: unknown\ndisconnects: unknown\nmonthly limit: {amount: $5, crossing: unknown}"
    )
    let variants = read.variants
    #expect(variants.count == 3 * 2 * 3)
    #expect(variants[0].ledger == read.ledger)
    #expect(Set(variants.map(\.ledger)).count == 18)
    #expect(variants[0].settings.map(\.name) == ["larger than balance", "disconnects", "crossing"])
    #expect(try plan("buy: {credit: $1}").variants.count == 1)
  }
}
