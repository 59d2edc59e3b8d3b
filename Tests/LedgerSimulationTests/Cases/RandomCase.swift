/// Random cases, small and nasty: a few instants and a few round amounts that everything draws from, so that
/// expiry, delivery, purchase and request coincide and every boundary is met exactly; starts at month ends,
/// leap days and changes of the clock; features switched on at random for each case (swarm testing).
/// This file: the frame and the requests. A case is a pure function of its seed.

import Ledger
import Quantities

struct RandomCase {
  enum Feature: CaseIterable {
    case scopes, earlierLots, delays, lostLots, taxes, refunds, oddAmounts, secondsOff
    case withdrawals, fees, reloads, standingOrders, people, usageCaps, purchaseLimits
    case allowance, creditScope, openingDebt, statuses, zeroRequests, prices
  }

  static let models: [String?] = [nil, "claude-opus-5-5", "claude-sonnet-5-5"]

  var dice: Dice
  var plan: LedgerPlan
  let features: Set<Feature>
  /// The small amount that all others are multiples of, and the short time that all others are.
  let unit: Int64
  let tick: Int64
  let ticks: Int
  let start: Int64
  let horizon: Int64
  /// The instants that things happen at.
  var moments: [Int64] = []

  static func make(seed: UInt64) -> AuditCase {
    var random = RandomCase(seed: seed)
    var subject = random.build()
    random.dice = Dice(seed: seed ^ 0x3EE4)
    random.addWeeks(to: &subject.plan)
    random.dice = Dice(seed: seed ^ 0x0BE6)
    // Of its own dice, so that a case is otherwise what it would be without.
    var dice = Dice(seed: seed ^ 0xBAC_0FF)
    if dice.chance(35) { subject.plan.retriesWithin = random.tick * Int64(dice.pick([1, 1, 2, 5, 20])) }
    random.addBuyingRules(to: &subject.plan, seed: seed)
    random.addOpening(to: &subject.plan)
    random.dice = Dice(seed: seed ^ 0x3E7E6)
    if random.dice.chance(30) { subject.plan.meteringLag = random.span(atMost: random.dice.pick([3, 20])) }
    random.dice = Dice(seed: seed ^ 0xC105ED)
    random.addClosings(to: &subject.plan)
    random.addSeats(to: &subject, seed: seed)
    random.dice = Dice(seed: seed ^ 0xC4ED17)
    random.addCreditTime(to: &subject.plan)
    random.addCorrections(to: &subject.plan, seed: seed)
    random.addReservations(to: &subject, seed: seed)
    return subject
  }

  private init(seed: UInt64) {
    var dice = Dice(seed: seed)
    features = Set(Feature.allCases.filter { _ in dice.chance(45) })
    unit = dice.pick([1_000_000_000, 1_000_000_000, 5_000_000_000, 10_000_000_000, 1, 7, 333_333_333])
    let scale = dice.int(0...3)
    tick = [1, dice.pick([900, 3_600]), dice.pick([43_200, 86_400]), 5 * 86_400][scale]
    ticks = [dice.int(10...90), dice.int(24...150), dice.int(20...120), dice.int(40...146)][scale]
    start = RandomCase.start(&dice, isBrief: scale == 0)
    horizon = start + tick * Int64(ticks)
    plan = LedgerPlan(start: Instant(seconds: start))
    self.dice = dice
  }

  private static func start(_ dice: inout Dice, isBrief: Bool) -> Int64 {
    let (year, month, dayOfMonth) = dice.pick([
      (2027, 8, 31), (2028, 2, 28), (2028, 2, 29), (2026, 12, 31), (2027, 1, 31), (2027, 1, 1),
      (2026, 11, 30), (2027, 3, 27), (2026, 11, 1), (2027, 10, 30), (2026, 6, 15),
    ])
    var second = dice.pick([0, 0, 43_200, 86_399, 30_600])
    if isBrief { second = dice.pick([86_399, 86_390, 86_370, 61_190]) }
    return NaiveCalendar.seconds(
      of: .init(year: year, month: month, dayOfMonth: dayOfMonth, secondOfDay: Int64(second)))
  }

  private mutating func build() -> AuditCase {
    chooseMoments()
    if has(.scopes) || has(.creditScope) || has(.allowance) { addScopes() }
    plan.billingCycle = BillingCycle(anchor: Instant(seconds: dice.chance(50) ? start : moment()))
    let keys = dice.shuffled(DrawKey.all).prefix(dice.int(1...4))
    plan.drawOrder =
      dice.chance(60) ? dice.pick(DrawOrder.all) : DrawOrder(name: "random", keys: Array(keys))
    plan.largerThanBalance = dice.pick([.overdraw, .overdraw, .refuse, .payInPart])
    plan.disconnectsAreCharged = dice.chance(50)
    if has(.openingDebt) { plan.openingDebt = Nanodollars(amount()) }
    addPurchases()
    if has(.fees) { addFees() }
    if has(.reloads) { addReloads() }
    if has(.standingOrders) { addStandingOrders() }
    if has(.people) { addPeople() }
    if has(.usageCaps) { addUsageCaps() }
    if has(.purchaseLimits) { addPurchaseLimits() }
    if has(.allowance) { addAllowance() }
    if has(.withdrawals) { addWithdrawals() }
    let demands = demands()
    let end = dice.chance(70) ? horizon : moment()
    return AuditCase(
      plan: plan, demands: demands, end: Instant(seconds: end), includesEnd: dice.chance(70))
  }

  func has(_ feature: Feature) -> Bool { features.contains(feature) }

  // MARK: What everything draws from

  private mutating func chooseMoments() {
    moments = [start, start + tick]
    for _ in 0..<dice.int(2...6) { moments.append(start + tick * Int64(dice.int(0...ticks))) }
    let months = NaiveCalendar.monthStarts(after: start, through: horizon)
    moments += dice.shuffled(months).prefix(3)
    let midnight = (start / 86_400 + 1) * 86_400
    if midnight <= horizon { moments.append(midnight) }
    for months in [1, 6, 12] {
      let later = NaiveCalendar.adding(months: months, to: start)
      if later <= horizon { moments.append(later) }
    }
  }

  mutating func moment() -> Int64 {
    let moment = dice.pick(moments)
    guard has(.secondsOff), dice.chance(15) else { return moment }
    return max(start, moment + Int64(dice.pick([-1, 1])))
  }

  mutating func remember(_ moment: Int64) {
    if moment >= start, moment <= horizon { moments.append(moment) }
  }

  mutating func amount() -> Int64 {
    if has(.oddAmounts), dice.chance(15) { return Int64(dice.int(1...Int(12 * unit))) }
    return unit * Int64(dice.pick([1, 1, 1, 2, 2, 3, 4, 5, 8, 10]))
  }

  /// A span of whole ticks, short against the horizon.
  mutating func span(atMost share: Int = 3) -> Int64 {
    tick * Int64(dice.int(1...max(1, ticks / share)))
  }

  mutating func scope(percent: Int = 50) -> ScopeID? {
    guard has(.scopes), !plan.scopes.isEmpty, dice.chance(percent) else { return nil }
    return dice.int(0...plan.scopes.count - 1)
  }

  // MARK: Requests

  private mutating func demands() -> [AuditCase.Demand] {
    var kinds: [(String?, Channel)] = []
    for _ in 0..<dice.int(1...3) {
      kinds.append((dice.pick(RandomCase.models), dice.pick(Channel.allCases)))
    }
    var demands: [AuditCase.Demand] = []
    for _ in 0..<dice.int(5...40) {
      let at = dice.chance(75) ? moment() : start + tick * Int64(dice.int(0...ticks))
      let (model, channel) = dice.pick(kinds)
      var demand = AuditCase.Demand(
        at: Instant(seconds: at), amount: Nanodollars(amount()), model: model, channel: channel)
      if has(.zeroRequests), dice.chance(10) { demand.amount = .zero }
      if has(.statuses), dice.chance(20) { demand.status = dice.pick([.failed, .disconnected]) }
      demands.append(demand)
    }
    // Stable: equal instants keep their order.
    return demands.enumerated()
      .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
  }
}
