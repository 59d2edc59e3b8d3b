/// One version of a file, run, and what differs between two of them, plan by plan.

import Analysis
import Quantities
import Results
import Runs
import Scenario
import ScenarioFile
import Simulation

struct Version {
  private enum Content {
    case simulation(SimulationRun, Scenario)
    case replay(ReplayResult)
  }

  let title: String
  private let content: Content

  init(
    _ content: CheckedFile.Content, _ options: DifferenceOptions,
    isInterrupted: @escaping @Sendable () -> Bool
  ) throws(RunError) {
    switch content {
    case .scenario(let scenario):
      let ran = try ScenarioRun(
        scenario, seed: options.seed, futures: options.futures, threads: options.threads,
        isInterrupted: isInterrupted)
      (title, self.content) = (scenario.title, .simulation(ran.run, scenario))
    case .replayCase(let replayCase):
      let result = try replayed(replayCase, isInterrupted: isInterrupted)
      (title, self.content) = (replayCase.title, .replay(result))
    case .rateCard, .suite, .expectation: throw RunError("this cannot be run")
    }
  }

  /// Simulated; 0: nothing was left to chance.
  var futures: Int {
    if case .simulation(let run, _) = content { run.paths } else { 0 }
  }

  private var names: [String] {
    if case .simulation(_, let scenario) = content { scenario.plans.map(\.name) } else { ["the account"] }
  }

  /// By their names.
  var openFamilies: [String] {
    if case .simulation(_, let scenario) = content { scenario.openFamilies.map(\.name) } else { [] }
  }

  func differences(to after: Version) -> [PlanDifference] {
    let removed = names.filter { !after.names.contains($0) }
    return after.names.map { name in
      guard names.contains(name) else {
        return PlanDifference(name: name, presence: .added, changes: [])
      }
      return PlanDifference(name: name, presence: .both, changes: changes(name, to: after))
    } + removed.map { PlanDifference(name: $0, presence: .removed, changes: []) }
  }

  private func changes(_ name: String, to after: Version) -> [PairedChange] {
    switch (content, after.content) {
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
