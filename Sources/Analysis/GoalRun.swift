/// Plans set beside each other by any goal of a search (Results/Optimum/Goal.swift), on the same futures.
///
/// Every goal is turned into a column of numbers whose mean it is, or nearly so, and whose differences between two plans say how
/// sure the difference of their goals is:
///
/// - the mean of a measure: its number in each future;
/// - a ratio of totals A / B: A / B + (a - A/B b) / mean b in each future (the delta method), in billionths;
/// - a quantile: that of each of the 32 replicates of the futures (sections). Their mean is not the quantile, but they spread
///   as it does, by Student's law with 31 degrees of freedom.

import Demand
import Numerics
import Results
import Scenario
import Simulation

package struct GoalColumn: Sendable {
  /// What is to be made small: base units. Infinite where there is none: a price of a served dollar where nothing is served.
  package let figure: Double
  package let values: [Int64]
  /// So many of the column are one base unit.
  package let unit: Double

  package init(_ goal: Goal, of plan: PlanRun, in run: SimulationRun, _ scenario: Scenario) {
    self.init(goal, of: Figures(plan, of: run, scenario))
  }

  init(_ goal: Goal, of figures: Figures) {
    let numbers = figures.values(goal.measure.formula)
    let n = Double(max(1, numbers.count))
    if let percent = goal.percent {
      unit = 1
      values = GoalColumn.sections(numbers, percent)
      figure =
        numbers.isEmpty
        ? .infinity
        : Double(orderStatistics(of: numbers, ranks: [GoalColumn.rank(percent, numbers.count)])[0])
    } else if let below = figures.below(goal.measure.formula) {
      unit = 1e9
      guard let ratio = RatioOfTotals(numbers, below) else {
        (figure, values) = (.infinity, [])
        return
      }
      figure = ratio.value
      values = ratio.pulls.map { pull in
        let number = ratio.value + pull / ratio.meanBelow
        return Int64(max(-0x1p62, min(0x1p62, (number * 1e9).rounded())))
      }
    } else {
      unit = 1
      values = numbers
      figure = numbers.isEmpty ? .infinity : Double(numbers.reduce(Int128(0)) { $0 + Int128($1) }) / n
    }
  }

  private static func rank(_ percent: Int, _ count: Int) -> Int {
    max(0, (percent * count + 99) / 100 - 1)
  }

  /// The quantile of each replicate; none, where there is less than one future for each.
  private static func sections(_ numbers: [Int64], _ percent: Int) -> [Int64] {
    guard numbers.count >= Replicates.count else { return [] }
    return (0..<Replicates.count).map { replicate in
      let own = stride(from: replicate, to: numbers.count, by: Replicates.count).map { numbers[$0] }
      return orderStatistics(of: own, ranks: [rank(percent, own.count)])[0]
    }
  }

  /// How far this is above another plan's on the same futures, by Student's law, nothing unseen added: to choose who stays in a
  /// race, not to tell anybody.
  package func gap(over other: GoalColumn) -> (mean: Double, error: Double, degrees: Int) {
    guard figure.isFinite, other.figure.isFinite, values.count == other.values.count, !values.isEmpty else {
      return (figure.isFinite ? -.infinity : other.figure.isFinite ? .infinity : 0, 0, 1)
    }
    let known = MeanVariance(Summary(apart(values, other.values), detail: .moments))
    return (figure - other.figure, known.variance.squareRoot() / unit, max(1, known.degrees))
  }

  /// Of the figure itself.
  package var standardError: Double {
    guard !values.isEmpty else { return .infinity }
    return MeanVariance(Summary(values, detail: .moments)).variance.squareRoot() / unit
  }
}

/// The plans of one run by one goal, their unknown switches at their defaults, in the order of the run.
package struct GoalRun: Sendable {
  private struct Lived: Sendable {
    let terms: PurchasePlan
    let column: GoalColumn
    /// Of the goal's measure, by future, of a quantile; else empty.
    let numbers: [Int64]
    let stake: Stake
    /// What a served dollar is divided by.
    let below: Double
    let fit: Sample.Fitted?
  }

  private let goal: Goal
  private let sample: Sample
  /// Into the scenario's plans.
  package let plans: [Int]
  private let lived: [Lived]

  package init(_ goal: Goal, _ run: SimulationRun, of scenario: Scenario, threads: Int = 1) {
    self.goal = goal
    let sample = Sample(run)
    self.sample = sample
    let headlines = grouped(run.runs).map { $0[0] }
    plans = headlines.map(\.plan)
    let demand = Summary(run.demand, detail: .sums)
    lived = inOrder(headlines, threads: threads) { headline in
      let figures = Figures(headline, of: run, scenario)
      let column = GoalColumn(goal, of: figures)
      let sampled = Measure.all.filter(Stake.isNeeded).map { Sampled($0, of: figures, detail: .sums) }
      var terms = scenario.plans[headline.plan]
      let stake = Stake(sampled, demand: demand, of: scenario, plan: terms)
      terms.name = ""
      let isAdjusted = goal.measure.isAdjusted && goal.percent == nil && column.values.count == run.paths
      let below = figures.below(goal.measure.formula)?.reduce(0.0) { $0 + Double($1) } ?? 0
      return Lived(
        terms: terms, column: column,
        numbers: goal.percent == nil ? [] : figures.values(goal.measure.formula), stake: stake,
        below: below / Double(max(1, run.paths)),
        fit: isAdjusted ? sample.fits([Column(column.values)])[0] : nil)
    }
  }

  /// Of the plan at this place of `plans`.
  package func figure(_ place: Int) -> Double { lived[place].column.figure }

  /// The first less the second, with its interval at another level as well. `a` and `b` in the result are these places.
  package func difference(_ a: Int, _ b: Int, z: Double) -> (result: PairResult, wide: Interval) {
    let (first, second) = (lived[a], lived[b])
    let isSame = first.terms == second.terms
    let less: [Int64]
    let known: (Difference, wide: Interval)
    if first.column.values.isEmpty || second.column.values.isEmpty {
      less = []
      known = unknown(first.column.figure - second.column.figure)
    } else if goal.percent != nil {
      less = apart(first.numbers, second.numbers)
      known = sections(first.column, second.column, z: z)
    } else {
      let values = apart(first.column.values, second.column.values)
      less = values
      let stake = Stake(first.stake, second.stake)
      let unit = first.column.unit
      let dollars = isSame ? 0 : stake.of(goal.measure)
      let contrast = Sample.Contrast(
        values: values, unit: unit,
        stake: goal.measure.formula.isRatio ? dollars / max(1, min(first.below, second.below)) : dollars,
        seen: stake.seen)
      let fit = first.fit.flatMap { one in second.fit.map { one - $0 } }
      known = sample.difference(contrast, Summary(values, detail: .moments), fit, z: z)
    }
    let (below, above) = (less.count { $0 < 0 }, less.count { $0 > 0 })
    return (
      PairResult(
        a: a, b: b, difference: known.0, aCheaper: Probability(count: below, of: less.count),
        bCheaper: Probability(count: above, of: less.count)), known.wide
    )
  }

  private func unknown(_ mean: Double) -> (Difference, wide: Interval) {
    let whole = Interval(low: -.infinity, high: .infinity)
    return (Difference(mean: mean, standardError: .infinity, interval: whole, adjusted: nil), whole)
  }

  private func sections(_ a: GoalColumn, _ b: GoalColumn, z: Double) -> (Difference, wide: Interval) {
    let (mean, error, degrees) = a.gap(over: b)
    func interval(_ z: Double) -> Interval {
      Interval(around: mean, halfWidth: error == 0 ? 0 : Student.t(z, degrees: degrees) * error)
    }
    return (
      Difference(mean: mean, standardError: error, interval: interval(Normal.z95), adjusted: nil),
      interval(z)
    )
  }
}

/// Of every plan of a run, in its order, what some measures come to, with their quantiles; those that do not exist are left out.
package func estimates(
  of measures: [Measure], in run: SimulationRun, of scenario: Scenario, threads: Int = 1
) -> [[Estimate]] {
  let sample = Sample(run)
  let demand = Summary(run.demand, detail: .sums)
  return inOrder(grouped(run.runs).map { $0[0] }, threads: threads) { headline in
    let figures = Figures(headline, of: run, scenario)
    let others = Measure.all.filter(Stake.isNeeded).map { Sampled($0, of: figures, detail: .sums) }
    let stake = Stake(others, demand: demand, of: scenario, plan: scenario.plans[headline.plan])
    let sampled = measures.map { Sampled($0, of: figures, ranks: sample.ranks, keeping: true) }
    let helped = sampled.filter { $0.measure.isAdjusted && $0.values.count == run.paths }
    let fits = sample.fits(helped.map { Column($0.values, $0.summary) })
    let known = zip(helped, fits).compactMap { sampled, fit in fit.map { (sampled.measure, $0) } }
    return sample.estimates(sampled, stake, Dictionary(uniqueKeysWithValues: known))
  }
}

/// How much more one column is than another that it never is below, future by future: an event that was not seen is taken to be as
/// large as the largest seen.
package func excess(_ numbers: [Int64], over others: [Int64]) -> Difference {
  let summary = Summary(apart(numbers, others), detail: .moments)
  let spread = Spread(summary, stake: Double(max(0, summary.most)), least: 0)
  return Difference(
    mean: spread.mean, standardError: spread.standardError, interval: spread.interval(), adjusted: nil,
    replication: spread.replication)
}
