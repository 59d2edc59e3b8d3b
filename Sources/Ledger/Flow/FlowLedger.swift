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
  /// Instalments not yet paid for what was bought.
  package var instalments: Int64 = 0
  package var cashInDay: Int64 = 0
  package var cashIn24Hours: Int64 = 0
  /// After the horizon (`FlowLedger.runOn`); 0 where it was not asked for.
  package var usedLater: Int64 = 0
  package var usedLaterWorth: Int64 = 0
  package var wasteLater: Int64 = 0
  package var wasteLaterAtCost: Int64 = 0
  package var refundedLater: Int64 = 0

  package init() {}

  fileprivate mutating func forgetAfterwards() {
    (usedLater, usedLaterWorth, wasteLater, wasteLaterAtCost, refundedLater) = (0, 0, 0, 0, 0)
  }
}

/// What had come together when a calendar month (UTC) ended: since the start, but for the balance.
package struct MonthMark: Sendable {
  /// Less what came back.
  package var cash: Int64
  package var served: Int64
  package var refused: Int64
  package var expired: Int64
  /// Debts taken off.
  package var balance: Int64

  init(_ account: borrowing Account<some LedgerObserver>, held: Int64) {
    let sums = account.sums
    cash = sums.price &+ sums.tax &- sums.refunded
    served = sums.credit &+ sums.trial &+ sums.allowance
    refused = BlockCause.allCases.reduce(0) { $0 &+ sums.blocked[$1] }
    expired = sums.expired
    balance = held &- account.debt
  }
}

/// What became, after the horizon, of what a lot had left then.
package struct LotAfterwards: Sendable {
  package var used: Int64
  package var lost: Int64
  /// What was paid for what was used, at most its list price; what was paid for what was lost; what came back.
  package var worth: Int64
  package var lostAtCost: Int64
  package var refunded: Int64
}

/// One lot of one future.
package struct LotFigures: Sendable {
  package var origin: Origin
  package var face: Int64
  package var price: Int64
  /// With instalments and tax.
  package var cost: Int64
  package var drawn: Int64
  package var expired: Int64
  package var revoked: Int64
  package var undelivered: Int64
  package var left: Int64

  package var lost: Int64 { expired + revoked + undelivered }

  /// A part of the face value, valued at its share of what was paid.
  package func atCost(_ amount: Int64) -> Int64 { share(of: cost, amount) }

  /// The same, at most its list price.
  package func atWorth(_ amount: Int64) -> Int64 {
    share(of: price <= face ? cost : parted(cost, face, of: price), amount)
  }

  private func share(of whole: Int64, _ amount: Int64) -> Int64 {
    if whole == face || amount == 0 { return amount }
    return whole == 0 ? 0 : parted(amount, whole, of: face)
  }

  private func parted(_ amount: Int64, _ part: Int64, of whole: Int64) -> Int64 {
    scaled(amount, by: part, over: whole, rounding: .nearestEven) ?? Nanodollars.largest.count
  }
}

/// A reference: a value as large would be copied at every glance at it.
package final class FlowLedger {
  private var flow: Flow<Silent>
  private let start: Int64
  /// What the lots had used and got back when the horizon ended.
  private var atEnd: [(drawn: Int64, refunded: Int64, left: Int64)] = []

  /// `afterwards`: of the time after the horizon, if it is ever asked about.
  package init(plan: LedgerPlan, shape: FlowShape, afterwards: FlowShape? = nil) throws(QuantityError) {
    try plan.validate()
    start = shape.start.seconds
    flow = Flow(plan: plan, shape: shape, afterwards: afterwards, observer: Silent())
  }

  /// Whether the balance at the end of each day is to be noted.
  package var keepsDays: Bool {
    get { flow.keepsDays }
    set { flow.keepsDays = newValue }
  }

  /// Lives one future. The curves are as the shape says where they are.
  package func run(_ values: UnsafeBufferPointer<Int64>, chance: (any LedgerChance)?) {
    flow.run(values, chance: chance)
    flow.account.checkConservation()
  }

  /// Whether anything is left over that may be used or lost after the horizon.
  package var holdsCredit: Bool { flow.holdsCredit && !flow.account.isStopped }

  /// What is left over, as far as it will be used. Figures, lots and days are to be read before.
  package func runOn(_ values: UnsafeBufferPointer<Int64>) {
    atEnd.removeAll(keepingCapacity: true)
    for number in 0..<flow.account.lots.count {
      let lot = flow.account.lots[number]
      atEnd.append((lot.drawn, lot.refunded, lot.left + lot.inTransit))
    }
    flow.runOn(values)
    flow.account.checkConservation()
  }

  /// Nil: the lot had nothing left.
  package func lotAfterwards(_ number: Int) -> LotAfterwards? {
    let (drawn, refunded, left) = atEnd[number]
    guard left > 0 else { return nil }
    let lot = flow.account.lots[number].figures
    let used = lot.drawn - drawn
    return LotAfterwards(
      used: used, lost: left - used, worth: lot.atWorth(used), lostAtCost: lot.atCost(left - used),
      refunded: flow.account.lots[number].refunded - refunded)
  }

  /// What came after; the other figures stay as they are.
  package func readAfterwards(into figures: inout FlowFigures) {
    figures.forgetAfterwards()
    for number in atEnd.indices {
      guard let lot = lotAfterwards(number) else { continue }
      figures.usedLater += lot.used
      figures.usedLaterWorth += lot.worth
      figures.wasteLater += lot.lost
      figures.wasteLaterAtCost += lot.lostAtCost
      figures.refundedLater += lot.refunded
    }
  }

  package var months: [MonthMark] { flow.months.array }

  /// The order that made a lot: seconds from the start, and what was paid at once; nil: it was held at the start.
  package func order(_ number: Int) -> (at: Int64, cash: Int64)? {
    let lot = flow.account.lots[number]
    guard lot.subject.source != .opening else { return nil }
    return (max(0, lot.subject.orderedAt.seconds - start), lot.cash)
  }

  /// Set if this future left what a ledger can hold, or the plan buys without end.
  package var problem: QuantityError? {
    ReplayLedger.problem(of: flow.account)
  }

  package var dailyBalances: [Int64] { flow.dailyBalances.array }
  package var outages: [(from: Int64, to: Int64)] { flow.outages.stretches.array }
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
    figures.instalments = instalmentsToCome
    (figures.cashInDay, figures.cashIn24Hours) = payments.mostCash
    figures.forgetAfterwards()
    figures.reloads = sums.reloads
    figures.declines = sums.declines
  }
}

extension Lot {
  /// What is in transit counts as left: it was paid for, and may still come.
  fileprivate var figures: LotFigures {
    LotFigures(
      origin: origin, face: face, price: price, cost: cost, drawn: drawn, expired: expired, revoked: revoked,
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
    flow.run(values, chance: chance)
    return ReplayLedger(account: flow.account.copy())
  }
}
