// People of a workload, and the seats that they get.

import Demand
import Documents
import Foundation
import Ledger
import Quantities
import Scenario
import ScenarioFile
import Testing

@Suite struct PeopleTests {
  private static let frame = """
    lotwise: 1
    start: 2026-12-01
    horizon: 2 months

    """

  private func read(_ people: String, plan: String = "", more: String = "") throws -> (
    Scenario, Diagnostics
  ) {
    let text =
      PeopleTests.frame + """
        workloads:
          team: {spend: $100 per day, noise: 30%, channel: plan, people: \(people)}
        \(more)
        plans:
          own:
            buy: $500
            \(plan)

        """
    let read = try Scenarios.read(bytes: Array(text.utf8), path: "people.yaml")
    return (read.scenario, read.warnings)
  }

  private func errors(_ people: String, plan: String = "", more: String = "") -> String {
    do throws(any Error) {
      _ = try read(people, plan: plan, more: more)
      return "read"
    } catch {
      return (error as? Diagnostics)?.list.map { "\($0.message); \($0.remedy)" }.joined(separator: "\n")
        ?? "\(error)"
    }
  }

  private func means(_ scenario: Scenario) -> [Int64] {
    scenario.workloads.map {
      if case .spend(.fixed(let mean), _) = $0.workload.size {
        mean.count / Nanodollars.perDollar
      } else {
        -1
      }
    }
  }

  @Test(arguments: [
    ("4", [25, 25, 25, 25]), ("{count: 2}", [50, 50]), ("1", [100]), ("{shares: [1, 5, 4]}", [50, 40, 10]),
    // Of three at 1/6, 1/2 and 5/6 of the law: 2.29, 1 and 1 / 2.29, of 3.73 in all.
    ("{count: 3, uneven: 3x}", [61, 26, 11]), ("{count: 3, uneven: {p90: 1x}}", [33, 33, 33]),
  ])
  func `a workload is divided among its people, the heaviest first`(people: String, dollars: [Int64]) throws {
    let scenario = try read(people, plan: "").0
    #expect(means(scenario) == dollars)
    #expect(scenario.workloads.map(\.workload.name).first == "team, person 1")
    #expect(scenario.workloads.compactMap { $0.person?.number } == Array(dollars.indices))
    #expect(scenario.workloads.allSatisfy { $0.statedName == "team" })
  }

  @Test func `people have their noise together as far as it is said, and correlations are everybody's`()
    throws
  {
    let scenario = try read("{count: 3, together: 50%}", plan: "").0
    #expect(scenario.correlations.count == 3)
    #expect(scenario.correlations.allSatisfy { $0.value == .percent(50) })
    let text =
      PeopleTests.frame + """
        workloads:
          team: {spend: $100 per day, noise: 30%, people: {count: 3, together: 50%}}
          tool: {spend: $1 per day, noise: 30%}
        correlations: [{of: [tool, team], is: 0.4}]
        plans: {own: {buy: $50}}

        """
    let both = try Scenarios.read(bytes: Array(text.utf8), path: "people.yaml").scenario
    #expect(both.correlations.count(where: { $0.value == .percent(40) }) == 3)
    #expect(both.workloads.allSatisfy { $0.person?.number == nil }, "who signs in with a key has no seat")
  }

  @Test func `people have the shares that they have used before the start`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "people-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Of Ann's dollars those of the day of the start count no more, and what is nobody's belongs to nobody.
    let table = """
      date,user,dollars
      2026-11-29,Bob,30
      2026-11-29,Ann,15
      2026-11-30,Ann,45
      2026-11-30,Cid,10
      2026-12-01,Ann,500

      """
    try Data(table.utf8).write(to: folder.appending(path: "team.csv"))
    func read(_ file: String) throws -> Scenario {
      let text =
        PeopleTests.frame
        + "workloads: {team: {spend: $100 per day, channel: plan, people: {history: \(file)}}}\nplans: {own: {buy: $5}}\n"
      return try Scenarios.read(bytes: Array(text.utf8), path: folder.appending(path: "people.yaml").path)
        .scenario
    }
    #expect(means(try read("team.csv")) == [60, 30, 10])
    #expect(throws: Diagnostics.self) { _ = try read("nobody.csv") }
  }

  @Test(arguments: [
    ("0", "write at least 1"), ("51", "write at most 50"),
    ("{together: 20%}", "'count', 'shares' or 'history'"),
    ("{count: 2, shares: [1, 2]}", "exclude each other"), ("{shares: [1, 2], uneven: 2x}", "beside 'shares'"),
    ("{count: 3, uneven: 0.5x}", "write at least"), ("{count: 3, together: 100%}", "write less than 100%"),
    ("{shares: [1, 0]}", "write more than 0"),
  ])
  func `what cannot be people is refused`(people: String, said: String) {
    let told = errors(people, plan: "")
    #expect(told.contains(said), "\(told)")
  }

  // MARK: Seats

  private let two =
    "seats: {premium: {pay: $100, count: 1, week: {limit: $60}}, standard: {pay: $20, count: 2, week: {limit: $20}}}"

  @Test func `seats are dealt in order, the heaviest user first`() throws {
    let ledger = try read("{shares: [1, 5, 4, 2]}", plan: two).0.plans[0].ledger
    let windows = try #require(ledger.allowance?.windows)
    #expect(windows.map { $0.limit.count / Nanodollars.perDollar } == [60, 20, 20])
    #expect(windows.map { $0.scope.flatMap { ledger.scopes[$0].people } } == [[0], [1], [2]])
    #expect(ledger.allowance?.scope.map { ledger.scopes[$0] } == Scope(channels: [.plan]))
    #expect(ledger.fees.map { $0.price.count / Nanodollars.perDollar } == [100, 100, 40, 40])
  }

  @Test func `a seat that ends leaves its person to the next in order`() throws {
    let ledger = try read(
      "3", plan: two.replacing("count: 1,", with: "count: 1, until: 2027-01-01,")
    ).0.plans[0].ledger
    let windows = try #require(ledger.allowance?.windows)
    let told = windows.map { window in
      "\(window.scope.flatMap { ledger.scopes[$0].people?.first } ?? -1): \(window.limit.count / Nanodollars.perDollar) "
        + "\(window.from?.brief ?? "")-\(window.until?.brief ?? "")"
    }
    #expect(
      told == [
        "0: 60 -2027-01-01", "0: 20 2027-01-01-", "1: 20 -", "2: 20 -2027-01-01",
      ])
    #expect(ledger.fees.count { $0.name == "premium" } == 1)
  }

  @Test(arguments: [
    ("seats: {a: {pay: $1, week: {limit: $5}}}\\n    allowance: {week: {limit: $5}}", "beside 'seats'"),
    ("seats: {a: {pay: $1}}", "includes nothing"), ("seats: {a: {week: {limit: $5}}}", "needs 'plan'"),
    ("seats: {a: {pay: $1, until: 2026-12-01, week: {limit: $5}}}", "before they begin"),
    ("seats: {a: {plan: max 6x, week: {limit: $5}}}", "is not known here"),
    ("seats: {a: {pay: $1, count: 51, week: {limit: $5}}}", "write at most 50"),
  ])
  func `what cannot be seats is refused`(plan: String, said: String) {
    let told = errors("3", plan: plan.replacing("\\n", with: "\n"))
    #expect(told.contains(said), "\(told)")
  }

  @Test func `more seats than people are told, and former names of plans`() throws {
    let warnings = try read("2", plan: two).1.list.map(\.message)
    #expect(warnings.contains { $0.contains("3 seats for 2 people") })
    let (scenario, told) = try read("1", plan: "seats: {a: {plan: max 5x, week: {limit: $5}}}")
    #expect(told.list.contains { $0.message.contains("is called 'max' now") })
    #expect(scenario.plans[0].ledger.fees.map(\.price) == [.dollars(100), .dollars(100)])
  }

  @Test func `the credit of all kinds of seats has one cap`() throws {
    let seats =
      "seats: {p: {plan: team premium, count: 4, week: {limit: $5}}, s: {plan: team standard, count: 20, week: {limit: $5}}}"
    let ledger = try read("24", plan: seats).0.plans[0].ledger
    let credit = ledger.purchases.filter { $0.source == .planCredit }.map {
      $0.face.count / Nanodollars.perDollar
    }
    #expect(credit == [400, 400, 100, 100])
  }
}
