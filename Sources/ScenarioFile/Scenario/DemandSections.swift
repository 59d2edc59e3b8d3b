/// The demand of a scenario by itself: its frame, `workloads` and `correlations`, without any plan. The tests of
/// workloads read it so; the program reads whole scenarios.

import Documents
import Quantities
import Scenario

extension Scenarios {
  /// Of text that holds `start`, `end`, `workloads`, `correlations` and `retirements`: the scenario so far, and
  /// what was assumed.
  package static func readDemand(
    _ text: SourceText
  ) throws(Diagnostics) -> (scenario: Scenario, assumed: [Assumption], warnings: Diagnostics) {
    let findings = Findings(path: text.path)
    var result: Scenario?
    if let root = YAMLReader.read(text, findings) {
      result = Record.read(root, "a scenario", findings) { record in
        let reader = ScenarioReader(record, path: text.path)
        reader.start = record.need("start", .instant) ?? .first
        reader.end = record.need("end", .instant) ?? .last
        for key in ["lotwise", "retirements"] { _ = record.has(key) }
        reader.readWorkloads()
        reader.readCorrelations()
        return reader.scenario
      }
    }
    let diagnostics = findings.diagnostics(in: text)
    guard let result, !diagnostics.hasErrors else { throw diagnostics }
    return (result, findings.assumed, diagnostics)
  }
}
