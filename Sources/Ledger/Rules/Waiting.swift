/// Rule: refused work is not free, and need not be lost: with a patience P (`LedgerPlan.retriesWithin`) what is refused for a
/// billing cause waits, and is tried again whenever service may have come back: section 10 of the rules. At exactly P seconds
/// after it was asked for it may still be served; a second later it is lost. Without a patience it is lost at once.
///
/// A try that is refused again leaves no trace: it latches no cap, orders nothing and is not counted. What a refusal sets off it
/// sets off once, when it is first refused. `failed` requests never wait.
///
/// This file: single requests (replays). What waits of demand that flows is in Flow/Flow+Waiting.swift.

import Quantities

/// What of one request waits.
struct WaitingRequest: Sendable {
  /// Its place among all requests.
  let number: Int
  let since: Int64
  let kind: Int
  var amount: Int64
  /// What it reserves beside that; nil: nothing is reserved.
  let spare: Spare?
}

struct WaitingRequests: Sendable {
  /// Nil: what is refused is lost.
  let patience: Int64?
  /// Oldest first.
  fileprivate(set) var requests: [WaitingRequest] = []
  /// Something has happened after which requests may be served that were refused: credit came, or a window turned.
  var isServiceBack = false
  /// The next turn of a window, by what was known when it was looked for; only while something waits.
  fileprivate var turn = Int64.max

  init(plan: LedgerPlan) { patience = plan.retriesWithin }

  var isEmpty: Bool { requests.isEmpty }

  mutating func restart() {
    requests.removeAll(keepingCapacity: true)
    (isServiceBack, turn) = (false, .max)
  }

  /// The last second at which the oldest may be served.
  fileprivate var end: Int64 {
    guard let patience, let first = requests.first else { return .max }
    return first.since + patience
  }

  /// The next instant at which what waits is tried though nothing else is due.
  var next: Int64 { min(turn, end) }
}

extension Account {
  /// Part of the request that was just answered waits.
  mutating func wait(_ amount: Int64, kind: Int, number: Int, reserving spare: Spare?) {
    waiting.requests.append(
      WaitingRequest(number: number, since: now, kind: kind, amount: amount, spare: spare))
    agendaChanged = true
  }

  /// While something waits, the turns of caps and windows are instants of their own, and so are the ends of reservations.
  mutating func findTurnOfService() {
    guard !waiting.isEmpty else { return }
    waiting.turn = min(
      limits.nextTurn, allowance.nextChange(after: now), usageCredits.change(after: now),
      held.nextEnd(after: now))
  }

  /// Whether what waits is to be tried at this instant, whose windows have not turned yet.
  mutating func isTryDue() -> Bool {
    guard !waiting.isEmpty else {
      waiting.isServiceBack = false
      return false
    }
    if waiting.turn <= now {
      waiting.isServiceBack = true
      agendaChanged = true
    }
    return waiting.isServiceBack || waiting.end <= now
  }

  /// Tries what waits, oldest first, again as long as credit comes of it; then what has waited its time is lost.
  mutating func tryWaiting() {
    guard !waiting.isEmpty, waiting.isServiceBack || waiting.end <= now else {
      waiting.isServiceBack = false
      return
    }
    agendaChanged = true
    repeat {
      waiting.isServiceBack = false
      var left = 0
      for index in waiting.requests.indices {
        tryAgain(index)
        guard waiting.requests[index].amount > 0 else { continue }
        waiting.requests[left] = waiting.requests[index]
        left += 1
      }
      waiting.requests.removeSubrange(left...)
    } while waiting.isServiceBack && !isStopped
    guard let patience = waiting.patience else { return }
    let lost = waiting.requests.prefix { $0.since + patience <= now }.count
    for index in 0..<lost { lose(waiting.requests[index]) }
    waiting.requests.removeSubrange(..<lost)
  }

  /// The run is over: what still waits is lost.
  mutating func loseWaiting() {
    for request in waiting.requests { lose(request) }
    waiting.restart()
    agendaChanged = true
  }

  private mutating func tryAgain(_ index: Int) {
    let request = waiting.requests[index]
    let refused = refusal(of: request.amount, kind: request.kind, reserving: request.spare)?.amount ?? 0
    let served = request.amount &- refused
    guard served > 0 else { return }
    waiting.requests[index].amount = refused
    post(.retried, served, of: request)
    sums.waiting &-= served
    serve(served, ofWaiting: request.amount, kind: request.kind, reserving: request.spare)
  }

  private mutating func lose(_ request: WaitingRequest) {
    post(.retried, request.amount, of: request)
    let refusal = refusal(of: request.amount, kind: request.kind, reserving: request.spare)
    lose(request.amount, cause: refusal?.cause ?? causeOfNoCredit, at: now)
    sums.blockedRequests += 1
  }

  /// So much has waited in vain.
  mutating func lose(_ amount: Int64, cause: BlockCause, at seconds: Int64) {
    sums.waiting &-= amount
    sums.demand &+= amount
    sums.blocked[cause] &+= amount
    observer.post(.blocked(cause), Posting.Subject(), amount: amount, at: seconds)
  }

  private mutating func post(_ kind: Posting.Kind, _ amount: Int64, of request: WaitingRequest) {
    observer.post(kind, Posting.Subject(request: request.number), amount: amount, at: now)
  }
}
