/// One account (or one account in each lane) under a plan: its state, and the order of things at an instant.
/// Each rule is an extension in `Rules/`; docs/ledger-rules.md says in words what they do together.

import Quantities

struct Account<Observer: LedgerObserver>: Sendable {
  typealias Lane = Observer.Lane
  typealias Mask = Lane.Mask

  let plan: LedgerPlan
  var observer: Observer

  /// The instant being lived, in seconds; before the first one, the second before the start.
  var now: Int64
  /// The next instant at which something happens without a request.
  private(set) var next: Int64
  /// The lanes whose one auto-reload check of this instant is done.
  private var checked = Mask.nowhere
  /// True until what happens at the end of this instant has happened.
  private var isOpen = false
  /// Something was put on an agenda since `next` was computed.
  var agendaChanged = false

  var lots: Lots<Lane>
  var deliveries = Agenda()
  var expiries = Agenda()
  /// Those that chance has set.
  var revocations = Agenda()
  /// What decides where a replay would be told; nil in replays.
  var chance: (any LedgerChance)?
  /// Orders placed so far, by origin.
  var ordersOf: [Int] = []
  /// The lot of each listed purchase; -1 before it is ordered.
  var lotOfPurchase: [Int]
  var triggers: [Trigger<Lane>] = []
  var kinds: [Kind<Lane>] = []
  /// The kinds, by ascending mask: the order in which debts are repaid.
  var kindsByMask: [Int] = []

  var listing: Listing
  var months: MonthClock
  var caps: [CapState<Lane>]
  var purchaseCounts: [Lane]
  var allowance: AllowanceState<Lane>
  var reloads: [ReloadState<Lane>]
  var standing: [StandingState]
  var people: [PersonState<Lane>]
  /// Credit was revoked since the last delivery.
  var wasRevoked = Mask.nowhere

  var sums = Sums<Lane>()
  /// A total left the range: what these lanes say is not to be used.
  var pastRange = Mask.nowhere
  /// The plan orders without end (a lot a second, say): it was stopped, and says nothing of use.
  var isEndless = false
  private var quietInstants = 0
  /// More than any plan that a person means: a lot every half a minute for a year, an hourly date for a thousand
  /// years.
  static var mostLots: Int { 1_000_000 }
  static var mostQuietInstants: Int { 10_000_000 }

  init(plan: LedgerPlan, observer: Observer) {
    self.plan = plan
    self.observer = observer
    now = plan.start.seconds - 1
    next = plan.start.seconds
    lots = Lots(order: plan.drawOrder)
    lotOfPurchase = Array(repeating: -1, count: plan.purchases.count)
    listing = Listing(plan: plan)
    months = MonthClock(plan: plan)
    caps = plan.usageCaps.map { CapState(cap: $0, start: plan.start) }
    purchaseCounts = Array(repeating: .nothing, count: plan.purchaseLimits.count)
    allowance = AllowanceState(plan: plan)
    reloads = Array(repeating: ReloadState(), count: plan.autoReloads.count)
    standing = plan.standingOrders.map { StandingState(order: $0, start: plan.start) }
    people = Array(repeating: PersonState(), count: plan.people.count)
    let offers =
      plan.autoReloads.map(\.offer) + plan.standingOrders.map(\.offer) + plan.people.map(\.offer)
    for offer in offers {
      let pool = lots.pool(PoolMembers(watchedBy: offer.terms.scope))
      triggers.append(Trigger(offer: offer, pool: pool))
    }
    ordersOf = Array(repeating: 0, count: plan.purchases.count + triggers.count)
    if plan.openingDebt > .zero {
      let owing = kind(of: .all)
      kinds[owing].debt = Lane(each: plan.openingDebt.count)
    }
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
      isEndless = isEndless || quietInstants > Self.mostQuietInstants
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
    if seconds == now { isOpen = true }
    if seconds == now, checked.isEverywhere { return }
    if seconds == now {
      checkReloads(where: checked.inverted)
      checked = .everywhere
    } else {
      advance(before: seconds)
      live(seconds, withRequests: true)
    }
  }

  /// Everything that happens at one instant before its requests, in the order of section 3 of the rules.
  private mutating func live(_ seconds: Int64, withRequests: Bool) {
    precondition(seconds > now, "time runs forward")
    now = seconds
    isOpen = true
    let isStart = now == plan.start.seconds
    turnWindows()
    checked = .nowhere
    if next == now {
      var happened = Mask(everywhere: isStart || (months.isInstant && months.lastTurn == now))
      happened = happened.or(expire())
      happened = happened.or(withdraw())
      happened = happened.or(deliver())
      happened = happened.or(placeListedOrders(isStart: isStart))
      happened = happened.or(placeStandingOrders())
      happened = happened.or(placeOrdersOfPeople())
      happened = happened.or(payFees())
      _ = deliver()
      happened = happened.or(retriesDue())
      checked = happened
      agendaChanged = true
    }
    if withRequests { checked = .everywhere }
    if checked.isAnywhere { checkReloads(where: checked) }
    if agendaChanged { findNext() }
  }

  /// People look at the balance when everything at an instant is over.
  mutating func leaveInstant() {
    guard isOpen else { return }
    isOpen = false
    planOrdersOfPeople()
    if agendaChanged { findNext() }
  }

  mutating func findNext() {
    agendaChanged = false
    // A lot emptied since is no expiry.
    while let lot = expiries.nextLot, lots[lot].left.isNothing.isEverywhere { _ = expiries.removeFirst() }
    while let lot = deliveries.nextLot, lots[lot].inTransit.isNothing.isEverywhere {
      _ = deliveries.removeFirst()
    }
    var soonest = min(expiries.next, deliveries.next, listing.next, revocations.next)
    if months.isInstant { soonest = min(soonest, months.turn) }
    for order in standing { soonest = min(soonest, order.next) }
    for person in people { soonest = min(soonest, person.due.least) }
    for reload in reloads { soonest = min(soonest, reload.nextRetry(after: now)) }
    next = soonest
  }

  private mutating func turnWindows() {
    if months.pass(now) {
      for limit in purchaseCounts.indices { purchaseCounts[limit] = .nothing }
      for reload in reloads.indices { reloads[reload].startMonth() }
    }
    for cap in caps.indices { caps[cap].pass(now) }
    allowance.pass(now)
  }

  // MARK: Pools, kinds and debts

  /// The number of the kind of requests with this mask, made if it is new.
  mutating func kind(of mask: ScopeMask) -> Int {
    if let known = kinds.firstIndex(where: { $0.mask == mask }) { return known }
    kinds.append(
      Kind(
        mask: mask,
        pool: lots.pool(PoolMembers(paying: mask)),
        mayDrawCredit: mask.admits(plan.creditScope),
        mayDrawAllowance: plan.allowance.map { mask.admits($0.scope) } ?? false,
        caps: plan.usageCaps.indices.filter { mask.admits(plan.usageCaps[$0].scope) },
        windows: (plan.allowance?.windows ?? []).indices.filter {
          mask.admits(plan.allowance?.windows[$0].scope)
        },
        debt: .nothing))
    kindsByMask = kinds.indices.sorted { kinds[$0].mask < kinds[$1].mask }
    return kinds.count - 1
  }

  /// What requests of this kind may draw, less what they owe.
  @inline(__always)
  func balance(ofKind kind: Int) -> Lane { lots.left[kinds[kind].pool].minus(kinds[kind].debt) }

  /// What a trigger sees: its pool, less the debts its lots would repay.
  @inline(__always)
  func balance(watchedBy trigger: Int) -> Lane {
    var balance = lots.left[triggers[trigger].pool]
    for kind in kinds where triggers[trigger].serves(kind.mask) { balance.take(kind.debt) }
    return balance
  }

  /// The balance and what is on its way, whether or not it will arrive: the buyer does not know.
  func position(watchedBy trigger: Int) -> Lane {
    balance(watchedBy: trigger).plus(lots.inTransit[triggers[trigger].pool])
  }
}
