// Requests that reserve credit while they run (docs/ledger-rules.md, section 15): one row for each side of each boundary.

import Ledger
import Quantities
import Testing

@Suite struct ReservationTests {
  struct Row: CustomTestStringConvertible {
    let what: String
    let story: Story
    let served: String
    var testDescription: String { what }
  }

  private static func story(
    _ lots: [Purchase] = [lot("a", "$5")], change: (inout LedgerPlan) -> Void = { _ in }
  )
    -> Story
  {
    var story = Story()
    story.plan.purchases = lots
    change(&story.plan)
    return story
  }

  private static let noon = "2026-01-10T12:00Z"

  static let rows: [Row] = [
    Row(
      what: "the whole balance may be reserved", story: story().asking("$1", noon, reserving: "$5"),
      served: "$1"),
    Row(
      what: "a nano-dollar more may not",
      story: story().asking("$1", noon, reserving: "$5.000000001"), served: "$0"),
    Row(
      what: "what is reserved is no one else's while it runs",
      story: story().asking("$1", noon, reserving: "$4").asking("$1", noon, reserving: "$1.000000001"),
      served: "$1"),
    Row(
      what: "what is left beside it is free",
      story: story().asking("$1", noon, reserving: "$4").asking("$1", noon, reserving: "$1"), served: "$2"),
    Row(
      what: "a second before it is over it is held back",
      story: story().asking("$1", noon, reserving: "$5").asking("$1", "2026-01-10T12:00:39Z"), served: "$1"),
    Row(
      what: "in the second in which it is over it is free",
      story: story().asking("$1", noon, reserving: "$5").asking(
        "$4", "2026-01-10T12:00:40Z", reserving: "$4"),
      served: "$5"),
    Row(
      what: "a request that reserves nothing is admitted by a nano-dollar",
      story: story().asking("$1", noon, reserving: "$4.999999999").asking("$2", noon), served: "$3"),
    Row(
      what: "and not by nothing", story: story().asking("$1", noon, reserving: "$5").asking("$2", noon),
      served: "$1"),
    Row(
      what: "a refused request holds nothing back",
      story: story().asking("$1", noon, reserving: "$6").asking("$5", noon, reserving: "$5"), served: "$5"),
    Row(
      what: "a failed request holds nothing back",
      story: story().asking("$1", noon, status: .failed, reserving: "$5").asking("$5", noon, reserving: "$5"),
      served: "$5"),
    Row(
      what: "who reserves less than it costs reserves what it costs",
      story: story().asking("$6", noon, reserving: "$1"), served: "$0"),
    Row(
      what: "what must be covered is covered beside what is held back",
      story: story { $0.largerThanBalance = .refuse }.asking("$1", noon, reserving: "$4").asking("$1", noon)
        .asking("$0.000000001", noon), served: "$2"),
    Row(
      what: "what is paid in part is paid beside what is held back",
      story: story { $0.largerThanBalance = .payInPart }.asking("$1", noon, reserving: "$4").asking(
        "$3", noon),
      served: "$2"),
    Row(
      what: "a reservation is not paid in part",
      story: story { $0.largerThanBalance = .payInPart }.asking("$1", noon, reserving: "$6"), served: "$0"),
    Row(
      what: "what the trial pays needs no reservation",
      story: story { $0.allowance = Allowance(scope: nil, trial: money("$3"), windows: []) }
        .asking("$3", noon, reserving: "$20"), served: "$0"),
    Row(
      what: "of the rest only credit is reserved",
      story: story { $0.allowance = Allowance(scope: nil, trial: money("$3"), windows: []) }
        .asking("$4", noon, reserving: "$8").asking("$1", noon), served: "$1"),
    Row(
      what: "what expires is not kept by a reservation",
      story: story([lot("a", "$5", valid: .until(at("2026-01-10T12:00:10Z")))])
        .asking("$1", noon, reserving: "$5").asking("$1", "2026-01-10T12:00:10Z"), served: "$1"),
    Row(
      what: "what is held back of one lot does not hold back another's requests",
      story: story([lot("a", "$5") { $0.scope = 0 }, lot("b", "$5") { $0.scope = 1 }]) {
        $0.scopes = [Scope(models: ["a"]), Scope(models: ["b"])]
      }.asking("$1", noon, mask: ScopeMask(bits: 1), reserving: "$5").asking(
        "$5", noon, mask: ScopeMask(bits: 2), reserving: "$5"), served: "$6"),
    Row(
      what: "of a lot that both may draw it does",
      story: story([lot("a", "$5") { $0.scope = 0 }, lot("b", "$4")]) {
        $0.scopes = [Scope(models: ["a"]), Scope(models: ["b"])]
      }.asking("$1", noon, mask: ScopeMask(bits: 1), reserving: "$5").asking(
        "$1", noon, mask: ScopeMask(bits: 2)), served: "$1"),
  ]

  @Test(arguments: rows)
  func `credit is reserved while a request runs`(_ row: Row) {
    #expect(row.story.run().totals.credit == money(row.served))
  }

  @Test func `of twenty reservations of 75 at once against 500 six are granted`() {
    var story = Self.story([lot("a", "$500")])
    for _ in 0..<20 { story = story.asking("$1", Self.noon, reserving: "$75") }
    #expect(story.run().totals.credit == money("$6"))
  }

  @Test func `what waits is tried when a reservation is over, up to the last second of its patience`() {
    for (patience, served) in [(Int64(40), "$5"), (39, "$1")] {
      let story = Self.story { $0.retriesWithin = patience }
        .asking("$1", Self.noon, reserving: "$5").asking("$4", Self.noon, reserving: "$4")
      #expect(story.run(through: "2026-01-11").totals.credit == money(served))
    }
  }

  @Test func `a reload looks at the whole balance`() {
    let reload = AutoReload(
      offer: Offer(name: "reload", source: .autoReload), threshold: money("$4"), amount: .fixed(money("$10")))
    let story = Self.story { $0.autoReloads = [reload] }.asking("$1", Self.noon, reserving: "$5")
    #expect(story.run().counts.reloads == 0)
  }

  @Test func `a reservation that no ledger can hold is refused`() throws {
    for reservation in [Reservation(Nanodollars(-1), runs: 1), Reservation(money("$1"), runs: -1)] {
      var ledger = try ReplayLedger(plan: LedgerPlan(start: at("2026-01-01")))
      let request = Request(at: at("2026-01-01"), amount: .zero, reservation: reservation)
      #expect(throws: RequestError.self) { try ledger.serve([request]) }
    }
  }
}
