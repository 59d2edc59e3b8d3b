// What the account remembers at the start (docs/ledger-rules.md, section 11): one row for each side of each boundary.

import Ledger
import Quantities
import Testing

@Suite struct OpeningTests {
  struct Row: CustomTestStringConvertible {
    let what: String
    let story: Story
    var end: String?
    let credit: String
    var allowance = "$0"
    var blocked: [BlockCause: String] = [:]
    var reloads = 0
    var refusedOrders = 0
    var testDescription: String { what }
  }

  /// At noon, within a day and a month.
  private static func story(
    _ lots: [Purchase] = [lot("a", "$100", "2026-01-15T12:00Z")], change: (inout LedgerPlan) -> Void
  ) -> Story {
    var story = Story(start: "2026-01-15T12:00Z")
    story.plan.purchases = lots
    change(&story.plan)
    return story
  }

  private static func cap(
    _ crossing: UsageCap.Crossing, used: String, latched: Bool = false, window: UsageCap.Window = .day(.utc)
  ) -> UsageCap {
    var cap = UsageCap(amount: money("$10"), window: window, crossing: crossing)
    cap.opening.used = money(used)
    cap.opening.isLatched = latched
    return cap
  }

  private static func allowance(_ clock: Allowance.Window.Clock, used: String, began: String? = nil)
    -> Allowance
  {
    var window = Allowance.Window(clock: clock, limit: money("$5"))
    window.opening.used = money(used)
    window.opening.began = began.map { at($0) }
    return Allowance(scope: nil, windows: [window])
  }

  private static func reload(_ change: (inout AutoReload) -> Void) -> AutoReload {
    var reload = AutoReload(
      offer: Offer(name: "reload", source: .autoReload), threshold: money("$2"), amount: .fixed(money("$10")))
    change(&reload)
    return reload
  }

  private static let rest = lot("rest", "$1", "2026-01-15T12:00Z", source: .opening)

  static let rows: [Row] = [
    Row(
      what: "a cap with $6 of $10 used is met exactly",
      story: story { $0.usageCaps = [cap(.latched, used: "$6")] }.asking("$4", "2026-01-15T23:59:59Z"),
      credit: "$4"),
    Row(
      what: "a nano-dollar more is refused",
      story: story { $0.usageCaps = [cap(.latched, used: "$6")] }
        .asking("$4.000000001", "2026-01-15T23:59:59Z"),
      credit: "$0", blocked: [.dailyCap: "$4.000000001"]),
    Row(
      what: "when the day turns it is forgotten",
      story: story { $0.usageCaps = [cap(.latched, used: "$6")] }.asking("$10", "2026-01-16"), credit: "$10"),
    Row(
      what: "the month's is not forgotten then",
      story: story { $0.usageCaps = [cap(.each, used: "$6", window: .month)] }.asking("$10", "2026-01-16")
        .asking("$4", "2026-01-31T23:59:59Z").asking("$10", "2026-02-01"),
      credit: "$14", blocked: [.monthlyLimit: "$10"]),
    Row(
      what: "a latch holds until the turn",
      story: story { $0.usageCaps = [cap(.latched, used: "$0", latched: true)] }
        .asking("$1", "2026-01-15T23:59:59Z").asking("$1", "2026-01-16"),
      credit: "$1", blocked: [.dailyCap: "$1"]),
    Row(
      what: "only a cap that latches has a latch",
      story: story { $0.usageCaps = [cap(.each, used: "$0", latched: true)] }
        .asking("$1", "2026-01-15T23:59:59Z"),
      credit: "$1"),
    Row(
      what: "a cap used up serves no request where the crossing one is served",
      story: story { $0.usageCaps = [cap(.served, used: "$10")] }.asking("$1", "2026-01-15T13:00Z"),
      credit: "$0", blocked: [.dailyCap: "$1"]),
    Row(
      what: "a nano-dollar below it serves one",
      story: story { $0.usageCaps = [cap(.served, used: "$9.999999999")] }.asking("$1", "2026-01-15T13:00Z")
        .asking("$1", "2026-01-15T13:00Z"),
      credit: "$1", blocked: [.dailyCap: "$1"]),
    Row(
      what: "a session under way has what is left of it, the second before its end",
      story: story {
        $0.allowance = allowance(.session(length: 18_000), used: "$3", began: "2026-01-15T08:00Z")
      }.asking("$5", "2026-01-15T12:59:59Z"),
      credit: "$3", allowance: "$2"),
    Row(
      what: "at its end a new one begins",
      story: story {
        $0.allowance = allowance(.session(length: 18_000), used: "$3", began: "2026-01-15T08:00Z")
      }.asking("$5", "2026-01-15T13:00Z"),
      credit: "$0", allowance: "$5"),
    Row(
      what: "one that begins at the very start",
      story: story {
        $0.allowance = allowance(.session(length: 18_000), used: "$0", began: "2026-01-15T12:00Z")
      }.asking("$5", "2026-01-15T16:59:59Z").asking("$5", "2026-01-15T17:00Z"),
      credit: "$0", allowance: "$10"),
    Row(
      what: "a week has what is left of it until it turns",
      story: story {
        $0.allowance = allowance(.fixed(anchor: at("2026-01-18"), every: .days(7)), used: "$4")
      }.asking("$2", "2026-01-17T23:59:59Z").asking("$2", "2026-01-18"),
      credit: "$1", allowance: "$3"),
    Row(
      what: "what is used of the trial",
      story: story {
        $0.allowance = Allowance(scope: nil, trial: money("$5"), windows: [])
        $0.allowance?.trialUsedBefore = money("$3")
      }.asking("$5", "2026-01-16"),
      credit: "$3", allowance: "$2"),
    Row(
      what: "a purchase limit is met exactly, until the 1st",
      story: story([
        lot("a", "$4", "2026-01-31T23:59:59Z"), lot("b", "$0.000000001", "2026-01-31T23:59:59Z"),
        lot("c", "$10", "2026-02-01"),
      ]) {
        $0.purchaseLimits = [PurchaseLimit(amount: money("$10"), basis: .cash)]
        $0.purchaseLimits[0].countedBefore = money("$6")
      }.asking("$14", "2026-02-01"),
      credit: "$14", refusedOrders: 1),
    Row(
      what: "orders of the month before the start count for the auto-reload",
      story: story([rest]) {
        $0.autoReloads = [reload { ($0.countPerMonth, $0.opening.orders) = (2, 1) }]
      }.asking("$10", "2026-01-16").asking("$1", "2026-01-31T23:59:59Z").asking("$1", "2026-02-01"),
      credit: "$12", blocked: [:], reloads: 2, refusedOrders: 3),
    Row(
      what: "so does cash",
      story: story([rest]) {
        $0.autoReloads = [
          reload { ($0.cashPerMonth, $0.opening.cash) = (money("$20"), money("$10.000000001")) }
        ]
      }.asking("$1", "2026-01-16"),
      credit: "$1", reloads: 0, refusedOrders: 3),
    Row(
      what: "cash that meets the limit exactly",
      story: story([rest]) {
        $0.autoReloads = [reload { ($0.cashPerMonth, $0.opening.cash) = (money("$20"), money("$10")) }]
      }.asking("$1", "2026-01-16"),
      credit: "$1", reloads: 1),
    Row(
      what: "an auto-reload that is off",
      story: story([rest]) { $0.autoReloads = [reload { $0.opening.isOff = true }] }
        .asking("$1", "2026-01-16").asking("$1", "2026-01-17"),
      credit: "$1", blocked: [.paymentFailed: "$1"]),
    Row(
      what: "a declined payment is tried again at its time, and not before",
      story: story([rest]) {
        $0.autoReloads = [reload { ($0.opening.declinesInRow, $0.opening.retryAt) = (1, at("2026-01-16")) }]
      }.asking("$1", "2026-01-15T23:59:58Z").asking("$1", "2026-01-15T23:59:59Z").asking("$1", "2026-01-16"),
      credit: "$2", blocked: [.paymentFailed: "$1"], reloads: 1),
    Row(
      what: "without a time it is tried at the start",
      story: story([rest]) { $0.autoReloads = [reload { $0.opening.declinesInRow = 1 }] }
        .asking("$2", "2026-01-15T12:00Z"),
      credit: "$2", reloads: 1),
    Row(
      what: "what is on its way is in flight, until it has come",
      story: story([rest, onItsWay]) { $0.autoReloads = [reload { _ in }] }
        .asking("$1", "2026-01-16T11:59:59Z").asking("$9", "2026-01-16T12:00Z"),
      credit: "$10", reloads: 1),
    Row(
      what: "many may be in flight",
      story: story([rest, onItsWay]) { $0.autoReloads = [reload { $0.oneInFlight = false }] }
        .asking("$1", "2026-01-16T11:59:59Z"),
      credit: "$1", reloads: 1),
  ]

  private static var onItsWay: Purchase {
    var lot = lot(
      "on its way", "$10", "2026-01-15T11:00Z", usable: "2026-01-16T12:00Z", source: .opening)
    lot.orderedBy = 0
    return lot
  }

  @Test(arguments: rows)
  func `what the start finds`(_ row: Row) {
    let ledger = row.story.run(through: row.end)
    #expect(ledger.totals.credit == money(row.credit))
    #expect(ledger.totals.allowance.count + ledger.totals.trial.count == money(row.allowance).count)
    for cause in BlockCause.allCases { #expect(ledger.blocked(cause) == money(row.blocked[cause] ?? "$0")) }
    #expect(ledger.counts.reloads == row.reloads)
    #expect(ledger.counts.refusedOrders == row.refusedOrders)
  }

  @Test func `a window that begins with the start has nothing behind it`() {
    func problem(_ change: (inout LedgerPlan) -> Void) -> String? {
      var plan = LedgerPlan(start: at("2026-02-01"))
      change(&plan)
      do { try plan.check() } catch { return error.problem }
      return nil
    }
    #expect(problem { $0.usageCaps = [Self.cap(.each, used: "$1")] } != nil)
    #expect(problem { $0.usageCaps = [Self.cap(.each, used: "$1", window: .month)] } != nil)
    #expect(problem { $0.usageCaps = [Self.cap(.latched, used: "$0", latched: true)] } != nil)
    #expect(problem { $0.usageCaps = [Self.cap(.each, used: "$0")] } == nil)
    let losAngeles = try? Zone(named: "America/Los_Angeles")
    #expect(problem { $0.usageCaps = [Self.cap(.each, used: "$1", window: .day(losAngeles ?? .utc))] } == nil)
    for (began, isUnderWay) in [("2026-01-31T19:00Z", false), ("2026-01-31T19:00:01Z", true)] {
      let found = problem {
        $0.allowance = Self.allowance(.session(length: 18_000), used: "$1", began: began)
      }
      #expect((found == nil) == isUnderWay)
    }
  }

  @Test func `every run begins with it anew`() throws {
    let story = Self.story { $0.usageCaps = [Self.cap(.each, used: "$6")] }
    let first = story.asking("$10", "2026-01-15T13:00Z").run()
    #expect(first.blocked(.dailyCap) == money("$10"))
    #expect(story.asking("$4", "2026-01-15T13:00Z").run().totals.credit == money("$4"))
  }
}

extension LedgerPlan {
  fileprivate func check() throws(QuantityError) { _ = try ReplayLedger(plan: self) }
}
