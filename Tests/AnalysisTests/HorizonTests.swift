/// A plan's cost grows smoothly with the horizon: what a further month costs is about what the months around it cost, also where
/// the month is one in which credit expires. Shipped scenarios over horizons of 4 to 24 months.

import Analysis
import Documents
import Foundation
import Results
import Scenario
import ScenarioFile
import Simulation
import Testing

@Suite struct HorizonTests {
  private static let scenarios = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("scenarios")

  private static let futures = 384

  /// With another horizon, and another worth of what is left over.
  private static func scenario(_ name: String, months: Int, leftOver: String? = nil) throws -> Scenario {
    let path = scenarios.appendingPathComponent("\(name).yaml")
    var lines = try String(contentsOf: path, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
    lines.removeAll { $0.hasPrefix("horizon:") || (leftOver != nil && $0.hasPrefix("left over:")) }
    let start = try #require(lines.firstIndex { $0.hasPrefix("start:") })
    lines.insert("horizon: \(months) months", at: start)
    if let leftOver { lines.insert("left over: \(leftOver)", at: start) }
    let file = CheckedFile(bytes: Array(lines.joined(separator: "\n").utf8), path: path.path)
    guard case .scenario(let scenario) = file.content else {
      throw Unread(said: file.diagnostics.rendered(color: false))
    }
    return scenario
  }

  private static func costs(_ scenario: Scenario, scale: Double = 1) throws -> [String: Double] {
    // Plain futures are the same ones as far as they go, whatever the horizon.
    let base = try Simulation(scenario, seed: 1, scales: min(scale, 1)...1, sampling: .plain)
    var simulation = try base.varied(scale: scale)
    try simulation.run(upTo: futures, threads: 2)
    let result = compare(simulation.result, of: scenario, detail: .answers)
    return Dictionary(
      uniqueKeysWithValues: result.plans.map { ($0.name, ($0[.totalCost]?.mean ?? 0) / 1e9) })
  }

  /// What a month costs more or less than the two around it, in mean months of the plan.
  private static let most = 0.3

  /// Where a month is different for a reason that its buyer has: a lot that nobody will use is bought in it, or the only lot
  /// is used up and refused work begins.
  private static let reasons = [
    "three seats and a bundle": 0.9, "one large purchase": 0.6,
    // It goes on topping up within the horizon, in front of its large lot, which so expires in the fourteenth month.
    "our own order": 0.5,
  ]

  @Test(arguments: [
    "enterprise-commitment", "reseller-or-official", "claude-code-team", "stacked-lots", "pipeline-that-died",
  ])
  func `a month more costs a month more`(_ name: String) throws {
    let horizons = Array(4...24)
    let all = try horizons.map { try Self.costs(Self.scenario(name, months: $0)) }
    for plan in all[0].keys.sorted() {
      let costs = all.map { $0[plan] ?? .nan }
      let steps = zip(costs.dropFirst(), costs).map { $0 - $1 }
      let usual = steps.reduce(0, +) / Double(steps.count)
      let jumps = (1..<(steps.count - 1)).map { abs(steps[$0] - (steps[$0 - 1] + steps[$0 + 1]) / 2) / usual }
      let largest = jumps.indices.max { jumps[$0] < jumps[$1] } ?? 0
      let told =
        "\(name), \(plan): \(Int(jumps[largest] * 100)) % of a month at month \(horizons[largest + 2])"
      if ProcessInfo.processInfo.environment["LOTWISE_SHOW"] != nil { print(told) }
      #expect(jumps[largest] <= Self.reasons[plan] ?? Self.most, "\(told)")
    }
  }

  /// Of $600 a month, half a commitment of $30,000 is never used up: eleven months in, most of it is about to expire.
  @Test(arguments: ["as far as it will be used", "at price paid"])
  func `an expiry is no surprise`(_ leftOver: String) throws {
    let scale = 0.0627
    let before = try Self.costs(
      Self.scenario("enterprise-commitment", months: 12, leftOver: leftOver), scale: scale)
    let after = try Self.costs(
      Self.scenario("enterprise-commitment", months: 13, leftOver: leftOver), scale: scale)
    let jump = try #require(after["half the commitment"]) - #require(before["half the commitment"])
    let cheapest = before.min { $0.value < $1.value }?.key
    if leftOver == "at price paid" {
      #expect(jump > 15_000 && cheapest == "half the commitment", "\(jump)")
    } else {
      #expect(abs(jump) < 1_200 && cheapest == "pay as we go", "\(jump)")
    }
  }

  struct Unread: Error { let said: String }
}
