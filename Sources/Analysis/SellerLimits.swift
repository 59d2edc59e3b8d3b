/// How far a seller may be trusted: from which share of lots lost on is a dollar of usage dearer than with the cheapest plan that
/// has no reseller, and what twice the stated risks would do.
///
/// Demand is drawn once for all shares that are looked at together: five over the whole range with a quarter of the futures, then three
/// around the place with all of them. Twice the risk is set beside the result's own figures: what it adds is taken from plans that
/// meet the same futures, and added to what all futures of the result say.
/// At the boundary: a plan that is dearer with nothing lost, beyond chance, has the limit `always`; one that is cheaper with 95 %
/// lost, `never`.

import Ledger
import Numerics
import Quantities
import Results
import Scenario
import Simulation

struct SellerSearch {
  let base: Simulation
  let result: ComparisonResult
  let threads: Int
  let paths: Int
  let isInterrupted: @Sendable () -> Bool

  private static let shares = [0, 0.25, 0.5, 0.75, 0.95]

  func sellers() throws(SimulationError) -> [TurningPoints.Seller] {
    guard let against = result.ranking.order.first(where: { !result.plans[$0].usesReseller }) else {
      return []
    }
    var found: [TurningPoints.Seller] = []
    for plan in result.plans.indices where result.plans[plan].usesReseller {
      found.append(try seller(plan, against))
      if isInterrupted() { break }
    }
    return found
  }

  private func seller(_ plan: Int, _ against: Int) throws(SimulationError) -> TurningPoints.Seller {
    let coarse = try lived(plan, against, SellerSearch.shares, paths: (paths + 3) / 4).gaps
    let near = nearby(coarse)
    let risks = [base.scenario, withRisks(of: plan) { $0.doubled }]
    let fine = try lived(plan, against, near, risks, paths: paths)
    func told(_ measure: Measure) -> Place {
      twice(measure, plan, stated: fine.others[0], doubled: fine.others[1])
    }
    return TurningPoints.Seller(
      plan: plan, against: against, limit: limit(coarse, fine.gaps), doubledCost: told(.totalCost),
      doubledPrice: told(.effectivePrice), doubledRisk: told(.outageRisk).within(0...1))
  }

  private typealias Point = (share: Double, gap: Gap?)

  /// The price of a useful dollar less that of the other plan, with these shares lost; nil where nothing is served. And the plan with
  /// other risks in the same futures.
  private func lived(
    _ plan: Int, _ against: Int, _ shares: [Double], _ others: [Scenario] = [], paths: Int
  ) throws(SimulationError) -> (gaps: [Point], others: [PlanInRun]) {
    let scenarios = shares.map { share in withRisks(of: plan) { $0.losing(share) } } + others
    let (number, other) = (result.plans[plan].plan, result.plans[against].plan)
    var simulation = try base.varied([(other, base.scenario)] + scenarios.map { (number, $0) })
    try simulation.run(upTo: paths, threads: threads, isInterrupted: isInterrupted)
    let run = simulation.result
    let first = PlanInRun(run, base.scenario, run: 0)
    let lived = scenarios.indices.map { PlanInRun(run, scenarios[$0], run: $0 + 1) }
    let gaps = zip(shares, lived).map { share, lossy in
      let change = PairedChange(.effectivePrice, from: first, to: lossy)
      return (
        share,
        change.map { Gap(mean: $0.mean, interval: Interval(around: $0.mean, halfWidth: $0.halfWidth)) }
      )
    }
    return (gaps, Array(lived.dropFirst(shares.count)))
  }

  /// Shares around the place, as far apart as its interval and the curve between the coarse ones may put it off; none: there is no
  /// place.
  private func nearby(_ coarse: [Point]) -> [Double] {
    guard let least = coarse[0].gap, least.interval.low <= 0, let most = coarse[coarse.count - 1].gap,
      most.interval.high >= 0
    else { return [] }
    let above = coarse.indices.dropFirst().first { (coarse[$0].gap?.mean ?? .infinity) >= 0 }
    let end = above ?? coarse.count - 1
    guard let a = coarse[end - 1].gap, let b = coarse[end].gap else { return [] }
    let (from, to) = (coarse[end - 1].share, coarse[end].share)
    let slope = (b.mean - a.mean) / (to - from)
    guard slope > 0, slope.isFinite else { return [] }
    let step = min(0.2, 1.25 * max(a.interval.halfWidth / slope, (to - from) / 20))
    let top = SellerSearch.shares[SellerSearch.shares.count - 1]
    let centre = max(step, min(top - step, from - a.mean / slope))
    return (-1...1).map { max(0, min(top, centre + Double($0) * step)) }
  }

  private func limit(_ coarse: [Point], _ fine: [Point]) -> TurningPoints.Seller.Limit {
    // Where nothing is served there is no price, and no limit to its seller.
    guard let least = coarse[0].gap, least.interval.low <= 0 else { return .always }
    guard let most = coarse[coarse.count - 1].gap, most.interval.high >= 0 else { return .never }
    guard let first = fine.first, let last = fine.last else {
      // Dearer from some share on, at which nothing is served.
      let place = coarse.indices.dropFirst().first { (coarse[$0].gap?.mean ?? .infinity) >= 0 } ?? 0
      let (low, high) = (coarse[max(0, place - 1)].share, coarse[place].share)
      return .share(Place(high, Interval(low: low, high: high)))
    }
    if first.share == 0, (first.gap?.mean ?? .infinity) >= 0 { return .always }
    if last.share == SellerSearch.shares.last, (last.gap?.mean ?? 0) < 0 { return .never }
    let points = coarse.filter { $0.share < first.share || $0.share > last.share } + fine
    let search = RootSearch(
      points.map { point in
        (
          point.share,
          point.gap ?? Gap(mean: .infinity, interval: Interval(low: .infinity, high: .infinity))
        )
      })
    return .share(search.place)
  }

  /// The result's own figure, and what twice the risk adds to it.
  private func twice(_ measure: Measure, _ plan: Int, stated: PlanInRun, doubled: PlanInRun) -> Place {
    guard let change = PairedChange(measure, from: stated, to: doubled),
      let own = result.plans[plan][measure]
    else { return Place(.infinity, Interval(low: .infinity, high: .infinity)) }
    // A rare risk is known better from other futures.
    let known =
      measure == .outageRisk
      ? (own.best.mean, own.best.interval.halfWidth) : (own.mean, own.interval.halfWidth)
    // Fewer futures than were simulated here tell nothing better.
    let value = result.paths > change.futures ? known.0 + change.mean : change.after
    let half = (known.1 * known.1 + change.halfWidth * change.halfWidth).squareRoot()
    return Place(value, Interval(around: value, halfWidth: half))
  }

  /// The scenario with other risks of the reseller's lots of a plan.
  private func withRisks(of plan: Int, _ change: (SellerRisk) -> SellerRisk) -> Scenario {
    var changed = base.scenario
    let index = result.plans[plan].plan
    let ledger = changed.plans[index].ledger
    for origin in ledger.origins where ledger.source(of: origin) == .reseller {
      changed.plans[index].changeRisks { $0[origin].seller = change($0[origin].seller) }
    }
    return changed
  }
}

extension Place {
  fileprivate func within(_ range: ClosedRange<Double>) -> Place {
    func inside(_ value: Double) -> Double { max(range.lowerBound, min(range.upperBound, value)) }
    return Place(inside(value), Interval(low: inside(interval.low), high: inside(interval.high)))
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
