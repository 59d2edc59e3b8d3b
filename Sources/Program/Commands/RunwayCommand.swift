/// `lotwise runway STATE-or-SCENARIO`: how long the account lasts, on one screen.

import Analysis
import Formats
import Pages
import Quantities
import Results
import Scenario
import ScenarioFile
import Simulation

private enum Form: String, CaseIterable { case table, markdown, json }

private let format = Option("--format", value: "FORMAT", choice: Form.self, summary: "the form of the data")
private let json = Option("--json", summary: "the same as --format json")
private let chosen = Option(
  "--plan", value: "NAME", summary: "what is bought (default: the file's only plan, or nothing at all)")
private let before = Option(
  "--before", value: "DATE", summary: "also the chance that work is refused before this date")
private let paths = Option("--paths", value: "N", summary: "how many futures (default: 4,096)")

let runwayCommand = Command(
  name: "runway", summary: "how long an account lasts: when it runs dry, what expires unused, by when to buy",
  arguments: [
    Command.Argument(
      name: "FILE", summary: "the state of an account and its workloads, or a scenario (docs/scenario.md)")
  ],
  options: [
    chosen, before, paths, SimulationOptions.set, SimulationOptions.scale, SimulationOptions.seed,
    SimulationOptions.sampling, SimulationOptions.threads, json, format,
  ],
  examples: [
    Command.Example(
      line: "lotwise runway account.yaml",
      shows: "what is held today, and how long it lasts if nothing is bought"),
    Command.Example(
      line: "lotwise runway scenario.yaml --plan auto-reload --before 2027-03-01",
      shows: "the same with a plan, and the chance that work is refused before March"),
  ]
) { invocation throws(Stop) in
  let input = try invocation.scenarioInput(invocation.arguments[0], standing: true)
  let scenario = input.scenario
  let index = try invocation.runwayPlan(in: scenario)
  let date = try invocation[before].map { text throws(Stop) in
    guard let date = try? Instant(parsing: text) else {
      throw invocation.usage("--before is a date like 2027-03-01, not \(quoted(text))")
    }
    return date
  }
  let threads = try invocation.threads()
  let futures = try invocation.count(paths, default: 4_096, upTo: Simulation.mostColumns)
  let runway: Runway
  do {
    var simulation = try Simulation(
      scenario, plans: [index], seed: try invocation.seed(), sampling: try invocation.sampling())
    try simulation.run(upTo: futures, threads: threads, isInterrupted: { Signals.isInterrupted })
    guard simulation.paths > 0 else { throw Stop.interrupted }
    runway = Runway(simulation.result, of: scenario, plan: index, before: date)
  } catch let stop as Stop {
    throw stop
  } catch { throw .failure("\(error)") }
  var out = ByteBuffer()
  switch invocation.has(json) ? .json : invocation.choice(format, as: Form.self) {
  case .table: invocation.textReport.write(Report(runway), into: &out)
  case .markdown: MarkdownReport().write(Report(runway), into: &out)
  case .json: RunwayJSON().write(runway, version: lotwiseVersion, command: invocation.typed, into: &out)
  }
  try invocation.put(&out)
}

extension Invocation {
  fileprivate func runwayPlan(in scenario: Scenario) throws(Stop) -> Int {
    let standing = scenario.plans.firstIndex { $0.name == Settings.standing }
    if !has(chosen) {
      let others = scenario.plans.indices.filter { $0 != standing }
      if others.count == 1 { return others[0] }
      if let standing {
        if others.count > 1 {
          let names = others.map { quoted(scenario.plans[$0].name) }
          console.note("note: nothing is bought here; name a plan with --plan: \(listed(names))")
        }
        return standing
      }
    }
    return try self.plan(in: scenario)
  }
}
