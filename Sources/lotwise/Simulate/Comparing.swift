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
    let bar = ProgressBar(total: paths, from: simulation.paths, console: invocation.console)
    do throws(SimulationError) {
      try simulation.run(
        upTo: paths, threads: threads, isInterrupted: { Signals.isInterrupted },
        progress: { bar.show($0) })
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
        "there is no measure '\(visible(name))'" + suggestion(for: name, among: Measure.all.map(\.name)))
    }
    let isShare = measure.unit == .probability && text.hasSuffix("%")
    let number = isShare ? String(text.dropLast()) : text
    guard let amount = try? Nanodollars(parsing: number), amount > .zero,
      case let width = Double(amount.count) / 1e9 / (isShare ? 100 : 1),
      measure.unit != .probability || width < 1
    else {
      throw invocation.usage(
        "--until-half-width is \(wanted(measure.unit)) for \(measure.name), not '\(visible(text))'")
    }
    let most = try invocation.count(
      SimulationOptions.paths, default: 1 << 20, upTo: SimulationOptions.mostPaths)
    return StoppingRule(
      measure: measure, halfWidth: width * measure.unit.baseUnits, first: min(1_024, most), most: most)
  }

  private func tellImprecision(_ look: StoppingRule.Look, _ rule: StoppingRule, _ paths: Int) throws(Stop) {
    let name = rule.measure.name
    let after = "after \(grouped(paths)) \(paths == 1 ? "future" : "futures")"
    let console = invocation.console
    if let needed = look.pathsNeeded {
      let isPossible = needed <= SimulationOptions.mostPaths
      console.write(
        "lotwise: \(name) is known to \(rule.measure.readable(halfWidth: look.halfWidth)) \(after), not as asked; "
          + (isPossible
            ? "it would take about \(grouped(roundedUp(needed))): raise --paths"
            : "that would take more than the \(grouped(SimulationOptions.mostPaths)) that can be asked for"))
    } else {
      console.write(
        "lotwise: nothing can be said about the \(name) of some plan \(after): too few of them have one; "
          + "raise --paths, or ask about another --measure")
    }
    throw .partial(.notPrecise)
  }

  /// A guess: two digits of it.
  private func roundedUp(_ count: Int) -> Int {
    var unit = 1
    while count / unit >= 100 { unit *= 10 }
    return (count + unit - 1) / unit * unit
  }

  private func wanted(_ unit: Measure.Unit) -> String {
    switch unit {
    case .dollars: "a number of dollars above 0, as 5 or 0.50,"
    case .hours: "a number of hours above 0, as 1 or 0.5,"
    case .days: "a number of days above 0, as 1 or 0.5,"
    case .probability: "a share above 0 and below 1, as 1% or 0.01,"
    case .count, .ratio: "a number above 0, as 1 or 0.01,"
    }
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
      explain: "lotwise explain \(shellWord(invocation.arguments[0])) --plan \(shellWord(name)) --path 0"
        + (result.seed == 1 ? "" : " --seed \(result.seed)"))
  }
}

/// As it has to be typed to be one word.
private func shellWord(_ text: String) -> String {
  let plain = text.utf8.allSatisfy { byte in
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
      || "0123456789_-./:=@%+,".utf8.contains(byte)
  }
  if plain, !text.isEmpty { return text }
  return "'"
    + visible(text).split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
}
