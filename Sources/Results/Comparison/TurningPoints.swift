/// What would change the answer, as plain values: Analysis/TurningPoints.swift finds it.

public struct TurningPoints: Sendable {
  /// The same scenario with every workload's usual level times `scale`.
  public struct Level: Hashable, Sendable {
    public let scale: Double
    /// Simulated there.
    public let futures: Int
    /// At list price, a month, on average; nano-dollars.
    public let usage: Double
    /// By the result's plans: mean total cost over the whole horizon, and the risk of an outage, with their 95 % intervals.
    public let costs: [Place]
    public let risks: [Place]
    /// The first answer there (Answers.swift); nil: no plan serves the work and keeps the terms.
    public let best: Int?
    /// Beyond chance; else more futures might say otherwise.
    public let isSure: Bool

    public init(
      scale: Double, futures: Int, usage: Double, costs: [Place], risks: [Place], best: Int?, isSure: Bool
    ) {
      self.scale = scale
      self.futures = futures
      self.usage = usage
      self.costs = costs
      self.risks = risks
      self.best = best
      self.isSure = isSure
    }
  }

  /// Below it one plan is the answer, above it another: beyond chance on both sides. What parts them may be their costs, or that
  /// one of them no longer serves the work.
  public struct Crossing: Hashable, Sendable {
    /// With its 95 % interval, as usage has.
    public let scale: Place
    /// A month; nano-dollars.
    public let usage: Place
    /// Into the result's plans.
    public let below: Int
    public let above: Int

    public init(scale: Place, usage: Place, below: Int, above: Int) {
      self.scale = scale
      self.usage = usage
      self.below = below
      self.above = above
    }
  }

  /// How far a seller may be trusted: each of the plan's reseller lots is paid and never delivered with probability p,
  /// its other risks as stated.
  public struct Seller: Hashable, Sendable {
    /// What happens to the price of a dollar of usage as p grows.
    public enum Limit: Hashable, Sendable {
      /// From this share on it is dearer than the other plan's.
      case share(Place)
      /// It is dearer even if nothing is lost; cheaper even if 95 % are.
      case always, never
    }

    /// Into the result's plans; `against`: the one without a reseller that costs least in all.
    public let plan: Int
    public let against: Int
    public let limit: Limit
    /// With twice the stated risks of loss and revocation: the result's own figures, and what twice the risk adds to them in the
    /// same futures.
    public let doubledCost: Place
    public let doubledPrice: Place
    public let doubledRisk: Place

    public init(
      plan: Int, against: Int, limit: Limit, doubledCost: Place, doubledPrice: Place, doubledRisk: Place
    ) {
      self.plan = plan
      self.against = against
      self.limit = limit
      self.doubledCost = doubledCost
      self.doubledPrice = doubledPrice
      self.doubledRisk = doubledRisk
    }
  }

  /// Futures of a simulation at most; where fewer tell the answer, fewer were simulated.
  public let paths: Int
  /// By ascending scale.
  public let levels: [Level]
  public let crossings: [Crossing]
  public let sellers: [Seller]

  public init(paths: Int, levels: [Level], crossings: [Crossing], sellers: [Seller]) {
    self.paths = paths
    self.levels = levels
    self.crossings = crossings
    self.sellers = sellers
  }

  public static let usualPaths = 1_024
}

/// A figure, or a place, with its 95 % interval; in a result of an earlier version a figure may have none (NaN).
public struct Place: Hashable, Sendable {
  public let value: Double
  public let interval: Interval

  public init(_ value: Double, _ interval: Interval) {
    self.value = value
    self.interval = interval
  }
}
