/// The demand of a scenario as text, and its explained form: the text with every default written into it.

import Demand
import Documents
import Quantities
import Scenario
import ScenarioFile
import Testing

typealias ReadDemand = (scenario: Scenario, assumed: [Assumption], warnings: Diagnostics)

/// December 2026 to November 2027, unless the text says otherwise.
func readDemand(_ yaml: String) throws -> ReadDemand {
  let text = yaml.contains("start") ? yaml : "start: 2026-12-01\nend: 2027-12-01\n" + yaml
  do {
    return try Scenarios.readDemand(SourceText(path: "scenario.yaml", bytes: Array(text.utf8)))
  } catch {
    Issue.record("\(error.rendered(color: false))")
    throw error
  }
}

/// One workload of one month, by the keys that matter; what it does not state is stated here.
func readWorkload(_ keys: String) throws -> ScenarioWorkload {
  let standard =
    keys.contains("spend:") ? "" : ", models: claude-sonnet-5-5, tokens: {input: 1k, output: 100}"
  let rate = keys.contains("requests:") || keys.contains("spend:") ? "" : ", requests: 9 per day"
  let models = keys.contains("models:") ? ", tokens: {input: 1k, output: 100}" : standard
  let rest = keys.contains("tokens:") ? ", models: claude-sonnet-5-5" : models
  let body = keys + rate + (keys.contains("spend:") ? "" : rest)
  let read = try readDemand("start: 2026-10-01\nend: 2026-11-01\nworkloads: {it: {\(body)}}")
  return try #require(read.scenario.workloads.first)
}

func readProfile(_ keys: String) throws -> RequestProfile {
  guard case .requests(let profile) = try readWorkload(keys).workload.size else {
    throw QuantityError("this is a workload in dollars", remedy: "state requests")
  }
  return profile
}

/// The form that `check --explain` shows.
enum ExplainedForm {
  /// The file, as one line of braces, with what was assumed where it belongs.
  static func of(_ yaml: String, _ assumed: [Assumption]) throws -> String {
    let findings = Findings(path: "scenario.yaml")
    let node = try #require(
      YAMLReader.read(SourceText(path: "scenario.yaml", bytes: Array(yaml.utf8)), findings))
    return write(node, assumed)
  }

  private static func write(_ node: Node, _ assumed: [Assumption]) -> String {
    switch node.content {
    case .scalar(let text, _): return "'\(text.replacing("'", with: "''"))'"
    case .sequence(let items): return "[" + items.map { write($0, assumed) }.joined(separator: ", ") + "]"
    case .mapping(let pairs):
      let given = pairs.map { "'\($0.name)': \(write($0.value, assumed))" }
      let added = assumed.filter { $0.map == node.place }.map { "\($0.key): \($0.text)" }
      return "{" + (given + added).joined(separator: ", ") + "}"
    }
  }
}
