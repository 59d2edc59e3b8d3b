/// The fixed price that a client must pay so that a project seldom loses money: Analysis/QuoteOutlook.swift finds it. Amounts are
/// nano-dollars.

public struct Quote: Sendable {
  /// Futures that cost more than the price are a loss.
  public struct Price: Hashable, Sendable {
    /// Of 100 futures, that many at most lose.
    public let losing: Int
    public let price: Int64
    /// Ends of its 95 % interval; nil: too few futures to say.
    public let low: Int64?
    public let high: Int64?
    /// Futures that lose, of all; and what such a future loses on average.
    public let lost: Int
    public let loss: Double
    /// What is earned on average.
    public let margin: Double

    public init(
      losing: Int, price: Int64, low: Int64?, high: Int64?, lost: Int, loss: Double, margin: Double
    ) {
      self.losing = losing
      self.price = price
      self.low = low
      self.high = high
      self.lost = lost
      self.loss = loss
      self.margin = margin
    }
  }

  public struct Plan: Sendable {
    public let name: String
    public let isServing: Bool
    public let cost: Double
    /// The one that was asked for first, then other chances of a loss.
    public let prices: [Price]

    public init(name: String, isServing: Bool, cost: Double, prices: [Price]) {
      self.name = name
      self.isServing = isServing
      self.cost = cost
      self.prices = prices
    }
  }

  public let title: String
  public let seed: UInt64
  public let paths: Int
  /// Costs beside the credit, the same in every future.
  public let besides: Int64
  /// Those in the running first, by their price.
  public let plans: [Plan]

  public init(title: String, seed: UInt64, paths: Int, besides: Int64, plans: [Plan]) {
    self.title = title
    self.seed = seed
    self.paths = paths
    self.besides = besides
    self.plans = plans
  }
}
