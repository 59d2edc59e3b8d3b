/// Rule: what waits of demand that flows (docs/ledger-rules.md, section 10; Rules/Waiting.swift). What is refused of a kind waits
/// as a part of its curve, so it is known by the second when each nano-dollar was asked for. Where the kind can be served again
/// it is put back: as demand that the second of the flow brings, which meets balances, caps and thresholds as any other does.
/// What of it the curve has not yet brought (the request that met a limit was ahead of it) comes as the curve brings it.
/// What was asked for in second s may be served through second s + P; behind it, it is lost as it was asked for, evenly.

import Quantities

/// What waits of one kind: parts of its curve, oldest first.
struct WaitingDemand: Sendable {
  private struct Part {
    /// Amounts on the curve.
    var from: Int64
    var to: Int64
  }

  private var parts: [Part] = []
  /// Those before it are over.
  private var first = 0
  private(set) var sum: Int64 = 0

  mutating func restart() {
    parts.removeAll(keepingCapacity: true)
    (first, sum) = (0, 0)
  }

  mutating func add(from: Int64, to: Int64) {
    guard from < to else { return }
    sum += to - from
    if first < parts.count, parts[parts.count - 1].to == from {
      parts[parts.count - 1].to = to
    } else {
      parts.append(Part(from: from, to: to))
    }
  }

  /// Takes the oldest.
  mutating func take(_ amount: Int64) {
    var rest = amount
    precondition(rest <= sum, "no more comes back than waits")
    sum -= rest
    while rest > 0 {
      let taken = min(rest, parts[first].to - parts[first].from)
      takeFirst(taken)
      rest -= taken
    }
  }

  /// Takes what lies before a point of the curve.
  mutating func take(before point: Int64) -> Int64 {
    var taken: Int64 = 0
    while first < parts.count, parts[first].from < point {
      let part = min(point, parts[first].to) - parts[first].from
      takeFirst(part)
      taken += part
    }
    sum -= taken
    return taken
  }

  private mutating func takeFirst(_ amount: Int64) {
    parts[first].from += amount
    guard parts[first].from == parts[first].to else { return }
    first += 1
    if first == parts.count {
      parts.removeAll(keepingCapacity: true)
      first = 0
    }
  }
}

/// Of a flow whose plan has a patience.
struct FlowWaiting: Sendable {
  let patience: Int64
  /// By kind.
  var demands: [WaitingDemand]
  /// Why each kind that is refused is so when the region begins.
  var causes: [BlockCause]

  init?(plan: LedgerPlan, kinds: Int) {
    guard let patience = plan.retriesWithin else { return nil }
    self.patience = patience
    demands = Array(repeating: WaitingDemand(), count: kinds)
    causes = Array(repeating: .noCredit, count: kinds)
  }

  mutating func restart() {
    for kind in demands.indices { demands[kind].restart() }
  }
}

extension Flow {
  /// What of a kind waits.
  func waitingDemand(_ kind: Int) -> Int64 { waiting?.demands[kind].sum ?? 0 }

  /// Kinds that can be served again ask for what waits. What the curve has brought before this second they ask for in this
  /// second, which is looked at by itself; for the rest they ask again in its own seconds, as for what has never been asked for.
  mutating func putBackWaiting(_ curves: Curves) {
    guard waiting != nil else { return }
    var isBehind = false
    for kind in board.kinds {
      if refused.holds(kind) {
        waiting?.causes[kind] = account.cause(refusing: kind, by: board)
      } else if waitingDemand(kind) > 0 {
        returning.insert(kind)
        consumed[kind] -= waitingDemand(kind)
        if consumed[kind] < curves.flow(kind, cursor) { isBehind = true }
      }
    }
    if isBehind { horizon = min(horizon, cursor + 1) }
  }

  /// What could not be served after all waits on.
  mutating func keepWaiting() {
    for kind in returning { consumed[kind] += waitingDemand(kind) }
    returning = .none
  }

  /// Of what a kind was asked for, whether or not it had waited, so much is refused.
  mutating func noteWaiting(_ kind: Int, asked: Int64, refused: Int64) {
    guard waiting != nil else { return }
    let isReturning = returning.holds(kind)
    let old = isReturning ? min(asked, waitingDemand(kind)) : 0
    if old > 0 || refused > 0 {
      // Where its curve stands, all that waited behind it.
      let end = consumed[kind] + (isReturning ? waitingDemand(kind) - old : 0)
      if isReturning {
        waiting?.demands[kind].add(from: end - (asked - old), to: end)
        waiting?.demands[kind].take(asked - refused)
      } else {
        waiting?.demands[kind].add(from: end - refused, to: end)
      }
    }
    if isReturning { consumed[kind] -= refused }
  }

  /// Before this second everything has been served that can be: what has waited its time is lost.
  mutating func loseWaiting(before second: Int64, _ curves: Curves) {
    guard let patience = waiting?.patience, second > patience else { return }
    for kind in refused {
      let lost = waiting?.demands[kind].take(before: curves.flow(kind, second - patience)) ?? 0
      loseWaiting(lost, kind, at: second - 1)
    }
  }

  /// The horizon ends: what still waits is lost.
  mutating func loseWaiting() {
    guard waiting != nil else { return }
    for kind in board.kinds {
      let lost = waitingDemand(kind)
      waiting?.demands[kind].take(lost)
      waiting?.causes[kind] = account.cause(refusing: kind, by: board)
      loseWaiting(lost, kind, at: end)
    }
  }

  private mutating func loseWaiting(_ amount: Int64, _ kind: Int, at second: Int64) {
    guard amount > 0, let cause = waiting?.causes[kind] else { return }
    let at = start + second
    account.observer.post(.retried, Posting.Subject(), amount: amount, at: at)
    account.lose(amount, cause: cause, at: at)
  }
}

extension Account {
  /// Why requests of a kind are refused at a point of the flow.
  fileprivate mutating func cause(refusing kind: Int, by board: borrowing Board) -> BlockCause {
    if closure.holds(at: now) { return .accountClosed }
    guard mayDrawCredit(kind, at: board.now) else { return .allowanceUsedUp }
    let limit = kinds[kind].isLimited ? limits.cause(refusing: kind, kinds[kind].mask, of: board) : nil
    return limit ?? causeOfNoCredit
  }
}
