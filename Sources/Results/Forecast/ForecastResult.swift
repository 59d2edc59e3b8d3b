/// What a forecast finds: a history, what follows it, and what the ranges are made of: plain values for a screen, a page, CSV
/// or JSON. Amounts are whole numbers of the unit: nano-dollars at the list prices of one day, or tokens.

import Quantities

public enum HistoryUnit: String, Hashable, Sendable {
  case nanodollars, tokens
}

/// What is known of a day of a history.
public struct HistoryDay: Hashable, Sendable {
  public enum State: String, Hashable, Sendable {
    case final, provisional, missing, blocked
  }

  public let date: CivilDate
  public let amount: Int64
  public let state: State

  public init(date: CivilDate, amount: Int64, state: State) {
    self.date = date
    self.amount = amount
    self.state = state
  }
}

/// A history in words and figures.
public struct HistoryFacts: Hashable, Sendable {
  public let name: String
  public let unit: HistoryUnit
  /// The day whose list prices its dollars are at; nil: they are as the export says.
  public let pricedOn: CivilDate?
  public let days: [HistoryDay]
  /// A day that was so many times its surroundings that it was cut, and counted as 16 times.
  public let cuts: [Cut]

  public struct Cut: Hashable, Sendable {
    public let date: CivilDate
    public let times: Double

    public init(date: CivilDate, times: Double) {
      self.date = date
      self.times = times
    }
  }

  public init(
    name: String, unit: HistoryUnit, pricedOn: CivilDate?, days: [HistoryDay], cuts: [Cut]
  ) {
    self.name = name
    self.unit = unit
    self.pricedOn = pricedOn
    self.days = days
    self.cuts = cuts
  }

  /// Days of which anything is known.
  public var daysKnown: Int { days.count { $0.state != .missing } }
}

/// What an amount may come to, over the futures.
public struct AmountRange: Hashable, Sendable {
  public let mean: Double
  public let p025: Int64
  public let p10: Int64
  public let p50: Int64
  public let p90: Int64
  public let p975: Int64

  public init(mean: Double, p025: Int64, p10: Int64, p50: Int64, p90: Int64, p975: Int64) {
    self.mean = mean
    self.p025 = p025
    self.p10 = p10
    self.p50 = p50
    self.p90 = p90
    self.p975 = p975
  }
}

public struct ForecastResult: Hashable, Sendable {
  /// The next day, week, 28 days; calendar months, the first and the last of which may be cut.
  public struct Period: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
      case day, week, fourWeeks = "28 days", month
    }

    public let kind: Kind
    public let from: CivilDate
    /// The first day after it.
    public let to: CivilDate
    public let amount: AmountRange
    /// On average; empty: the history does not tell models apart.
    public let models: [ModelPart]

    public init(kind: Kind, from: CivilDate, to: CivilDate, amount: AmountRange, models: [ModelPart]) {
      self.kind = kind
      self.from = from
      self.to = to
      self.amount = amount
      self.models = models
    }
  }

  public struct ModelPart: Hashable, Sendable {
    public let name: String
    /// Of the amount, in the unit; and what 10 and 90 % of the futures do not exceed.
    public let mean: Double
    public let p10: Int64
    public let p90: Int64
    /// On average, in the order input, output, cache read, cache write of 5 minutes, of an hour; empty: not known.
    public let tokens: [Double]

    public init(name: String, mean: Double, p10: Int64, p90: Int64, tokens: [Double]) {
      self.name = name
      self.mean = mean
      self.p10 = p10
      self.p90 = p90
      self.tokens = tokens
    }
  }

  /// A day on which something may happen, over the futures; nil: in fewer of them than that.
  public struct When: Hashable, Sendable {
    /// Of the futures, within the horizon.
    public let probability: Double
    public let p10: CivilDate?
    public let p50: CivilDate?
    public let p90: CivilDate?
    /// The middle day of those futures in which it happens; nil: in none, or not known.
    public let middle: CivilDate?

    public init(
      probability: Double, p10: CivilDate?, p50: CivilDate?, p90: CivilDate?, middle: CivilDate? = nil
    ) {
      self.probability = probability
      self.p10 = p10
      self.p50 = p50
      self.p90 = p90
      self.middle = middle
    }
  }

  /// A monthly limit that was asked about, and for each calendar month how likely it is met, and when.
  public struct Limit: Hashable, Sendable {
    public let amount: Int64
    public let months: [Month]

    public struct Month: Hashable, Sendable {
      public let from: CivilDate
      public let when: When

      public init(from: CivilDate, when: When) {
        self.from = from
        self.when = when
      }
    }

    public init(amount: Int64, months: [Month]) {
      self.amount = amount
      self.months = months
    }
  }

  /// Credit that is not filled up, and when it runs dry.
  public struct Balance: Hashable, Sendable {
    public let amount: Int64
    public let when: When

    public init(amount: Int64, when: When) {
      self.amount = amount
      self.when = when
    }
  }

  public let history: HistoryFacts
  public let seed: UInt64
  public let paths: Int
  /// The recent mean of a day.
  public let perDay: Double
  /// How much the level wanders from week to week and how noisy a week is: standard deviations of logarithms, weighed.
  public let wander: Double
  public let noise: Double
  /// The growth a month that was told, 5% for 1.05 times as much; nil: none.
  public let growth: Ratio?
  /// Of the futures' weeks, those that are shaped by weeks of other users.
  public let priorWeeks: Double
  public let periods: [Period]
  /// By week after the history: a day's mean over that week.
  public let fan: [AmountRange]
  public let limit: Limit?
  /// Today's balance, and when it runs dry without being filled up.
  public let balance: Balance?

  public init(
    history: HistoryFacts, seed: UInt64, paths: Int, perDay: Double, wander: Double, noise: Double,
    growth: Ratio?, priorWeeks: Double, periods: [Period], fan: [AmountRange], limit: Limit?,
    balance: Balance?
  ) {
    self.history = history
    self.seed = seed
    self.paths = paths
    self.perDay = perDay
    self.wander = wander
    self.noise = noise
    self.growth = growth
    self.priorWeeks = priorWeeks
    self.periods = periods
    self.fan = fan
    self.limit = limit
    self.balance = balance
  }
}
