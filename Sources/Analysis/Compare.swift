/// The whole analysis of a run: measures of every plan, pairs, ranking, unknown rules, lots and days.

import Ledger
import Numerics
import Quantities
import Results
import Scenario
import Simulation

/// How much is asked of a comparison.
public enum CompareDetail: Sendable {
  /// What a level of usage on the way to a turning point needs: costs, refusals, risks and the first answer.
  case answers
  case all
}

/// `stopped`: the rule that said how many futures are enough, if there was one.
public func compare(
  _ run: SimulationRun, of scenario: Scenario, stopped: StoppedBy? = nil, detail: CompareDetail = .all
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
  var facts: [PlanFacts] = []
  let groups = grouped(run.runs)
  for variants in groups {
    let gathered = Gathered(variants, of: run, scenario, demand: usage[0].column)
    plans.append(planResult(gathered, of: run, scenario, sample))
    unknown += [unknownRules(gathered, number: plans.count - 1, sample)].compactMap(\.self)
    costs.append(gathered.costs(scenario))
    facts.append(gathered.facts(scenario, paths: run.paths))
  }
  let gates = groups.map { detail == .all ? findings($0[0].plan, in: run, of: scenario) : [] }
  let answering = Answering(facts, gates: gates, serveAtLeast: scenario.serveAtLeast)
  let (pairs, ranking) = compared(costs, answering, serveAtLeast: scenario.serveAtLeast, sample)
  return ComparisonResult(
    title: scenario.title, start: scenario.start, end: scenario.end, seed: run.seed, paths: run.paths,
    asked: run.asked, wasInterrupted: run.wasInterrupted, leftOver: scenario.leftOver,
    blockedWorkCosts: scenario.blockedWorkCosts, patience: scenario.blockedWork.patience,
    demand: asked.first { $0.measure == .demand }, throttled: asked.first { $0.measure == .throttled },
    usage: run.usage.map { UsageShare($0, of: run.paths) }, months: run.months.starts,
    usageByMonth: zip(run.months.totals, run.months.first).map { Band(total: $0, $1) }, plans: plans,
    pairs: pairs, ranking: ranking,
    leftOverViews: detail == .all
      ? leftOverViews(groups, of: run, scenario, facts, answering, ranking) : [],
    unknown: unknown, controls: run.controlNames,
    sensitivities: sensitivities(of: run, groups.map { $0[0] }, costs.map(\.values), ranking),
    stopped: stopped)
}

/// The chance that any of a scenario's gates is called kept or broken and is not.
private let gateMiss = 0.01

private func findings(_ plan: Int, in run: SimulationRun, of scenario: Scenario) -> [GateFinding] {
  let judgements = Double(max(1, scenario.gates.count * scenario.plans.count))
  return scenario.gates.compactMap {
    GateFinding($0, plan: plan, in: run, of: scenario, missing: gateMiss / judgements)
  }
}

/// What the plans cost, and which is the first answer, for every worth of what is left over.
private func leftOverViews(
  _ groups: [[PlanRun]], of run: SimulationRun, _ scenario: Scenario, _ facts: [PlanFacts],
  _ answering: Answering, _ ranking: Ranking
) -> [LeftOverView] {
  guard run.paths > 0 else { return [] }
  return scenario.leftOverChoices.map { worth in
    let columns = groups.map { group in
      Figures(group[0], of: run, scenario, leftOver: worth).values(Measure.totalCost.formula)
    }
    let costs = columns.map { column in
      Double(column.reduce(Int128(0)) { $0 + Int128($1) }) / Double(run.paths)
    }
    if worth == scenario.leftOver {
      return LeftOverView(worth: worth, costs: costs, answer: ranking.serving)
    }
    let others = Answering(
      zip(facts, costs).map { $0.costing($1) }, gates: answering.standings.map(\.gates),
      serveAtLeast: scenario.serveAtLeast)
    return LeftOverView(
      worth: worth, costs: costs,
      answer: others.serving { PairedGap.isWithin(columns[$0], columns[$1], z: Normal.z95) })
  }
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

  func facts(_ scenario: Scenario, paths: Int) -> PlanFacts {
    func mean(_ measure: Measure) -> Double {
      guard let column = sampled.first(where: { $0.measure == measure })?.column else { return 0 }
      return Double(column.total) / Double(max(1, paths))
    }
    let share = sampled.first { $0.measure == .refusedShare }
    let asked = share.map { $0.below.reduce(Int128(0)) { $0 + Int128($1) } } ?? 0
    let plan = scenario.plans[headline.plan]
    return PlanFacts(
      cost: mean(.totalCost), refused: mean(.refusedShare), asked: Double(asked) / Double(max(1, paths)),
      paid: mean(.paid), peak: mean(.cashIn24Hours), keepsTerms: !plan.usesReseller)
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
    usesReseller: plan.usesReseller,
    estimates: sample.estimates(gathered.sampled, gathered.stake),
    lots: run.paths == 0 ? [] : headline.lots.map { LotResult($0, paths: run.paths) },
    costQuantiles: quantiles(of: costs), days: dayBands(headline, paths: run.paths),
    months: monthsOfPlan(headline.months), buying: buying(headline, plan, of: scenario),
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
      left: perFuture(tally.left), usedLater: perFuture(tally.usedLater),
      lostLater: perFuture(tally.lostLater))
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
