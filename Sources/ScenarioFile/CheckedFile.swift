/// Any file that lotwise reads, told apart by its keys (FileKind.swift), with everything that is wrong with it; and, on
/// request, explained (Explained.swift).

import Documents
import Pricing
import Scenario

public struct CheckedFile {
  public typealias Kind = FileKind

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

  /// `wanted`: what it is taken for if its keys do not say. `settings`: of a scenario, what is set in it from outside.
  public init(
    path: String, explaining: Bool = false, wanted: Kind = .replayCase, with settings: Settings = .none
  ) {
    let findings = Findings(path: path)
    self.init(
      Document.parse(path: path, findings), findings, explaining: explaining, wanted: wanted, with: settings)
  }

  /// The same for text that is in memory; `path` is where it would be.
  public init(bytes: [UInt8], path: String, explaining: Bool = false) {
    let findings = Findings(path: path)
    let parsed = Document.parse(SourceText(path: path, bytes: bytes), findings)
    self.init(parsed, findings, explaining: explaining)
  }

  /// For tests that look into the findings as well.
  package init(
    _ parsed: Document.Parsed, _ findings: Findings, explaining: Bool = false, wanted: Kind = .replayCase,
    with settings: Settings = .none
  ) {
    let text = parsed.text
    if var root = parsed.root {
      let kind = FileKind(of: root, wanted: wanted)
      self.kind = kind
      findings.take(kind)
      if kind == .scenario { root = Scenarios.whole(root, path: text.path, findings, with: settings) }
      if explaining { root = Explained.numbered(root) }
      content = CheckedFile.read(root, as: kind, path: text.path, findings)
      if explaining, content != nil, kind == .scenario || kind == .replayCase {
        explained = Explained.text(of: root, findings)
      }
    }
    included = findings.includedPaths
    diagnostics = findings.diagnostics(in: text)
    if diagnostics.hasErrors { (content, explained) = (nil, nil) }
  }

  private static func read(
    _ root: Node, as kind: Kind, path: String, _ findings: Findings
  ) -> Content? {
    switch kind {
    case .rateCard: CardFile.read(root, findings).map { .rateCard($0.card) }
    case .scenario: Scenarios.read(root, path, findings).map { .scenario($0) }
    case .replayCase: CaseFile.read(root, path, findings).map { .replayCase($0) }
    case .suite: SuiteFile.read(root, findings).map { .suite($0) }
    case .expectation: Expectation.read(root, findings).map { .expectation($0) }
    }
  }
}
