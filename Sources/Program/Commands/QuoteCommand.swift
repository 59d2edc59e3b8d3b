/// `lotwise quote SCENARIO`: the fixed price that a client must pay so that the project seldom loses money.

import Analysis
import Formats
import Pages
import Quantities
import Results
import Simulation

private enum Form: String, CaseIterable { case table, markdown, json }

private let format = Option("--format", value: "FORMAT", choice: Form.self, summary: "the form of the data")
private let losing = Option(
  "--losing", value: "SHARE",
  summary: "the share of futures that may lose money, from 1% to 99% (default: 5%)")
private let besides = Option(
  "--besides", value: "AMOUNT", summary: "what the project costs beside the credit, in every future")

let quoteCommand = Command(
  name: "quote", summary: "the fixed price at which a project loses money in few futures",
  arguments: [Command.Argument(name: "SCENARIO", summary: "a scenario in YAML (docs/scenario.md)")],
  options: [
    losing, besides, SimulationOptions.set, SimulationOptions.scale, SimulationOptions.paths,
    SimulationOptions.seed, SimulationOptions.sampling, SimulationOptions.threads, format,
  ],
  examples: [
    Command.Example(
      line: "lotwise quote scenarios/agency-four-months.yaml --losing 5% --besides '$12,000'",
      shows: "what a client must pay for it, with our own work, so that we lose in at most 5 % of futures")
  ]
) { invocation throws(Stop) in
  let input = try invocation.scenarioInput()
  try invocation.leaveOutFamilies(of: input.scenario, invocation.arguments[0])
  let text = invocation[losing] ?? "5%"
  guard let share = try? Ratio(parsing: text), share.millionths % 10_000 == 0, share >= .percent(1),
    share <= .percent(99)
  else { throw invocation.usage("--losing is a share in whole per cent from 1% to 99%, not \(quoted(text))") }
  let own = try invocation[besides].map { text throws(Stop) in
    guard let amount = try? Nanodollars(parsing: text), amount >= .zero else {
      throw invocation.usage("--besides is an amount like $12,000, not \(quoted(text))")
    }
    return amount
  }
  let threads = try invocation.threads()
  let futures = try invocation.count(
    SimulationOptions.paths, default: SimulationOptions.usualPaths, upTo: Simulation.mostColumns)
  let quote: Quote
  do {
    var simulation = try Simulation(
      input.scenario, seed: try invocation.seed(), sampling: try invocation.sampling())
    try simulation.run(upTo: futures, threads: threads, isInterrupted: { Signals.isInterrupted })
    guard simulation.paths > 0 else { throw Stop.interrupted }
    quote = Quote(
      simulation.result, of: input.scenario, losing: Int(share.millionths / 10_000), besides: own?.count ?? 0,
      threads: threads)
  } catch let stop as Stop {
    throw stop
  } catch { throw .failure("\(error)") }
  var out = ByteBuffer()
  switch invocation.choice(format, as: Form.self) {
  case .table: invocation.textReport.write(Report(quote), into: &out)
  case .markdown: MarkdownReport().write(Report(quote), into: &out)
  case .json: QuoteJSON().write(quote, version: lotwiseVersion, command: invocation.typed, into: &out)
  }
  try invocation.put(&out)
}
