/// The lots of an account: what became of each one's face value, the queue in which they pay, and what
/// the pools of lots hold.

import Quantities

struct Lot: Sendable {
  var origin: Origin
  var subject: DrawSubject
  /// One bit: the lot's scope, or `PoolMembers.unlimited`.
  var membership: UInt64
  var refund: Ratio
  var isQueued = false
  /// Chance has set a revocation for it: no other order joins it.
  var isAlone = false
  var revocationTakesOtherLots = false
  var revocationCloses: AccountClosing?

  var face: Int64 = 0
  /// What it costs, before tax.
  var price: Int64 = 0
  /// What was paid with the order, tax included; of an opening lot, what it cost once.
  var cash: Int64 = 0
  /// What all of it costs in the end, instalments and tax included.
  var cost: Int64 = 0
  var tax: Int64 = 0
  var refunded: Int64 = 0
  var inTransit: Int64 = 0
  /// The part in transit that will never arrive.
  var doomed: Int64 = 0
  var left: Int64 = 0
  var drawn: Int64 = 0
  var expired: Int64 = 0
  var revoked: Int64 = 0
  var undelivered: Int64 = 0

  /// Face value is always somewhere, exactly once.
  var isConserved: Bool {
    inTransit &+ left &+ drawn &+ expired &+ revoked &+ undelivered == face
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

/// The lots that may pay for certain requests, or that a trigger watches, together.
struct Pool: Sendable {
  let members: PoolMembers
  fileprivate(set) var left: Int64
  fileprivate(set) var inTransit: Int64
}

struct Lots: ~Copyable, Sendable {
  private let order: DrawOrder
  private var all: Flat<Lot>
  /// Lots with something left, in draw order, from `head` on; emptied ones may linger.
  private var queue: Flat<Int>
  private var head = 0
  private var sweepAt = 16
  private(set) var pools: Flat<Pool>
  var metering: Metering
  /// No lot has a scope: whatever a pool asks for, it holds all lots, and so is one with the others.
  private let isOnePool: Bool

  init(order: DrawOrder, isOnePool: Bool, _ metering: Metering) {
    (self.order, self.isOnePool, self.metering) = (order, isOnePool, metering)
    all = Flat(capacity: 64)
    queue = Flat(capacity: 64)
    pools = Flat()
  }

  private init(copying other: borrowing Lots) {
    (order, isOnePool, metering) = (other.order, other.isOnePool, other.metering)
    all = other.all.copy()
    queue = other.queue.copy()
    pools = other.pools.copy()
    (head, sweepAt) = (other.head, other.sweepAt)
  }

  borrowing func copy() -> Lots { Lots(copying: self) }

  /// As before the first lot; the room that lots took is kept, and so are the pools.
  mutating func restart() {
    all.removeAll()
    queue.removeAll()
    metering.restart()
    head = 0
    sweepAt = 16
    for pool in pools.indices {
      pools[pool].left = 0
      pools[pool].inTransit = 0
    }
  }

  subscript(lot: Int) -> Lot {
    @inline(__always) unsafeAddress { UnsafePointer(all.address(of: lot)) }
    @inline(__always) unsafeMutableAddress { all.address(of: lot) }
  }

  var count: Int { all.count }

  /// The number of the pool with these members, made if it is new.
  mutating func pool(_ members: PoolMembers) -> Int {
    if isOnePool, !pools.isEmpty { return 0 }
    let members = isOnePool ? .every : members
    for known in pools.indices where pools[known].members == members { return known }
    var pool = Pool(members: members, left: 0, inTransit: 0)
    for lot in all.indices where members.holds(all[lot].membership) {
      pool.left &+= all[lot].left
      pool.inTransit &+= all[lot].inTransit
    }
    pools.append(pool)
    return pools.count - 1
  }

  mutating func append(_ lot: Lot) -> Int {
    all.append(lot)
    return all.count - 1
  }

  @inline(__always)
  mutating func addInTransit(_ amount: Int64, to lot: Int) {
    all[lot].inTransit &+= amount
    if isOnePool {
      pools[0].inTransit &+= amount
      return
    }
    let membership = all[lot].membership
    for pool in pools.indices where pools[pool].members.holds(membership) {
      pools[pool].inTransit &+= amount
    }
  }

  mutating func takeInTransit(_ amount: Int64, from lot: Int) { addInTransit(0 &- amount, to: lot) }

  mutating func addLeft(_ amount: Int64, to lot: Int) {
    takeLeft(0 &- amount, from: lot)
    if !all[lot].isQueued { enqueue(lot) }
  }

  @inline(__always)
  mutating func takeLeft(_ amount: Int64, from lot: Int) {
    all[lot].left &-= amount
    if isOnePool {
      pools[0].left &-= amount
      return
    }
    let membership = all[lot].membership
    for pool in pools.indices where pools[pool].members.holds(membership) { pools[pool].left &-= amount }
  }

  private mutating func enqueue(_ lot: Int) {
    if queue.count >= sweepAt { sweep() }
    all[lot].isQueued = true
    // Most lots are drawn after all that are there.
    guard queue.count > head, draws(lot, before: queue[queue.count - 1]) else { return queue.append(lot) }
    var low = head
    var high = queue.count - 1
    while low < high {
      let middle = (low + high) / 2
      if draws(lot, before: queue[middle]) {
        high = middle
      } else {
        low = middle + 1
      }
    }
    queue.insert(lot, at: low)
  }

  /// Equal ones in the order in which they were ordered: chance may keep two of one second apart.
  private func draws(_ a: Int, before b: Int) -> Bool {
    a < b
      ? !order.precedes(all[b].subject, all[a].subject) : order.precedes(all[a].subject, all[b].subject)
  }

  /// The lot from which a pool draws next; nil: it is empty.
  func first(of pool: Int) -> Int? {
    for position in head..<max(head, queue.count) {
      let lot = queue[position]
      if pools[pool].members.holds(all[lot].membership), all[lot].left > 0 { return lot }
    }
    return nil
  }

  /// Whether both may draw from a lot with something left.
  func shareCredit(_ a: PoolMembers, _ b: PoolMembers) -> Bool {
    for position in head..<max(head, queue.count) {
      let lot = queue[position]
      let membership = all[lot].membership
      if all[lot].left > 0, a.holds(membership), b.holds(membership) { return true }
    }
    return false
  }

  /// What those lots of a pool hold that pay before the allowance; they lead the queue.
  func leftBeforeAllowance(of pool: Int) -> Int64 {
    var left: Int64 = 0
    for position in head..<max(head, queue.count) {
      let lot = queue[position]
      guard all[lot].subject.isBeforeAllowance else { break }
      if pools[pool].members.holds(all[lot].membership) { left &+= all[lot].left }
    }
    return left
  }

  /// Emptied lots are swept out here, now and then, and not where requests draw.
  private mutating func sweep() {
    var kept = 0
    for position in head..<queue.count {
      let queued = queue[position]
      guard all[queued].left > 0 else {
        all[queued].isQueued = false
        continue
      }
      queue[kept] = queued
      kept += 1
    }
    queue.shorten(to: kept)
    head = 0
    sweepAt = 2 * queue.count + 16
  }

  /// Those that credit may come back to, the one that draws last first: something was drawn of them, they may still pay, and
  /// nothing of them was revoked.
  func returnable(to members: PoolMembers, now: Int64) -> [Int] {
    all.indices.filter {
      all[$0].drawn > 0 && members.holds(all[$0].membership) && all[$0].revoked == 0
        && all[$0].subject.expires.seconds > now
    }.sorted { draws($1, before: $0) }
  }

  /// Draws `need` from the lots of a pool in draw order; returns what they lacked. What requests use may be seen
  /// late.
  @inline(__always)
  mutating func draw(
    _ need: Int64, pool: Int, now: Int64, isSeenLate: Bool = true,
    each posted: (_ lot: Int, _ origin: Origin, _ amount: Int64) -> Void
  ) -> Int64 {
    var lacking = need
    let members = pools[pool].members
    var position = head
    var last = -1
    while position < queue.count, lacking > 0 {
      let lot = queue[position]
      let left = all[lot].left
      if left == 0 {
        if position == head {
          head += 1
          all[lot].isQueued = false
        }
      } else if members.holds(all[lot].membership) {
        precondition(
          all[lot].subject.usableFrom.seconds <= now && now < all[lot].subject.expires.seconds,
          "a lot pays only while it is usable")
        let taken = min(lacking, left)
        takeLeft(taken, from: lot)
        all[lot].drawn &+= taken
        lacking &-= taken
        last = lot
        posted(lot, all[lot].origin, taken)
      }
      position += 1
    }
    if isSeenLate, metering.lag != nil, last >= 0, pools[pool].left == 0 {
      metering.note(emptied: last, at: now)
    }
    return lacking
  }
}
