/// What a file is, which its keys say:
///
/// - `lotwise-rates` makes it a rate card, `lotwise-suite` a suite, `lotwise-expect` what a file is pinned to;
/// - `plans`, `workloads` or `horizon` make it a scenario;
/// - anything else is a replay case; a command that wants a scenario takes it for one, unless it lists `lots`,
///   `requests`, a `requests file` or an `end`, which no scenario has.

import Documents

public enum FileKind: Sendable {
  case scenario, replayCase, rateCard, suite, expectation

  /// `wanted`: what it is taken for if its keys do not say.
  init(of root: Node, wanted: FileKind) {
    func has(_ keys: any StatedKey...) -> Bool { keys.contains { root[$0.name] != nil } }
    let (scenario, replayCase) = (Keys.scenario, Keys.replayCase)
    if has(Keys.card.version) {
      self = .rateCard
    } else if has(Keys.suite.version) {
      self = .suite
    } else if has(Keys.expectation.version) {
      self = .expectation
    } else if has(scenario.plans, scenario.workloads, scenario.horizon) {
      self = .scenario
    } else if has(replayCase.lots, replayCase.requests, replayCase.requestsFile, replayCase.end) {
      self = .replayCase
    } else {
      self = wanted
    }
  }
}

extension FileKind: DocumentKind {
  package var article: String {
    switch self {
    case .scenario: "the scenario"
    case .replayCase: "the case"
    case .rateCard: "the rate card"
    case .suite: "the suite"
    case .expectation: "the expectation"
    }
  }

  package var page: String {
    switch self {
    case .scenario: "docs/scenario.md"
    case .replayCase: "docs/replay-case.md"
    case .rateCard: "docs/rate-card.md"
    case .suite, .expectation: "docs/verify.md"
    }
  }

  package var beginning: String {
    let version =
      switch self {
      case .scenario: Keys.scenario.version
      case .replayCase: Keys.replayCase.version
      case .rateCard: Keys.card.version
      case .suite: Keys.suite.version
      case .expectation: Keys.expectation.version
      }
    return version.name + ": 1"
  }
}
