/// The same futures whatever the threads and the blocks; and a future lived alone is the one that the run lived.

import Ledger
import Quantities
import Results
import Scenario
import ScenarioFile
import Simulation
import Testing

private func shipped(_ name: String) throws -> Scenario {
  try Scenarios.read(path: "scenarios/\(name).yaml").scenario
}

private let names = [
  "reseller-or-official", "claude-code-team", "enterprise-commitment", "experimenter", "promo-and-student",
]

@Suite struct `A future is a function of the seed and its number` {
  @Test(arguments: names)
  func `threads and blocks change nothing`(_ name: String) throws {
    let scenario = try shipped(name)
    let paths = 100
    let first = try simulated(scenario, paths: paths, threads: 1)
    for (threads, block) in [(2, 64), (7, 1), (3, 16), (2, 1_000)] {
      let other = try simulated(scenario, paths: paths, threads: threads, block: block)
      #expect(other.demand == first.demand)
      #expect(other.controls == first.controls)
      for (a, b) in zip(first.runs, other.runs) {
        for outcome in Outcome.allCases { try #require(a.column(outcome) == b.column(outcome)) }
        #expect(a.lots == b.lots)
        #expect(a.outageDays == b.outageDays)
        #expect(a.balances == b.balances)
      }
    }
  }

  /// What a ledger does after the horizon depends on nothing that it has not come to, and no draw on how far is drawn.
  @Test(arguments: [
    "agency-four-months", "enterprise-commitment", "experimenter", "indie-sporadic", "reseller-or-official",
    "stacked-lots", "startup-burst", "usage-from-history",
  ])
  func `demand after the horizon is drawn as far as credit is held, or at once`(_ name: String) throws {
    let stepwise = try Simulation(shipped(name), seed: 11)
    let legs = try #require(stepwise.lengthAfterwards) / (32 * TimeSpan.day)
    #expect(legs > 1, "there is more than one leg")
    var (some, all) = (stepwise, stepwise.drawnAhead)
    try some.run(upTo: 300, threads: 2)
    try all.run(upTo: 300, threads: 2)
    for (a, b) in zip(some.result.runs, all.result.runs) {
      for outcome in Outcome.allCases { try #require(a.column(outcome) == b.column(outcome), "\(outcome)") }
      #expect(a.lots == b.lots)
    }
  }

  @Test func `more futures leave the first ones as they are`() throws {
    let scenario = try shipped("reseller-or-official")
    var simulation = try Simulation(scenario, seed: 3)
    try simulation.run(upTo: 100, threads: 2)
    let few = simulation.result
    try simulation.run(upTo: 700, threads: 2)
    let many = simulation.result
    #expect(many.paths == 700)
    #expect(Array(many.demand.prefix(100)) == few.demand)
    let alone = try simulated(scenario, paths: 700, seed: 3)
    for (a, b) in zip(many.runs, alone.runs) {
      for outcome in Outcome.allCases { #expect(a.column(outcome) == b.column(outcome)) }
    }
  }

  @Test(arguments: names)
  func `a future with its journal is the one that the run lived, to the nano-dollar`(_ name: String) throws {
    let scenario = try shipped(name)
    var simulation = try Simulation(scenario, seed: 5)
    try simulation.run(upTo: 60, threads: 2)
    let run = simulation.result
    var seen = Set<Int>()
    for plan in run.runs where seen.insert(plan.plan).inserted {
      for path in [0, 7, 59] {
        let ledger = try simulation.future(path, plan: plan.plan)
        let totals = ledger.totals
        #expect(totals.used.count == plan.column(.used)[path])
        #expect(totals.expired.count == plan.column(.expired)[path])
        #expect(totals.revoked.count == plan.column(.revoked)[path])
        #expect(totals.left.count + totals.inTransit.count == plan.column(.left)[path])
        let paid = totals.price.count + totals.tax.count - totals.refunded.count
        #expect(paid == plan.column(.paid)[path])
      }
    }
  }

  @Test func `an interrupt leaves the first futures, without a gap`() throws {
    let scenario = try shipped("reseller-or-official")
    var simulation = try Simulation(scenario, seed: 1, block: 16)
    let whole = try simulated(scenario, paths: 400, seed: 1)
    let asked = Counter()
    try simulation.run(upTo: 400, threads: 2, isInterrupted: { asked.next() > 9 })
    let part = simulation.result
    #expect(part.wasInterrupted)
    #expect(part.paths > 0 && part.paths < 400 && part.asked == 400)
    #expect(part.demand == Array(whole.demand.prefix(part.paths)))
  }
}

import Synchronization

private final class Counter: Sendable {
  private let count = Atomic<Int>(0)
  func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).newValue }
}
