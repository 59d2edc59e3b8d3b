/// What `compare`, `simulate` and `explain` have in common: the scenario, the seed, the plans by name.

import Documents
import Formats
import Glibc
import Quantities
import Runs
import Scenario
import ScenarioFile
import Simulation

enum SimulationOptions {
  static let paths = Option("--paths", value: "N", summary: "how many futures (default: 20,000)")
  static let seed = Option("--seed", value: "S", summary: "another seed is other futures (default: 1)")
  static let threads = Option("--threads", value: "N", summary: "threads (default: one a processor)")
  static let until = Option(
    "--until-half-width", value: "X",
    summary: "simulate until the measure's 95 % interval is ±X, at most --paths (then 1,048,576 by default)")
  static let measure = Option(
    "--measure", value: "NAME", summary: "what --until-half-width is about (default: total cost)")
  static let quick = Option(
    "--quick", summary: "leave out what would change the answer: it takes more simulations")
  static let sampling = Option(
    "--sampling", value: "HOW",
    summary: "points (default: far surer from as many futures) or plain (independent random numbers)")
  static let keepPaths = Option(
    "--keep-paths", summary: "with --out FOLDER: also paths.csv, a row for each plan and future")
  static let shard = Option(
    "--shard", value: "I/K",
    summary: "only the I-th of K parts, from 0, into the file of --out (`lotwise merge` puts them together)")
  static let resume = Option(
    "--resume",
    summary:
      "with --out FOLDER and very many futures: keep what is done in FOLDER/parts, and go on from what is there"
  )
  /// In a comparison: whose gates decide the exit code.
  static let chosen = Option(
    "--plan", value: "NAME",
    summary: "the plan that is to be bought: exit code 3 if it breaks a gate (default: if every plan does)")
  static let plan = Option("--plan", value: "NAME", summary: "the plan, by its name in the scenario")

  static let set = Option(
    "--set", value: "PATH=VALUE", repeats: true,
    summary:
      "a value of the scenario at another value, as 'workloads.agents.requests=200 per day'; several times")
  static let scale = Option(
    "--scale", value: "X", summary: "all usage X times as large; the same as --set scale=X")

  static let usualPaths = 20_000
  static let mostPaths = Simulation.mostFutures
  /// For what keeps all futures that it looks at: stopping rules, searches, suites.
  static let mostKept = 10_000_000
}

/// A scenario as it was read.
struct ScenarioInput {
  let scenario: Scenario
  /// With every default.
  let explained: String
  let warnings: [String]
  /// What was set in it from outside, as options of a command; empty: nothing.
  let settings: [String]

  /// The same, to stand in a command line behind a blank.
  var options: String { settings.map { " --set " + shellWord($0) }.joined() }
}

extension Invocation {
  /// The scenario, or every mistake in it.
  func scenario() throws(Stop) -> Scenario { try scenarioInput().scenario }

  func scenarioInput() throws(Stop) -> ScenarioInput { try scenarioInput(arguments[0]) }

  /// `standing`: with a plan that buys nothing.
  func scenarioInput(_ path: String, standing: Bool = false) throws(Stop) -> ScenarioInput {
    let settings = Settings(
      all(SimulationOptions.set) + all(SimulationOptions.scale).map { "scale=\($0)" },
      adding: standing ? .always : .never)
    let file = CheckedFile(path: path, explaining: true, wanted: .scenario, with: settings)
    try file.expect(.scenario, path: path)
    console.show(file.diagnostics)
    guard case .scenario(let scenario)? = file.content else { throw .reported }
    return ScenarioInput(
      scenario: scenario, explained: file.explained ?? "",
      warnings: file.diagnostics.list.map { "\($0.message); \($0.remedy)." }
        + scenario.openFamilies.map { "\($0.whyNotRun(shellWord(path)))." },
      settings: settings.expressions)
  }

  /// Families of which no member is chosen are left out, which is told; where there is nothing else, there is nothing to
  /// do.
  func leaveOutFamilies(of scenario: Scenario, _ path: String) throws(Stop) {
    if let reason = scenario.whyNothingRuns(shellWord(path)) { throw .failure(reason) }
    for family in scenario.openFamilies {
      console.note("note: \(family.whyNotRun(shellWord(path))); it is left out here")
    }
  }

  func count(_ option: Option, default usual: Int, from least: Int = 1, upTo most: Int) throws(Stop) -> Int {
    guard let text = self[option] else { return usual }
    let digits = text.filter { $0 != "," && $0 != "_" }
    guard let value = Int(digits), value >= least, value <= most else {
      throw usage(
        "\(option.name) is a whole number from \(least) to \(grouped(most)), not \(quoted(text))")
    }
    return value
  }

  func paths() throws(Stop) -> Int {
    try count(
      SimulationOptions.paths, default: SimulationOptions.usualPaths, upTo: SimulationOptions.mostPaths)
  }

  func seed() throws(Stop) -> UInt64 {
    guard let text = self[SimulationOptions.seed] else { return 1 }
    guard let value = UInt64(text) else {
      throw usage("--seed is a whole number from 0 to 18,446,744,073,709,551,615, not \(quoted(text))")
    }
    return value
  }

  func sampling() throws(Stop) -> Sampling {
    guard let text = self[SimulationOptions.sampling] else { return .points }
    guard let sampling = Sampling(rawValue: text) else {
      throw usage("--sampling is points or plain, not \(quoted(text))")
    }
    return sampling
  }

  func threads() throws(Stop) -> Int {
    try count(SimulationOptions.threads, default: usualThreads, upTo: 1_024)
  }

  /// One for each processor; of a machine that several ranks share, this one's part.
  var usualThreads: Int { Together.ranks?.threads ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// The index of the plan that --plan names.
  func plan(in scenario: Scenario) throws(Stop) -> Int {
    if let reason = scenario.whyNothingRuns(shellWord(arguments[0])) { throw .failure(reason) }
    guard let name = self[SimulationOptions.plan] else {
      throw usage(
        "'lotwise \(command.name)' lacks --plan NAME; the plans of \(quoted(arguments[0])) are "
          + allQuoted(scenario.plans.map(\.name)))
    }
    return try plan(named: name, in: scenario)
  }

  private func allQuoted(_ names: [String]) -> String { listed(names.map(quoted), "and") }

  private func plan(named name: String, in scenario: Scenario) throws(Stop) -> Int {
    let names = scenario.plans.map(\.name)
    if let index = names.firstIndex(of: name) { return index }
    if let family = scenario.openFamilies.first(where: { $0.name == name }) {
      throw .failure(family.whyNotRun(shellWord(arguments[0])))
    }
    let near = suggestion(for: name, among: names)
    throw .failure(
      "there is no plan \(quoted(name)) in \(quoted(arguments[0]))"
        + (near.isEmpty ? "; its plans are \(allQuoted(names))" : near))
  }
}
