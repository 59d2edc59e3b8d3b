/// Rule: auto-reload. Checked once at each instant before its requests, and once after each request that
/// drew credit. Fires when the balance is below the threshold (or at it, by a switch): $20.00 does not fire
/// `below: $20`, $19.999999999 does. Source: support article 8977456; what is undocumented there (trigger,
/// latency, retries, caps) is a switch.

import Quantities

struct ReloadState<Lane: MoneyLane>: Sendable {
  var tries: Lane = .nothing
  var declinesInRow: Lane = .nothing
  /// No try before it; also an instant of its own while it lies ahead.
  var retryAt = Lane(each: .min)
  var isOff: Lane.Mask = .nowhere
  var ordersThisMonth: Lane = .nothing
  var cashThisMonth: Lane = .nothing

  /// The last try was declined, or there will be no other.
  var isFailing: Lane.Mask { declinesInRow.isPositive.or(isOff) }

  mutating func startMonth() {
    ordersThisMonth = .nothing
    cashThisMonth = .nothing
  }

  func nextRetry(after now: Int64) -> Int64 {
    retryAt.replaced(by: Lane(each: .max), where: retryAt.isAtMost(Lane(each: now))).least
  }
}

extension Account {
  /// Where a declined payment is to be tried again at this very instant.
  func retriesDue() -> Mask {
    var due = Mask.nowhere
    let instant = Lane(each: now)
    for reload in reloads {
      due = due.or(reload.retryAt.isAtMost(instant).and(instant.isAtMost(reload.retryAt)))
    }
    return due
  }

  @inline(__always)
  mutating func checkReloads(where mask: Mask) {
    for index in plan.autoReloads.indices {
      let rule = plan.autoReloads[index]
      let balance = balance(watchedBy: index)
      let threshold = Lane(each: rule.threshold.count)
      let fires = mask.and(
        rule.trigger == .below ? balance.isBelow(threshold) : balance.isAtMost(threshold))
      if fires.isAnywhere { reload(index, where: fires) }
    }
  }

  /// A refused request orders one too, wherever the balance stands (by a switch).
  mutating func reloadAfterRefusal(of kind: Int, where mask: Mask) {
    guard mask.isAnywhere else { return }
    for (index, rule) in plan.autoReloads.enumerated()
    where rule.afterRefusal && triggers[index].serves(kinds[kind].mask) {
      reload(index, where: mask)
    }
  }

  /// One order of one auto-reload, as far as its state and the limits let it.
  private mutating func reload(_ index: Int, where wanted: Mask) {
    let rule = plan.autoReloads[index]
    var mask = wanted.butNot(reloads[index].isOff)
    mask = mask.and(reloads[index].retryAt.isAtMost(Lane(each: now)))
    if rule.oneInFlight { mask = mask.and(triggers[index].inTransit.isNothing) }
    guard mask.isAnywhere else { return }
    let face = amount(of: rule, balance: balance(watchedBy: index))
    mask = mask.and(face.isPositive)
    guard mask.isAnywhere else { return }

    let order = order(of: index)
    let price = price(of: face, at: order.unit)
    let cash = price.plus(tax(order.terms, on: price))
    var refused = wouldCross(order, face: face, price: price, where: mask)
    if let most = rule.countPerMonth {
      refused = refused.or(Lane(each: Int64(most)).isAtMost(reloads[index].ordersThisMonth))
    }
    if let most = rule.cashPerMonth {
      refused = refused.or(Lane(each: most.count).isBelow(reloads[index].cashThisMonth.plus(cash)))
    }
    recordRefused(face, where: refused.and(mask))
    mask = mask.butNot(refused)

    let paid = mask.butNot(declines(index, face: face, where: mask))
    guard paid.isAnywhere else { return }
    reloads[index].ordersThisMonth.add(.one(where: paid))
    reloads[index].cashThisMonth.add(cash.kept(where: paid))
    sums.reloads.add(.one(where: paid))
    _ = place(order, face: face, price: price, where: paid)
    if order.usableFrom.seconds <= now { _ = deliver() }
  }

  private func amount(of rule: AutoReload, balance: Lane) -> Lane {
    switch rule.amount {
    case .fixed(let face): return Lane(each: face.count)
    case .upTo(let target): return Lane(each: target.count).minus(balance).atLeast(.nothing)
    case .multiples(let pack):
      return balance.mapped { balance in
        let gap = Int128(rule.threshold.count) - Int128(balance)
        let packs = gap < 0 ? 1 : gap / Int128(pack.count) + 1
        return Int64(clamping: packs * Int128(pack.count))
      }
    }
  }

  /// Tries the payment; where it is declined, the next try waits, or there is none any more.
  private mutating func declines(_ index: Int, face: Lane, where mask: Mask) -> Mask {
    let rule = plan.autoReloads[index]
    reloads[index].tries.add(.one(where: mask))
    let isDeclined = reloads[index].tries.mapped { number in
      let isDeclined =
        chance?.isDeclined(try: Int(number), reload: index) ?? rule.declinedTries.contains(Int(number))
      return isDeclined ? 1 : 0
    }
    let declined = isDeclined.isPositive.and(mask)
    let paid = mask.butNot(declined)
    reloads[index].declinesInRow = reloads[index].declinesInRow.replaced(by: .nothing, where: paid)
    guard declined.isAnywhere else { return declined }

    reloads[index].declinesInRow.add(.one(where: declined))
    sums.declines.add(.one(where: declined))
    var waiting = declined
    if let most = rule.offAfterDeclines {
      let off = declined.and(Lane(each: Int64(most)).isAtMost(reloads[index].declinesInRow))
      reloads[index].isOff = reloads[index].isOff.or(off)
      observer.post(.declinedAndOff, lot: -1, amount: face.kept(where: off), at: now)
      waiting = declined.butNot(off)
    }
    observer.post(.declined, lot: -1, amount: face.kept(where: waiting), at: now)
    if rule.retryDelay > 0 {
      let retry = Lane(each: now + rule.retryDelay)
      reloads[index].retryAt = reloads[index].retryAt.replaced(by: retry, where: waiting)
      agendaChanged = true
    }
    return declined
  }
}
