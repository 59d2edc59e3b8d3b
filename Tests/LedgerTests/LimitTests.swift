// Caps on usage and on purchases: met exactly, crossed by a nano-dollar, turned at midnight.

import Ledger
import Quantities
import Testing

@Suite struct LimitTests {
  struct Row: CustomTestStringConvertible {
    let crossing: UsageCap.Crossing
    let asked: [String]
    let served: String
    var testDescription: String { "\(crossing.rawValue): \(asked)" }
  }

  @Test(arguments: [
    Row(crossing: .latched, asked: ["$6", "$4", "$0.000000001"], served: "$10"),
    Row(crossing: .latched, asked: ["$6", "$5", "$4"], served: "$6"),
    Row(crossing: .each, asked: ["$6", "$5", "$4"], served: "$10"),
    Row(crossing: .each, asked: ["$6", "$4.000000001", "$4"], served: "$10"),
    Row(crossing: .served, asked: ["$6", "$5", "$4"], served: "$11"),
    Row(crossing: .served, asked: ["$6", "$4", "$0.000000001"], served: "$10"),
  ])
  func `a cap of ten dollars`(_ row: Row) {
    let windows = [
      (UsageCap.Window.month, BlockCause.monthlyLimit), (.day(.utc), .dailyCap),
      // A Sunday, which the 1st of February is.
      (.week(at("2026-05-24")), .weeklyLimit),
    ]
    for (window, cause) in windows {
      var story = Story(lot("a", "$100")) {
        $0.usageCaps = [UsageCap(amount: money("$10"), window: window, crossing: row.crossing)]
      }
      for amount in row.asked { story = story.asking(amount, "2026-01-31T12:00Z") }
      let ledger = story.run()
      #expect(ledger.totals.credit == money(row.served))
      #expect(ledger.blocked(cause).count == ledger.totals.demand.count - ledger.totals.credit.count)
      // Midnight UTC, which here is the 1st as well, opens all of them.
      #expect(story.asking("$1", "2026-01-31T23:59:59Z").run().counts.blockedRequests >= 1)
      let after = story.asking("$10", "2026-02-01").run()
      #expect(after.totals.credit.count == ledger.totals.credit.count + money("$10").count)
    }
  }

  @Test(arguments: [
    ("2026-01-08T08:59:59Z", "$10"), ("2026-01-08T09:00Z", "$20"), ("2026-01-15T08:59:59Z", "$20"),
  ])
  func `a week turns at its own instant and every seven days from it, before it too`(
    second: String, served: String
  ) {
    let story = Story(lot("a", "$100")) {
      $0.usageCaps = [UsageCap(amount: money("$10"), window: .week(at("2026-03-05T09:00Z")), crossing: .each)]
    }
    let ledger = story.asking("$10", "2026-01-02").asking("$10", second).run()
    #expect(ledger.totals.credit == money(served))
  }

  @Test func `what the allowance pays does not count against a cap`() {
    var story = Story(lot("a", "$100")) {
      $0.usageCaps = [UsageCap(amount: money("$10"), window: .day(.utc))]
      $0.allowance = Allowance(
        scope: nil, windows: [.init(clock: .session(length: 18_000), limit: money("$5"))])
    }
    story = story.asking("$15", "2026-01-02")
    #expect(story.run().totals.credit == money("$10"))
    #expect(story.run().totals.allowance == money("$5"))
  }

  @Test(arguments: [
    (PurchaseLimit.Basis.cash, "$60", "$40", 0), (.cash, "$60", "$40.000000001", 1),
    (.face, "$60", "$40", 1), (.face, "$20", "$80", 0),
  ])
  func `a purchase that would cross the limit is refused whole; meeting it is allowed`(
    basis: PurchaseLimit.Basis, first: String, second: String, refused: Int
  ) {
    // Each costs half its face value, so that cash and face differ; the limit is $50 cash or $100 face.
    let amount = basis == .cash ? "$50" : "$100"
    let half: (String) -> String = { Nanodollars((money($0).count + 1) / 2).description }
    let faces = basis == .cash ? [first, second] : [first, second == "$40" ? "$40.000000001" : second]
    let ledger = Story(
      lot("a", faces[0], price: half(faces[0])), lot("b", faces[1], price: half(faces[1]))
    ) {
      $0.purchaseLimits = [PurchaseLimit(amount: money(amount), basis: basis)]
    }.run()
    #expect(ledger.counts.refusedOrders == refused)
    #expect(ledger.lots.count == 2 - refused)
  }

  @Test func `a month of purchases ends on the 1st at 00:00 UTC`() {
    let story = Story(
      lot("a", "$60", "2026-01-31T23:59:59Z"), lot("b", "$60", "2026-02-01"), lot("c", "$60", "2026-02-28")
    ) { $0.purchaseLimits = [PurchaseLimit(amount: money("$100"), basis: .face)] }
    #expect(story.run(through: "2026-03-01").leftByName == "a $60.00, b $60.00")
  }

  @Test func `a limit names its sources, and grants pass every limit`() {
    let ledger = Story(
      lot("bundle", "$60", source: .bundle), lot("official", "$60"), lot("bundle 2", "$60", source: .bundle),
      lot("gift", "$500", source: .promotion, price: "$0")
    ) {
      $0.purchaseLimits = [PurchaseLimit(amount: money("$100"), basis: .face, sources: [.bundle])]
    }.run()
    #expect(ledger.lots.map(\.name) == ["bundle", "official", "gift"])
  }

  @Test func `with usage credits off, only the allowance serves the plan channel`() {
    var story = Story(lot("a", "$100")) {
      $0.scopes = [Scope(channels: [.apiKey]), Scope(channels: [.plan])]
      $0.creditScope = 0
      $0.allowance = Allowance(
        scope: 1, windows: [.init(clock: .session(length: 18_000), limit: money("$5"))])
    }
    let plan = story.plan.mask(model: nil, channel: .plan)
    let key = story.plan.mask(model: nil, channel: .apiKey)
    story = story.asking("$3", "2026-01-02", mask: plan).asking("$3", "2026-01-02", mask: plan)
      .asking("$3", "2026-01-02", mask: plan).asking("$3", "2026-01-02", mask: key)
    let ledger = story.run()
    #expect(ledger.totals.allowance == money("$6"), "the request in flight finishes")
    #expect(ledger.blocked(.allowanceUsedUp) == money("$3"))
    #expect(ledger.totals.credit == money("$3"))
  }

  // MARK: The largest balance

  struct Holding: CustomTestStringConvertible {
    let face: String
    var source = Source.official
    var held = "$60"
    var debt = "$0"
    let isSold: Bool
    var testDescription: String { "\(face) of \(source) beside \(held), owing \(debt)" }
  }

  /// Of $100, of which some are held and $10 more on their way.
  @Test(arguments: [
    Holding(face: "$30", isSold: true), Holding(face: "$30.000000001", isSold: false),
    Holding(face: "$90", source: .promotion, isSold: true),
    Holding(face: "$90", source: .planCredit, isSold: true),
    Holding(face: "$50", held: "$60", debt: "$20", isSold: true),
    Holding(face: "$50.000000001", held: "$60", debt: "$20", isSold: false),
    Holding(face: "$0.000000001", held: "$90", isSold: false),
    Holding(face: "$1", held: "$200", isSold: false),
  ])
  func `an order meets the largest balance and does not pass it`(_ row: Holding) {
    var story = Story(
      lot("held", row.held, source: .opening),
      lot("on its way", "$10", usable: "2026-03-01", source: .promotion),
      lot("new", row.face, "2026-01-02", source: row.source))
    story.plan.largestBalance = money("$100")
    story.plan.openingDebt = money(row.debt)
    let listed = story.run(through: "2026-01-02")
    #expect((listed.lot("new") != nil) == row.isSold)
    #expect(listed.counts.refusedOrders == (row.isSold ? 0 : 1))
    // The same of a standing order and of an auto-reload.
    var (standing, reload) = (story, story)
    standing.plan.purchases.removeLast()
    standing.plan.standingOrders = [
      StandingOrder(
        offer: Offer(name: "new", source: row.source), first: at("2026-01-02"), every: .years(1),
        amount: .fixed(money(row.face)))
    ]
    #expect(standing.run(through: "2026-01-02").counts.refusedOrders == (row.isSold ? 0 : 1))
    reload.plan.purchases.removeLast()
    reload.plan.autoReloads = [
      AutoReload(
        offer: Offer(name: "new", source: row.source, delay: 60), threshold: money("$1000"),
        amount: .fixed(money(row.face)))
    ]
    #expect(reload.run().counts.refusedOrders == (row.isSold ? 0 : 1))
  }

  @Test func `a refused auto-reload orders as soon as enough is drawn`() {
    var story = Story(lot("held", "$90"))
    story.plan.largestBalance = money("$100")
    story.plan.autoReloads = [
      AutoReload(
        offer: Offer(name: "reload", source: .autoReload), threshold: money("$95"),
        amount: .fixed(money("$50")))
    ]
    #expect(story.asking("$39.999999999", "2026-01-02").run().counts.reloads == 0)
    #expect(story.asking("$40", "2026-01-02").run().totals.left == money("$100"))
  }
}
