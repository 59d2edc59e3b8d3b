/// Two result files compared: from their batches where both have them on the same futures, else as two samples.

import Analysis
import Formats
import Results
import Scenario
import ScenarioFile

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
