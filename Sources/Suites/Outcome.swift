/// What came of a suite: for each file its checks, each with a verdict and one line that says why.

import Analysis
import Quantities
import Runs
import Scenario

/// One thing that was judged.
public struct Check: Sendable {
  public enum Verdict: String, CaseIterable, Hashable, Sendable {
    case passed
    /// Written again.
    case updated
    /// Other figures, and chance explains them.
    case withinNoise = "within noise"
    /// A gate is broken that only warns.
    case warned
    case skipped
    /// The futures cannot tell.
    case undecided
    case failed
    /// It could not be run.
    case error

    /// What a person has to look at.
    public var isBad: Bool { self == .undecided || self == .failed || self == .error }
  }

  /// The name of the check that every pinned file has.
  static let pinnedFigures = "pinned figures"

  /// What was judged: `pinned figures`, `gate: outage risk at most 2% (plan auto-reload)`.
  public var name: String
  public var verdict: Verdict
  /// One line; empty where nothing needs saying.
  public var message: String
  /// More of it, a line each.
  public var details: [String]
  /// The line that it is about.
  public var place: FilePlace
  /// Lines of the inputs that brought it about, and what each did, as far as that is known.
  public var causes: [(place: FilePlace, text: String)] = []

  public init(
    _ name: String, _ verdict: Verdict, _ message: String = "", details: [String] = [], place: FilePlace
  ) {
    self.name = name
    self.verdict = verdict
    self.message = message
    self.details = details
    self.place = place
  }
}

public struct CaseOutcome: Sendable {
  public let path: String
  /// Empty if the file could not be read.
  public let title: String
  /// A page of a rule book: its title is a claim.
  public let rule: RuleNote?
  public var checks: [Check]

  public init(path: String, title: String, rule: RuleNote? = nil, checks: [Check]) {
    self.path = path
    self.title = title
    self.rule = rule
    self.checks = checks
  }

  /// The worst of its checks.
  public var verdict: Check.Verdict {
    let order = Check.Verdict.allCases
    return checks.map(\.verdict).max { (order.firstIndex(of: $0) ?? 0) < (order.firstIndex(of: $1) ?? 0) }
      ?? .skipped
  }
}

public struct SuiteOutcome: Sendable {
  public var cases: [CaseOutcome]
  /// The probability that chance alone fails any judgement, and how many were made.
  public let errorRate: Ratio
  public let judgements: Int
  /// Stopped at the first failure, or interrupted: so many files were not run.
  public let notRun: Int
  public let wasInterrupted: Bool

  /// Pages of a rule book that do not hold: what everything else may follow from.
  public var brokenRules: [CaseOutcome] {
    cases.filter { $0.rule != nil && ($0.verdict == .failed || $0.verdict == .error) }
  }

  public func count(_ verdict: Check.Verdict) -> Int { cases.count { $0.verdict == verdict } }
  public var hasErrors: Bool { count(.error) > 0 }
  public var hasFailures: Bool { count(.failed) > 0 }
  public var hasUndecided: Bool { count(.undecided) > 0 }
}
