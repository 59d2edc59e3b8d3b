/// The plans of which a result tells figures, each once.

import Analysis
import Results
import Scenario

struct Roster {
  private(set) var members: [Optimum.Member] = []
  private(set) var plans: [PurchasePlan] = []
  /// Member by trial; plans of the scenario come first.
  private var byTrial: [Int: Int] = [:]
  private(set) var owns: Range<Int>

  init(_ scenario: Scenario) {
    owns = scenario.plans.indices
    for plan in scenario.plans {
      members.append(
        Optimum.Member(
          family: nil, indices: [], values: [], name: plan.name, block: nil, usesReseller: plan.usesReseller,
          unknowns: plan.unknown.map(\.name)))
      plans.append(plan)
    }
  }

  mutating func add(_ number: Int, _ trials: Trials) -> Int {
    if let known = byTrial[number] { return known }
    let trial = trials.known[number]
    let family = trials.families[trial.point.family]
    var member = Optimum.Member(
      family: trial.point.family, indices: trial.point.indices,
      values: zip(family.ranges, trial.point.indices).map { $0.values[$1] }, name: trial.plan.name,
      block: family.block(trial.point.indices), usesReseller: trial.plan.usesReseller,
      unknowns: trial.plan.unknown.map(\.name))
    if let life = trial.best {
      member.sought = Optimum.Sought(
        figure: life.goal.figure, standardError: life.goal.standardError, futures: life.futures)
    }
    members.append(member)
    plans.append(trial.plan)
    byTrial[number] = members.count - 1
    return members.count - 1
  }

  mutating func change(_ member: Int, _ change: (inout Optimum.Member) -> Void) { change(&members[member]) }
}
