/// Any file that lotwise reads, told apart by its keys, with everything that is wrong with it; and, on
/// request, explained (Explained.swift).
///
/// - `lotwise-rates` makes it a rate card, `lotwise-suite` a suite, `lotwise-expect` what a file is pinned to;
/// - `plans`, `workloads` or `horizon` make it a scenario;
/// - anything else is a replay case; a command that wants a scenario takes it for one, unless it lists `lots`,
///   `requests`, a `requests file` or an `end`, which no scenario has.

import Documents
import Pricing
import Scenario

public struct CheckedFile {
  public enum Kind: Sendable {
    case scenario, replayCase, rateCard, suite, expectation
  }

  public enum Content: Sendable {
    case scenario(Scenario)
    case replayCase(ReplayCase)
    case rateCard(RateCard)
    case suite(SuiteFile)
    case expectation(Expectation)
  }

  /// Nil if it cannot be read at all.
  public private(set) var kind: Kind?
  /// Nil if there are errors.
  public private(set) var content: Content?
  public private(set) var diagnostics: Diagnostics
  /// With every default and the origin of each value; nil if there are errors, if nobody asked, and for a
  /// rate card, which is not a thing of defaults.
  public private(set) var explained: String?

  /// The files that it includes, as they were reached from it.
  public private(set) var included: [String] = []

  /// `wanted`: what it is taken for if its keys do not say.
  public init(path: String, explaining: Bool = false, wanted: Kind = .replayCase) {
    let findings = Findings(path: path)
    let text = SourceText.read(path: path, findings: findings)
    self.init(text, findings, explaining: explaining, wanted: wanted)
  }

  /// The same for text that is in memory; `path` is where it would be.
  public init(bytes: [UInt8], path: String, explaining: Bool = false) {
    self.init(SourceText(path: path, bytes: bytes), Findings(path: path), explaining: explaining)
  }

  /// For tests that look into the findings as well; `text` is nil if it cannot be read.
  package init(
    _ text: SourceText?, _ findings: Findings, explaining: Bool = false, wanted: Kind = .replayCase
  ) {
    if let text, var root = YAMLReader.read(text, findings) {
      let kind = CheckedFile.kind(of: root, wanted: wanted)
      self.kind = kind
      if kind == .scenario { root = Scenarios.whole(root, path: text.path, findings) }
      if explaining { root = Explained.numbered(root) }
      content = CheckedFile.read(root, as: kind, path: text.path, findings)
      if explaining, content != nil, kind == .scenario || kind == .replayCase {
        explained = Explained.text(of: root, findings)
      }
    }
    included = findings.includedPaths
    diagnostics = findings.diagnostics(in: text ?? SourceText(path: findings.path, bytes: []))
    if diagnostics.hasErrors { (content, explained) = (nil, nil) }
  }

  private static func kind(of root: Node, wanted: Kind) -> Kind {
    if root.has("lotwise-rates") { return .rateCard }
    if root.has("lotwise-suite") { return .suite }
    if root.has("lotwise-expect") { return .expectation }
    if ["plans", "workloads", "horizon"].contains(where: root.has) { return .scenario }
    let isCase = ["lots", "requests", "requests file", "end"].contains(where: root.has)
    return isCase ? .replayCase : wanted
  }

  private static func read(
    _ root: Node, as kind: Kind, path: String, _ findings: Findings
  ) -> Content? {
    switch kind {
    case .rateCard:
      let card = Record.read(root, "a rate card", findings) { CardReader($0).read() }
      return card.map { .rateCard($0) }
    case .scenario:
      let scenario = Record.read(root, "a scenario", findings) { ScenarioReader($0, path: path).read() }
      return scenario.map { .scenario($0) }
    case .replayCase:
      let replayCase = Record.read(root, "a case", findings) { CaseReader($0, path: path).read() }
      return replayCase.map { .replayCase($0) }
    case .suite: return SuiteFile.read(root, findings).map { .suite($0) }
    case .expectation: return Expectation.read(root, findings).map { .expectation($0) }
    }
  }
}

extension Node {
  fileprivate func has(_ key: String) -> Bool {
    guard case .mapping(let pairs) = content else { return false }
    return pairs.contains { $0.name == key }
  }
}
