/// One account under a plan: its state, and the order of things at an instant. Each rule is an extension in `Rules/`;
/// docs/ledger-rules.md says in words what they do together.
///
/// Plain integers throughout. Sums do not wrap: a ledger refuses demand, face value or cash whose sum would pass 2^62
/// (`Nanodollars.largest`), and every other quantity is bounded by those three.
///
/// A simulated future comes through here a few hundred times, so what changes lies in flat lists (Flat.swift), what the hot
/// path asks of the plan is held in plain values (`Trigger`, `ReloadTerms`, ...), and an account is copied only by `copy()`.

import Quantities

/// Of what a plan was stopped for having had too much.
enum Endless: Sendable {
  /// A lot a second, say.
  case lots
  /// Instants without a request.
  case instants
  /// Requests that demand which flows is answered by (Flow/Flow.swift).
  case requests
}

struct Account<Observer: LedgerObserver>: ~Copyable, Sendable {
  let plan: LedgerPlan
  var observer: Observer
  /// Nothing: a value of unknown type may not be moved, so that whoever only looks at an account looks at it where it is. Without
  /// it the compiler copies all 1,300 bytes for each question that is no mutation (measured: a twentieth of a run).
  private let anchor: (any Sendable)? = nil

  /// The instant being lived, in seconds; before the first one, the second before the start.
  var now: Int64
  /// The next instant at which something happens without a request; known when the instant being lived is left.
  private(set) var next: Int64
  /// The one auto-reload check of this instant is done.
  private(set) var isChecked = false
  /// True until what happens at the end of this instant has happened.
  private var isOpen = false
  /// Before it no month begins, and no window of a cap or of the allowance.
  private var windowsTurn = Int64.min
  /// Something was put on an agenda since `next` was computed.
  var agendaChanged = false

  var lots: Lots
  /// The pool of all lots.
  let everything: Int
  /// The least that all credit, less debts, has come to after a request or an instant without one.
  private(set) var lowest = Int64.max
  var deliveries = Agenda()
  var expiries = Agenda()
  /// Those that chance has set.
  var revocations = Agenda()
  var expiryDays: ExpiryDays
  /// What decides where a replay would be told; nil in replays.
  var chance: (any LedgerChance)?
  let origins: OriginRow
  /// Orders placed so far, by their places.
  var ordersOf: Flat<Int>
  /// The lots that triggers have ordered, in their order.
  var triggered = Flat<Int>(capacity: 64)
  /// The lot of each listed purchase; -1 before it is ordered.
  var lotOfPurchase: Flat<Int>
  var kinds = Flat<Kind>()
  /// Some credit may pay for certain requests only.
  let hasLimitedLots: Bool
  /// Some credit pays before the allowance.
  let hasEarlyCredit: Bool
  /// The kinds, by ascending mask: the order in which debts are repaid.
  var kindsByMask: [Int] = []
  /// Some kind owes something.
  var owes = false

  var listing: Listing
  var months: MonthClock
  var limits: CreditLimits
  var purchaseCounts: Flat<Int64>
  /// `Int64.max`: none.
  let largestBalance: Int64
  let usageCredits: UsageCredits
  var allowance: AllowanceState
  var reloads = Flat<ReloadState>()
  var standing = Flat<StandingState>()
  var people = Flat<PersonState>()
  /// Credit was revoked since the last delivery.
  var wasRevoked = false
  /// Whether the provider has closed it.
  var closure = ClosureState()
  /// False after the horizon: nothing is ordered and no fee paid any more; what is on its way comes.
  var buys = true
  /// Of single requests.
  var waiting: WaitingRequests
  var held = HeldBack()

  var sums = Sums()
  var payments = Payments()
  /// A total left the range: what the account says is not to be used.
  var pastRange = false
  /// The plan orders without end: it was stopped, and says nothing of use.
  var endless: Endless?
  var isEndless: Bool { endless != nil }
  private var quietInstants = 0
  /// More than any plan that a person means: a lot every half a minute for a year, an hourly date for a thousand
  /// years.
  static var mostLots: Int { 1_000_000 }
  static var mostQuietInstants: Int { 10_000_000 }

  /// `asked`: the kinds of request that will flow, numbered 0, 1, ...; others are numbered as they come.
  init(plan: LedgerPlan, observer: Observer, asked: [ScopeMask] = []) {
    self.plan = plan
    self.observer = observer
    now = plan.start.seconds - 1
    next = plan.start.seconds
    var lots = Lots(order: plan.drawOrder, isOnePool: !plan.hasLimitedLots, Metering(plan: plan))
    everything = lots.pool(.every)
    lotOfPurchase = Flat(repeating: -1, count: plan.purchases.count)
    expiryDays = ExpiryDays(plan: plan)
    listing = Listing(plan: plan)
    months = MonthClock(plan: plan)
    limits = CreditLimits(plan: plan)
    hasLimitedLots = plan.hasLimitedLots
    hasEarlyCredit = plan.hasEarlyCredit
    purchaseCounts = Flat(plan.purchaseLimits.map(\.countedBefore.count))
    largestBalance = plan.largestBalance?.count ?? .max
    usageCredits = UsageCredits(plan: plan)
    allowance = AllowanceState(plan: plan)
    waiting = WaitingRequests(plan: plan)
    for (index, reload) in plan.autoReloads.enumerated() {
      reloads.append(ReloadState(reload, trigger: Trigger(.autoReload(index), reload.offer, lots: &lots)))
    }
    for (index, order) in plan.standingOrders.enumerated() {
      standing.append(
        StandingState(
          order, start: plan.start, trigger: Trigger(.standingOrder(index), order.offer, lots: &lots)))
    }
    for (index, person) in plan.people.enumerated() {
      people.append(PersonState(trigger: Trigger(.person(index), person.offer, lots: &lots)))
    }
    self.lots = lots
    origins = OriginRow(plan)
    ordersOf = Flat(repeating: 0, count: origins.count)
    for mask in asked { _ = kind(of: mask) }
    if plan.openingDebt > .zero {
      let owing = kind(of: .all)
      kinds[owing].openingDebt = plan.openingDebt.count
      kinds[owing].debt = plan.openingDebt.count
      owes = true
    }
    for correction in plan.corrections { _ = self.kind(of: correction.mask) }
  }

  /// Another one in the same state, which goes its own way.
  borrowing func copy() -> Account { Account(copying: self) }

  private init(copying other: borrowing Account) {
    (plan, observer, chance) = (other.plan, other.observer, other.chance)
    (now, next, quietInstants) = (other.now, other.next, other.quietInstants)
    (isChecked, isOpen, agendaChanged) = (other.isChecked, other.isOpen, other.agendaChanged)
    lots = other.lots.copy()
    (everything, lowest) = (other.everything, other.lowest)
    deliveries = other.deliveries.copy()
    expiries = other.expiries.copy()
    revocations = other.revocations.copy()
    expiryDays = other.expiryDays.copy()
    origins = other.origins
    ordersOf = other.ordersOf.copy()
    triggered = other.triggered.copy()
    lotOfPurchase = other.lotOfPurchase.copy()
    kinds = other.kinds.copy()
    (hasLimitedLots, hasEarlyCredit) = (other.hasLimitedLots, other.hasEarlyCredit)
    (kindsByMask, owes) = (other.kindsByMask, other.owes)
    (listing, months) = (other.listing, other.months)
    limits = other.limits.copy()
    purchaseCounts = other.purchaseCounts.copy()
    largestBalance = other.largestBalance
    (usageCredits, allowance) = (other.usageCredits, other.allowance)
    reloads = other.reloads.copy()
    standing = other.standing.copy()
    people = other.people.copy()
    (wasRevoked, closure, buys, waiting) = (other.wasRevoked, other.closure, other.buys, other.waiting)
    sums = other.sums
    payments = other.payments.copy()
    (pastRange, endless) = (other.pastRange, other.endless)
    held = other.held.copy()
  }

  /// As before the first instant, for another future, with the room that was taken.
  mutating func restart() {
    (now, next) = (plan.start.seconds - 1, plan.start.seconds)
    (isChecked, isOpen, agendaChanged) = (false, false, false)
    (windowsTurn, lowest) = (.min, .max)
    lots.restart()
    deliveries.restart()
    expiries.restart()
    revocations.restart()
    for origin in ordersOf.indices { ordersOf[origin] = 0 }
    triggered.removeAll()
    for index in lotOfPurchase.indices { lotOfPurchase[index] = -1 }
    for index in kinds.indices { kinds[index].debt = kinds[index].openingDebt }
    owes = plan.openingDebt > .zero
    listing.restart()
    months.restart()
    limits.restart()
    for index in purchaseCounts.indices {
      purchaseCounts[index] = plan.purchaseLimits[index].countedBefore.count
    }
    allowance.restart()
    waiting.restart()
    held.restart()
    for index in reloads.indices { reloads[index].restart() }
    for index in standing.indices { standing[index].restart() }
    for index in people.indices { people[index].restart() }
    (wasRevoked, pastRange, endless, buys) = (false, false, nil, true)
    closure = ClosureState()
    quietInstants = 0
    sums = Sums()
    payments.restart()
  }

  // MARK: Time

  /// Lives through every instant before `seconds`, requests aside.
  mutating func advance(before seconds: Int64) {
    guard seconds > now else { return }
    leaveInstant()
    while next < seconds, !isEndless {
      live(next, withRequests: false)
      leaveInstant()
      quietInstants += 1
      if !isEndless, quietInstants > Self.mostQuietInstants { endless = .instants }
    }
  }

  /// Lives through every instant up to and including `seconds`, requests aside.
  mutating func advance(through seconds: Int64) {
    advance(before: seconds)
    if next == seconds, seconds > now { live(seconds, withRequests: false) }
  }

  /// Makes `seconds` the instant being lived, its requests still to come.
  @inline(__always)
  mutating func enter(_ seconds: Int64) {
    guard seconds == now else {
      advance(before: seconds)
      return live(seconds, withRequests: true)
    }
    isOpen = true
    guard !isChecked else { return }
    isChecked = true
    checkReloads()
    if waiting.patience != nil { tryWaiting() }
  }

  /// Everything that happens at one instant before its requests, in the order of section 3 of the rules.
  @inline(__always)
  private mutating func live(_ seconds: Int64, withRequests: Bool) {
    precondition(seconds > now, "time runs forward")
    now = seconds
    isOpen = true
    let isTried = waiting.patience != nil && isTryDue()
    if now >= windowsTurn { turnWindows() }
    isChecked = withRequests || isTried
    if next == now {
      isChecked = happens() || isChecked
      agendaChanged = true
    }
    if isChecked { checkReloads() }
    if waiting.patience != nil { tryWaiting() }
  }

  /// What is due at this instant. True if there was anything: auto-reloads are checked then.
  @inline(never)
  private mutating func happens() -> Bool {
    var happened = now == plan.start.seconds || (months.isInstant && months.lastTurn == now)
    if opens() { happened = true }
    if expire() { happened = true }
    if withdraw() { happened = true }
    if deliveries.next <= now, deliver() { happened = true }
    if listing.next <= now, placeListedOrders() { happened = true }
    if !standing.isEmpty, placeStandingOrders() { happened = true }
    if !people.isEmpty, placeOrdersOfPeople() { happened = true }
    if listing.next <= now, payFees() { happened = true }
    if deliveries.next <= now { _ = deliver() }
    if listing.next <= now { withdrawOrders() }
    if listing.next <= now, correct() { happened = true }
    return isReturnDue() || happened
  }

  /// People look at the balance when everything at an instant is over.
  @inline(__always)
  mutating func leaveInstant() {
    guard isOpen else { return }
    isOpen = false
    if !people.isEmpty { planOrdersOfPeople() }
    if agendaChanged { findNext() }
  }

  mutating func findNext() {
    agendaChanged = false
    // A lot emptied since is no expiry.
    while let lot = expiries.nextLot, lots[lot].left == 0 { _ = expiries.removeFirst() }
    while let lot = deliveries.nextLot, lots[lot].inTransit == 0 { _ = deliveries.removeFirst() }
    var soonest = min(expiries.next, deliveries.next, listing.next, revocations.next)
    if months.isInstant { soonest = min(soonest, months.turn) }
    soonest = min(soonest, closure.opening(after: now))
    if !waiting.isEmpty {
      findTurnOfService()
      soonest = min(soonest, waiting.next)
    }
    next = soonest
    guard buys else { return }
    for index in standing.indices { soonest = min(soonest, standing[index].next) }
    for index in people.indices { soonest = min(soonest, people[index].due) }
    for index in reloads.indices { soonest = min(soonest, reloads[index].nextReturn(after: now)) }
    next = soonest
  }

  @inline(never)
  private mutating func turnWindows() {
    if months.pass(now) {
      for limit in purchaseCounts.indices { purchaseCounts[limit] = 0 }
      for reload in reloads.indices { reloads[reload].startMonth() }
    }
    limits.pass(now)
    allowance.pass(now)
    windowsTurn = min(months.turn, limits.nextTurn, allowance.soonestTurn)
  }

  // MARK: Pools, kinds and debts

  /// The number of the kind of requests with this mask, made if it is new.
  mutating func kind(of mask: ScopeMask) -> Int {
    for known in kinds.indices where kinds[known].mask == mask { return known }
    let pool = lots.pool(PoolMembers(paying: mask))
    kinds.append(Kind(mask, pool: pool, isLimited: limits.count(mask), of: plan))
    let masks = kinds.array.map(\.mask)
    kindsByMask = kinds.indices.sorted { masks[$0] < masks[$1] }
    return kinds.count - 1
  }

  /// What requests of this kind may draw, less what they owe.
  @inline(__always)
  func balance(ofKind kind: Int) -> Int64 { lots.pools[kinds[kind].pool].left &- kinds[kind].debt }

  /// What a trigger sees: its pool, less the debts its lots would repay.
  @inline(__always)
  func balance(watchedBy trigger: Trigger) -> Int64 {
    var balance = lots.pools[trigger.pool].left
    guard owes else { return balance }
    for kind in kinds.indices where kinds[kind].debt > 0 && trigger.serves(kinds[kind].mask) {
      balance &-= kinds[kind].debt
    }
    return balance
  }

  /// The balance and what is on its way, whether or not it will arrive: the buyer does not know.
  func position(watchedBy trigger: Trigger) -> Int64 {
    balance(watchedBy: trigger) &+ lots.pools[trigger.pool].inTransit
  }

  @inline(__always)
  mutating func noteBalance() { lowest = min(lowest, lots.pools[everything].left &- debt) }

  /// Of all kinds.
  @inline(__always)
  var debt: Int64 {
    guard owes else { return 0 }
    var debt: Int64 = 0
    for kind in kinds.indices { debt &+= kinds[kind].debt }
    return debt
  }
}
