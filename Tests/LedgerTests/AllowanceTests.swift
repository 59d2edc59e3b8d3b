// The subscription's windows: a session that starts at first use, a week and a month that turn on their own.

import Ledger
import Quantities
import Testing

@Suite struct AllowanceTests {
  private func story(trial: String = "$0", _ windows: Allowance.Window...) -> Story {
    Story(lot("a", "$100")) {
      $0.allowance = Allowance(scope: nil, trial: money(trial), windows: windows)
    }
  }

  private let session = Allowance.Window(clock: .session(length: 18_000), limit: money("$5"))

  @Test(arguments: [("2026-01-02T14:59:59Z", "$5"), ("2026-01-02T15:00Z", "$10")])
  func `a session starts at first use and is over five hours later`(second: String, allowed: String) {
    let ledger = story(session).asking("$5", "2026-01-02T10:00Z").asking("$5", second).run()
    #expect(ledger.totals.allowance == money(allowed))
    #expect(ledger.totals.credit.count == money("$10").count - money(allowed).count)
  }

  @Test func `the rest of a request is drawn from credit`() {
    let ledger = story(session).asking("$8", "2026-01-02").run()
    #expect(ledger.totals.allowance == money("$5"))
    #expect(ledger.totals.credit == money("$3"))
  }

  @Test(arguments: [("2026-01-05T08:59:59Z", "$5"), ("2026-01-05T09:00Z", "$6")])
  func `a week turns at its own fixed reset, and what it left is forfeited`(asked: String, allowed: String) {
    let week = Allowance.Window(
      clock: .fixed(anchor: at("2026-03-02T09:00Z"), every: .days(7)), limit: money("$5"))
    let ledger = story(week).asking("$5", "2026-01-03").asking("$1", asked).run()
    #expect(ledger.totals.allowance == money(allowed))
    let saved = story(week).asking("$1", "2026-01-03").asking("$9", "2026-01-05T09:00Z").run()
    #expect(saved.totals.allowance == money("$6"), "four unused dollars do not roll over")
  }

  @Test func `a month anchored on the 31st turns at the end of shorter months`() {
    let month = Allowance.Window(
      clock: .fixed(anchor: at("2026-01-31"), every: .months(1)), limit: money("$5"))
    let story = story(month).asking("$5", "2026-02-01").asking("$5", "2026-02-27T23:59:59Z")
    #expect(story.run().totals.allowance == money("$5"))
    #expect(story.asking("$5", "2026-02-28").run().totals.allowance == money("$10"))
    #expect(
      story.asking("$5", "2026-02-28").asking("$5", "2026-03-30").run().totals.allowance == money("$10"))
  }

  @Test func `a request draws the least that its windows leave, and a window may count some models only`() {
    var story = story(session)
    story.plan.scopes = [Scope(models: ["claude-fable-5-2"])]
    story.plan.allowance?.windows.append(
      .init(clock: .session(length: 604_800), limit: money("$2"), scope: 0))
    let fable = story.plan.mask(model: "claude-fable-5-2", channel: .plan)
    let ledger = story.asking("$4", "2026-01-02", mask: fable).asking("$4", "2026-01-02").run()
    #expect(ledger.totals.allowance == money("$5"))
    #expect(ledger.totals.credit == money("$3"))
  }

  @Test func `the trial comes first and once`() {
    let ledger = story(trial: "$10", session).asking("$9", "2026-01-02").asking("$9", "2026-01-03")
      .asking("$9", "2026-01-04").run()
    #expect(ledger.totals.trial == money("$10"))
    #expect(ledger.totals.allowance == money("$10"))
    #expect(ledger.totals.credit == money("$7"))
  }

  @Test(arguments: [
    (LargerThanBalance.overdraw, "$8", "$0"), (.refuse, "$0", "$8"), (.payInPart, "$5", "$3"),
  ])
  func `without credit the allowance finishes the request, or it is refused, or served in part`(
    policy: LargerThanBalance, allowed: String, blocked: String
  ) {
    var story = story(session).asking("$8", "2026-01-02")
    story.plan.purchases = []
    story.plan.largerThanBalance = policy
    #expect(story.run().totals.allowance == money(allowed))
    #expect(story.run().blocked(.noCredit) == money(blocked))
  }

  // MARK: Credit that comes first

  struct Early: CustomTestStringConvertible {
    let asked: String
    let early: String
    let allowance: String
    let other: String
    var cap: String?
    var crossing = UsageCap.Crossing.latched
    var isForPlan = true
    var blocked = "$0"
    var testDescription: String { "\(asked), cap \(cap ?? "none") \(crossing.rawValue), plan \(isForPlan)" }
  }

  /// $5 that come first, an allowance of $10, and $100 of other credit that expires earlier.
  @Test(arguments: [
    Early(asked: "$5", early: "$5", allowance: "$0", other: "$0"),
    Early(asked: "$5.000000001", early: "$5", allowance: "$0.000000001", other: "$0"),
    Early(asked: "$15", early: "$5", allowance: "$10", other: "$0"),
    Early(asked: "$15.000000001", early: "$5", allowance: "$10", other: "$0.000000001"),
    Early(asked: "$6", early: "$2", allowance: "$4", other: "$0", cap: "$2"),
    Early(asked: "$6", early: "$0", allowance: "$6", other: "$0", cap: "$0"),
    Early(asked: "$12", early: "$2", allowance: "$10", other: "$0", cap: "$2"),
    // The allowance finishes what it admitted.
    Early(asked: "$13", early: "$0", allowance: "$13", other: "$0", cap: "$2"),
    Early(asked: "$13", early: "$0", allowance: "$13", other: "$0", cap: "$2", crossing: .each),
    Early(asked: "$13", early: "$3", allowance: "$10", other: "$0", cap: "$2", crossing: .served),
    Early(asked: "$4", early: "$4", allowance: "$0", other: "$0", isForPlan: false),
    Early(asked: "$8", early: "$5", allowance: "$0", other: "$3", isForPlan: false),
  ])
  func `credit that comes before the allowance pays first, as far as it and the caps go`(_ row: Early) {
    var story = Story(
      lot("other", "$100", valid: .lasting(.days(30))), lot("early", "$5") { $0.drawsBeforeAllowance = true })
    story.plan.scopes = [Scope(channels: [.plan])]
    story.plan.allowance = Allowance(
      scope: 0, windows: [.init(clock: .session(length: 18_000), limit: money("$10"))])
    if let cap = row.cap {
      story.plan.usageCaps = [UsageCap(amount: money(cap), window: .month, crossing: row.crossing)]
    }
    let mask = story.plan.mask(model: nil, channel: row.isForPlan ? .plan : .apiKey)
    let ledger = story.asking(row.asked, "2026-01-02", mask: mask).run()
    #expect(ledger.lot("early")?.drawn == money(row.early))
    #expect(ledger.totals.allowance == money(row.allowance))
    #expect(ledger.lot("other")?.drawn == money(row.other))
  }

  /// At 17:00 the allowance is new: of the $15 that wait it pays $10. What lacks is $5, of which credit that comes first would be $4,
  /// and the cap, with room for $4, refuses it whole.
  @Test func `what waits is served by the allowance although credit would come first that a cap refuses`() {
    var story = Story(lot("early", "$5", "2026-01-02T12:30Z") { $0.drawsBeforeAllowance = true })
    story.plan.largerThanBalance = .payInPart
    story.plan.retriesWithin = 86_400
    story.plan.allowance = Allowance(
      scope: nil, windows: [.init(clock: .session(length: 18_000), limit: money("$10"))])
    story.plan.usageCaps = [UsageCap(amount: money("$4"), window: .month, crossing: .each)]
    let ledger = story.asking("$10", "2026-01-02T12:00Z").asking("$15", "2026-01-02T12:10Z")
      .run(through: "2026-01-02T18:00Z")
    #expect(ledger.totals.allowance == money("$20"))
    #expect(ledger.lot("early")?.drawn == .zero)
  }

  @Test(
    arguments: [
      ("2026-01-10", nil, "2026-01-09T23:59:59Z", "$0"), ("2026-01-10", nil, "2026-01-10", "$5"),
      (nil, "2026-01-10", "2026-01-09T23:59:59Z", "$5"), (nil, "2026-01-10", "2026-01-10", "$0"),
      ("2026-01-05", "2026-01-10", "2026-01-04", "$0"), ("2026-01-05", "2026-01-10", "2026-01-07", "$5"),
    ] as [(String?, String?, String, String)])
  func `usage credits are on from one instant to another`(
    from: String?, until: String?, second: String, credit: String
  ) {
    var story = Story(lot("a", "$50"))
    story.plan.scopes = [Scope(channels: [.apiKey])]
    (story.plan.creditScope, story.plan.creditTime) = (
      0, CreditTime(from: from.map(at), until: until.map(at))
    )
    let (plan, key) = (
      story.plan.mask(model: nil, channel: .plan), story.plan.mask(model: nil, channel: .apiKey)
    )
    let ledger = story.asking("$5", second, mask: plan).asking("$1", second, mask: key).run()
    #expect(ledger.totals.credit.count == money(credit).count + money("$1").count)
    #expect(ledger.blocked(.allowanceUsedUp).count == money("$5").count - money(credit).count)
  }

  @Test func `what waits is served when usage credits are turned on`() {
    var story = Story(lot("a", "$50"))
    story.plan.scopes = [Scope(channels: [.apiKey])]
    (story.plan.creditScope, story.plan.creditTime) = (0, CreditTime(from: at("2026-01-10")))
    story.plan.retriesWithin = 3_600
    let mask = story.plan.mask(model: nil, channel: .plan)
    let ledger = story.asking("$7", "2026-01-09T22:59:59Z", mask: mask)
      .asking("$5", "2026-01-09T23:00:00Z", mask: mask).run(through: "2026-01-11")
    #expect(ledger.totals.credit == money("$5"))
  }

  @Test func `credit that is not for the plan channel does not come first`() {
    var story = Story(lot("early", "$5") { $0.drawsBeforeAllowance = true })
    story.plan.scopes = [Scope(channels: [.apiKey])]
    story.plan.creditScope = 0
    story.plan.allowance = Allowance(
      scope: nil, windows: [.init(clock: .session(length: 18_000), limit: money("$10"))])
    let mask = story.plan.mask(model: nil, channel: .plan)
    #expect(story.asking("$8", "2026-01-02", mask: mask).run().totals.allowance == money("$8"))
  }

  // MARK: What rolls over

  struct Roll: CustomTestStringConvertible {
    let used: [String]
    var share = Ratio.one
    var most: String?
    let left: String
    var testDescription: String { "\(used) of $100 a week, \(share) at most \(most ?? "any")" }
  }

  /// What the window after those used can serve.
  @Test(arguments: [
    Roll(used: ["$100"], left: "$100"), Roll(used: ["$70"], left: "$130"), Roll(used: ["$0"], left: "$200"),
    Roll(used: ["$70"], share: .percent(50), left: "$115"),
    Roll(used: ["$70"], most: "$29.999999999", left: "$129.999999999"),
    Roll(used: ["$70"], most: "$30", left: "$130"),
    Roll(used: ["$99.999999999"], share: .percent(50), left: "$100"),
    // What was rolled over is used first, and does not roll over again.
    Roll(used: ["$70", "$30"], left: "$200"), Roll(used: ["$70", "$30.000000001"], left: "$199.999999999"),
    Roll(used: ["$70", "$130"], left: "$100"), Roll(used: ["$70", "$0", "$0"], left: "$200"),
    Roll(used: ["$0", "$0"], most: "$5", left: "$105"),
  ])
  func `what a week leaves rolls over to the next`(_ row: Roll) {
    var story = Story(start: "2026-01-05")
    story.plan.allowance = Allowance(
      scope: nil,
      windows: [.init(clock: .fixed(anchor: at("2026-01-05"), every: .days(7)), limit: money("$100"))])
    story.plan.allowance?.windows[0].rollover = .init(share: row.share, atMost: row.most.map(money))
    for (week, used) in row.used.enumerated() where used != "$0" {
      story = story.asking(used, "2026-01-\(["05", "12", "19"][week])")
    }
    let next = ["05", "12", "19", "26"][row.used.count]
    let before = story.run().totals.allowance.count
    // More than there is: what is served is what was left.
    story.plan.largerThanBalance = .payInPart
    let after = story.asking("$1000", "2026-01-\(next)").run().totals.allowance.count
    #expect(after - before == money(row.left).count)
  }
}
