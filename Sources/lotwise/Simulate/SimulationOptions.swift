/// What `compare`, `simulate` and `explain` have in common: the scenario, the seed, the plans by name.

import Glibc
import Quantities
import Scenario
import ScenarioFile

enum SimulationOptions {
  static let paths = Option("--paths", value: "N", summary: "how many futures (default: 20,000)")
  static let seed = Option("--seed", value: "S", summary: "another seed is other futures (default: 1)")
  static let threads = Option("--threads", value: "N", summary: "threads (default: one a processor)")
  static let until = Option(
    "--until-half-width", value: "X",
    summary: "simulate until the measure's 95 % interval is ±X, at most --paths (then 1,048,576 by default)")
  static let measure = Option(
    "--measure", value: "NAME", summary: "what --until-half-width is about (default: total cost)")
  static let plan = Option("--plan", value: "NAME", summary: "the plan, by its name in the scenario")

  static let usualPaths = 20_000
  static let mostPaths = 10_000_000
}

extension Invocation {
  /// The scenario, or every mistake in it.
  func scenario() throws(Stop) -> Scenario {
    let path = arguments[0]
    let file = CheckedFile(path: path)
    console.show(file.diagnostics)
    if file.diagnostics.hasErrors { throw .reported }
    guard case .scenario(let scenario)? = file.content else {
      throw .failure("'\(path)' is not a scenario; `lotwise replay` and `lotwise check` take cases and cards")
    }
    return scenario
  }

  func count(_ option: Option, default usual: Int, upTo most: Int) throws(Stop) -> Int {
    guard let text = self[option] else { return usual }
    let digits = text.filter { $0 != "," && $0 != "_" }
    guard let value = Int(digits), value >= 1, value <= most else {
      throw usage("\(option.name) is a whole number from 1 to \(grouped(most)), not '\(text)'")
    }
    return value
  }

  func seed() throws(Stop) -> UInt64 {
    guard let text = self[SimulationOptions.seed] else { return 1 }
    guard let value = UInt64(text) else {
      throw usage("--seed is a whole number from 0 to 18,446,744,073,709,551,615, not '\(text)'")
    }
    return value
  }

  func threads() throws(Stop) -> Int {
    try count(SimulationOptions.threads, default: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), upTo: 1_024)
  }

  /// The index of a plan by its name.
  func plan(named name: String, in scenario: Scenario) throws(Stop) -> Int {
    let names = scenario.plans.map(\.name)
    if let index = names.firstIndex(of: name) { return index }
    throw .failure(
      "there is no plan '\(name)' in '\(arguments[0])'" + suggestion(for: name, among: names)
        + "; its plans are \(listed(names.map { "'\($0)'" }, "and"))")
  }
}
