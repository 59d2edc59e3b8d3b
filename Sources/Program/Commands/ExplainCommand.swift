/// `lotwise explain SCENARIO --plan NAME --path N`: one future, posting by posting, exactly as a comparison saw it.

import Formats
import Ledger
import Pages
import Quantities
import Results
import Scenario
import Simulation

private enum Format: String, CaseIterable {
  case table, markdown, csv, json, journal
}

private let format = Option("--format", value: "FORMAT", choice: Format.self, summary: "the form of the data")
private let path = Option("--path", value: "N", summary: "which future: from 0 to one less than there are")

let explainCommand = Command(
  name: "explain", summary: "one future of one plan, posting by posting",
  arguments: [Command.Argument(name: "SCENARIO", summary: "a scenario in YAML (docs/scenario.md)")],
  options: [
    SimulationOptions.plan, path, SimulationOptions.set, SimulationOptions.scale, SimulationOptions.seed,
    SimulationOptions.sampling, format,
  ],
  examples: [
    Command.Example(
      line: "lotwise explain scenario.yaml --plan auto-reload --path 17",
      shows: "what became of each lot in future 17, and of the money"),
    Command.Example(
      line:
        "lotwise explain scenario.yaml --plan x --path 17 --format journal --out x.j",
      shows: "every posting of it, for hledger: hledger -f x.j balance"),
  ],
  run: explain)

@Sendable private func explain(_ invocation: Invocation) throws(Stop) {
  let scenario = try invocation.scenario()
  let plan = try invocation.plan(in: scenario)
  guard invocation.has(path) else {
    throw invocation.usage("'lotwise explain' lacks --path N; a comparison of 20,000 futures has 0 to 19,999")
  }
  let sampling = try invocation.sampling()
  let number = try invocation.count(path, default: 0, from: 0, upTo: SimulationOptions.mostPaths - 1)
  let seed = try invocation.seed()
  let title = "\(scenario.title): \(scenario.plans[plan].name), future \(number) of seed \(seed)"
  var ledger: ReplayLedger
  let result: ReplayResult
  do {
    let simulation = try Simulation(
      scenario, plans: [plan], seed: seed, sampling: sampling)
    ledger = try simulation.future(number, plan: plan)
    result = try ReplayResult(
      title: title, start: scenario.start, reading: .before(scenario.end), ledger: ledger, refusals: [],
      isFlow: true)
  } catch {
    throw .failure("\(error)")
  }
  noteUnknown(scenario.plans[plan], invocation.console)
  var out = ByteBuffer()
  switch invocation.choice(format, as: Format.self) {
  case .table: invocation.textReport.write(Report(result), into: &out)
  case .markdown: MarkdownReport().write(Report(result), into: &out)
  case .csv: CSVTable().write(Table(tidy: result), into: &out)
  case .json: ReplayJSON().write(result, into: &out)
  case .journal:
    var journal = ReplayJournal(start: scenario.start, demand: "usage")
    let debt = scenario.plans[plan].ledger.openingDebt
    journal.begin(title: title, openingDebt: debt, into: &out)
    journal.write(ledger.takePostings(), of: ledger, into: &out)
    journal.end(result, into: &out)
  }
  try invocation.put(&out)
}

/// A future is lived with one value of each switch; the comparison says how far it may be from the others.
private func noteUnknown(_ plan: PurchasePlan, _ console: Console) {
  let values = plan.unknown.compactMap { unknown in
    PurchasePlan.settings(of: unknown, in: plan.ledger).first.map {
      "'\(unknown.name)' as \(quoted($0.name))"
    }
  }
  guard !values.isEmpty else { return }
  console.note(
    "note: what the plan leaves unknown is taken here as the first of its values: \(listed(values, "and"))")
}
