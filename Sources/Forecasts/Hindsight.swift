/// Hindsight: every plan of a scenario over the usage that was, exactly, as if it had begun on the scenario's first day; and over
/// its weeks put together anew, to tell what of it was luck. The last days of the history are taken, whole years at most,
/// from a day that is the scenario's day of the week.

import Analysis
import Demand
import Quantities
import Results
import Scenario
import Simulation

public struct Hindsight: Sendable {
  public let series: UsageSeries
  /// Of the history, the days that are lived again.
  public let days: Range<Int>

  /// A year at most.
  public static let most = 365

  /// `weekday`: of the scenario's first day. Nil: less than a week is known.
  public init?(_ series: UsageSeries, weekday: Int, most: Int = Hindsight.most) {
    var from = max(0, series.days.count - most)
    while from < series.days.count, CivilDate(day: series.first.day + Int64(from)).weekday != weekday {
      from += 1
    }
    guard series.days.count - from >= 7 else { return nil }
    self.series = series
    days = from..<series.days.count
  }

  /// `scenario`: its horizon is as long as `days`. `compared`: the plan to compare with; nil: the one that pays as it goes.
  public func result(
    _ scenario: Scenario, compared: Int? = nil, paths: Int, seed: UInt64, threads: Int,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) throws -> HindsightResult? {
    let lived = scenario.repeating(series, from: days.lowerBound)
    var simulation = try Simulation(lived, seed: seed)
    try simulation.run(upTo: paths + 1, threads: threads, isInterrupted: isInterrupted)
    guard simulation.paths == paths + 1 else { return nil }
    let run = simulation.result
    var once = try Simulation(lived, seed: seed)
    try once.run(upTo: 1, threads: 1)
    let standings = compare(once.result, of: lived).ranking.standings
    var seen: Set<Int> = []
    let runs = run.runs.filter { seen.insert($0.plan).inserted }
    let costs = runs.map { values(.totalCost, of: $0, in: run, lived) }
    let lawful = scenario.lawfulPlans
    var wins = runs.map { _ in 0 }
    for path in 1..<max(2, paths + 1) where path < run.paths {
      let least = lawful.map { costs[$0][path] }.min()
      for plan in lawful where costs[plan][path] == least { wins[plan] += 1 }
    }
    let plans = runs.indices.map { index -> HindsightResult.Plan in
      func was(_ measure: Measure) -> Int64 { values(measure, of: runs[index], in: run, lived).first ?? 0 }
      let plan = scenario.plans[runs[index].plan]
      return HindsightResult.Plan(
        name: plan.name, usesReseller: plan.usesReseller,
        keepsGates: standings.indices.contains(index) ? !standings[index].breaksGate : true,
        cost: costs[index].first ?? 0, cash: was(.paid), wasted: was(.wasteAtCost), refused: was(.blocked),
        luck: AmountRange(costs[index].dropFirst().sorted()),
        cheapest: paths > 0 ? Double(wins[index]) / Double(paths) : 0)
    }
    let allowed = lawful.filter { plans[$0].keepsGates }
    let best = (allowed.isEmpty ? lawful : allowed).min { (plans[$0].cost, $0) < (plans[$1].cost, $1) }
    return HindsightResult(
      history: HistoryFacts(series, try UsageFit(series)), scenario: scenario.title,
      from: CivilDate(day: series.first.day + Int64(days.lowerBound)),
      to: CivilDate(day: series.first.day + Int64(days.upperBound)),
      used: series.days[days].reduce(0) { $0 + $1.amount }, plans: plans, best: best,
      compared: compared ?? scenario.payAsYouGo, paths: paths, seed: seed)
  }
}
