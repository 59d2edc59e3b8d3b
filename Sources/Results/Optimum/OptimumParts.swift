/// The parts of what a search for a plan found: how the choice was made and how sure it is, the frontiers, what it costs to be
/// off, what a better forecast could be worth.

import Numerics

extension Optimum {
  /// The few best of the search and the scenario's own plans on fresh futures, which are doubled until the choice is sure.
  public struct Selection: Sendable {
    public struct Candidate: Sendable {
      public enum Fate: CaseIterable, Hashable, Sendable {
        /// Still in the running at the last look.
        case stayed
        /// Dearer than another by more than the tolerance, surely.
        case beaten
        /// A limit is broken, surely.
        case broke
      }

      /// Into the members.
      public var member: Int
      public var fate: Fate
      /// It was shown to keep every limit that binds.
      public var keepsLimits: Bool
      /// Those that it has lived through.
      public var futures: Int
      /// The goal on them.
      public var figure: Double

      public init(member: Int, fate: Fate, keepsLimits: Bool, futures: Int, figure: Double) {
        (self.member, self.fate, self.keepsLimits) = (member, fate, keepsLimits)
        (self.futures, self.figure) = (futures, figure)
      }
    }

    public var candidates: [Candidate]
    /// Futures at the last look, and as many as there may be.
    public var futures: Int
    public var most: Int
    /// Looks there may be: the confidence is that of all of them and of all pairs together.
    public var looks: Int
    public var confidence: Double
    /// So much dearer than the best candidate the chosen one may be: base units of the goal's measure.
    public var tolerance: Double
    /// With the stated confidence it is dearer by no more than this. Infinite: nothing is known, or nothing was chosen.
    public var reach: Double
    /// The probability with which it is dearer by no more than the tolerance, at least.
    public var sureness: Double
    /// The chosen member, as `a`, against every other that stayed.
    public var pairs: [PairResult]
    /// Into the members: of those that might have been chosen the one that costs least. If it is not the chosen one, that is as good
    /// within the tolerance, and is cut off less often or ties up less money.
    public var cheapest: Int?

    public init(
      candidates: [Candidate], futures: Int, most: Int, looks: Int, confidence: Double, tolerance: Double,
      reach: Double, sureness: Double, pairs: [PairResult], cheapest: Int?
    ) {
      (self.candidates, self.futures, self.most, self.looks) = (candidates, futures, most, looks)
      (self.confidence, self.tolerance, self.reach) = (confidence, tolerance, reach)
      (self.sureness, self.pairs, self.cheapest) = (sureness, pairs, cheapest)
    }

    /// The chosen one is within the tolerance of the best candidate, with the stated confidence.
    public var isSure: Bool { reach <= tolerance }
  }

  /// How much better the chosen member looked where it was found than it is: its figure in the search less that of the
  /// evaluation.
  public struct Optimism: Hashable, Sendable {
    public var sought: Double
    public var found: Double
    /// Of the difference, 95 %.
    public var interval: Interval
    public var difference: Double { sought - found }

    public init(sought: Double, found: Double, interval: Interval) {
      (self.sought, self.found, self.interval) = (sought, found, interval)
    }
  }

  /// What less of one thing costs of the other: the members that no other one beats in both.
  public struct Frontier: Sendable {
    /// Across and up: two goals, both to be small.
    public var across: Goal
    public var up: Goal
    /// Into the members, from the least of the first on; two that are equal in both are told once.
    public var members: [Int]
    /// The scenario's own plans that are dominated, with the member that is better in both by most of the first.
    public var dominated: [(member: Int, by: Int)]

    public init(across: Goal, up: Goal, members: [Int], dominated: [(member: Int, by: Int)]) {
      (self.across, self.up, self.members, self.dominated) = (across, up, members, dominated)
    }

    /// So many of its members at most, evenly along it, the first and the last among them.
    public func sample(of most: Int) -> [Int] { thinned(members, most) }
  }

  /// The chosen plan with one range somewhere else.
  public struct Neighbour: Sendable {
    /// Of the member's family.
    public var range: Int
    /// So much of the chosen value more or less was looked for: -0.3, -0.1, 0.1, 0.3.
    public var off: Double
    /// The value's place in the range, and as it is written.
    public var index: Int
    public var value: String
    /// Nil: this is no valid plan.
    public var member: Int?
    /// The neighbour less the chosen one, by the goal.
    public var difference: Difference?

    public init(
      range: Int, off: Double, index: Int, value: String, member: Int?, difference: Difference?
    ) {
      (self.range, self.off, self.index, self.value) = (range, off, index, value)
      (self.member, self.difference) = (member, difference)
    }
  }

  /// Whoever knew each future beforehand could take another plan in each. The total cost of the cheapest of these plans, future by
  /// future, whether or not it keeps a limit, is no more than any one of them costs; with more plans to take from it would be less
  /// still. So `worth` bounds what a better forecast may save among these plans, and is no bound for plans that were not looked at.
  public struct Foresight: Sendable {
    /// Plans taken from.
    public var plans: Int
    public var futures: Int
    /// Mean total cost of the cheapest in each future; base units.
    public var cost: Double
    /// The chosen plan's less that, in the same futures.
    public var worth: Difference
    /// Futures in which the chosen plan is the cheapest of them.
    public var isChosen: Probability

    public init(plans: Int, futures: Int, cost: Double, worth: Difference, isChosen: Probability) {
      (self.plans, self.futures, self.cost) = (plans, futures, cost)
      (self.worth, self.isChosen) = (worth, isChosen)
    }
  }

  /// Why a lot has the size that it has, where its size is all that is chosen and the rest is bought at list price: at the best size Q
  /// one more dollar of it costs c and is used with the probability that more than Q is used, instead of a dollar at list price. So
  /// P(D > Q) = c; with a probability p that the lot is never delivered, whatever its size, P(D > Q) = c / (1 - p).
  public struct Newsvendor: Hashable, Sendable {
    /// The lot's name.
    public var lot: String
    /// c: paid for a dollar of the lot, tax and all, over what a dollar costs otherwise.
    public var price: Double
    /// p.
    public var undelivered: Double
    /// c / (1 - p), at most 1: the share of futures that should use more.
    public var wanted: Double
    /// Of the chosen size: the share of futures that use all of it, of those of the evaluation.
    public var usesAll: Probability

    public init(lot: String, price: Double, undelivered: Double, wanted: Double, usesAll: Probability) {
      (self.lot, self.price, self.undelivered) = (lot, price, undelivered)
      (self.wanted, self.usesAll) = (wanted, usesAll)
    }
  }

  /// How near a limit can be come to, where nothing keeps them all.
  public struct Reach: Sendable {
    /// Into the limits.
    public var limit: Int
    /// The member that comes nearest to it, or keeps it best.
    public var member: Int
    /// What it comes to, on the futures of the evaluation.
    public var finding: GateFinding

    public init(limit: Int, member: Int, finding: GateFinding) {
      (self.limit, self.member, self.finding) = (limit, member, finding)
    }
  }
}

/// No more than so many, evenly, both ends among them.
package func thinned(_ numbers: [Int], _ most: Int) -> [Int] {
  guard numbers.count > most, most > 1 else { return Array(numbers.prefix(most)) }
  return (0..<most).map { numbers[$0 * (numbers.count - 1) / (most - 1)] }
}
