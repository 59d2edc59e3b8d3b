/// What the account remembers at the start, of some cases.

import Ledger
import Quantities

extension RandomCase {
  mutating func addOpening(to plan: inout LedgerPlan) {
    guard dice.chance(35) else { return }
    for i in plan.usageCaps.indices where !begins(plan.usageCaps[i].window) {
      if dice.chance(70) { plan.usageCaps[i].opening.used = part(of: plan.usageCaps[i].amount) }
      plan.usageCaps[i].opening.isLatched = dice.chance(15)
    }
    let isMonthUnderWay = !begins(.month)
    for i in plan.purchaseLimits.indices where isMonthUnderWay && dice.chance(70) {
      plan.purchaseLimits[i].countedBefore = part(of: plan.purchaseLimits[i].amount)
    }
    for i in plan.autoReloads.indices { addOpening(to: &plan.autoReloads[i], isMonthUnderWay) }
    if let allowance = plan.allowance { plan.allowance = opened(allowance) }
    addTransit(to: &plan)
  }

  /// Often one of the few amounts that everything is a multiple of.
  private mutating func part(of amount: Nanodollars) -> Nanodollars {
    switch dice.int(0...4) {
    case 0: amount
    case 1: Nanodollars(amount.count / 2)
    case 2: Nanodollars(max(0, amount.count - unit))
    case 3: Nanodollars(self.amount())
    default: .zero
    }
  }

  private func begins(_ window: UsageCap.Window) -> Bool {
    func number(_ at: Int64) -> Int64 {
      switch window {
      case .month: return Int64(NaiveCalendar.monthNumber(at: at))
      case .week(let anchor):
        return NaiveCalendar.windowStart(anchor: anchor.seconds, every: .days(7), now: at)
      case .day(let zone): return (at + zone.offset(at: Instant(seconds: at))) / NaiveCalendar.day
      }
    }
    return number(start) != number(start - 1)
  }

  private mutating func addOpening(to reload: inout AutoReload, _ isMonthUnderWay: Bool) {
    reload.opening.isOff = dice.chance(5)
    if dice.chance(25) {
      reload.opening.declinesInRow = dice.int(0...max(0, (reload.offAfterDeclines ?? 4) - 1))
      if dice.chance(70) { reload.opening.retryAt = Instant(seconds: moment()) }
    }
    guard isMonthUnderWay else { return }
    if dice.chance(50) { reload.opening.orders = dice.int(0...2) }
    if dice.chance(50) { reload.opening.cash = Nanodollars(amount()) }
  }

  private mutating func opened(_ allowance: Allowance) -> Allowance {
    var allowance = allowance
    if dice.chance(40) { allowance.trialUsedBefore = part(of: allowance.trial) }
    for i in allowance.windows.indices where dice.chance(60) {
      switch allowance.windows[i].clock {
      case .session(let length):
        let passed = dice.chance(30) ? length - 1 : Int64(dice.int(0...Int(length - 1)))
        allowance.windows[i].opening.began = Instant(seconds: start - passed)
      case .fixed(let anchor, let every):
        guard NaiveCalendar.windowStart(anchor: anchor.seconds, every: every, now: start) < start else {
          continue
        }
      }
      allowance.windows[i].opening.used = part(of: allowance.windows[i].limit)
    }
    return allowance
  }

  /// What an auto-reload has ordered, and is on its way.
  private mutating func addTransit(to plan: inout LedgerPlan) {
    guard !plan.autoReloads.isEmpty, dice.chance(50) else { return }
    let (reload, arrives) = (dice.int(0...plan.autoReloads.count - 1), start + span(atMost: 6))
    let face = amount()
    var lot = Purchase(
      name: "on its way", source: .opening, orderedAt: Instant(seconds: start - span()),
      usableFrom: Instant(seconds: arrives), face: Nanodollars(face), price: Nanodollars(face),
      terms: plan.autoReloads[reload].offer.terms)
    lot.orderedBy = reload
    plan.purchases.append(lot)
  }
}
