/// What hindsight finds: every plan over the usage that was, exactly, and over weeks of it put together anew. Amounts are
/// nano-dollars.

import Quantities

public struct HindsightResult: Sendable {
  public struct Plan: Sendable {
    public let name: String
    public let usesReseller: Bool
    public let keepsGates: Bool
    /// Over the usage that was; nano-dollars.
    public let cost: Int64
    public let cash: Int64
    public let wasted: Int64
    public let refused: Int64
    /// Over its weeks put together anew: the total cost.
    public let luck: AmountRange
    /// Of those, in which no plan that keeps the provider's terms costs less.
    public let cheapest: Double

    public init(
      name: String, usesReseller: Bool, keepsGates: Bool, cost: Int64, cash: Int64, wasted: Int64,
      refused: Int64, luck: AmountRange, cheapest: Double
    ) {
      self.name = name
      self.usesReseller = usesReseller
      self.keepsGates = keepsGates
      self.cost = cost
      self.cash = cash
      self.wasted = wasted
      self.refused = refused
      self.luck = luck
      self.cheapest = cheapest
    }
  }

  public let history: HistoryFacts
  public let scenario: String
  public let from: CivilDate
  /// The first day after it.
  public let to: CivilDate
  public let used: Int64
  public let plans: [Plan]
  /// The plan that costs least among those that keep the terms and the gates; and one that is named to compare with.
  public let best: Int?
  public let compared: Int?
  public let paths: Int
  public let seed: UInt64

  public init(
    history: HistoryFacts, scenario: String, from: CivilDate, to: CivilDate, used: Int64, plans: [Plan],
    best: Int?, compared: Int?, paths: Int, seed: UInt64
  ) {
    self.history = history
    self.scenario = scenario
    self.from = from
    self.to = to
    self.used = used
    self.plans = plans
    self.best = best
    self.compared = compared
    self.paths = paths
    self.seed = seed
  }
}
