/// Rule: credit arrives at its instant, in the order of purchase, and repays debts before anything else draws
/// it. A lot whose validity ran out on the way is expired when it arrives. What never arrives is undelivered
/// from the instant at which it was due. Deficits are repaid by the next purchase.

import Quantities

extension Account {
  /// Delivers everything that is due. True if something was.
  mutating func deliver() -> Bool {
    guard deliveries.next <= now else { return false }
    let first = deliveries.removeFirst()
    agendaChanged = true
    guard deliveries.next <= now else { return deliver(first) }
    var due = [first]
    while deliveries.next <= now { due.append(deliveries.removeFirst()) }
    // Chance may keep two orders of one second apart; they come in their order.
    let subjects = due.map { (subject: lots[$0].subject, lot: $0) }.sorted {
      let (a, b) = ($0.subject, $1.subject)
      return (a.orderedAt, a.sequence, a.usableFrom, $0.lot) < (b.orderedAt, b.sequence, b.usableFrom, $1.lot)
    }
    var happened = false
    for (_, lot) in subjects where deliver(lot) { happened = true }
    return happened
  }

  private mutating func deliver(_ lot: Int) -> Bool {
    let coming = lots[lot].inTransit
    guard coming > 0 else { return false }
    leaveTransit(coming, lot: lot)
    let lost = min(lots[lot].doomed, coming)
    lots[lot].doomed = 0
    lose(lost, lot: lot)
    arrive(coming &- lost, lot: lot)
    return true
  }

  /// Takes credit out of transit: it arrived, was lost, or was revoked on the way.
  mutating func leaveTransit(_ amount: Int64, lot: Int) {
    lots.takeInTransit(amount, from: lot)
    addInTransit(0 &- amount, of: lots[lot].origin)
  }

  private mutating func lose(_ amount: Int64, lot: Int) {
    guard amount > 0 else { return }
    post(.undelivered, lot: lot, amount)
    lots[lot].undelivered &+= amount
    sums.undelivered &+= amount
    refund(amount, lot: lot)
  }

  private mutating func arrive(_ amount: Int64, lot: Int) {
    guard amount > 0 else { return }
    post(.delivered, lot: lot, amount)
    wasRevoked = false
    for index in reloads.indices { reloads[index].isHeldBack = false }
    let expires = lots[lot].subject.expires.seconds
    if expires <= now {
      post(.expired, lot: lot, amount)
      lots[lot].expired &+= amount
      sums.expired &+= amount
      return
    }
    lots.addLeft(amount, to: lot)
    waiting.isServiceBack = true
    expiries.add(lot, at: expires)
    repayDebts(with: lot)
  }

  /// The kinds of requests this lot may serve are repaid in ascending order of their masks.
  mutating func repayDebts(with lot: Int) {
    guard owes else { return }
    for position in kindsByMask.indices {
      let kind = kindsByMask[position]
      guard kinds[kind].debt > 0, lots.pools[kinds[kind].pool].members.holds(lots[lot].membership) else {
        continue
      }
      let repaid = min(kinds[kind].debt, lots[lot].left)
      guard repaid > 0 else { continue }
      lots.takeLeft(repaid, from: lot)
      lots[lot].drawn &+= repaid
      sums.drawn &+= repaid
      kinds[kind].debt &-= repaid
      post(.repaid, lot: lot, repaid)
    }
    findWhetherOwing()
  }

  mutating func findWhetherOwing() {
    owes = false
    for kind in kinds.indices where kinds[kind].debt > 0 { owes = true }
  }
}
