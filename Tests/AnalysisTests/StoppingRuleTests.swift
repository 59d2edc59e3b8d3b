/// When enough is enough, and that looking often does not make it so.

import Analysis
import Results
import Simulation
import Testing

@Suite struct StoppingRuleTests {
  @Test(
    arguments: [
      (1_024, 5_000, [1_024, 2_048, 4_096, 5_000]), (1_024, 2_048, [1_024, 2_048]), (1_024, 100, [100]),
      (1_024, 1_024, [1_024]),
    ])
  func `the looks double, and the last is at the most`(first: Int, most: Int, looks: [Int]) {
    #expect(StoppingRule(measure: .paid, halfWidth: 1, first: first, most: most).looks == looks)
  }

  private func run(_ paid: [Int64], outages: [Int64] = []) -> SimulationRun {
    var columns: [Outcome: [Int64]] = [.paid: paid]
    if !outages.isEmpty { columns[.outages] = outages }
    return simulation([Table(columns: columns)], paths: paid.count)
  }

  @Test func `a half width that is just reached is enough, a hair less is not`() throws {
    var chance = Chance(seed: 31)
    let run = run((0..<1_024).map { _ in Int64(chance.next() % 1_000_000) })
    let scenario = testScenario()
    let width = StoppingRule(measure: .paid, halfWidth: 1, most: 4_096).look(at: run, of: scenario).halfWidth
    // 289,000 / 32 x 2.39 (three looks).
    #expect((20_500...22_800).contains(width))
    for (asked, isEnough) in [(width, true), (width * 0.999_999, false)] {
      let look = StoppingRule(measure: .paid, halfWidth: asked, most: 4_096).look(at: run, of: scenario)
      #expect(look.isEnough == isEnough)
    }
    let half = StoppingRule(measure: .paid, halfWidth: width / 2, most: 4_096).look(at: run, of: scenario)
    #expect(half.pathsNeeded == 4_096)
  }

  @Test func `what was never seen makes a share sure and a cost not`() throws {
    let scenario = testScenario()
    for (paths, isEnough) in [(1_024, false), (16_384, true)] {
      let run = run(Array(repeating: 5, count: paths))
      let cost = StoppingRule(measure: .paid, halfWidth: 1, most: 65_536).look(at: run, of: scenario)
      #expect(cost.isEnough == isEnough)
      if !isEnough { #expect(cost.pathsNeeded == 16_384) }
      let risk = StoppingRule(measure: .outageRisk, halfWidth: 0.01, most: 65_536)
      let look = risk.look(at: run, of: scenario)
      #expect(look.isEnough && look.halfWidth > 0)
    }
    #expect(!StoppingRule(measure: .paid, halfWidth: 1, most: 9).look(at: run([]), of: scenario).isEnough)
  }

  /// Skewed: the square of a uniform, a mean of a third of a million. 64 to 1,024 futures in five looks.
  @Test func `what a result shows that was stopped by the rule misses in no more than 5 % of experiments`()
    throws
  {
    var chance = Chance(seed: 33)
    let scenario = testScenario()
    let rule = StoppingRule(measure: .paid, halfWidth: 50_000, first: 64, most: 1_024)
    var missed = 0
    var stopped = 0
    for _ in 0..<400 {
      let paid = (0..<1_024).map { _ in
        let u = chance.uniform()
        return Int64(1_000_000 * u * u)
      }
      for paths in rule.looks {
        let run = run(Array(paid[..<paths]))
        let look = rule.look(at: run, of: scenario)
        guard look.isEnough || paths == 1_024 else { continue }
        let interval = try #require(
          compare(run, of: scenario, stopped: rule.stopped).plans[0][.paid]?.best.interval)
        #expect(abs(interval.halfWidth / look.halfWidth - 1) < 1e-9)
        missed += interval.low <= 1_000_000 / 3 && 1_000_000 / 3 <= interval.high ? 0 : 1
        stopped += paths < 1_024 ? 1 : 0
        break
      }
    }
    #expect(missed <= 20 && stopped > 300)
  }

  @Test func `only the measure that was looked at has wider intervals, and the result says so`() throws {
    var chance = Chance(seed: 34)
    let run = run(
      (0..<2_048).map { _ in Int64(chance.next() % 1_000_000) }, outages: (0..<2_048).map { $0 % 4 })
    let scenario = testScenario()
    let plain = compare(run, of: scenario)
    #expect(plain.stopped == nil)
    for (measure, other) in [(Measure.paid, Measure.outageRisk), (.outageRisk, .paid)] {
      let rule = StoppingRule(measure: measure, halfWidth: 1, most: 1 << 20)
      let result = compare(run, of: scenario, stopped: rule.stopped)
      #expect(result.stopped?.measure == measure && result.stopped?.looks == 11)
      let widths = [measure, other].map { measure in
        (result.plans[0][measure]?.interval.halfWidth ?? 0)
          / (plain.plans[0][measure]?.interval.halfWidth ?? 1)
      }
      // z = 2.84 for 1.96.
      #expect(abs(widths[0] / 1.449 - 1) < 0.01 && widths[1] == 1)
    }
  }
}
