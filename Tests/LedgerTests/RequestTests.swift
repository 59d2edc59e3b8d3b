// A request against the balance: what is admitted, what overdraws, what is refused and why.

import Ledger
import Quantities
import Testing

@Suite struct RequestTests {
  struct Row: CustomTestStringConvertible {
    let policy: LargerThanBalance
    let balance: String
    let asked: String
    let served: String
    let debt: String
    var testDescription: String { "\(policy.rawValue): \(asked) against \(balance)" }
  }

  @Test(arguments: [
    Row(policy: .overdraw, balance: "$5", asked: "$5", served: "$5", debt: "$0"),
    Row(
      policy: .overdraw, balance: "$5", asked: "$5.000000001", served: "$5.000000001", debt: "$0.000000001"),
    Row(policy: .overdraw, balance: "$0.000000001", asked: "$7", served: "$7", debt: "$6.999999999"),
    Row(policy: .refuse, balance: "$5", asked: "$5", served: "$5", debt: "$0"),
    Row(policy: .refuse, balance: "$5", asked: "$5.000000001", served: "$0", debt: "$0"),
    Row(policy: .payInPart, balance: "$5", asked: "$5", served: "$5", debt: "$0"),
    Row(policy: .payInPart, balance: "$5", asked: "$5.000000001", served: "$5", debt: "$0"),
    Row(policy: .overdraw, balance: "$10,000,000", asked: "$0.00000001", served: "$0.00000001", debt: "$0"),
  ])
  func `a request meets the balance`(_ row: Row) {
    let ledger = Story(lot("a", row.balance)) { $0.largerThanBalance = row.policy }
      .asking(row.asked, "2026-01-02").run()
    #expect(ledger.totals.credit == money(row.served))
    #expect(ledger.totals.debt == money(row.debt))
    #expect(ledger.blocked(.noCredit).count == money(row.asked).count - money(row.served).count)
  }

  @Test(arguments: LargerThanBalance.allCases)
  func `an empty balance admits nothing, and a request that costs nothing is served all the same`(
    _ policy: LargerThanBalance
  ) {
    let ledger = Story { $0.largerThanBalance = policy }
      .asking("$0", "2026-01-02").asking("$1", "2026-01-02").run()
    #expect(ledger.counts.requests == 2)
    #expect(ledger.counts.blockedRequests == 1)
    #expect(ledger.totals.credit == .zero)
  }

  @Test func `the next lot repays the debt first, and nothing is served while the debt stands`() {
    let ledger = Story(lot("a", "$1"), lot("b", "$3", "2026-01-05"))
      .asking("$2.5", "2026-01-02").asking("$1", "2026-01-03").asking("$1", "2026-01-05").run()
    #expect(ledger.lot("b")?.left == money("$0.50"))
    #expect(ledger.lot("b")?.drawn == money("$2.50"))
    #expect(ledger.blocked(.noCredit) == money("$1"))
    #expect(ledger.totals.debt == .zero)
  }

  @Test func `an opening debt larger than the first lot outlives it`() {
    var story = Story(lot("a", "$1"), lot("b", "$3", "2026-01-05"))
    story.plan.openingDebt = money("$1.50")
    story = story.asking("$1", "2026-01-02")
    let before = story.run()
    #expect(before.totals.debt == money("$0.50"))
    #expect(before.blocked(.noCredit) == money("$1"))
    #expect(story.run(through: "2026-01-05").lot("b")?.left == money("$2.50"))
  }

  @Test func `a failed request is not charged; a disconnected one is, unless the plan says otherwise`() {
    var story = Story(lot("a", "$10")).asking("$1", "2026-01-02", status: .failed)
      .asking("$2", "2026-01-02", status: .disconnected)
    #expect(story.run().totals.credit == money("$2"))
    #expect(story.run().totals.failed == money("$1"))
    story.plan.disconnectsAreCharged = false
    #expect(story.run().totals.failed == money("$3"))
    #expect(story.run().counts.failedRequests == 2)
  }

  @Test func `a limited lot pays only for what it admits, and its debts are its own`() {
    var story = Story(lot("haiku only", "$5") { $0.scope = 0 }, lot("any", "$1"))
    story.plan.scopes = [Scope(models: ["claude-haiku-5-5"])]
    let haiku = story.plan.mask(model: "claude-haiku-5-5", channel: .apiKey)
    let opus = story.plan.mask(model: "claude-opus-5-5", channel: .apiKey)
    #expect(haiku != opus)
    story.plan.drawOrder = DrawOrder(name: "mine", keys: [.scopedFirst])
    let ledger = story.asking("$2", "2026-01-02", mask: opus).asking("$1", "2026-01-03", mask: opus)
      .asking("$4", "2026-01-04", mask: haiku).run()
    #expect(ledger.leftByName == "haiku only $1.00, any $0.00")
    #expect(ledger.totals.debt == money("$1"))
    #expect(ledger.blocked(.noCredit) == money("$1"))
    story.plan.purchases.append(lot("more haiku", "$2", "2026-01-06") { $0.scope = 0 })
    story.plan.purchases.append(lot("more", "$2", "2026-01-07"))
    let repaid = story.asking("$2", "2026-01-02", mask: opus).run(through: "2026-01-07")
    #expect(repaid.lot("more haiku")?.drawn == .zero)
    #expect(repaid.lot("more")?.drawn == money("$1"))
  }

  @Test func `requests that run backwards, cost less than nothing or pass the range are refused by number`()
    throws
  {
    var ledger = try ReplayLedger(plan: Story(lot("a", "$10")).plan)
    let good = Request(at: at("2026-01-03"), amount: money("$1"))
    for bad in [
      Request(at: at("2026-01-02"), amount: money("$1")),
      Request(at: at("2026-01-04"), amount: Nanodollars(-1)),
      Request(at: at("2026-01-04"), amount: Nanodollars(.max)),
      Request(at: .never, amount: money("$1")),
    ] {
      #expect(throws: RequestError.self) { try ledger.serve([good, bad]) }
    }
    #expect(ledger.counts.requests == 4)
  }
}
