// Usage that is metered late (docs/ledger-rules.md, section 13): one row for each side of each boundary.

import Ledger
import Quantities
import Testing

@Suite struct MeteringTests {
  struct Row: CustomTestStringConvertible {
    let what: String
    let story: Story
    let served: String
    var debt = "$0"
    var testDescription: String { what }
  }

  /// Ten minutes. What is asked for at noon empties the lot.
  private static func story(
    _ lots: [Purchase] = [lot("a", "$5")], asking amount: String = "$5",
    change: (inout LedgerPlan) -> Void = { _ in }
  ) -> Story {
    var story = Story()
    story.plan.purchases = lots
    story.plan.meteringLag = 600
    change(&story.plan)
    return story.asking(amount, "2026-01-10T12:00Z")
  }

  static let rows: [Row] = [
    Row(
      what: "a second before it is seen", story: story().asking("$3", "2026-01-10T12:09:59Z"), served: "$8",
      debt: "$3"),
    Row(what: "when it is seen", story: story().asking("$3", "2026-01-10T12:10Z"), served: "$5"),
    Row(
      what: "without a lag it is seen at once",
      story: story { $0.meteringLag = nil }.asking("$3", "2026-01-10T12:00Z"), served: "$5"),
    Row(
      what: "what was used on credit that nobody has seen to be gone does not make it last longer",
      story: story().asking("$3", "2026-01-10T12:09Z").asking("$1", "2026-01-10T12:10Z"), served: "$8",
      debt: "$3"),
    Row(
      what: "a request that overdraws empties it as well",
      story: story(asking: "$7").asking("$1", "2026-01-10T12:09:59Z").asking("$1", "2026-01-10T12:10Z"),
      served: "$8", debt: "$3"),
    Row(
      what: "the next lot repays it",
      story: story([lot("a", "$5"), lot("b", "$9", "2026-01-10T13:00Z")]).asking("$3", "2026-01-10T12:09:59Z")
        .asking("$6", "2026-01-10T13:00Z").asking("$1", "2026-01-10T13:10Z"), served: "$14"),
    Row(
      what: "a lot that only repays a debt is not seen",
      story: story([lot("a", "$5"), lot("b", "$3", "2026-01-10T13:00Z")]).asking("$3", "2026-01-10T12:09:59Z")
        .asking("$1", "2026-01-10T13:00Z"), served: "$8"),
    Row(
      what: "an emptied lot is seen until it expires",
      story: story([lot("a", "$5", valid: .until(at("2026-01-10T12:05Z")))]).asking(
        "$1", "2026-01-10T12:04:59Z"
      )
      .asking("$1", "2026-01-10T12:05Z"), served: "$6", debt: "$1"),
    Row(
      what: "what is revoked is seen at once",
      story: story(asking: "$4") {
        $0.withdrawals = [Withdrawal(at: at("2026-01-10T12:01Z"), purchase: 0)]
      }.asking("$1", "2026-01-10T12:01Z"), served: "$4"),
    Row(
      what: "of a lot for some requests only these see something",
      story: story([lot("a", "$5") { $0.scope = 0 }], asking: "$0") {
        $0.scopes = [Scope(channels: [.apiKey])]
      }
      .asking("$5", "2026-01-10T12:00Z", mask: ScopeMask(bits: 1)).asking("$1", "2026-01-10T12:05Z")
      .asking("$2", "2026-01-10T12:05Z", mask: ScopeMask(bits: 1)), served: "$7", debt: "$2"),
    Row(
      what: "a request that has to be covered is not served by what is gone",
      story: story { $0.largerThanBalance = .refuse }.asking("$1", "2026-01-10T12:05Z"), served: "$5"),
    Row(
      what: "nor is one that is paid in part",
      story: story { $0.largerThanBalance = .payInPart }.asking("$1", "2026-01-10T12:05Z"), served: "$5"),
  ]

  @Test(arguments: rows)
  func `usage that is seen late`(_ row: Row) {
    let ledger = row.story.run()
    #expect(ledger.totals.credit == money(row.served))
    #expect(ledger.totals.debt == money(row.debt))
  }
}
