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

  /// The horizon is over, and what is left over lives on: what is on its way comes, what is held is used or lost, and nothing
  /// is bought.
  mutating func liveOn(from seconds: Int64) {
    now = seconds - 1
    buys = false
    findNext()
  }
}

extension LedgerPlan {
  /// Whether any credit may pay for certain requests only.
  var hasLimitedLots: Bool {
    purchases.contains { $0.terms.scope != nil } || offers.contains { $0.terms.scope != nil }
  }
}
