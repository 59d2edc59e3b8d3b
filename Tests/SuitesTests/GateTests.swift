/// Gates on both sides of their boundaries.

import Analysis
import Documents
import Quantities
import Changes
import Results
import Runs
import Suites
import Scenario
import ScenarioFile
import Testing

@Suite struct `A gate` {
  /// A plan that costs exactly $250 in every future, uses $200 and wastes nothing; another that wastes in some.
  private static let scenario = """
    lotwise: 1
    title: gates
    start: 2026-12-01
    horizon: 20 days
    workloads:
      steady: {spend: {law: fixed, mean: $10}}
      now and then: {spend: {law: lognormal, mean: $1, sd: $1}, active: 2026-12-01 to 2026-12-02}
    plans:
      sure:
        buy: [{credit: $250, validity: 19 days}]
      resold:
        buy: [{source: reseller, credit: $250, pay: $100}]
        seller: {undelivered: 20%}

    """

  private func verdict(_ gate: String, futures: Int = 1_000) throws -> (Check.Verdict, String) {
    let folder = try Folder()
    try folder.write("a.yaml", Self.scenario + "gates: [\(gate)]\n")
    try folder.write("suite.yaml", "lotwise-suite: 1\nfutures: \(futures)\n")
    let checks = try folder.run(Folder.options, "a.yaml").cases[0].checks.filter { $0.name.hasPrefix("gate") }
    let check = try #require(checks.first)
    return (check.verdict, check.message)
  }

  @Test(arguments: [
    ("{gate: paid at most $250, plans: sure}", Check.Verdict.passed),
    ("{gate: paid at most $249.99, plans: sure}", .failed),
    ("{gate: paid at least $250, plans: sure}", .passed),
    ("{gate: paid at least $250.01, plans: sure}", .failed),
    ("{gate: paid at most $249.99, plans: sure, otherwise: warn}", .warned),
    ("{gate: outage risk at most 100%, plans: resold}", .passed),
    ("{gate: outage risk at most 30%, plans: resold}", .passed),
    ("{gate: outage risk at most 10%, plans: resold}", .failed),
    ("{gate: outage risk at most 20%, plans: resold}", .undecided),
    ("{gate: outage risk at least 10%, plans: resold}", .passed),
    ("{gate: paid at most $100 in 99% of futures, plans: resold}", .passed),
    ("{gate: waste at most $0 in 90% of futures, plans: resold}", .failed),
    ("{gate: waste at most $0 in 70% of futures, plans: resold}", .passed),
    ("{gate: waste at most $0 in 80% of futures, plans: resold}", .undecided),
    ("{gate: effective price at most 0.6, plans: resold}", .passed),
    ("{gate: effective price at most 0.4, plans: resold}", .failed),
    ("{gate: longest outage at most 24 hours, plans: sure}", .passed),
    ("{gate: reloads at most 0, plans: sure}", .passed),
    ("{gate: lowest balance at least $0.01, plans: sure}", .failed),
  ])
  func `is judged on the interval`(_ gate: String, _ wanted: Check.Verdict) throws {
    let (found, message) = try verdict(gate)
    #expect(found == wanted, "\(gate): \(message)")
  }

  @Test func `that cannot be decided says how many futures would, and so it is`() throws {
    let (found, message) = try verdict("{gate: outage risk at most 22%, plans: resold}", futures: 500)
    #expect(found == .undecided)
    let count = try #require(message.firstMatch(of: #/about ([0-9,]+) futures would tell/#)).1.filter {
      $0 != ","
    }
    let needed = try #require(Int(count))
    #expect(needed > 500 && needed < 200_000)
    // The guess rests on the risk in 500 futures, which two standard errors may carry over the gap to the gate: that is told ten
    // times as slowly.
    #expect(
      try verdict("{gate: outage risk at most 22%, plans: resold}", futures: min(10 * needed, 1_000_000)).0
        == .passed)
  }

  @Test
  func `is not broken by noise: Chernoff's bound holds where it is exact, and is wide enough elsewhere`() {
    // P(nothing of 100) at the upper end is the half of the probability itself.
    let none = chernoff(count: 0, of: 100, missing: 0.01)
    #expect(none.low == 0 && abs(none.high - (1 - 0.005.root(100))) < 1e-9)
    // Of 2,000 futures with a share of 0.1 %, the chance of a count whose whole interval lies above it.
    for (share, missing) in [(0.001, 1e-3), (0.001, 1e-5), (0.005, 1e-4), (0.2, 1e-4)] {
      let n = 2_000
      var mass = 1.0
      for _ in 0..<n { mass *= 1 - share }
      var wrong = 0.0
      for count in 0...n {
        let interval = chernoff(count: count, of: n, missing: missing)
        if interval.low > share || interval.high < share { wrong += mass }
        mass *= Double(n - count) / Double(count + 1) * share / (1 - share)
      }
      #expect(wrong <= missing, "\(share) \(missing): \(wrong)")
    }
  }

  @Test func `on a rare thing has an interval for what it could come to`() throws {
    // $250 in one of 100 lots or so: nothing of the mean is sure from a few of them.
    let folder = try Folder()
    try folder.write(
      "a.yaml",
      Self.scenario.replacing("undelivered: 20%", with: "undelivered: 1%")
        + "gates: [{gate: waste at most $4, plans: resold}]\n")
    try folder.write("suite.yaml", "lotwise-suite: 1\nfutures: 300\n")
    let check = try #require(try folder.run(Folder.options, "a.yaml").cases[0].checks.last)
    #expect(check.verdict == .undecided, "\(check.message)")
  }

  @Test func `with an unknown switch is kept only if every value keeps it`() throws {
    let folder = try Folder()
    let plan = "  sure:\n    larger than balance: unknown\n"
    try folder.write(
      "a.yaml",
      Self.scenario.replacing("  sure:\n", with: plan) + "gates: [{gate: paid at most $250, plans: sure}]\n")
    let check = try #require(try folder.run(Folder.options, "a.yaml").cases[0].checks.last)
    #expect(
      check.verdict == .passed && check.message.contains("with larger than balance"), "\(check.message)")
  }

  @Test func `of a suite is about the scenarios and plans that it names`() throws {
    let folder = try Folder()
    try folder.write("a.yaml", Self.scenario)
    try folder.write("b.yaml", Self.scenario.replacing("gates", with: "others"))
    try folder.write(
      "suite.yaml",
      "lotwise-suite: 1\nfutures: 100\ngates:\n  - {gate: paid at most $1, scenarios: a.yaml, plans: [sure, none]}\n"
    )
    let outcome = try folder.run()
    #expect(outcome.cases.map { $0.checks.count } == [2, 1])
    #expect(
      outcome.cases[0].checks[1].place.path.hasSuffix("suite.yaml")
        && outcome.cases[0].checks[1].place.line == 4)
  }

  @Test(arguments: [
    ("outage risk at most 2", "'2' is no limit of outage risk; write one like 2%"),
    ("outage risk below 2%", "bounds nothing; write 'at most' or 'at least'"),
    ("outage rsik at most 2%", "'outage rsik' cannot be bounded; did you mean 'outage risk'?"),
    ("waste at most 50", "write one like $50"),
    ("blocked hours at most 3", "write one like 3 hours"),
    ("outages at most $3", "write one like 3"),
    ("outage risk at most 2% in 95% of futures", "one future has no outage risk"),
    ("waste at most $5 in 95 of futures", "write a share like 95%"),
    ("waste at most $5 in 100% of futures", "write a share like 95%"),
    ("{gate: waste at most $5, plans: shure}", "there is no plan 'shure'; did you mean 'sure'?"),
    ("{gate: waste at most $5, otherwise: panic}", "'panic' is not known here"),
    ("{gate: waste at most $5, scenarios: a.yaml}", "'scenarios' is not a key of a gate"),
  ])
  func `that cannot be read says why`(_ gate: String, _ message: String) throws {
    let text = Self.scenario + "gates: [\(gate.contains("{") ? gate : "'\(gate)'")]\n"
    let file = CheckedFile(bytes: Array(text.utf8), path: "a.yaml")
    let said = file.diagnostics.rendered(color: false)
    #expect(file.content == nil && said.contains(message), "\(said)")
  }

  @Test func `can be put on every measure that is named`() {
    let files = Measure.bounded.map { measure in
      let limit =
        switch measure.unit {
        case .dollars: "$5"
        case .hours, .days: "3 hours"
        case .probability, .share: "2%"
        case .count, .ratio: "3"
        }
      return "'\(measure.name) at most \(limit)'"
    }
    let text = Self.scenario + "gates: [\(files.joined(separator: ", "))]\n"
    let file = CheckedFile(bytes: Array(text.utf8), path: "a.yaml")
    guard case .scenario(let scenario) = file.content else {
      Issue.record("\(file.diagnostics.rendered(color: false))")
      return
    }
    #expect(scenario.gates.map(\.subject) == Measure.bounded)
  }
}

extension Double {
  /// The n-th root, by bisection.
  fileprivate func root(_ n: Int) -> Double {
    var (low, high) = (0.0, 1.0)
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if (0..<n).reduce(1.0, { product, _ in product * middle }) < self {
        low = middle
      } else {
        high = middle
      }
    }
    return high
  }
}
