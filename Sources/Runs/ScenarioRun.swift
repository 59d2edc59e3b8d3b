/// A scenario, run over as many futures as were asked for: all of them, or it is no run. Suites and changes judge it.

import Scenario
import Simulation

public struct ScenarioRun: Sendable {
  private let simulation: Simulation
  public let run: SimulationRun

  public var scenario: Scenario { simulation.scenario }

  public init(
    _ scenario: Scenario, seed: UInt64, futures: Int, threads: Int,
    isInterrupted: @escaping @Sendable () -> Bool
  ) throws(RunError) {
    if let reason = scenario.whyNothingRuns("FILE") { throw RunError(reason) }
    do throws(SimulationError) {
      try self.init(Simulation(scenario, seed: seed), futures, threads, isInterrupted)
    } catch { throw RunError("\(error)") }
    guard run.paths == futures else { throw .interrupted }
  }

  /// With more futures, the first ones the same; itself if it has as many.
  public func extended(
    to futures: Int, threads: Int, isInterrupted: @escaping @Sendable () -> Bool
  ) throws(RunError) -> ScenarioRun {
    guard futures > run.paths else { return self }
    let more: ScenarioRun
    do throws(SimulationError) {
      more = try ScenarioRun(simulation, futures, threads, isInterrupted)
    } catch { throw RunError("\(error)") }
    guard more.run.paths == futures else { throw .interrupted }
    return more
  }

  private init(
    _ simulation: Simulation, _ futures: Int, _ threads: Int, _ isInterrupted: @escaping @Sendable () -> Bool
  ) throws(SimulationError) {
    var simulation = simulation
    try simulation.run(upTo: futures, threads: threads, isInterrupted: isInterrupted)
    self.simulation = simulation
    run = simulation.result
  }
}
