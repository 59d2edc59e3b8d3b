/// Small runs with known answers, and plain chance for the tests: a 64-bit congruential generator.

import Ledger
import Providers
import Pricing
import Quantities
import Results
import Scenario
import Simulation

struct Chance {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let mixed = (state ^ (state >> 29)) &* 0xbf58_476d_1ce4_e5b9
    return mixed ^ (mixed >> 32)
  }

  mutating func uniform() -> Double { (Double(next() >> 11) + 0.5) * 0x1p-53 }

  /// Twelve uniforms: mean 0, variance 1.
  mutating func normal() -> Double { (0..<12).reduce(-6.0) { sum, _ in sum + uniform() } }
}

/// One plan's outcomes by name, in futures; what is not named is 0, a first outage -1.
struct Table {
  var plan = 0
  var settings: [(name: String, value: String)] = []
  var columns: [Outcome: [Int64]]
  var lots: [LotTally] = []
  var outageDays: [Int64] = []
  var balances: [[Int64]] = []

  func run(_ paths: Int) -> PlanRun {
    let all = Outcome.allCases.map { outcome in
      columns[outcome] ?? [Int64](repeating: outcome == .firstOutage ? -1 : 0, count: paths)
    }
    // Two blocks, so that they are put together.
    let cut = paths / 2
    let blocks = [0..<cut, cut..<paths].map { rows in
      OutcomeBlock(paths: rows.count, columns: all.map { Array($0[rows]) })
    }
    return PlanRun(
      plan: plan, settings: settings, blocks: blocks, lots: lots, outageDays: outageDays,
      balances: DayBalances(byDay: balances))
  }
}

func simulation(
  _ tables: [Table], paths: Int, demand: [Int64]? = nil, throttled: [Int64]? = nil, controls: [[Int64]] = []
) -> SimulationRun {
  let zeros = [Int64](repeating: 0, count: paths)
  return SimulationRun(
    paths: paths, asked: paths, seed: 1, wasInterrupted: false, runs: tables.map { $0.run(paths) },
    demand: demand ?? zeros, throttled: throttled ?? zeros, controls: controls,
    controlNames: controls.indices.map { "control \($0)" })
}

func testScenario(plans: Int = 1) -> Scenario {
  let start = Instant.first
  var scenario = Scenario(
    title: "A test", start: start, end: Instant(seconds: 86_400 * 10), step: 3_600, card: .builtIn)
  scenario.plans = (0..<plans).map { PurchasePlan(name: "plan \($0)", ledger: LedgerPlan(start: start)) }
  return scenario
}

/// A lot from a reseller.
func resold(_ at: Instant) -> Purchase {
  Purchase(name: "resold", source: .reseller, orderedAt: at, face: .dollars(1), price: .dollars(1))
}
