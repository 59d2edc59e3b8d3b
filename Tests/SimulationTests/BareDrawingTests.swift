/// What a simulation costs beside the bare drawing of its random numbers, on one thread: printed for `make bench`, with
/// BENCH_BARE=1.

import Demand
import Foundation
import Results
import Scenario
import ScenarioFile
import Simulation
import Testing

@Suite struct BareDrawing {
  private static let paths = 2_000

  /// The best of three, in nanoseconds a step of a future.
  private static func cost(_ body: () throws -> Void) rethrows -> Double {
    var best = Double.infinity
    for _ in 0..<3 {
      let took = try ContinuousClock().measure(body)
      best = min(best, Double(took.components.seconds) * 1e9 + Double(took.components.attoseconds) / 1e9)
    }
    return best / Double(paths) / 8_760
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
    print("random words alone: \(bare) ns; demand drawn from them: \(drawing) ns a step")
    func lived(_ plans: [Int]) throws -> Double {
      let fresh = try Simulation(scenario, plans: plans, seed: 1)
      return try Self.cost {
        var simulation = fresh
        try simulation.run(upTo: Self.paths, threads: 1)
      }
    }
    var sum = 0.0
    for (index, plan) in scenario.plans.enumerated() {
      let cost = try lived([index])
      sum += cost - drawing
      print("\(plan.name) alone: \(cost) ns, \(cost / drawing) of its drawing")
    }
    let all = try lived(Array(scenario.plans.indices))
    print(
      "all \(scenario.plans.count): \(all) ns; each further one \((all - drawing) / 4 / drawing) of the drawing"
    )
    #expect(all > drawing && sum > 0)
  }
}
