/// What a simulation hands to the analysis: columns by future, tallies by lot and by day. Whole numbers only, the
/// same to the last digit whatever the threads, the blocks and the machine.

import Ledger
import Quantities
import Results

public struct SimulationRun: Sendable {
  /// Simulated; fewer than `asked` after an interrupt.
  public let paths: Int
  public let asked: Int
  public let seed: UInt64
  public let wasInterrupted: Bool
  /// The plans in order, each with its variants in order.
  public let runs: [PlanRun]
  /// Of all workloads at list price, by future; and what rate limits held back of it.
  public let demand: [Int64]
  public let throttled: [Int64]
  /// The sum over all futures of what each workload asks of each model.
  public let usage: [PartUsage]
  public let months: MonthUsage
  /// Control variates by future: in millionths of a standard deviation, of expectation 0.
  public let controls: [[Int64]]
  public let controlNames: [String]
  /// What each future counts for, where they are tilted; empty: each for one.
  public let weights: [Double]

  public init(
    paths: Int, asked: Int, seed: UInt64, wasInterrupted: Bool, runs: [PlanRun], demand: [Int64],
    throttled: [Int64], usage: [PartUsage] = [], months: MonthUsage = MonthUsage(), controls: [[Int64]],
    controlNames: [String], weights: [Double] = []
  ) {
    self.paths = paths
    self.asked = asked
    self.seed = seed
    self.wasInterrupted = wasInterrupted
    self.runs = runs
    self.demand = demand
    self.throttled = throttled
    self.usage = usage
    self.months = months
    self.controls = controls
    self.controlNames = controlNames
    self.weights = weights
  }
}

/// A workload's requests to one model, or a workload in dollars; of several people, those of one of them.
public struct PartUsage: Sendable {
  /// As the file names it.
  public let workload: String
  public let model: String?
  /// Over all futures; nano-dollars.
  public var total: Int128
  /// Of a request on average: nano-dollars, tokens of the prompt and of the answer. Nil: of a workload in dollars.
  public let request: (cost: Double, input: Double, output: Double)?
}

/// What is asked for by calendar month (UTC), at list price; nano-dollars.
public struct MonthUsage: Sendable {
  /// When they begin, the first of them the start.
  public var starts: [Instant] = []
  /// Over all futures.
  public var totals: [Int128] = []
  /// By month, of the futures that bands are drawn from.
  public var first: [[Int64]] = []

  public init() {}
}

/// What a plan came to by calendar month: since the start, but for the balance.
public struct MonthTally: Sendable {
  public enum Figure: Int, CaseIterable, Sendable { case cash, served, refused, expired, balance }

  /// By month, then by figure, over all futures.
  public var totals: [[Int128]] = []
  /// Of the futures that bands are drawn from.
  public var first: [FutureMonths] = []

  public init() {}
}

/// The figures of a plan's months in one future, month after month: one array, since there are thousands of them.
public struct FutureMonths: Sendable {
  /// Month after month, by figure.
  public internal(set) var figures: [Int64] = []
}

/// The orders of one listed purchase or trigger in the futures that bands are drawn from.
public struct OrderTally: Sendable {
  public struct Order: Sendable {
    /// Seconds from the start.
    public var at: Int64
    public var cash: Int64
    public var face: Int64
  }

  public let origin: Origin
  public let name: String
  public let source: Source
  /// The first, the second, ... as many as are told one by one.
  public var orders: [[Order]] = []
  public var later: Int64 = 0
  public var laterCash: Int128 = 0
}

/// One plan, or one variant of a plan with unknown switches, over all futures.
public struct PlanRun: Sendable {
  /// Into the scenario's plans.
  public let plan: Int
  /// The values of the unknown switches; none if nothing is unknown.
  public let settings: [(name: String, value: String)]
  private let blocks: [OutcomeBlock]
  /// Listed purchases, then triggers.
  public let lots: [LotTally]
  /// By day: futures in an outage at some time of it.
  public let outageDays: [Int64]
  public let balances: DayBalances
  public let months: MonthTally
  public let orders: [OrderTally]

  public init(
    plan: Int, settings: [(name: String, value: String)] = [], blocks: [OutcomeBlock],
    lots: [LotTally] = [], outageDays: [Int64] = [], balances: DayBalances = DayBalances(),
    months: MonthTally = MonthTally(), orders: [OrderTally] = []
  ) {
    self.plan = plan
    self.settings = settings
    self.blocks = blocks
    self.lots = lots
    self.outageDays = outageDays
    self.balances = balances
    self.months = months
    self.orders = orders
  }

  public var paths: Int { blocks.reduce(0) { $0 + $1.paths } }

  /// The same with the sums of more futures.
  func counting(lots: [LotTally], outageDays: [Int64], months totals: [[Int128]]) -> PlanRun {
    var summed = months
    summed.totals = totals
    return PlanRun(
      plan: plan, settings: settings, blocks: blocks, lots: lots, outageDays: outageDays, balances: balances,
      months: summed, orders: orders)
  }

  /// One outcome in every future, assembled from the blocks.
  public func column(_ outcome: Outcome) -> [Int64] {
    var column: [Int64] = []
    column.reserveCapacity(paths)
    for block in blocks { block.append(outcome, to: &column) }
    return column
  }
}

/// What became of one listed purchase, or of all lots of one trigger, summed over all futures; nano-dollars.
public struct LotTally: Hashable, Sendable {
  public let origin: Origin
  public let name: String
  public let source: Source
  /// Lots ordered, over all futures.
  public var orders: Int64 = 0
  public var face: Int128 = 0
  public var price: Int128 = 0
  public var drawn: Int128 = 0
  public var expired: Int128 = 0
  public var revoked: Int128 = 0
  public var undelivered: Int128 = 0
  public var left: Int128 = 0
  public var expiredAtCost: Int128 = 0
  /// Expired, revoked and undelivered at their share of the price paid.
  public var lostAtCost: Int128 = 0
  /// Of what was left: face value used after the end, and lost after all.
  public var usedLater: Int128 = 0
  public var lostLater: Int128 = 0
  /// Futures in which some of it expired unused; in which some of it was lost in any way.
  public var pathsWithExpiry: Int64 = 0
  public var pathsWithLoss: Int64 = 0

  public init(origin: Origin, name: String, source: Source) {
    self.origin = origin
    self.name = name
    self.source = source
  }
}
