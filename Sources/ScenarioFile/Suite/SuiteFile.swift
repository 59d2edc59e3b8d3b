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
  public var errorRate = Keys.suite.errorRate.value
  /// Simulated when a scenario is pinned.
  public var futures = Keys.suite.futures.value
  public var seed = Keys.suite.seed.value
  public var gates: [Gate] = []

  public init() {}

  public static func read(path: String) throws(Diagnostics) -> SuiteFile {
    try Document.read(path: path, as: FileKind.suite, read).0
  }

  static func read(_ root: Node, _ findings: Findings) -> SuiteFile? {
    Record.read(root, "a suite", .suite, findings) { root in
      let keys = Keys.suite
      root.checkVersion(keys.version, of: "a suite")
      var suite = SuiteFile()
      suite.title = root.take(keys.title) ?? ""
      suite.errorRate = root.take(keys.errorRate)
      suite.futures = root.take(keys.futures)
      suite.seed = root.take(keys.seed)
      suite.gates = root.gates(plans: nil)
      return suite
    }
  }
}

extension Shape where Value == Ratio {
  static var errorRate: Shape {
    share.checked { ratio throws(QuantityError) in
      guard ratio > .zero, ratio <= .percent(50) else {
        throw QuantityError("an error rate of \(ratio) judges nothing", remedy: "write a share like 1%")
      }
    }
  }
}
