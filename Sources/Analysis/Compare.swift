/// The whole analysis of a run: measures of every plan, pairs, ranking, unknown rules, lots and days.

import Ledger
import Quantities
import Results
import Scenario
import Simulation

/// `stopped`: the rule that said how many futures are enough, if there was one.
public func compare(
  _ run: SimulationRun, of scenario: Scenario, stopped: StoppedBy? = nil
) -> ComparisonResult {
  precondition(run.demand.count == run.paths && run.throttled.count == run.paths, "a demand in each future")
  precondition(run.runs.allSatisfy { $0.paths == run.paths }, "every plan on the same futures")
  precondition(run.controls.allSatisfy { $0.count == run.paths }, "controls of the same futures")
  let sample = Sample(run, stopped: stopped)
  let usage = [Sampled(.demand, run.demand), Sampled(.throttled, run.throttled)]
  let usageStake = Stake([], demand: usage[0].column, of: scenario, plan: nil)
  let asked = sample.estimates(usage, usageStake)

  var plans: [PlanResult] = []
  var unknown: [UnknownRules] = []
  var costs: [PlanCosts] = []
  let groups = grouped(run.runs)
  for variants in groups {
    let gathered = Gathered(variants, of: run, scenario, demand: usage[0].column)
    plans.append(planResult(gathered, of: run, scenario, sample))
    unknown += [unknownRules(gathered, number: plans.count - 1, sample)].compactMap(\.self)
    costs.append(gathered.costs(scenario))
  }
  let means = plans.map { $0[.totalCost]?.mean ?? 0 }
  let order = plans.indices.sorted { (means[$0], $0) < (means[$1], $1) }
  let (pairs, ranking) = compared(costs, order: order, sample)
  return ComparisonResult(
    title: scenario.title, start: scenario.start, end: scenario.end, seed: run.seed, paths: run.paths,
    asked: run.asked, wasInterrupted: run.wasInterrupted, leftOver: scenario.leftOver,
    blockedWorkCosts: scenario.blockedWorkCosts, demand: asked.first { $0.measure == .demand },
    throttled: asked.first { $0.measure == .throttled }, plans: plans, pairs: pairs,
    ranking: ranking, unknown: unknown, controls: run.controlNames,
    sensitivities: sensitivities(of: run, groups.map { $0[0] }, costs.map(\.values), ranking),
    stopped: stopped)
}

/// A plan's variants, the defaults first, and what is measured of them.
struct Gathered {
  let variants: [PlanRun]
  /// Of the defaults, in the order of `Measure.all`.
  let sampled: [Sampled]
  /// By variant, then in the order of `Measure.ranged`.
  let uncertain: [[Sampled]]
  let stake: Stake

  var headline: PlanRun { variants[0] }

  init(_ variants: [PlanRun], of run: SimulationRun, _ scenario: Scenario, demand: Column) {
    self.variants = variants
    let figures = Figures(variants[0], of: run, scenario)
    let sampled = Measure.all.map { Sampled($0, of: figures) }
    self.sampled = sampled
    uncertain =
      [Measure.ranged.compactMap { wanted in sampled.first { $0.measure == wanted } }]
      + variants.dropFirst().map { variant in
        let figures = Figures(variant, of: run, scenario)
        return Measure.ranged.map { Sampled($0, of: figures) }
      }
    stake = Stake(sampled, demand: demand, of: scenario, plan: scenario.plans[variants[0].plan])
  }

  func costs(_ scenario: Scenario) -> PlanCosts {
    var terms = scenario.plans[headline.plan]
    terms.name = ""
    let cost = sampled.first { $0.measure == .totalCost }
    return PlanCosts(terms: terms, values: cost?.values ?? [], stake: stake)
  }
}

/// What pairs are made of.
struct PlanCosts: Sendable {
  /// Without the name.
  let terms: PurchasePlan
  /// Total cost by future.
  let values: [Int64]
  let stake: Stake
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

private func planResult(
  _ gathered: Gathered, of run: SimulationRun, _ scenario: Scenario, _ sample: Sample
) -> PlanResult {
  let headline = gathered.headline
  let plan = scenario.plans[headline.plan]
  let costs = gathered.sampled.first { $0.measure == .totalCost }?.values ?? []
  return PlanResult(
    plan: headline.plan, name: plan.name,
    usesReseller: plan.ledger.origins.contains { plan.ledger.source(of: $0) == .reseller },
    estimates: sample.estimates(gathered.sampled, gathered.stake),
    lots: run.paths == 0 ? [] : headline.lots.map { LotResult($0, paths: run.paths) },
    costQuantiles: quantiles(of: costs), days: dayBands(headline, paths: run.paths),
    batches: gathered.sampled.filter { $0.measure.isCompared && !$0.values.isEmpty }
      .map { Batches($0.measure, $0.values) })
}

extension LotResult {
  init(_ tally: LotTally, paths: Int) {
    func perFuture(_ sum: Int128) -> Double { Double(sum) / Double(paths) }
    self.init(
      name: tally.name, source: tally.source, isTrigger: tally.origin.isTrigger,
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
