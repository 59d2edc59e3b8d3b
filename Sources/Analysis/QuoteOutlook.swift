/// Fixed prices from the total costs of the futures: the least price that is exceeded by the cost of at most so many of them.
///
/// At the boundary: of 100 futures and 5 % that may lose, the price is the 95th cost: five cost more or as much; a future that costs
/// exactly the price loses nothing.

import Results
import Scenario
import Simulation

extension Quote {
  /// `losing`: of 100 futures. `besides`: costs that come in every future.
  public init(_ run: SimulationRun, of scenario: Scenario, losing: Int, besides: Int64, threads: Int) {
    let result = compare(run, of: scenario, detail: .answers, threads: threads)
    let others = [50, 20, 10, 5, 1].filter { $0 != losing }
    let groups = grouped(run.runs)
    let plans = result.plans.enumerated().map { number, plan -> Plan in
      let costs = values(.totalCost, of: groups[number][0], in: run, scenario).map { $0 + besides }.sorted()
      let mean = Double(costs.reduce(Int128(0)) { $0 + Int128($1) }) / Double(max(1, costs.count))
      return Plan(
        name: plan.name, isServing: result.ranking.standings[number].isServing, cost: mean,
        prices: ([losing] + others).map { Quote.price($0, costs, mean) })
    }
    self.init(
      title: scenario.title, seed: run.seed, paths: run.paths, besides: besides,
      plans: plans.filter(\.isServing).sorted { $0.prices[0].price < $1.prices[0].price }
        + plans.filter { !$0.isServing }.sorted { $0.prices[0].price < $1.prices[0].price })
  }

  private static func price(_ losing: Int, _ costs: [Int64], _ mean: Double) -> Price {
    let rank = QuantileRank(percent: 100 - losing, of: costs.count)
    let price = costs[rank.value]
    let lost = costs.filter { $0 > price }
    let sum = lost.reduce(0.0) { $0 + Double($1 - price) }
    return Price(
      losing: losing, price: price, low: rank.low.map { costs[$0] }, high: rank.high.map { costs[$0] },
      lost: lost.count, loss: lost.isEmpty ? 0 : sum / Double(lost.count), margin: Double(price) - mean)
  }
}
