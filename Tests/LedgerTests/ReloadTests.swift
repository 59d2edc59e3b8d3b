// Auto-reload: the threshold from both sides, amounts, trouble with payments, caps.

import Ledger
import Quantities
import Testing

@Suite struct ReloadTests {
  private func story(_ balance: String, _ change: (inout AutoReload) -> Void = { _ in }) -> Story {
    var reload = AutoReload(
      offer: Offer(name: "reload", source: .autoReload), threshold: money("$20"),
      amount: .fixed(money("$50")))
    change(&reload)
    return Story(lot("a", balance)) { $0.autoReloads = [reload] }
  }

  struct Row: CustomTestStringConvertible {
    let trigger: AutoReload.Trigger
    let balance: String
    let reloads: Int
    var testDescription: String { "\(trigger.rawValue) $20, balance \(balance)" }
  }

  @Test(arguments: [
    Row(trigger: .below, balance: "$20.000000001", reloads: 0),
    Row(trigger: .below, balance: "$20", reloads: 0),
    Row(trigger: .below, balance: "$19.999999999", reloads: 1),
    Row(trigger: .atOrBelow, balance: "$20.000000001", reloads: 0),
    Row(trigger: .atOrBelow, balance: "$20", reloads: 1),
    Row(trigger: .atOrBelow, balance: "$19.999999999", reloads: 1),
  ])
  func `the threshold from both sides`(_ row: Row) {
    #expect(story(row.balance) { $0.trigger = row.trigger }.run().counts.reloads == row.reloads)
  }

  @Test func `a debit to exactly the threshold does not fire, a nano-dollar more does`() {
    #expect(story("$25").asking("$5", "2026-01-02").run().counts.reloads == 0)
    let ledger = story("$25").asking("$5.000000001", "2026-01-02").run()
    #expect(ledger.leftByName == "a $19.999999999, reload 2026-01-02 $50.00")
  }

  @Test(arguments: [
    (AutoReload.Amount.fixed(money("$50")), "$50"), (.upTo(money("$100")), "$85"),
    (.multiples(of: money("$5")), "$10"), (.multiples(of: money("$4")), "$8"),
  ])
  func `the amount is fixed, up to a target, or multiples strictly past the threshold`(
    amount: AutoReload.Amount, face: String
  ) {
    let ledger = story("$15") { $0.amount = amount }.run()
    #expect(ledger.totals.bought.count == money("$15").count + money(face).count)
  }

  struct Bound: CustomTestStringConvertible {
    let amount: AutoReload.Amount
    var least: String?
    var most: String?
    let face: String
    var testDescription: String { "\(amount) from \(least ?? "none") to \(most ?? "none")" }
  }

  @Test(arguments: [
    Bound(amount: .upTo(money("$30")), least: "$14.999999999", face: "$15"),
    Bound(amount: .upTo(money("$30")), least: "$15", face: "$15"),
    Bound(amount: .upTo(money("$30")), least: "$15.000000001", face: "$15.000000001"),
    Bound(amount: .upTo(money("$30")), most: "$15.000000001", face: "$15"),
    Bound(amount: .upTo(money("$30")), most: "$15", face: "$15"),
    Bound(amount: .upTo(money("$30")), most: "$14.999999999", face: "$14.999999999"),
    Bound(amount: .upTo(money("$15")), least: "$40", face: "$0"),
    Bound(amount: .multiples(of: money("$4")), least: "$8", face: "$8"),
    Bound(amount: .multiples(of: money("$4")), least: "$8.000000001", face: "$12"),
    Bound(amount: .multiples(of: money("$2")), most: "$6", face: "$6"),
    Bound(amount: .multiples(of: money("$2")), most: "$5.999999999", face: "$4"),
    Bound(amount: .multiples(of: money("$2")), least: "$4", most: "$4", face: "$4"),
    Bound(amount: .fixed(money("$50")), least: "$50", most: "$50", face: "$50"),
    Bound(amount: .fixed(money("$50")), most: "$49.999999999", face: "$49.999999999"),
  ])
  func `one order is no smaller and no larger than what is sold`(_ row: Bound) {
    let ledger = story("$15") {
      $0.amount = row.amount
      $0.atLeast = row.least.map(money)
      $0.atMost = row.most.map(money)
    }.run()
    #expect(ledger.totals.bought.count == money("$15").count + money(row.face).count)
  }

  @Test(arguments: [
    (AutoReload.Amount.multiples(of: money("$25")), "$30", "$49", false),
    (.multiples(of: money("$25")), "$30", "$50", true), (.multiples(of: money("$25")), "$0", "$24", false),
    (.upTo(money("$25")), "$30", "$29", false), (.upTo(money("$25")), "$30", "$30", true),
  ])
  func `a plan whose bounds leave no order is refused`(
    amount: AutoReload.Amount, least: String, most: String, isRight: Bool
  ) {
    let story = story("$15") {
      $0.amount = amount
      ($0.atLeast, $0.atMost) = (money(least), money(most))
    }
    #expect(((try? ReplayLedger(plan: story.plan)) != nil) == isRight)
  }

  @Test func `what a cut order leaves lacking is bought at the next check`() {
    let story = story("$15") {
      $0.amount = .upTo(money("$40"))
      $0.atMost = money("$3")
    }
    // $15, $18, $21 are left: past the threshold of $20 it buys no more.
    #expect(story.run().totals.left == money("$18"))
    #expect(story.asking("$0", "2026-01-02").run().totals.left == money("$21"))
    #expect(story.asking("$0", "2026-01-02").asking("$0", "2026-01-03").run().totals.left == money("$21"))
    var late = story
    late.plan.autoReloads[0].offer.delay = 60
    #expect(late.run(through: "2026-01-01T00:01:59Z").totals.left == money("$18"))
    #expect(late.run(through: "2026-01-01T00:02Z").totals.left == money("$21"))
  }

  @Test func `a reload smaller than the request: one check after the debit, one at the next instant`() {
    let ledger = story("$30") { $0.amount = .fixed(money("$5")) }.asking("$40", "2026-01-02").run()
    #expect(ledger.totals.debt == money("$5"))
    #expect(ledger.counts.reloads == 1)
    let next = story("$30") { $0.amount = .fixed(money("$5")) }.asking("$40", "2026-01-02")
      .asking("$0", "2026-01-03").run()
    #expect(next.counts.reloads == 2)
    #expect(next.totals.left == .zero)
    #expect(next.totals.debt == .zero)
  }

  @Test func `with a latency the credit comes later, and no second order goes out meanwhile`() {
    let story = story("$21") { $0.offer.delay = 1_200 }
      .asking("$2", "2026-01-02").asking("$2", "2026-01-02T00:01Z")
    let before = story.run(through: "2026-01-02T00:19:59Z")
    #expect(before.counts.reloads == 1)
    #expect(before.totals.inTransit == money("$50"))
    #expect(story.run(through: "2026-01-02T00:20Z").totals.left == money("$67"))
    let many = self.story("$21") {
      $0.offer.delay = 1_200
      $0.oneInFlight = false
    }.asking("$2", "2026-01-02").asking("$2", "2026-01-02T00:01Z").run()
    #expect(many.counts.reloads == 3, "the check before the second request fires too")
  }

  @Test func `a declined payment waits for its retry; after enough in a row the reload is off`() {
    func tries(_ declined: Set<Int>, off: Int?, through end: String) -> Counts {
      story("$10") {
        $0.declinedTries = declined
        $0.offAfterDeclines = off
      }.run(through: end).counts
    }
    #expect(tries([1], off: nil, through: "2026-01-01T23:59:59Z").reloads == 0)
    #expect(tries([1], off: nil, through: "2026-01-02").reloads == 1)
    #expect(tries([1, 2], off: 2, through: "2026-06-01").declines == 2)
    #expect(tries([1, 2], off: 2, through: "2026-06-01").reloads == 0)
    #expect(tries([1, 2], off: 3, through: "2026-06-01").reloads == 1)
    let blocked = story("$1") {
      $0.declinedTries = [1]
    }.asking("$1", "2026-01-01T01:00Z").asking("$1", "2026-01-01T02:00Z").run()
    #expect(blocked.blocked(.paymentFailed) == money("$1"))
  }

  struct Pause: CustomTestStringConvertible {
    let end: String
    let reloads: Int
    var asked: [String] = []
    var declined: Set<Int> = []
    var testDescription: String { "\(asked) up to \(end), declined \(declined)" }
  }

  /// Of $10 below $20, $5 at a time: ordered at midnight, a second time an hour later.
  @Test(arguments: [
    Pause(end: "2026-01-01T00:59:59Z", reloads: 1), Pause(end: "2026-01-01T01:00Z", reloads: 2),
    Pause(end: "2026-01-01T00:59:59Z", reloads: 1, asked: ["2026-01-01T00:30Z", "2026-01-01T00:59:59Z"]),
    Pause(end: "2026-01-01T01:00Z", reloads: 2, asked: ["2026-01-01T01:00Z"]),
    Pause(end: "2026-01-01T02:59:59Z", reloads: 3, asked: ["2026-01-01T01:30Z", "2026-01-01T02:30Z"]),
    Pause(end: "2026-01-01T03:00Z", reloads: 4, asked: ["2026-01-01T01:30Z", "2026-01-01T02:30Z"]),
    Pause(end: "2026-01-01T00:00:59Z", reloads: 0, declined: [1]),
    Pause(end: "2026-01-01T00:01Z", reloads: 1, declined: [1]),
    Pause(end: "2026-01-01T01:01Z", reloads: 2, declined: [1]),
  ])
  func `a pause is over at the second of the last order and the pause`(_ row: Pause) {
    var story = story("$10") {
      $0.amount = .fixed(money("$5"))
      ($0.pause, $0.retryDelay, $0.declinedTries) = (3_600, 60, row.declined)
    }
    for instant in row.asked { story = story.asking("$3", instant) }
    #expect(story.run(through: row.end).counts.reloads == row.reloads)
  }

  @Test func `caps per month are met exactly and not crossed, and open on the 1st at 00:00 UTC`() {
    var story = story("$10") {
      $0.amount = .fixed(money("$5"))
      $0.cashPerMonth = money("$10")
    }
    for hour in 1...5 { story = story.asking("$1", "2026-01-31T0\(hour):00Z") }
    #expect(story.run().counts.reloads == 2)
    #expect(story.run(through: "2026-01-31T23:59:59Z").counts.reloads == 2)
    #expect(story.run(through: "2026-02-01").counts.reloads == 3)
    story.plan.autoReloads[0].cashPerMonth = nil
    story.plan.autoReloads[0].countPerMonth = 3
    #expect(story.run().counts.reloads == 3)
  }

  struct Part: CustomTestStringConvertible {
    let limit: String
    let face: String
    var amount = AutoReload.Amount.fixed(money("$10"))
    var least: String?
    var isWhole = false
    var testDescription: String { "\(amount) at \(limit), at least \(least ?? "any"), whole \(isWhole)" }
  }

  /// $10 cost $9 and 23 % of it, $11.07.
  @Test(arguments: [
    Part(limit: "$11.07", face: "$10"), Part(limit: "$11.069999999", face: "$9.999999999"),
    Part(limit: "$11.069999999", face: "$0", isWhole: true),
    Part(limit: "$11.07", face: "$10", isWhole: true),
    Part(limit: "$5.535", face: "$5", least: "$5"), Part(limit: "$5.534999999", face: "$0", least: "$5"),
    Part(limit: "$6.642", face: "$6", amount: .multiples(of: money("$3"))),
    Part(limit: "$6.641999999", face: "$3", amount: .multiples(of: money("$3"))),
    Part(limit: "$3.320999999", face: "$0", amount: .multiples(of: money("$3"))),
    Part(limit: "$0", face: "$0"), Part(limit: "$0.000000001", face: "$0.000000001"),
  ])
  func `an order past the month's cash is refused whole, or bought in part`(_ row: Part) {
    let ledger = story("$5") {
      $0.threshold = money("$15")
      $0.amount = row.amount
      $0.atLeast = row.least.map(money)
      $0.offer.terms.tax = .percent(23)
      $0.offer.price = Price(price: money("$9"), face: money("$10"))
      ($0.cashPerMonth, $0.isBoughtInPart) = (money(row.limit), !row.isWhole)
    }.run()
    #expect(ledger.totals.bought.count == money("$5").count + money(row.face).count)
    #expect(ledger.counts.refusedOrders == (row.face == "$0" ? 1 : 0))
  }

  /// Prices, taxes and limits of every size, amounts up to a million dollars: what is bought is within the limit, and a nano-dollar
  /// (or a pack) more is not.
  @Test func `a part is the largest that the month allows`() {
    var word: UInt64 = 20_261_122
    func roll(_ most: Int64) -> Int64 {
      word = word &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int64(word >> 33) % (most + 1)
    }
    var parts = 0
    for number in 0..<4_000 {
      let scale = [10, 1_000, 1_000_000, 1_000_000_000][number % 4] as Int64
      let wanted = roll(1_000) * scale + roll(9) + 2
      let price = Price(price: Nanodollars(roll(2 * scale)), face: Nanodollars(roll(scale) + 1))
      let tax = Ratio(millionths: roll(500_000))
      let pack = number % 3 == 0 ? roll(scale) + 1 : 1
      let limit = roll(1_500) * scale + roll(9)
      let balance = Nanodollars(1)
      let ledger = story("$0.000000001") {
        $0.threshold = Nanodollars(wanted)
        $0.amount = pack > 1 ? .multiples(of: Nanodollars(pack)) : .upTo(Nanodollars(wanted + 1))
        ($0.offer.price, $0.offer.terms.tax) = (price, tax)
        ($0.cashPerMonth, $0.isBoughtInPart) = (Nanodollars(limit), true)
      }.run()
      let bought = ledger.totals.bought.count - balance.count
      let whole = pack > 1 ? ((wanted - 1) / pack + 1) * pack : wanted
      func cash(_ face: Int64) -> Int128 {
        let exact = Int128(face) * Int128(price.price.count)
        let before = exact.divided(by: Int128(price.face.count), rounding: .nearestEven)
        return before + (before * Int128(tax.millionths)).divided(by: 1_000_000, rounding: .nearestEven)
      }
      #expect(bought % pack == 0 && bought <= whole)
      #expect(bought == 0 || cash(bought) <= Int128(limit))
      let costsNothing = bought == 0 && cash(pack) == 0
      if bought < whole, limit > 0 { #expect(cash(bought + pack) > Int128(limit) || costsNothing) }
      if bought < whole, bought > 0 { parts += 1 }
    }
    #expect(parts > 800)
  }

  @Test func `all or nothing stalls above the threshold, unless a refusal orders too`() {
    func run(_ after: Bool) -> ReplayLedger {
      var story = story("$25") { $0.afterRefusal = after }
      story.plan.largerThanBalance = .refuse
      return story.asking("$30", "2026-01-02").asking("$30", "2026-01-03").run()
    }
    #expect(run(false).counts.blockedRequests == 2)
    #expect(run(true).counts.blockedRequests == 1)
    #expect(run(true).totals.left == money("$45"))
  }

  @Test func `a reload lot expires like any other`() {
    let ledger = story("$10") { $0.amount = .fixed(money("$50")) }.run(through: "2027-01-01")
    #expect(ledger.totals.expired == money("$60"))
    #expect(ledger.counts.reloads == 2, "and the expiry itself fires the next one")
  }

  @Test func `tax is added to the cash, never to the credit`() {
    let ledger = story("$10") {
      $0.offer.terms.tax = .percent(23)
      $0.offer.price = Price(price: money("$45"), face: money("$50"))
    }.run()
    #expect(ledger.totals.bought == money("$60"))
    #expect(ledger.totals.tax == money("$10.35"))
    #expect(ledger.totals.price == money("$55"))
  }
}
