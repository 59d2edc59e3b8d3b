/// Whether a plan keeps a gate: judged on an interval that misses with a stated probability, never on the mean.
///
/// - kept: the whole interval lies on the right side; an end that equals the limit does;
/// - broken: the whole interval lies on the wrong side;
/// - undecided: the limit lies inside; how many futures it would take follows from the width, which shrinks with their root.
///
/// A share has the interval that Chernoff's bound gives: its ends are where so many would be seen with less than the stated
/// probability, for every share and every number of futures. (Wilson's, which reports show, is right at 95 % and up to ten times
/// too sure of a rare thing at the small probabilities that a suite of many judgements needs.) A mean whose number differs from
/// the median in few futures (10 z^2) has an interval at least as wide as so rare a thing may be more or less frequent, times the
/// range seen. A number that is the same in every future is taken as known: what was never seen cannot be judged, and the message
/// says in how many futures. The error of a mean is that of independent futures: futures that cover chance more evenly
/// (Replication.swift) have no larger one, and 32 replicates say too little at probabilities so small. A plan with unknown
/// switches keeps a gate if every variant does.

import Numerics
import Quantities
import Results
import Scenario
import Simulation

public struct GateJudgement: Sendable {
  public enum Verdict: Hashable, Sendable {
    case kept, broken
    /// Nil: no number of futures would.
    case undecided(pathsNeeded: Int?)
  }

  public let verdict: Verdict
  public let measure: Measure
  /// In the measure's base unit; of a gate with a share of futures, that share.
  public let value: Double
  public let interval: Interval
  /// Of the variant that it was judged by, if switches are unknown.
  public let settings: [(name: String, value: String)]
}

/// Nil where there is nothing to judge: no futures, or no dollar was used and a price of one is bounded.
public func judge(
  _ gate: Gate, plan: Int, in run: SimulationRun, of scenario: Scenario, missing probability: Double
) -> GateJudgement? {
  judge(
    gate,
    run.runs.filter { $0.plan == plan }.map {
      ($0.settings, GateNumbers(gate, Figures($0, of: run, scenario)))
    },
    paths: run.paths, missing: probability)
}

/// By what is known of each variant of the plan.
func judge(
  _ gate: Gate, _ variants: [(settings: [(name: String, value: String)], numbers: GateNumbers?)], paths: Int,
  missing probability: Double
) -> GateJudgement? {
  let each = probability / Double(max(1, variants.count))
  let judged = variants.compactMap { variant in
    variant.numbers.flatMap { Judge(gate, $0, paths: paths, missing: each) }?.judgement(variant.settings)
  }
  func rank(_ verdict: GateJudgement.Verdict) -> Int {
    switch verdict {
    case .broken: 0
    case .undecided: 1
    case .kept: 2
    }
  }
  // The first of the worst.
  return judged.reduce(nil as GateJudgement?) { worst, next in
    guard let worst else { return next }
    return rank(next.verdict) < rank(worst.verdict) ? next : worst
  }
}

/// What the futures say of a gate's bound.
enum GateNumbers: Sendable {
  /// So many of them have what the measure is the share of, or keep the bound.
  case futures(Int)
  case ratio(Double, error: Double)
  case each(Summary)

  /// Nil: there is no such ratio.
  init?(_ gate: Gate, _ figures: Figures) {
    let measure = gate.subject
    let values = figures.values(measure.formula)
    if gate.share != nil {
      self = .futures(values.count { gate.isKept(by: $0) })
      return
    }
    switch measure.formula {
    case .share: self = .futures(values.count { $0 != 0 })
    case .ratio:
      guard let ratio = RatioOfTotals(values, figures.below(measure.formula) ?? []) else { return nil }
      self = .ratio(ratio.value, error: ratio.standardError)
    case .each, .ifAny: self = .each(Summary(values, detail: .moments))
    }
  }
}

extension Gate {
  /// By the number of a single future.
  func isKept(by value: Int64) -> Bool {
    side == .atMost ? Double(value) <= limit : Double(value) >= limit
  }
}

private struct Judge {
  let gate: Gate
  let paths: Int
  let value: Double
  let interval: Interval
  /// The bound on the value itself.
  let side: Gate.Side
  let limit: Double

  init?(_ gate: Gate, _ numbers: GateNumbers, paths: Int, missing probability: Double) {
    guard paths > 0 else { return nil }
    self.gate = gate
    self.paths = paths
    let z = Normal.z(twoSided: max(1e-12, probability))
    (side, limit) =
      gate.share.map { (.atLeast, Double($0.millionths) / 1e6) } ?? (gate.side, gate.limit)
    switch numbers {
    case .futures(let count):
      value = Double(count) / Double(paths)
      interval = chernoff(count: count, of: paths, missing: probability)
    case .ratio(let ratio, let error):
      value = ratio
      interval = Judge.around(ratio, error, paths, z)
    case .each(let summary):
      value = Double(summary.total) / Double(paths)
      let n = Double(paths)
      let error = paths > 1 ? (summary.squares / (n * (n - 1))).squareRoot() : .infinity
      var half = Student.t(z, degrees: paths - 1) * error
      if summary.least == summary.most {
        half = 0
      } else if let rare = Judge.rare(summary, fewer: Int(10 * z * z)) {
        let range = Double(summary.most) - Double(summary.least)
        let share = chernoff(count: rare, of: paths, missing: probability)
        let seen = Double(rare) / Double(paths)
        half = max(half, max(share.high - seen, seen - share.low) * range)
      }
      interval = Interval(around: value, halfWidth: half)
    }
  }

  private static func around(_ value: Double, _ error: Double, _ paths: Int, _ z: Double) -> Interval {
    error == 0
      ? Interval(low: value, high: value)
      : Interval(around: value, halfWidth: Student.t(z, degrees: paths - 1) * error)
  }

  /// How many futures differ from the median, if too few to tell how much.
  private static func rare(_ summary: Summary, fewer limit: Int) -> Int? {
    let away = summary.differing
    return away < max(limit, StoppingRule.rarelyFewer) ? away : nil
  }

  func judgement(_ settings: [(name: String, value: String)]) -> GateJudgement {
    let (good, bad) =
      side == .atMost
      ? (interval.high <= limit, interval.low > limit) : (interval.low >= limit, interval.high < limit)
    return GateJudgement(
      verdict: good ? .kept : bad ? .broken : .undecided(pathsNeeded: needed), measure: gate.subject,
      value: value, interval: interval, settings: settings)
  }

  private var needed: Int? {
    let far = abs(value - limit)
    guard far > 0, interval.halfWidth.isFinite else { return nil }
    let times = interval.halfWidth / far
    let count = Double(paths) * times * times
    return count < 1e15 ? max(paths + 1, Int(count.rounded(.up))) : nil
  }
}

/// A ratio of two totals with its error by the delta method.
struct RatioOfTotals {
  let value: Double
  /// Of what is below the line.
  let meanBelow: Double
  /// By future: how far it pulls the ratio, times the mean below the line.
  let pulls: [Double]

  /// Nil without anything below the line.
  init?(_ above: [Int64], _ below: [Int64]) {
    let total = below.reduce(Int128(0)) { $0 + Int128($1) }
    guard total > 0, above.count == below.count else { return nil }
    let ratio = Double(above.reduce(Int128(0)) { $0 + Int128($1) }) / Double(total)
    pulls = above.indices.map { Double(above[$0]) - ratio * Double(below[$0]) }
    meanBelow = Double(total) / Double(above.count)
    value = ratio
  }

  var standardError: Double {
    let n = Double(pulls.count)
    let squares = pulls.reduce(0) { $0 + $1 * $1 }
    return pulls.count > 1 ? (squares / (n * (n - 1))).squareRoot() / meanBelow : .infinity
  }
}
