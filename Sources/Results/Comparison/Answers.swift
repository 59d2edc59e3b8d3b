/// What a comparison recommends, and why not something else. "Best" is three answers: the cheapest plan that serves the
/// work and keeps the provider's terms; the cheapest that keeps the scenario's own limits (`gates`) and these terms; and the
/// cheapest of all, whatever it breaks. Analysis/Answering.swift finds them.
///
/// A tie is a difference in total cost that lies inside its interval, or is below half a per cent. Ties are broken by the
/// dollars refused, then by the cash paid (equal: by broken gates, then by the most cash within 24 hours), and are still called
/// ties.
/// At the boundary: a plan that serves exactly the wanted share serves the work; a difference of exactly half a per cent is no tie.

import Quantities

/// One of the three.
public struct Answer: Hashable, Sendable {
  /// Into the result's plans; nil: no plan is in the running.
  public let plan: Int?
  /// The others that cannot be told from it by total cost, in the order in which ties are broken.
  public let ties: [Int]

  public init(plan: Int?, ties: [Int] = []) {
    self.plan = plan
    self.ties = ties
  }

  public static let none = Answer(plan: nil)
}

/// What a plan is judged by before it may be called best.
public struct Standing: Sendable {
  /// The share of the dollars asked for that it serves is at least the wanted one.
  public let servesEnough: Bool
  public let keepsTerms: Bool
  /// Every gate of the scenario that is about it.
  public let gates: [GateFinding]

  public init(servesEnough: Bool, keepsTerms: Bool, gates: [GateFinding] = []) {
    self.servesEnough = servesEnough
    self.keepsTerms = keepsTerms
    self.gates = gates
  }

  /// In the running for the first answer.
  public var isServing: Bool { servesEnough && keepsTerms }
  /// A gate whose breach fails is broken.
  public var breaksGate: Bool { gates.contains { $0.verdict == .broken && $0.isFailing } }
  /// In the running for the second.
  public var keepsLimits: Bool { keepsTerms && !breaksGate }
}

/// A gate, and what the futures say of one plan under it.
public struct GateFinding: Hashable, Sendable {
  public enum Verdict: String, CaseIterable, Hashable, Sendable {
    case kept, broken, undecided
  }

  /// As it was written.
  public let text: String
  public let verdict: Verdict
  public let measure: Measure
  /// In the measure's base units; of a gate `in 95% of futures` the share of futures.
  public let value: Double
  public let interval: Interval
  public let isShareOfFutures: Bool
  /// A breach fails; else it warns.
  public let isFailing: Bool

  public init(
    text: String, verdict: Verdict, measure: Measure, value: Double, interval: Interval,
    isShareOfFutures: Bool, isFailing: Bool
  ) {
    self.text = text
    self.verdict = verdict
    self.measure = measure
    self.value = value
    self.interval = interval
    self.isShareOfFutures = isShareOfFutures
    self.isFailing = isFailing
  }
}

/// The plans in order, the three answers, and where each plan stands.
public struct Ranking: Sendable {
  /// Into the result's plans by mean total cost, the cheapest first; equal means in the order of the listing.
  public let order: [Int]
  /// The share of the dollars asked for that a plan has to serve.
  public let serveAtLeast: Ratio
  public let serving: Answer
  /// Nil: the scenario has no gates.
  public let withinLimits: Answer?
  public let ofAll: Answer
  /// By plan.
  public let standings: [Standing]

  public init(
    order: [Int], serveAtLeast: Ratio, serving: Answer, withinLimits: Answer?, ofAll: Answer,
    standings: [Standing]
  ) {
    self.order = order
    self.serveAtLeast = serveAtLeast
    self.serving = serving
    self.withinLimits = withinLimits
    self.ofAll = ofAll
    self.standings = standings
  }

  /// Those in the running for the first answer, the cheapest first, then the others.
  public var shown: [Int] {
    order.filter { standings[$0].isServing } + order.filter { !standings[$0].isServing }
  }
}

/// What the plans cost if the credit that is left over were worth something else: how much of the answer hangs on that.
public struct LeftOverView: Sendable {
  public let worth: LeftOverWorth
  /// Mean total cost by plan; nano-dollars.
  public let costs: [Double]
  /// The first answer then.
  public let answer: Answer

  public init(worth: LeftOverWorth, costs: [Double], answer: Answer) {
    self.worth = worth
    self.costs = costs
    self.answer = answer
  }
}
