/// What a search among families of plans found: which plan costs least within the limits, how sure that is, and what it would
/// cost to be off. Figures only; `Optimising` fills it in.
///
/// Three samples of futures take part, each of a seed of its own, so that no figure is told of the futures that it was picked by:
/// those of the search, on which thousands of members are compared; those of the selection, on which the few best and the
/// scenario's own plans are; and those of the evaluation, which figures of members, frontiers and neighbours are of.

import Quantities

public struct Optimum: Sendable {
  /// How far the search came. Without a budget of time and without an interrupt it is always `evaluated`.
  public enum Stage: Int, Comparable, CaseIterable, Hashable, Sendable {
    /// Nothing was simulated.
    case begun
    /// The choice is that of the search's own futures: it looks better than it is.
    case searched
    /// The choice was made on fresh futures.
    case selected
    /// All figures are there.
    case evaluated

    public static func < (a: Stage, b: Stage) -> Bool { a.rawValue < b.rawValue }
  }

  public var title: String
  public var start: Instant
  public var end: Instant
  public var goal: Goal
  public var seeds: Seeds
  public var stage = Stage.begun
  /// An interrupt or the end of the budget cut something short.
  public var wasCutShort = false
  /// What a plan has to keep to be chosen, in the order in which members list their findings.
  public var limits: [Limit] = []
  public var families: [FamilyOutcome] = []
  /// Every plan that a figure is told of.
  public var members: [Member] = []
  /// Into the members: of all families and of the scenario's own plans that keep the provider's terms, or of all if none of these
  /// keeps the limits; nil: none does, or none could be shown to.
  public var chosen: Int?
  /// Of all that keep the limits, those that buy from a reseller among them.
  public var cheapestOfAll: Int?
  /// Nil: it was not reached.
  public var selection: Selection?
  /// Of the chosen member, if the search found it.
  public var optimism: Optimism?
  public var frontiers: [Frontier] = []
  /// Each of the scenario's own plans less the chosen one, by the goal: what the choice saves.
  public var against: [(member: Int, difference: Difference)] = []
  /// Of the chosen member.
  public var neighbours: [Neighbour] = []
  public var foresight: Foresight?
  public var newsvendor: Newsvendor?
  /// By limit, where nothing keeps them all; else empty.
  public var reaches: [Reach] = []
  /// The member that breaks the limits least, where nothing keeps them all.
  public var nearest: Int?
  /// Futures of the search, by size, with the members that lived through so many.
  public var searched: [(futures: Int, members: Int)] = []
  /// Of the evaluation.
  public var evaluationFutures = 0

  public init(title: String, start: Instant, end: Instant, goal: Goal, seeds: Seeds) {
    (self.title, self.start, self.end) = (title, start, end)
    (self.goal, self.seeds) = (goal, seeds)
  }
}

extension Optimum {
  public struct Seeds: Hashable, Sendable {
    /// The run's own.
    public var search: UInt64
    public var selection: UInt64
    public var evaluation: UInt64

    public init(search: UInt64, selection: UInt64, evaluation: UInt64) {
      (self.search, self.selection, self.evaluation) = (search, selection, evaluation)
    }
  }

  public struct Limit: Hashable, Sendable {
    /// As it was written.
    public var text: String
    /// A plan that breaks it is not chosen; else it is only told.
    public var binds: Bool
    /// Those that it is about; nil: all.
    public var plans: [String]?

    public init(text: String, binds: Bool, plans: [String]?) {
      (self.text, self.binds, self.plans) = (text, binds, plans)
    }
  }

  /// One plan: a member of a family, or one of the scenario's own.
  public struct Member: Sendable {
    /// Into the families; nil: a plan of the scenario.
    public var family: Int?
    /// The place of its value in each range, and the value as it is written.
    public var indices: [Int]
    public var values: [String]
    /// As a plan is called.
    public var name: String
    /// As a scenario would have it; nil: it stands there already.
    public var block: String?
    /// Some lot or trigger of it buys from a reseller, which breaks the provider's terms.
    public var usesReseller: Bool
    /// Rules of it that nobody states, by name: it keeps a limit only if it does under every value of them; figures are told for the
    /// usual ones.
    public var unknowns: [String]
    /// The goal in the futures of the search; nil: it was not among those searched.
    public var sought: Sought?
    /// On the futures of the evaluation; where that was not reached, on those of the selection; empty: neither was.
    public var estimates: [Estimate] = []
    /// The goal there.
    public var figure: Double?
    /// Of the selection, judged by intervals, over all looks and all members at once. Of a member that took no part in it, of the
    /// evaluation, judged each by itself.
    public var findings: [GateFinding] = []

    public init(
      family: Int?, indices: [Int], values: [String], name: String, block: String?, usesReseller: Bool,
      unknowns: [String]
    ) {
      (self.family, self.indices, self.values, self.name) = (family, indices, values, name)
      (self.block, self.usesReseller, self.unknowns) = (block, usesReseller, unknowns)
    }

    public subscript(measure: Measure) -> Estimate? { estimates.first { $0.measure == measure } }
  }

  /// What the search knew of a member.
  public struct Sought: Hashable, Sendable {
    public var figure: Double
    public var standardError: Double
    public var futures: Int

    public init(figure: Double, standardError: Double, futures: Int) {
      (self.figure, self.standardError, self.futures) = (figure, standardError, futures)
    }
  }

  public struct FamilyOutcome: Sendable {
    public struct Range: Hashable, Sendable {
      public var key: String
      public var isOrdered: Bool
      public var count: Int
      public var first: String
      public var last: String
      /// Of the best member; nil: there is none.
      public var best: String?
      /// It stands at an end of an ordered range: a wider one may have a better member.
      public var isAtEnd: Bool

      public init(
        key: String, isOrdered: Bool, count: Int, first: String, last: String, best: String?, isAtEnd: Bool
      ) {
        (self.key, self.isOrdered, self.count) = (key, isOrdered, count)
        (self.first, self.last, self.best, self.isAtEnd) = (first, last, best, isAtEnd)
      }
    }

    public var name: String
    public var ranges: [Range]
    /// Combinations; Int.max: more than can be counted.
    public var count: Int
    /// Different plans of it that were simulated.
    public var simulated: Int
    /// Every combination that is a valid plan was simulated.
    public var isExhaustive: Bool
    /// Into the members; nil: none keeps the limits.
    public var best: Int?

    public init(
      name: String, ranges: [Range], count: Int, simulated: Int, isExhaustive: Bool, best: Int?
    ) {
      (self.name, self.ranges, self.count) = (name, ranges, count)
      (self.simulated, self.isExhaustive, self.best) = (simulated, isExhaustive, best)
    }
  }
}
