/// What would change the answer: how much usage it takes until another plan is the cheapest, and how many of a seller's
/// lots may be lost until the discount stops paying (SellerLimits.swift). Found by simulating again, with common random numbers.
///
/// A race decides how many futures each level of usage gets: all begin with few, and only where chance may still decide the answer are
/// they doubled, until it is sure or there are as many as may be: all of `paths` at half and at twice the usage, which the first screen
/// tells, half of them elsewhere. An answer is sure
///
/// - if the paired interval lies below 0 against every other plan in the running, or so near to it that the two stay a tie; and
/// - if no plan whose refused share is within chance of the wanted one would be the answer on the other side of it.
///
/// An answer that is not sure when the futures are used up is told as a probable one, and parts no turning point.
/// The level of the scenario itself is the result, and costs nothing. The cost of a plan at another level is made surer by what it costs
/// in the same futures at the scenario's own: how lucky these were is known from all futures of the result (a control variate whose
/// mean is known to the result's own error, which is added).
/// At the boundary: a share of refused work that is exactly the wanted one, without any error, serves the work for sure.

import Ledger
import Numerics
import Quantities
import Results
import Scenario
import Simulation

/// `result`: of the simulation, all its plans. `paths`: futures at most of any simulation here.
public func turningPoints(
  of simulation: Simulation, _ result: ComparisonResult, threads: Int,
  paths: Int = TurningPoints.usualPaths, isInterrupted: @escaping @Sendable () -> Bool = { false }
) throws(SimulationError) -> TurningPoints? {
  guard result.plans.count > 1, result.paths > 1 else { return nil }
  let plans = result.plans.map(\.plan)
  let base = try Simulation(
    simulation.scenario, plans: plans, seed: result.seed, block: 64,
    scales: Search.scales[0]...(Search.scales.last ?? 1), sampling: simulation.sampling)
  let search = Search(
    base: base, result: result, own: Search.costs(of: simulation, plans, atLeast: paths), threads: threads,
    paths: paths, isInterrupted: isInterrupted)
  var levels: [Search.Level] = []
  for scale in Search.scales {
    levels.append(try search.raced(at: scale))
    if isInterrupted() { return nil }
  }
  let sure = levels.filter { $0.isSure && $0.best != nil }
  var crossings: [TurningPoints.Crossing] = []
  var low = sure.first
  for high in sure.dropFirst() {
    guard let last = low else { break }
    if last.differs(from: high) {
      crossings += try search.crossings(last, high, depth: 2)
      low = high
    } else if high.isAsClear(as: last) {
      low = high
    }
  }
  let sellers = try SellerSearch(
    base: base, result: result, threads: threads, paths: paths, isInterrupted: isInterrupted
  ).sellers()
  if isInterrupted() { return nil }
  return TurningPoints(
    paths: paths, levels: levels.map(search.told), crossings: crossings, sellers: sellers)
}

private struct Search {
  let base: Simulation
  let result: ComparisonResult
  /// By plan, its total costs in the first futures of the scenario itself; empty: there are not more than these.
  let own: [[Int64]]
  let threads: Int
  let paths: Int
  let isInterrupted: @Sendable () -> Bool

  private var scenario: Scenario { base.scenario }
  private static let root = 2.0.squareRoot()
  static let scales = [0.0625, 0.125, 0.25, 0.5, 1 / root, 1, root, 2, 4]
  /// Those that the first screen tells: they begin with four times as many futures as others, and end with twice as many.
  private static let toldScales: Set<Double> = [0.5, 2]

  static func costs(of simulation: Simulation, _ plans: [Int], atLeast paths: Int) -> [[Int64]] {
    let beginning = simulation.beginning(paths)
    guard beginning.paths >= paths, beginning.paths < simulation.paths else { return [] }
    let run = beginning.result
    return plans.map { plan in
      run.runs.first { $0.plan == plan }.map { values(.totalCost, of: $0, in: run, simulation.scenario) }
        ?? []
    }
  }

  /// What the futures say of one level of usage.
  struct Level {
    let scale: Double
    let result: ComparisonResult
    /// Nil: the level is the scenario's own.
    let run: SimulationRun?
    let isSure: Bool
    /// Of the plans in the running none costs less, beyond chance: so a third plan between two answers is found, although
    /// chance may put it out of the running.
    let isCheapest: Bool

    var best: Int? { result.ranking.serving.plan }

    /// The same answer, with no tie that the other one has not: a level at which the answer is about to change is skipped.
    func isAsClear(as other: Level) -> Bool {
      best == other.best
        && Set(result.ranking.serving.ties).isSubset(of: other.result.ranking.serving.ties)
    }

    /// The answers are not a tie at either of them.
    func differs(from other: Level) -> Bool {
      guard let best, let another = other.best else { return false }
      return best != another && !result.ranking.serving.ties.contains(another)
        && !other.result.ranking.serving.ties.contains(best)
    }

    func gap(_ a: Int, _ b: Int) -> Gap {
      let best = result.pair(a, b)?.difference.best
      return Gap(mean: best?.mean ?? 0, interval: best?.interval ?? Interval(low: 0, high: 0))
    }

    /// In the running for the first answer.
    func runs(_ plan: Int) -> Bool { result.ranking.standings[plan].isServing }
  }

  // MARK: The race

  /// Whole rounds of the replicates.
  private func part(_ part: Int) -> Int { min(paths, (paths / part + 31) / 32 * 32) }

  /// With as many futures as its answer takes.
  func raced(at scale: Double) throws(SimulationError) -> Level {
    if scale == 1 {
      return Level(
        scale: 1, result: result, run: nil, isSure: isSure(result), isCheapest: isCheapest(result))
    }
    var simulation = try base.varied(scale: scale)
    let isTold = Search.toldScales.contains(scale)
    let most = part(isTold ? 1 : 2)
    var count = part(isTold ? 2 : 8)
    while true {
      let level = try self.level(&simulation, scale, count)
      if level.isSure || count >= most || isInterrupted() { return level }
      count = min(2 * count, most)
    }
  }

  private func level(
    _ simulation: inout Simulation, _ scale: Double, _ count: Int
  ) throws(SimulationError) -> Level {
    try simulation.run(upTo: count, threads: threads, isInterrupted: isInterrupted)
    let run = simulation.result
    // Nothing but means is asked of these runs.
    let result = compare(run, of: scenario, detail: .answers)
    return Level(
      scale: scale, result: result, run: run, isSure: isSure(result), isCheapest: isCheapest(result))
  }

  private func isSure(_ level: ComparisonResult) -> Bool {
    let (standings, answer) = (level.ranking.standings, level.ranking.serving)
    let keeping = level.plans.indices.filter { standings[$0].keepsTerms }
    func isBeaten(_ other: Int, by best: Int) -> Bool {
      guard let gap = level.pair(best, other)?.difference.best.interval else { return false }
      // What is a tie to half a per cent stays one; what is one by chance may be none.
      let hair = Answering.hair * abs(level.plans[best][.totalCost]?.mean ?? 0)
      return gap.high < 0 || (answer.ties.contains(other) && gap.low > -hair && gap.high < hair)
        || (gap.low == 0 && gap.high == 0)
    }
    guard let best = answer.plan else { return keeping.allSatisfy { isFarFromLimit(level.plans[$0]) } }
    return isFarFromLimit(level.plans[best])
      && keeping.allSatisfy { other in
        other == best || isBeaten(other, by: best)
          || (!standings[other].servesEnough && isFarFromLimit(level.plans[other]))
      }
  }

  private func isCheapest(_ level: ComparisonResult) -> Bool {
    guard let best = level.ranking.serving.plan else { return false }
    return level.plans.indices.allSatisfy { other in
      other == best || !level.ranking.standings[other].isServing
        || level.ranking.serving.ties.contains(other)
        || (level.pair(best, other)?.difference.best.interval.high ?? 0) < 0
    }
  }

  /// What it refuses is not within chance of what it may refuse. What never happened has no error that could be seen here.
  private func isFarFromLimit(_ plan: PlanResult) -> Bool {
    guard let refused = plan[.refusedShare], refused.standardError > 0 else { return true }
    let most = 1 - Double(scenario.serveAtLeast.millionths) / 1e6
    return abs(refused.mean - most) > Student.t(Normal.z95, degrees: 31) * refused.standardError
  }

  // MARK: Figures of a level

  func told(_ level: Level) -> TurningPoints.Level {
    TurningPoints.Level(
      scale: level.scale, futures: level.result.paths, usage: usage(at: level.scale),
      costs: level.result.plans.indices.map { cost($0, level) },
      risks: level.result.plans.map { plan in
        let risk = plan[.outageRisk]?.best
        return Place(risk?.mean ?? 0, risk?.interval ?? Interval(low: 0, high: 0))
      }, best: level.best, isSure: level.isSure)
  }

  /// A month, at list price. Every workload's usual level is a factor of what it asks for, on average.
  private func usage(at scale: Double) -> Double {
    let months = Double(result.end.seconds - result.start.seconds) / (365.2425 * 86_400 / 12)
    return scale * (result.demand?.mean ?? 0) / max(months, 1e-9)
  }

  private func cost(_ plan: Int, _ level: Level) -> Place {
    guard let estimate = level.result.plans[plan][.totalCost] else {
      return Place(0, Interval(low: 0, high: 0))
    }
    // As the result tells it.
    guard let run = level.run else { return Place(estimate.mean, estimate.interval) }
    let plain = estimate.best
    return helped(plan, run, plain.standardError) ?? Place(plain.mean, plain.interval)
  }

  /// By its cost in the same futures at the scenario's own usage; nil: that does not help.
  private func helped(_ plan: Int, _ run: SimulationRun, _ error: Double) -> Place? {
    let count = run.paths
    guard plan < own.count, own[plan].count >= count, count >= ControlVariates.futuresForEach,
      let known = result.plans[plan][.totalCost]?.best
    else { return nil }
    let costs = values(.totalCost, of: run.runs[plan], in: run, scenario)
    // Where few futures differ at all, a fit would be one to chance.
    guard Summary(costs, detail: .moments).differing >= ControlVariates.futuresForEach else { return nil }
    let n = Double(count)
    let (x, y) = (own[plan].prefix(count).map { Double($0) }, costs.map { Double($0) })
    let (meanX, meanY) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
    var (xx, xy) = (0.0, 0.0)
    for (x, y) in zip(x, y) {
      xx += (x - meanX) * (x - meanX)
      xy += (x - meanX) * (y - meanY)
    }
    guard xx > 0 else { return nil }
    let slope = xy / xx
    let rest = Summary(
      zip(x, y).map { Int64(max(-0x1p62, min(0x1p62, $1 - slope * ($0 - known.mean)))) }, detail: .moments)
    let left = MeanVariance(rest)
    let ownError = slope * known.standardError
    // One coefficient was fitted.
    let variance = left.variance * (n - 1) / (n - 2) + ownError * ownError
    guard error * error > ControlVariates.leastFactorOfReplicates * variance else { return nil }
    return Place(
      Double(rest.total) / n,
      Interval(
        around: Double(rest.total) / n,
        halfWidth: Student.t(Normal.z95, degrees: left.degrees) * variance.squareRoot()))
  }

  // MARK: Where the answer turns

  /// Between two scales at which different plans are surely the cheapest; more than one where a third plan is in between.
  func crossings(_ low: Level, _ high: Level, depth: Int) throws(SimulationError) -> [TurningPoints.Crossing]
  {
    guard let a = low.best, let b = high.best else { return [] }
    guard [low, high].allSatisfy({ $0.runs(a) && $0.runs(b) }) else {
      return try changes(low, high, depth: depth)
    }
    let ends = (low.gap(a, b), high.gap(a, b))
    var (from, to) = (low.scale, high.scale)
    var (below, above) = (ends.0.mean, ends.1.mean)
    // Two halvings of the span's ratio with all plans, then the two alone. Near the place no answer is sure: there is no race.
    for _ in 0..<2 {
      let middle = (from * to).squareRoot()
      var simulation = try base.varied(scale: middle)
      let level = try level(&simulation, middle, part(4))
      if isInterrupted() { return [] }
      if depth > 0, level.isCheapest, let third = level.best, third != a, third != b {
        let before = try crossings(low, level, depth: depth - 1)
        return try before + crossings(level, high, depth: depth - 1)
      }
      let mean = level.gap(a, b).mean
      if mean < 0 { (from, below) = (middle, mean) } else { (to, above) = (middle, mean) }
    }
    let slope = (above - below) / (to - from)
    guard slope > 0 else { return [] }
    var search = RootSearch([(low.scale, ends.0), (high.scale, ends.1)])
    try search.refine(around: from - below / slope, slope: slope) { scale throws(SimulationError) in
      var simulation = try base.varied(only: [a, b].map { result.plans[$0].plan }.sorted(), scale: scale)
      let level = try level(&simulation, scale, paths)
      return a < b ? level.gap(0, 1) : level.gap(1, 0)
    }
    if isInterrupted() { return [] }
    return [crossing(search.place, low, high)]
  }

  /// Where the answer changes because a plan no longer serves the work: halved until the place is known to a tenth.
  private func changes(_ low: Level, _ high: Level, depth: Int) throws(SimulationError) -> [TurningPoints
    .Crossing]
  {
    var (from, to) = (low.scale, high.scale)
    while to / from > 1.1 {
      let middle = (from * to).squareRoot()
      let level = try raced(at: middle)
      if isInterrupted() { return [] }
      guard level.isCheapest, let best = level.best else { break }
      if best == low.best {
        from = middle
      } else if best == high.best {
        to = middle
      } else if depth > 0 {
        let before = try crossings(low, level, depth: depth - 1)
        return try before + crossings(level, high, depth: depth - 1)
      } else {
        break
      }
    }
    return [crossing(Place((from * to).squareRoot(), Interval(low: from, high: to)), low, high)]
  }

  private func crossing(_ scale: Place, _ low: Level, _ high: Level) -> TurningPoints.Crossing {
    TurningPoints.Crossing(
      scale: scale,
      usage: Place(
        usage(at: scale.value),
        Interval(low: usage(at: scale.interval.low), high: usage(at: scale.interval.high))),
      below: low.best ?? 0, above: high.best ?? 0)
  }
}
