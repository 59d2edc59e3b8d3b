/// A bound that a plan has to keep: `outage risk at most 2%`, `total cost at most $1,500 in 95% of futures`. It is judged
/// on an interval, never on a mean (Analysis/GateJudgement.swift).
///
/// At the boundary: a figure that equals the limit keeps it.

import Quantities
import Results

public struct Gate: Hashable, Sendable {
  public enum Side: String, CaseIterable, Hashable, Sendable {
    case atMost = "at most"
    case atLeast = "at least"
  }

  /// What a broken gate does.
  public enum Severity: String, CaseIterable, Hashable, Sendable {
    case fail, warn
  }

  /// As it was written.
  public var text: String
  /// What is bounded: one of `Measure.bounded`, by the name that reports give it.
  public var subject: Measure
  public var side: Side
  /// In base units of the measure.
  public var limit: Double
  /// Nil: the mean is bounded; else the futures' own figures, in so many of them.
  public var share: Ratio?
  /// By name; nil: every plan.
  public var plans: [String]?
  /// The files it is about, by name or path as it ends; nil: every scenario.
  public var scenarios: [String]?
  public var otherwise: Severity
  public var place: FilePlace

  public init(
    text: String, subject: Measure, side: Side, limit: Double, share: Ratio? = nil, plans: [String]? = nil,
    scenarios: [String]? = nil, otherwise: Severity = .fail, place: FilePlace
  ) {
    self.text = text
    self.subject = subject
    self.side = side
    self.limit = limit
    self.share = share
    self.plans = plans
    self.scenarios = scenarios
    self.otherwise = otherwise
    self.place = place
  }
}
