/// What is told of the plans found: on futures of a seed by which nothing was chosen, the same for all of them.

import Analysis
import Ledger
import Numerics
import Quantities
import Results
import Scenario
import Simulation

struct Evaluation {
  private let run: SimulationRun
  private let scenario: Scenario
  private let goal: Goal
  private let threads: Int
  private let compared: GoalRun
  private let costs: [[Int64]]

  /// Members of one frontier that are told.
  static let mostOfFrontier = 40
  static let fewest = 256

  /// `plans`: those of the members in their order, and others that only foresight may take from. Nil: too little was simulated.
  init?(
    _ base: Simulation, _ plans: [PurchasePlan], goal: Goal, seed: UInt64, futures: Int, threads: Int,
    pace: Pace, told: @escaping (_ done: Int) -> Void
  ) throws(SimulationError) {
    guard !plans.isEmpty else { return nil }
    var simulation = try base.living(plans, seed: seed)
    try simulation.run(
      upTo: futures, threads: threads, isInterrupted: pace.stopping(at: Pace.evaluation), progress: told)
    guard simulation.paths >= min(futures, Evaluation.fewest) else { return nil }
    run = simulation.result
    scenario = simulation.scenario
    (self.goal, self.threads) = (goal, threads)
    compared = GoalRun(goal, run, of: scenario, threads: threads)
    let (run, scenario) = (run, scenario)
    costs = inOrder(run.runs, threads: threads) { values(.totalCost, of: $0, in: run, scenario) }
  }

  var futures: Int { run.paths }

  // MARK: Figures of members

  /// Told of every member, beside the goal and what gates are about.
  private static let measures: [Measure] = [
    .totalCost, .paid, .waste, .wasteAtCost, .effectivePrice, .refusedShare, .outageRisk, .cutOffRisk,
    .cashIn24Hours,
  ]

  /// Of every plan of a run, in its order.
  static func told(
    _ run: SimulationRun, _ scenario: Scenario, _ gates: [Gate], _ goal: Goal, _ threads: Int
  ) -> [[Estimate]] {
    let wanted = Set(measures + Measure.refusals + gates.map(\.subject) + [goal.measure])
    return estimates(of: Measure.all.filter(wanted.contains), in: run, of: scenario, threads: threads)
  }

  /// `families`: their names, as a limit may be about one.
  func tell(_ roster: inout Roster, _ limits: Limits, families: [String]) {
    let known = Evaluation.told(run, scenario, limits.gates, goal, threads)
    for member in roster.members.indices {
      let names = [roster.members[member].name] + (roster.members[member].family.map { [families[$0]] } ?? [])
      roster.change(member) {
        $0.estimates = known[member]
        $0.figure = compared.figure(member)
        if $0.findings.isEmpty {
          $0.findings = limits.about(names).compactMap { finding(limits.gates[$0], of: member) }
        }
      }
    }
  }

  func optimism(of member: Int, _ sought: Optimum.Sought) -> Optimum.Optimism {
    let life = GoalColumn(goal, of: run.runs[member], in: run, scenario)
    let error =
      (sought.standardError * sought.standardError + life.standardError * life.standardError)
      .squareRoot()
    return Optimum.Optimism(
      sought: sought.figure, found: life.figure,
      interval: Interval(
        around: sought.figure - life.figure, halfWidth: Student.t(Normal.z95, degrees: 31) * error))
  }

  /// On these futures alone, with a usual interval.
  func finding(_ gate: Gate, of member: Int) -> GateFinding? {
    judge(gate, plan: member, in: run, of: scenario, missing: Gate.missingInSearch)
      .map { GateFinding(gate, $0) }
  }

  // MARK: Frontiers

  func frontiers(_ roster: Roster) -> [Optimum.Frontier] {
    let (run, scenario) = (run, scenario)
    let figures = inOrder(Array(roster.members.indices), threads: threads) {
      FrontierFigures(run.runs[$0], run, scenario).values
    }
    return FrontierFigures.planes.map { plane in
      let points = figures.map { ($0[plane.across], $0[plane.up]) }
      let best = undominated(points)
      let dominated = roster.owns.compactMap { own -> (member: Int, by: Int)? in
        let (across, up) = points[own]
        return best.first { index in
          let (x, y) = points[index]
          // A plan that breaks the provider's terms says nothing against one that keeps them.
          if roster.members[index].usesReseller, !roster.members[own].usesReseller { return false }
          return x <= across && y <= up && (x < across || y < up)
        }.map { (own, $0) }
      }
      return Optimum.Frontier(
        across: FrontierFigures.goals[plane.across], up: FrontierFigures.goals[plane.up],
        members: thinned(best, Evaluation.mostOfFrontier), dominated: dominated)
    }
  }

  // MARK: Around the chosen one

  /// `member` less the chosen one.
  func difference(_ member: Int, from chosen: Int) -> Difference {
    compared.difference(member, chosen, z: Normal.z95).result.difference
  }

  /// Over all plans simulated that keep the provider's terms, if the chosen one does; else over all.
  func foresight(_ chosen: Int) -> Optimum.Foresight {
    let own = costs[chosen]
    let keepsTerms = !scenario.plans[run.runs[chosen].plan].usesReseller
    let costs = costs.indices
      .filter { !(keepsTerms && scenario.plans[run.runs[$0].plan].usesReseller) }.map { self.costs[$0] }
    var least = own
    for column in costs {
      for row in least.indices { least[row] = min(least[row], column[row]) }
    }
    let n = Double(max(1, own.count))
    let isBest = own.indices.count { own[$0] == least[$0] }
    return Optimum.Foresight(
      plans: costs.count, futures: own.count,
      cost: Double(least.reduce(Int128(0)) { $0 + Int128($1) }) / n, worth: excess(own, over: least),
      isChosen: Probability(count: isBest, of: own.count))
  }

  func newsvendor(_ rule: NewsvendorRule, _ chosen: Int) -> Optimum.Newsvendor? {
    rule.found(run.runs[chosen], paths: run.paths)
  }
}
