// Purchases beside the listed ones, draw orders, withdrawals, refunds.

import Ledger
import Quantities
import Testing

@Suite struct OrderTests {
  @Test(arguments: [
    ("earliest expiry", "$4"), ("promo first", "gift"), ("oldest", "$4"), ("newest", "late"),
    ("cheapest", "gift"), ("dearest", "late"), ("priority", "vip"),
  ])
  func `each named order draws another lot first`(name: String, first: String) throws {
    let order = try #require(DrawOrder.all.first { $0.name == name })
    let story = Story(
      lot("$4", "$9", "2026-01-01", source: .reseller, price: "$4", valid: .lasting(.days(60))),
      lot("gift", "$9", "2026-01-02", source: .promotion, price: "$0"),
      lot("vip", "$9", "2026-01-03", price: "$8") { $0.priority = -1 },
      lot("late", "$9", "2026-01-04")
    ) { $0.drawOrder = order }
    let ledger = story.asking("$1", "2026-01-05").run()
    #expect(ledger.lots.first { $0.drawn > .zero }?.name == first)
  }

  /// 5.5 %, at least $0.80, and 20 % tax on price and fee.
  @Test(arguments: [
    ("$14.54", "$15.34", "$3.068"), ("$14.545454545", "$15.345454545", "$3.069090909"),
    ("$14.55", "$15.35025", "$3.07005"), ("$100", "$105.5", "$21.1"),
    ("$0.000000001", "$0.800000001", "$0.16"),
    ("$0", "$0", "$0"),
  ])
  func `a purchase fee is paid and taxed, and brings no credit`(price: String, paid: String, tax: String) {
    func change(_ terms: inout LotTerms) {
      terms.fee = PurchaseFee(share: Ratio(millionths: 55_000), atLeast: money("$0.80"))
      terms.tax = .percent(20)
    }
    let listed = Story(lot("a", "$50", price: price, change: change)).run()
    var offer = Offer(
      name: "standing", source: .official, price: Price(price: money(price), face: money("$50")))
    change(&offer.terms)
    let ordered = Story {
      $0.standingOrders = [
        StandingOrder(offer: offer, first: $0.start, every: .years(1), amount: .fixed(money("$50")))
      ]
    }.run()
    for ledger in [listed, ordered] {
      #expect(ledger.totals.price == money(paid) && ledger.totals.tax == money(tax))
      #expect(ledger.lots[0].price == money(paid) && ledger.lots[0].face == money("$50"))
    }
  }

  @Test func `a purchase fee counts against limits on cash and comes back with a refund`() {
    func bought(_ limit: String) -> Int {
      var story = Story(
        lot("a", "$20") {
          $0.fee = PurchaseFee(share: .percent(10))
          $0.refund = .one
        })
      story.plan.purchaseLimits = [PurchaseLimit(amount: money(limit), basis: .cash)]
      story.plan.withdrawals = [Withdrawal(at: at("2026-01-02"), purchase: 0)]
      let ledger = story.run(through: "2026-01-03")
      #expect(ledger.totals.refunded == ledger.totals.price)
      return ledger.lots.count
    }
    #expect(bought("$22") == 1)
    #expect(bought("$21.999999999") == 0)
  }

  @Test func `what is held has no fee, and what instalments pay later neither`() {
    var held = lot("held", "$20", source: .opening) { $0.fee = PurchaseFee(share: .percent(10)) }
    #expect(Story(held).run().lots[0].price == money("$20"))
    (held.source, held.paidLater) = (.enterprise, money("$5"))
    let ledger = Story(held).run()
    #expect(ledger.lots[0].price == money("$21.50") && ledger.totals.price == money("$16.50"))
  }

  @Test func `an auto-refilled pool in front starves the expiring lot behind it`() {
    var story = Story(lot("long", "$45", valid: .lasting(.days(20)))) {
      $0.drawOrder = .newest
      $0.autoReloads = [
        AutoReload(
          offer: Offer(name: "reload", source: .autoReload), threshold: money("$40"),
          amount: .fixed(money("$20")))
      ]
    }
    for day in 10...19 { story = story.asking("$3", "2026-01-\(day)") }
    let hidden = story.run(through: "2026-01-21")
    #expect(hidden.lot("long")?.expired == money("$38"))
    story.plan.drawOrder = .earliestExpiry
    #expect(story.run(through: "2026-01-21").lot("long")?.expired == money("$15"))
  }

  @Test func `a standing order counts from its first date, clamped`() {
    let ledger = Story(start: "2026-01-31") {
      $0.standingOrders = [
        StandingOrder(
          offer: Offer(name: "monthly", source: .official), first: at("2025-12-31"), every: .months(1),
          until: at("2026-04-30"), amount: .fixed(money("$10")))
      ]
    }.run(through: "2026-12-31")
    #expect(ledger.lots.map(\.orderedAt.brief) == ["2026-01-31", "2026-02-28", "2026-03-31"])
  }

  @Test func `up to a target counts what is in transit; a low-water order fires at its level`() {
    func run(_ amount: StandingOrder.Amount, _ balance: String) -> ReplayLedger {
      var offer = Offer(name: "standing", source: .official)
      offer.delay = 10 * TimeSpan.day
      return Story(lot("a", balance)) {
        $0.standingOrders = [
          StandingOrder(offer: offer, first: at("2026-01-02"), every: .days(7), amount: amount)
        ]
      }.run(through: "2026-01-10")
    }
    #expect(run(.upTo(money("$100")), "$30").totals.inTransit == money("$70"))
    #expect(run(.upTo(money("$30")), "$30").lots.count == 1)
    let low = StandingOrder.Amount.whenAtOrBelow(level: money("$20"), buy: money("$50"))
    #expect(run(low, "$20").lots.count == 2, "the second date sees the first order in transit")
    #expect(run(low, "$20.000000001").lots.count == 1)
  }

  @Test func `a person buys a reaction time after the balance ran dry, unless credit came meanwhile`() {
    var offer = Offer(name: "by hand", source: .official)
    offer.delay = 60
    var story = Story(lot("a", "$5")) {
      $0.people = [Person(offer: offer, buys: money("$25"), reaction: 6 * TimeSpan.hour)]
    }.asking("$5", "2026-01-02T10:00Z")
    #expect(story.run(through: "2026-01-02T15:59:59Z").lots.count == 1)
    #expect(story.run(through: "2026-01-02T16:00Z").totals.inTransit == money("$25"))
    #expect(story.run(through: "2026-01-02T16:01Z").totals.left == money("$25"))
    story.plan.purchases.append(lot("b", "$5", "2026-01-02T16:00:00Z"))
    #expect(
      story.run(through: "2026-01-03").lots.count == 3, "what comes in that very second is not yet seen")
    story.plan.purchases[1].orderedAt = at("2026-01-02T15:59:59Z")
    story.plan.purchases[1].usableFrom = at("2026-01-02T15:59:59Z")
    #expect(story.run(through: "2026-01-03").lots.count == 2)
  }

  @Test func `a revocation takes what is left, perhaps the other lots too, and some cash comes back`() {
    var story = Story(
      lot("a", "$250", source: .reseller, price: "$100") { $0.refund = .percent(50) }, lot("b", "$10"),
      lot("c", "$10", usable: "2026-03-01")
    ) { $0.withdrawals = [Withdrawal(at: at("2026-02-01"), purchase: 0)] }
    story = story.asking("$50", "2026-01-02")
    let one = story.run(through: "2026-02-01")
    #expect(one.lot("a")?.revoked == money("$200"))
    #expect(one.totals.refunded == money("$40"))
    #expect(one.lot("b")?.left == money("$10"))
    story.plan.withdrawals[0].takesOtherLots = true
    story = story.asking("$1", "2026-02-02")
    let all = story.run(through: "2026-03-02")
    #expect(all.totals.revoked == money("$220"))
    #expect(all.blocked(.revoked) == money("$1"))
    story.plan.withdrawals[0] = Withdrawal(at: at("2026-02-01"), purchase: 0, amount: money("$30"))
    #expect(story.run(through: "2026-02-01").lot("a")?.revoked == money("$30"))
  }

  @Test func `credit revoked in the instant of its expiry has expired; in that of its delivery is revoked`() {
    var story = Story(lot("a", "$5", valid: .until(at("2026-02-01"))), lot("b", "$5", usable: "2026-02-01")) {
      $0.withdrawals = [
        Withdrawal(at: at("2026-02-01"), purchase: 0), Withdrawal(at: at("2026-02-01"), purchase: 1),
      ]
    }
    #expect(story.run(through: "2026-02-01").totals.expired == money("$5"))
    #expect(story.run(through: "2026-02-01").totals.revoked == money("$5"))
    story.plan.purchases[1].isDelivered = false
    #expect(story.run(through: "2026-03-01").totals.undelivered == .zero)
  }

  @Test func `a plan that buys without end is stopped and says so`() throws {
    func problem(_ amount: StandingOrder.Amount, through end: String) throws -> QuantityError? {
      var plan = LedgerPlan(start: at("2026-01-01"))
      plan.standingOrders = [
        StandingOrder(
          offer: Offer(name: "fast", source: .official), first: at("2026-01-01"), every: .seconds(1),
          amount: amount)
      ]
      var ledger = try ReplayLedger(plan: plan)
      ledger.advance(through: at(end))
      return ledger.rangeProblem
    }
    // The 1,000,000th lot is bought at second 999,999, the next one is one too many.
    #expect(try problem(.fixed(money("$0.01")), through: "2026-01-12T13:46:39Z") == nil)
    #expect(try problem(.fixed(money("$0.01")), through: "2026-01-12T13:46:40Z") != nil)
    #expect(try problem(.upTo(money("$5")), through: "2036-01-01") != nil, "ten years of idle seconds")
    #expect(try problem(.upTo(money("$5")), through: "2026-02-01") == nil)
  }

  @Test func `what is never delivered is paid, waited for, and lost on the day it was due`() {
    var story = Story(
      lot("a", "$250", usable: "2026-01-03", source: .reseller, price: "$100") { $0.refund = .percent(30) })
    story.plan.purchases[0].isDelivered = false
    #expect(story.run(through: "2026-01-02").totals.inTransit == money("$250"))
    #expect(story.run(through: "2026-01-03").totals.undelivered == money("$250"))
    #expect(story.run(through: "2026-01-03").totals.refunded == money("$30"))
  }

  @Test func `cash is counted by calendar month, fees included, opening lots not`() {
    let ledger = Story(
      start: "2026-01-31T23:00Z", lot("old", "$40", "2025-12-01", source: .opening, price: "$16"),
      lot("a", "$100", "2026-02-01") { $0.tax = .percent(10) }
    ) {
      $0.fees = [
        Fee(name: "plan", at: at("2026-01-31T23:59:59Z"), price: money("$20")),
        Fee(name: "plan", at: at("2026-02-28"), price: money("$20"), tax: .percent(5)),
      ]
    }.run(through: "2026-03-01")
    #expect(
      ledger.paidByMonth.map { "\($0.month - 2026 * 12 + 1): \($0.cash)" } == ["1: $20.00", "2: $131.00"])
    #expect(ledger.totals.opening == money("$40"))
    #expect(ledger.lot("old")?.expires == at("2026-12-01"))
  }

  @Test func `the journal of a run tells every posting in order`() {
    var ledger = Story(lot("a", "$2"), lot("b", "$3", "2026-01-05")).asking("$3", "2026-01-02")
      .run(through: "2026-01-05", journal: true)
    let told = ledger.takePostings().map { "\($0.kind) \($0.lot) \($0.amount)" }
    #expect(
      told == [
        "ordered 0 $2.00", "paid 0 $2.00", "delivered 0 $2.00", "demand -1 $3.00", "drawn 0 $2.00",
        "overdrawn -1 $1.00", "ordered 1 $3.00", "paid 1 $3.00", "delivered 1 $3.00", "repaid 1 $1.00",
      ])
    #expect(ledger.takePostings().isEmpty)
  }
}
