// A revocation that closes the account (docs/ledger-rules.md, section 12): one row for each side of each boundary.

import Ledger
import Quantities
import Testing

@Suite struct ClosedAccountTests {
  struct Row: CustomTestStringConvertible {
    let what: String
    let story: Story
    var end: String?
    let served: String
    var closed = "$0"
    var paid: String?
    var refusedOrders = 0
    var testDescription: String { what }
  }

  /// The lot `a` is revoked on the 10th at noon, and the account is closed for a day, or as said.
  private static func story(
    _ lots: [Purchase] = [lot("a", "$5"), lot("b", "$9")],
    closing: AccountClosing? = AccountClosing(lasts: 86_400),
    at instant: String = "2026-01-10T12:00Z", takesOtherLots: Bool = false,
    change: (inout LedgerPlan) -> Void = { _ in }
  ) -> Story {
    var story = Story()
    story.plan.purchases = lots
    story.plan.withdrawals = [
      Withdrawal(at: LedgerTests.at(instant), purchase: 0, takesOtherLots: takesOtherLots, closes: closing)
    ]
    change(&story.plan)
    return story
  }

  private static let session = Allowance(
    scope: nil, windows: [.init(clock: .session(length: 86_400), limit: money("$5"))])

  private static let reload = AutoReload(
    offer: Offer(name: "reload", source: .autoReload), threshold: money("$20"), amount: .fixed(money("$10")))

  static let rows: [Row] = [
    Row(
      what: "a second before it is closed", story: story().asking("$1", "2026-01-10T11:59:59Z"), served: "$1"),
    Row(
      what: "at the instant of the revocation", story: story().asking("$1", "2026-01-10T12:00Z"),
      served: "$0",
      closed: "$1"),
    Row(
      what: "a second before it opens", story: story().asking("$1", "2026-01-11T11:59:59Z"), served: "$0",
      closed: "$1"),
    Row(
      what: "at the instant at which it opens what is left can be used",
      story: story().asking("$9", "2026-01-11T12:00Z"), served: "$9"),
    Row(
      what: "for good", story: story(closing: AccountClosing()).asking("$1", "2027-01-09T12:00Z"),
      served: "$0",
      closed: "$1"),
    Row(
      what: "a revocation alone closes nothing", story: story(closing: nil).asking("$9", "2026-01-10T12:00Z"),
      served: "$9"),
    Row(
      what: "neither trial nor allowance serves",
      story: story { $0.allowance = session }.asking("$1", "2026-01-10T13:00Z")
        .asking("$1", "2026-01-11T12:00Z"), served: "$1", closed: "$1"),
    Row(
      what: "a request of nothing is no refusal", story: story().asking("$0", "2026-01-10T13:00Z"),
      served: "$0"),
    Row(
      what: "a failed request has failed",
      story: story().asking("$1", "2026-01-10T13:00Z", status: .failed), served: "$0"),
    Row(
      what: "no cap latches on what is refused",
      story: story { $0.usageCaps = [UsageCap(amount: money("$2"), window: .month)] }
        .asking("$3", "2026-01-10T13:00Z").asking("$2", "2026-01-11T12:00Z"), served: "$2", closed: "$3"),
    Row(
      what: "listed lots and grants are not placed, and not later",
      story: story([
        lot("a", "$5"), lot("b", "$9", "2026-01-11T11:59:59Z"),
        lot("gift", "$4", "2026-01-10T12:00Z", source: .promotion, price: "$0"),
        lot("c", "$3", "2026-01-11T12:00Z"),
      ]).asking("$3", "2026-01-11T12:00Z"), served: "$3", paid: "$8", refusedOrders: 2),
    Row(
      what: "what is on its way comes, and waits for the account to open",
      story: story([lot("a", "$5"), lot("b", "$9", usable: "2026-01-11")]).asking(
        "$9", "2026-01-11T11:59:59Z"
      )
      .asking("$9", "2026-01-11T12:00Z"), served: "$9", closed: "$9"),
    Row(
      what: "what expires meanwhile expires",
      story: story([lot("a", "$5"), lot("b", "$9", valid: .until(at("2026-01-11T12:00Z")))])
        .asking("$1", "2026-01-11T12:00Z"), served: "$0"),
    Row(
      what: "no reload orders until it opens, and then at once",
      story: story { $0.autoReloads = [reload] }.asking("$1", "2026-01-10T13:00Z"), end: "2026-01-11T12:00Z",
      served: "$0", closed: "$1", paid: "$34"),
    Row(
      what: "a second earlier nothing was ordered",
      story: story { $0.autoReloads = [reload] }.asking("$1", "2026-01-10T13:00Z"),
      end: "2026-01-11T11:59:59Z", served: "$0", closed: "$1", paid: "$24"),
    Row(
      what: "a standing order's date passes",
      story: story {
        $0.standingOrders = [
          StandingOrder(
            offer: Offer(name: "daily", source: .official), first: at("2026-01-10T11:00Z"), every: .days(1),
            amount: .fixed(money("$2")))
        ]
      }, end: "2026-01-12T11:00Z", served: "$0", paid: "$18", refusedOrders: 1),
    Row(
      what: "nobody buys before it opens",
      story: story([lot("a", "$5")]) {
        $0.people = [
          Person(offer: Offer(name: "somebody", source: .official), buys: money("$7"), reaction: 3_600)
        ]
      }, end: "2026-01-11T13:00Z", served: "$0", paid: "$12"),
    Row(
      what: "a second before her time nothing is bought",
      story: story([lot("a", "$5")]) {
        $0.people = [
          Person(offer: Offer(name: "somebody", source: .official), buys: money("$7"), reaction: 3_600)
        ]
      }, end: "2026-01-11T12:59:59Z", served: "$0", paid: "$5"),
    Row(
      what: "fees stop, and instalments do not",
      story: story {
        $0.fees = [
          Fee(name: "seat", at: at("2026-01-11T11:59:59Z"), price: money("$20")),
          Fee(name: "seat", at: at("2026-01-11T12:00Z"), price: money("$20")),
          Fee(name: "part", at: at("2026-01-11"), price: money("$1"), instalmentOf: .purchase(1)),
        ]
      }, end: "2026-01-12", served: "$0", paid: "$35"),
    Row(
      what: "a closing of a closed account lasts to the later end",
      story: story {
        $0.withdrawals.append(
          Withdrawal(
            at: at("2026-01-11"), purchase: 1, amount: money("$1"), closes: AccountClosing(lasts: 60)))
        $0.withdrawals.append(
          Withdrawal(
            at: at("2026-01-11T11:00Z"), purchase: 1, amount: money("$1"),
            closes: AccountClosing(lasts: 7_200)))
      }.asking("$1", "2026-01-11T12:59:59Z").asking("$1", "2026-01-11T13:00Z"), served: "$1", closed: "$1"),
    Row(
      what: "what waits is served when it opens",
      story: story { $0.retriesWithin = 86_400 }.asking("$1", "2026-01-10T12:00Z"), end: "2026-01-11T12:00Z",
      served: "$1"),
    Row(
      what: "and is lost before",
      story: story { $0.retriesWithin = 86_399 }.asking("$1", "2026-01-10T12:00Z"), end: "2026-01-11T12:00Z",
      served: "$0", closed: "$1"),
  ]

  @Test(arguments: rows)
  func `a closed account`(_ row: Row) {
    let ledger = row.story.run(through: row.end)
    #expect(ledger.totals.credit.count + ledger.totals.allowance.count == money(row.served).count)
    #expect(ledger.blocked(.accountClosed) == money(row.closed))
    if let paid = row.paid { #expect(ledger.totals.price == money(paid)) }
    #expect(ledger.counts.refusedOrders == row.refusedOrders)
  }
}
