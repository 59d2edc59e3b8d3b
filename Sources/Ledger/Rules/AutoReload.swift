/// Rule: auto-reload. Checked once at each instant before its requests, and once after each request that
/// drew credit. Fires when the balance is below the threshold (or at it, by a switch): $20.00 does not fire
/// `below: $20`, $19.999999999 does. Source: support article 8977456; what is undocumented there (trigger,
/// latency, retries, caps) is a switch.
///
/// With a pause it orders nothing before its last order and the pause: a second sooner it does not, at that very second it
/// does, which is an instant of its own. A try that was declined or refused begins no pause.

import Quantities

/// What the plan says of an auto-reload beside its offer.
struct ReloadTerms: Sendable {
  let threshold: Int64
  let firesBelow: Bool
  let amount: ReloadAmount
  let afterRefusal: Bool
  let oneInFlight: Bool
  let retryDelay: Int64
  let pause: Int64
  let offAfterDeclines: Int
  let countPerMonth: Int
  let cashPerMonth: Int64
  let isBoughtInPart: Bool
  let opening: ReloadOpening

  init(_ reload: AutoReload) {
    threshold = reload.threshold.count
    firesBelow = reload.trigger == .below
    amount = ReloadAmount(reload)
    (afterRefusal, oneInFlight) = (reload.afterRefusal, reload.oneInFlight)
    (retryDelay, pause) = (reload.retryDelay, reload.pause)
    offAfterDeclines = reload.offAfterDeclines ?? .max
    countPerMonth = reload.countPerMonth ?? .max
    cashPerMonth = reload.cashPerMonth?.count ?? .max
    isBoughtInPart = reload.isBoughtInPart
    opening = reload.opening
  }
}

struct ReloadState: Sendable {
  let terms: ReloadTerms
  var trigger: Trigger
  var tries: Int64 = 0
  var declinesInRow = 0
  /// No try before it; also an instant of its own while it lies ahead.
  var retryAt = Int64.min
  /// No order before it, and an instant of its own as well.
  var restsUntil = Int64.min
  var isOff = false
  var ordersThisMonth = 0
  var cashThisMonth: Int64 = 0
  /// A limit refused its last order. It would refuse each one until credit comes or the month turns.
  var isHeldBack = false
  var triedAt = Int64.min
  /// It has tried since something else happened, or since a kind was refused that had not been.
  var hasTriedSince = false
  /// Kinds refused for credit when it was last asked what it waits for.
  var refused = KindSet.none

  /// The last try was declined, or there will be no other.
  var isFailing: Bool { declinesInRow > 0 || isOff }

  init(_ reload: AutoReload, trigger: Trigger) { self.init(ReloadTerms(reload), trigger) }

  private init(_ terms: ReloadTerms, _ trigger: Trigger) {
    (self.terms, self.trigger) = (terms, trigger)
    let opening = terms.opening
    (isOff, declinesInRow) = (opening.isOff, opening.declinesInRow)
    retryAt = opening.retryAt?.seconds ?? .min
    (ordersThisMonth, cashThisMonth) = (opening.orders, opening.cash.count)
  }

  mutating func restart() {
    trigger.inTransit = 0
    self = ReloadState(terms, trigger)
  }

  mutating func startMonth() {
    ordersThisMonth = 0
    cashThisMonth = 0
    isHeldBack = false
  }

  mutating func noteTry(at now: Int64) {
    tries += 1
    triedAt = now
    hasTriedSince = true
  }

  mutating func noteChange() { hasTriedSince = false }

  mutating func noteRefused(_ kinds: KindSet) {
    if !kinds.subtracting(refused).isEmpty { noteChange() }
    refused = kinds
  }

  /// Where it may order at every request (several in flight, a retry that does not wait), they come once a minute.
  func hasJustTried(_ now: Int64) -> Bool { triedAt > now - 60 }
  func hasJustAnswered(_ now: Int64) -> Bool { hasTriedSince && hasJustTried(now) }

  /// The next instant from which it may order again.
  func nextReturn(after now: Int64) -> Int64 {
    min(retryAt <= now ? .max : retryAt, restsUntil <= now ? .max : restsUntil)
  }
}

extension Account {
  /// Whether a declined payment is to be tried again, or a pause is over, at this very instant.
  func isReturnDue() -> Bool {
    for index in reloads.indices where reloads[index].retryAt == now || reloads[index].restsUntil == now {
      return true
    }
    return false
  }

  @inline(__always)
  mutating func checkReloads() {
    for index in reloads.indices where headroom(aboveThresholdOf: index) <= 0 { reload(index) }
  }

  /// What may be drawn until this auto-reload fires; 0 or less: the balance is low enough as it is.
  @inline(__always)
  func headroom(aboveThresholdOf index: Int) -> Int64 {
    let above = balance(watchedBy: reloads[index].trigger) &- reloads[index].terms.threshold
    return reloads[index].terms.firesBelow ? above &+ 1 : above
  }

  /// A refused request orders one too, wherever the balance stands (by a switch).
  mutating func reloadAfterRefusal(of kind: Int) {
    for index in reloads.indices
    where reloads[index].terms.afterRefusal && reloads[index].trigger.serves(kinds[kind].mask) {
      reload(index)
    }
  }

  /// Could this auto-reload order at this instant?
  @inline(__always)
  func mayReload(_ index: Int, at seconds: Int64) -> Bool {
    buys && !closure.holds(at: seconds) && !reloads[index].isOff && reloads[index].retryAt <= seconds
      && reloads[index].restsUntil <= seconds
      && (reloads[index].trigger.inTransit == 0 || !reloads[index].terms.oneInFlight)
  }

  /// One order of one auto-reload, as far as its state and the limits let it.
  private mutating func reload(_ index: Int) {
    guard mayReload(index, at: now) else { return }
    // Those of one second are one lot, and may be as many as something that waits is paid in.
    if sums.reloads >= Self.mostLots { endless = .lots }
    let wanted = faceOfReload(index)
    guard wanted > 0 else { return }
    let face = allowedThisMonth(wanted, ofReload: index)
    let cash = cash(of: face, by: reloads[index].trigger)
    let isRefused = face <= 0 || wouldCross(reloads[index].trigger.source, face: face, cash: cash)
    reloads[index].isHeldBack = isRefused
    if isRefused || excess(of: face, reloads[index].trigger.source) > 0 {
      return recordRefused(wanted, of: reloads[index].trigger.origin)
    }
    if isDeclined(index, face: face) { return }
    reloads[index].ordersThisMonth += 1
    reloads[index].cashThisMonth += cash
    sums.reloads += 1
    if reloads[index].terms.pause > 0 { reloads[index].restsUntil = now + reloads[index].terms.pause }
    let price = price(of: face, by: reloads[index].trigger)
    let usableFrom = place(order(of: reloads[index].trigger), face: face, price: price).usableFrom
    if usableFrom <= now { _ = deliver() }
  }

  func faceOfReload(_ index: Int) -> Int64 {
    reloads[index].terms.amount.face(
      at: balance(watchedBy: reloads[index].trigger), threshold: reloads[index].terms.threshold)
  }

  /// Tries the payment; if it is declined, the next try waits, or there is none any more.
  private mutating func isDeclined(_ index: Int, face: Int64) -> Bool {
    reloads[index].noteTry(at: now)
    let number = Int(reloads[index].tries)
    let isDeclined =
      chance?.isDeclined(try: number, of: .autoReload(index))
      ?? plan.autoReloads[index].declinedTries.contains(number)
    guard isDeclined else {
      reloads[index].declinesInRow = 0
      return false
    }
    reloads[index].declinesInRow += 1
    sums.declines += 1
    if reloads[index].declinesInRow >= reloads[index].terms.offAfterDeclines {
      reloads[index].isOff = true
      post(.declinedAndOff, of: .autoReload(index), face)
      return true
    }
    post(.declined, of: .autoReload(index), face)
    if reloads[index].terms.retryDelay > 0 {
      reloads[index].retryAt = now + reloads[index].terms.retryDelay
      agendaChanged = true
    }
    return true
  }
}

extension Account {
  /// Something has happened without a request: refusals may order anew.
  mutating func renewReloads() {
    for index in reloads.indices { reloads[index].noteChange() }
  }

  /// A threshold is met; and by a switch, so is the first refusal. A balance that is low already orders with
  /// the next request.
  mutating func publishReloads(on board: inout Board) {
    let now = board.now
    for index in reloads.indices {
      reloads[index].noteRefused(board.kinds(paidBy: .refusedForCredit))
      guard mayReload(index, at: now), !reloads[index].isHeldBack else { continue }
      let low = headroom(aboveThresholdOf: index) <= 0
      let excess = excess(ofReload: index)
      if excess > 0 {
        if low || reloads[index].terms.afterRefusal { publish(excess: excess, on: &board) }
        if low { continue }
      } else if reloads[index].terms.afterRefusal, faceOfReload(index) > 0 {
        publishRefusals(index, on: &board)
      }
      let left = headroom(untilOrderOf: index)
      if low, left <= 0 || reloads[index].hasJustTried(now) {
        // What this second still asks for comes after its check.
        let next = isChecked && self.now == now ? now + 1 : now
        board.add(
          Headroom(
            payer: nil, kinds: board.kinds, left: 0,
            crossing: .request(from: reloads[index].hasJustTried(now) ? now + 60 : next), rank: .watcher))
      } else {
        board.add(
          Headroom(
            payer: .credit,
            kinds: kinds(board.kinds(paidBy: .credit), watchedBy: reloads[index].trigger),
            left: left, crossing: .served, rank: .watcher))
      }
    }
  }

  private func publishRefusals(_ index: Int, on board: inout Board) {
    board.add(
      Headroom(
        payer: .refusedForCredit, kinds: board.kinds { reloads[index].trigger.serves(kinds[$0].mask) },
        left: 0,
        crossing: reloads[index].hasJustAnswered(board.now)
          ? .request(from: board.now + 60) : .refused(forItsSize: plan.largerThanBalance == .refuse),
        rank: .watcher))
  }

  /// What may be drawn until it orders: one that fills up needs a gap as well.
  @inline(__always)
  func headroom(untilOrderOf index: Int) -> Int64 {
    let above = headroom(aboveThresholdOf: index)
    guard let target = reloads[index].terms.amount.target else { return above }
    return max(above, balance(watchedBy: reloads[index].trigger) &- target &+ 1)
  }
}
