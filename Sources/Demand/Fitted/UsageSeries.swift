/// A history as the fit sees it: days in order without a gap, each with its amount and with what is known of it; where the
/// history tells, the hours of the day and the models. Amounts are whole numbers of one unit: nano-dollars at list as of one
/// day, or tokens. Nothing here says where it came from.

import Quantities

public struct UsageSeries: Hashable, Sendable {
  public enum Unit: String, Hashable, Sendable {
    case nanodollars, tokens
  }

  /// What is known of a day. A zero that is known is `final` with an amount of 0.
  public enum State: String, Hashable, Sendable {
    case final
    /// It may still change.
    case provisional
    /// Nothing is known of it.
    case missing
    /// More was asked for than was served: the amount is a floor.
    case blocked
  }

  public struct Day: Hashable, Sendable {
    public var amount: Int64 = 0
    public var state = State.final
    /// By local hour, 24 of them that sum to `amount`; empty: the history is by the day.
    public var hours: [Int64] = []
    /// That sum to `amount`, in the order of their names; empty: the history does not tell models apart.
    public var models: [ModelAmount] = []

    public init() {}
  }

  public struct ModelAmount: Hashable, Sendable {
    /// The rate card's name of it where it has one, and as the export writes it otherwise.
    public var name: String
    public var amount: Int64
    /// In the order input, output, cache read, cache write of 5 minutes, of an hour; empty: not known.
    public var tokens: [Int64]

    public init(name: String, amount: Int64, tokens: [Int64] = []) {
      self.name = name
      self.amount = amount
      self.tokens = tokens
    }
  }

  public var name: String
  public var unit = Unit.nanodollars
  /// The day whose list prices the amounts are at; nil: not known.
  public var pricedOn: CivilDate?
  /// The date of `days[0]`.
  public var first: CivilDate
  public var days: [Day]

  public init(name: String, first: CivilDate, days: [Day]) {
    self.name = name
    self.first = first
    self.days = days
  }
}
