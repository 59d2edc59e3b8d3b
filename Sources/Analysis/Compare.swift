/// The whole analysis of a run: measures of every plan, pairs, ranking, unknown rules, lots and days.

import Ledger
import Numerics
import Quantities
import Results
import Scenario
import Simulation

/// How much is asked of a comparison.
public enum CompareDetail: Sendable {
  /// What a level of usage on the way to a turning point needs: what the answers are made of. No quantiles, days, months, lots or
  /// batches, and nothing of other measures.
  case answers
  case all
}

/// `stopped`: the rule that said how many futures are enough, if there was one. Plans, and then pairs, are divided over the threads; the
/// result is the same to the byte for any number of them.
public func compare(
  _ run: SimulationRun, of scenario: Scenario, stopped: StoppedBy? = nil, detail: CompareDetail = .all,
  threads: Int = 1
) -> ComparisonResult {
  ComparedRun(run, of: scenario, stopped: stopped, detail: detail, threads: threads).result
}

/// A run of which every future is there, and what is found in it.
struct ComparedRun: Sendable {
  let common: Common
  let digests: [PlanDigest]
  let compared: Compared
  let leftOverViews: [LeftOverView]
  let sensitivities: [Sensitivity]
  let unknownNumbers: [UnknownNumberResult]
  private let asked: [Estimate]

  init(
    _ run: SimulationRun, of scenario: Scenario, stopped: StoppedBy?, detail: CompareDetail, threads: Int
  ) {
    precondition(run.demand.count == run.paths && run.throttled.count == run.paths, "a demand in each future")
    precondition(run.runs.allSatisfy { $0.paths == run.paths }, "every plan on the same futures")
    precondition(run.controls.allSatisfy { $0.count == run.paths }, "controls of the same futures")
    let groups = grouped(run.runs)
    // Starting a thread takes as long as what is asked of a thousand futures on the way to a turning point.
    let threads = detail == .answers && run.paths * groups.count < 16_384 ? 1 : threads
    let sample = Sample(run, stopped: stopped)
    let usage = [(Measure.demand, run.demand), (.throttled, run.throttled)].map { measure, values in
      Sampled(measure, values, ranks: sample.ranks)
    }
    asked = sample.estimates(usage, Stake([], demand: usage[0].summary, of: scenario, plan: nil))
    let common = Common(
      run: run, scenario: scenario, sample: sample, detail: detail, demand: usage[0].summary,
      inputs: detail == .all ? Regressor.shared(run) : [])
    self.common = common
    let digests = inOrder(Array(groups.indices), threads: threads) {
      PlanDigest(groups[$0], number: $0, common)
    }
    self.digests = digests
    let answering = Answering(
      digests.map(\.facts), gates: digests.map(\.gates), serveAtLeast: scenario.serveAtLeast)
    compared = Compared(digests.map(\.costs), answering, sample, of: scenario, threads: threads)
    leftOverViews =
      detail == .all
      ? Analysis.leftOverViews(groups, common, answering, compared.ranking, threads: threads) : []
    unknownNumbers =
      detail == .all
      ? Analysis.unknownNumbers(scenario, run, digests.map(\.costs.values), compared.ranking) : []
    sensitivities =
      digests.compactMap(\.sensitivity) + gapSensitivity(groups, digests, compared.ranking, common)
  }

  var result: ComparisonResult {
    let run = common.run
    return ComparisonResult(
      run, of: common.scenario, (run.paths, run.asked, run.wasInterrupted), usage: asked, digests: digests,
      compared, views: leftOverViews, sensitivities, unknownNumbers, stopped: common.sample.stopped)
  }
}

extension ComparisonResult {
  /// `run`: what it says beside its columns.
  init(
    _ run: SimulationRun, of scenario: Scenario,
    _ extent: (paths: Int, asked: Int, wasInterrupted: Bool), usage: [Estimate],
    digests: [PlanDigest], _ compared: Compared, views: [LeftOverView], _ sensitivities: [Sensitivity],
    _ unknownNumbers: [UnknownNumberResult], stopped: StoppedBy?, summedUp: SummedUp? = nil
  ) {
    self.init(
      title: scenario.title, start: scenario.start, end: scenario.end, seed: run.seed, paths: extent.paths,
      asked: extent.asked, wasInterrupted: extent.wasInterrupted, leftOver: scenario.leftOver,
      blockedWorkCosts: scenario.blockedWorkCosts, patience: scenario.blockedWork.patience,
      demand: usage.first { $0.measure == .demand }, throttled: usage.first { $0.measure == .throttled },
      usage: run.usage.ofStatedWorkloads.map { UsageShare($0, of: extent.paths) }, months: run.months.starts,
      usageByMonth: zip(run.months.totals, run.months.first).map { Band(total: $0, $1) },
      plans: digests.map(\.result), pairs: compared.pairs, ranking: compared.ranking, leftOverViews: views,
      unknown: digests.compactMap(\.unknown), controls: run.controlNames, sensitivities: sensitivities,
      stopped: stopped, summedUp: summedUp)
    self.unknownNumbers = unknownNumbers
  }
}

/// The items' results in the order of the items, whatever the threads.
package func inOrder<Item: Sendable, Result: Sendable>(
  _ items: [Item], threads: Int, _ work: @escaping @Sendable (Item) -> Result
) -> [Result] {
  guard threads > 1, items.count > 1 else { return items.map(work) }
  return Workers.run(
    blocks: items.count, threads: threads, isInterrupted: { false }, each: { _ in },
    work: { _, claim, finish in
      while let number = claim() { finish(number, work(items[number])) }
    })
}

/// What every plan is analysed with.
struct Common: Sendable {
  let run: SimulationRun
  let scenario: Scenario
  let sample: Sample
  let detail: CompareDetail
  let demand: Summary
  /// Of a regression.
  let inputs: [Regressor]
}

/// The chance that any of a scenario's gates is called kept or broken and is not.
private let gateMiss = 0.01

/// By what is known of the gates of a plan that it can be judged by: of each, its judgement at this probability of missing.
func findings(
  _ plan: PurchasePlan, of scenario: Scenario, _ judged: (Gate, Double) -> GateJudgement?
) -> [GateFinding] {
  let judgements = Double(max(1, scenario.gates.count * scenario.plans.count))
  return scenario.gates.filter { $0.isAbout(plan) }.compactMap { gate in
    judged(gate, gateMiss / judgements).map { GateFinding(gate, $0) }
  }
}

/// What the plans cost, and which is the first answer, for every worth of what is left over.
private func leftOverViews(
  _ groups: [[PlanRun]], _ common: Common, _ answering: Answering, _ ranking: Ranking, threads: Int
) -> [LeftOverView] {
  let (run, scenario, facts) = (common.run, common.scenario, answering.facts)
  guard run.paths > 0 else { return [] }
  return scenario.leftOverChoices.map { worth in
    if worth == scenario.leftOver {
      return LeftOverView(worth: worth, costs: facts.map(\.cost), answer: ranking.serving)
    }
    let columns = inOrder(groups, threads: threads) { group in
      Figures(group[0], of: run, scenario, leftOver: worth).values(Measure.totalCost.formula)
    }
    let costs = columns.map { Double(Summary($0, detail: .sums).total) / Double(run.paths) }
    let others = Answering(
      zip(facts, costs).map { $0.costing($1) }, gates: answering.standings.map(\.gates),
      serveAtLeast: scenario.serveAtLeast)
    return LeftOverView(
      worth: worth, costs: costs, answer: others.serving { isWithinChance(columns[$0], columns[$1]) })
  }
}

/// What moves the gap between the two cheapest.
private func gapSensitivity(
  _ groups: [[PlanRun]], _ digests: [PlanDigest], _ ranking: Ranking, _ common: Common
) -> [Sensitivity] {
  guard common.detail == .all, ranking.order.count > 1 else { return [] }
  let (a, b) = (ranking.order[0], ranking.order[1])
  let (first, second) = (
    common.scenario.plans[groups[a][0].plan], common.scenario.plans[groups[b][0].plan]
  )
  let gap = apart(digests[a].costs.values, digests[b].costs.values)
  return [
    regress(
      Column(gap),
      on: Regressor.shared(common.inputs, of: [first, second], in: common.scenario)
        + Regressor.own(groups[a][0], "cheapest plan: ", of: first)
        + Regressor.own(groups[b][0], "next plan: ", of: second),
      plan: a, against: b, rows: common.sample.rows)
  ]
}

/// What is measured of one plan, its switches at their defaults first; nothing of it is as long as there are futures but its total cost.
struct PlanDigest: Sendable {
  let result: PlanResult
  let unknown: UnknownRules?
  let costs: PlanCosts
  let facts: PlanFacts
  let sensitivity: Sensitivity?
  let gates: [GateFinding]
  /// Of what is shown.
  let sampled: [Sampled]
  let fits: [Measure: Sample.Fitted]

  /// The measures that answers are made of.
  private static let deciding: [Measure] = [
    .totalCost, .paid, .effectivePrice, .refusedShare, .outageRisk, .cashIn24Hours,
  ]

  /// `number`: of the plan in the result.
  init(_ variants: [PlanRun], number: Int, _ common: Common) {
    let (run, scenario, sample) = (common.run, common.scenario, common.sample)
    let isWhole = common.detail == .all
    let headline = variants[0]
    let plan = scenario.plans[headline.plan]
    let isUncertain = !headline.settings.isEmpty
    let figures = Figures(headline, of: run, scenario)
    let sampled = Measure.all.compactMap { measure -> Sampled? in
      let isAsked = isWhole || PlanDigest.deciding.contains(measure)
      guard isAsked || Stake.isNeeded(measure) else { return nil }
      let isKept =
        measure == .totalCost || measure.isAdjusted || (isUncertain && Measure.ranged.contains(measure))
      return Sampled(
        measure, of: figures, detail: isWhole ? .all : isAsked ? .moments : .sums, ranks: sample.ranks,
        keeping: isAsked && isKept)
    }
    func found(_ measure: Measure) -> Sampled? { sampled.first { $0.measure == measure } }
    let stake = Stake(sampled, demand: common.demand, of: scenario, plan: plan)
    let shown = isWhole ? sampled : sampled.filter { PlanDigest.deciding.contains($0.measure) }
    let helped = shown.filter { $0.measure.isAdjusted && $0.values.count == sample.rows }
    let columns = helped.map { Column($0.values, $0.summary) }
    let fits = Dictionary(
      uniqueKeysWithValues: zip(helped, sample.fits(columns)).compactMap { sampled, fit in
        fit.map { (sampled.measure, $0) }
      })
    (self.sampled, self.fits) = (sampled, fits)
    let cost = found(.totalCost)
    costs = PlanCosts(
      terms: PlanCosts.terms(of: plan), values: cost?.values ?? [], stake: stake, fit: fits[.totalCost])
    facts = PlanFacts(sampled, keepsTerms: !plan.usesReseller, paths: run.paths)
    unknown =
      isUncertain && isWhole
      ? unknownRules(
        variants,
        [Measure.ranged.compactMap(found)]
          + variants.dropFirst().map { variant in
            let figures = Figures(variant, of: run, scenario)
            return Measure.ranged.map { Sampled($0, of: figures, detail: .sums, keeping: true) }
          }, stake, number: number, sample) : nil
    gates =
      isWhole
      ? findings(plan, of: scenario) { judge($0, plan: headline.plan, in: run, of: scenario, missing: $1) }
      : []
    let target = zip(helped, columns).first { $0.0.measure == .totalCost }?.1
    sensitivity =
      isWhole
      ? regress(
        target ?? Column([]),
        on: Regressor.shared(common.inputs, of: [plan], in: scenario) + Regressor.own(headline, of: plan),
        plan: number, against: nil,
        rows: sample.rows) : nil
    result = PlanResult(
      headline, plan, sampled, sample.estimates(shown, stake, fits), costQuantiles: quantiles(of: cost),
      isWhole: isWhole, paths: run.paths, of: scenario)
  }

  /// Of more futures, of which there are sums; what is told of single futures stays as it is.
  init(
    _ kept: PlanDigest, sampled: [Sampled], result: PlanResult, facts: PlanFacts, costs: PlanCosts,
    gates: [GateFinding]
  ) {
    (self.sampled, self.result, self.facts, self.costs, self.gates) = (sampled, result, facts, costs, gates)
    (unknown, sensitivity, fits) = (kept.unknown, kept.sensitivity, kept.fits)
  }
}

extension PlanFacts {
  init(_ sampled: [Sampled], keepsTerms: Bool, paths: Int) {
    func found(_ measure: Measure) -> Sampled? { sampled.first { $0.measure == measure } }
    func mean(_ measure: Measure) -> Double {
      Double(found(measure)?.summary.total ?? 0) / Double(max(1, paths))
    }
    self.init(
      cost: mean(.totalCost), refused: mean(.refusedShare),
      asked: Double(found(.refusedShare)?.below ?? 0) / Double(max(1, paths)), paid: mean(.paid),
      peak: mean(.cashIn24Hours), keepsTerms: keepsTerms)
  }
}

extension PlanResult {
  /// `isWhole`: with all that is told of a plan beside its figures.
  init(
    _ run: PlanRun, _ plan: PurchasePlan, _ sampled: [Sampled], _ estimates: [Estimate],
    costQuantiles: [Int64], isWhole: Bool, paths: Int, of scenario: Scenario
  ) {
    self.init(
      plan: run.plan, name: plan.name, usesReseller: plan.usesReseller, estimates: estimates,
      lots: paths == 0 || !isWhole ? [] : run.lots.map { LotResult($0, paths: paths) },
      costQuantiles: isWhole ? costQuantiles : [],
      days: isWhole ? dayBands(run, paths: paths) : [],
      months: isWhole ? monthsOfPlan(run.months) : [],
      buying: isWhole ? purchases(run, plan, of: scenario) : [],
      batches: isWhole
        ? sampled.filter { $0.measure.isCompared && $0.summary.count > 0 }
          .map {
            Batches(
              measure: $0.measure,
              sums: Array($0.summary.replicates.sums.prefix(min(Batches.most, $0.summary.count))))
          } : [])
  }
}

/// What pairs are made of.
struct PlanCosts: Sendable {
  /// Without the name.
  let terms: PurchasePlan
  /// Total cost by future.
  let values: [Int64]
  let stake: Stake
  let fit: Sample.Fitted?

  static func terms(of plan: PurchasePlan) -> PurchasePlan {
    var terms = plan
    terms.name = ""
    return terms
  }
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

/// Of the quantiles at 0, 2.5, ... 100 %, by nearest rank.
func costRanks(of count: Int) -> [Int] { (0...40).map { max(0, ($0 * count + 39) / 40 - 1) } }

private func quantiles(of cost: Sampled?) -> [Int64] {
  guard let cost, case let costs = cost.values, !costs.isEmpty else { return [] }
  return orderStatistics(
    of: costs, ranks: costRanks(of: costs.count), least: cost.summary.least, most: cost.summary.most)
}

private func dayBands(_ run: PlanRun, paths: Int) -> [DayBand] {
  guard paths > 0 else { return [] }
  var bands = [DayBand.Band?](repeating: nil, count: max(run.outageDays.count, run.balances.days))
  run.balances.eachDay { bands[$0] = DayBand.Band($1) }
  return bands.enumerated().map { day, band in
    let outages = day < run.outageDays.count ? Int(run.outageDays[day]) : 0
    return DayBand(day: day, balance: band, outage: Probability(count: outages, of: paths))
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
