/// When enough is enough, and that looking often does not make it so.

import Analysis
import Numerics
import Results
import Simulation
import Testing

@Suite struct StoppingRuleTests {
  private func run(_ paid: [Int64], outages: [Int64] = []) -> SimulationRun {
    var columns: [Outcome: [Int64]] = [.paid: paid]
    if !outages.isEmpty { columns[.outages] = outages }
    return simulation([Table(columns: columns)], paths: paid.count)
  }

  /// By hand: root((1 + 1 / x) log((x + 1) / 0.0025)) with x = 8.2 t / 8,192.
  @Test(arguments: [(256, 5.52), (1_024, 3.637), (8_192, 3.035), (1 << 20, 3.60)])
  func `a half width is as many standard errors as Robbins's mixture says`(futures: Int, times: Double) {
    #expect(abs(StoppingRule.multiplier(of: futures) - times) < 0.005)
  }

  @Test func `a half width that is just reached is enough, a hair less is not`() throws {
    var chance = Chance(seed: 31)
    let run = run((0..<1_024).map { _ in Int64(chance.next() % 1_000_000) })
    let scenario = testScenario()
    let width = StoppingRule(measure: .paid, halfWidth: 1, most: 4_096).look(at: run, of: scenario).halfWidth
    // 289,000 / 32 x 4.1, give or take the error of 31 degrees of freedom.
    #expect((26_000...50_000).contains(width))
    for (asked, isEnough) in [(width, true), (width * 0.999_999, false)] {
      let look = StoppingRule(measure: .paid, halfWidth: asked, most: 4_096).look(at: run, of: scenario)
      #expect(look.isEnough == isEnough)
    }
    let half = StoppingRule(measure: .paid, halfWidth: width / 2, most: 4_096).look(at: run, of: scenario)
    #expect(abs((half.pathsNeeded ?? 0) - 4_096) <= 1)
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

  /// Skewed: the square of a uniform, a mean of a third of a million.
  @Test func `what a result shows that was stopped by the rule misses in no more than 5 % of experiments`()
    throws
  {
    var chance = Chance(seed: 33)
    let scenario = testScenario()
    let rule = StoppingRule(measure: .paid, halfWidth: 40_000, most: 4_096)
    var missed = 0
    var stopped = 0
    for _ in 0..<300 {
      let paid = (0..<4_096).map { _ in
        let u = chance.uniform()
        return Int64(1_000_000 * u * u)
      }
      for paths in stride(from: 256, through: 4_096, by: 256) {
        let run = run(Array(paid[..<paths]))
        let look = rule.look(at: run, of: scenario)
        guard look.isEnough || paths == 4_096 else { continue }
        let interval = try #require(
          compare(run, of: scenario, stopped: rule.stopped(at: paths)).plans[0][.paid]?.best.interval)
        #expect(abs(interval.halfWidth / look.halfWidth - 1) < 1e-9)
        missed += interval.low <= 1_000_000 / 3 && 1_000_000 / 3 <= interval.high ? 0 : 1
        stopped += paths < 4_096 ? 1 : 0
        break
      }
    }
    #expect(missed <= 15 && stopped > 280)
  }

  @Test func `only the measure that was looked at has wider intervals, and the result says so`() throws {
    var chance = Chance(seed: 34)
    let run = run(
      (0..<2_048).map { _ in Int64(chance.next() % 1_000_000) }, outages: (0..<2_048).map { $0 / 9 % 4 })
    let scenario = testScenario()
    let plain = compare(run, of: scenario)
    #expect(plain.stopped == nil)
    for (measure, other) in [(Measure.paid, Measure.outageRisk), (.outageRisk, .paid)] {
      let rule = StoppingRule(measure: measure, halfWidth: 1, most: 1 << 20)
      let result = compare(run, of: scenario, stopped: rule.stopped(at: 2_048))
      #expect(result.stopped?.measure == measure && result.stopped?.looks == 8)
      let widths = [measure, other].map { measure in
        (result.plans[0][measure]?.interval.halfWidth ?? 0)
          / (plain.plans[0][measure]?.interval.halfWidth ?? 1)
      }
      // 3.24 for 1.96, each as Student's with 31 degrees of freedom: 3.57 for 2.04.
      let wider =
        Student.t(StoppingRule.multiplier(of: 2_048), degrees: 31) / Student.t(Normal.z95, degrees: 31)
      #expect(abs(widths[0] / wider - 1) < 0.02 && widths[1] == 1)
    }
  }

  /// The sieve at every block, and the whole run.
  @Test(arguments: [Measure.paid, .outageRisk, .effectivePrice, .refusedShare])
  func `what grows block by block says what a look at all of it says`(_ measure: Measure) throws {
    var chance = Chance(seed: 35)
    let scenario = testScenario()
    let control = (0..<4_096).map { _ in Int64(chance.normal() * 1e6) }
    let paid = control.map { 1_000_000_000 + 200 * $0 + Int64(chance.normal() * 1e8) }
    let columns: [Outcome: [Int64]] = [
      .paid: paid, .used: paid.map { $0 + Int64(chance.normal() * 1e7) },
      .noCredit: paid.map { _ in chance.uniform() < 0.3 ? Int64(chance.uniform() * 1e9) : 0 },
      .outages: paid.map { _ in chance.uniform() < 0.3 ? 1 : 0 },
    ]
    func run(_ rows: Range<Int>) -> SimulationRun {
      simulation(
        [Table(columns: columns.mapValues { Array($0[rows]) })], paths: rows.count,
        controls: [Array(control[rows])])
    }
    let rule = StoppingRule(measure: measure, halfWidth: 1e6, most: 4_096)
    var watch = Watch(rule, of: scenario)
    for from in stride(from: 0, to: 4_096, by: 256) {
      watch.add(run(from..<(from + 256)))
      let whole = rule.look(at: run(0..<(from + 256)), of: scenario)
      #expect(watch.paths == from + 256)
      #expect(abs(watch.look.halfWidth / whole.halfWidth - 1) < 0.03)
    }
  }
}
