/// Plan against plan by total cost, future by future, and the ranking that follows.
///
/// Of up to `mostPlans` plans every two are compared. Of more, as work and result would grow with the square of them: each
/// against the cheapest (of all, of those that serve the work, of those within the limits), and each against the next in the
/// order of mean cost.

import Numerics
import Quantities
import Results
import Simulation

extension PairResult {
  /// The pairs that are compared, the plan listed first as `a`, in the order of the listing. `leaders`: plans against which
  /// every other one is compared, however many there are.
  static func compared(_ order: [Int], leaders: [Int]) -> [(a: Int, b: Int)] {
    let plans = order.count
    guard plans > mostPlans else {
      return (0..<plans).flatMap { a in (a..<plans).dropFirst().map { (a, $0) } }
    }
    var seen: Set<[Int]> = []
    for place in order.indices.dropFirst() {
      for other in leaders + [order[place - 1]] where other != order[place] {
        seen.insert([min(order[place], other), max(order[place], other)])
      }
    }
    return seen.sorted { $0.lexicographicallyPrecedes($1) }.map { ($0[0], $0[1]) }
  }
}

func compared(
  _ costs: [PlanCosts], _ answering: Answering, serveAtLeast: Ratio, _ sample: Sample, threads: Int
) -> ([PairResult], Ranking) {
  let order = answering.order
  let wanted = sample.rows == 0 ? [] : PairResult.compared(order, leaders: answering.leaders)
  // 5 % for all pairs together, compared or not: the best was picked after looking at every plan.
  let all = Double(max(1, order.count * (order.count - 1) / 2))
  let z = Normal.z(twoSided: max(1e-12, 0.05 / all))
  let found = inOrder(wanted, threads: threads) { pair in
    let (a, b) = (costs[pair.a], costs[pair.b])
    let contrast = contrast(a, b)
    let summary = Summary(contrast.values, detail: .moments)
    let fit = a.fit.flatMap { first in b.fit.map { first - $0 } }
    let (difference, wide) = sample.difference(contrast, summary, fit, z: z)
    let (less, more) = (summary.negative, summary.nonZero - summary.negative)
    let result = PairResult(
      a: pair.a, b: pair.b, difference: difference,
      aCheaper: Probability(count: less, of: sample.rows),
      bCheaper: Probability(count: more, of: sample.rows))
    return (result, isWithin: wide.low <= 0 && wide.high >= 0)
  }
  let within = Set(found.filter(\.isWithin).map { [$0.0.a, $0.0.b] })
  let ranking = answering.ranking(serveAtLeast: serveAtLeast) { within.contains([min($0, $1), max($0, $1)]) }
  return (found.map(\.0), ranking)
}

/// Two plans of the same terms differ in nothing.
private func contrast(_ a: PlanCosts, _ b: PlanCosts) -> Sample.Contrast {
  let stake = Stake(a.stake, b.stake)
  return Sample.Contrast(
    values: apart(a.values, b.values), unit: 1, stake: a.terms == b.terms ? 0 : stake.of(.totalCost),
    seen: stake.seen)
}

/// Row by row.
func apart(_ a: [Int64], _ b: [Int64]) -> [Int64] {
  [Int64](unsafeUninitializedCapacity: a.count) { buffer, filled in
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        for row in a.indices {
          let (difference, overflow) = a[row].subtractingReportingOverflow(b[row])
          buffer[row] = overflow ? (a[row] < b[row] ? .min : .max) : difference
        }
      }
    }
    filled = a.count
  }
}
