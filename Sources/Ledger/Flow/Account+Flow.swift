/// What the flow asks of an account beside the rules.

import Quantities

extension Account {
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
  var tries: Int64 {
    var tries: Int64 = 0
    for index in reloads.indices { tries &+= reloads[index].tries }
    return tries
  }

  /// The kinds of a shape of which something holds.
  func kinds(of shape: FlowShape, where holds: (Kind) -> Bool) -> KindSet {
    var set = KindSet.none
    for (index, kind) in shape.kinds.enumerated() {
      if let known = kinds.first(where: { $0.mask == kind.mask }), holds(known) { set.insert(index) }
    }
    return set
  }
}

extension CapState {
  /// The next dollar would be refused.
  var isFull: Bool { !isIdle && (isLatched || used >= cap.amount.count) }
  var left: Int64 { max(0, cap.amount.count - used) }
}

extension AllowanceState.WindowState {
  /// A session that has not begun.
  func isWaiting(_ now: Int64) -> Bool {
    if case .session = window.clock { return ends <= now }
    return false
  }
}

extension LedgerPlan {
  /// Whether any credit may pay for certain requests only.
  var hasLimitedLots: Bool {
    purchases.contains { $0.terms.scope != nil } || offers.contains { $0.terms.scope != nil }
  }
}
