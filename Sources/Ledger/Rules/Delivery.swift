/// Rule: credit arrives at its instant, in the order of purchase, and repays debts before anything else draws
/// it. A lot whose validity ran out on the way is expired when it arrives. What never arrives is undelivered
/// from the instant at which it was due. Deficits are repaid by the next purchase: provider-rules, 1.8.

import Quantities

extension Account {
  /// Delivers everything that is due. True where something was.
  mutating func deliver() -> Mask {
    guard deliveries.next <= now else { return .nowhere }
    var due: [Int] = []
    while deliveries.next <= now { due.append(deliveries.removeFirst()) }
    due.sort {
      let (a, b) = (lots[$0].subject, lots[$1].subject)
      return (a.orderedAt, a.sequence, a.usableFrom) < (b.orderedAt, b.sequence, b.usableFrom)
    }
    var happened = Mask.nowhere
    for lot in due {
      let coming = lots[lot].inTransit
      happened = happened.or(coming.isPositive)
      guard coming.isPositive.isAnywhere else { continue }
      leaveTransit(coming, lot: lot)
      let lost = lots[lot].doomed.atMost(coming)
      lots[lot].doomed = .nothing
      lose(lost, lot: lot)
      arrive(coming.minus(lost), lot: lot)
    }
    agendaChanged = true
    return happened
  }

  /// Takes credit out of transit: it arrived, was lost, or was revoked on the way.
  mutating func leaveTransit(_ amount: Lane, lot: Int) {
    lots.takeInTransit(amount, from: lot)
    let trigger = lots[lot].origin - plan.purchases.count
    if trigger >= 0 { triggers[trigger].inTransit.take(amount) }
  }

  private mutating func lose(_ amount: Lane, lot: Int) {
    guard amount.isPositive.isAnywhere else { return }
    observer.post(.undelivered, lot: lot, amount: amount, at: now)
    lots[lot].undelivered.add(amount)
    sums.undelivered.add(amount)
    refund(amount, lot: lot)
  }

  private mutating func arrive(_ amount: Lane, lot: Int) {
    guard amount.isPositive.isAnywhere else { return }
    observer.post(.delivered, lot: lot, amount: amount, at: now)
    wasRevoked = wasRevoked.butNot(amount.isPositive)
    let expires = lots[lot].subject.expires.seconds
    if expires <= now {
      observer.post(.expired, lot: lot, amount: amount, at: now)
      lots[lot].expired.add(amount)
      sums.expired.add(amount)
      return
    }
    lots.addLeft(amount, to: lot)
    expiries.add(lot, at: expires)
    repayDebts(with: lot)
  }

  /// The kinds of requests this lot may serve are repaid in ascending order of their masks.
  private mutating func repayDebts(with lot: Int) {
    for kind in kindsByMask where lots.pools[kinds[kind].pool].holds(lots[lot].membership) {
      let repaid = kinds[kind].debt.atMost(lots[lot].left)
      guard repaid.isPositive.isAnywhere else { continue }
      lots.takeLeft(repaid, from: lot)
      lots[lot].drawn.add(repaid)
      sums.drawn.add(repaid)
      kinds[kind].debt.take(repaid)
      observer.post(.repaid, lot: lot, amount: repaid, at: now)
    }
  }
}
