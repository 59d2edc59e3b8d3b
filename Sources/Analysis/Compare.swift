/// The whole analysis of a run: measures of every plan, pairs, ranking, unknown rules, lots and days.

import Ledger
import Quantities
import Scenario
import Simulation

public func compare(_ run: SimulationRun, of scenario: Scenario) -> ComparisonResult {
  precondition(run.demand.count == run.paths && run.throttled.count == run.paths, "a demand in each future")
  precondition(run.runs.allSatisfy { $0.paths == run.paths }, "every plan on the same futures")
  precondition(run.controls.allSatisfy { $0.count == run.paths }, "controls of the same futures")
  var sample = Sample(rows: run.paths)
  let demand = sample.add(.demand, values: run.demand)
  let throttled = sample.add(.throttled, values: run.throttled)
  var costs: [[Int64]] = []
  let gathered = grouped(run.runs).map { variants in
    gather(variants, of: run, scenario, into: &sample, costs: &costs)
  }
  sample.finish(controls: run.controls)

  let plans = zip(gathered, costs).map { planResult($0, of: run, scenario, sample, costs: $1) }
  let pairs = run.paths == 0 ? [] : pairResults(gathered.map(\.totalCost), costs, sample)
  let ranking = rank(plans, pairs)
  return ComparisonResult(
    title: scenario.title, start: scenario.start, end: scenario.end, seed: run.seed, paths: run.paths,
    asked: run.asked, wasInterrupted: run.wasInterrupted, leftOver: scenario.leftOver,
    blockedWorkCosts: scenario.blockedWorkCosts, demand: sample.estimate(demand),
    throttled: sample.estimate(throttled), plans: plans, pairs: pairs,
    ranking: ranking, unknown: unknownRules(gathered, sample), controls: run.controlNames,
    sensitivities: sensitivities(of: run, gathered.map(\.headline), costs, ranking))
}

/// A plan's variants, the defaults first, and where their columns are.
struct Gathered {
  let variants: [PlanRun]
  let sampled: [Sampled]
  /// By variant, then in the order of `UnknownRules.measures`.
  let uncertain: [[Sampled]]
  /// Of the defaults.
  let totalCost: Int

  var headline: PlanRun { variants[0] }
}

/// The runs of each plan together; they lie side by side.
func grouped(_ runs: [PlanRun]) -> [[PlanRun]] {
  var groups: [[PlanRun]] = []
  for run in runs {
    if groups.last?.first?.plan == run.plan {
      groups[groups.count - 1].append(run)
    } else {
      groups.append([run])
    }
  }
  return groups
}

private func gather(
  _ variants: [PlanRun], of run: SimulationRun, _ scenario: Scenario, into sample: inout Sample,
  costs: inout [[Int64]]
) -> Gathered {
  let figures = Figures(variants[0], of: run, scenario)
  var sampled: [Sampled] = []
  for measure in Measure.all {
    if measure == .totalCost {
      let values = figures.values(measure.formula)
      sampled.append(sample.add(measure, values: values))
      costs.append(values)
    } else {
      sampled.append(sample.add(measure, of: figures))
    }
  }
  var uncertain = [UnknownRules.measures.compactMap { wanted in sampled.first { $0.measure == wanted } }]
  for variant in variants.dropFirst() {
    let figures = Figures(variant, of: run, scenario)
    uncertain.append(UnknownRules.measures.map { sample.add($0, of: figures) })
  }
  return Gathered(
    variants: variants, sampled: sampled, uncertain: uncertain, totalCost: sampled[0].column ?? 0)
}

private func planResult(
  _ gathered: Gathered, of run: SimulationRun, _ scenario: Scenario, _ sample: Sample, costs: [Int64]
) -> PlanResult {
  let headline = gathered.headline
  let plan = scenario.plans[headline.plan]
  let sources =
    plan.ledger.purchases.map(\.source) + plan.ledger.autoReloads.map(\.offer.source)
    + plan.ledger.standingOrders.map(\.offer.source) + plan.ledger.people.map(\.offer.source)
  return PlanResult(
    plan: headline.plan, name: plan.name, usesReseller: sources.contains(.reseller),
    estimates: gathered.sampled.compactMap(sample.estimate),
    lots: run.paths == 0 ? [] : headline.lots.map { LotResult($0, paths: run.paths) },
    costQuantiles: quantiles(of: costs), days: dayBands(headline, paths: run.paths),
    batches: gathered.sampled.compactMap(\.batches))
}

extension LotResult {
  init(_ tally: LotTally, paths: Int) {
    func perFuture(_ sum: Int128) -> Double { Double(sum) / Double(paths) }
    self.init(
      name: tally.name, source: tally.source, isTrigger: tally.isTrigger,
      orders: perFuture(Int128(tally.orders)), face: perFuture(tally.face), price: perFuture(tally.price),
      expiresUnused: Probability(count: Int(tally.pathsWithExpiry), of: paths),
      isLost: Probability(count: Int(tally.pathsWithLoss), of: paths), expired: perFuture(tally.expired),
      expiredAtCost: perFuture(tally.expiredAtCost),
      lost: perFuture(tally.expired + tally.revoked + tally.undelivered),
      lostAtCost: perFuture(tally.lostAtCost), used: perFuture(tally.drawn),
      revoked: perFuture(tally.revoked), undelivered: perFuture(tally.undelivered),
      left: perFuture(tally.left))
  }
}

/// At 0, 2.5, ... 100 %, by nearest rank.
private func quantiles(of costs: [Int64]) -> [Int64] {
  guard !costs.isEmpty else { return [] }
  return orderStatistics(of: costs, ranks: (0...40).map { max(0, ($0 * costs.count + 39) / 40 - 1) })
}

private func dayBands(_ run: PlanRun, paths: Int) -> [DayBand] {
  guard paths > 0 else { return [] }
  return (0..<max(run.outageDays.count, run.balances.count)).map { day in
    let balances = day < run.balances.count ? run.balances[day] : []
    let outages = day < run.outageDays.count ? Int(run.outageDays[day]) : 0
    return DayBand(
      day: day, balance: DayBand.Band(balances), outage: Probability(count: outages, of: paths))
  }
}

extension DayBand.Band {
  /// Nil: of nothing.
  init?(_ balances: [Int64]) {
    guard !balances.isEmpty else { return nil }
    func rank(_ percent: Int) -> Int { (percent * balances.count + 99) / 100 - 1 }
    let found = orderStatistics(of: balances, ranks: [rank(5), rank(50), rank(95)])
    self.init(p05: found[0], p50: found[1], p95: found[2])
  }
}

private func pairResults(_ columns: [Int], _ costs: [[Int64]], _ sample: Sample) -> [PairResult] {
  var pairs: [PairResult] = []
  for a in columns.indices {
    for b in columns.indices.dropFirst(a + 1) {
      let (less, more) = compared(costs[a], costs[b])
      pairs.append(
        PairResult(
          a: a, b: b, difference: sample.difference(Contrast(columns[a], less: columns[b])),
          aCheaper: Probability(count: less, of: costs[a].count),
          bCheaper: Probability(count: more, of: costs[a].count)))
    }
  }
  return pairs
}

private func compared(_ a: [Int64], _ b: [Int64]) -> (less: Int, more: Int) {
  var less = 0
  var more = 0
  for row in a.indices {
    less &+= a[row] < b[row] ? 1 : 0
    more &+= a[row] > b[row] ? 1 : 0
  }
  return (less, more)
}

private func rank(_ plans: [PlanResult], _ pairs: [PairResult]) -> Ranking {
  let means = plans.map { $0[.totalCost]?.mean ?? 0 }
  let order = plans.indices.sorted { (means[$0], $0) < (means[$1], $1) }
  guard let best = order.first, !pairs.isEmpty else { return Ranking(order: order, tiedWithBest: []) }
  // 5 % for all pairs together: the best was picked after looking at every one.
  let z = Normal.z(twoSided: 0.05 / Double(pairs.count))
  let tied = order.dropFirst().filter { other in
    guard let pair = pairs.first(where: { Set([$0.a, $0.b]) == [best, other] }) else { return false }
    let difference = pair.a == other ? pair.difference : pair.difference.negated
    let futures = pair.aCheaper.of
    guard futures > 1 else { return true }
    return difference.best.mean
      <= Student.t(z, degrees: futures - 1) * difference.best.standardError
  }
  return Ranking(order: order, tiedWithBest: tied)
}
