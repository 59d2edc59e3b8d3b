/// What a change of inputs does: the changes one after another in the order of the file, each against the state before it,
/// so that what they do adds up to the whole; future against like future.
///
/// Which change is charged with what two of them do together follows from their order, which is that of the file.

import Analysis
import Demand
import Ledger
import Quantities
import Results
import Scenario
import ScenarioFile
import Simulation

/// One plan, before and after.
public struct PlanDifference: Hashable, Sendable {
  public enum Presence: Hashable, Sendable {
    case both, added, removed
  }

  public let name: String
  public let presence: Presence
  /// Every measure, changed or not; of an added or a removed plan, none.
  public let changes: [PairedChange]

  public var isChanged: Bool { presence != .both || changes.contains { $0.changed > 0 } }

  subscript(measure: Measure) -> PairedChange? { changes.first { $0.measure == measure } }
}

/// Some changes of the inputs that go together, and what they do to each plan.
public struct CauseEffect: Sendable {
  public let changes: [InputChange]
  /// Plans to which they do something.
  public let plans: [PlanDifference]

  /// `plans › auto-reload › below: $20 → $25`, or how many there are.
  public var text: String {
    guard let first = changes.first else { return "" }
    return changes.count == 1 ? first.text : "\(first.text) and \(grouped(changes.count - 1)) more"
  }
}

/// One file in two versions, or two results.
public struct FileDifference: Sendable {
  public let old: String
  public let new: String
  public let title: String
  public let inputs: [InputChange]
  public let plans: [PlanDifference]
  public let causes: [CauseEffect]
  /// Simulated; 0: nothing was left to chance.
  public let futures: Int
  public let seed: UInt64
  /// The same futures on both sides; else the intervals are those of two samples.
  public let isPaired: Bool
  /// What must be known to read it.
  public let notes: [String]

  public var isChanged: Bool { plans.contains(where: \.isChanged) }
}

public struct DifferenceOptions: Sendable {
  public var futures = 4_000
  public var seed: UInt64 = 1
  public var threads = 1

  public init() {}
}

extension FileDifference {
  /// More groups of changes than this are not told apart.
  private static let mostCauses = 12

  public init(
    _ inputs: InputDifference, _ options: DifferenceOptions, isInterrupted: @escaping @Sendable () -> Bool
  ) throws(SuiteError) {
    let runner = Runner(options: options, isInterrupted: isInterrupted)
    guard let old = inputs.before else { throw SuiteError("the old version cannot be read") }
    let before = try runner.run(old)
    guard let whole = inputs.content(with: Set(inputs.changes.indices)) else {
      throw SuiteError("the new version cannot be read")
    }
    let after = try runner.run(whole)
    self.inputs = inputs.changes
    (self.old, new) = (inputs.old.path, inputs.new.path)
    title = after.title
    plans = Runner.differences(before, after)
    futures = after.futures
    seed = options.seed
    isPaired = true
    var notes: [String] = []
    var causes: [CauseEffect] = []
    let groups = FileDifference.groups(of: inputs.changes)
    if plans.contains(where: { $0.presence == .both && $0.isChanged }) {
      // What no simulation depends on may still be needed to make sense of the rest.
      var applied = Set(inputs.changes.indices.filter { inputs.changes[$0].isInert })
      var pending: [Int] = []
      var last = before
      for group in groups {
        pending += group
        guard let content = inputs.content(with: applied.union(pending)) else { continue }
        let next = try runner.run(content)
        applied.formUnion(pending)
        let effect = Runner.differences(last, next).filter { $0.presence == .both && $0.isChanged }
        if !effect.isEmpty {
          causes.append(CauseEffect(changes: pending.map { inputs.changes[$0] }, plans: effect))
        }
        pending = []
        last = next
      }
      if !pending.isEmpty {
        let effect = Runner.differences(last, after).filter { $0.presence == .both && $0.isChanged }
        causes.append(CauseEffect(changes: pending.map { inputs.changes[$0] }, plans: effect))
      }
      if causes.isEmpty {
        notes.append(
          "No value of the file does that by itself: its file of requests changed, or the order of its entries."
        )
      }
    }
    if case .scenario(let first) = old, case .scenario(let second) = whole {
      let (was, are) = (first.workloads.map(\.workload.name), second.workloads.map(\.workload.name))
      let isMoved = was.contains { are.contains($0) && was.firstIndex(of: $0) != are.firstIndex(of: $0) }
      if isMoved {
        notes.append(
          "A workload stands at another place in the list: it, and those behind it, meet other chance than before."
        )
      }
    }
    self.causes = causes
    self.notes = notes
  }

  /// In the order of the file: each by itself, or, if there are many, those of one plan, workload or model together.
  private static func groups(of changes: [InputChange]) -> [[Int]] {
    let numbers = changes.indices.filter { !changes[$0].isInert }
    if numbers.count <= mostCauses { return numbers.map { [$0] } }
    for depth in [2, 1] {
      var groups: [(key: [String], numbers: [Int])] = []
      for number in numbers {
        let key = Array(changes[number].path.prefix(depth))
        if let index = groups.firstIndex(where: { $0.key == key }) {
          groups[index].numbers.append(number)
        } else {
          groups.append((key, [number]))
        }
      }
      if groups.count <= mostCauses { return groups.map(\.numbers) }
    }
    return [numbers]
  }
}

/// One version, run.
private struct Ran {
  enum Content {
    case simulation(SimulationRun, Scenario)
    case replay(ReplayResult)
  }

  let title: String
  let content: Content

  var futures: Int {
    if case .simulation(let run, _) = content { run.paths } else { 0 }
  }

  var names: [String] {
    if case .simulation(_, let scenario) = content { scenario.plans.map(\.name) } else { ["the account"] }
  }
}

private struct Runner {
  let options: DifferenceOptions
  let isInterrupted: @Sendable () -> Bool

  func run(_ content: CheckedFile.Content) throws(SuiteError) -> Ran {
    switch content {
    case .scenario(let scenario):
      let ran: Simulation
      do throws(SimulationError) {
        var simulation = try Simulation(scenario, seed: options.seed)
        try simulation.run(upTo: options.futures, threads: options.threads, isInterrupted: isInterrupted)
        ran = simulation
      } catch { throw SuiteError("\(error)") }
      guard ran.paths == options.futures else { throw SuiteError("interrupted") }
      return Ran(title: scenario.title, content: .simulation(ran.result, scenario))
    case .replayCase(let replayCase):
      let replayed = try Replayed(replayCase, isInterrupted: isInterrupted)
      return Ran(title: replayCase.title, content: .replay(replayed.result))
    case .rateCard, .suite, .expectation: throw SuiteError("this cannot be run")
    }
  }

  static func differences(_ before: Ran, _ after: Ran) -> [PlanDifference] {
    let removed = before.names.filter { !after.names.contains($0) }
    return after.names.map { name in
      guard before.names.contains(name) else {
        return PlanDifference(name: name, presence: .added, changes: [])
      }
      return PlanDifference(name: name, presence: .both, changes: changes(name, before, after))
    } + removed.map { PlanDifference(name: $0, presence: .removed, changes: []) }
  }

  private static func changes(_ name: String, _ before: Ran, _ after: Ran) -> [PairedChange] {
    switch (before.content, after.content) {
    case (.simulation(let first, let old), .simulation(let second, let new)):
      guard let a = PlanInRun(first, old, plan: name), let b = PlanInRun(second, new, plan: name) else {
        return []
      }
      return Measure.told.compactMap { PairedChange($0, from: a, to: b) }
    case (.replay(let first), .replay(let second)):
      return Measure.all.compactMap { measure in
        guard let amount = measure.ofReplay else { return nil }
        let (old, new) = (amount(first), amount(second))
        return PairedChange(
          measure: measure, before: Double(old.count), after: Double(new.count), standardError: 0,
          futures: 1, changed: old == new ? 0 : 1)
      }
    default: return []
    }
  }
}

// MARK: Two results

extension FileDifference {
  /// Of two result files: from their batches where both have them on the same futures, else as two samples.
  public init(_ old: ResultFile, _ oldPath: String, _ new: ResultFile, _ newPath: String) {
    (self.old, self.new) = (oldPath, newPath)
    title = new.result.title
    seed = new.result.seed
    futures = new.result.paths
    let isSame = old.result.seed == new.result.seed && old.result.paths == new.result.paths
    isPaired = isSame && (new.result.plans + old.result.plans).allSatisfy { !$0.batches.isEmpty }
    let paired = isPaired
    let names = old.result.plans.map(\.name)
    plans =
      new.result.plans.map { plan in
        guard let before = old.result.plans.first(where: { $0.name == plan.name }) else {
          return PlanDifference(name: plan.name, presence: .added, changes: [])
        }
        let changes = Measure.told.compactMap { measure in
          FileDifference.change(measure, before, plan, futures: new.result.paths, isPaired: paired)
        }
        return PlanDifference(name: plan.name, presence: .both, changes: changes)
      }
      + names.filter { name in !new.result.plans.contains { $0.name == name } }.map {
        PlanDifference(name: $0, presence: .removed, changes: [])
      }
    inputs =
      InputDifference.changes(
        fromText: old.source.scenario, to: new.source.scenario, path: newPath)
      + FileDifference.prices(old.source, new.source, newPath)
    causes = []
    var notes: [String] = []
    if !isPaired {
      notes.append(
        "The two results are of other futures (seed, number, or made by an earlier version): their intervals are those of two samples."
      )
    }
    if old.source.version != new.source.version {
      notes.append("Made by lotwise \(old.source.version) and \(new.source.version).")
    }
    notes.append("Which change did what is told for two scenarios, not for two results.")
    self.notes = notes
  }

  private static func change(
    _ measure: Measure, _ old: PlanResult, _ new: PlanResult, futures: Int, isPaired: Bool
  ) -> PairedChange? {
    guard let a = old[measure], let b = new[measure] else { return nil }
    let first = old.batches.first { $0.measure == measure }
    let second = new.batches.first { $0.measure == measure }
    if isPaired, let first, let second,
      let difference = BatchDifference(first.sums, second.sums, futures: futures)
    {
      return PairedChange(
        measure: measure, before: a.mean, after: b.mean, standardError: difference.standardError,
        futures: difference.batches, changed: first.sums == second.sums ? 0 : futures)
    }
    let error = (a.standardError * a.standardError + b.standardError * b.standardError).squareRoot()
    return PairedChange(
      measure: measure, before: a.mean, after: b.mean, standardError: a.mean == b.mean ? 0 : error,
      futures: futures, changed: a.mean == b.mean ? 0 : futures)
  }

  private static func prices(
    _ old: ComparisonSource, _ new: ComparisonSource, _ path: String
  ) -> [InputChange] {
    func key(_ rate: ComparisonSource.Rate) -> String { "\(rate.model) since \(rate.since)" }
    let place = FilePlace(path: path, line: 1)
    let changed = new.models.compactMap { rate -> InputChange? in
      let before = old.models.first { key($0) == key(rate) }
      guard before?.prices != rate.prices else { return nil }
      return InputChange(
        path: ["rates", key(rate)], before: before?.prices, after: rate.prices, place: place, isInert: false)
    }
    return changed
      + old.models.filter { rate in !new.models.contains { key($0) == key(rate) } }.map {
        InputChange(path: ["rates", key($0)], before: $0.prices, after: nil, place: place, isInert: false)
      }
  }
}

// MARK: Two cards

extension FileDifference {
  /// Of two rate cards by themselves: what changed in them.
  public init(cards inputs: InputDifference) {
    (old, new) = (inputs.old.path, inputs.new.path)
    title = "Rate card"
    self.inputs = inputs.changes
    plans = []
    causes = []
    futures = 0
    seed = 0
    isPaired = true
    notes = ["What that does to a plan: `lotwise diff OLD NEW --scenario FILE`."]
  }
}
