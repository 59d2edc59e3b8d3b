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
}
