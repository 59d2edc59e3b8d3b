/// Rule: a request may reserve more than it costs, while it runs: section 15 of the rules. It is admitted if the balance of its
/// kind, less what running requests hold back of it, is at least what it reserves: $2 against $2 is served, against $1.999999999 it is
/// refused for lack of credit. It is charged what it costs at its start, and the rest of its reservation is held back until it is over:
/// at exactly that second it is free again. Requests that reserve nothing see what is held back as well.
///
/// Only the check of the balance looks at what is held back. Expiry, revocations, auto-reloads and people look at the whole balance,
/// and a request that overruns the balance draws on what is held back.
///
/// Source: Stigg, reserve and settle: of 20 reservations of 75 at once against 500 exactly 6 are granted (docs.stigg.io). Single
/// requests only: demand that flows has no request whose end is known.

import Quantities

/// What a request reserves of credit while it runs.
public struct Reservation: Hashable, Sendable {
  /// With what it costs; what is less than that counts as that.
  public var amount: Nanodollars
  /// Seconds.
  public var runs: Int64

  public init(_ amount: Nanodollars, runs: Int64) { (self.amount, self.runs) = (amount, runs) }
}

/// What of a reservation is beyond the cost, whatever of that is paid when.
struct Spare: Sendable {
  let amount: Int64
  let runs: Int64

  init(_ reservation: Reservation, cost: Int64) {
    (amount, runs) = (max(0, reservation.amount.count &- cost), reservation.runs)
  }
}

/// What running requests hold back.
struct HeldBack: ~Copyable, Sendable {
  private var ends = Agenda()
  /// Each by the number that it has on the agenda.
  private var parts = Flat<(kind: Int, amount: Int64)>()
  /// Of each kind that holds something back, or did.
  private var kinds: [(kind: Int, amount: Int128)] = []

  borrowing func copy() -> HeldBack {
    var other = HeldBack()
    other.ends = ends.copy()
    other.parts = parts.copy()
    other.kinds = kinds
    return other
  }

  mutating func restart() {
    ends.restart()
    parts.removeAll()
    kinds.removeAll(keepingCapacity: true)
  }

  var isEmpty: Bool { ends.next == .max }

  mutating func add(_ amount: Int64, of kind: Int, until end: Int64) {
    parts.append((kind, amount))
    ends.add(parts.count - 1, at: end)
    change(kind, by: Int128(amount))
  }

  /// What is over by now is free.
  mutating func pass(_ now: Int64) {
    while ends.next <= now {
      let part = parts[ends.removeFirst()]
      change(part.kind, by: -Int128(part.amount))
    }
    if isEmpty { parts.removeAll() }
  }

  /// When the next part of it is free.
  mutating func nextEnd(after now: Int64) -> Int64 {
    pass(now)
    return ends.next
  }

  private mutating func change(_ kind: Int, by amount: Int128) {
    if let known = kinds.firstIndex(where: { $0.kind == kind }) {
      kinds[known].amount += amount
    } else {
      kinds.append((kind, amount))
    }
  }

  /// Of the kinds that hold something back.
  func sum(where isCounted: (_ kind: Int) -> Bool) -> Int128 {
    kinds.reduce(0) { $1.amount > 0 && isCounted($1.kind) ? $0 + $1.amount : $0 }
  }
}

extension Account {
  /// The balance of a kind, less what is held back of it.
  @inline(__always)
  mutating func free(ofKind kind: Int) -> Int64 {
    held.isEmpty ? balance(ofKind: kind) : balance(ofKind: kind, lessHeld: now)
  }

  /// What a request of another kind holds back counts while both may draw the same lot.
  private mutating func balance(ofKind kind: Int, lessHeld now: Int64) -> Int64 {
    held.pass(now)
    let members = lots.pools[kinds[kind].pool].members
    let back = held.sum { other in
      other == kind || lots.shareCredit(members, lots.pools[kinds[other].pool].members)
    }
    return Int64(clamping: Int128(balance(ofKind: kind)) - back)
  }

  /// Whether credit is enough for what a request needs and would hold back beside it.
  func isEnough(_ free: Int64, for need: Int64, _ spare: Spare) -> Bool { need &+ spare.amount <= free }

  /// The request runs, and what it has reserved beyond its cost is held back.
  mutating func hold(_ spare: Spare, kind: Int) {
    guard spare.amount > 0 else { return }
    held.add(spare.amount, of: kind, until: now &+ spare.runs)
    post(.heldBack, spare.amount)
    // What waits is tried when it ends.
    agendaChanged = true
  }
}
