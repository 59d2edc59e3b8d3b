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
    if let root = Document.parse(text, findings).root {
      result = Record.read(root, "a scenario", .demand, findings) { record in
        let reader = ScenarioReader(record, path: text.path)
        reader.start = record.need(Keys.scenario.start) ?? .first
        reader.end = record.need(DemandKeys.end) ?? .last
        record.admit([Keys.scenario.version, Keys.scenario.retirements])
        reader.readWorkloads()
        reader.divideAmongPeople()
        reader.readCorrelations()
        return reader.scenario
      }
    }
    let diagnostics = findings.diagnostics(in: text)
    guard let result, !diagnostics.hasErrors else { throw diagnostics }
    return (result, findings.assumed, diagnostics)
  }
}

/// Of the frame of a scenario, but that an end takes the place of a horizon.
private struct DemandKeys: KeyGroup {
  static let end = RequiredKey<Instant>("end", .instant, "The end of the demand.")
  let end = DemandKeys.end
  let scenario = Keys.scenario
}

extension Table {
  fileprivate static let demand = Table("scenario", DemandKeys())
}
