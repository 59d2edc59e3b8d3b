/// Rules of the buying side that came later: each by dice of its own, so that a case is otherwise what it would be without.

import Ledger
import Quantities

extension RandomCase {
  func addBuyingRules(to plan: inout LedgerPlan, seed: UInt64) {
    boundReloads(&plan, Dice(seed: seed ^ 0xB0_07D5))
    pauseReloads(&plan, Dice(seed: seed ^ 0x9A_05E))
    buyInPart(&plan, Dice(seed: seed ^ 0x9A_27))
    takeFees(&plan, Dice(seed: seed ^ 0xFEE))
    var dice = Dice(seed: seed ^ 0x1A_26E57)
    rollOver(&plan, Dice(seed: seed ^ 0x2011))
    drawFirst(&plan, Dice(seed: seed ^ 0xEA_217))
    if dice.chance(25) { plan.largestBalance = Nanodollars(amount(&dice) * Int64(dice.int(1...4))) }
  }

  /// No less than half a unit: what waits and is paid in part would call for many more reloads than the auditor has patience for.
  private func amount(_ dice: inout Dice) -> Int64 {
    dice.chance(15)
      ? Int64(dice.int(Int(unit / 2 + 1)...Int(12 * unit)))
      : unit * Int64(dice.pick([1, 1, 1, 2, 2, 3, 4, 5, 8, 10]))
  }

  private func pauseReloads(_ plan: inout LedgerPlan, _ dice: Dice) {
    var dice = dice
    for i in plan.autoReloads.indices where dice.chance(30) {
      plan.autoReloads[i].pause = dice.chance(20) ? 1 : tick * Int64(dice.pick([1, 1, 2, 3, 8]))
    }
  }

  private func takeFees(_ plan: inout LedgerPlan, _ dice: Dice) {
    var dice = dice
    guard dice.chance(40) else { return }
    func take(_ terms: inout LotTerms) {
      guard dice.chance(50) else { return }
      terms.fee.share = Ratio(millionths: dice.pick([0, 55_000, 333_333, 1_000_000]))
      terms.fee.atLeast = Nanodollars(dice.pick([0, 1, unit / 10, unit]))
    }
    for i in plan.purchases.indices { take(&plan.purchases[i].terms) }
    for i in plan.autoReloads.indices { take(&plan.autoReloads[i].offer.terms) }
    for i in plan.standingOrders.indices { take(&plan.standingOrders[i].offer.terms) }
    for i in plan.people.indices { take(&plan.people[i].offer.terms) }
  }

  /// Credit that pays before an allowance.
  private func drawFirst(_ plan: inout LedgerPlan, _ dice: Dice) {
    var dice = dice
    guard dice.chance(plan.allowance == nil ? 10 : 50) else { return }
    for i in plan.purchases.indices where dice.chance(40) {
      plan.purchases[i].terms.drawsBeforeAllowance = true
    }
    for i in plan.standingOrders.indices where dice.chance(40) {
      plan.standingOrders[i].offer.terms.drawsBeforeAllowance = true
    }
    for i in plan.autoReloads.indices where dice.chance(20) {
      plan.autoReloads[i].offer.terms.drawsBeforeAllowance = true
    }
  }

  private func rollOver(_ plan: inout LedgerPlan, _ dice: Dice) {
    var dice = dice
    for i in (plan.allowance?.windows ?? []).indices {
      guard case .fixed? = plan.allowance?.windows[i].clock, dice.chance(50) else { continue }
      var rollover = Allowance.Window.Rollover(
        share: Ratio(millionths: dice.pick([1_000_000, 1_000_000, 500_000, 333_333])))
      if dice.chance(50) { rollover.atMost = Nanodollars(amount(&dice)) }
      plan.allowance?.windows[i].rollover = rollover
    }
  }

  /// Past the month's cash in part.
  private func buyInPart(_ plan: inout LedgerPlan, _ dice: Dice) {
    var dice = dice
    for i in plan.autoReloads.indices where dice.chance(50) {
      if plan.autoReloads[i].cashPerMonth == nil, dice.chance(50) {
        plan.autoReloads[i].cashPerMonth = Nanodollars(amount(&dice) * 3)
      }
      plan.autoReloads[i].isBoughtInPart = true
    }
  }

  /// A smallest and a largest single order.
  private func boundReloads(_ plan: inout LedgerPlan, _ dice: Dice) {
    var dice = dice
    for i in plan.autoReloads.indices where dice.chance(40) {
      var reload = plan.autoReloads[i]
      if dice.chance(60) { reload.atLeast = Nanodollars(amount(&dice)) }
      if dice.chance(60) { reload.atMost = Nanodollars(amount(&dice)) }
      if reload.canOrder { plan.autoReloads[i] = reload }
    }
  }
}
