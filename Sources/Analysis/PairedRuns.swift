/// The same plan in two simulations of the same futures: what a change of its terms, of the prices or of the demand does
/// to it, future against future, so that common chance cancels out.

import Numerics
import Scenario
import Simulation

/// One measure of a plan before and after, in base units.
public struct PairedChange: Hashable, Sendable {
  public let measure: Measure
  public let before: Double
  public let after: Double
  /// Of the mean difference; 0 where every future changes alike.
  public let standardError: Double
  public let futures: Int
  /// Futures in which the number differs; of a ratio, all if it does.
  public let changed: Int

  public init(
    measure: Measure, before: Double, after: Double, standardError: Double, futures: Int, changed: Int
  ) {
    self.measure = measure
    self.before = before
    self.after = after
    self.standardError = standardError
    self.futures = futures
    self.changed = changed
  }

  public var mean: Double { after - before }

  /// 95 %.
  public var halfWidth: Double {
    standardError == 0 ? 0 : Student.t(Normal.z95, degrees: futures - 1) * standardError
  }

  /// The interval does not hold 0.
  public var isReal: Bool { mean != 0 && abs(mean) > halfWidth }
}

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

  var figures: Figures { Figures(plan, of: run, scenario) }
}

extension PairedChange {
  /// Those that a change is told in.
  public static let measures: [Measure] = [
    .totalCost, .paid, .waste, .blocked, .outageRisk, .effectivePrice,
  ]

  /// Nil where one side has no such number.
  public init?(_ measure: Measure, from before: PlanInRun, to after: PlanInRun) {
    let (first, second) = (before.figures, after.figures)
    let (a, b) = (first.values(measure.formula), second.values(measure.formula))
    guard a.count == b.count, !a.isEmpty else { return nil }
    let n = Double(a.count)
    var pulls: [Double]
    if measure.formula == .effectivePrice {
      guard let old = RatioOfTotals(a, first.served), let new = RatioOfTotals(b, second.served) else {
        return nil
      }
      (self.before, self.after) = (old.value, new.value)
      pulls = zip(old.pulls, new.pulls).map { $1 / new.meanBelow - $0 / old.meanBelow }
      changed = old.value == new.value && pulls.allSatisfy { $0 == 0 } ? 0 : a.count
    } else {
      let (from, to) = (Column(a), Column(b))
      self.before = Double(from.total) / n
      self.after = Double(to.total) / n
      let mean = Double(to.total - from.total) / n
      pulls = zip(a, b).map { Double(Int128($1) - Int128($0)) - mean }
      changed = zip(a, b).count { $0 != $1 }
    }
    self.measure = measure
    futures = a.count
    let squares = pulls.reduce(0) { $0 + $1 * $1 }
    standardError = a.count > 1 ? (squares / (n * (n - 1))).squareRoot() : .infinity
  }
}
