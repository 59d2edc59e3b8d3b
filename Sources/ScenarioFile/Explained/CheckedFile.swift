/// Any file that lotwise reads, told apart by its keys, with everything that is wrong with it; and, on
/// request, explained (Explained.swift).
///
/// - `lotwise-rates` makes it a rate card;
/// - `plans`, `workloads` or `horizon` make it a scenario;
/// - anything else is a replay case.

import Pricing
import Scenario

public struct CheckedFile {
  public enum Content: Sendable {
    case scenario(Scenario)
    case replayCase(ReplayCase)
    case rateCard(RateCard)
  }

  /// Nil if there are errors.
  public private(set) var content: Content?
  public private(set) var diagnostics: Diagnostics
  /// With every default and the origin of each value; nil if there are errors, if nobody asked, and for a
  /// rate card, which is not a thing of defaults.
  public private(set) var explained: String?

  public init(path: String, explaining: Bool = false) {
    let findings = Findings(path: path)
    self.init(SourceText.read(path: path, findings: findings), findings, explaining: explaining)
  }

  /// The same for text that is in memory; `path` is where it would be.
  public init(bytes: [UInt8], path: String, explaining: Bool = false) {
    self.init(SourceText(path: path, bytes: bytes), Findings(path: path), explaining: explaining)
  }

  /// For tests that look into the findings as well; `text` is nil if it cannot be read.
  package init(_ text: SourceText?, _ findings: Findings, explaining: Bool = false) {
    if let text, var root = YAMLReader.read(text, findings) {
      if CheckedFile.isScenario(root) { root = Scenarios.whole(root, path: text.path, findings) }
      if explaining { root = Explained.numbered(root) }
      content = CheckedFile.read(root, path: text.path, findings)
      if explaining, content != nil, !root.has("lotwise-rates") {
        explained = Explained.text(of: root, findings)
      }
    }
    diagnostics = findings.diagnostics(in: text ?? SourceText(path: findings.path, bytes: []))
    if diagnostics.hasErrors { (content, explained) = (nil, nil) }
  }

  private static func isScenario(_ root: Node) -> Bool {
    !root.has("lotwise-rates") && ["plans", "workloads", "horizon"].contains(where: root.has)
  }

  private static func read(_ root: Node, path: String, _ findings: Findings) -> Content? {
    if root.has("lotwise-rates") {
      let card = Record.read(root, "a rate card", findings) { CardReader($0).read() }
      return card.map { .rateCard($0) }
    }
    if isScenario(root) {
      let scenario = Record.read(root, "a scenario", findings) { ScenarioReader($0, path: path).read() }
      return scenario.map { .scenario($0) }
    }
    let replayCase = Record.read(root, "a case", findings) { CaseReader($0, path: path).read() }
    return replayCase.map { .replayCase($0) }
  }
}

extension Node {
  fileprivate func has(_ key: String) -> Bool {
    guard case .mapping(let pairs) = content else { return false }
    return pairs.contains { $0.name == key }
  }
}
