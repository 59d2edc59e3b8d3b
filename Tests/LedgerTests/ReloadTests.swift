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
