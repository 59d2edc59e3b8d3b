/// Plan against plan by total cost, future by future, and the ranking that follows.
///
/// Of up to `mostPlans` plans every two are compared. Of more, as work and result would grow with the square of them: each
/// against the cheapest (of all, of those that serve the work, of those within the limits), and each against the next in the
/// order of mean cost.

import Numerics
import Quantities
import Results
import Scenario
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

/// Plans by what they cost, and which to choose.
struct Compared: Sendable {
  let pairs: [PairResult]
  let ranking: Ranking

  /// A pair summed up, and how it may be known better.
  typealias Found = (contrast: Sample.Contrast, summary: Summary, help: Sample.Help?)

  /// Of every future.
  init(
    _ costs: [PlanCosts], _ answering: Answering, _ sample: Sample, of scenario: Scenario, threads: Int
  ) {
    let wanted =
      sample.rows == 0 ? [] : PairResult.compared(answering.order, leaders: answering.leaders)
    self.init(wanted, answering, sample, of: scenario, threads: threads) { pair in
      let (a, b) = (costs[pair.a], costs[pair.b])
      let contrast = Sample.Contrast(a, b, apart(a.values, b.values))
      let summary = Summary(contrast.values, detail: .moments)
      let fit = a.fit.flatMap { first in b.fit.map { first - $0 } }
      return (contrast, summary, fit.flatMap { sample.help(contrast.values, summary, $0) })
    }
  }

  /// Of the pairs that are wanted.
  init(
    _ wanted: [(a: Int, b: Int)], _ answering: Answering, _ sample: Sample, of scenario: Scenario,
    threads: Int,
    find: @escaping @Sendable ((a: Int, b: Int)) -> Found
  ) {
    let order = answering.order
    // 5 % for all pairs together, compared or not: the best was picked after looking at every plan.
    let all = Double(max(1, order.count * (order.count - 1) / 2))
    let z = Normal.z(twoSided: max(1e-12, 0.05 / all))
    let found = inOrder(wanted, threads: threads) { pair in
      let (contrast, summary, help) = find(pair)
      let (difference, wide) = sample.difference(contrast, summary, help, z: z)
      let (less, more) = (summary.negative, summary.nonZero - summary.negative)
      let result = PairResult(
        a: pair.a, b: pair.b, difference: difference,
        aCheaper: Probability(count: less, of: sample.rows),
        bCheaper: Probability(count: more, of: sample.rows))
      return (result, isWithin: wide.low <= 0 && wide.high >= 0)
    }
    let within = Set(found.filter(\.isWithin).map { [$0.0.a, $0.0.b] })
    pairs = found.map(\.0)
    ranking = answering.ranking(serveAtLeast: scenario.serveAtLeast) {
      within.contains([min($0, $1), max($0, $1)])
    }
  }
}

extension Sample.Contrast {
  /// Two plans of the same terms differ in nothing. `values`: where they are there.
  init(_ a: PlanCosts, _ b: PlanCosts, _ values: [Int64]) {
    let stake = Stake(a.stake, b.stake)
    self.init(
      values: values, unit: 1, stake: a.terms == b.terms ? 0 : stake.of(.totalCost), seen: stake.seen)
  }
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
