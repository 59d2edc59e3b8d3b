/// What is summed up of very many futures is what columns say: exactly where that can be, within the stated part of a distance where a
/// table is asked; and parts add up to the whole, to the last bit, whatever they are.

import Analysis
import Foundation
import Quantities
import Results
import Scenario
import ScenarioFile
import Simulation
import Testing

@Suite struct ColumnTallyTests {
  /// Laws that figures have: smooth, mostly nothing, of a few values, of both signs, far apart, enormous.
  private static let laws: [(name: String, draw: @Sendable (inout Chance) -> Int64)] = [
    ("smooth", { Int64(1e12 + 3e11 * $0.normal()) }),
    ("mostly nothing", { $0.uniform() < 0.93 ? 0 : Int64(5e9 * $0.uniform()) }),
    ("a few values", { [0, 20, 40, 60][Int($0.next() % 4)] * 1_000_000_000 }),
    ("of both signs", { Int64(2e10 * $0.normal()) }),
    ("far apart", { Int64(exp(20 + 3 * $0.normal())) }),
    ("small counts", { Int64($0.next() % 7) }),
    ("always the same", { _ in 42_000_000_000 }),
    ("enormous", { $0.uniform() < 0.5 ? Int64(1) << 61 : -(Int64(1) << 61) }),
  ]

  private static func draws(_ law: Int, _ count: Int, seed: UInt64) -> [Int64] {
    var chance = Chance(seed: seed)
    return (0..<count).map { _ in laws[law].draw(&chance) }
  }

  private static func tally(_ law: Int, _ values: [Int64]) -> ColumnTally {
    ColumnTally(Lens(Summary(draws(law, 1_024, seed: 7)), detail: .all, isMoney: law != 5))
      .adding(values)
  }

  @Test(
    "sums, range and counts are exact; moments and the interval of the mean are those of the column",
    arguments: laws.indices)
  func sums(_ law: Int) {
    let values = Self.draws(law, 8_192, seed: 1)
    let (whole, told) = (Summary(values), Self.tally(law, values).summary)
    #expect(told.count == whole.count && told.total == whole.total)
    #expect(told.least == whole.least && told.most == whole.most)
    #expect(told.nonZero == whole.nonZero && told.negative == whole.negative)
    #expect(told.replicates.sums == whole.replicates.sums)
    func near(_ a: Double, _ b: Double, _ part: Double) -> Bool { abs(a - b) <= part * max(abs(a), abs(b)) }
    #expect(near(told.squares, whole.squares, 1e-5))
    #expect(near(told.fourths, whole.fourths, 1e-4))
    // The third moment of what is symmetrical is nothing but rounding.
    #expect(abs(told.cubes - whole.cubes) <= 1e-4 * pow(whole.squares, 1.5))
    let (a, b) = (Spread(told, stake: 0).interval(), Spread(whole, stake: 0).interval())
    #expect(near(a.halfWidth, b.halfWidth, 0.01), "\(a) \(b)")
  }

  @Test(
    "a quantile is within a 1,024th of its distance from the median of the kept numbers",
    arguments: laws.indices)
  func quantiles(_ law: Int) throws {
    let values = Self.draws(law, 8_192, seed: 2)
    let told = try #require(Self.tally(law, values).summary.quantiles)
    let whole = try #require(Summary(values).quantiles)
    let usual = Summary(Self.draws(law, 1_024, seed: 7)).median
    func near(_ a: Int64?, _ b: Int64?, times: Double = 1) -> Bool {
      guard let a, let b else { return a == b }
      return abs(Double(a) - Double(b)) <= times * abs(Double(b) - Double(usual)) / 1_024 + 1
    }
    for (a, b) in [(told.p05, whole.p05), (told.p50, whole.p50), (told.p95, whole.p95)] {
      #expect(near(a.value, b.value), "\(a) \(b)")
    }
    #expect(told.least == whole.least && told.most == whole.most)
    if ["a few values", "small counts", "always the same", "enormous"].contains(Self.laws[law].name) {
      // In whole lots: exactly.
      #expect(told == whole)
    }
    if Self.laws[law].name == "mostly nothing" {
      #expect(told.p05.value == 0 && told.p50.value == 0 && told.p05.high == 0)
    }
    let ranks = (0...40).map { max(0, ($0 * values.count + 39) / 40 - 1) }
    for (a, b) in zip(Self.tally(law, values).numbers(at: ranks), orderStatistics(of: values, ranks: ranks)) {
      #expect(near(a, b), "\(a) \(b)")
    }
  }

  @Test("parts add up to the whole in any order, also as bytes", arguments: laws.indices)
  func parts(_ law: Int) throws {
    let values = Self.draws(law, 96 * 32, seed: 3)
    let whole = Self.tally(law, values)
    let cuts = [0, 32, 1_024, 1_056, 3_072]
    var parts = zip(cuts, cuts.dropFirst()).map { Self.tally(law, Array(values[$0..<$1])) }
    parts.append(Self.tally(law, []))
    for order in [[0, 1, 2, 3, 4], [4, 2, 0, 3, 1]] {
      var sum = Self.tally(law, [])
      for place in order {
        var reader = PackedReader(parts[place].bytes)
        sum.add(try ColumnTally(sum.lens, from: &reader))
        #expect(reader.isAtEnd)
      }
      #expect(sum.bytes == whole.bytes)
    }
  }
}

extension ColumnTally {
  fileprivate func adding(_ values: [Int64]) -> ColumnTally {
    var tally = self
    tally.add(values)
    return tally
  }

  fileprivate var bytes: [UInt8] {
    var writer = PackedWriter()
    pack(into: &writer)
    return writer.bytes
  }
}

@Suite struct StreamedComparisonTests {
  private static func scenario(_ name: String) throws -> Scenario {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let path = root.appending(path: "scenarios/\(name).yaml").path
    guard case .scenario(let scenario)? = CheckedFile(path: path).content else {
      throw CocoaError(.fileReadCorruptFile)
    }
    return scenario
  }

  @Test(
    "the figures of a run that is summed up are those of its columns",
    arguments: ["reseller-or-official", "claude-code-team", "enterprise-commitment", "stacked-lots"])
  func same(_ name: String) throws {
    let scenario = try Self.scenario(name)
    var simulation = try Simulation(scenario, seed: 1)
    try simulation.run(upTo: 4_096, threads: 2)
    let streamed = StreamedComparison(simulation, threads: 2)
    try simulation.run(upTo: 6_144, threads: 2)
    for number in 0..<24 {
      let (block, sums) = simulation.kept(number)
      streamed.add(number, block, sums)
    }
    let whole = compare(simulation.result, of: scenario, threads: 2)
    let told = streamed.result(asked: 6_144, threads: 2)

    // Of a single future nothing is known, on either side.
    func near(_ a: Double, _ b: Double, _ part: Double) -> Bool {
      a == b || abs(a - b) <= part * max(abs(a), abs(b))
    }
    for (a, b) in zip(told.plans, whole.plans) {
      #expect(a.estimates.map(\.measure) == b.estimates.map(\.measure))
      for (own, other) in zip(a.estimates, b.estimates) {
        #expect(own.total == other.total && own.nonZero == other.nonZero && own.mean == other.mean)
        let name = "\(a.name), \(own.measure.name)"
        // Where the usual number of the kept futures is not that of all, what is added for the unseen is another.
        #expect(near(own.standardError, other.standardError, 0.05), "\(name)")
        #expect(near(own.interval.halfWidth, other.interval.halfWidth, 0.2), "\(name)")
        if let mean = own.adjusted?.mean, let known = other.adjusted {
          #expect(abs(mean - known.mean) < 3 * known.standardError, "\(name)")
        }
      }
      // Whole numbers and their intervals: the same to the last digit.
      #expect("\(a.lots)" == "\(b.lots)" && "\(a.days)" == "\(b.days)")
      #expect(a.months == b.months && "\(a.batches)" == "\(b.batches)")
      #expect(a.buying == b.buying)
    }
    #expect(told.usage == whole.usage && told.usageByMonth == whole.usageByMonth)
    for (a, b) in zip(told.pairs, whole.pairs) {
      #expect(a.a == b.a && a.b == b.b && a.difference.mean == b.difference.mean)
      #expect(a.aCheaper == b.aCheaper && a.bCheaper == b.bCheaper)
      #expect(near(a.difference.standardError, b.difference.standardError, 0.05))
    }
    #expect(
      told.ranking.order == whole.ranking.order && told.ranking.serving.plan == whole.ranking.serving.plan)
    for (a, b) in zip(told.ranking.standings, whole.ranking.standings) {
      #expect(a.gates.map(\.verdict) == b.gates.map(\.verdict))
      for (own, other) in zip(a.gates, b.gates) { #expect(near(own.value, other.value, 1e-9)) }
    }
    for (a, b) in zip(told.leftOverViews, whole.leftOverViews) {
      for (own, other) in zip(a.costs, b.costs) { #expect(near(own, other, 0.01)) }
    }
  }

  @Test("what is added after the result was asked for is not counted")
  func closed() throws {
    let scenario = try Self.scenario("stacked-lots")
    var simulation = try Simulation(scenario, seed: 1)
    try simulation.run(upTo: 512, threads: 1)
    let streamed = StreamedComparison(simulation, threads: 1)
    let blocks = (0..<2).map { simulation.kept($0) }
    streamed.add(0, blocks[0].block, blocks[0].sums)
    #expect(streamed.result(asked: 512, wasInterrupted: true).paths == 256)
    streamed.add(1, blocks[1].block, blocks[1].sums)
    #expect(streamed.futures == 256)
  }
}
