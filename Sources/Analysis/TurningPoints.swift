/// What would change the answer: how much usage it takes until another plan is the cheapest, and how many of a seller's
/// lots may be lost until the discount stops paying. Found by simulating again, with common random numbers: first roughly, then with
/// more futures next to the place, which is told with its 95 % interval (RootSearch.swift).

import Ledger
import Quantities
import Results
import Scenario
import Simulation

/// `result`: of the scenario as it is, all its plans.
public func turningPoints(
  of scenario: Scenario, _ result: ComparisonResult, threads: Int, paths: Int = TurningPoints.usualPaths,
  sampling: Sampling = .points, isInterrupted: @escaping @Sendable () -> Bool = { false }
) throws(SimulationError) -> TurningPoints? {
  guard result.plans.count > 1, result.paths > 1 else { return nil }
  let base = try Simulation(
    scenario, plans: result.plans.map(\.plan), seed: result.seed, block: 64,
    scales: Search.scales[0]...(Search.scales.last ?? 1), sampling: sampling)
  let search = Search(
    scenario: scenario, base: base, plans: result.plans.map(\.plan), threads: threads, paths: paths,
    isInterrupted: isInterrupted)
  var levels: [ComparisonResult] = []
  for scale in Search.scales { levels.append(try search.run(scale: scale)) }
  if isInterrupted() { return nil }
  let sure = zip(Search.scales, levels).compactMap { scale, level in
    search.sureBest(level).map { Search.Sure(scale: scale, best: $0, level: level) }
  }
  var crossings: [TurningPoints.Crossing] = []
  var low = sure.first
  for high in sure.dropFirst() {
    guard let last = low else { break }
    if search.differ(last, high) {
      crossings += try search.crossings(last, high, depth: 2)
      low = high
    } else if high.isAsClear(as: last) {
      low = high
    }
  }
  let sellers = try search.sellers(result)
  if isInterrupted() { return nil }
  return TurningPoints(
    paths: paths,
    levels: zip(Search.scales, levels).map { scale, level in
      TurningPoints.Level(
        scale: scale, usage: search.usage(level), costs: level.plans.map { $0[.totalCost]?.best.mean ?? 0 },
        risks: level.plans.map { $0[.outageRisk]?.mean ?? 0 }, best: level.ranking.serving.plan)
    }, crossings: crossings, sellers: sellers)
}

private struct Search {
  let scenario: Scenario
  let base: Simulation
  let plans: [Int]
  let threads: Int
  let paths: Int
  let isInterrupted: @Sendable () -> Bool

  private static let root = 2.0.squareRoot()
  static let scales = [0.0625, 0.125, 0.25, 0.5, 1 / root, 1, root, 2, 4]

  /// Nothing but means is asked of these runs.
  func run(
    _ changed: Scenario? = nil, plans: [Int]? = nil, scale: Double = 1, times: Int = 1
  ) throws(SimulationError) -> ComparisonResult {
    var simulation = try base.varied(changed ?? scenario, only: plans, scale: scale)
    try simulation.run(upTo: times * paths, threads: threads, isInterrupted: isInterrupted)
    return compare(simulation.result, of: changed ?? scenario, detail: .answers)
  }

  /// A month, at list price.
  func usage(_ result: ComparisonResult) -> Double {
    let months = Double(result.end.seconds - result.start.seconds) / (365.2425 * 86_400 / 12)
    return (result.demand?.mean ?? 0) / max(months, 1e-9)
  }

  /// A level, and the plan that is surely the cheapest there.
  struct Sure {
    let scale: Double
    let best: Int
    let level: ComparisonResult

    /// The same answer, with no tie that the other one has not: a level at which the answer is about to change is skipped.
    func isAsClear(as other: Sure) -> Bool {
      best == other.best
        && Set(level.ranking.serving.ties).isSubset(of: other.level.ranking.serving.ties)
    }
  }

  /// The answer, if its paired interval lies below 0 against every other plan in the running that is no tie; nil: there is none,
  /// or chance may have decided.
  func sureBest(_ level: ComparisonResult) -> Int? {
    let answer = level.ranking.serving
    guard let best = answer.plan else { return nil }
    let isSure = level.plans.indices.allSatisfy { other in
      other == best || !isRunning(other, level) || answer.ties.contains(other)
        || (level.pair(best, other)?.difference.best.interval.high ?? 0) < 0
    }
    return isSure ? best : nil
  }

  private func isRunning(_ plan: Int, _ level: ComparisonResult) -> Bool {
    level.ranking.standings[plan].isServing
  }

  /// The answers of two levels are not a tie at either of them.
  func differ(_ low: Sure, _ high: Sure) -> Bool {
    low.best != high.best && !low.level.ranking.serving.ties.contains(high.best)
      && !high.level.ranking.serving.ties.contains(low.best)
  }

  /// Between two scales at which different plans are surely the cheapest; more than one where a third plan is in between.
  func crossings(_ low: Sure, _ high: Sure, depth: Int) throws(SimulationError) -> [TurningPoints.Crossing] {
    let (a, b) = (low.best, high.best)
    let bothRun = [low.level, high.level].allSatisfy { isRunning(a, $0) && isRunning(b, $0) }
    guard bothRun else { return try changes(low, high, depth: depth) }
    func gap(_ level: ComparisonResult) -> Gap {
      let best = level.pair(a, b)?.difference.best
      return Gap(mean: best?.mean ?? 0, interval: best?.interval ?? Interval(low: 0, high: 0))
    }
    let ends = (gap(low.level), gap(high.level))
    var (from, to) = (low.scale, high.scale)
    var (below, above) = (ends.0.mean, ends.1.mean)
    // Two halvings of the span's ratio with all plans, then the two alone.
    for _ in 0..<2 {
      let middle = (from * to).squareRoot()
      let level = try run(scale: middle)
      if isInterrupted() { return [] }
      if depth > 0, let third = sureBest(level), third != a, third != b {
        let place = Sure(scale: middle, best: third, level: level)
        let before = try crossings(low, place, depth: depth - 1)
        return try before + crossings(place, high, depth: depth - 1)
      }
      let mean = gap(level).mean
      if mean < 0 { (from, below) = (middle, mean) } else { (to, above) = (middle, mean) }
    }
    let slope = (above - below) / (to - from)
    guard slope > 0 else { return [] }
    var search = RootSearch(from: (low.scale, ends.0), to: (high.scale, ends.1))
    try search.refine(around: from - below / slope, slope: slope) { scale throws(SimulationError) in
      let level = try run(
        plans: [plans[a], plans[b]].sorted(), scale: scale, times: TurningPoints.timesNearby)
      let best = (a < b ? level.pair(0, 1) : level.pair(1, 0))?.difference.best
      return Gap(mean: best?.mean ?? 0, interval: best?.interval ?? Interval(low: 0, high: 0))
    }
    if isInterrupted() { return [] }
    return [crossing(search.place, low, high)]
  }

  /// Where the answer changes because a plan no longer serves the work: halved until the place is known to a tenth.
  private func changes(_ low: Sure, _ high: Sure, depth: Int) throws(SimulationError) -> [TurningPoints
    .Crossing]
  {
    var (from, to) = (low.scale, high.scale)
    while to / from > 1.1 {
      let middle = (from * to).squareRoot()
      let level = try run(scale: middle)
      if isInterrupted() { return [] }
      guard let best = sureBest(level) else { break }
      if best == low.best {
        from = middle
      } else if best == high.best {
        to = middle
      } else if depth > 0 {
        let place = Sure(scale: middle, best: best, level: level)
        let before = try crossings(low, place, depth: depth - 1)
        return try before + crossings(place, high, depth: depth - 1)
      } else {
        break
      }
    }
    return [crossing(Place((from * to).squareRoot(), Interval(low: from, high: to)), low, high)]
  }

  private func crossing(_ scale: Place, _ low: Sure, _ high: Sure) -> TurningPoints.Crossing {
    // Usage is a line through both ends.
    let (least, most) = (self.usage(low.level), self.usage(high.level))
    func usage(at scale: Double) -> Double {
      least + (scale - low.scale) / (high.scale - low.scale) * (most - least)
    }
    return TurningPoints.Crossing(
      scale: scale,
      usage: Place(
        usage(at: scale.value),
        Interval(low: usage(at: scale.interval.low), high: usage(at: scale.interval.high))),
      below: low.best, above: high.best)
  }

  func sellers(_ result: ComparisonResult) throws(SimulationError) -> [TurningPoints.Seller] {
    guard let against = result.ranking.order.first(where: { !result.plans[$0].usesReseller }) else {
      return []
    }
    var found: [TurningPoints.Seller] = []
    for plan in result.plans.indices where result.plans[plan].usesReseller {
      let doubled = try run(withRisks(of: plan) { $0.doubled }, plans: [plans[plan]], times: 4).plans[0]
      found.append(
        TurningPoints.Seller(
          plan: plan, against: against, limit: try limit(plan, against),
          doubledCost: doubled[.totalCost]?.best.mean ?? 0, doubledPrice: doubled[.effectivePrice]?.mean ?? 0,
          doubledRisk: doubled[.outageRisk]?.mean ?? 0))
      if isInterrupted() { break }
    }
    return found
  }

  private func limit(_ plan: Int, _ against: Int) throws(SimulationError) -> TurningPoints.Seller.Limit {
    func simulated(_ scenario: Scenario, _ plan: Int, times: Int) throws(SimulationError) -> PlanInRun? {
      var simulation = try base.varied(scenario, only: [plans[plan]])
      try simulation.run(upTo: times * paths, threads: threads, isInterrupted: isInterrupted)
      return PlanInRun(simulation.result, scenario, plan: scenario.plans[plans[plan]].name)
    }
    /// Nil where nothing is served and so there is no price.
    func gap(_ other: PlanInRun?, _ share: Double, times: Int = 1) throws(SimulationError) -> Gap? {
      let lossy = try simulated(withRisks(of: plan) { $0.losing(share) }, plan, times: times)
      guard let other, let lossy, let change = PairedChange(.effectivePrice, from: other, to: lossy) else {
        return nil
      }
      return Gap(mean: change.mean, interval: Interval(around: change.mean, halfWidth: change.halfWidth))
    }
    let other = try simulated(scenario, against, times: 1)
    var (low, high) = (0.0, 0.95)
    // Where nothing is served there is no price, and no limit to its seller.
    guard let least = try gap(other, low), least.mean < 0 else { return .always }
    guard let most = try gap(other, high) else { return .never }
    if most.mean < 0 { return .never }
    var (below, above) = (least.mean, most.mean)
    while high - low > 0.25, !isInterrupted() {
      let middle = (low + high) / 2
      let mean = try gap(other, middle)?.mean ?? .infinity
      if mean < 0 { (low, below) = (middle, mean) } else { (high, above) = (middle, mean) }
    }
    let slope = (above - below) / (high - low)
    guard slope > 0, slope.isFinite else { return .share(Place(high, Interval(low: low, high: high))) }
    let near = try simulated(scenario, against, times: TurningPoints.timesNearby)
    var search = RootSearch(from: (0, least), to: (0.95, most))
    try search.refine(around: low - below / slope, slope: slope) { share throws(SimulationError) in
      try gap(near, share, times: TurningPoints.timesNearby)
        ?? Gap(mean: .infinity, interval: Interval(low: .infinity, high: .infinity))
    }
    return .share(search.place)
  }

  /// The scenario with other risks of the reseller's lots of a plan.
  private func withRisks(of plan: Int, _ change: (SellerRisk) -> SellerRisk) -> Scenario {
    var changed = scenario
    let index = plans[plan]
    let ledger = changed.plans[index].ledger
    for origin in ledger.origins where ledger.source(of: origin) == .reseller {
      let seller = changed.plans[index].risks[origin].seller
      changed.plans[index].risks[origin].seller = change(seller)
    }
    return changed
  }
}

extension SellerRisk {
  fileprivate var doubled: SellerRisk {
    var risk = self
    risk.undelivered = Ratio(millionths: min(2 * undelivered.millionths, 1_000_000))
    risk.revokedPerMonth = Ratio(millionths: 2 * revokedPerMonth.millionths)
    return risk
  }

  fileprivate func losing(_ share: Double) -> SellerRisk {
    var risk = self
    risk.undelivered = Ratio(millionths: Int64(share * 1e6 + 0.5))
    return risk
  }
}
