/// Small scenarios with families, stated in code.

import Demand
import Foundation
import Ledger
import Optimising
import Pricing
import Providers
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

extension Nanodollars {
  static func cents(_ count: Int64) -> Nanodollars { Nanodollars(count * 10_000_000) }
}

/// How much more is asked of a test with LOTWISE_SOAK=N.
let soak = ProcessInfo.processInfo.environment["LOTWISE_SOAK"].flatMap(Int.init) ?? 1

func workload(_ law: SpendLaw, per: SpendStep = .day, length: Int64) -> Workload {
  Workload(
    name: "use", size: .spend(law, per: per),
    active: [Period(from: beginning, to: beginning.after(length))])
}

func world(_ workload: Workload, length: Int64, step: Int64 = TimeSpan.day) -> Scenario {
  var scenario = Scenario(
    title: "test", start: beginning, end: beginning.after(length), step: step, card: .builtIn)
  scenario.workloads = [ScenarioWorkload(workload: workload)]
  scenario.serveAtLeast = .zero
  return scenario
}

/// Amounts from nothing on, in steps.
func amounts(_ key: String, upTo most: Nanodollars, step: Nanodollars) -> FamilyRange {
  let values = Array(stride(from: 0, through: most.count, by: Int(step.count)).map { Int64($0) })
  return FamilyRange(
    key: key, values: values.map { "\(Nanodollars($0))" }, isOrdered: true, amounts: values)
}

func choice(_ key: String, _ values: [String]) -> FamilyRange {
  FamilyRange(key: key, values: values, isOrdered: false)
}

func family(
  _ name: String, _ ranges: [FamilyRange], _ make: @escaping @Sendable ([Int]) -> LedgerPlan?
) -> Family {
  @Sendable func title(_ indices: [Int]) -> String {
    let stated = zip(ranges, indices).map { "\($0.key) \($0.values[$1])" }
    return "\(name) (\(stated.joined(separator: ", ")))"
  }
  return Family(
    name: name, ranges: ranges,
    member: { indices in make(indices).map { PurchasePlan(name: title(indices), ledger: $0) } },
    block: { "\(title($0)):\n" })
}

/// Bought at the start, at so many cents a dollar.
func lot(
  _ name: String, _ face: Int64, cents: Int64, lasts: Int64, from: Int64 = 0
) -> Purchase {
  var terms = LotTerms()
  terms.validity = .lasting(.seconds(lasts))
  return Purchase(
    name: name, source: .official, orderedAt: beginning.after(from), face: Nanodollars(face),
    price: Nanodollars(face / 100 * cents), terms: terms)
}

/// A plan with these lots, which are drawn from the one that ends first; lots of nothing are left out. What is not covered is refused.
func plan(_ lots: [Purchase]) -> LedgerPlan {
  var plan = LedgerPlan(start: beginning)
  plan.purchases = lots.filter { $0.face > .zero }
  plan.largerThanBalance = .payInPart
  return plan
}

/// What is asked for in each of so many futures; nano-dollars, in order of size.
func demand(of scenario: Scenario, seed: UInt64, futures: Int) throws -> [Int64] {
  var bare = scenario
  bare.families = []
  bare.plans = []
  var simulation = try Simulation(bare, seed: seed)
  try simulation.run(upTo: futures, threads: 2)
  return simulation.result.demand.sorted()
}

/// The share of sorted numbers above one.
func share(of sorted: [Int64], above bound: Int64) -> Double {
  var (low, high) = (0, sorted.count)
  while low < high {
    let middle = (low + high) / 2
    if sorted[middle] > bound { high = middle } else { low = middle + 1 }
  }
  return Double(sorted.count - low) / Double(max(1, sorted.count))
}

extension Optimum {
  var chosenMember: Member? { chosen.map { members[$0] } }
}
