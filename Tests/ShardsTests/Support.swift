/// What the tests of parts have in common: plain chance, and a scenario that is quick to simulate.

import Foundation
import Scenario
import ScenarioFile

struct Chance {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let mixed = (state ^ (state >> 29)) &* 0xbf58_476d_1ce4_e5b9
    return mixed ^ (mixed >> 32)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}

/// Chance in demand, in a seller and in payments; an unknown rule; gates of each kind.
let twoPlans = """
  lotwise: 1
  title: Two plans
  start: 2026-12-01
  horizon: 3 months
  left over: at nothing
  workloads:
    use: {spend: $60 per month, growth: {monthly: 2%, volatility: 30%}, noise: 40%}
  plans:
    lots:
      buy:
        lot: {source: reseller, credit: $60, price: 60%, validity: 40 days, every: 1 month, count: 3}
      seller: {undelivered: 5%, revoked: 2% per month}
      auto-reload: {below: $5, add: $20, declined: 5%, off after: 1}
    as needed:
      auto-reload: {below: $5, add: $20, trigger: unknown}
  gates:
    - total cost at most $400
    - total cost at most $250 in 50% of futures
    - outage risk at most 90%
    - effective price at most 2
    - waste at most $500
  """

func scenario(_ text: String = twoPlans) throws -> Scenario {
  let file = CheckedFile(bytes: Array(text.utf8), path: "s.yaml")
  guard case .scenario(let scenario)? = file.content else {
    throw CocoaError(.fileReadCorruptFile)
  }
  return scenario
}
