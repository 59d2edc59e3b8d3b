/// What moves a plan's total cost: a linear regression of it over what the futures drew, one input at a time. Ordinary
/// least squares from the products of whole numbers (Moments.swift), eliminated in one order (Cholesky), so that every machine has
/// the same digits.
///
/// Inputs are the control variates (standardised by construction; the level of a workload is left out where its noise
/// and growth are there, for it is made of them), what the plan's seller lost or revoked, and declined payments. One that
/// does not vary, or that those before it explain to one part in 10^9, takes no part.

import Numerics
import Results
import Scenario
import Simulation

/// An input of a regression, or its target.
struct Regressor: Sendable {
  let name: String
  let column: Column
  /// At its 5 and 95 % quantile, from its mean.
  let low: Double
  let high: Double

  init(_ name: String, _ values: [Int64]) {
    self.name = name
    let summary = Summary(values, detail: .sums)
    column = Column(values, summary)
    func rank(_ percent: Int) -> Int { max(0, (percent * values.count + 99) / 100 - 1) }
    guard summary.least < summary.most else {
      (low, high) = (0, 0)
      return
    }
    let mean = Double(summary.total) / Double(values.count)
    let ends = orderStatistics(
      of: values, ranks: [rank(5), rank(95)], least: summary.least, most: summary.most)
    (low, high) = (Double(ends[0]) - mean, Double(ends[1]) - mean)
  }

  /// What every plan has in common.
  static func shared(_ run: SimulationRun) -> [Regressor] {
    zip(run.controlNames, run.controls).filter { !$0.0.hasPrefix("level of ") }
      .map { Regressor($0.0, $0.1) }
  }

  /// Without the numbers that nobody knows and these plans do not state: by chance they go with something that moves these.
  static func shared(_ all: [Regressor], of plans: [PurchasePlan], in scenario: Scenario) -> [Regressor] {
    let stated = plans.reduce(into: Set<String>()) { $0.formUnion($1.unknownNumbers) }
    let others = Set(
      scenario.unknownNumbers.filter { !stated.contains($0.name) }.map(UnknownRows.name))
    return others.isEmpty ? all : all.filter { !others.contains($0.name) }
  }

  /// Where a number of the seller's is not known, that number is told in the place of what comes of it.
  static func own(_ plan: PlanRun, _ prefix: String = "", of terms: PurchasePlan) -> [Regressor] {
    if Set(terms.rows.map(\.risks)).count > 1 { return [] }
    let lost = zip(plan.column(.revoked), plan.column(.undelivered)).map { $0 + $1 }
    return [
      Regressor(prefix + "credit lost by the seller", lost),
      Regressor(prefix + "declined payments", plan.column(.declines)),
    ]
  }
}

func regress(_ target: Column, on all: [Regressor], plan: Int, against: Int?, rows: Int) -> Sensitivity {
  let nothing = Sensitivity(plan: plan, against: against, inputs: [], explained: 0)
  let inputs = all.filter { !$0.column.small.isEmpty }
  // With fewer than fifty futures an input, chance would explain much of anything.
  guard !target.small.isEmpty, rows >= 50 * inputs.count, !inputs.isEmpty else { return nothing }
  var moments = Moments(rows: rows)
  let goal = moments.add(target)
  let numbers = inputs.map { moments.add($0.column) }
  moments.multiply()
  let l = Cholesky(numbers.flatMap { i in numbers.map { moments.covariance(i, $0) } }, size: numbers.count)
  let explaining = l.solve(numbers.map { moments.covariance(goal, $0) })
  let slopes = l.solveTransposed(explaining)
  let explained = explaining.reduce(0) { $0 + $1 * $1 } / moments.variance(goal)
  let dependent = Set(l.dependent)
  let found = inputs.indices.filter { !dependent.contains($0) }.map { index in
    Sensitivity.Input(
      name: inputs[index].name, low: slopes[index] * inputs[index].low,
      high: slopes[index] * inputs[index].high)
  }
  return Sensitivity(
    plan: plan, against: against,
    inputs: found.sorted { max(abs($0.low), abs($0.high)) > max(abs($1.low), abs($1.high)) },
    explained: min(1, explained))
}
