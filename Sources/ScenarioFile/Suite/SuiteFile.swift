/// What holds for a whole suite of pinned files: `suite.yaml` in its folder. Every key has a default, so that a suite
/// needs no such file.
///
///     lotwise-suite: 1
///     error rate: 1%
///     futures: 2,000
///     gates: [outage risk at most 2%]

import Documents
import Quantities
import Scenario

public struct SuiteFile: Hashable, Sendable {
  public static let name = "suite.yaml"

  public var title = ""
  /// The probability that chance alone fails any of the suite's statistical judgements.
  public var errorRate = Ratio.percent(1)
  /// Simulated when a scenario is pinned.
  public var futures = 2_000
  public var seed = 1
  public var gates: [Gate] = []

  public init() {}

  public static func read(path: String) throws(Diagnostics) -> SuiteFile {
    try Document.read(path: path, read).0
  }

  static func read(_ text: SourceText, _ findings: Findings) -> SuiteFile? {
    findings.kind = "the suite"
    findings.page = "docs/verify.md"
    return YAMLReader.read(text, findings, beginning: "lotwise-suite: 1").flatMap { read($0, findings) }
  }

  static func read(_ root: Node, _ findings: Findings) -> SuiteFile? {
    Record.read(root, "a suite", findings) { root in
      root.checkVersion("lotwise-suite", of: "a suite")
      var suite = SuiteFile()
      suite.title = root.take("title", .text, or: "")
      suite.errorRate = root.take("error rate", .errorRate, or: suite.errorRate)
      suite.futures = root.take("futures", .whole(32...1_000_000), or: suite.futures)
      suite.seed = root.take("seed", .whole(0...Int.max), or: suite.seed)
      suite.gates = root.gates(plans: nil)
      return suite
    }
  }
}

extension Shape where Value == Ratio {
  fileprivate static var errorRate: Shape {
    share.checked { ratio throws(QuantityError) in
      guard ratio > .zero, ratio <= .percent(50) else {
        throw QuantityError("an error rate of \(ratio) judges nothing", remedy: "write a share like 1%")
      }
    }
  }
}
