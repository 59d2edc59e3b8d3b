/// The analysis is a small part of a comparison: bounded in the time of its own thread, so that
/// neither a busy machine nor the other tests matter.

import Analysis
import Glibc
import Results
import Simulation
import Testing

@Suite struct AnalysisSpeedTests {
  @Test func `four plans in 20,000 futures are analysed in a fraction of a second`() {
    var chance = Chance(seed: 41)
    let rows = 20_000
    let tables = (0..<4).map { plan in
      var columns: [Outcome: [Int64]] = [:]
      for outcome in Outcome.allCases {
        columns[outcome] = (0..<rows).map { _ in Int64(chance.next() % 3_000_000_000_000) }
      }
      let balances = (0..<365).map { _ in (0..<4_096).map { _ in Int64(chance.next() >> 24) } }
      return Table(plan: plan, columns: columns, outageDays: [], balances: balances)
    }
    let controls = (0..<4).map { _ in (0..<rows).map { _ in Int64(chance.normal() * 1e6) } }
    let run = simulation(tables, paths: rows, controls: controls)
    let scenario = testScenario(plans: 4)
    let start = threadMilliseconds()
    let result = compare(run, of: scenario)
    let milliseconds = threadMilliseconds() - start
    print("analysis of 4 plans x 20,000 futures: \(Int(milliseconds)) ms")
    #expect(result.pairs.count == 6)
    #expect(milliseconds < 150)
  }

  private func threadMilliseconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
  }
}
