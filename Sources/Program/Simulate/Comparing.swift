/// Simulates as many futures as were asked for, or as precision takes, and says what came of it.

import Analysis
import Formats
import Pages
import Pricing
import Quantities
import Results
import Scenario
import Simulation

struct Comparing {
  let input: ScenarioInput
  /// Of the scenario, as it was named.
  let path: String
  let invocation: Invocation
  /// Indices into the scenario's plans; nil: all.
  let plans: [Int]?
  /// Nil: not stated. With --out it is a folder then.
  let format: ComparisonFormat?

  private var scenario: Scenario { input.scenario }

  /// What was simulated, and what follows from it alone.
  struct Found {
    /// Of a long run, the first futures.
    let simulation: Simulation
    var result: ComparisonResult
    /// Of every future; nil: of a long run.
    let run: SimulationRun?
    /// The rule and its last look, if they were not enough.
    var missed: (StoppingRule, StoppingRule.Look)?
    /// What is done is in files; nil: it is not.
    var checkpoints: Checkpoints?
  }

  /// Where the data goes, opened before any work, so that a place that cannot be written to is told at once.
  struct Place: ~Copyable {
    let folder: ReportFolder?
    var output: Output
  }

  func place() throws(Stop) -> Place {
    let folder = try invocation[.out].flatMap { path throws(Stop) in
      format == nil ? try ReportFolder(path: path) : nil
    }
    return Place(folder: folder, output: try Output.opened(path: folder == nil ? invocation[.out] : nil))
  }

  func run() throws(Stop) {
    let place = try place()
    let threads = try invocation.threads()
    let found = try simulated(try stoppingRule(), threads: threads)
    if found.result.paths == 0 { throw .interrupted }
    try finish(found, place, threads: threads, isInterrupted: found.result.wasInterrupted)
  }

  /// Rare risks, turning points, the report, and how the command ends.
  func finish(
    _ found: Found, _ place: consuming Place, threads: Int, isInterrupted wasInterrupted: Bool
  ) throws(Stop) {
    var (result, isInterrupted) = (found.result, wasInterrupted || Signals.isInterrupted)
    let simulation = found.simulation
    Signals.acknowledge()
    let isQuick = plans == nil && invocation.has(SimulationOptions.quick)
    if !isInterrupted, !isQuick {
      do throws(SimulationError) {
        let rare = try RareRisks.estimates(
          of: simulation, result, threads: threads, isInterrupted: { Signals.isInterrupted })
        for (plan, risks) in rare {
          for (measure, risk) in risks { result.plans[plan].adjust(measure, risk) }
        }
      } catch { throw .failure("\(error)") }
      isInterrupted = Signals.isInterrupted
      Signals.acknowledge()
    }
    if plans == nil, format != .focus, !isInterrupted, !isQuick {
      do throws(SimulationError) {
        result.turningPoints = try self.found(of: simulation, result, threads: threads)
      } catch { throw .failure("\(error)") }
      isInterrupted = Signals.isInterrupted
      Signals.acknowledge()
    }
    if plans == nil, format != .focus, !isInterrupted, !scenario.alerts.isEmpty {
      result.alerts =
        alertResults(of: simulation, threads: threads, isInterrupted: { Signals.isInterrupted }) ?? []
      isInterrupted = Signals.isInterrupted
      Signals.acknowledge()
    }
    if plans == nil, format != .focus, !isInterrupted, !scenario.variants.isEmpty {
      do throws(SimulationError) {
        let bar = ProgressBar(total: scenario.variants.count, from: 0, console: invocation.console)
        defer { bar.wipe() }
        result.variants = try variantResults(
          of: simulation, result, threads: threads, isInterrupted: { Signals.isInterrupted },
          progress: { bar.show($0) })
      } catch { throw .failure("\(error)") }
      isInterrupted = Signals.isInterrupted
      Signals.acknowledge()
    }
    var json = ByteBuffer()
    let tellsAll = ComparisonJSON().write(result, source: source(result, simulation), into: &json)
    if let folder = place.folder {
      if let run = found.run, invocation.has(SimulationOptions.keepPaths) {
        try folder.add("paths.csv") {
          CSVTable().write(Table(paths: run.paths, plans: columns(of: run)), into: &$0)
        }
      }
      try folder.fill(try ResultFile(justWritten: json), json: &json)
      try folder.finish()
      if !result.wasInterrupted { found.checkpoints?.remove() }
    } else {
      var out = ByteBuffer()
      switch format {
      case .focus: try writeFocus(simulation, result, into: &out)
      case .json where tellsAll: out.append(json)
      default:
        try ResultFile(justWritten: json).write(
          format ?? .table, json: &json, report: invocation.textReport, into: &out)
      }
      try place.output.write(&out)
      try place.output.finish()
    }
    if isInterrupted {
      invocation.console.write(
        "lotwise: interrupted after \(grouped(result.paths)) of \(grouped(result.asked)) futures; the figures are theirs"
          + (found.checkpoints != nil ? ", and the same again with --resume goes on" : ""))
      throw .partial(.interrupted)
    }
    if let (rule, look) = found.missed { try tellImprecision(look, rule, result.paths) }
    try judgeGates(result)
  }

  /// Fails if the plan that --plan names breaks a gate whose breach fails, or else if every plan does.
  private func judgeGates(_ result: ComparisonResult) throws(Stop) {
    guard !scenario.gates.isEmpty else { return }
    let broken = result.plans.indices.filter { result.ranking.standings[$0].breaksGate }
    if let name = invocation[SimulationOptions.plan] {
      guard let plan = broken.first(where: { result.plans[$0].name == name }) else { return }
      let gates = result.ranking.standings[plan].gates.filter { $0.verdict == .broken && $0.isFailing }
      let texts = gates.map { quoted($0.text) }
      invocation.console.write(
        "lotwise: the plan \(quoted(name)) breaks \(listed(texts, "and")) of the scenario")
      throw .partial(.gateFailed)
    }
    guard broken.count == result.plans.count else { return }
    invocation.console.write("lotwise: every plan breaks a gate of the scenario")
    throw .partial(.gateFailed)
  }

  /// What would change the answer; nil: nothing, or it was interrupted.
  private func found(
    of simulation: Simulation, _ result: ComparisonResult, threads: Int
  ) throws(SimulationError) -> TurningPoints? {
    let isInterrupted: @Sendable () -> Bool = { Signals.isInterrupted }
    let found = Workers.run(isInterrupted: isInterrupted) {
      Result { () throws(SimulationError) in
        // Whoever asks for a handful of futures wants an answer at once.
        try turningPoints(
          of: simulation, result, threads: threads,
          paths: min(TurningPoints.usualPaths, max(128, 2 * result.paths)), isInterrupted: isInterrupted)
      }
    }
    return try found?.get()
  }

  /// Each plan with its outcomes; one with unknown switches at their defaults, which come first.
  private func columns(of run: SimulationRun) -> [(name: String, column: (Outcome) -> [Int64])] {
    var seen: Set<Int> = []
    return run.runs.filter { seen.insert($0.plan).inserted }.map {
      (scenario.plans[$0.plan].name, $0.column)
    }
  }

  /// The expected bill of the plan to go by, or of the one that was asked for.
  private func writeFocus(
    _ simulation: Simulation, _ result: ComparisonResult, into out: inout ByteBuffer
  ) throws(Stop) {
    guard let best = result.planToGoBy ?? result.plans.indices.first else { return }
    do throws(SimulationError) {
      let number = result.plans[best].plan
      let plan = scenario.plans[number]
      var focus = FocusExport(
        FocusExport.Subject(
          scenario: scenario.title, plan: plan.name, ledger: plan.ledger, provider: scenario.provider,
          ratesAsOf: scenario.card.asOf, seed: simulation.seed), source: source(result, simulation))
      for path in 0..<min(simulation.paths, FocusExport.usualFutures) {
        focus.add(try simulation.future(path, plan: number))
      }
      CSVTable().write(focus.table, into: &out)
    } catch { throw .failure("\(error)") }
  }

  /// Not yet run.
  func simulation() throws(Stop) -> Simulation {
    let (seed, sampling) = (try invocation.seed(), try invocation.sampling())
    do throws(SimulationError) {
      return try Simulation(scenario, plans: plans, seed: seed, sampling: sampling)
    } catch { throw .failure("\(error)") }
  }

  /// As many futures as were asked for, or as precision takes.
  private func simulated(_ rule: StoppingRule?, threads: Int) throws(Stop) -> Found {
    var simulation = try simulation()
    guard let rule else {
      let asked = try invocation.paths()
      if LongRun.isLong(asked) {
        guard let found = try long(simulation, asked, threads: threads) else { throw .interrupted }
        return found
      }
      try extend(&simulation, to: asked, threads: threads)
      return found(in: simulation, threads: threads)
    }
    let (stopped, missed) = try stopped(simulation, by: rule, threads: threads)
    var found = found(in: stopped, stopped: rule.stopped(at: stopped.paths), threads: threads)
    found.missed = missed
    return found
  }

  /// Of futures that are all kept.
  func found(in simulation: Simulation, stopped: StoppedBy? = nil, threads: Int) -> Found {
    let run = simulation.result
    return Found(
      simulation: simulation, result: compare(run, of: scenario, stopped: stopped, threads: threads), run: run
    )
  }

  /// Of a long run there is no row for each future.
  func refuseKeptPaths() throws(Stop) {
    if invocation.has(SimulationOptions.keepPaths) {
      throw invocation.usage(
        "--keep-paths writes a row for each plan and future, and of more than \(grouped(Simulation.mostColumns)) futures only sums are kept; lower --paths, or leave it out"
      )
    }
  }

  /// More futures than are kept.
  private func long(_ simulation: Simulation, _ asked: Int, threads: Int) throws(Stop) -> Found? {
    try refuseKeptPaths()
    let checkpoints = try checkpoints(simulation, asked)
    let blocks = checkpoints?.left ?? BlockNumbers([0..<Simulation.blocks(of: asked)])
    let before = asked - min(asked, blocks.count * Simulation.usualBlock)
    let bar = ProgressBar(total: asked, from: before, console: invocation.console)
    let isInterrupted: @Sendable () -> Bool = { Signals.isInterrupted }
    let added: LongRun
    do throws(SimulationError) {
      defer { bar.wipe() }
      guard
        let run = try LongRun(
          simulation, futures: asked, threads: threads, isInterrupted: isInterrupted,
          progress: { bar.show(min(asked, before + $0)) })
      else { return nil }
      Signals.keepResults()
      try run.add(
        blocks, threads: threads, isInterrupted: isInterrupted,
        progress: { done, own in
          bar.show(min(asked, Simulation.pilot + before + done))
          checkpoints?.note(own)
        }, end: { own throws(SimulationError) in try checkpoints?.end(own, of: blocks, run) })
      added = run
    } catch { throw .failure("\(error)") }
    let comparison = added.comparison
    var found = Found(
      simulation: added.kept,
      result: comparison.result(
        asked: asked, wasInterrupted: comparison.futures < asked, threads: threads), run: nil)
    found.checkpoints = checkpoints
    return found
  }

  /// Of a run that can be gone on from: with --resume, and always where several processes work at it.
  private func checkpoints(_ simulation: Simulation, _ asked: Int) throws(Stop) -> Checkpoints? {
    guard plans == nil else { return nil }
    let isResumed = invocation.has(SimulationOptions.resume)
    guard let folder = invocation[.out], format == nil else {
      if isResumed {
        throw invocation.usage("--resume keeps what is done in the folder of the report; name it with --out")
      }
      return nil
    }
    guard isResumed || Together.ranks != nil else { return nil }
    return try Checkpoints(
      in: folder, work(simulation, futures: asked), isResumed: isResumed, console: invocation.console)
  }

  /// At the first block after which it is enough, whatever the threads: more may have been simulated by then, and is left away.
  private func stopped(
    _ begun: Simulation, by rule: StoppingRule, threads: Int
  ) throws(Stop) -> (Simulation, missed: (StoppingRule, StoppingRule.Look)?) {
    var simulation = begun
    var watch = Watch(rule, of: scenario)
    let block = StoppingRule.block
    let workers = Together.threads(threads)
    while true {
      let seen = simulation.paths
      // As far as it will probably take, by what is known; twice as far at most.
      let guess = min(2 * seen, watch.look.pathsNeeded ?? 2 * seen)
      let next = max(4 * block, seen + block * workers, (guess + block - 1) / block * block)
      try extend(&simulation, to: min(rule.most, next), threads: threads)
      if Signals.isInterrupted { return (simulation, nil) }
      for run in simulation.runs(from: seen) {
        watch.add(run)
        guard watch.mayBeEnough else { continue }
        let first = simulation.first(watch.paths)
        if rule.look(at: first.result, of: scenario).isEnough { return (first, nil) }
        watch.wasNotEnough()
      }
      if simulation.paths >= rule.most {
        let look = rule.look(at: simulation.result, of: scenario)
        return (simulation, look.isEnough ? nil : (rule, look))
      }
    }
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
    if simulation.paths > 0 { Signals.keepResults() }
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
        "there is no measure \(quoted(name))" + suggestion(for: name, among: Measure.all.map(\.name)))
    }
    let isShare = measure.unit.isShare && text.hasSuffix("%")
    let number = isShare ? String(text.dropLast()) : text
    guard let amount = try? Nanodollars(parsing: number), amount > .zero,
      case let width = Double(amount.count) / 1e9 / (isShare ? 100 : 1),
      !measure.unit.isShare || width < 1
    else {
      throw invocation.usage(
        "--until-half-width is \(wanted(measure.unit)) for \(measure.name), not \(quoted(text))")
    }
    let most = try invocation.count(
      SimulationOptions.paths, default: 1 << 20, upTo: SimulationOptions.mostKept)
    return StoppingRule(measure: measure, halfWidth: width * measure.unit.baseUnits, most: most)
  }

  private func tellImprecision(_ look: StoppingRule.Look, _ rule: StoppingRule, _ paths: Int) throws(Stop) {
    let name = rule.measure.name
    let after = "after \(grouped(paths)) \(paths == 1 ? "future" : "futures")"
    let console = invocation.console
    if let needed = look.pathsNeeded {
      let isPossible = needed <= SimulationOptions.mostKept
      console.write(
        "lotwise: \(name) is known to \(rule.measure.readable(halfWidth: look.halfWidth)) \(after), not as asked; "
          + (isPossible
            ? "it would take about \(grouped(roundedUp(needed))): raise --paths"
            : "that would take more than the \(grouped(SimulationOptions.mostKept)) that can be asked for"))
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
    case .probability, .share: "a share above 0 and below 1, as 1% or 0.01,"
    case .count, .ratio: "a number above 0, as 1 or 0.01,"
    }
  }

  private func source(_ result: ComparisonResult, _ simulation: Simulation) -> ComparisonSource {
    let name = result.planToGoBy.map { result.plans[$0].name } ?? result.plans.first?.name ?? ""
    let path = shellWord(path)
    let isPlain = simulation.sampling == .plain
    let seed = (result.seed == 1 ? "" : " --seed \(result.seed)") + (isPlain ? " --sampling plain" : "")
    let paths = result.asked == SimulationOptions.usualPaths ? "" : " --paths \(result.asked)"
    let verb =
      (plans == nil ? "compare \(path)" : "simulate \(path) --plan \(shellWord(name))") + input.options
    return ComparisonSource(
      scenario, text: input.explained, version: lotwiseVersion, command: "lotwise \(verb)\(paths)\(seed)",
      warnings: input.warnings,
      explain: "lotwise explain \(path) --plan \(shellWord(name)) --path 0" + input.options + seed)
  }
}

/// As it has to be typed to be one word.
func shellWord(_ text: String) -> String {
  let plain = text.utf8.allSatisfy { byte in
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
      || "0123456789_-./:=@%+,".utf8.contains(byte)
  }
  if plain, !text.isEmpty { return text }
  return "'"
    + visible(text).split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
}
