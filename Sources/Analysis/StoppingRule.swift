/// How many futures are enough: run until a measure is known within a half width, for every plan.
///
/// It looks after every block of 256 futures. Looking again and again until an interval is narrow would find, sooner or later,
/// one that is narrow by luck. So the intervals are those of a confidence sequence: with 95 % all of them hold the truth,
/// whichever is the last, and it is the last one's that a result shows. Robbins's normal mixture (1970), after t futures:
///
///     half width = standard error x root((1 + 1 / (r t)) log((r t + 1) / 0.05^2)),     r = 8.2 / 8,192
///
/// 3.08 standard errors after 4,096 futures, 3.04 after 8,192, 3.06 after 16,384, 3.6 after a million, for 1.96 of a number
/// of futures that was fixed beforehand. Where the error comes from 32 replicates (Replication.swift) so much
/// of a normal law becomes as much of Student's with 31 degrees of freedom: 3.36 after 4,096. Measured on 4,096 looks at random
/// walks in 32 replicates: in 3.8 % of runs some interval misses (7.3 % without Student). Shares of few futures have a
/// sequence of their own (Sureness.swift).
///
/// At the boundary: a half width equal to the one asked for is enough. A rare thing that has happened in fewer than 30
/// futures, or never yet, has an error that cannot be judged from them: a dollar measure is then not sure before 16,384 futures
/// (or `most`). A share needs no such care. Fewer than 8 futures are none to judge by: there the width is that of 8.

import Numerics
import Results
import Scenario
import Simulation

public struct StoppingRule: Sendable {
  public let measure: Measure
  /// In base units of the measure: nano-dollars, seconds, a share.
  public let halfWidth: Double
  public let most: Int

  public static let rarelyFewer = 30
  public static let futuresIfRare = 16_384
  public static let block = Simulation.usualBlock

  public init(measure: Measure, halfWidth: Double, most: Int) {
    precondition(halfWidth > 0 && most > 0, "a width and a number of futures above 0")
    self.measure = measure
    self.halfWidth = halfWidth
    self.most = most
  }

  private static let tightest = 8_192.0

  /// Standard errors of a half width, of the normal law.
  public static func multiplier(of futures: Int) -> Double {
    let x = 8.2 / tightest * Double(max(8, futures))
    return ((1 + 1 / x) * (Mathematics.log(x + 1) - 2 * Mathematics.log(Level.missing))).squareRoot()
  }

  public struct Look: Hashable, Sendable {
    public let isEnough: Bool
    /// The widest of all plans'; infinite if nothing can be said.
    public let halfWidth: Double
    /// How many futures it will probably take; nil if nothing can be said.
    public let pathsNeeded: Int?
  }

  /// As a result of so many futures has to know.
  public func stopped(at futures: Int) -> StoppedBy {
    StoppedBy(
      measure: measure, halfWidth: halfWidth,
      looks: max(1, (futures + StoppingRule.block - 1) / StoppingRule.block),
      missing: Mathematics.erfc(StoppingRule.multiplier(of: futures) * 0.707_106_781_186_547_52))
  }

  /// Looks at a run: at the very intervals that a result stopped here will show.
  public func look(at run: SimulationRun, of scenario: Scenario) -> Look {
    guard run.paths > 0 else { return Look(isEnough: false, halfWidth: .infinity, pathsNeeded: nil) }
    let sample = Sample(run, stopped: stopped(at: run.paths))
    let demand = Summary(run.demand, detail: .sums)
    var isRare = false
    var widest = 0.0
    for variants in grouped(run.runs) {
      let figures = Figures(variants[0], of: run, scenario)
      let sampled = Sampled(measure, of: figures, detail: .moments, keeping: true)
      isRare = isRare || isTooRare(sampled.summary)
      let others = Measure.all.filter(Stake.isNeeded).map { Sampled($0, of: figures, detail: .sums) }
      let stake = Stake(
        others, demand: demand, of: scenario, plan: scenario.plans[variants[0].plan])
      var fits: [Measure: Sample.Fitted] = [:]
      if measure.isAdjusted {
        fits[measure] = sample.fits([Column(sampled.values, sampled.summary)])[0]
      }
      let estimate = sample.estimates([sampled], stake, fits).first
      widest = max(
        widest, estimate.map { $0.futures > 1 ? $0.best.interval.halfWidth : .infinity } ?? .infinity)
    }
    return look(widest, paths: run.paths, isRare: isRare)
  }

  /// A dollar measure whose futures hardly ever differ.
  func isTooRare(_ summary: Summary) -> Bool {
    guard measure.unit != .probability, measure.unit != .ratio, summary.count > 0 else { return false }
    return summary.differing < StoppingRule.rarelyFewer
  }

  func look(_ widest: Double, paths: Int, isRare: Bool) -> Look {
    let isTooSoon = isRare && paths < Swift.min(most, StoppingRule.futuresIfRare)
    return Look(
      isEnough: widest <= halfWidth && !isTooSoon, halfWidth: widest,
      pathsNeeded: needed(widest, paths: paths, isTooSoon: isTooSoon))
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
