/// What the flow asks of an account beside the rules.

import Quantities

extension Account where Lane == Int64 {
  /// The next instant at which something happens without a request.
  var nextInstant: Int64 {
    mutating get {
      if agendaChanged { findNext() }
      return next
    }
  }

  var isStopped: Bool { isEndless || pastRange }

  /// The horizon ends: credit that is gone at its last instant is not left over.
  mutating func close(at seconds: Int64) {
    advance(before: seconds)
    now = seconds
    _ = expire()
  }

  /// Tries of all auto-reloads so far.
  var tries: Int64 { reloads.reduce(0) { $0 + $1.tries } }

  /// Would this auto-reload order now, if its balance were low enough?
  func mayReload(_ index: Int, at seconds: Int64) -> Bool {
    let state = reloads[index]
    return !state.isOff && state.retryAt <= seconds
      && (!plan.autoReloads[index].oneInFlight || triggers[index].inTransit == 0)
  }

  /// What may be drawn until this auto-reload fires; 0: the balance is low enough as it is.
  func headroom(aboveThresholdOf index: Int) -> Int64 {
    let above = balance(watchedBy: index) - plan.autoReloads[index].threshold.count
    return max(0, plan.autoReloads[index].trigger == .below ? above + 1 : above)
  }

  /// Would this person notice an empty balance?
  func isWatching(person: Int) -> Bool {
    people[person].due == .max && triggers[trigger(ofPerson: person)].inTransit == 0
  }

  /// The kinds of a shape of which something holds.
  func kinds(of shape: FlowShape, where holds: (Kind<Int64>) -> Bool) -> KindSet {
    var set = KindSet.none
    for (index, kind) in shape.kinds.enumerated() {
      if let known = kinds.first(where: { $0.mask == kind.mask }), holds(known) { set.insert(index) }
    }
    return set
  }
}

extension CapState where Lane == Int64 {
  /// The next dollar would be refused.
  var isFull: Bool { !isIdle && (isLatched || used >= cap.amount.count) }
  var left: Int64 { max(0, cap.amount.count - used) }
}

extension AllowanceState.WindowState where Lane == Int64 {
  /// A session that has not begun.
  func isWaiting(_ now: Int64) -> Bool {
    if case .session = window.clock { return ends <= now }
    return false
  }
}

extension LedgerPlan {
  /// Whether any credit may pay for certain requests only.
  var hasLimitedLots: Bool {
    purchases.contains { $0.terms.scope != nil } || autoReloads.contains { $0.offer.terms.scope != nil }
      || standingOrders.contains { $0.offer.terms.scope != nil }
      || people.contains { $0.offer.terms.scope != nil }
  }
}
