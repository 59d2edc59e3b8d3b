/// Small scenarios made in code, and the futures of their one plan.

import Demand
import Foundation
import Ledger
import Providers
import Pricing
import Quantities
import Results
import Scenario
import Simulation

/// Midnight of 2026-12-01, a Tuesday.
let beginning = Instant(seconds: 1_796_083_200)

func days(_ count: Int64) -> Int64 { count * TimeSpan.day }

extension Instant {
  func after(_ seconds: Int64) -> Instant { Instant(seconds: self.seconds + seconds) }
}

/// So many dollars by the day, all day long.
func workload(_ law: SpendLaw, per: SpendStep = .day, name: String = "use", length: Int64) -> Workload {
  Workload(
    name: name, size: .spend(law, per: per),
    active: [Period(from: beginning, to: beginning.after(length))])
}

func world(_ plan: LedgerPlan, _ workloads: [Workload], length: Int64, step: Int64 = 3_600) -> Scenario {
  var scenario = Scenario(
    title: "test", start: beginning, end: beginning.after(length), step: step, card: .builtIn)
  scenario.workloads = workloads.map { ScenarioWorkload(workload: $0) }
  scenario.plans = [PurchasePlan(name: "plan", ledger: plan)]
  return scenario
}

func simulated(
  _ scenario: Scenario, paths: Int, threads: Int = 2, seed: UInt64 = 7, block: Int = Simulation.usualBlock
) throws -> SimulationRun {
  var simulation = try Simulation(scenario, seed: seed, block: block)
  try simulation.run(upTo: paths, threads: threads)
  return simulation.result
}

/// How many futures a figure is held against its exact value over: N times as many with LOTWISE_SOAK=N. What a test is off by
/// and still passes shrinks with their square root; its |z| stays what it is.
func futures(_ usual: Int) -> Int { usual * times }
private let times = ProcessInfo.processInfo.environment["LOTWISE_SOAK"].flatMap(Int.init) ?? 1

/// How many standard errors the mean of a column (in dollars) is from what it should be.
func z(_ column: [Int64], _ expected: Double, scale: Double = 1e9) -> Double {
  let n = Double(column.count)
  let mean = column.reduce(0.0) { $0 + Double($1) / scale } / n
  let variance =
    column.reduce(0.0) { $0 + (Double($1) / scale - mean) * (Double($1) / scale - mean) } / (n - 1)
  return (mean - expected) / max(variance / n, 1e-30).squareRoot()
}

/// The same of a share.
func z(share count: Int, of paths: Int, _ expected: Double) -> Double {
  let n = Double(paths)
  return (Double(count) / n - expected) / (expected * (1 - expected) / n).squareRoot()
}
