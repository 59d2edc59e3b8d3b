/// The risk of an outage where it is rare: estimated again from futures that lean to the demand which brings it about, each with its
/// weight (importance sampling, Demand/Quasi/Tilt.swift).
///
/// A pilot of other futures tells how far to lean for each plan: where the second moment of weight x outage is least. The estimate
/// itself is made from fresh futures again, so that the choice is no part of it; its interval is Student's t over the
/// 32 replicates. It is taken where the risk seen is below 1 % and it is surer than the plain count.
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
  private static let pilot = 1_024
  /// What a pilot is judged by, and what is told, rests on at least so many outages.
  private static let leastSeen = (pilot: 16, told: 128)
  private static let most = 16_384

  /// Of each plan of the result (by its place) for which it is surer than the plain count.
  public static func estimates(
    of simulation: Simulation, _ result: ComparisonResult, threads: Int,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) throws(SimulationError) -> [Int: Adjusted] {
    guard simulation.canTilt else { return [:] }
    let rare = result.plans.indices.filter { plan in
      result.plans[plan][.outageRisk].map { $0.mean < below } ?? false
    }
    guard !rare.isEmpty, result.paths >= pilot else { return [:] }

    var chosen: [Int: (theta: Double, moment: Double)] = [:]
    for theta in thetas {
      let run = try tilted(
        simulation, theta, result, rare, paths: pilot, seed: 1, threads, isInterrupted)
      if isInterrupted() { return [:] }
      for (plan, column) in zip(rare, run.columns) {
        let hits = zip(column, run.weights).filter { $0.0 > 0 }
        guard hits.count >= leastSeen.pilot else { continue }
        let moment = hits.reduce(0) { $0 + $1.1 * $1.1 } / Double(column.count)
        if moment < chosen[plan]?.moment ?? .infinity { chosen[plan] = (theta, moment) }
      }
    }
    var found: [Int: Adjusted] = [:]
    for theta in Set(chosen.values.map(\.theta)).sorted() {
      let plans = rare.filter { chosen[$0]?.theta == theta }
      let run = try tilted(
        simulation, theta, result, plans, paths: min(most, result.paths), seed: 2, threads, isInterrupted)
      if isInterrupted() { return found }
      for (plan, column) in zip(plans, run.columns) {
        guard let plain = result.plans[plan][.outageRisk],
          let estimate = adjusted(column, run.weights, plain)
        else { continue }
        found[plan] = estimate
      }
    }
    return found
  }

  /// By plan, whether it had an outage in each future; and the weights of these.
  private static func tilted(
    _ simulation: Simulation, _ theta: Double, _ result: ComparisonResult, _ plans: [Int], paths: Int,
    seed: UInt64, _ threads: Int, _ isInterrupted: @escaping @Sendable () -> Bool
  ) throws(SimulationError) -> (columns: [[Int64]], weights: [Double]) {
    let numbers = plans.map { result.plans[$0].plan }
    // Other futures than the scenario's own, so that what was seen there decides nothing here.
    var other = try simulation.tilted(
      by: Tilt(theta: theta), only: numbers, seed: ~(simulation.seed &+ seed &* 0x9E37_79B9_7F4A_7C15))
    try other.run(upTo: paths, threads: threads, isInterrupted: isInterrupted)
    let run = other.result
    let columns = numbers.map { number in
      run.runs.first { $0.plan == number }.map { values(.outageRisk, of: $0, in: run, simulation.scenario) }
        ?? []
    }
    return (columns, run.weights)
  }

  /// Nil: too little was seen, or it is no surer than the plain count.
  private static func adjusted(_ column: [Int64], _ weights: [Double], _ plain: Estimate) -> Adjusted? {
    guard column.count == weights.count, column.count(where: { $0 > 0 }) >= leastSeen.told else { return nil }
    var sums = [Double](repeating: 0, count: Replicates.count)
    var counts = sums
    for (path, (outage, weight)) in zip(column, weights).enumerated() {
      let replicate = Replicates.replicate(of: path)
      counts[replicate] += 1
      if outage > 0 { sums[replicate] += weight }
    }
    let means = zip(sums, counts).map { $0 / max(1, $1) }
    let count = Double(means.count)
    let mean = means.reduce(0, +) / count
    let squares = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = (squares / (count * (count - 1))).squareRoot()
    // What as many independent futures as were simulated plainly would say of such a risk.
    let plainError = (mean * (1 - mean) / Double(max(1, plain.futures))).squareRoot()
    guard error > 0, error < plainError, mean < 2 * below else { return nil }
    let half = Student.t(Normal.z95, degrees: means.count - 1) * error
    return Adjusted(
      mean: mean, standardError: error,
      interval: Interval(low: max(0, mean - half), high: min(1, mean + half)),
      factor: plainError * plainError / (error * error))
  }
}
