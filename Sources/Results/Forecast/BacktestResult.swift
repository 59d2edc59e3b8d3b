/// What a backtest finds: how well totals would have been foreseen at many past days, and what deciding by them would have
/// cost. Amounts as in ForecastResult.

import Quantities

public struct BacktestResult: Sendable {
  /// A way to foresee: this program's, or one that people use.
  public struct Method: Sendable {
    public let name: String
    /// The continuous ranked probability score (the mean distance of a forecast from what came, less half its own spread)
    /// over the mean level of the whole history; of a single figure it is the mean absolute error.
    public let crps: Double
    /// The mean pinball loss at 10, 50 and 90 %, over the same.
    public let pinball: Double
    /// Mean of the forecast less what came, over the same.
    public let bias: Double
    /// Of the origins, those in which what came lay within the central 50, 80 and 95 %; nil: it gives no range.
    public let coverage: [Coverage]?
    /// Probabilities that the forecast gave to what came or less, in ten bins; nil: it gives none.
    public let pit: [Int]?

    public init(
      name: String, crps: Double, pinball: Double, bias: Double, coverage: [Coverage]?, pit: [Int]?
    ) {
      self.name = name
      self.crps = crps
      self.pinball = pinball
      self.bias = bias
      self.coverage = coverage
      self.pit = pit
    }
  }

  public struct Coverage: Hashable, Sendable {
    public let promised: Double
    public let share: Double
    /// Wilson's interval of 95 %, as if origins told nothing of each other.
    public let low: Double
    public let high: Double

    public init(promised: Double, share: Double, low: Double, high: Double) {
      self.promised = promised
      self.share = share
      self.low = low
      self.high = high
    }
  }

  /// A day from which one looked ahead.
  public struct Origin: Sendable {
    /// The first day that is foreseen.
    public let date: CivilDate
    public let actual: Int64
    /// This program's.
    public let forecast: AmountRange

    public init(date: CivilDate, actual: Int64, forecast: AmountRange) {
      self.date = date
      self.actual = actual
      self.forecast = forecast
    }
  }

  /// A rule to choose a plan by, and what going by it would have cost.
  public struct Rule: Sendable {
    public let name: String
    /// Over all origins, nano-dollars: what its plans cost, and the cheapest one could have.
    public let cost: Int64
    public let best: Int64
    /// By origin, the plan that it chose.
    public let chosen: [Int]

    public init(name: String, cost: Int64, best: Int64, chosen: [Int]) {
      self.name = name
      self.cost = cost
      self.best = best
      self.chosen = chosen
    }

    public var regret: Int64 { cost - best }
  }

  /// The decision: every origin's choice among the plans of a scenario, and what really happened run through the ledger.
  public struct Decision: Sendable {
    public let scenario: String
    public let plans: [String]
    /// Days that a decision is for.
    public let days: Int
    public let origins: [CivilDate]
    /// This program's first.
    public let rules: [Rule]
    /// List dollars used over the origins' windows.
    public let used: Int64

    public init(
      scenario: String, plans: [String], days: Int, origins: [CivilDate], rules: [Rule], used: Int64
    ) {
      self.scenario = scenario
      self.plans = plans
      self.days = days
      self.origins = origins
      self.rules = rules
      self.used = used
    }
  }

  public let history: HistoryFacts
  public let seed: UInt64
  public let paths: Int
  /// Days that each origin looks ahead, and from one origin to the next.
  public let ahead: Int
  public let every: Int
  /// The history's mean over as many days.
  public let level: Double
  public let origins: [Origin]
  /// This program's first.
  public let methods: [Method]
  public let decision: Decision?

  public init(
    history: HistoryFacts, seed: UInt64, paths: Int, ahead: Int, every: Int, level: Double,
    origins: [Origin], methods: [Method], decision: Decision?
  ) {
    self.history = history
    self.seed = seed
    self.paths = paths
    self.ahead = ahead
    self.every = every
    self.level = level
    self.origins = origins
    self.methods = methods
    self.decision = decision
  }
}
