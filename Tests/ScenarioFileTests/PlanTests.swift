/// Every key of docs/replay-case.md, from its text to its place in the plan.

import Foundation
import Ledger
import Providers
import Pricing
import Quantities
import Scenario
import ScenarioFile
import Testing

@Suite struct `Keys of a case` {
  @Test func `defaults are those of the document`() throws {
    let read = try read("start: 2026-01-10")
    var plan = LedgerPlan(start: .at("2026-01-10"))
    plan.billingCycle = BillingCycle(anchor: .at("2026-01-10"))
    #expect(read.plan == plan)
    #expect(read.title == "case")
    #expect(read.rounding == .nearestEven)
    #expect(read.end == nil)
    #expect(read.requests.isEmpty)
    #expect(read.requestsFile == nil)
  }

  @Test func `switches land where they belong`() throws {
    let read = try read(
      """
      title: "Two: lots"
      start: 2026-01-10 06:00
      end: 2027-03-01T00:00+02:00
      rates: anthropic
      rounding: nearest, ties away from zero
      billing cycle: 2026-01-31
      draw order: [scoped first, cheapest]
      larger than balance: pay in part
      disconnects: not charged
      opening debt: $1.25
      """)
    #expect(read.title == "Two: lots")
    #expect(read.rounding == .nearestAway)
    #expect(read.plan.start == .at("2026-01-10T06:00Z"))
    #expect(read.end == .at("2027-02-28T22:00Z"))
    #expect(read.plan.billingCycle.anchor == .at("2026-01-31"))
    #expect(read.plan.drawOrder.keys == [.scopedFirst, .cheapest])
    #expect(read.plan.largerThanBalance == .payInPart)
    #expect(!read.plan.disconnectsAreCharged)
    #expect(read.plan.openingDebt == .of("$1.25"))
  }

  @Test(arguments: DrawOrder.named)
  func `each draw order has its name`(_ order: DrawOrder) throws {
    #expect(try read("start: 2026-01-01\ndraw order: \(order.name)").plan.drawOrder == order)
  }

  @Test func `a key that no order is called by is an order of itself`() throws {
    #expect(try read("start: 2026-01-01\ndraw order: latest expiry").plan.drawOrder.keys == [.latestExpiry])
  }

  @Test func `the start is the earliest instant of the case, an opening lot's past aside`() throws {
    let read = try read(
      """
      lots:
        held: {source: opening, credit: $5, at: 2025-06-01}
        a: {credit: $5, at: 2026-02-01}
      standing orders: {b: {buy: $5, every: 1 week, from: 2026-01-20}}
      subscription: {pay: $20, from: 2026-01-15}
      events: [{at: 2026-03-01, void: a}]
      requests: [{at: 2026-01-11T10:00Z, amount: $1}]
      """)
    #expect(read.plan.start == .at("2026-01-11T10:00Z"))
    #expect(read.plan.purchases[0].orderedAt == .at("2025-06-01"))
    #expect(read.plan.billingCycle.anchor == .at("2026-01-11T10:00Z"))
  }

  // MARK: Lots

  static func lot(_ text: String) throws -> Purchase {
    try read("start: 2026-01-10\ntax: 23%\nlots: {a: {\(text)}}").plan.purchases[0]
  }

  @Test func `a lot is official, at list price, at the start, for a year`() throws {
    let lot = try Self.lot("credit: $250")
    var terms = LotTerms()
    terms.tax = .percent(23)
    #expect(
      lot
        == Purchase(
          name: "a", source: .official, orderedAt: .at("2026-01-10"), face: .dollars(250),
          price: .dollars(250),
          terms: terms))
  }

  @Test func `every key of a lot lands on the lot`() throws {
    let lot = try Self.lot(
      """
      source: reseller, credit: $250, pay: $100, at: 2026-02-01, delay: 2h, validity: 180 days from purchase,
      models: [claude-opus-4-5, claude-haiku-4-5], channels: api key, priority: -3, tax: 0%, refund: 50%
      """)
    var terms = LotTerms()
    terms.validity = .lasting(.days(180))
    terms.validityCountsFrom = .purchase
    terms.scope = 0
    terms.priority = -3
    terms.refund = .percent(50)
    #expect(
      lot
        == Purchase(
          name: "a", source: .reseller, orderedAt: .at("2026-02-01"), usableFrom: .at("2026-02-01T02:00Z"),
          face: .dollars(250), price: .dollars(100), terms: terms))
  }

  static let sources: [(String, Source, Nanodollars, Validity)] = [
    ("official", .official, .dollars(9), .lasting(.years(1))),
    ("reseller", .reseller, .dollars(9), .lasting(.years(1))),
    ("promotion", .promotion, .zero, .lasting(.years(1))), ("plan credit", .planCredit, .zero, .billingCycle),
    ("bundle", .bundle, .dollars(9), .lasting(.years(1))),
    ("enterprise", .enterprise, .dollars(9), .lasting(.years(1))),
    ("opening", .opening, .dollars(9), .lasting(.years(1))),
  ]

  @Test(arguments: sources)
  func `each source has its price and validity`(
    _ name: String, _ source: Source, _ price: Nanodollars, _ validity: Validity
  ) throws {
    let lot = try Self.lot("source: \(name), credit: $9")
    #expect(lot.source == source)
    #expect(lot.price == price)
    #expect(lot.terms.validity == validity)
  }

  static let validities: [(String, Validity, ValidityStart)] = [
    ("validity: 180 days", .lasting(.days(180)), .usable),
    ("validity: 6 months", .lasting(.months(6)), .usable),
    ("validity: 1 year from purchase", .lasting(.years(1)), .purchase),
    ("validity: 90 days from issue", .lasting(.days(90)), .purchase),
    ("validity: 90 days from delivery", .lasting(.days(90)), .usable),
    ("validity: 90 days from claim", .lasting(.days(90)), .usable),
    ("validity: billing cycle", .billingCycle, .usable),
    ("expires: never", .never, .usable),
    ("expires: 2026-09-01", .until(.at("2026-09-01")), .usable),
    ("expires: 2026-09-01 06:00+02:00", .until(.at("2026-09-01T04:00Z")), .usable),
  ]

  @Test(arguments: validities)
  func `each validity has its form`(_ text: String, _ validity: Validity, _ start: ValidityStart) throws {
    let lot = try Self.lot("credit: $9, \(text)")
    #expect(lot.terms.validity == validity)
    #expect(lot.terms.validityCountsFrom == start)
  }

  @Test func `delivery comes after a delay, at an instant, or never`() throws {
    #expect(try Self.lot("credit: $9, delay: 1 month").usableFrom == .at("2026-02-10"))
    #expect(try Self.lot("credit: $9, delivered: 2026-01-10").usableFrom == .at("2026-01-10"))
    #expect(try Self.lot("credit: $9, claimed: 2026-02-01").usableFrom == .at("2026-02-01"))
    #expect(try !Self.lot("credit: $9, delivered: never").isDelivered)
    #expect(try Self.lot("credit: $9, delivered: never, delay: 3 days").usableFrom == .at("2026-01-13"))
  }

  @Test func `repeats count from the first instant, clamped to the month's end`() throws {
    let lots = try read(
      """
      start: 2026-01-31
      lots:
        a: {credit: $9, every: 1 month, count: 3}
        b: {credit: $9, every: 1 month, until: 2026-03-31}
        c: {credit: $9, every: 1 month, until: 2026-03-31T00:00:01Z}
      """
    ).plan.purchases
    #expect(lots.map(\.name) == ["a #1", "a #2", "a #3", "b #1", "b #2", "c #1", "c #2", "c #3"])
    #expect(lots.map(\.orderedAt.brief).prefix(3) == ["2026-01-31", "2026-02-28", "2026-03-31"])
  }

  @Test func `equal limits are one scope, in the order of the case`() throws {
    let plan = try read(
      """
      start: 2026-01-01
      lots:
        a: {credit: $1, models: claude-opus-4-5}
        b: {credit: $1, channels: plan}
        c: {credit: $1, models: [claude-opus-4-5]}
        d: {credit: $1, channels: [plan, api key]}
        e: {credit: $1, models: [claude-haiku-4-5, claude-opus-4-5], channels: [plan]}
        f: {credit: $1, channels: [plan], models: [claude-opus-4-5, claude-haiku-4-5]}
      """
    ).plan
    #expect(
      plan.scopes == [
        Scope(models: ["claude-opus-4-5"]), Scope(channels: [.plan]),
        Scope(models: ["claude-opus-4-5", "claude-haiku-4-5"], channels: [.plan]),
      ])
    #expect(plan.purchases.map(\.terms.scope) == [0, 1, 0, nil, 2, 2])
  }

  @Test func `a model goes by any of its names`() throws {
    let facts = try #require(RateCard.builtIn.models.first { !$0.aliases.isEmpty })
    let read = try read(
      """
      start: 2026-11-01
      lots: {a: {credit: $1, models: \(facts.aliases[0])}}
      requests: [{at: 2026-11-01, amount: $1, model: \(facts.name)}, {at: 2026-11-01, amount: $1}]
      """)
    #expect(read.plan.scopes == [Scope(models: [facts.name])])
    #expect(read.requests.map(\.mask.bits) == [1, 0])
  }

  @Test func `a lot that lapses with a subscription is withdrawn when the next payment would be due`() throws
  {
    let plan = try read(
      """
      start: 2026-01-31
      lots:
        gift: {source: promotion, credit: $10, every: 1 week, count: 2, lapses with: max}
        kept: {source: promotion, credit: $10, lapses with: pro}
      subscription:
        max: {pay: $100, every: 1 month, count: 1}
        pro: {pay: $20, every: 1 month, until: 2026-03-30}
      """
    ).plan
    let (march, april) = (try Instant(parsing: "2026-02-28"), try Instant(parsing: "2026-03-31"))
    #expect(
      plan.withdrawals == [
        Withdrawal(at: march, purchase: 0), Withdrawal(at: march, purchase: 1),
        Withdrawal(at: april, purchase: 2),
      ])
  }

  // MARK: Triggers

  @Test func `every key of an auto-reload lands on the rule`() throws {
    let plan = try read(
      """
      start: 2026-01-01
      auto-reload:
        at or below: $20
        add: $50
        at least: $5
        at most: $100
        pay: $45
        validity: 6 months
        channels: [plan]
        priority: 2
        draws: before the allowance
        fee: {share: 5.5%, at least: $0.80}
        tax: 10%
        refund: 100%
        latency: 20 min
        after refusal: yes
        in flight: many
        declined: [1, 2]
        retry: 6h
        pause: 1 hour
        off after: 3
        at most per month: {orders: 5, cash: $300, past it: bought in part}
      """
    ).plan
    var offer = Offer(
      name: "auto-reload", source: .autoReload, price: Price(price: .dollars(45), face: .dollars(50)),
      delay: 1200)
    offer.terms.validity = .lasting(.months(6))
    offer.terms.scope = 0
    offer.terms.priority = 2
    offer.terms.drawsBeforeAllowance = true
    offer.terms.fee = PurchaseFee(share: Ratio(millionths: 55_000), atLeast: Nanodollars(800_000_000))
    offer.terms.tax = .percent(10)
    offer.terms.refund = .one
    var rule = AutoReload(offer: offer, threshold: .dollars(20), amount: .fixed(.dollars(50)))
    rule.trigger = .atOrBelow
    rule.afterRefusal = true
    rule.oneInFlight = false
    rule.declinedTries = [1, 2]
    rule.retryDelay = 6 * 3600
    rule.pause = 3600
    rule.offAfterDeclines = 3
    rule.countPerMonth = 5
    rule.cashPerMonth = .dollars(300)
    rule.isBoughtInPart = true
    (rule.atLeast, rule.atMost) = (.dollars(5), .dollars(100))
    #expect(plan.autoReloads == [rule])
  }

  @Test func `several auto-reloads have names and their own amounts`() throws {
    let rules = try read(
      """
      start: 2026-01-01
      auto-reload:
        to a level: {below: $5, up to: $20, price: 90%}
        in steps: {below: $5, multiples of: $25}
      """
    ).plan.autoReloads
    #expect(rules.map(\.offer.name) == ["to a level", "in steps"])
    #expect(rules.map(\.amount) == [.upTo(.dollars(20)), .multiples(of: .dollars(25))])
    #expect(rules[0].offer.price == Price(price: Nanodollars(900_000), face: Nanodollars(1_000_000)))
    #expect(rules[1].offer.price == .list)
    #expect(rules[1].retryDelay == TimeSpan.day && rules[1].oneInFlight && rules[1].trigger == .below)
  }

  @Test func `standing orders have their amounts and dates`() throws {
    let orders = try read(
      """
      start: 2026-01-01
      standing orders:
        monthly: {buy: $100, every: 1 month, from: 2026-01-01, until: 2026-07-01}
        weekly to target: {up to: $200, every: 1 week, from: 2026-01-05, delay: 2 days}
        low water: {buy: $50, when at or below: $20, every: 1 day, from: 2026-01-05T06:00Z}
        granted: {source: promotion, buy: $5, every: 1 month}
      """
    ).plan.standingOrders
    #expect(
      orders.map(\.amount) == [
        .fixed(.dollars(100)), .upTo(.dollars(200)),
        .whenAtOrBelow(level: .dollars(20), buy: .dollars(50)), .fixed(.dollars(5)),
      ])
    #expect(orders.map(\.every) == [.months(1), .days(7), .days(1), .months(1)])
    #expect(orders[0].until == .at("2026-07-01") && orders[1].until == nil)
    #expect(orders[1].offer.delay == 2 * TimeSpan.day)
    #expect(orders[2].first == .at("2026-01-05T06:00Z") && orders[3].first == .at("2026-01-01"))
    #expect(orders[3].offer.price == Price(price: .zero, face: .dollars(1)))
  }

  @Test func `a person has a reaction time and office hours`() throws {
    let people = try read(
      """
      start: 2026-01-01
      when empty:
        anna: {buy: $100, after: 6 hours, office hours: "Mon-Wed,Fri 09:00-17:30"}
        bob: {buy: $250, pay: $100, source: reseller, validity: 180 days, after: 45 min, delay: 2h}
        cy: {buy: $5, after: 1 s, office hours: 00:00-24:00 UTC}
      """
    ).plan.people
    #expect(people.map(\.reaction) == [6 * 3600, 45 * 60, 1])
    #expect(
      people[0].hours
        == OfficeHours(
          weekdays: 0b001_0111, opens: try ClockTime(parsing: "09:00"),
          closes: try ClockTime(parsing: "17:30"),
          zone: .utc))
    #expect(people[1].hours == nil)
    #expect(people[1].offer.price == Price(price: .dollars(100), face: .dollars(250)))
    #expect(people[1].offer.terms.validity == .lasting(.days(180)))
    #expect(people[2].hours?.weekdays == 127 && people[2].hours?.closes.secondOfDay == 86_400)
  }

  // MARK: Limits

  @Test func `monthly limits come before daily caps, and purchases have limits of their own`() throws {
    let plan = try read(
      """
      start: 2026-01-01
      daily cap:
        {amount: "$2,000", crossing: the crossing request is served, day: UTC, models: claude-opus-4-5}
      monthly limit:
        - {amount: $500, stops: both, crossing: each request by itself, counts: face value, channels: [plan]}
        - {amount: $300, stops: purchases}
        - $100
      purchase caps:
        - {source: [bundle, reseller], face value: $2000}
        - {cash: $10}
      """
    ).plan
    #expect(
      plan.usageCaps == [
        UsageCap(amount: .dollars(500), window: .month, crossing: .each, scope: 1),
        UsageCap(amount: .dollars(100), window: .month, crossing: .latched, scope: nil),
        UsageCap(amount: .dollars(2000), window: .day(.utc), crossing: .served, scope: 0),
      ]
        || plan.usageCaps == [
          UsageCap(amount: .dollars(500), window: .month, crossing: .each, scope: 0),
          UsageCap(amount: .dollars(100), window: .month, crossing: .latched, scope: nil),
          UsageCap(amount: .dollars(2000), window: .day(.utc), crossing: .served, scope: 1),
        ])
    #expect(
      plan.purchaseLimits == [
        PurchaseLimit(amount: .dollars(500), basis: .face),
        PurchaseLimit(amount: .dollars(300), basis: .cash),
        PurchaseLimit(amount: .dollars(2000), basis: .face, sources: [.bundle, .reseller]),
        PurchaseLimit(amount: .dollars(10), basis: .cash),
      ])
  }

  @Test func `an allowance has windows, for some models narrower ones`() throws {
    let plan = try read(
      """
      start: 2026-01-01
      billing cycle: 2026-01-15
      allowance:
        trial: $10
        session: {limit: $5}
        week: {limit: $60, resets: 2026-01-05T09:00Z}
        month: {limit: $200}
        model limits:
          - {models: [claude-opus-4-5], week: {limit: $30}, session: {limit: $2, length: 1h}}
      usage credits: disabled
      """
    ).plan
    typealias Window = Allowance.Window
    #expect(
      plan.scopes == [
        Scope(channels: [.plan]), Scope(models: ["claude-opus-4-5"]), Scope(channels: [.apiKey]),
      ])
    #expect(plan.creditScope == 2)
    #expect(
      plan.allowance
        == Allowance(
          scope: 0, trial: .dollars(10),
          windows: [
            Window(clock: .session(length: 5 * 3600), limit: .dollars(5)),
            Window(clock: .fixed(anchor: .at("2026-01-05T09:00Z"), every: .days(7)), limit: .dollars(60)),
            Window(clock: .fixed(anchor: .at("2026-01-15"), every: .months(1)), limit: .dollars(200)),
            Window(clock: .session(length: 3600), limit: .dollars(2), scope: 1),
            Window(clock: .fixed(anchor: .at("2026-01-01"), every: .days(7)), limit: .dollars(30), scope: 1),
          ]))
  }

  @Test func `corrections come as listed, repeats written out`() throws {
    let plan = try read(
      """
      start: 2026-02-01
      corrections:
        - {at: 2026-03-31, gives back: $12.50, every: 1 month, count: 2}
        - {at: 2026-02-01, charges: $3, models: claude-opus-5-5}
      """
    ).plan
    #expect(
      plan.corrections == [
        Correction(at: .at("2026-03-31"), .givesBack(.of("$12.50"))),
        Correction(at: .at("2026-04-30"), .givesBack(.of("$12.50"))),
        Correction(at: .at("2026-02-01"), .charges(.dollars(3)), scope: 0),
      ])
    #expect(plan.scopes == [Scope(models: ["claude-opus-5-5"])])
  }

  @Test func `a correction may be the earliest thing of a case`() throws {
    let read = try read(
      "corrections: [{at: 2026-01-05, charges: $1}]\nrequests: [{at: 2026-01-06, amount: $1}]")
    #expect(read.plan.start == .at("2026-01-05"))
  }

  @Test func `a request may reserve credit`() throws {
    let requests = try read(
      """
      start: 2026-02-01
      requests:
        - {at: 2026-02-01, amount: $0.30, reserves: $2, runs: 40 s}
        - {at: 2026-02-02, model: claude-opus-5-5, input: 10k, reserves: $1, runs: 1 min}
        - {at: 2026-02-03, amount: $0.30}
      """
    ).requests
    #expect(
      requests.map(\.reservation) == [
        Reservation(.dollars(2), runs: 40), Reservation(.dollars(1), runs: 60), nil,
      ])
  }

  @Test func `fees and withdrawals come in order; fees before the start are past`() throws {
    let plan = try read(
      """
      start: 2026-02-01
      tax: 10%
      lots: {a: {credit: $5}, b: {credit: $5}}
      subscription:
        max: {pay: $100, every: 1 month, from: 2025-12-15, count: 4}
        once: {pay: $1, tax: 0%}
      events:
        - {at: 2026-03-01, revoke: b, takes other lots: yes}
        - {at: 2026-02-15, void: a, amount: $2}
      """
    ).plan
    #expect(
      plan.fees == [
        Fee(name: "max", at: .at("2026-02-15"), price: .dollars(100), tax: .percent(10)),
        Fee(name: "max", at: .at("2026-03-15"), price: .dollars(100), tax: .percent(10)),
        Fee(name: "once", at: .at("2026-02-01"), price: .dollars(1)),
      ])
    #expect(
      plan.withdrawals == [
        Withdrawal(at: .at("2026-03-01"), purchase: 1, takesOtherLots: true),
        Withdrawal(at: .at("2026-02-15"), purchase: 0, amount: .dollars(2)),
      ])
  }

  // MARK: Requests

  @Test func `every key of a request lands on the request`() throws {
    let read = try read(
      """
      start: 2026-10-20
      lots: {a: {credit: $1, channels: plan}}
      requests:
        - {at: 2026-10-21, model: claude-opus-5-5, input: 14k, output: 600, cache read: 1.5M,
           cache write 5m: 1, cache write 1h: 2, batch: no, fast: yes, us only: yes, web searches: 3,
           code execution: 300 s, channel: plan, status: disconnected}
        - {at: 2026-10-20T12:00Z, amount: $3.20, status: failed}
      """)
    var usage = Usage()
    usage.input = 14_000
    usage.output = 600
    usage.cacheRead = 1_500_000
    usage.cacheWrite5m = 1
    usage.cacheWrite1h = 2
    usage.isFast = true
    usage.isUSOnly = true
    usage.webSearches = 3
    usage.codeExecutionSeconds = 300
    let model = try RateCard.builtIn.model(named: "claude-opus-5-5")
    #expect(
      read.requests == [
        CaseRequest(
          at: .at("2026-10-20T12:00Z"), cost: .dollars(.of("3.2")), mask: ScopeMask(bits: 0),
          status: .failed),
        CaseRequest(
          at: .at("2026-10-21"), cost: .usage(model, usage), mask: ScopeMask(bits: 1), status: .disconnected),
      ])
  }

  @Test func `equal instants keep the order of the list, and repeats fall in between`() throws {
    let requests = try read(
      """
      requests:
        - {at: 2026-01-03, amount: $1}
        - {at: 2026-01-02, amount: $2, every: 1 day, count: 3}
        - {at: 2026-01-03, amount: $3}
      """
    ).requests
    #expect(requests.map(\.cost) == [2, 1, 2, 3, 2].map { .dollars(.dollars($0)) })
  }

  @Test func `a refused request is a failed one of nothing when it is priced`() throws {
    let read = try read(
      """
      start: 2026-01-01
      requests:
        - {at: 2026-01-02, model: claude-opus-5-5, input: 1M}
        - {at: 2026-01-02, model: claude-opus-4-5, input: 100k}
        - {at: 2026-01-03, amount: $2, status: disconnected}
      """)
    let priced = try read.pricedRequests()
    #expect(priced.map(\.amount) == [.zero, .of("$0.50"), .dollars(2)])
    #expect(priced.map(\.status) == [.failed, .served, .disconnected])
  }

  @Test func `JSON is read as well`() throws {
    let yaml = try read("start: 2026-01-01\ntax: 23%\nlots: {a: {credit: $5, priority: 1}}")
    let json = try read(
      """
      {"lotwise":1,"start":"2026-01-01","tax":"23%",
      \t"lots":{"a":{"credit":5.00,"priority":1}}}
      """)
    #expect(json.plan == yaml.plan)
  }

  @Test func `anchors, aliases and merge keys are read; what stands nearer wins`() throws {
    let plan = try read(
      """
      start: 2026-01-01
      lots:
        a: &terms {source: reseller, credit: $250, pay: $100, validity: 180 days}
        b: *terms
        c:
          credit: $500
          <<: *terms
        d: {<<: [{credit: $1, priority: 7}, *terms], refund: 50%}
      """
    ).plan
    #expect(plan.purchases.map(\.face) == [250, 250, 500, 1].map { .dollars($0) })
    #expect(plan.purchases.allSatisfy { $0.price == .dollars(100) && $0.source == .reseller })
    #expect(plan.purchases[3].terms.priority == 7 && plan.purchases[3].terms.refund == .percent(50))
  }
}
