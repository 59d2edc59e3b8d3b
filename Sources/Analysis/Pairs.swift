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
  _ costs: [PlanCosts], _ answering: Answering, serveAtLeast: Ratio, _ sample: Sample
) -> ([PairResult], Ranking) {
  let order = answering.order
  let wanted = sample.rows == 0 ? [] : PairResult.compared(order, leaders: answering.leaders)
  // 5 % for all pairs together, compared or not: the best was picked after looking at every plan.
  let all = Double(max(1, order.count * (order.count - 1) / 2))
  let z = Normal.z(twoSided: max(1e-12, 0.05 / all))
  var pairs: [PairResult] = []
  var within: Set<[Int]> = []
  var at = 0
  while at < wanted.count {
    let some = wanted[at..<min(at + 64, wanted.count)]
    let contrasts = some.map { contrast(costs[$0.a], costs[$0.b]) }
    for ((a, b), (contrast, found)) in zip(some, zip(contrasts, sample.differences(contrasts, z: z))) {
      pairs.append(
        PairResult(
          a: a, b: b, difference: found.0,
          aCheaper: Probability(count: contrast.values.count { $0 < 0 }, of: sample.rows),
          bCheaper: Probability(count: contrast.values.count { $0 > 0 }, of: sample.rows)))
      if found.wide.low <= 0, found.wide.high >= 0 { within.insert([a, b]) }
    }
    at += some.count
  }
  let ranking = answering.ranking(serveAtLeast: serveAtLeast) { within.contains([min($0, $1), max($0, $1)]) }
  return (pairs, ranking)
}

/// Two plans of the same terms differ in nothing.
private func contrast(_ a: PlanCosts, _ b: PlanCosts) -> Sample.Contrast {
  let differences = a.values.indices.map { row -> Int64 in
    let (difference, overflow) = a.values[row].subtractingReportingOverflow(b.values[row])
    return overflow ? (a.values[row] < b.values[row] ? .min : .max) : difference
  }
  let stake = Stake(a.stake, b.stake)
  return Sample.Contrast(
    values: differences, unit: 1, stake: a.terms == b.terms ? 0 : stake.of(.totalCost), seen: stake.seen)
}
