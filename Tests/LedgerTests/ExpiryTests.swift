// A lot is usable on [usable from, expires): tables with one row per side.

import Ledger
import Quantities
import Testing

@Suite struct ExpiryTests {
  struct Row: CustomTestStringConvertible {
    let claim: String
    let bought: String
    let valid: Validity
    let asked: String
    let isServed: Bool
    var testDescription: String { claim }
  }

  @Test(arguments: [
    Row(
      claim: "the second before 180 days are over, the lot pays", bought: "2026-01-10",
      valid: .lasting(.days(180)), asked: "2026-07-08T23:59:59Z", isServed: true),
    Row(
      claim: "when 180 days are over, it is void", bought: "2026-01-10", valid: .lasting(.days(180)),
      asked: "2026-07-09", isServed: false),
    Row(
      claim: "six months from Jan 10 end on Jul 10: the second before", bought: "2026-01-10",
      valid: .lasting(.months(6)), asked: "2026-07-09T23:59:59Z", isServed: true),
    Row(
      claim: "six months from Jan 10 end on Jul 10: at it", bought: "2026-01-10", valid: .lasting(.months(6)),
      asked: "2026-07-10", isServed: false),
    Row(
      claim: "Aug 31 + 6 months clamps to Feb 28: the second before", bought: "2026-08-31",
      valid: .lasting(.months(6)), asked: "2027-02-27T23:59:59Z", isServed: true),
    Row(
      claim: "Aug 31 + 6 months clamps to Feb 28: at it", bought: "2026-08-31", valid: .lasting(.months(6)),
      asked: "2027-02-28", isServed: false),
    Row(
      claim: "Aug 31 + 6 months is Feb 29 in a leap year: Feb 28 pays", bought: "2027-08-31",
      valid: .lasting(.months(6)), asked: "2028-02-28T23:59:59Z", isServed: true),
    Row(
      claim: "Aug 31 + 6 months is Feb 29 in a leap year: Feb 29 does not", bought: "2027-08-31",
      valid: .lasting(.months(6)), asked: "2028-02-29", isServed: false),
    Row(
      claim: "Feb 29 + 1 year is Feb 28: the second before", bought: "2028-02-29", valid: .lasting(.years(1)),
      asked: "2029-02-27T23:59:59Z", isServed: true),
    Row(
      claim: "Feb 29 + 1 year is Feb 28: at it", bought: "2028-02-29", valid: .lasting(.years(1)),
      asked: "2029-02-28", isServed: false),
    Row(
      claim: "a calendar year over Feb 29 has 366 days: day 365 pays", bought: "2027-06-04T12:00Z",
      valid: .lasting(.years(1)), asked: "2028-06-04T11:59:59Z", isServed: true),
    Row(
      claim: "a calendar year ends at the time of day it began", bought: "2027-06-04T12:00Z",
      valid: .lasting(.years(1)), asked: "2028-06-04T12:00Z", isServed: false),
    Row(
      claim: "180 days across a year's end: the second before", bought: "2026-09-15",
      valid: .lasting(.days(180)), asked: "2027-03-13T23:59:59Z", isServed: true),
    Row(
      claim: "180 days across a year's end: at it", bought: "2026-09-15", valid: .lasting(.days(180)),
      asked: "2027-03-14", isServed: false),
    Row(
      claim: "a fixed instant: the second before", bought: "2026-10-07",
      valid: .until(at("2026-11-05T06:59Z")), asked: "2026-11-05T06:58:59Z", isServed: true),
    Row(
      claim: "a fixed instant: at it", bought: "2026-10-07", valid: .until(at("2026-11-05T06:59Z")),
      asked: "2026-11-05T06:59Z", isServed: false),
    Row(
      claim: "never is never", bought: "2026-01-10", valid: .never, asked: "9999-12-31T23:59:59Z",
      isServed: true),
  ])
  func `a lot pays up to the second before its expiry`(_ row: Row) {
    let ledger = Story(start: row.bought, lot("a", "$10", row.bought, valid: row.valid))
      .asking("$1", row.asked).run()
    #expect(ledger.totals.credit == money(row.isServed ? "$1" : "$0"))
    #expect(ledger.blocked(.noCredit) == money(row.isServed ? "$0" : "$1"))
    #expect(ledger.lot("a")?.expired == money(row.isServed ? "$0" : "$10"))
  }

  @Test(arguments: [
    ("2026-02-01T11:59:59Z", false), ("2026-02-01T12:00Z", true),
  ])
  func `a lot delivered late pays from its delivery`(asked: String, isServed: Bool) {
    let ledger = Story(lot("a", "$10", usable: "2026-02-01T12:00Z")).asking("$1", asked).run()
    #expect((ledger.totals.credit > .zero) == isServed)
    #expect(ledger.lot("a")?.inTransit == money(isServed ? "$0" : "$10"))
  }

  @Test func `validity counts from delivery, or from the purchase by a switch`() {
    let usable = Story(lot("a", "$10", usable: "2026-03-01", valid: .lasting(.days(10)))).run()
    #expect(usable.lot("a")?.expires == at("2026-03-11"))
    let bought = Story(
      lot("a", "$10", usable: "2026-01-05", valid: .lasting(.days(10))) {
        $0.validityCountsFrom = .purchase
      }
    ).run()
    #expect(bought.lot("a")?.expires == at("2026-01-11"))
  }

  @Test func `credit that was due to expire before it arrives is expired when it arrives`() {
    let ledger = Story(
      lot("a", "$10", usable: "2026-02-01", valid: .lasting(.days(10))) {
        $0.validityCountsFrom = .purchase
      }
    ).asking("$1", "2026-02-01").run()
    #expect(ledger.lot("a")?.expired == money("$10"))
    #expect(ledger.blocked(.noCredit) == money("$1"))
  }

  @Test func `plan credit lapses when the billing cycle turns, clamped, and is drawn before what was bought`()
  {
    var story = Story(
      start: "2026-01-31", lot("bought", "$5", "2026-01-31", valid: .lasting(.days(5))),
      lot("plan", "$5", "2026-01-31", source: .planCredit, price: "$0", valid: .billingCycle)
    ).asking("$1", "2026-02-01")
    #expect(story.run().leftByName == "bought $5.00, plan $4.00")
    story = story.asking("$1", "2026-02-27T23:59:59Z")
    #expect(story.run().lot("plan")?.left == money("$3"))
    #expect(story.run(through: "2026-02-28").lot("plan")?.expired == money("$3"))
  }

  @Test func `a cycle anchored on the 31st turns on the last day of every month`() {
    let cycle = BillingCycle(anchor: at("2026-01-31"))
    var turn = at("2026-01-31")
    var days: [String] = []
    for _ in 0..<13 {
      turn = cycle.turn(after: turn)
      days.append(turn.brief)
    }
    #expect(
      days == [
        "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30", "2026-07-31",
        "2026-08-31", "2026-09-30", "2026-10-31", "2026-11-30", "2026-12-31", "2027-01-31",
        "2027-02-28",
      ])
    #expect(cycle.turn(after: at("2025-06-01")) == at("2025-06-30"), "an anchor ahead has turned before")
  }

  @Test func `two lots with one expiry are drawn by usable from, then by name, whatever the listing`() {
    let later = lot("a", "$5", "2026-01-02", valid: .until(at("2026-06-01")))
    let first = lot("lot 2", "$5", valid: .until(at("2026-06-01")))
    let second = lot("lot 10", "$5", valid: .until(at("2026-06-01")))
    for lots in [[later, first, second], [second, later, first], [first, second, later]] {
      var story = Story().asking("$6", "2026-01-03").asking("$5", "2026-01-04")
      story.plan.purchases = lots
      let ledger = story.run()
      #expect(ledger.lot("lot 2")?.left == money("$0"))
      #expect(ledger.lot("lot 10")?.left == money("$0"))
      #expect(ledger.lot("a")?.left == money("$4"))
    }
  }
}
