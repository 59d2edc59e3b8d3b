/// The same plan in two simulations of the same futures: what a change of its terms, of the prices or of the demand does
/// to it, future against future, so that common chance cancels out.

import Results
import Scenario
import Simulation

/// One side of a comparison.
public struct PlanInRun {
  let run: SimulationRun
  let scenario: Scenario
  let plan: PlanRun

  /// Nil: the run has no such plan.
  public init?(_ run: SimulationRun, _ scenario: Scenario, plan: String) {
    guard let index = scenario.plans.firstIndex(where: { $0.name == plan }),
      let found = run.runs.first(where: { $0.plan == index })
    else { return nil }
    (self.run, self.scenario, self.plan) = (run, scenario, found)
  }

  /// `number`: of the run's plans and variants, in their order.
  init(_ run: SimulationRun, _ scenario: Scenario, run number: Int) {
    (self.run, self.scenario, plan) = (run, scenario, run.runs[number])
  }

  var figures: Figures { Figures(plan, of: run, scenario) }
}

extension PairedChange {
  /// Nil where one side has no such number.
  public init?(_ measure: Measure, from before: PlanInRun, to after: PlanInRun) {
    let (first, second) = (before.figures, after.figures)
    let (a, b) = (first.values(measure.formula), second.values(measure.formula))
    guard a.count == b.count, !a.isEmpty else { return nil }
    let n = Double(a.count)
    let means: (before: Double, after: Double)
    let pulls: Summary
    let changed: Int
    if let below = first.below(measure.formula), let other = second.below(measure.formula) {
      guard let old = RatioOfTotals(a, below), let new = RatioOfTotals(b, other) else { return nil }
      means = (old.value, new.value)
      // In billionths, so that whole numbers tell enough.
      let scale = PairedChange.finer
      let apart = zip(old.pulls, new.pulls).map { $1 / new.meanBelow - $0 / old.meanBelow }
      pulls = Summary(
        apart.map { Int64(max(-0x1p62, min(0x1p62, ($0 * scale).rounded()))) }, detail: .moments)
      changed = old.value == new.value && apart.allSatisfy { $0 == 0 } ? 0 : a.count
    } else {
      let (from, to) = (Summary(a, detail: .sums), Summary(b, detail: .sums))
      means = (Double(from.total) / n, Double(to.total) / n)
      pulls = Summary(
        zip(a, b).map { Int64(clamping: Int128($1) - Int128($0)) }, detail: .moments)
      changed = pulls.nonZero
    }
    let known = MeanVariance(pulls)
    let unit = first.below(measure.formula) == nil ? 1 : PairedChange.finer
    self.init(
      measure: measure, before: means.before, after: means.after,
      standardError: a.count > 1 ? known.variance.squareRoot() / unit : .infinity, futures: a.count,
      changed: changed, degrees: known.degrees)
  }

  private static let finer = 1e9
}
