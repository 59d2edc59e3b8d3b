/// A plan run through one future after another: what a simulation asks of the ledger. `FlowLedger` keeps figures only;
/// `ReplayLedger.living(...)` lives one future with its journal, by the same code.

import Quantities

/// What a plan came to in one future. Amounts are nano-dollars, times seconds from the start.
package struct FlowFigures: Sendable {
  package var paid: Int64 = 0
  package var used: Int64 = 0
  package var allowance: Int64 = 0
  package var expired: Int64 = 0
  package var revoked: Int64 = 0
  package var undelivered: Int64 = 0
  package var left: Int64 = 0
  package var leftAtCost: Int64 = 0
  package var wasteAtCost: Int64 = 0
  /// By `BlockCause.rawValue`.
  package var blocked: [Int64] = Array(repeating: 0, count: BlockCause.allCases.count)
  package var debt: Int64 = 0
  package var lowestBalance: Int64 = 0
  package var blockedSeconds: Int64 = 0
  package var outages: Int64 = 0
  package var firstOutage: Int64 = -1
  package var longestOutage: Int64 = 0
  package var reloads: Int64 = 0
  package var declines: Int64 = 0

  package init() {}
}

/// One lot of one future.
package struct LotFigures: Sendable {
  package var origin: Origin
  package var face: Int64
  package var price: Int64
  package var drawn: Int64
  package var expired: Int64
  package var revoked: Int64
  package var undelivered: Int64
  package var left: Int64

  package var lost: Int64 { expired + revoked + undelivered }

  /// A part of the face value, valued at its share of the price paid.
  package func atCost(_ amount: Int64) -> Int64 {
    if price == face || amount == 0 { return amount }
    if price == 0 { return 0 }
    return scaled(amount, by: price, over: face, rounding: .nearestEven) ?? Nanodollars.largest.count
  }
}

/// A reference: a value as large would be copied at every glance at it.
package final class FlowLedger {
  private var flow: Flow<Silent>

  package init(plan: LedgerPlan, shape: FlowShape) throws(QuantityError) {
    try plan.validate()
    flow = Flow(plan: plan, shape: shape, observer: Silent())
  }

  /// Whether the balance at the end of each day is to be noted.
  package var keepsDays: Bool {
    get { flow.keepsDays }
    set { flow.keepsDays = newValue }
  }

  /// Lives one future. The curves are as the shape says where they are.
  package func run(_ values: UnsafeBufferPointer<Int64>, chance: (any LedgerChance)?) {
    flow.run(Curves(shape: flow.shape, values: values), chance: chance)
    flow.account.checkConservation()
  }

  /// Set if this future left what a ledger can hold, or the plan buys without end.
  package var problem: QuantityError? {
    flow.account.isStopped ? ReplayLedger.problem(of: flow.account) : nil
  }

  package var dailyBalances: [Int64] { flow.dailyBalances }
  package var outages: [(from: Int64, to: Int64)] { flow.outages.stretches }
  package var lotCount: Int { flow.account.lots.count }

  package func lot(_ number: Int) -> LotFigures { flow.account.lots[number].figures }

  /// The totals, those by lot among them, into a value that is used again and again.
  package func read(into figures: inout FlowFigures) {
    flow.account.read(into: &figures)
    figures.lowestBalance = flow.lowest
    figures.blockedSeconds = flow.outages.blocked
    figures.outages = flow.outages.count
    figures.firstOutage = flow.outages.first
    figures.longestOutage = flow.outages.longest
  }
}

extension Account {
  fileprivate func read(into figures: inout FlowFigures) {
    figures.paid = sums.price + sums.tax - sums.refunded
    figures.used = sums.drawn
    figures.allowance = sums.trial + sums.allowance
    figures.expired = sums.expired
    figures.revoked = sums.revoked
    figures.undelivered = sums.undelivered
    (figures.left, figures.leftAtCost, figures.wasteAtCost) = (0, 0, 0)
    for number in 0..<lots.count {
      let lot = lots[number].figures
      figures.left += lot.left
      figures.leftAtCost += lot.atCost(lot.left)
      figures.wasteAtCost += lot.atCost(lot.lost)
    }
    for cause in BlockCause.allCases { figures.blocked[cause.rawValue] = sums.blocked[cause] }
    figures.debt = debt
    figures.reloads = sums.reloads
    figures.declines = sums.declines
  }
}

extension Lot {
  /// What is in transit counts as left: it was paid for, and may still come.
  fileprivate var figures: LotFigures {
    LotFigures(
      origin: origin, face: face, price: price, drawn: drawn, expired: expired, revoked: revoked,
      undelivered: undelivered, left: left + inTransit)
  }
}

extension ReplayLedger {
  /// One future with every posting, exactly as `FlowLedger` lives it.
  package static func living(
    plan: LedgerPlan, shape: FlowShape, values: UnsafeBufferPointer<Int64>, chance: (any LedgerChance)?
  ) throws(QuantityError) -> ReplayLedger {
    try plan.validate()
    var flow = Flow(plan: plan, shape: shape, observer: Journal(isKept: true))
    flow.run(Curves(shape: shape, values: values), chance: chance)
    return ReplayLedger(account: flow.account)
  }
}
