/// The lots of an account: what became of each one's face value, the queue in which they pay, and what
/// the pools of lots hold. A lot is a slot: its dates and terms are the same in every lane, its amounts are not.

import Quantities

struct Lot<Lane: MoneyLane>: Sendable {
  /// An index into `plan.purchases`, or `purchases.count` + the trigger's number.
  var origin: Int
  var subject: DrawSubject
  /// One bit: the lot's scope, or `PoolMembers.unlimited`.
  var membership: UInt64
  var refund: Ratio
  var isQueued = false
  /// Chance has set a revocation for it: no other order joins it.
  var isAlone = false
  var revocationTakesOtherLots = false

  var face: Lane = .nothing
  /// What it costs, before tax.
  var price: Lane = .nothing
  /// What was paid with the order, tax included; of an opening lot, what it cost once.
  var cash: Lane = .nothing
  var tax: Lane = .nothing
  var refunded: Lane = .nothing
  var inTransit: Lane = .nothing
  /// The part in transit that will never arrive.
  var doomed: Lane = .nothing
  var left: Lane = .nothing
  var drawn: Lane = .nothing
  var expired: Lane = .nothing
  var revoked: Lane = .nothing
  var undelivered: Lane = .nothing

  /// Face value is always somewhere, exactly once.
  var isConserved: Lane.Mask {
    let found = inTransit.plus(left).plus(drawn).plus(expired).plus(revoked).plus(undelivered)
    return found.minus(face).isNothing
  }
}

/// A pool is a set of scopes, as bits: the lots whose membership is among them. One pool for each kind of
/// request (what may pay for it) and for each trigger (what it watches); equal ones are one.
struct PoolMembers: Hashable, Sendable {
  /// The membership of a lot without a scope. Scopes take bits 0 to 62.
  static let unlimited: UInt64 = 1 << 63

  var bits: UInt64

  /// All lots.
  static let every = PoolMembers(bits: .max)

  private init(bits: UInt64) { self.bits = bits }
  init(paying mask: ScopeMask) { bits = mask.bits | PoolMembers.unlimited }
  init(watchedBy scope: ScopeID?) { bits = PoolMembers.unlimited | PoolMembers.membership(of: scope) }

  static func membership(of scope: ScopeID?) -> UInt64 { scope.map { 1 << UInt64($0) } ?? unlimited }

  @inline(__always) func holds(_ membership: UInt64) -> Bool { bits & membership != 0 }
}

struct Lots<Lane: MoneyLane>: Sendable {
  private let order: DrawOrder
  private(set) var all: [Lot<Lane>] = []
  /// Lots with something left in some lane, in draw order, from `head` on; emptied ones may linger.
  private var queue: [Int] = []
  private var head = 0
  private var sweepAt = 16
  private(set) var pools: [PoolMembers] = []
  private(set) var left: [Lane] = []
  private(set) var inTransit: [Lane] = []

  init(order: DrawOrder) { self.order = order }

  subscript(lot: Int) -> Lot<Lane> {
    _read { yield all[lot] }
    _modify { yield &all[lot] }
  }

  var count: Int { all.count }

  /// The number of the pool with these members, made if it is new.
  mutating func pool(_ members: PoolMembers) -> Int {
    if let known = pools.firstIndex(of: members) { return known }
    var sumLeft = Lane.nothing
    var sumInTransit = Lane.nothing
    for lot in all where members.holds(lot.membership) {
      sumLeft.add(lot.left)
      sumInTransit.add(lot.inTransit)
    }
    pools.append(members)
    left.append(sumLeft)
    inTransit.append(sumInTransit)
    return pools.count - 1
  }

  mutating func append(_ lot: Lot<Lane>) -> Int {
    all.append(lot)
    return all.count - 1
  }

  mutating func addInTransit(_ amount: Lane, to lot: Int) {
    all[lot].inTransit.add(amount)
    for pool in pools.indices where pools[pool].holds(all[lot].membership) { inTransit[pool].add(amount) }
  }

  mutating func takeInTransit(_ amount: Lane, from lot: Int) {
    all[lot].inTransit.take(amount)
    for pool in pools.indices where pools[pool].holds(all[lot].membership) { inTransit[pool].take(amount) }
  }

  mutating func addLeft(_ amount: Lane, to lot: Int) {
    all[lot].left.add(amount)
    for pool in pools.indices where pools[pool].holds(all[lot].membership) { left[pool].add(amount) }
    if !all[lot].isQueued { enqueue(lot) }
  }

  @inline(__always)
  mutating func takeLeft(_ amount: Lane, from lot: Int) {
    all[lot].left.take(amount)
    let membership = all[lot].membership
    for pool in pools.indices where pools[pool].holds(membership) { left[pool].take(amount) }
  }

  private mutating func enqueue(_ lot: Int) {
    if queue.count >= sweepAt { sweep() }
    let subject = all[lot].subject
    var low = head
    var high = queue.count
    while low < high {
      let middle = (low + high) / 2
      if order.precedes(all[queue[middle]].subject, subject) { low = middle + 1 } else { high = middle }
    }
    queue.insert(lot, at: low)
    all[lot].isQueued = true
  }

  /// The lot from which a pool draws next; nil: it is empty.
  func first(of pool: Int) -> Int? {
    for position in head..<max(head, queue.count) {
      let lot = queue[position]
      if pools[pool].holds(all[lot].membership), all[lot].left.isPositive.isAnywhere { return lot }
    }
    return nil
  }

  /// Emptied lots are swept out here, now and then, and not where requests draw.
  private mutating func sweep() {
    queue.removeSubrange(..<head)
    head = 0
    queue.removeAll { queued in
      let isEmpty = all[queued].left.isNothing.isEverywhere
      if isEmpty { all[queued].isQueued = false }
      return isEmpty
    }
    sweepAt = 2 * queue.count + 16
  }

  /// Draws `need` from the lots of a pool in draw order; returns what they lacked.
  @inline(__always)
  mutating func draw(
    _ need: Lane, pool: Int, now: Int64, each posted: (_ lot: Int, _ amount: Lane) -> Void
  ) -> Lane {
    var lacking = need
    let members = pools[pool]
    var position = head
    while position < queue.count, lacking.isPositive.isAnywhere {
      let lot = queue[position]
      let left = all[lot].left
      if left.isNothing.isEverywhere {
        if position == head {
          head += 1
          all[lot].isQueued = false
        }
      } else if members.holds(all[lot].membership) {
        precondition(
          all[lot].subject.usableFrom.seconds <= now && now < all[lot].subject.expires.seconds,
          "a lot pays only while it is usable")
        let taken = lacking.atMost(left)
        takeLeft(taken, from: lot)
        all[lot].drawn.add(taken)
        lacking.take(taken)
        posted(lot, taken)
      }
      position += 1
    }
    return lacking
  }
}
