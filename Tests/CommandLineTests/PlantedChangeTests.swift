/// Changes of the rules that slip through a review, planted into a program built for the purpose (scripts/planted.py):
/// `lotwise verify scenarios/rules` notices each of them and names the rule in one line.

import Foundation
import Testing

private struct PlantedChange: CustomTestStringConvertible, Sendable {
  let change: String
  let rule: String
  /// It breaks what the ledger itself checks at every step.
  let stopsTheProgram: Bool

  var testDescription: String { change }

  static let all: [PlantedChange] = {
    let path = Program.root.appendingPathComponent("Tests/CommandLineTests/Planted/changes.txt")
    let text = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
    let blocks = text.components(separatedBy: "\n\n").compactMap {
      block -> (change: String, rule: String, stops: Bool)? in
      func value(_ key: String) -> String? {
        block.split(separator: "\n").first { $0.hasPrefix(key + ": ") }.map {
          String($0.dropFirst(key.count + 2))
        }
      }
      guard let change = value("change"), let rule = value("rule") else { return nil }
      return (change, rule, value("stops") == "yes")
    }
    return blocks.map { PlantedChange(change: $0.change, rule: $0.rule, stopsTheProgram: $0.stops) }
  }()

  func verify() throws -> Outcome {
    try Program.run(
      Program.planted.path, ["verify", "scenarios/rules"],
      environment: ["LOTWISE_PLANTED": change, "SWIFT_BACKTRACE": "enable=no"])
  }
}

@Suite struct PlantedChangeTests {
  @Test func `there are ten changes, and one that the ledger itself notices`() {
    #expect(PlantedChange.all.count == 11)
    #expect(PlantedChange.all.count { $0.stopsTheProgram } == 1)
  }

  @Test(.enabled(if: Program.isPlantedBuilt, "there is no .build/planted/lotwise: `make test` builds it"))
  func `with every change asleep the rule book holds`() throws {
    let outcome = try Program.run(Program.planted.path, ["verify", "scenarios/rules"])
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }

  @Test(
    .enabled(if: Program.isPlantedBuilt, "there is no .build/planted/lotwise: `make test` builds it"),
    arguments: PlantedChange.all)
  fileprivate func `is noticed, and its rule is named in one line`(_ planted: PlantedChange) throws {
    let outcome = try planted.verify()
    if planted.stopsTheProgram {
      #expect(outcome.wasKilled)
      let lines = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("lotwise: a check inside") }
      #expect(lines.contains { $0.contains(planted.rule) }, "\(outcome.errors)")
      return
    }
    #expect(outcome.status == 3 && !outcome.wasKilled, "\(outcome.output)")
    let line = try #require(
      outcome.output.split(separator: "\n").first { $0.contains(" failed: \(planted.rule): ") },
      "\(outcome.output)")
    // The line says what was and what is, and where.
    #expect(line.contains("pinned") && line.contains(#/^scenarios/rules/[a-z/0-9-]+\.yaml:[0-9]+: /#))
    let broken = try #require(outcome.output.split(separator: "\n").first { $0.contains(" not hold: ") })
    #expect(broken.contains("\"\(planted.rule)\""))
    // A change of one rule does not bury it under others.
    #expect(outcome.output.matches(of: #/ failed: /#).count <= 8)
  }
}
