/// What a history says of the days that follow it: the law of weekly totals, with everything that is not known in it, the
/// shapes of the user's own weeks, and the shares of the models. Plain numbers, which can be printed, changed and read again.
/// The method and what it scored: docs/forecast.md.
///
///     level of week k     l_k = m + 0.95 (l_{k-1} - m) + q u_k,    m = -r^2
///     its total           7 s w_k days,  ln((w_k + c) / (1 + c)) = l_k + r e_k,  c = 0.15
///
/// How much the level wanders (q) and how noisy a week is (r) are not estimated: each pair of a grid has a weight.

import Quantities

public struct FittedUsage: Hashable, Sendable {
  /// One pair of the grid, and what the history says of the level where it holds.
  public struct Cell: Hashable, Sendable {
    /// q: the standard deviation of a week's step of the level's logarithm.
    public var wander: Double
    /// r: that of a week around its level.
    public var noise: Double
    public var weight: Double
    /// Mean and variance of the level's logarithm in the last week.
    public var mean: Double
    public var variance: Double

    public init(wander: Double, noise: Double, weight: Double, mean: Double, variance: Double) {
      self.wander = wander
      self.noise = noise
      self.weight = weight
      self.mean = mean
      self.variance = variance
    }
  }

  /// A week of the history, of which future weeks take their days, hours and token kinds.
  public struct Week: Hashable, Sendable {
    /// Seven amounts, one of them above 0, in any unit; the hours are in the same.
    public var days: [Int64]
    /// Seven times 24 that sum to the days; empty: only the days are known.
    public var hours: [Int64]
    /// Empty: not told apart.
    public var models: [UsageSeries.ModelAmount]

    public init(days: [Int64], hours: [Int64] = [], models: [UsageSeries.ModelAmount] = []) {
      self.days = days
      self.hours = hours
      self.models = models
    }
  }

  public struct Model: Hashable, Sendable {
    public var name: String
    /// Of the amounts of the last 14 days with use; those of all models are 100%.
    public var share: Ratio
    /// What the same tokens go to once it is replaced; nil: it is kept.
    public var successor: String?

    public init(name: String, share: Ratio, successor: String? = nil) {
      self.name = name
      self.share = share
      self.successor = successor
    }
  }

  /// Its streams go by it.
  public var name: String
  public var unit = UsageSeries.Unit.nanodollars
  /// Every day of a future is a whole multiple of it, so that a history times 1,000 gives exactly 1,000 times the future.
  public var quantum: Int64
  /// s: the recent mean of a day, in quanta.
  public var perDay: Int64
  /// The last day of the history. The first week of a future begins on the next.
  public var through: CivilDate
  /// The day whose list prices its amounts are at; nil: those of the day after the history.
  public var pricedOn: CivilDate?
  /// Days that the history has, without those of which nothing is known.
  public var daysKnown: Int
  public var cells: [Cell]
  /// No week is larger, in multiples of s.
  public var mostLevel: Double
  /// The latest first, at most 8; none: every week is made from the prior.
  public var weeks: [Week]
  /// By name; none: not told apart.
  public var models: [Model]
  /// The probability that the leading model is replaced, a day, if a successor is named.
  public var replacedPerDay = Ratio(millionths: 20_000)
  /// From here on the level has no trend: what follows a horizon; nil: it always has one.
  public var trendEnds: CivilDate?

  public init(
    name: String, quantum: Int64, perDay: Int64, through: CivilDate, daysKnown: Int, cells: [Cell],
    mostLevel: Double, weeks: [Week], models: [Model]
  ) {
    self.name = name
    self.quantum = quantum
    self.perDay = perDay
    self.through = through
    self.daysKnown = daysKnown
    self.cells = cells
    self.mostLevel = mostLevel
    self.weeks = weeks
    self.models = models
  }

  /// c: so that a week without use is a number like any other.
  static let shift = 0.15
  /// Of the distance from its mean, a level keeps so much in a week.
  static let pull = 0.95
  /// The trend of a future, a week: of unknown sign, so much of q.
  static let trend = 0.3
  /// For so many weeks: as far ahead as the method was scored. Going on for a year it would multiply the mean, and nothing
  /// supports that (docs/decisions/0017).
  static let trendWeeks = 12
  /// The user's own weeks weigh so much against one made from the prior.
  static let priorWeeks = 2.0
  /// What a Dirichlet draw of the models' shares counts the recent ones for.
  static let shareWeight = 4.0

  /// The posterior means of q, r and the level, and the level's standard deviation: what the fit says in words.
  public var summary: (wander: Double, noise: Double, level: Double, deviation: Double) {
    func mean(_ value: (Cell) -> Double) -> Double { cells.reduce(0) { $0 + $1.weight * value($1) } }
    let level = mean(\.mean)
    let variance = mean { $0.variance + ($0.mean - level) * ($0.mean - level) }
    return (mean(\.wander), mean(\.noise), level, variance.squareRoot())
  }
}
