/// What the flow looks out for: each headroom that a rule publishes, as an amount to serve. The request that meets it is an
/// average one (docs/ledger-rules.md, section 9; RequestsAtLimits.swift). Of one kind the first meter is found as rules speak;
/// of several it is known only when all have spoken which of their kinds each headroom is about.

import Quantities

/// When so much more of these kinds together has been asked for, something changes: then so much of it is served, at its end
/// one request that may meet other limits too.
struct Meter: Sendable {
  var kinds: KindSet
  var wait: Int64
  var amount: Int64
  var request: Int64

  init(_ kinds: KindSet, wait: Int64, amount: Int64, request: Int64) {
    (self.kinds, self.wait, self.amount, self.request) = (kinds, wait, amount, request)
  }

  init(_ kinds: KindSet, _ need: Int64) { self.init(kinds, wait: need, amount: need, request: 0) }

  @inline(__always)
  func isBefore(_ other: Meter) -> Bool {
    wait < other.wait || (wait == other.wait && amount < other.amount)
  }
}

/// The first meters of one kind. Of equal ones that of the lowest rank counts, and of one rank the one published first.
struct FirstMeters: Sendable {
  private struct First {
    var meter: Meter
    var rank: Int

    /// Nothing is met.
    static let none = First(meter: Meter(KindSet(0), .max), rank: .max)

    @inline(__always)
    mutating func take(_ other: First) {
      if other.meter.isBefore(meter) || (other.rank < rank && !meter.isBefore(other.meter)) { self = other }
    }
  }

  private var always = First.none
  private var ofCredit = First.none

  @inline(__always)
  mutating func note(_ meter: Meter, _ rank: Headroom.Rank, ifCreditPays: Bool) {
    let first = First(meter: meter, rank: rank.rawValue)
    if ifCreditPays { ofCredit.take(first) } else { always.take(first) }
  }

  /// Behind all headrooms.
  mutating func note(last meter: Meter) { always.take(First(meter: meter, rank: .max)) }

  /// Nil: nothing is met.
  @inline(__always)
  mutating func first(creditPays: Bool) -> Meter? {
    if creditPays { always.take(ofCredit) }
    return always.meter.wait == .max ? nil : always.meter
  }
}

extension Board {
  /// Once the rules have spoken.
  @inline(__always)
  mutating func findMeters() {
    if isSingle {
      if let scarcity = scarcity(0) { firsts.note(last: Meter(kinds, scarcity.asked)) }
      if let meter = firsts.first(creditPays: !kinds(paidBy: .credit).isEmpty) { put(meter) }
    } else {
      for index in headrooms.indices { meter(headrooms[index]) }
      for kind in scarce {
        if let scarcity = scarcity(kind) { put(Meter(KindSet(kind), scarcity.asked)) }
      }
    }
  }

  /// Of the only kind. Whether credit pays for it is decided behind the limits; whoever else pays has said so before.
  @inline(__always)
  mutating func note(_ headroom: Headroom) {
    guard !headroom.kinds.isEmpty else { return }
    if let payer = headroom.payer, payer != .credit, kinds(paidBy: payer).isEmpty { return }
    let isOfCredit = headroom.payer == .credit
    switch headroom.crossing {
    case .refused(let forItsSize):
      firsts.note(meterOfFirstRefused(0, forItsSize: forItsSize), headroom.rank, ifCreditPays: isOfCredit)
    case .request(let from):
      if from > now {
        wakes = min(wakes, from)
      } else {
        firsts.note(Meter(kinds, 1), headroom.rank, ifCreditPays: isOfCredit)
      }
    default: firsts.note(meter(of: kinds, headroom), headroom.rank, ifCreditPays: isOfCredit)
    }
  }

  private mutating func meter(_ headroom: Headroom) {
    var kinds = headroom.kinds
    if let payer = headroom.payer { kinds = kinds.intersection(self.kinds(paidBy: payer)) }
    // What early credit pays meets a limit by a headroom of its own, to the nano-dollar.
    if headroom.rank == .limit, !headroom.isDivided { kinds = kinds.subtracting(early) }
    guard !kinds.isEmpty else { return }
    switch headroom.crossing {
    case .refused(let forItsSize):
      for kind in kinds { put(meterOfFirstRefused(kind, forItsSize: forItsSize)) }
    case .request(let from):
      if from > now {
        wakes = min(wakes, from)
      } else {
        // It begins with its first dollar, at that dollar's own second.
        for kind in kinds { put(Meter(KindSet(kind), 1)) }
      }
    default: put(meter(of: kinds, headroom))
    }
  }

  @inline(__always)
  func meter(of kinds: KindSet, _ headroom: Headroom) -> Meter {
    let left = headroom.left
    switch headroom.crossing {
    case .divided, .refused, .request: return Meter(kinds, left)
    case .fits: return Meter(kinds, requests.fitting(kinds, in: left))
    case .fitsOf(let kind): return Meter(kinds, requests.fitting(kind, in: left))
    case .latchesInWindow(let most): return Meter(kinds, requests.untilLatch(headroom, of: most))
    case .served:
      let residual = requests.residual(kinds)
      return meterOfRequest(kinds, reaching: left, before: residual, behind: residual)
    case .servedInWindow(let most):
      return meterOfRequest(
        kinds, reaching: left, before: requests.before(headroom.kinds, most),
        behind: requests.behind(headroom.kinds, most))
    }
  }

  @inline(__always)
  private mutating func put(_ meter: Meter) {
    precondition(meter.wait > 0 && meter.amount > 0, "something flows before a rule answers differently")
    for index in meters.indices where meters[index].kinds == meter.kinds {
      if meter.isBefore(meters[index]) { meters[index] = meter }
      return
    }
    meters.append(meter)
  }

  /// The request that reaches `need` is served whole; it comes when half of it has flowed. Where it is not known where it ends,
  /// so much of it lies before the limit and behind it.
  @inline(__always)
  private func meterOfRequest(
    _ kinds: KindSet, reaching need: Int64, before: Int64, behind: Int64
  ) -> Meter {
    if let (end, size) = requests.request(kinds, reaching: need) {
      return Meter(kinds, wait: max(1, end - size / 2), amount: end, request: min(size, end))
    }
    return Meter(kinds, wait: need, amount: need &+ behind, request: min(before, need) &+ behind)
  }

  /// The first request that is refused for credit: the one that did not fit, or just the next. (One that was paid in part
  /// has been refused already.)
  private mutating func meterOfFirstRefused(_ kind: Int, forItsSize: Bool) -> Meter {
    let size = max(1, forItsSize ? 2 * requests.residual(kind) : requests.mean(kind))
    // Smaller ones come after it.
    forgetScarcity(kind)
    return Meter(KindSet(kind), wait: max(1, size / 2), amount: size, request: 0)
  }
}
