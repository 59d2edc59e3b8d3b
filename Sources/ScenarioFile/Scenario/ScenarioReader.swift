/// A scenario from its file: docs/scenario.md says what it may hold. Every mistake in the file is reported at
/// once; a scenario is returned only if there is none.

import Demand
import Ledger
import Pricing
import Quantities
import Scenario

public enum Scenarios {
  /// Reads a scenario, YAML or JSON. Files that it names are looked for beside it.
  public static func read(
    path: String
  ) throws(Diagnostics) -> (scenario: Scenario, warnings: Diagnostics) {
    let findings = Findings(path: path)
    guard let text = SourceText.read(path: path, findings: findings) else {
      throw findings.diagnostics(in: SourceText(path: path, bytes: []))
    }
    return try read(text, findings)
  }

  /// The same for text that is in memory; `path` is where it would be.
  public static func read(
    bytes: [UInt8], path: String
  ) throws(Diagnostics) -> (scenario: Scenario, warnings: Diagnostics) {
    try read(SourceText(path: path, bytes: bytes), Findings(path: path))
  }

  private static func read(
    _ text: SourceText, _ findings: Findings
  ) throws(Diagnostics) -> (scenario: Scenario, warnings: Diagnostics) {
    var result: Scenario?
    if let root = YAMLReader.read(text, findings) {
      result = Record.read(root, "a scenario", findings) { ScenarioReader($0, path: text.path).read() }
    }
    let diagnostics = findings.diagnostics(in: text)
    guard let result, !diagnostics.hasErrors else { throw diagnostics }
    return (result, diagnostics)
  }
}

/// What is known while a scenario is being read: the parts read so far, and what later parts are checked
/// against. Its parts are extensions, one file each: the frame, workloads, the account, plans, changes.
final class ScenarioReader {
  let root: Record
  let findings: Findings
  let path: String
  var card = RateCard.builtIn
  var start = Instant(seconds: 0)
  var end = Instant(seconds: 0)
  var scenario: Scenario

  init(_ root: Record, path: String) {
    self.root = root
    self.path = path
    findings = root.findings
    scenario = Scenario(title: "", start: start, end: end, step: TimeSpan.hour, card: card)
  }

  func read() -> Scenario? { nil }
}
