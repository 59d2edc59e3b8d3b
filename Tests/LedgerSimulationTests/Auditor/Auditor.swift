/// The auditor: a second, naive statement of docs/ledger-rules.md that shares no rule with the engine.
///
/// It keeps a plain list of lots, looks for the next instant by asking everything that may happen, sorts the
/// lots anew for each debit, and recomputes every counter from its log. Slow and short; only data types of
/// the ledger are used. This file: the state, the instants and their order (section 3). The other files of
/// this folder hold the lots (1, 2, 3.2, 3.3), the orders (3.4, 5, 6, 7) and the requests (4).

import Ledger
import Quantities

struct Auditor {
  /// A case whose instants never seem to end is not audited (a person who buys expired credit each second).
  struct TooManyInstants: Error {}
  static let mostInstants = 2_000

  let plan: LedgerPlan
  /// What decides where the plan does not say (section 8); nil: nothing.
  let chance: (any LedgerChance)?
  let fault: PlantedFault?
  let start: Int64
  let sequences: [Int]
  let drawKeys: [String]

  var now: Int64 = 0
  var lots: [AuditedLot] = []
  /// The least that `balance` was after a request, and where its user looks.
  var lowest = Int64.max
  /// What is owed, by the bits of the kind of request that made it.
  var debts: [UInt64: Int64] = [:]
  var entered: [Bool]
  var creditWasRevoked = false

  var reloads: [ReloadState]
  var planned: [Int64?]
  var sessions: [SessionState]
  var trialUsed: Int64 = 0
  /// Orders placed, by origin, and purchases that people have planned: which question chance is asked.
  var ordersOf: [Origin: Int] = [:]
  var reactions: [Int: Int] = [:]
  /// Usage caps and windows that are not asked: section 9 passes over those that nothing can meet.
  var idleCaps: Set<Int> = []
  var idleWindows: Set<Int> = []
  /// Refused requests that wait, oldest first; whether one of them is being tried; whether credit has come since the last try.
  var waiting: [Waiting] = []
  var isTrying = false
  var creditCame = false

  // Logs, from which every counter is summed up when it is asked for.
  var payments: [(month: Int, price: Int64, tax: Int64)] = []
  var orders: [OrderRecord] = []
  var usage: [UsageRecord] = []
  var windowUse: [(window: Int, start: Int64, amount: Int64)] = []
  var latches: [(cap: Int, window: Int64)] = []
  var openingUse: [OpeningUse] = []
  /// When the account was closed, and until when; nil: for good.
  var closedTimes: [(from: Int64, end: Int64?)] = []
  var served: [RequestRecord] = []
  var corrections: [CorrectionRecord] = []
  /// All reservations so far, also those that are over.
  var held: [Held] = []
  var refusedOrders = 0
  var declines = 0

  struct ReloadState {
    var tries = 0
    var declinesInRow = 0
    var isOff = false
    var lastWasDeclined = false
    var retryAt: Int64?
    var restsUntil: Int64?
    var triedAt: Int64?
  }

  struct SessionState {
    var start: Int64?
    var end: Int64 = 0
  }

  struct OrderRecord {
    var month: Int
    var source: Source
    var reload: Int?
    var cash: Int64
    var tax: Int64
    var face: Int64
  }

  /// What counts against the usage caps: the window of each cap at that instant.
  struct UsageRecord {
    var mask: ScopeMask
    var windows: [Int64]
    var amount: Int64
  }

  struct RequestRecord {
    var amount: Int64
    var failed: Int64 = 0
    var trial: Int64 = 0
    var allowance: Int64 = 0
    var overdrawn: Int64 = 0
    var blocked: Int64 = 0
    var cause: BlockCause?
    /// What is refused and waits, and why.
    var waits: Int64 = 0
    var waitsFor: BlockCause?
    /// So much of it had waited; and all of it was lost. Of flows only: in a replay the request that waits has its record.
    var again: Int64 = 0
    var isLoss = false
    var isFailed = false
    /// An index into `lots`, and how much.
    var draws: [(lot: Int, amount: Int64)] = []
  }

  init(plan: LedgerPlan, chance: (any LedgerChance)? = nil, fault: PlantedFault? = nil) {
    self.plan = plan
    self.chance = chance
    self.fault = fault
    start = plan.start.seconds
    sequences = NaiveSequence.numbers(of: plan.purchases, fault: fault)
    drawKeys = plan.drawOrder.keys.map(\.name)
    entered = plan.purchases.map { _ in false }
    reloads = plan.autoReloads.map { _ in ReloadState() }
    planned = plan.people.map { _ in nil }
    sessions = (plan.allowance?.windows ?? []).map { _ in SessionState() }
    if plan.openingDebt.count > 0, fault != .openingDebtForgotten {
      debts[UInt64.max] = plan.openingDebt.count
    }
    takeOpening()
    now = 0
  }

  /// Everything before `end`, or up to and including it.
  static func run(
    _ plan: LedgerPlan, _ requests: [Request], until end: Int64, including: Bool,
    fault: PlantedFault? = nil
  ) throws -> AuditedOutcome {
    var auditor = Auditor(plan: plan, fault: fault)
    let last = including ? end : end - 1
    let fixed = auditor.fixedInstants(through: last) + requests.map(\.at.seconds)
    var instant: Int64? = auditor.start
    var passed = 0
    while let now = instant, now <= last {
      auditor.pass(now, requests.filter { $0.at.seconds == now })
      instant = (fixed.filter { $0 > now } + auditor.movingInstants.filter { $0 > now }).min()
      passed += 1
      if passed > mostInstants { throw TooManyInstants() }
    }
    if including { auditor.loseWaiting() }
    return AuditedOutcome(auditor)
  }

  /// The instants known beforehand: listed purchases, withdrawals, fees, corrections, standing orders, month starts.
  func fixedInstants(through end: Int64) -> [Int64] {
    var instants = plan.purchases.map(\.orderedAt.seconds) + plan.withdrawals.map(\.at.seconds)
    instants += plan.fees.map(\.at.seconds) + plan.corrections.map(\.at.seconds)
    for order in plan.standingOrders { instants += dates(of: order, through: end) }
    let capped = plan.autoReloads.contains { $0.countPerMonth != nil || $0.cashPerMonth != nil }
    if !plan.purchaseLimits.isEmpty || capped {
      instants += NaiveCalendar.monthStarts(after: start, through: end)
    }
    return instants
  }

  func dates(of order: StandingOrder, through end: Int64) -> [Int64] {
    var dates: [Int64] = []
    var k = 0
    var first = order.first.seconds
    if fault == .standingOrderCountsFromStart { first = max(first, start) }
    while true {
      let date = NaiveCalendar.adding(order.every, times: k, to: first)
      var isOver = date > end
      if let until = order.until {
        isOver = isOver || date > until.seconds
        if date == until.seconds, fault != .standingOrderAtUntil { isOver = true }
      }
      if isOver { return dates }
      if date >= start { dates.append(date) }
      k += 1
    }
  }

  /// The instants that what has happened has made: deliveries, expiries, people, retries, ends of pauses.
  var movingInstants: [Int64] {
    var instants: [Int64] = []
    for lot in lots {
      if lot.inTransit > 0 { instants.append(lot.usableFrom) }
      if lot.left > 0, lot.expires < Instant.never.seconds { instants += [lot.expires] }
      if let at = lot.revokedAt, lot.left + lot.inTransit > 0 { instants.append(at) }
    }
    instants += planned.compactMap { $0 }
    if fault != .retryIsNoInstant { instants += reloads.compactMap(\.retryAt) }
    if fault != .pauseIsNoInstant { instants += reloads.compactMap(\.restsUntil) }
    return instants + openings + instantsOfWaiting
  }

  /// One instant, in the order of section 3. Its first step needs no code: every counter of a window is
  /// summed up over the log of that window.
  private mutating func pass(_ instant: Int64, _ requests: [Request]) {
    let before = now
    begin(instant)
    let hasTurned = !waiting.isEmpty && hasTurned(since: before)
    let skipsCheck =
      fault == .noCheckWithoutRequests && requests.isEmpty
      || fault == .noCheckBeforeRequests && !requests.isEmpty
    if !skipsCheck { checkReloads() }
    tryWaiting(turned: hasTurned || openings.contains(now))
    for request in requests {
      creditCame = false
      let drewCredit = serve(request)
      waitIfRefused(request)
      if drewCredit || fault == .freeRequestsAreChecked { checkReloads() }
      tryWaiting()
    }
    planPeople()
  }

  /// Steps 1 to 4 of section 3.
  mutating func begin(_ instant: Int64) {
    now = instant
    if fault == .withdrawalsBeforeExpiry { withdraw(ofNewLots: false) }
    expire()
    if fault != .withdrawalsBeforeExpiry { withdraw(ofNewLots: false) }
    revokeByChance()
    if fault == .correctionsBeforeDeliveries { correct() }
    if fault == .peopleBuyBeforeDeliveries { placePeoplesOrders() }
    deliver()
    placeOrders()
    deliver()
    withdraw(ofNewLots: true)
    if fault != .correctionsBeforeDeliveries { correct() }
  }
}
