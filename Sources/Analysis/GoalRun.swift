/// Plans set beside each other by any goal of a search (Results/Optimum/Goal.swift), on the same futures.
///
/// The mean of a measure and a ratio of totals are columns of numbers, whose differences between two plans, future by future, say how
/// sure the difference of their goals is. Of a ratio A / B of totals they are A / B + (a - A/B b) / mean b (the delta method), in
/// billionths. Two quantiles are set beside each other by the interval of each, between order statistics: cash is paid in whole lots, so that
/// a quantile may jump by one from chance alone, and nothing that takes it for smooth would say so. That is more careful than need be where
/// it is smooth.

import Numerics
import Results
import Scenario
import Simulation

package struct GoalColumn: Sendable {
  /// What is to be made small: base units. Infinite where there is none: a price of a served dollar where nothing is served.
  package let figure: Double
  package let values: [Int64]
  /// So many of the column are one base unit.
  let unit: Double
  private let percent: Int?
  /// Of a quantile, at the level of a race.
  private let reach: Interval?

  /// So many standard errors apart is more than chance in a race of hundreds.
  private static let racing = 3.5

  package init(_ goal: Goal, of plan: PlanRun, in run: SimulationRun, _ scenario: Scenario) {
    self.init(goal, of: Figures(plan, of: run, scenario))
  }

  init(_ goal: Goal, of figures: Figures) {
    let numbers = figures.values(goal.measure.formula)
    percent = goal.percent
    if let percent = goal.percent {
      (unit, values) = (1, numbers)
      figure = numbers.isEmpty ? .infinity : GoalColumn.ends(numbers, percent, z: 0).low
      reach = GoalColumn.ends(numbers, percent, z: GoalColumn.racing)
    } else if let below = figures.below(goal.measure.formula) {
      (unit, reach) = (1e9, nil)
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
      (unit, reach, values) = (1, nil, numbers)
      let total = numbers.reduce(Int128(0)) { $0 + Int128($1) }
      figure = numbers.isEmpty ? .infinity : Double(total) / Double(numbers.count)
    }
  }

  /// The order statistics z deviations of the binomial law away from a quantile's rank, outwards; without end where there are too few.
  static func ends(_ numbers: [Int64], _ percent: Int, z: Double) -> Interval {
    let (n, p) = (Double(numbers.count), Double(percent) / 100)
    guard n > 0 else { return Interval(low: -.infinity, high: .infinity) }
    let rank = max(0, (percent * numbers.count + 99) / 100 - 1)
    let far = Int((z * (n * p * (1 - p)).squareRoot()).rounded(.up))
    let (low, high) = (rank - far, rank + far)
    let found = orderStatistics(of: numbers, ranks: [max(0, low), min(numbers.count - 1, high)])
    return Interval(
      low: low < 0 ? -.infinity : Double(found[0]),
      high: high >= numbers.count ? .infinity : Double(found[1]))
  }

  /// Surely above another plan's on the same futures: to choose who stays in a race, not to tell anybody.
  package func isSurelyAbove(_ other: GoalColumn) -> Bool {
    guard figure.isFinite, other.figure.isFinite else { return !figure.isFinite && other.figure.isFinite }
    if let reach, let rest = other.reach { return reach.low > rest.high }
    guard values.count == other.values.count, !values.isEmpty else { return false }
    let known = MeanVariance(Summary(apart(values, other.values), detail: .moments))
    return figure - other.figure > GoalColumn.racing * known.variance.squareRoot() / unit
  }

  /// Of the figure itself.
  package var standardError: Double {
    guard !values.isEmpty else { return .infinity }
    if let percent { return GoalColumn.ends(values, percent, z: 1).halfWidth }
    return MeanVariance(Summary(values, detail: .moments)).variance.squareRoot() / unit
  }

  /// This less another, as far as the quantiles of both may be off.
  func difference(from other: GoalColumn, _ percent: Int, z: Double) -> Interval {
    if values == other.values { return Interval(low: 0, high: 0) }
    let (own, rest) = (GoalColumn.ends(values, percent, z: z), GoalColumn.ends(other.values, percent, z: z))
    return Interval(low: own.low - rest.high, high: own.high - rest.low)
  }
}

/// The plans of one run by one goal, their unknown switches at their defaults, in the order of the run.
package struct GoalRun: Sendable {
  private struct Lived: Sendable {
    let terms: PurchasePlan
    let column: GoalColumn
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
        terms: terms, column: column, stake: stake, below: below / Double(max(1, run.paths)),
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
    } else if let percent = goal.percent {
      less = apart(first.column.values, second.column.values)
      known = ofQuantiles(first.column, second.column, percent, z: z)
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

  private func ofQuantiles(
    _ a: GoalColumn, _ b: GoalColumn, _ percent: Int, z: Double
  ) -> (Difference, wide: Interval) {
    let usual = a.difference(from: b, percent, z: Normal.z95)
    return (
      Difference(
        mean: a.figure - b.figure, standardError: usual.halfWidth / Normal.z95, interval: usual,
        adjusted: nil), a.difference(from: b, percent, z: z)
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
