/// What is left over is worth what it will still do: cases worked out by hand, a row for each side of a boundary. Two dollars a day
/// from 2026-12-01; the horizon is December: 31 days, $62.

import Analysis
import Documents
import Results
import Scenario
import ScenarioFile
import Simulation
import Testing

@Suite struct LeftOverTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var plan: String
    var workload = ""
    var top = ""
    /// In dollars: face value used after the end and lost after all; what was paid for the first, at most its list price.
    let used: Double
    let lost: Double
    let worth: Double
    /// As far as it will be used, at price paid.
    let cost: Double
    let costAtPricePaid: Double
  }

  /// $200 of credit for $100, used at $2 a day.
  private static func lot(_ more: String) -> String {
    "buy: {credit: $200, pay: $100, source: bundle, \(more)}"
  }

  static let cases = [
    Case(
      testDescription: "61 days: 30 more are used", plan: lot("validity: 61 days"), used: 60, lost: 78,
      worth: 30, cost: 70, costAtPricePaid: 31),
    Case(
      testDescription: "31 days: it ends with the horizon, and is waste, not left over",
      plan: lot("validity: 31 days"), used: 0, lost: 0, worth: 0, cost: 100, costAtPricePaid: 100),
    Case(
      testDescription: "32 days: one more is used", plan: lot("validity: 32 days"), used: 2, lost: 136,
      worth: 1, cost: 99, costAtPricePaid: 31),
    Case(
      testDescription: "all of it is used", plan: lot("validity: 1 year"), used: 138, lost: 0, worth: 69,
      cost: 31, costAtPricePaid: 31),
    Case(
      testDescription: "the work ends with the horizon", plan: lot("validity: 61 days"),
      workload: ", active: 2026-12-01 to 2027-01-01", used: 0, lost: 138, worth: 0, cost: 100,
      costAtPricePaid: 31),
    Case(
      testDescription: "the work ends ten days later", plan: lot("validity: 61 days"),
      workload: ", active: 2026-12-01 to 2027-01-11", used: 20, lost: 118, worth: 10, cost: 90,
      costAtPricePaid: 31),
    Case(
      testDescription: "dearer than its list price: worth no more than that",
      plan: "buy: {credit: $200, pay: $300, source: bundle, validity: 61 days}", used: 60, lost: 78,
      worth: 60,
      cost: 240, costAtPricePaid: 93),
    Case(
      testDescription: "tax is part of what was paid", plan: lot("validity: 61 days"), top: "tax: 20%",
      used: 60, lost: 78, worth: 36, cost: 84, costAtPricePaid: 37.2),
    Case(
      testDescription: "what is on its way comes",
      plan: """
        buy:
              now: {credit: $62}
              later: {credit: $20, at: 2026-12-31, delay: 5 days}
        """, used: 20, lost: 0, worth: 20, cost: 62, costAtPricePaid: 62),
    Case(
      testDescription: "nothing is bought after the end",
      plan: "auto-reload: {below: $1, add: $40}", used: 18, lost: 0, worth: 18, cost: 62, costAtPricePaid: 62),
    // Each week the allowance pays 7 of 14 dollars: 28 and nothing are drawn in December, then 28 and 3.
    Case(
      testDescription: "an allowance goes on paying first",
      plan: """
        allowance: {week: {limit: $7, resets: 2026-12-01}}
            buy: {credit: $100, validity: 61 days, channels: [plan]}
        """, workload: ", channel: plan", used: 31, lost: 41, worth: 31, cost: 69, costAtPricePaid: 28),
    // Twenty dollars in December, and as many in January; then what is left has expired.
    Case(
      testDescription: "a spend limit goes on, its month begins anew",
      plan: """
        monthly limit: $20
            buy: {credit: $100, validity: 61 days}
        """, used: 20, lost: 60, worth: 20, cost: 80, costAtPricePaid: 20),
  ]

  @Test(arguments: cases)
  func `is worth what it will still do`(_ row: Case) throws {
    let result = try run(row, "as far as it will be used")
    let plan = result.plans[0]
    func mean(_ name: String) throws -> Double {
      try #require(Measure.named(name).flatMap { plan[$0] }).mean / 1e9
    }
    #expect(try mean("used after the end") == row.used)
    #expect(try mean("waste to come") == row.lost)
    #expect(try mean("worth after the end") == row.worth)
    #expect(try mean("total cost") == row.cost)
    #expect(try mean("left over") == row.used + row.lost)
    let paid = try run(row, "at price paid").plans[0]
    #expect((paid[.totalCost]?.mean ?? 0) / 1e9 == row.costAtPricePaid)
    // Nothing of the horizon hangs on it.
    for measure in Measure.all where measure.formula.isOfHorizon { #expect(plan[measure] == paid[measure]) }
    #expect(plan.months == paid.months && plan.buying == paid.buying)
  }

  private func run(_ row: Case, _ leftOver: String) throws -> ComparisonResult {
    let text = """
      lotwise: 1
      start: 2026-12-01
      horizon: 1 month
      step: 1 day
      left over: \(leftOver)
      blocked work costs: 0%
      \(row.top)
      account: {tier: scale}
      workloads:
        use: {spend: {law: fixed, mean: $2}\(row.workload)}
      plans:
        one:
          \(row.plan)
      """
    let file = CheckedFile(bytes: Array(text.utf8), path: "a.yaml")
    guard case .scenario(let scenario) = file.content else {
      throw Unread(said: file.diagnostics.rendered(color: false))
    }
    var simulation = try Simulation(scenario, seed: 1)
    try simulation.run(upTo: 8, threads: 1)
    return compare(simulation.result, of: scenario)
  }

  @Test func `growth has stopped, and the level that a future has come to goes on`() throws {
    let row = Case(
      testDescription: "", plan: Self.lot("validity: 61 days"), workload: ", growth: {monthly: 10%}", used: 0,
      lost: 0, worth: 0, cost: 0, costAtPricePaid: 0)
    let plan = try run(row, "as far as it will be used").plans[0]
    let used = try #require(Measure.named("used after the end").flatMap { plan[$0] }).mean / 1e9
    // 30 days at the level of the last one, 1.1 to the power of 30 days in months.
    #expect(abs(used - 60 * 1.0985) < 0.1, "\(used)")
  }

  struct Unread: Error { let said: String }
}

extension Measure.Formula {
  /// It does not depend on what is left over.
  fileprivate var isOfHorizon: Bool {
    let valued: [Measure.Amount] = [.leftValue, .netCost, .totalCost]
    return switch self {
    case .each(let amount): !valued.contains(amount)
    case .ratio(let a, let b): !valued.contains(a) && !valued.contains(b)
    case .ifAny, .share: true
    }
  }
}
