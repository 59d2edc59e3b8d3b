/// How many futures are enough: run until a measure is known within a half width, for every plan.
///
/// Looking again and again until an interval is narrow would find, sooner or later, one that is narrow by luck. So the looks
/// are fixed beforehand: `first` futures, doubled each time, at last `most`. With K of them each look's interval is at the
/// level 1 - 0.05 / K (Bonferroni), so that the chance that any of those looked at misses is at most 5 %, whichever look
/// is the last; and it is the interval of the last look that a result shows. With 1,024 doubling to 1,048,576 that is 11 looks, z = 2.84 for 1.96: about twice the futures.
///
/// At the boundary: a half width equal to the one asked for is enough. A rare thing that has happened in fewer than 30
/// futures, or never yet, has an error that cannot be judged from them: a dollar measure is then not sure before 16,384 futures
/// (or `most`). A share needs no such care, Wilson's interval is right for 0 of n.

import Results
import Scenario
import Simulation

public struct StoppingRule: Sendable {
  public let measure: Measure
  /// In base units of the measure: nano-dollars, seconds, a share.
  public let halfWidth: Double
  public let first: Int
  public let most: Int

  public static let rarelyFewer = 30
  public static let futuresIfRare = 16_384

  public init(measure: Measure, halfWidth: Double, first: Int = 1_024, most: Int) {
    precondition(halfWidth > 0 && first > 0 && most > 0, "a width and numbers of futures above 0")
    self.measure = measure
    self.halfWidth = halfWidth
    self.first = first
    self.most = most
  }

  /// The numbers of futures to look at, ascending.
  public var looks: [Int] {
    var looks: [Int] = []
    var paths = first
    while paths < most {
      looks.append(paths)
      let (twice, overflow) = paths.multipliedReportingOverflow(by: 2)
      paths = overflow ? most : twice
    }
    return looks + [most]
  }

  /// Of one look: the probability that its interval misses.
  public var missEachLook: Double { 0.05 / Double(looks.count) }

  public struct Look: Hashable, Sendable {
    public let isEnough: Bool
    /// The widest of all plans', at the level of one look; infinite if nothing can be said.
    public let halfWidth: Double
    /// How many futures it will probably take; nil if nothing can be said.
    public let pathsNeeded: Int?
  }

  /// As a result that was stopped by it has to know.
  public var stopped: StoppedBy {
    StoppedBy(measure: measure, halfWidth: halfWidth, looks: looks.count, missing: missEachLook)
  }

  /// Looks at a run of as many futures as one of `looks`: at the very intervals that a result stopped here will show.
  public func look(at run: SimulationRun, of scenario: Scenario) -> Look {
    guard run.paths > 0 else { return Look(isEnough: false, halfWidth: .infinity, pathsNeeded: nil) }
    let sample = Sample(run, stopped: stopped)
    let demand = Column(run.demand)
    var isRare = false
    var widest = 0.0
    for variants in grouped(run.runs) {
      let figures = Figures(variants[0], of: run, scenario)
      let sampled = Sampled(measure, of: figures)
      if measure.unit != .probability, measure.unit != .ratio, !sampled.values.isEmpty {
        let median = orderStatistics(of: sampled.values, ranks: [sampled.values.count / 2])[0]
        isRare = isRare || sampled.values.count { $0 != median } < StoppingRule.rarelyFewer
      }
      let others = Measure.all.filter(Stake.isNeeded)
      let stake = Stake(
        others.map { Sampled($0, of: figures) }, demand: demand, of: scenario,
        plan: scenario.plans[variants[0].plan])
      let estimate = sample.estimates([sampled], stake).first
      widest = max(
        widest, estimate.map { $0.futures > 1 ? $0.best.interval.halfWidth : .infinity } ?? .infinity)
    }
    let isTooSoon = isRare && run.paths < Swift.min(most, StoppingRule.futuresIfRare)
    return Look(
      isEnough: widest <= halfWidth && !isTooSoon, halfWidth: widest,
      pathsNeeded: needed(widest, paths: run.paths, isTooSoon: isTooSoon))
  }

  /// The half width shrinks with the root of the futures.
  private func needed(_ widest: Double, paths: Int, isTooSoon: Bool) -> Int? {
    guard widest.isFinite else { return nil }
    let times = widest / halfWidth
    let estimate = Double(paths) * times * times
    let needed = estimate < 0x1p60 ? Int(estimate) + (Double(Int(estimate)) < estimate ? 1 : 0) : Int.max
    return isTooSoon ? Swift.max(needed, Swift.min(most, StoppingRule.futuresIfRare)) : Swift.max(1, needed)
  }
}
