/// What a simulation costs beside the bare drawing of its random numbers, on one thread, in processor time: printed for
/// `make bench`, with BENCH_BARE=1. A plan's year beside the drawing is all that the plan adds: its ledger, its luck, what
/// becomes of what is left over (the demand that follows is drawn for it), and the keeping of its outcomes.

import Demand
import Foundation
import Glibc
import Results
import Scenario
import ScenarioFile
import Simulation
import Testing

@Suite struct BareDrawing {
  /// As many as a comparison usually lives: the days of the first of them are kept.
  private static let paths = 10_000

  /// The best of three, in microseconds a future; of this process, whatever else wants the processor.
  private static func cost(_ body: () throws -> Void) rethrows -> Double {
    func processorSeconds() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    var best = Double.infinity
    for _ in 0..<3 {
      let begin = processorSeconds()
      try body()
      best = min(best, processorSeconds() - begin)
    }
    return best * 1e6 / Double(paths)
  }

  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["BENCH_BARE"] == "1",
      "a measurement, asked for with BENCH_BARE=1"))
  func `one plan and more beside the drawing`() throws {
    let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../..").standardizedFileURL
    let file = CheckedFile(path: root.appendingPathComponent("scripts/peers/four-plans.yaml").path)
    guard case .scenario(let scenario)? = file.content else {
      Issue.record("the scenario of the bench cannot be read")
      return
    }
    var words = [UInt64](repeating: 0, count: 8_760 + 2 * 365)
    let bare = Self.cost {
      for path in 0..<Self.paths {
        let stream = RandomStream(seed: 1, path: path, purpose: Purpose(.steps, "a"))
        words.withUnsafeMutableBufferPointer { stream.fill($0, from: 0) }
      }
    }
    let simulation = try Simulation(scenario, seed: 1)
    var future = DemandPath()
    let drawing = Self.cost { for path in 0..<Self.paths { simulation.draw(path, &future) } }
    print("random words alone: \(bare) us; demand drawn from them: \(drawing) us a future")
    func lived(_ plans: [Int]) throws -> Double {
      let fresh = try Simulation(scenario, plans: plans, seed: 1)
      return try Self.cost {
        var simulation = fresh
        try simulation.run(upTo: Self.paths, threads: 1)
      }
    }
    var beside: [Double] = []
    for (index, plan) in scenario.plans.enumerated() {
      beside.append(try lived([index]) - drawing)
      print("\(plan.name): \(beside[index]) us a year beside the drawing")
    }
    let all = try lived(Array(scenario.plans.indices))
    print("all \(beside.count) at once: \((all - drawing) / Double(beside.count)) us a year of each")
    #expect(all > drawing && beside.allSatisfy { $0 > 0 })
  }
}
