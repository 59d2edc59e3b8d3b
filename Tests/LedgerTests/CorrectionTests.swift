// Corrections of past charges (docs/ledger-rules.md, section 14): one row for each side of each boundary.

import Ledger
import Quantities
import Testing

@Suite struct CorrectionTests {
  struct Row: CustomTestStringConvertible {
    let what: String
    let story: Story
    /// Of each lot, by name.
    let left: String
    var givenBack = "$0"
    var inVain = "$0"
    var debt = "$0"
    var testDescription: String { what }
  }

  private static func story(
    _ lots: [Purchase], _ corrections: Correction..., change: (inout LedgerPlan) -> Void = { _ in }
  ) -> Story {
    var story = Story()
    story.plan.purchases = lots
    story.plan.corrections = corrections
    change(&story.plan)
    return story
  }

  private static func back(_ amount: String, _ instant: String, scope: ScopeID? = nil) -> Correction {
    Correction(at: at(instant), .givesBack(money(amount)), scope: scope)
  }

  private static func charge(_ amount: String, _ instant: String, scope: ScopeID? = nil) -> Correction {
    Correction(at: at(instant), .charges(money(amount)), scope: scope)
  }

  private static let soon = lot("soon", "$5", valid: .until(at("2026-02-01")))
  private static let late = lot("late", "$5", valid: .until(at("2026-03-01")))

  static let rows: [Row] = [
    Row(
      what: "the lot that draws last gets back first",
      story: story([soon, late], back("$2", "2026-01-20")).asking("$7", "2026-01-10").asking(
        "$0", "2026-01-20"),
      left: "soon 0.00, late 5.00", givenBack: "$2"),
    Row(
      what: "no more than was drawn of it, and the rest goes to the lot before it",
      story: story([soon, late], back("$3", "2026-01-20")).asking("$7", "2026-01-10").asking(
        "$0", "2026-01-20"),
      left: "soon 1.00, late 5.00", givenBack: "$3"),
    Row(
      what: "all that was drawn comes back, and no more",
      story: story([soon, late], back("$9", "2026-01-20")).asking("$7", "2026-01-10").asking(
        "$0", "2026-01-20"),
      left: "soon 5.00, late 5.00", givenBack: "$7", inVain: "$2"),
    Row(
      what: "a second before its expiry a lot takes back",
      story: story([soon], back("$2", "2026-01-31T23:59:59Z")).asking("$5", "2026-01-10")
        .asking("$2", "2026-01-31T23:59:59Z"), left: "soon 0.00", givenBack: "$2"),
    Row(
      what: "at its expiry it does not",
      story: story([soon], back("$2", "2026-02-01")).asking("$5", "2026-01-10").asking("$0", "2026-02-01"),
      left: "soon 0.00", inVain: "$2"),
    Row(
      what: "what came back expires with its lot",
      story: story([soon], back("$2", "2026-01-20")).asking("$5", "2026-01-10").asking("$0", "2026-02-01"),
      left: "soon 0.00", givenBack: "$2"),
    Row(
      what: "a lot of which something was revoked takes nothing back",
      story: story([late], back("$2", "2026-01-20")) {
        $0.withdrawals = [Withdrawal(at: at("2026-01-15"), purchase: 0, amount: money("$1"))]
      }.asking("$4", "2026-01-10").asking("$0", "2026-01-20"), left: "late 0.00", inVain: "$2"),
    Row(
      what: "a revocation that found nothing has taken nothing",
      story: story([late], back("$2", "2026-01-20")) {
        $0.withdrawals = [Withdrawal(at: at("2026-01-15"), purchase: 0, amount: money("$1"))]
      }.asking("$5", "2026-01-10").asking("$0", "2026-01-20"), left: "late 2.00", givenBack: "$2"),
    Row(
      what: "a debt is taken off first",
      story: story([late], back("$2", "2026-01-20")).asking("$6", "2026-01-10").asking("$0", "2026-01-20"),
      left: "late 1.00", givenBack: "$2"),
    Row(
      what: "a debt is taken off without any lot",
      story: story([], back("$2", "2026-01-20")) { $0.openingDebt = money("$3") }.asking("$0", "2026-01-20"),
      left: "", givenBack: "$2", debt: "$1"),
    Row(
      what: "what is held at the start has only given what it has given since",
      story: story([lot("held", "$5", source: .opening)], back("$2", "2026-01-20")).asking("$1", "2026-01-10")
        .asking("$0", "2026-01-20"), left: "held 5.00", givenBack: "$1", inVain: "$1"),
    Row(
      what: "what comes back is there for the requests of its second",
      story: story([late], back("$2", "2026-01-20")).asking("$5", "2026-01-10").asking("$2", "2026-01-20"),
      left: "late 0.00", givenBack: "$2"),
    Row(
      what: "a charge to the last nano-dollar owes nothing",
      story: story([soon, late], charge("$10", "2026-01-20")).asking("$0", "2026-01-20"),
      left: "soon 0.00, late 0.00"),
    Row(
      what: "a nano-dollar more is owed, whatever the balance must cover",
      story: story([soon, late], charge("$10.000000001", "2026-01-20")) { $0.largerThanBalance = .refuse }
        .asking("$0", "2026-01-20"), left: "soon 0.00, late 0.00", debt: "$0.000000001"),
    Row(
      what: "what a charge owes the next lot repays",
      story: story([late, lot("next", "$4", "2026-01-25")], charge("$6", "2026-01-20"))
        .asking("$0", "2026-01-25"), left: "late 0.00, next 3.00"),
    Row(
      what: "what comes in the second of a charge pays it",
      story: story([lot("next", "$4", "2026-01-20")], charge("$3", "2026-01-20")).asking("$0", "2026-01-20"),
      left: "next 1.00"),
    Row(
      what: "a correction of some requests is about the credit for all and for these",
      story: story(
        [lot("own", "$5") { $0.scope = 0 }, lot("other", "$5") { $0.scope = 1 }],
        charge("$6", "2026-01-20", scope: 0)
      ) { $0.scopes = [Scope(models: ["a"]), Scope(models: ["b"])] }.asking("$0", "2026-01-20"),
      left: "own 0.00, other 5.00", debt: "$1"),
    Row(
      what: "a correction of all requests is about all credit",
      story: story(
        [lot("own", "$5") { $0.scope = 0 }, lot("other", "$5") { $0.scope = 1 }], charge("$6", "2026-01-20")
      ) { $0.scopes = [Scope(models: ["a"]), Scope(models: ["b"])] }.asking("$0", "2026-01-20"),
      left: "own 4.00, other 0.00"),
    Row(
      what: "what returns to a lot repays others' debts that it may repay",
      story: story([late], back("$2", "2026-01-20", scope: 0)) {
        $0.scopes = [Scope(models: ["a"])]
      }.asking("$4", "2026-01-10", mask: ScopeMask(bits: 1)).asking("$2", "2026-01-10").asking(
        "$0", "2026-01-20"), left: "late 1.00", givenBack: "$2"),
    Row(
      what: "before the start nothing is corrected",
      story: story([late], charge("$2", "2025-12-31T23:59:59Z")).asking("$0", "2026-01-20"), left: "late 5.00"
    ),
    Row(
      what: "at the start it is", story: story([late], charge("$2", "2026-01-01")).asking("$0", "2026-01-20"),
      left: "late 3.00"),
  ]

  @Test(arguments: rows)
  func `a charge is put right`(_ row: Row) {
    let ledger = row.story.run(journal: true)
    #expect(ledger.lots.map { "\($0.name) \($0.left.decimal)" }.joined(separator: ", ") == row.left)
    #expect(ledger.totals.givenBack == money(row.givenBack))
    #expect(ledger.totals.givenBackInVain == money(row.inVain))
    #expect(ledger.totals.debt == money(row.debt))
  }

  @Test func `a limit has counted what it has counted`() {
    let story = Self.story(
      [Self.late], Self.charge("$1", "2026-01-20"), Self.back("$1", "2026-01-20")
    ) { $0.usageCaps = [UsageCap(amount: money("$3"), window: .month, crossing: .each)] }
    let ledger = story.asking("$2", "2026-01-10").asking("$1.01", "2026-01-21").asking("$1", "2026-01-22")
      .run()
    #expect(ledger.totals.credit == money("$3"))
    #expect(ledger.blocked(.monthlyLimit) == money("$1.01"))
  }

  @Test func `a charge that lowers the balance calls a reload at once`() {
    var offer = Offer(name: "reload", source: .autoReload)
    offer.terms.validity = .lasting(.years(1))
    let reload = AutoReload(offer: offer, threshold: money("$3"), amount: .fixed(money("$10")))
    for (amount, reloads) in [("$2", 0), ("$2.000000001", 1)] {
      let story = Self.story([Self.late], Self.charge(amount, "2026-01-20")) { $0.autoReloads = [reload] }
      #expect(story.run(through: "2026-01-20").counts.reloads == reloads)
    }
  }

  @Test func `what waits is served by what comes back, up to the last second of its patience`() {
    for (instant, served) in [("2026-01-12", "$6"), ("2026-01-12T00:00:01Z", "$5")] {
      let story = Self.story([Self.late], Self.back("$1", instant)) { $0.retriesWithin = 86_400 }
      let ledger = story.asking("$5", "2026-01-10").asking("$1", "2026-01-11").run(through: "2026-01-13")
      #expect(ledger.totals.credit == money(served))
    }
  }

  @Test func `corrections of more than a ledger can hold are refused`() {
    var plan = LedgerPlan(start: at("2026-01-01"))
    plan.corrections = [Correction(at: at("2026-01-01"), .charges(.largest))]
    #expect(throws: Never.self) { try ReplayLedger(plan: plan) }
    plan.openingDebt = Nanodollars(1)
    #expect(throws: QuantityError.self) { try ReplayLedger(plan: plan) }
  }
}
