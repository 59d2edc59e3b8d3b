/// Corrections of past charges, by dice of their own, so that a case is otherwise what it would be without.

import Ledger
import Quantities

extension RandomCase {
  func addCorrections(to plan: inout LedgerPlan, seed: UInt64) {
    var dice = Dice(seed: seed ^ 0xC0_22EC7)
    guard dice.chance(35) else { return }
    for _ in 0..<dice.int(1...3) {
      let at = dice.pick(moments) + Int64(dice.pick([0, 0, 0, 0, 1, -1]))
      let amount = Nanodollars(
        dice.chance(15) ? Int64(dice.int(1...Int(12 * unit))) : unit * Int64(dice.int(1...6)))
      let isScoped = !plan.scopes.isEmpty && dice.chance(40)
      plan.corrections.append(
        Correction(
          at: Instant(seconds: at), dice.chance(60) ? .givesBack(amount) : .charges(amount),
          scope: isScoped ? dice.int(0...plan.scopes.count - 1) : nil))
    }
  }
}
