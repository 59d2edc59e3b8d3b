/// Rule: the provider corrects at an instant what was charged before: it gives usage credit back, or charges more. It is the last
/// thing of an instant before auto-reloads are checked: section 14 of the rules.
///
/// What is given back is first taken off debts, and then returns to lots, in the reverse of the draw order, to each no more than
/// was drawn of it. A lot that is gone takes nothing back: at exactly its expiry what comes is lost, a second earlier it returns.
/// Nor does a lot of which something was revoked. What finds no lot is given back in vain, for the credit that paid would be gone
/// by now had it never been drawn. A provider that gives new credit instead grants a lot.
///
/// What is charged is drawn at once as a request's credit is, whatever limits say and also of a closed account; what the lots lack is
/// owed: $3 against $3 leaves nothing, $3.000000001 a nano-dollar of debt. It is no request and no demand, and no correction
/// changes what a limit has counted.
///
/// Source: Stripe, what a voided invoice had drawn comes back to its credit grant, and expires at once if that has expired
/// (docs.stripe.com, changelog 2024-12-18); the order is OpenMeter's.

import Quantities

extension Correction {
  /// Of the requests that it stands for: it charges the lots that may pay for them, and gives back to no others.
  var mask: ScopeMask { scope.map { ScopeMask(bits: 1 << UInt64($0)) } ?? .all }
}

extension Account {
  /// Corrects what is due, as listed. True if a correction was due, whatever came of it.
  mutating func correct() -> Bool {
    var happened = false
    while let index = listing.nextCorrection(due: now) {
      // What is over is not corrected.
      guard buys else { continue }
      happened = true
      let correction = plan.corrections[index]
      switch correction.change {
      case .givesBack(let amount): giveBack(amount.count, correction)
      case .charges(let amount): charge(amount.count, kind: kind(of: correction.mask))
      }
      noteBalance()
    }
    return happened
  }

  private mutating func charge(_ amount: Int64, kind: Int) {
    let time = now
    let lacking = lots.draw(amount, pool: kinds[kind].pool, now: time, isSeenLate: false) {
      lot, origin, amount in
      observer.post(.charged, Posting.Subject(lot: lot, origin: origin), amount: amount, at: time)
    }
    sums.charged &+= amount
    sums.drawn &+= amount &- lacking
    guard lacking > 0 else { return }
    kinds[kind].debt &+= lacking
    owes = true
    post(.chargedOverdrawn, lacking)
  }

  private mutating func giveBack(_ amount: Int64, _ correction: Correction) {
    var rest = amount
    takeOffDebts(&rest, scope: correction.scope)
    if rest > 0 {
      for lot in lots.returnable(to: PoolMembers(paying: correction.mask), now: now) where rest > 0 {
        let back = min(rest, lots[lot].drawn)
        rest &-= back
        putBack(back, to: lot)
      }
    }
    post(.givenBackInVain, rest)
    sums.givenBackInVain &+= rest
    guard rest < amount else { return }
    sums.givenBack &+= amount &- rest
    waiting.isServiceBack = true
    for index in reloads.indices { reloads[index].isHeldBack = false }
  }

  /// As a lot with this scope repays them.
  private mutating func takeOffDebts(_ rest: inout Int64, scope: ScopeID?) {
    guard owes else { return }
    let before = rest
    for position in kindsByMask.indices where kinds[kindsByMask[position]].mask.admits(scope) {
      let taken = min(rest, kinds[kindsByMask[position]].debt)
      kinds[kindsByMask[position]].debt &-= taken
      rest &-= taken
    }
    post(.givenBackToDebt, before &- rest)
    findWhetherOwing()
  }

  /// What returns repays other debts at once, as what is delivered does.
  private mutating func putBack(_ amount: Int64, to lot: Int) {
    post(.givenBack, lot: lot, amount)
    // An emptied lot is on no agenda any more.
    if lots[lot].left == 0 { expiries.add(lot, at: lots[lot].subject.expires.seconds) }
    lots[lot].drawn &-= amount
    sums.drawn &-= amount
    lots.addLeft(amount, to: lot)
    repayDebts(with: lot)
    agendaChanged = true
  }
}
