/// Workloads that follow a history: what may be cut and left out, what is refused, and fits printed and read again.

import Demand
import Documents
import Foundation
import Quantities
import Scenario
import ScenarioFile
import Testing

@Suite struct `A workload from a history` {
  private static let usage =
    "date,dollars\n"
    + (0..<42).map {
      "2026-\($0 < 20 ? "10" : "11")-\(String(format: "%02d", $0 < 20 ? $0 + 12 : $0 - 19)),\($0 % 7 < 5 ? 4 + $0 % 3 : 0)\n"
    }.joined()

  private func read(_ workload: String, start: String = "2026-11-23", usage: String = usage) throws -> (
    Scenario?, String
  ) {
    let scratch = try Scratch()
    _ = try scratch.write("usage.csv", usage)
    let path = try scratch.write(
      "s.yaml",
      "lotwise: 1\nstart: \(start)\nhorizon: 3 months\nworkloads: {team: {\(workload)}}\nplans: {p: {buy: $9}}\n"
    )
    do throws(Diagnostics) {
      let read = try Scenarios.read(path: path)
      return (read.scenario, read.warnings.rendered(color: false))
    } catch {
      return (nil, error.rendered(color: false))
    }
  }

  private func law(_ workload: String, start: String = "2026-11-23") throws -> FittedUsage {
    let (scenario, said) = try read(workload, start: start)
    guard case .fitted(let law)? = scenario?.workloads.first?.workload.size else {
      throw QuantityError("no fit: \(said)", remedy: "look at it")
    }
    return law
  }

  @Test func `is fitted to the days before the start`() throws {
    let whole = try law("history: usage.csv")
    #expect(whole.through == CivilDate(year: 2026, month: 11, dayOfMonth: 22))
    #expect(whole.daysKnown == 42 && whole.weeks.count == 6)
    // The day of the start is none of the past.
    #expect(try law("history: usage.csv", start: "2026-11-22").through.day == whole.through.day - 1)
    #expect(try law("history: {file: usage.csv, until: 2026-11-22}").through.day == whole.through.day - 1)
    #expect(try law("history: {file: usage.csv, since: 2026-10-19}").daysKnown == 35)
  }

  @Test func `begins on the local day that holds the start, of which nothing is known yet`() throws {
    // Midnight in UTC is the evening before in New York.
    let west = try law("history: usage.csv, zone: America/New_York")
    #expect(west.through == CivilDate(year: 2026, month: 11, dayOfMonth: 21))
    #expect(try law("history: usage.csv, zone: Europe/Berlin").through == law("history: usage.csv").through)
    let fit =
      "per day: $1, in multiples of: $0.01, days known: 9, most: 20, levels: [{wander: 0.1, noise: 0.2, weight: 1, mean: 0, variance: 0}]"
    #expect(try law("fitted: {through: 2026-11-22, \(fit)}").through.day == west.through.day + 1)
    let (scenario, said) = try read("fitted: {through: 2026-11-22, \(fit)}, zone: America/New_York")
    #expect(scenario == nil && said.contains("begins before"), "\(said)")
  }

  @Test func `leaves out the days that are to be ignored, the last of a stretch not among them`() throws {
    #expect(try law("history: {file: usage.csv, ignore: 2026-11-02}").daysKnown == 41)
    #expect(
      try law("history: {file: usage.csv, ignore: [2026-11-02 to 2026-11-04, 2026-11-09]}").daysKnown == 39)
  }

  @Test(arguments: [
    ("history: none.csv", "there is no readable file 'none.csv'"),
    ("history: ../usage.csv", "lies outside the folder"),
    ("history: {file: usage.csv, series: other}", "there is no history 'other' in it"),
    ("history: {file: usage.csv, since: 2026-11-23}", "nothing to learn from"),
    ("history: {file: usage.csv, ignore: [yesterday]}", "yesterday"),
    ("history: usage.csv, noise: 20%", "'noise' has no meaning beside 'history'"),
    ("history: usage.csv, models: claude-opus-5-5", "'models' has no meaning beside 'history'"),
    ("history: usage.csv, spend: $4 per month", "exclude each other"),
    ("history: {file: usage.csv, successors: {claude-opus-5-5: gpt-9}}", "has no model 'gpt-9'"),
    (
      "fitted: {through: 2026-11-20, per day: $1, in multiples of: $0.01, days known: 9, most: 20}",
      "needs 'levels'"
    ),
    (
      "fitted: {through: 2026-11-20, per day: $1, in multiples of: $0.01, days known: 9, most: 20, levels: [{wander: 0.1, noise: 0.2, weight: 0, mean: 0, variance: 0}]}",
      "no level has a weight above 0"
    ),
    (
      "fitted: {through: 2026-11-20, per day: $1, in multiples of: $0.01, days known: 9, most: 20, levels: [{wander: 0.1, noise: 0.2, weight: 1, mean: 0, variance: 0}], weeks: [{days: [1, 2, 3]}]}",
      "this is no week"
    ),
    (
      "fitted: {through: 2026-11-20, per day: $1, in multiples of: $0.01, days known: 9, most: nan, levels: []}",
      "is not a number"
    ),
    (
      "fitted: {through: 2026-11-23, per day: $1, in multiples of: $0.01, days known: 9, most: 20, levels: [{wander: 0.1, noise: 0.2, weight: 1, mean: 0, variance: 0}]}",
      "this fit knows days up to 2026-11-23, and the scenario begins before"
    ),
  ])
  func `is refused where it is wrong`(_ workload: String, _ problem: String) throws {
    let (scenario, said) = try read(workload)
    #expect(scenario == nil)
    #expect(said.contains(problem), "\(said)")
  }

  @Test func `has the places of mistakes in its export`() throws {
    let (scenario, said) = try read(
      "history: usage.csv", usage: "date,dollars\n2026-11-01,4\n2026-11-02,four\n")
    #expect(scenario == nil && said.contains("usage.csv:3"), "\(said)")
  }

  @Test func `is the same when its numbers are printed and read again`() throws {
    let scratch = try Scratch()
    _ = try scratch.write("usage.csv", Self.usage)
    let head =
      "lotwise: 1\nstart: 2026-11-23\nhorizon: 3 months\nplans: {p: {buy: $9}}\nworkloads:\n  team:\n"
    let stated = try scratch.write("a.yaml", head + "    history: usage.csv\n")
    guard case .fitted(let law)? = try Scenarios.read(path: stated).scenario.workloads.first?.workload.size
    else {
      Issue.record("no fit")
      return
    }
    let numbers = FittedNumbers.text(of: law).split(separator: "\n").map { "      " + $0 }.joined(
      separator: "\n")
    let printed = try scratch.write("b.yaml", head + "    fitted:\n" + numbers + "\n")
    guard case .fitted(let again)? = try Scenarios.read(path: printed).scenario.workloads.first?.workload.size
    else {
      Issue.record("no fit")
      return
    }
    #expect(again == law)
  }

  @Test func `is written as a whole scenario that can be read`() throws {
    let scratch = try Scratch()
    let csv = try scratch.write("usage.csv", Self.usage)
    let path = try scratch.write(
      "a.yaml",
      "lotwise: 1\nstart: 2026-11-23\nhorizon: 3 months\nplans: {p: {buy: $9}}\nworkloads: {\"odd: name #1\": {history: usage.csv}}\n"
    )
    let history = try #require(try Scenarios.read(path: path).scenario.histories.first)
    for file in [["usage.csv"], nil] {
      let text = FittedScenario([(history.series, history.fit)], file: file, exports: [csv + "\u{1B}\n"]).text
      let written = try scratch.write("w.yaml", text)
      let scenario = try Scenarios.read(path: written).scenario
      #expect(scenario.workloads[0].workload.name == "odd: name #1" && scenario.plans.count == 3)
      #expect(!text.contains("\u{1B}"))
    }
  }
}
