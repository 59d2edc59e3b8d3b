/// A bound that a plan has to keep: `outage risk at most 2%`, `total cost at most $1,500 in 95% of futures`. It is judged
/// on an interval, never on a mean (Analysis/GateJudgement.swift).
///
/// At the boundary: a figure that equals the limit keeps it.

import Quantities

public struct Gate: Hashable, Sendable {
  /// What can be bounded, by the names that reports give it.
  public enum Subject: String, CaseIterable, Hashable, Sendable {
    case totalCost = "total cost"
    case paid, used, waste
    case wasteAtCost = "waste at cost"
    case leftOver = "left over"
    case effectivePrice = "effective price"
    case blocked
    case blockedHours = "blocked hours"
    case outageRisk = "outage risk"
    case outages
    case longestOutage = "longest outage"
    case lowestBalance = "lowest balance"
    case debt, reloads

    public enum Unit: Hashable, Sendable {
      case dollars, hours, share, count, factor
    }

    public var unit: Unit {
      switch self {
      case .totalCost, .paid, .used, .waste, .wasteAtCost, .leftOver, .blocked, .lowestBalance, .debt:
        .dollars
      case .blockedHours, .longestOutage: .hours
      case .outageRisk: .share
      case .outages, .reloads: .count
      case .effectivePrice: .factor
      }
    }
  }

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
  public var subject: Subject
  public var side: Side
  /// In base units: nano-dollars, seconds, a share, a count, a factor.
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
    text: String, subject: Subject, side: Side, limit: Double, share: Ratio? = nil, plans: [String]? = nil,
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
