/// `lotwise optimise SCENARIO`: how much to buy, when, with what float: of the families of plans the member that costs least
/// within the limits, how sure that is, and what the frontier looks like.

import Analysis
import Documents
import Formats
import Optimising
import Pages
import Quantities
import Results
import Runs
import Scenario
import ScenarioFile
import Simulation

private let format = Option(
  "--format", value: "FORMAT", choice: OptimumFormat.self, summary: "the form of the data")
private let keep = Option(
  "--keep", value: "LIMITS",
  summary:
    "what the plan has to keep beside the scenario's gates, as \"outage risk at most 2%\"; several with ';' between them"
)
private let goal = Option(
  "--goal", value: "GOAL", accepts: Goal.all.map(\.name),
  summary: "what is to be small: \(listed(Goal.all.map(\.name))) (default: \(Goal.totalCost.name))")
private let family = Option(
  "--family", value: "NAME", summary: "search this family alone (default: every family of the scenario)")
private let within = Option(
  "--within", value: "X",
  summary: "how near to the best is near enough, in dollars (default: half a per cent, at least $1)")
private let confidence = Option(
  "--confidence", value: "SHARE", summary: "how sure the choice is to be (default: 95%)")
private let budget = Option(
  "--budget", value: "TIME",
  summary:
    "the longest it may take, as \"30 s\": the answer is the best one by then, and another time may give another one"
)
private let pin = Option(
  "--write", value: "SCENARIO",
  summary:
    "also write the scenario to this file, with the chosen values in it; everything else stays as it is")
private let paths = Option(
  "--paths", value: "N", summary: "futures that the best are compared in, at most (default: 65,536)")

let optimiseCommand = Command(
  name: "optimise", summary: "how much to buy, when, with what float: the best member of families of plans",
  arguments: [
    Command.Argument(
      name: "SCENARIO", summary: "a scenario whose plans have ranges (docs/optimise.md)")
  ],
  options: [
    keep, goal, family, within, confidence, budget, pin, paths, SimulationOptions.seed,
    SimulationOptions.sampling, SimulationOptions.threads, format,
  ],
  examples: [
    Command.Example(
      line: "lotwise optimise scenarios/reseller-or-official.optimise.yaml --keep \"outage risk at most 2%\"",
      shows: "the cheapest plan among the families that is cut off in at most 2 % of futures"),
    Command.Example(
      line: "lotwise optimise scenario.yaml --write chosen.yaml",
      shows: "and the same scenario with the values chosen, for lotwise compare"),
    Command.Example(
      line: "lotwise optimise scenario.yaml --out report",
      shows: "the report as a folder: the frontier first, then a comparison of its plans"),
  ]
) { invocation throws(Stop) in
  try OptimiseRun(invocation).run()
}

private struct OptimiseRun {
  let invocation: Invocation
  let input: ScenarioInput
  var options: Optimiser.Options
  let threads: Int

  private var scenario: Scenario { input.scenario }

  init(_ invocation: Invocation) throws(Stop) {
    self.invocation = invocation
    input = try invocation.scenarioInput()
    threads = try invocation.threads()
    options = Optimiser.Options(seed: try invocation.seed())
    options.sampling = try invocation.sampling()
    options.selection = try invocation.count(
      paths, default: 65_536, from: 1_024, upTo: SimulationOptions.mostKept)
    if let name = invocation[goal] { options.goal = Goal.all.first { $0.name == name } ?? .totalCost }
    try readFamilies()
    try readLimits()
    try readSureness()
  }

  private mutating func readFamilies() throws(Stop) {
    let names = input.scenario.families.map(\.name)
    guard !names.isEmpty else {
      throw .failure(
        "no plan of \(quoted(invocation.arguments[0])) has a range, so there is nothing to search; write one in the place of a value, "
          + "as in 'buy: {credit: {from: $0, to: $2000, step: $50}}' (docs/optimise.md)")
    }
    guard let name = invocation[family] else { return }
    guard names.contains(name) else {
      throw .failure(
        "there is no family \(quoted(name)) in \(quoted(invocation.arguments[0]))"
          + (suggestion(for: name, among: names).isEmpty
            ? "; there \(names.count == 1 ? "is" : "are") \(listed(names.map(quoted), "and"))"
            : suggestion(for: name, among: names)))
    }
    options.families = [name]
  }

  private mutating func readLimits() throws(Stop) {
    guard let text = invocation[keep] else { return }
    for part in text.split(separator: ";") {
      let limit = String(part).trimmed
      do throws(QuantityError) {
        options.gates.append(try Gate(parsing: limit))
      } catch {
        throw invocation.usage("--keep: \(error)")
      }
    }
    guard !options.gates.isEmpty else {
      throw invocation.usage("--keep says what the plan has to keep, as \"outage risk at most 2%\"")
    }
  }

  private mutating func readSureness() throws(Stop) {
    if let text = invocation[within] {
      let number = text.hasPrefix("$") ? String(text.dropFirst()) : text
      guard let amount = try? Nanodollars(parsing: number), amount > .zero else {
        throw invocation.usage("--within is a number of dollars above 0, as 5 or $0.50, not \(quoted(text))")
      }
      options.tolerance =
        Double(amount.count) / 1e9 * options.goal.measure.unit.baseUnits
    }
    if let text = invocation[confidence] {
      guard text.hasSuffix("%"), let share = try? Ratio(parsing: text), share >= .percent(50), share < .one
      else { throw invocation.usage("--confidence is a share from 50% to below 100%, not \(quoted(text))") }
      options.confidence = Double(share.millionths) / 1e6
    }
    if let text = invocation[budget] {
      guard case .seconds(let seconds)? = try? TimeSpan(parsing: text), seconds > 0 else {
        throw invocation.usage("--budget is a span of time, as \"30 s\" or \"5 min\", not \(quoted(text))")
      }
      let clock = ContinuousClock()
      let start = clock.now
      options.spent = { start.duration(to: clock.now) / .seconds(seconds) }
    }
  }

  // MARK: Running

  func run() throws(Stop) {
    let folder = try invocation[.out].flatMap { path throws(Stop) in
      invocation[format] == nil ? try ReportFolder(path: path) : nil
    }
    var output = try Output.opened(path: folder == nil ? invocation[.out] : nil)
    // Tried before any work, as every place that is written to.
    let place = try invocation[pin].map { path throws(Stop) in
      OpenFile(try Output.opened(path: path, option: pin.name))
    }
    let search = try found()
    let optimum = search.optimum
    let wasInterrupted = Signals.isInterrupted
    if optimum.stage == .begun, wasInterrupted { throw .interrupted }
    Signals.acknowledge()
    if let folder {
      try write(search, to: folder)
    } else {
      var out = ByteBuffer()
      search.write(
        invocation.choice(format, as: OptimumFormat.self), report: invocation.textReport, into: &out)
      try output.write(&out)
      try output.finish()
    }
    if let place {
      var text = try pinned(optimum)
      try place.write(&text)
      try place.finish()
    }
    if wasInterrupted {
      invocation.console.write(
        "lotwise: interrupted; what is told is what was known by then"
          + (optimum.stage == .searched ? ", and the choice was not yet tried on fresh futures" : ""))
      throw .partial(.interrupted)
    }
    guard optimum.chosen != nil else {
      invocation.console.write("lotwise: no plan was shown to keep what is asked for")
      throw .partial(.gateFailed)
    }
  }

  private func found() throws(Stop) -> OptimumFile {
    try OptimumFile(
      justWritten: OptimumFile(try searched(), version: lotwiseVersion, command: invocation.typed))
  }

  private func searched() throws(Stop) -> Optimum {
    let progress = SearchProgress(invocation.console)
    do throws(SimulationError) {
      let optimum = try Optimiser(scenario, options).run(
        threads: threads, isInterrupted: { Signals.isInterrupted },
        progress: {
          // From the first stage on there is something to show.
          Signals.keepResults()
          progress.show($0)
        })
      progress.wipe()
      return optimum
    } catch {
      progress.wipe()
      throw .failure("\(error)")
    }
  }

  // MARK: Writing

  /// The plans of the page, beside the scenario's own.
  private static let mostOfPage = 8

  /// The page of a comparison of the frontier's members and the scenario's own plans, headed by what the search found.
  private func write(_ search: OptimumFile, to folder: ReportFolder) throws(Stop) {
    let optimum = search.optimum
    var shown: [Int] = [optimum.chosen, optimum.cheapestOfAll, optimum.nearest].compactMap(\.self)
    shown += optimum.families.compactMap(\.best)
    if let frontier = optimum.frontiers.first {
      let spare = max(2, OptimiseRun.mostOfPage - Set(shown).count)
      shown += frontier.sample(of: spare)
    }
    var compared = scenario
    var seen: Set<Int> = []
    for member in shown where seen.insert(member).inserted {
      guard let family = optimum.members[member].family,
        let searched = scenario.families.first(where: { $0.name == optimum.families[family].name }),
        let plan = searched.member(optimum.members[member].indices)
      else { continue }
      compared.plans.append(plan)
    }
    compared.gates += options.gates
    let simulation = try simulated(compared)
    let result = compare(simulation.result, of: compared, threads: threads)
    try fill(folder, search, result, of: compared)
  }

  private func simulated(_ compared: Scenario) throws(Stop) -> Simulation {
    let bar = ProgressBar(total: SimulationOptions.usualPaths, from: 0, console: invocation.console)
    do throws(SimulationError) {
      var simulation = try Simulation(compared, seed: options.seed, sampling: options.sampling)
      try simulation.run(
        upTo: SimulationOptions.usualPaths, threads: threads, isInterrupted: { Signals.isInterrupted },
        progress: { bar.show($0) })
      bar.wipe()
      if simulation.paths > 0 { return simulation }
    } catch {
      bar.wipe()
      throw .failure("\(error)")
    }
    throw .interrupted
  }

  private func fill(
    _ folder: ReportFolder, _ search: OptimumFile, _ result: ComparisonResult, of compared: Scenario
  ) throws(Stop) {
    let source = ComparisonSource(
      compared, text: input.explained, version: lotwiseVersion, command: invocation.typed,
      warnings: input.warnings, explain: "lotwise optimise \(shellWord(invocation.arguments[0]))")
    var json = ByteBuffer()
    ComparisonJSON().write(result, source: source, into: &json)
    let file = try ResultFile(justWritten: json)
    try folder.fill(search, file, json: &json)
    try folder.finish()
  }

  /// The scenario with the best values of every family in it.
  private func pinned(_ optimum: Optimum) throws(Stop) -> ByteBuffer {
    let choices = optimum.families.compactMap { family in
      family.best.map { (family: family.name, values: optimum.members[$0].indices) }
    }
    if choices.isEmpty {
      invocation.console.note("no member of a family keeps the limits: the scenario is written as it is")
    }
    let path = invocation.arguments[0]
    do throws(Diagnostics) {
      var buffer = ByteBuffer()
      buffer.append(try Scenarios.pinned(path: path, choices: choices))
      return buffer
    } catch {
      invocation.console.show(error)
      throw .reported
    }
  }
}
