// What is refused and waits (docs/ledger-rules.md, section 10): one row for each side of each boundary.

import Ledger
import Quantities
import Testing

@Suite struct WaitingTests {
  /// A patience of an hour.
  private static func story(_ lots: [Purchase], change: (inout LedgerPlan) -> Void = { _ in }) -> Story {
    var story = Story()
    story.plan.purchases = lots
    story.plan.retriesWithin = 3_600
    change(&story.plan)
    return story
  }

  struct Row: CustomTestStringConvertible {
    let what: String
    let story: Story
    var end = "2026-02-05"
    let served: String
    var blocked: [BlockCause: String] = [:]
    var waiting = "$0"
    var testDescription: String { what }
  }

  private static let cap = UsageCap(amount: money("$10"), window: .day(.utc))
  private static let month = UsageCap(amount: money("$10"), window: .month)

  static let rows: [Row] = [
    Row(
      what: "credit comes at exactly the patience",
      story: story([lot("a", "$5", "2026-01-01T13:00Z")]).asking("$2", "2026-01-01T12:00Z"), served: "$2"),
    Row(
      what: "credit comes a second later",
      story: story([lot("a", "$5", "2026-01-01T13:00:01Z")]).asking("$2", "2026-01-01T12:00Z"),
      served: "$0", blocked: [.noCredit: "$2"]),
    Row(
      what: "without a patience it is lost at once",
      story: story([lot("a", "$5", "2026-01-01T12:00:01Z")]) { $0.retriesWithin = nil }
        .asking("$2", "2026-01-01T12:00Z"), served: "$0", blocked: [.noCredit: "$2"]),
    Row(
      what: "nothing comes back",
      story: story([]).asking("$2", "2026-01-01T12:00Z"), served: "$0", blocked: [.noCredit: "$2"]),
    Row(
      what: "nothing comes back, and it still waits",
      story: story([]).asking("$2", "2026-01-01T12:00Z"), end: "2026-01-01T12:59:59Z", served: "$0",
      waiting: "$2"),
    Row(
      what: "nothing comes back by its last instant",
      story: story([]).asking("$2", "2026-01-01T12:00Z"), end: "2026-01-01T13:00Z", served: "$0",
      blocked: [.noCredit: "$2"]),
    Row(
      what: "two wait, and there is credit for one: the older",
      story: story([lot("a", "$3", "2026-01-01T12:30Z")]) { $0.largerThanBalance = .refuse }
        .asking("$3", "2026-01-01T12:00Z").asking("$2", "2026-01-01T12:10Z"), served: "$3",
      blocked: [.noCredit: "$2"]),
    Row(
      what: "the older does not fit, the younger does",
      story: story([lot("a", "$2", "2026-01-01T12:30Z")]) { $0.largerThanBalance = .refuse }
        .asking("$3", "2026-01-01T12:00Z").asking("$2", "2026-01-01T12:10Z"), served: "$2",
      blocked: [.noCredit: "$3"]),
    Row(
      what: "it comes before a new request of the same instant",
      story: story([lot("a", "$3", "2026-01-01T12:30Z")]) { $0.largerThanBalance = .refuse }
        .asking("$2", "2026-01-01T12:00Z").asking("$3", "2026-01-01T12:30Z"), served: "$2",
      blocked: [.noCredit: "$3"]),
    Row(
      what: "a part of it is paid, and the rest of it when more comes",
      story: story([lot("a", "$3"), lot("b", "$1", "2026-01-01T12:30Z"), lot("c", "$9", "2026-01-01T13:00Z")])
      {
        $0.largerThanBalance = .payInPart
      }.asking("$5", "2026-01-01T12:00Z"), served: "$5"),
    Row(
      what: "the rest of a part is lost",
      story: story([lot("a", "$3"), lot("b", "$1", "2026-01-01T12:30Z")]) {
        $0.largerThanBalance = .payInPart
      }.asking("$5", "2026-01-01T12:00Z"), served: "$4", blocked: [.noCredit: "$1"]),
    Row(
      what: "a day's cap turns just in time",
      story: story([lot("a", "$50")]) { $0.usageCaps = [cap] }
        .asking("$9", "2026-01-01T20:00Z").asking("$2", "2026-01-01T23:00Z"), served: "$11"),
    Row(
      what: "a day's cap turns a second late",
      story: story([lot("a", "$50")]) { $0.usageCaps = [cap] }
        .asking("$9", "2026-01-01T20:00Z").asking("$2", "2026-01-01T22:59:59Z"), served: "$9",
      blocked: [.dailyCap: "$2"]),
    Row(
      what: "a month's limit turns just in time",
      story: story([lot("a", "$50")]) { $0.usageCaps = [month] }
        .asking("$9", "2026-01-20").asking("$2", "2026-01-31T23:00Z"), served: "$11"),
    Row(
      what: "a month's limit turns a second late",
      story: story([lot("a", "$50")]) { $0.usageCaps = [month] }
        .asking("$9", "2026-01-20").asking("$2", "2026-01-31T22:59:59Z"), served: "$9",
      blocked: [.monthlyLimit: "$2"]),
    Row(
      what: "a session is over just in time",
      story: story([]) {
        $0.allowance = Allowance(
          scope: nil, windows: [Allowance.Window(clock: .session(length: 3_600), limit: money("$1"))])
        $0.largerThanBalance = .refuse
      }.asking("$1", "2026-01-01T12:00Z").asking("$1", "2026-01-01T12:00Z"), served: "$0"),
    Row(
      what: "a week's window turns, and a request larger than it is refused again",
      story: story([]) {
        $0.allowance = Allowance(
          scope: nil,
          windows: [
            Allowance.Window(
              clock: .fixed(anchor: at("2026-01-01T12:30Z"), every: .seconds(604_800)), limit: money("$1"))
          ])
        $0.largerThanBalance = .refuse
      }.asking("$2", "2026-01-01T12:00Z"), served: "$0", blocked: [.noCredit: "$2"]),
    Row(
      what: "the cause is that of the last try",
      story: story([lot("a", "$50", "2026-01-01T12:30Z")]) {
        $0.usageCaps = [UsageCap(amount: .zero, window: .month)]
        $0.creditScope = nil
      }.asking("$2", "2026-01-01T12:00Z"), served: "$0", blocked: [.monthlyLimit: "$2"]),
    Row(
      what: "a failed request does not wait",
      story: story([lot("a", "$5", "2026-01-01T12:30Z")])
        .asking("$2", "2026-01-01T12:00Z", status: .failed), served: "$0"),
  ]

  @Test(arguments: rows)
  func `what waits is served in time, or lost`(_ row: Row) {
    let ledger = row.story.run(through: row.end)
    let totals = ledger.totals
    #expect(totals.credit == money(row.served), "\(totals)")
    #expect(totals.waiting == money(row.waiting))
    for cause in BlockCause.allCases {
      #expect(ledger.blocked(cause) == money(row.blocked[cause] ?? "$0"), "\(cause)")
    }
    let asked = row.story.requests.reduce(0) { $0 + $1.amount.count }
    #expect(totals.demand.count + totals.waiting.count == asked)
    #expect(ledger.counts.requests == row.story.requests.count)
  }

  @Test func `at the end of the run what still waits is lost, and only then`() {
    var ledger = Self.story([]).asking("$2", "2026-01-01T12:00Z").run(through: "2026-01-01T12:30Z")
    #expect(ledger.totals.waiting == money("$2") && ledger.counts.blockedRequests == 0)
    ledger.loseWaiting()
    #expect(ledger.totals.waiting == .zero && ledger.blocked(.noCredit) == money("$2"))
    #expect(ledger.counts.blockedRequests == 1 && ledger.totals.demand == money("$2"))
  }

  /// A reload after a refusal comes at once, and serves what called for it; a try calls for none.
  @Test func `a refusal orders once, and is served by what it ordered`() {
    func run(face: String, patience: Int64?) -> ReplayLedger {
      Self.story([lot("a", "$1")]) {
        var offer = Offer(name: "reload", source: .autoReload)
        offer.delay = 0
        var reload = AutoReload(offer: offer, threshold: .zero, amount: .fixed(money(face)))
        reload.afterRefusal = true
        $0.autoReloads = [reload]
        $0.largerThanBalance = .refuse
        $0.retriesWithin = patience
      }.asking("$4", "2026-01-01T12:00Z").run(through: "2026-01-02")
    }
    let enough = run(face: "$3", patience: 3_600)
    #expect(enough.totals.credit == money("$4") && enough.counts.reloads == 1)
    let lost = run(face: "$3", patience: nil)
    #expect(lost.totals.credit == .zero && lost.counts.reloads == 1)
    let little = run(face: "$2", patience: 3_600)
    #expect(little.totals.credit == .zero && little.counts.reloads == 1)
  }

  /// A latch that a try does not shut lets a smaller request pass.
  @Test func `a try that is refused latches no cap`() {
    let ledger = Self.story([lot("a", "$50")]) { $0.usageCaps = [Self.cap] }
      .asking("$11", "2026-01-01T23:30Z").asking("$5", "2026-01-02T00:10Z").run(through: "2026-01-03")
    #expect(ledger.totals.credit == money("$5") && ledger.blocked(.dailyCap) == money("$11"))
  }

  @Test func `the journal tells a request that comes back by its number`() throws {
    var ledger = Self.story([lot("a", "$5", "2026-01-01T12:30Z")])
      .asking("$1", "2026-01-01T11:00Z", status: .failed).asking("$2", "2026-01-01T12:00Z")
      .run(through: "2026-01-02", journal: true)
    let postings = ledger.takePostings()
    let waits = try #require(postings.first { $0.kind == .waits(.noCredit) })
    let again = try #require(postings.first { $0.kind == .retried })
    #expect(waits.at == at("2026-01-01T12:00Z") && waits.amount == money("$2"))
    #expect(again.at == at("2026-01-01T12:30Z") && again.amount == money("$2") && again.request == 1)
  }
}
