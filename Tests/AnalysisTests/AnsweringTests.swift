/// "Best" is three answers: small tables, a row for each side of each boundary.

import Analysis
import Ledger
import Quantities
import Results
import Scenario
import Testing

@Suite struct AnsweringTests {
  /// In dollars, the same in four futures.
  struct Plan: Sendable {
    var paid: Int64
    var left: Int64 = 0
    var served: Int64 = 1_000
    var refused: Int64 = 0
    var isResold = false
    var lowest: Int64 = 0
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var plans: [Plan]
    var serveAtLeast = Ratio.percent(99)
    var hasGate = false
    let serving: Answer
    var within: Answer?
    let ofAll: Answer
  }

  static let cases = [
    Case(
      testDescription: "the cheapest that serves", plans: [Plan(paid: 900), Plan(paid: 800)],
      serving: Answer(plan: 1), ofAll: Answer(plan: 1)),
    Case(
      testDescription: "resale is no answer", plans: [Plan(paid: 900), Plan(paid: 800, isResold: true)],
      serving: Answer(plan: 0), ofAll: Answer(plan: 1)),
    Case(
      testDescription: "99 % is served: it serves",
      plans: [Plan(paid: 900), Plan(paid: 800, served: 990, refused: 10)],
      serving: Answer(plan: 1), ofAll: Answer(plan: 1)),
    Case(
      testDescription: "98.9 % is served: it does not",
      plans: [Plan(paid: 900), Plan(paid: 800, served: 989, refused: 11)],
      serving: Answer(plan: 0), ofAll: Answer(plan: 1)),
    Case(
      testDescription: "a lower share is asked for",
      plans: [Plan(paid: 900), Plan(paid: 800, served: 989, refused: 11)], serveAtLeast: .percent(98),
      serving: Answer(plan: 1), ofAll: Answer(plan: 1)),
    Case(
      testDescription: "nobody serves",
      plans: [Plan(paid: 900, served: 900, refused: 100), Plan(paid: 800, isResold: true)],
      serving: .none, ofAll: Answer(plan: 1)),
    Case(
      testDescription: "half a per cent dearer is no tie", plans: [Plan(paid: 1_005), Plan(paid: 1_000)],
      serving: Answer(plan: 1), ofAll: Answer(plan: 1)),
    Case(
      testDescription: "less than that is one, and less cash breaks it",
      plans: [Plan(paid: 1_500, left: 500), Plan(paid: 1_004)],
      serving: Answer(plan: 1, ties: [0]), ofAll: Answer(plan: 1, ties: [0])),
    Case(
      testDescription: "before cash, refused dollars break it",
      plans: [Plan(paid: 1_500, left: 500), Plan(paid: 1_004, served: 995, refused: 5)],
      serving: Answer(plan: 0, ties: [1]), ofAll: Answer(plan: 0, ties: [1])),
    Case(
      testDescription: "unless they are a hair",
      plans: [Plan(paid: 1_500, left: 500), Plan(paid: 1_004, served: 999, refused: 1)],
      serving: Answer(plan: 1, ties: [0]), ofAll: Answer(plan: 1, ties: [0])),
    Case(
      testDescription: "the scenario's own limits",
      plans: [Plan(paid: 900, lowest: 50), Plan(paid: 800, lowest: 49)],
      hasGate: true, serving: Answer(plan: 1), within: Answer(plan: 0), ofAll: Answer(plan: 1)),
    Case(
      testDescription: "resale is not within the limits either",
      plans: [Plan(paid: 900, lowest: 50), Plan(paid: 800, isResold: true, lowest: 50)], hasGate: true,
      serving: Answer(plan: 0), within: Answer(plan: 0), ofAll: Answer(plan: 1)),
    Case(
      testDescription: "every plan breaks them", plans: [Plan(paid: 900), Plan(paid: 800)], hasGate: true,
      serving: Answer(plan: 1), within: Answer.none, ofAll: Answer(plan: 1)),
  ]

  @Test(arguments: cases)
  func `best is three answers`(_ row: Case) {
    var scenario = testScenario(plans: row.plans.count)
    scenario.leftOver = .pricePaid
    scenario.blockedWork.costs = .zero
    scenario.serveAtLeast = row.serveAtLeast
    if row.hasGate {
      scenario.gates = [
        Gate(
          text: "lowest balance at least $50", subject: Measure.named("lowest balance") ?? .paid,
          side: .atLeast,
          limit: 50, otherwise: .fail, place: FilePlace(path: "a.yaml", line: 1))
      ]
    }
    for (index, plan) in row.plans.enumerated() where plan.isResold {
      scenario.plans[index].ledger.purchases = [resold(scenario.start)]
    }
    let tables = row.plans.enumerated().map { number, plan in
      func column(_ value: Int64) -> [Int64] { Array(repeating: value, count: 4) }
      return Table(
        plan: number,
        columns: [
          .paid: column(plan.paid), .leftAtCost: column(plan.left), .used: column(plan.served),
          .noCredit: column(plan.refused), .lowestBalance: column(plan.lowest),
        ])
    }
    let ranking = compare(simulation(tables, paths: 4), of: scenario).ranking
    #expect(ranking.serving == row.serving)
    #expect(ranking.withinLimits == row.within)
    #expect(ranking.ofAll == row.ofAll)
  }
}
