/// What a plan pays and holds by calendar month (UTC), and what it buys when. Totals are over all futures, exactly; the
/// ranges are those of the first futures (as many as bands by day are drawn from).

import Ledger
import Quantities

/// An amount in each future.
public struct Band: Hashable, Sendable {
  /// Over all futures; nano-dollars.
  public let total: Int128
  /// That 10, 50 and 90 % of the first futures do not exceed.
  public let p10: Int64
  public let p50: Int64
  public let p90: Int64

  public init(total: Int128, p10: Int64, p50: Int64, p90: Int64) {
    self.total = total
    self.p10 = p10
    self.p50 = p50
    self.p90 = p90
  }

  public func mean(of futures: Int) -> Double { futures > 0 ? Double(total) / Double(futures) : 0 }
}

/// One month of one plan. Nano-dollars.
public struct MonthOfPlan: Hashable, Sendable {
  /// Paid with prices, fees and tax, less what was refunded.
  public let cash: Band
  /// The same since the start, this month included.
  public let cashSoFar: Band
  /// Usage that was served, at the plan's prices; usage that was refused.
  public let served: Band
  public let refused: Band
  /// Credit that expired unused: face value.
  public let expired: Band
  /// The balance at the month's end, debts taken off.
  public let balance: Band

  public init(cash: Band, cashSoFar: Band, served: Band, refused: Band, expired: Band, balance: Band) {
    self.cash = cash
    self.cashSoFar = cashSoFar
    self.served = served
    self.refused = refused
    self.expired = expired
    self.balance = balance
  }
}

/// What one listed purchase, trigger or fee of a plan buys when.
public struct Buying: Hashable, Sendable {
  /// One order, the n-th of its kind in a future.
  public struct Order: Hashable, Sendable {
    /// The share of the first futures in which there is one.
    public let share: Double
    /// Seconds from the start, over the futures in which there is one.
    public let p10: Int64
    public let p50: Int64
    public let p90: Int64
    /// On average over those futures: paid at once, and the face value of the credit. Nano-dollars.
    public let cash: Double
    public let face: Double

    public init(share: Double, p10: Int64, p50: Int64, p90: Int64, cash: Double, face: Double) {
      self.share = share
      self.p10 = p10
      self.p50 = p50
      self.p90 = p90
      self.cash = cash
      self.face = face
    }
  }

  public let name: String
  /// Nil: a fee, which brings no credit.
  public let source: Source?
  public let isTrigger: Bool
  /// The first ones.
  public let orders: [Order]
  /// Later ones of a future, on average, and what they cost.
  public let laterOrders: Double
  public let laterCash: Double

  public init(
    name: String, source: Source?, isTrigger: Bool, orders: [Order], laterOrders: Double, laterCash: Double
  ) {
    self.name = name
    self.source = source
    self.isTrigger = isTrigger
    self.orders = orders
    self.laterOrders = laterOrders
    self.laterCash = laterCash
  }

  /// So many orders of a trigger are told one by one.
  public static let told = 6
}

/// What a workload asks of one model: the same for every plan.
public struct UsageShare: Hashable, Sendable {
  public let workload: String
  /// Nil: of a workload in dollars that names none.
  public let model: String?
  /// At list price over all futures, exactly; nano-dollars.
  public let total: Int128
  /// What the dollars come to at the mean of a request, in a future on average; nil: a workload in dollars.
  public let expected: Expected?

  public struct Expected: Hashable, Sendable {
    public let requests: Double
    /// Tokens: the whole prompt, cache reads and writes included, and the answer.
    public let input: Double
    public let output: Double

    public init(requests: Double, input: Double, output: Double) {
      self.requests = requests
      self.input = input
      self.output = output
    }
  }

  public init(workload: String, model: String?, total: Int128, expected: Expected?) {
    self.workload = workload
    self.model = model
    self.total = total
    self.expected = expected
  }
}
