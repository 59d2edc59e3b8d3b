/// Requests that reserve credit while they run, by dice of their own, so that a case is otherwise what it would be without.

import Ledger
import Quantities

extension RandomCase {
  func addReservations(to subject: inout AuditCase, seed: UInt64) {
    var dice = Dice(seed: seed ^ 0x2E_5E27E)
    guard dice.chance(35) else { return }
    for index in subject.demands.indices where dice.chance(50) {
      let amount = subject.demands[index].amount.count + unit * Int64(dice.pick([-1, 0, 1, 1, 2, 3, 5]))
      let runs = dice.chance(10) ? 1 : tick * Int64(dice.int(1...max(1, ticks / 4)))
      subject.demands[index].reservation = Reservation(Nanodollars(max(0, amount)), runs: runs)
    }
  }
}
