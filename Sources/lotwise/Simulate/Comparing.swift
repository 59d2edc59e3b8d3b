/// Simulates as many futures as were asked for, or as precision takes, and says what came of it.

import Analysis
import Pricing
import Quantities
import Reports
import Scenario
import Simulation

enum ComparisonFormat: String, CaseIterable {
  case table, markdown, csv, json
}

struct Comparing {
  let scenario: Scenario
  let invocation: Invocation
  /// Indices into the scenario's plans; nil: all.
  let plans: [Int]?
  let format: ComparisonFormat

  func run() throws(Stop) {
    // Opened before any work, so that a place that cannot be written to is told at once.
    var output = try Output.opened(path: invocation[.out])
    let seed = try invocation.seed()
    let threads = try invocation.threads()
    let rule = try stoppingRule()
    let asked = try invocation.count(
      SimulationOptions.paths, default: SimulationOptions.usualPaths, upTo: SimulationOptions.mostPaths)
    var simulation: Simulation
    do throws(SimulationError) {
      simulation = try Simulation(scenario, plans: plans, seed: seed)
    } catch { throw .failure("\(error)") }

    var isEnough = true
    var last: StoppingRule.Look?
    for look in rule?.looks ?? [asked] {
      try extend(&simulation, to: look, threads: threads)
      guard let rule, !Signals.isInterrupted else { continue }
      let seen = rule.look(at: simulation.result, of: scenario)
      (isEnough, last) = (seen.isEnough, seen)
      if seen.isEnough { break }
    }
    let wasInterrupted = Signals.isInterrupted
    if simulation.paths == 0 { throw .interrupted }
    Signals.acknowledge()
    let run = simulation.result
    var out = ByteBuffer()
    render(compare(run, of: scenario), into: &out)
    try output.write(&out)
    try output.finish()
    if run.wasInterrupted || wasInterrupted {
      invocation.console.write(
        "lotwise: interrupted after \(grouped(run.paths)) of \(grouped(run.asked)) futures; the figures are theirs"
      )
      throw .partial(.interrupted)
    }
    if !isEnough, let last, let rule { try tellImprecision(last, rule, run.paths) }
  }

  private func extend(_ simulation: inout Simulation, to paths: Int, threads: Int) throws(Stop) {
    guard !Signals.isInterrupted else { return }
    let console = invocation.console
    let bar = ProgressBar(total: paths, console: console)
    do throws(SimulationError) {
      try simulation.run(
        upTo: paths, threads: threads, isInterrupted: { Signals.isInterrupted },
        progress: { bar.show($0, console: console) })
    } catch {
      bar.wipe()
      throw .failure("\(error)")
    }
    bar.wipe()
  }

  private func stoppingRule() throws(Stop) -> StoppingRule? {
    guard let text = invocation[SimulationOptions.until] else {
      if invocation.has(SimulationOptions.measure) {
        throw invocation.usage("--measure says what --until-half-width is about; give both")
      }
      return nil
    }
    let name = invocation[SimulationOptions.measure] ?? Measure.totalCost.name
    guard let measure = Measure.named(name) else {
      throw invocation.usage(
        "there is no measure '\(name)'" + suggestion(for: name, among: Measure.all.map(\.name)))
    }
    let isShare = measure.unit == .probability && text.hasSuffix("%")
    let number = isShare ? String(text.dropLast()) : text
    guard let amount = try? Nanodollars(parsing: number), amount > .zero else {
      throw invocation.usage(
        "--until-half-width is a number above 0 in the measure's unit, as 5, 0.01 or 1%, not '\(text)'")
    }
    let width = Double(amount.count) / 1e9 * measure.unit.baseUnits / (isShare ? 100 : 1)
    let most = try invocation.count(
      SimulationOptions.paths, default: 1 << 20, upTo: SimulationOptions.mostPaths)
    return StoppingRule(measure: measure, halfWidth: width, first: min(1_024, most), most: most)
  }

  private func tellImprecision(_ look: StoppingRule.Look, _ rule: StoppingRule, _ paths: Int) throws(Stop) {
    let needed = look.pathsNeeded.map { "about \(grouped($0)) futures" } ?? "more futures than can be said"
    let width = Nanodollars(Int64(min(look.halfWidth / rule.measure.unit.baseUnits * 1e9, 4e18))).decimal
    invocation.console.write(
      "lotwise: \(rule.measure.name) is known to ±\(width) after \(grouped(paths)) futures, not as asked; "
        + "it would take \(needed): raise --paths")
    throw .partial(.notPrecise)
  }

  private func render(_ result: ComparisonResult, into out: inout ByteBuffer) {
    let source = source(result)
    switch format {
    case .table: invocation.textReport.write(Report(result, source: source), into: &out)
    case .markdown: MarkdownReport().write(Report(result, source: source), into: &out)
    case .csv: CSVTable().write(Table(tidy: result), into: &out)
    case .json: ComparisonJSON().write(result, source: source, into: &out)
    }
  }

  private func source(_ result: ComparisonResult) -> ComparisonSource {
    let name = result.ranking.best.map { result.plans[$0].name } ?? result.plans.first?.name ?? ""
    return ComparisonSource(
      rates: "rate card '\(scenario.card.name)' as of \(scenario.card.asOf)", version: lotwiseVersion,
      stepSeconds: scenario.step,
      explain: "lotwise explain \(invocation.arguments[0]) --plan '\(name)' --path 0"
        + (result.seed == 1 ? "" : " --seed \(result.seed)"))
  }
}
