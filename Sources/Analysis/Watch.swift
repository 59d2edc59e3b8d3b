/// A stopping rule at every block of a run: sums that grow with each block, so that a look costs what its 256 futures cost and
/// not what all before them did.
///
/// It is a sieve: what it takes to be enough is looked at with the whole run (`StoppingRule.look(at:)`), which alone decides. It differs
/// from that by as much as the median of the first block differs from that of all, and in that a ratio is that of the
/// blocks before.

import Numerics
import Results
import Scenario
import Simulation

public struct Watch {
  private let rule: StoppingRule
  private let scenario: Scenario
  private var demand: Summary?
  private var plans: [WatchedPlan] = []
  private var controls = WatchedControls()
  public private(set) var paths = 0
  /// Not before so many futures, because the whole run said no.
  private var notBefore = 0

  public init(_ rule: StoppingRule, of scenario: Scenario) {
    self.rule = rule
    self.scenario = scenario
  }

  /// The next futures, a multiple of 32 of them but for the last.
  public mutating func add(_ block: SimulationRun) {
    paths += block.paths
    demand = Summary.joined(demand, Summary(block.demand, detail: .sums), block.demand)
    controls.add(block.controls)
    let headlines = grouped(block.runs).map { $0[0] }
    if plans.isEmpty { plans = headlines.map { WatchedPlan(plan: $0.plan, measure: rule.measure) } }
    for (number, headline) in headlines.enumerated() {
      plans[number].add(Figures(headline, of: block, scenario), block.controls)
    }
  }

  public var look: StoppingRule.Look {
    guard let demand else {
      return StoppingRule.Look(isEnough: false, halfWidth: .infinity, pathsNeeded: nil)
    }
    let z = StoppingRule.multiplier(of: paths)
    var widest = 0.0
    var isRare = false
    for plan in plans {
      isRare = isRare || plan.summary.map(rule.isTooRare) ?? false
      let stake = Stake(
        plan.others, demand: demand, of: scenario, plan: scenario.plans[plan.plan])
      widest = max(widest, plan.halfWidth(stake, controls, z: z))
    }
    return rule.look(widest, paths: paths, isRare: isRare)
  }

  /// Whether the whole run is to be looked at here.
  public var mayBeEnough: Bool { paths >= notBefore && look.isEnough }

  /// The whole run was not enough: the sieve lets more through than there is.
  public mutating func wasNotEnough() { notBefore = paths + paths / 64 }
}

/// Sums of the products of all controls.
private struct WatchedControls {
  private(set) var products: [Double] = []
  private(set) var sums: [ReplicateSums] = []

  mutating func add(_ columns: [[Int64]]) {
    let count = columns.count
    if sums.isEmpty, count > 0 {
      products = Array(repeating: 0, count: count * count)
      sums = Array(repeating: ReplicateSums(), count: count)
    }
    for (i, column) in columns.enumerated() {
      sums[i].add(Summary(column, detail: .sums).replicates)
      for j in 0...i {
        let product = WatchedPlan.product(column, columns[j], around: 0)
        products[i * count + j] += product
        if i != j { products[j * count + i] += product }
      }
    }
  }
}

private struct WatchedPlan {
  let plan: Int
  let measure: Measure
  /// Of a ratio: of how far each future pulls at the ratio of the first block.
  var summary: Summary?
  /// With which a stake is made.
  var others: [Sampled] = []
  private var below: Int128 = 0
  private var firstRatio: Double?
  /// Of a ratio: sums above and below the line.
  private var sums: (above: ReplicateSums, below: ReplicateSums) = (ReplicateSums(), ReplicateSums())
  private var products: [Double] = []

  init(plan: Int, measure: Measure) {
    self.plan = plan
    self.measure = measure
  }

  mutating func add(_ figures: Figures, _ controls: [[Int64]]) {
    let needed = Measure.all.filter(Stake.isNeeded)
    let next = needed.map { Sampled($0, of: figures, detail: .sums) }
    others =
      others.isEmpty
      ? next : zip(others, next).map { Sampled($0.measure, Summary.joined($0.summary, $1.summary, [])) }
    var (values, rows) = figures.valuesAndRows(measure.formula)
    if let own = figures.below(measure.formula) {
      let (above, under) = (Summary(values, detail: .sums), Summary(own, detail: .sums))
      sums.above.add(above.replicates)
      sums.below.add(under.replicates)
      below += under.total
      if measure.unit != .share {
        let ratio = firstRatio ?? (under.total > 0 ? Double(above.total) / Double(under.total) : 0)
        if under.total > 0 { firstRatio = ratio }
        values = RatioOfTotals.wholePulls(values, own, at: ratio)
      }
    }
    guard !values.isEmpty else { return }
    let centre = summary.map(\.median) ?? 0
    summary = Summary.joined(summary, Summary(values, of: rows, detail: .moments), values)
    guard measure.isAdjusted, rows == nil, !controls.isEmpty else { return }
    // Around the median of the first block: the controls have no mean, so that it does not matter which.
    let usual = centre == 0 ? summary.map(\.median) ?? 0 : centre
    if products.isEmpty { products = Array(repeating: 0, count: controls.count) }
    for (control, column) in controls.enumerated() {
      products[control] += WatchedPlan.product(values, column, around: usual)
    }
  }

  static func product(_ a: [Int64], _ b: [Int64], around centre: Int64) -> Double {
    var sum = 0.0
    for row in a.indices { sum += (Double(a[row]) - Double(centre)) * Double(b[row]) }
    return sum
  }

  func halfWidth(_ stake: Stake, _ controls: WatchedControls, z: Double) -> Double {
    guard let summary, summary.count > 1 else { return .infinity }
    switch measure.formula {
    case .share:
      return ShareVariance(summary.replicates).interval(Level(z: z, isOfSequence: true)).halfWidth
    case .ratio:
      guard below > 0 else { return .infinity }
      let whole = Double(below) / Double(summary.count)
      if measure.unit == .share {
        let spread = Spread(summary, stake: stake.of(.blocked), seen: stake.seen, least: 0)
        return spread.interval(z: z).halfWidth / whole
      }
      let spread = Spread(
        summary.with(replicates: sums.above.less(sums.below)), stake: stake.of(measure), seen: stake.seen)
      return spread.interval(z: z).halfWidth / whole
    case .each, .ifAny:
      let spread = Spread(
        summary, stake: stake.of(measure), seen: stake.seen, least: measure.isSigned ? nil : 0)
      return spread.interval(z: z).halfWidth * controlled(spread, summary, controls)
    }
  }

  /// By how much controls make the width smaller; 1: they do not.
  private func controlled(_ spread: Spread, _ summary: Summary, _ controls: WatchedControls) -> Double {
    let count = products.count
    guard count > 0, controls.sums.count == count, summary.differing >= 50 * count, spread.variance > 0
    else { return 1 }
    let l = Cholesky(controls.products, size: count)
    let explaining = l.solve(products)
    let slopes = l.solveTransposed(explaining)
    let explained = explaining.reduce(0) { $0 + $1 * $1 }
    var left = summary.replicates.pulls
    for (sums, slope) in zip(controls.sums, slopes) {
      for (replicate, pull) in sums.pulls.enumerated() { left[replicate] -= slope * pull }
    }
    let variance = MeanVariance(
      plain: spread.plainVariance * max(0, 1 - explained / max(summary.squares, explained)),
      replicates: ReplicateSums.variance(of: left, count: summary.count),
      carrying: min(Double(summary.differing), summary.carrying), degrees: summary.count - 1)
    let factor = spread.variance / max(variance.variance, 1e-300)
    return factor > ControlVariates.leastFactor(spread.replicateWeight) ? 1 / factor.squareRoot() : 1
  }
}
