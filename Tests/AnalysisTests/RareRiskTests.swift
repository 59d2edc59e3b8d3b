/// Futures that lean to more demand, with weights: the weights are those of a law, and what they estimate is what plain futures do.

import Analysis
import Demand
import Ledger
import Providers
import Pricing
import Quantities
import Results
import Scenario
import Simulation
import Testing

private let beginning = Instant(seconds: 1_796_083_200)
private let end = Instant(seconds: 1_796_083_200 + 120 * TimeSpan.day)

private func simulated(_ scenario: Scenario, paths: Int, seed: UInt64 = 7) throws -> SimulationRun {
  var simulation = try Simulation(scenario, seed: seed)
  try simulation.run(upTo: paths, threads: 2)
  return simulation.result
}

@Suite struct RareRiskTests {
  /// A dollar a day with growth that nobody knows, and credit for so much; nothing more is bought.
  private func scenario(credit: Int64) -> Scenario {
    var use = Workload(
      name: "use", size: .spend(.fixed(.dollars(1)), per: .day), active: [Period(from: beginning, to: end)])
    use.growth.volatility = .percent(20)
    var ledger = LedgerPlan(start: beginning)
    ledger.purchases = [
      Purchase(
        name: "lot", source: .official, orderedAt: beginning, face: .dollars(credit), price: .dollars(credit))
    ]
    var scenario = Scenario(
      title: "test", start: beginning, end: end, step: TimeSpan.day, card: .builtIn)
    scenario.workloads = [ScenarioWorkload(workload: use)]
    scenario.plans = [PurchasePlan(name: "plan", ledger: ledger)]
    return scenario
  }

  @Test func `weights have the mean 1, and weighted means are those of plain futures`() throws {
    let paths = 32_768
    let scenario = scenario(credit: 240)
    let plain = try simulated(scenario, paths: paths)
    let base = try Simulation(scenario, seed: 7)
    for theta in [-1.0, 1, 3] {
      var leaning = try base.tilted(by: Tilt(theta: theta), only: [0], seed: 99)
      try leaning.run(upTo: paths, threads: 2)
      let run = leaning.result
      #expect(run.weights.count == paths && run.weights.allSatisfy { $0 > 0 && $0 <= 10 })
      #expect(run.weights != [Double](repeating: 1, count: paths))
      let n = Double(paths)
      func mean(_ values: [Double]) -> (mean: Double, error: Double) {
        let mean = values.reduce(0, +) / n
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (mean, (squares / n / n).squareRoot())
      }
      let weight = mean(run.weights)
      #expect(abs(weight.mean - 1) < 4 * weight.error + 1e-12)
      let (a, b) = (
        mean(plain.demand.map { Double($0) / 1e9 }),
        mean(zip(run.demand, run.weights).map { Double($0) / 1e9 * $1 })
      )
      #expect(abs(a.mean - b.mean) < 4 * (a.error * a.error + b.error * b.error).squareRoot())
    }
  }

  @Test func `a rare outage is known far better, and as plain futures know it`() throws {
    let scenario = scenario(credit: 240)
    var simulation = try Simulation(scenario, seed: 7)
    try simulation.run(upTo: 16_384, threads: 2)
    let result = compare(simulation.result, of: scenario)
    let found = try RareRisks.estimates(of: simulation, result, threads: 2)
    let risks = try #require(found[0])
    #expect(risks.map(\.measure) == [.outageRisk, .cutOffRisk])
    let rare = risks[0].risk
    #expect(risks[1].risk.mean <= rare.mean)
    #expect(rare.factor > 20)
    // Ten times as many plain futures.
    let many = try simulated(scenario, paths: 163_840, seed: 11)
    let outages = many.runs[0].column(.outages).count { $0 > 0 }
    let share = Double(outages) / 163_840
    #expect(share > 0 && share < RareRisks.below)
    let error = (share / 163_840 + rare.standardError * rare.standardError).squareRoot()
    #expect(abs(rare.mean - share) < 4 * error)
    #expect(rare.interval.low > 0 && rare.interval.low < rare.mean && rare.mean < rare.interval.high)
  }

  @Test func `what is not rare, or leans to nothing, is left alone`() throws {
    let often = scenario(credit: 130)
    var simulation = try Simulation(often, seed: 7)
    try simulation.run(upTo: 4_096, threads: 2)
    #expect(
      try RareRisks.estimates(of: simulation, compare(simulation.result, of: often), threads: 2).isEmpty)
    let plain = try Simulation(scenario(credit: 240), seed: 7, sampling: .plain)
    #expect(!plain.canTilt)
    var steady = scenario(credit: 240)
    steady.workloads[0].workload.growth = Growth()
    #expect(try Simulation(steady, seed: 7).canTilt == false)
  }
}
