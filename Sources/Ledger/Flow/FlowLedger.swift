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
  /// How often the account was closed.
  package var closings: Int64 = 0
  /// Given back by corrections, less what they charged.
  package var corrected: Int64 = 0
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
struct LotAfterwards {
  var used: Int64
  var lost: Int64
  /// What was paid for what was used, at most its list price; what was paid for what was lost; what came back.
  var worth: Int64
  var lostAtCost: Int64
  var refunded: Int64
}

/// The lots of one purchase or trigger in one future, together.
package struct LotSums: Sendable {
  package fileprivate(set) var orders: Int64 = 0
  package fileprivate(set) var face: Int64 = 0
  package fileprivate(set) var price: Int64 = 0
  package fileprivate(set) var drawn: Int64 = 0
  package fileprivate(set) var expired: Int64 = 0
  package fileprivate(set) var revoked: Int64 = 0
  package fileprivate(set) var undelivered: Int64 = 0
  package fileprivate(set) var left: Int64 = 0
  package fileprivate(set) var expiredAtCost: Int64 = 0
  package fileprivate(set) var lostAtCost: Int64 = 0
  /// Of what was left: what was used after the horizon, and what was lost after all (`FlowLedger.runOn`).
  package fileprivate(set) var usedLater: Int64 = 0
  package fileprivate(set) var lostLater: Int64 = 0

  package var lost: Int64 { expired + revoked + undelivered }
}

/// Parts of a lot's face value at what they cost.
extension Lot {
  /// What is in transit counts as left: it was paid for, and may still come.
  fileprivate var remains: Int64 { left + inTransit }
  fileprivate var lost: Int64 { expired + revoked + undelivered }

  /// A part of the face value, valued at its share of what was paid, instalments and tax included.
  fileprivate func atCost(_ amount: Int64) -> Int64 { share(of: cost, amount) }

  /// The same, at most its list price.
  fileprivate func atWorth(_ amount: Int64) -> Int64 {
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

/// A reference: a value as large would be copied at every glance at it. Whoever has one lives one future at a time with it, so accesses are not checked while it runs.
package final class FlowLedger {
  @exclusivity(unchecked) var flow: Flow<Silent>
  private let start: Int64
  /// What the lots had used and got back when the horizon ended, and what they had left.
  @exclusivity(unchecked) private var atEnd = Flat<(drawn: Int64, refunded: Int64, left: Int64)>(capacity: 64)
  /// By the places of their purchases and triggers, as last read.
  @exclusivity(unchecked) private var sums: Flat<LotSums>
  @exclusivity(unchecked) private var leftAtCost: Int64 = 0

  /// `afterwards`: of the time after the horizon, if it is ever asked about.
  package init(plan: LedgerPlan, shape: FlowShape, afterwards: FlowShape? = nil) throws(QuantityError) {
    try plan.validate()
    start = shape.start.seconds
    sums = Flat(repeating: LotSums(), count: OriginRow(plan).count)
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

  /// What is left over, as far as it will be used. Figures, lots and days are to be read before. `known`: so many steps of the
  /// curves are known. False: it has to be called again when more are.
  package func runOn(_ values: UnsafeBufferPointer<Int64>, known: Int) -> Bool {
    if !flow.isPastHorizon {
      atEnd.removeAll()
      for number in 0..<flow.account.lots.count {
        atEnd.append(
          (
            flow.account.lots[number].drawn, flow.account.lots[number].refunded,
            flow.account.lots[number].remains
          ))
      }
    }
    guard flow.runOn(values, known: known) else { return false }
    flow.account.checkConservation()
    return true
  }

  /// Nil: the lot had nothing left.
  private func lotAfterwards(_ number: Int) -> LotAfterwards? {
    let (drawn, refunded, left) = atEnd[number]
    guard left > 0 else { return nil }
    let used = flow.account.lots[number].drawn - drawn
    return LotAfterwards(
      used: used, lost: left - used, worth: flow.account.lots[number].atWorth(used),
      lostAtCost: flow.account.lots[number].atCost(left - used),
      refunded: flow.account.lots[number].refunded - refunded)
  }

  /// What came after; the other figures and sums stay as they are.
  package func readAfterwards(into figures: inout FlowFigures) {
    figures.forgetAfterwards()
    for number in atEnd.indices {
      guard let lot = lotAfterwards(number) else { continue }
      figures.usedLater += lot.used
      figures.usedLaterWorth += lot.worth
      figures.wasteLater += lot.lost
      figures.wasteLaterAtCost += lot.lostAtCost
      figures.refundedLater += lot.refunded
      let place = flow.account.origins.place(of: flow.account.lots[number].origin)
      sums[place].usedLater += lot.used
      sums[place].lostLater += lot.lost
    }
  }

  /// The order that made a lot: the place of what ordered it, seconds from the start, what was paid at once, and what for; nil:
  /// it was held at the start.
  package func order(_ number: Int) -> (place: Int, at: Int64, cash: Int64, face: Int64)? {
    guard flow.account.lots[number].subject.source != .opening else { return nil }
    return (
      flow.account.origins.place(of: flow.account.lots[number].origin),
      max(0, flow.account.lots[number].subject.orderedAt.seconds - start),
      flow.account.lots[number].cash, flow.account.lots[number].face
    )
  }

  /// Set if this future left what a ledger can hold, or the plan buys without end.
  package var problem: QuantityError? {
    ReplayLedger.problem(of: flow.account)
  }

  /// How often in the last future the board was not asked (Flow+Plain.swift).
  package var plainLooks: Int { flow.plainLooks }
  package var dailyBalances: [Int64] { flow.dailyBalances.array }
  package var outageCount: Int { flow.outages.stretches.count }
  /// Seconds from the start.
  package func outage(_ number: Int) -> (from: Int64, to: Int64) { flow.outages.stretches[number] }
  package var lotCount: Int { flow.account.lots.count }
  package func lot(_ number: Int) -> LotOutcome { flow.account.outcome(ofLot: number) }
  package var monthCount: Int { flow.months.count }
  package func month(_ number: Int) -> MonthMark { flow.months[number] }

  /// Of a purchase or trigger, by its place among the plan's, as last read.
  package func lotSums(_ place: Int) -> LotSums { sums[place] }

  /// The totals into a value that is used again and again; and the sums by purchase and trigger.
  package func read(into figures: inout FlowFigures) {
    sumLots()
    (figures.left, figures.leftAtCost, figures.wasteAtCost) = (0, leftAtCost, 0)
    for place in sums.indices {
      figures.left += sums[place].left
      figures.wasteAtCost += sums[place].lostAtCost
    }
    flow.account.read(into: &figures)
    figures.lowestBalance = flow.account.lowest
    figures.blockedSeconds = flow.outages.blocked
    figures.outages = flow.outages.count
    figures.firstOutage = flow.outages.first
    figures.longestOutage = flow.outages.longest
  }

  private func sumLots() {
    for place in sums.indices { sums[place] = LotSums() }
    leftAtCost = 0
    for number in 0..<flow.account.lots.count where flow.account.lots[number].face > 0 {
      let place = flow.account.origins.place(of: flow.account.lots[number].origin)
      sums[place].add(flow.account.lots[number])
      leftAtCost += flow.account.lots[number].atCost(flow.account.lots[number].remains)
    }
  }
}

extension LotSums {
  @inline(__always)
  fileprivate mutating func add(_ lot: borrowing Lot) {
    orders += 1
    face += lot.face
    price += lot.price
    drawn += lot.drawn
    expired += lot.expired
    revoked += lot.revoked
    undelivered += lot.undelivered
    left += lot.remains
    expiredAtCost += lot.atCost(lot.expired)
    lostAtCost += lot.atCost(lot.lost)
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
    for cause in BlockCause.allCases { figures.blocked[cause.rawValue] = sums.blocked[cause] }
    figures.debt = debt
    figures.instalments = instalmentsToCome
    (figures.cashInDay, figures.cashIn24Hours) = payments.mostCash
    figures.forgetAfterwards()
    figures.reloads = sums.reloads
    figures.declines = sums.declines
    figures.closings = closure.count
    figures.corrected = sums.givenBack - sums.charged
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
