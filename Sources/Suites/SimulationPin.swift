/// A scenario against what it is pinned to.
///
/// On the same seed every sum over all futures is compared to the digit. Where digits differ:
///
/// - the same files and the same version of lotwise: nothing may differ, so it fails;
/// - the same futures (each batch asks for the same dollars, to the nano-dollar): chance has no part in it, so any difference of a
///   plan is real, but for plans with sellers, payments or people, whose luck goes by the name and number of the order
///   (Uncertain.swift);
/// - a figure of a plan whose batches are all as pinned: likewise;
/// - else (usage or prices, another seed): a paired test, batch against batch of like futures, at the suite's error rate
///   divided by the number of its judgements. What chance explains passes, and is told; what it does not fails.

import Analysis
import Quantities
import Results
import Runs
import Scenario
import ScenarioFile
import Simulation

/// A scenario, simulated.
struct Simulated {
  private let simulated: ScenarioRun
  let result: ComparisonResult
  let rules: String

  var scenario: Scenario { simulated.scenario }
  var run: SimulationRun { simulated.run }

  /// Statistical comparisons of one plan.
  static let comparisons = Measure.compared.count

  init(
    _ scenario: Scenario, explained: String, seed: UInt64, futures: Int, threads: Int,
    isInterrupted: @escaping @Sendable () -> Bool
  ) throws(RunError) {
    let rules = ComparisonSource(
      scenario, text: explained, version: "", command: "", warnings: [], explain: ""
    ).rulesHash
    self.init(
      try ScenarioRun(
        scenario, seed: seed, futures: futures, threads: threads, isInterrupted: isInterrupted), rules)
  }

  /// With more futures, the first ones the same; itself if it has as many.
  func extended(
    to futures: Int, threads: Int, isInterrupted: @escaping @Sendable () -> Bool
  ) throws(RunError) -> Simulated {
    guard futures > run.paths else { return self }
    return Simulated(
      try simulated.extended(to: futures, threads: threads, isInterrupted: isInterrupted), rules)
  }

  private init(_ simulated: ScenarioRun, _ rules: String) {
    self.simulated = simulated
    self.rules = rules
    result = compare(simulated.run, of: simulated.scenario)
  }

  private static let demand = "demand"

  var expectation: Expectation.Simulation {
    let demand = Batches(.demand, run.demand)
    let asked = Expectation.Plan(
      name: Simulated.demand,
      sums: [result.demand, result.throttled].compactMap { estimate in
        guard let estimate, let total = estimate.total, total != 0 else { return nil }
        return Expectation.Figure(
          estimate.measure.name, estimate.measure.exact(sum: total), remark: Simulated.remark(estimate))
      }, batches: [Expectation.Figure("demand", Simulated.text(demand))])
    return Expectation.Simulation(
      seed: run.seed, futures: run.paths, rules: rules,
      plans: [asked]
        + result.plans.enumerated().map { number, plan in
          Expectation.Plan(
            name: "plan \(plan.name)",
            sums: plan.estimates.compactMap { estimate in
              guard let total = estimate.total, estimate.nonZero > 0 else { return nil }
              return Expectation.Figure(
                estimate.measure.name, estimate.measure.exact(sum: total), remark: Simulated.remark(estimate))
            } + unknown(number),
            batches: plan.batches.filter { $0.sums.contains { $0 != 0 } }
              .map { Expectation.Figure($0.measure.name, Simulated.text($0)) })
        })
  }

  /// The range over what was run of the combinations of switches that nobody knows.
  private func unknown(_ plan: Int) -> [Expectation.Figure] {
    let ranges = result.unknown.first { $0.plan == plan }?.ranges ?? []
    return ranges.map {
      Expectation.Figure(
        "\($0.measure.name), unknown switches", "\($0.measure.told($0.low)) to \($0.measure.told($0.high))")
    }
  }

  private static func remark(_ estimate: Estimate) -> String {
    let half = estimate.interval.halfWidth
    return
      "\(estimate.measure.told(estimate.mean)) \(half.isFinite ? estimate.measure.told(halfWidth: half) : "")"
  }

  /// Each batch's sum.
  private static func text(_ batches: Batches) -> String {
    batches.sums.map(batches.measure.exact).joined(separator: " ")
  }

  fileprivate static func sums(_ figure: Expectation.Figure?, _ measure: Measure, count: Int) -> [Int128]? {
    guard let figure else { return Array(repeating: 0, count: count) }
    let sums = figure.value.split(separator: " ").filter { $0 != "s" }.map { measure.sum(exactly: $0) }
    return sums.contains(nil) ? nil : sums.compactMap(\.self)
  }
}

extension Simulated {
  /// How its figures stand to those that were pinned by `program`.
  func check(
    _ pinned: Expectation.Simulation, program: String, version: String, missing probability: Double,
    place: FilePlace, judgements: Int, errorRate: Ratio
  ) -> Check {
    let name = Check.pinnedFigures
    let now = expectation
    let isSameSeed = now.seed == pinned.seed
    let digits = digits(from: pinned, now)
    if isSameSeed, digits.isEmpty, Simulated.names(now) == Simulated.names(pinned) {
      return Check(name, .passed, place: place)
    }
    let (was, are) = (pinned.plans.map(\.name), now.plans.map(\.name))
    if Set(was) != Set(are) {
      let new = are.filter { !was.contains($0) }.map { "\($0) is new" }
      let gone = was.filter { !are.contains($0) }.map { "\($0) is gone" }
      return Check(
        name, .failed, (new + gone).joined(separator: ", ") + "; pin it again with --update", place: place)
    }
    guard let changes = changes(from: pinned) else {
      return Check(
        name, .error, "the pinned batches cannot be read; pin it again with --update", place: place)
    }
    let told = digits.map(\.told)
    let isSameProgram = program == version
    if isSameSeed, isSameProgram, now.rules == pinned.rules {
      return Check(
        name, .failed,
        "the same files gave other figures: lotwise itself was changed, or what is pinned was edited (\(Simulated.first(changes) ?? told.first ?? ""))",
        details: changes.map(\.told) + told, place: place)
    }
    // Each batch asks for the same dollars: the futures are the same. What a seller or a payment does in them is drawn by the
    // name and the number of the order, which a change of the plan may move.
    let isSameFutures = isSameSeed && now.plans.first?.batches == pinned.plans.first?.batches
    let uncertain = Set(scenario.plans.filter(\.isUncertain).map { "plan \($0.name)" })
    let real = changes.filter {
      isSameFutures && !uncertain.contains($0.plan) || $0.difference.isReal(missing: probability)
    }
    // Where no batch of a plan differs, its futures are the same, and so other digits are no chance.
    let moved = Set(changes.map(\.plan))
    let unexplained = digits.filter { $0.plan != Simulated.demand && !moved.contains($0.plan) }
    guard !real.isEmpty || !unexplained.isEmpty else {
      let largest = changes.first.map { ": at most \($0.told)" } ?? ""
      return Check(
        name, .withinNoise,
        "\(isSameSeed ? "other digits" : "other futures"), and nothing that chance does not explain "
          + "(\(errorRate) over \(grouped(judgements)) judgements)\(largest)",
        details: changes.dropFirst().map(\.told) + told, place: place)
    }
    return Check(
      name, .failed, Simulated.first(real) ?? unexplained.first?.told ?? "other figures",
      details: real.map(\.told) + told, place: place)
  }

  /// Of plans and batches: their order says nothing.
  private static func names(_ simulation: Expectation.Simulation) -> [String: [Expectation.Figure]] {
    Dictionary(simulation.plans.map { ($0.name, $0.batches) }) { $1 }
  }

  private struct Change {
    let plan: String
    let measure: Measure
    let was: Double
    let difference: BatchDifference

    var told: String {
      "\(plan): \(measure.name) \(measure.told(difference: difference.mean)) "
        + "(\(measure.told(halfWidth: difference.halfWidth(missing: 0.05))); it was \(measure.told(was)))"
    }

    /// In half widths.
    var size: Double {
      difference.standardError > 0 ? abs(difference.mean) / difference.standardError : .infinity
    }
  }

  /// The dearest change first: what a plan costs says most.
  private static func first(_ changes: [Change]) -> String? {
    (changes.first { $0.measure == .totalCost } ?? changes.first)?.told
  }

  /// A pinned sum that is another one.
  private struct Digits {
    let plan: String
    let figure: String
    let was: String?
    let now: String?

    var told: String {
      "\(plan), \(figure): pinned \(was ?? "nothing"), now \(now ?? "nothing") over all futures"
    }
  }

  /// Every compared measure that differs, the surest first; nil if what is pinned cannot be read.
  private func changes(from pinned: Expectation.Simulation) -> [Change]? {
    let known = Dictionary(pinned.plans.map { ($0.name, $0.batches) }) { first, _ in first }
    var changes: [Change] = []
    for plan in result.plans {
      let old = known["plan \(plan.name)"]
      for batches in plan.batches {
        let figure = old?.first { $0.name == batches.measure.name }
        guard let was = Simulated.sums(figure, batches.measure, count: batches.sums.count),
          let difference = BatchDifference(was, batches.sums, futures: run.paths)
        else { return nil }
        guard was != batches.sums else { continue }
        changes.append(
          Change(
            plan: "plan \(plan.name)", measure: batches.measure,
            was: Double(was.reduce(0, +)) / Double(run.paths), difference: difference))
      }
    }
    return changes.sorted { ($1.size, $0.plan) < ($0.size, $1.plan) }
  }

  /// Every pinned sum that is another one; none of another seed, where every sum is.
  private func digits(from pinned: Expectation.Simulation, _ now: Expectation.Simulation) -> [Digits] {
    guard now.seed == pinned.seed else { return [] }
    let known = Dictionary(pinned.plans.map { ($0.name, $0.sums) }) { first, _ in first }
    return now.plans.flatMap { plan -> [Digits] in
      let old = known[plan.name] ?? []
      var names = old.map(\.name)
      names += plan.sums.map(\.name).filter { !names.contains($0) }
      return names.compactMap { name in
        let (was, now) = (old.first { $0.name == name }?.value, plan.sums.first { $0.name == name }?.value)
        return was == now ? nil : Digits(plan: plan.name, figure: name, was: was, now: now)
      }
    }
  }
}
