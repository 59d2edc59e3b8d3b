/// What would change the answer, as plain values: Analysis/TurningPoints.swift finds it.

public struct TurningPoints: Sendable {
  /// The same scenario with every workload's usual level times `scale`.
  public struct Level: Hashable, Sendable {
    public let scale: Double
    /// At list price, a month, on average; nano-dollars.
    public let usage: Double
    /// By the result's plans: mean total cost over the whole horizon, and the risk of an outage.
    public let costs: [Double]
    public let risks: [Double]
    /// The first answer there (Answers.swift); nil: no plan serves the work and keeps the terms.
    public let best: Int?

    public init(scale: Double, usage: Double, costs: [Double], risks: [Double], best: Int?) {
      self.scale = scale
      self.usage = usage
      self.costs = costs
      self.risks = risks
      self.best = best
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
    /// With twice the stated risks of loss and revocation; of four times as many futures, for it is set beside the
    /// result's own figures.
    public let doubledCost: Double
    public let doubledPrice: Double
    public let doubledRisk: Double

    public init(
      plan: Int, against: Int, limit: Limit, doubledCost: Double, doubledPrice: Double, doubledRisk: Double
    ) {
      self.plan = plan
      self.against = against
      self.limit = limit
      self.doubledCost = doubledCost
      self.doubledPrice = doubledPrice
      self.doubledRisk = doubledRisk
    }
  }

  /// Futures of each simulation; of those next to a turning point `timesNearby` as many.
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

  public static let usualPaths = 400
  /// Next to a turning point so many times as many.
  public static let timesNearby = 3
}

/// The place, with its 95 % interval.
public struct Place: Hashable, Sendable {
  public let value: Double
  public let interval: Interval

  public init(_ value: Double, _ interval: Interval) {
    self.value = value
    self.interval = interval
  }
}
