/// Rule: usage is metered late. When a request leaves nothing for its kind, the check of the balance sees that only `meteringLag`
/// seconds later: until then it sees the lot that the request drew last, so requests are served for so long after the balance is
/// gone, and run up a debt that the next lot repays. At exactly so many seconds after it the check refuses; a second earlier it
/// does not. Credit that comes, expires or is revoked is seen at once, and a lot is not seen past its expiry.
///
/// Source: support article 12005970, the check is before the request, so usage in flight may overrun the balance; negative balances
/// of some minutes of use have been reported.

import Quantities

struct Metering: Sendable {
  /// Nil: what is used is seen at once.
  let lag: Int64?
  /// The lots that requests drew last when they left nothing, in order of time; those that are seen to be empty may linger.
  private var emptied: [(lot: Int, at: Int64)] = []

  init(plan: LedgerPlan) { lag = plan.largerThanBalance == .overdraw ? plan.meteringLag : nil }

  mutating func restart() { emptied.removeAll(keepingCapacity: true) }

  @inline(__always)
  mutating func note(emptied lot: Int, at now: Int64) {
    guard let lag else { return }
    if emptied.count > 64 { emptied.removeAll { $0.at + lag <= now } }
    emptied.append((lot, now))
  }

  /// The first second at which no lot of a pool is seen any more that is empty; not after `now`: none is.
  func end(_ lots: borrowing Lots, pool: Int, now: Int64) -> Int64 {
    guard let lag else { return .min }
    var end = Int64.min
    for place in emptied.indices.reversed() {
      let (lot, at) = emptied[place]
      guard at + lag > now else { break }
      guard lots.pools[pool].members.holds(lots[lot].membership) else { continue }
      end = max(end, min(at + lag, lots[lot].subject.expires.seconds))
    }
    return end
  }
}

extension Account {
  /// Until when requests of a kind are served although nothing is left, because that has not been seen; not after `now`: they are
  /// not.
  func endOfMetering(ofKind kind: Int, at now: Int64) -> Int64 {
    lots.metering.lag == nil ? .min : lots.metering.end(lots, pool: kinds[kind].pool, now: now)
  }

  func isUnmetered(_ kind: Int) -> Bool { endOfMetering(ofKind: kind, at: now) > now }
}
