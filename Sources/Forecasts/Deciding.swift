/// The decision that hangs on a forecast: at many past days a plan of a scenario is chosen by the forecast, or by a rule that
/// people use, and then what really happened runs through the ledger. Regret is what that cost above the plan that hindsight
/// would have chosen. A plan that breaks the provider's terms is never chosen, unless all do.
/// What a plan has left at the end of its time is worth what the history goes on to use of it.
///
/// The rule that needs no forecast pays as it goes until as much was paid at list as a plan costs up front, and then buys that
/// plan once: at most 2 - c times the best possible for lots at c a dollar (arXiv 1305.5608).

import Analysis
import Demand
import Quantities
import Results
import Scenario
import Simulation

public struct Deciding: Sendable {
  /// Its horizon is as long as each origin looks ahead.
  public let scenario: Scenario
  public let backtest: Backtesting
  public var paths = 300

  public init(_ scenario: Scenario, _ backtest: Backtesting) {
    self.scenario = scenario
    self.backtest = backtest
  }

  /// Nil: it was interrupted, or there is no origin on the scenario's day of the week.
  public func result(
    threads: Int, isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) throws -> BacktestResult.Decision? {
    let origins = backtest.origins(weekday: scenario.firstDay.weekday)
    guard !origins.isEmpty, !scenario.plans.isEmpty else { return nil }
    let lawful = scenario.lawfulPlans
    let payAsYouGo = scenario.payAsYouGo
    let names = [
      "this forecast", "run rate", "last month's usage", "pay as you go", "the rule without a forecast",
    ]
    var chosen = names.map { _ in [Int]() }
    var costs = names.map { _ in Int64(0) }
    var best: Int64 = 0
    var paidSince: Int64 = 0
    var last: Int?
    for origin in origins {
      let seen = backtest.seen(before: origin)
      func cheapest(_ costs: [Int64]) -> Int { lawful.min { (costs[$0], $0) < (costs[$1], $1) } ?? 0 }
      let actual = try self.costs(
        scenario.repeating(backtest.series, from: origin), paths: 1, threads, isInterrupted)
      let foreseen = try self.costs(
        scenario.following(try UsageFit(seen), seen), paths: paths, threads, isInterrupted)
      let atRate = try self.costs(scenario.repeating(evened(seen), from: 0), paths: 1, threads, isInterrupted)
      let again = try self.costs(scenario.repeating(tiled(seen), from: 0), paths: 1, threads, isInterrupted)
      if isInterrupted() { return nil }
      // What was used since the last day that one looked from.
      paidSince += seen.days.suffix(last.map { origin - $0 } ?? backtest.every).reduce(0) { $0 + $1.amount }
      last = origin
      let affordable = lawful.filter { scenario.upFront($0) <= paidSince }
      let bought = affordable.max { (scenario.upFront($0), $1) < (scenario.upFront($1), $0) }
      let rule = bought.flatMap { scenario.upFront($0) > 0 ? $0 : nil } ?? payAsYouGo ?? cheapest(again)
      if scenario.upFront(rule) > 0 { paidSince = 0 }
      let choices = [cheapest(foreseen), cheapest(atRate), cheapest(again), payAsYouGo ?? 0, rule]
      for (index, plan) in choices.enumerated() {
        chosen[index].append(plan)
        costs[index] += actual[plan]
      }
      best += actual[cheapest(actual)]
    }
    return BacktestResult.Decision(
      scenario: scenario.title, plans: scenario.plans.map(\.name), days: backtest.ahead,
      origins: origins.map { CivilDate(day: backtest.series.first.day + Int64($0)) },
      rules: names.indices.map {
        BacktestResult.Rule(name: names[$0], cost: costs[$0], best: best, chosen: chosen[$0])
      },
      used: origins.reduce(0) { $0 + backtest.actual($1) })
  }

  /// The mean total cost of each plan.
  private func costs(
    _ scenario: Scenario, paths: Int, _ threads: Int, _ isInterrupted: @escaping @Sendable () -> Bool
  ) throws -> [Int64] {
    var simulation = try Simulation(scenario, seed: backtest.seed, block: 64)
    try simulation.run(upTo: paths, threads: threads, isInterrupted: isInterrupted)
    let run = simulation.result
    var costs = scenario.plans.map { _ in Int64(0) }
    var seen: Set<Int> = []
    for plan in run.runs where seen.insert(plan.plan).inserted {
      let values = values(.totalCost, of: plan, in: run, scenario)
      guard !values.isEmpty else { continue }
      costs[plan.plan] = Int64(values.reduce(Int128(0)) { $0 + Int128($1) } / Int128(values.count))
    }
    return costs
  }

  /// The last 28 days, which come again and again.
  private func tiled(_ seen: UsageSeries) -> UsageSeries {
    var tiled = seen
    tiled.days = Array(seen.days.suffix(Backtesting.recent))
    return tiled
  }

  /// Their mean, day by day.
  private func evened(_ seen: UsageSeries) -> UsageSeries {
    var evened = seen
    let recent = seen.days.suffix(Backtesting.recent)
    var day = UsageSeries.Day()
    day.amount = recent.reduce(0) { $0 + $1.amount } / Int64(recent.count)
    evened.days = [UsageSeries.Day](repeating: day, count: 7)
    return evened
  }
}
