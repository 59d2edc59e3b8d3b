/// The variants of a scenario over the futures of its comparison: random numbers go by names, seed and number of the future, so
/// that what a variant does not change is drawn alike, and the difference of a plan with and without it is known far better than
/// either cost.

import Quantities
import Results
import Scenario
import Simulation

/// A variant is simulated until what it does to each plan is known well enough to be told, as are levels of usage on the way to a
/// turning point (docs/decisions/0020): over the first 2,048 futures, then four times as many, at most those of the comparison. At the
/// boundary: well enough is a half-width of a twentieth of the change, or of half a per cent of the cost, below which two costs are called
/// a tie, whichever is more.
private enum Enough {
  static let least = 2_048
  static let growth = 4

  static func isKnown(_ change: PairedChange) -> Bool {
    change.halfWidth <= max(abs(change.mean) / 20, abs(change.after) / 200)
  }
}

/// `base`: what was compared. Those that are done when it is interrupted.
public func variantResults(
  of base: Simulation, _ result: ComparisonResult, threads: Int,
  isInterrupted: @escaping @Sendable () -> Bool = { false }, progress: (_ done: Int) -> Void = { _ in }
) throws(SimulationError) -> [VariantResult] {
  var found: [VariantResult] = []
  // The same futures of the comparison are asked for again and again.
  var known: [Int: SimulationRun] = [:]
  func first(_ paths: Int) -> SimulationRun {
    if let run = known[paths] { return run }
    let run = base.first(paths).result
    known[paths] = run
    return run
  }
  for variant in base.scenario.variants {
    do throws(SimulationError) {
      var simulation = try Simulation(variant.scenario, seed: base.seed, sampling: base.sampling)
        .withoutDetails
      var paths = min(Enough.least, base.paths)
      while true {
        try simulation.run(upTo: paths, threads: threads, isInterrupted: isInterrupted)
        if isInterrupted() { return found }
        let told = VariantResult(
          variant, simulation.result, against: first(paths), base.scenario, result, threads: threads)
        let isKnown = told.plans.allSatisfy { $0.change.map(Enough.isKnown) ?? true }
        guard paths < base.paths, !isKnown else {
          found.append(told)
          break
        }
        paths = min(Enough.growth * paths, base.paths)
      }
    } catch {
      throw SimulationError(
        plan: nil, message: "the variant \(QuantityError.quote(variant.name)) cannot be simulated: \(error)")
    }
    progress(found.count)
  }
  return found
}

extension VariantResult {
  fileprivate init(
    _ variant: ScenarioVariant, _ run: SimulationRun, against base: SimulationRun, _ scenario: Scenario,
    _ result: ComparisonResult, threads: Int
  ) {
    let compared = compare(run, of: variant.scenario, detail: .answers, threads: threads)
    func change(from before: String, to after: String) -> PairedChange? {
      guard let before = PlanInRun(base, scenario, plan: before),
        let after = PlanInRun(run, variant.scenario, plan: after)
      else { return nil }
      return PairedChange(.totalCost, from: before, to: after)
    }
    let answer = compared.ranking.serving
    let best = answer.plan.flatMap { plan in
      result.ranking.serving.plan.flatMap {
        change(from: result.plans[$0].name, to: compared.plans[plan].name)
      }
    }
    self.init(
      name: variant.name, settings: variant.settings, futures: run.paths, usage: compared.demand?.mean ?? 0,
      plans: compared.plans.enumerated().map { index, plan in
        let change = change(from: plan.name, to: plan.name)
        // All futures of the comparison say what the plan costs, and these what the variant does to that.
        let known = result.plans.first { $0.name == plan.name }?[.totalCost]?.mean
        return VariantPlan(
          name: plan.name, change: change,
          cost: change.flatMap { change in known.map { $0 + change.mean } } ?? plan[.totalCost]?.mean ?? 0,
          paid: plan[.paid]?.mean ?? 0, refused: plan[.refusedShare]?.mean ?? 0,
          outageRisk: plan[.outageRisk]?.mean ?? 0, isServing: compared.ranking.standings[index].isServing)
      }, answer: answer, best: best)
  }
}
