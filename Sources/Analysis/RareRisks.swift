/// The risks of an outage, and of one over an hour, where they are rare: estimated again from futures that lean to
/// the demand which brings outages about, each with its weight (importance sampling, Demand/Quasi/Tilt.swift).
///
/// A pilot of other futures, which lean far, tells how far to lean for each plan, and how many futures it takes: its
/// second moment of weight x outage is weighed again for every lean that might be chosen (one pilot tells of all of
/// them), the least is chosen, and so many futures as would know the risk to a thirteenth if they were independent. The
/// estimate itself is made from fresh futures, so that the choice is no part of it; its interval is Student's t over
/// the 32 replicates. It is taken where the risk seen is below 1 % and it is surer than the plain count.
/// At the boundary: a plan that had an outage in 1 % of its futures is left as it is. A risk that no tilt of the pilot shows
/// (declined payments, a seller's luck) keeps the plain count and its interval.

import Demand
import Numerics
import Results
import Scenario
import Simulation

public struct RareRisks: Sendable {
  public static let below = 0.01
  private static let thetas: [Double] = [1, 2, 3, 4]
  private static let pilot = (theta: 3.0, paths: 1_024)
  /// What a pilot is judged by, and what is told, rests on at least so many outages.
  private static let leastSeen = (pilot: 16, told: 128)
  private static let futures = (least: 2_048, most: 16_384)
  /// Half of the 95 % interval, of the risk.
  private static let precision = 0.075

  /// Of one outage or more; and with it, from the same futures, of a long one, so that the second is never told as the larger.
  private static let measures: [Measure] = [.outageRisk, .cutOffRisk]

  /// Of each plan of the result (by its place) for which it is surer than the plain count.
  public static func estimates(
    of simulation: Simulation, _ result: ComparisonResult, threads: Int,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) throws(SimulationError) -> [Int: [(measure: Measure, risk: Adjusted)]] {
    guard simulation.canTilt else { return [:] }
    let rare = result.plans.indices.filter { plan in
      result.plans[plan][.outageRisk].map { $0.mean < below } ?? false
    }
    guard !rare.isEmpty, result.paths >= pilot.paths else { return [:] }

    let run = try tilted(
      simulation, pilot.theta, result, rare, paths: pilot.paths, seed: 1, threads, isInterrupted)
    if isInterrupted() { return [:] }
    let chosen = Dictionary(
      uniqueKeysWithValues: zip(rare, run.columns).compactMap { plan, columns in
        choice(columns[0], run.weights).map { (plan, $0) }
      })
    var found: [Int: [(measure: Measure, risk: Adjusted)]] = [:]
    for theta in Set(chosen.values.map(\.theta)).sorted() {
      let plans = rare.filter { chosen[$0]?.theta == theta }
      let wanted = plans.compactMap { chosen[$0]?.futures }.max() ?? futures.least
      let run = try tilted(
        simulation, theta, result, plans, paths: min(wanted, result.paths), seed: 2, threads, isInterrupted)
      if isInterrupted() { return found }
      for (plan, columns) in zip(plans, run.columns) {
        guard columns[0].count(where: { $0 > 0 }) >= leastSeen.told,
          let risk = adjusted(columns[0], run.weights, result.paths), risk.factor > 1, risk.mean < 2 * below
        else { continue }
        found[plan] = zip(measures, columns).compactMap { measure, column in
          adjusted(column, run.weights, result.paths).map { (measure, $0) }
        }
      }
    }
    return found
  }

  /// How far to lean, and with how many futures, by those of the pilot; nil: it shows too little.
  private static func choice(_ column: [Int64], _ weights: [Double]) -> (theta: Double, futures: Int)? {
    let hits = zip(column, weights).filter { $0.0 > 0 }.map(\.1)
    guard hits.count >= leastSeen.pilot else { return nil }
    let leaning = Tilt(theta: pilot.theta)
    let n = Double(column.count)
    let mean = hits.reduce(0, +) / n
    let moments = thetas.map { theta in
      let tilt = Tilt(theta: theta)
      return hits.reduce(0) { $0 + $1 * tilt.weight(at: leaning.place(ofWeight: $1)) } / n
    }
    guard let least = moments.indices.min(by: { moments[$0] < moments[$1] }) else { return nil }
    let error = Normal.z95 / precision
    let wanted = error * error * (moments[least] / (mean * mean) - 1)
    var count = futures.least
    while count < futures.most, Double(count) < wanted { count *= 2 }
    return (thetas[least], count)
  }

  /// By plan and measure, whether it happened in each future; and the weights of these.
  private static func tilted(
    _ simulation: Simulation, _ theta: Double, _ result: ComparisonResult, _ plans: [Int], paths: Int,
    seed: UInt64, _ threads: Int, _ isInterrupted: @escaping @Sendable () -> Bool
  ) throws(SimulationError) -> (columns: [[[Int64]]], weights: [Double]) {
    let numbers = plans.map { result.plans[$0].plan }
    // Other futures than the scenario's own, so that what was seen there decides nothing here.
    var other = try simulation.tilted(
      by: Tilt(theta: theta), only: numbers, seed: ~(simulation.seed &+ seed &* 0x9E37_79B9_7F4A_7C15))
    try other.run(upTo: paths, threads: threads, isInterrupted: isInterrupted)
    let run = other.result
    let columns = numbers.map { number in
      measures.map { measure in
        run.runs.first { $0.plan == number }.map { values(measure, of: $0, in: run, simulation.scenario) }
          ?? []
      }
    }
    return (columns, run.weights)
  }

  /// `futures`: simulated plainly. Nil: it never happened.
  private static func adjusted(_ column: [Int64], _ weights: [Double], _ futures: Int) -> Adjusted? {
    guard column.count == weights.count, column.contains(where: { $0 > 0 }) else { return nil }
    var sums = [Double](repeating: 0, count: Replicates.count)
    for (path, (outage, weight)) in zip(column, weights).enumerated() where outage > 0 {
      sums[Replicates.replicate(of: path)] += weight
    }
    let mean = sums.reduce(0, +) / Double(column.count)
    let pulls = zip(sums, ReplicateSums.counts(of: column.count)).map { $0 - Double($1) * mean }
    let error = ReplicateSums.variance(of: pulls, count: column.count).squareRoot()
    // What as many independent futures as were simulated plainly would say of such a risk.
    let plainError = (mean * (1 - mean) / Double(max(1, futures))).squareRoot()
    guard error > 0 else { return nil }
    let half = Student.t(Normal.z95, degrees: Replicates.count - 1) * error
    return Adjusted(
      mean: mean, standardError: error,
      interval: Interval(low: max(0, mean - half), high: min(1, mean + half)),
      factor: plainError * plainError / (error * error))
  }
}
