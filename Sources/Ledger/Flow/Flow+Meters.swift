/// What the flow looks out for: each headroom that a rule publishes, as an amount to serve. The request that meets it is an
/// average one (docs/ledger-rules.md, section 9; RequestsAtLimits.swift).

import Quantities

extension Flow {
  /// When so much more of these kinds together has been asked for, something changes: then so much of it is served, at its end
  /// one request that may meet other limits too.
  struct Meter {
    var kinds: KindSet
    var wait: Int64
    var amount: Int64
    var request: Int64
  }

  mutating func findMeters() {
    meters.removeAll()
    for index in board.headrooms.indices { meter(board.headrooms[index]) }
    for kind in board.scarce {
      if let scarcity = board.scarcity(kind) { meter(KindSet(kind), scarcity.asked) }
    }
  }

  @inline(__always)
  private mutating func meter(_ headroom: Headroom) {
    var kinds = headroom.kinds
    if let payer = headroom.payer { kinds = kinds.intersection(board.kinds(paidBy: payer)) }
    guard !kinds.isEmpty else { return }
    let left = headroom.left
    switch headroom.crossing {
    case .refused(let forItsSize):
      for kind in kinds { meterFirstRefused(kind, forItsSize: forItsSize) }
    case .request(let from):
      let from = from - start
      if from > cursor {
        horizon = min(horizon, from)
      } else {
        // It begins with its first dollar, at that dollar's own second.
        for kind in kinds { meter(KindSet(kind), 1) }
      }
    case .divided: meter(kinds, left)
    case .fits: meter(kinds, board.requests.fitting(kinds, in: left))
    case .fitsOf(let kind): meter(kinds, board.requests.fitting(kind, in: left))
    case .latchesInWindow(let most): meter(kinds, board.requests.untilLatch(headroom, of: most))
    case .served:
      let residual = board.requests.residual(kinds)
      meterRequest(kinds, reaching: left, before: residual, behind: residual)
    case .servedInWindow(let most):
      let before = board.requests.before(headroom.kinds, most)
      let behind = board.requests.behind(headroom.kinds, most)
      meterRequest(kinds, reaching: left, before: before, behind: behind)
    }
  }

  private mutating func meter(_ kinds: KindSet, _ need: Int64) {
    meter(Meter(kinds: kinds, wait: need, amount: need, request: 0))
  }

  private mutating func meter(_ meter: Meter) {
    guard !meter.kinds.isEmpty else { return }
    precondition(meter.wait > 0 && meter.amount > 0, "something flows before a rule answers differently")
    for index in meters.indices where meters[index].kinds == meter.kinds {
      if (meter.wait, meter.amount) < (meters[index].wait, meters[index].amount) { meters[index] = meter }
      return
    }
    meters.append(meter)
  }

  /// The request that reaches `need` is served whole; it comes when half of it has flowed. Where it is not known where it ends,
  /// so much of it lies before the limit and behind it.
  private mutating func meterRequest(
    _ kinds: KindSet, reaching need: Int64, before: Int64, behind: Int64
  ) {
    if let (end, size) = board.requests.request(kinds, reaching: need) {
      return meter(Meter(kinds: kinds, wait: max(1, end - size / 2), amount: end, request: min(size, end)))
    }
    let request = min(before, need) + behind
    meter(Meter(kinds: kinds, wait: need, amount: need + behind, request: request))
  }

  /// The first request that is refused for credit: the one that did not fit, or just the next. (One that was paid in part
  /// has been refused already.)
  private mutating func meterFirstRefused(_ kind: Int, forItsSize: Bool) {
    let size = max(1, forItsSize ? 2 * board.requests.residual(kind) : board.requests.mean(kind))
    // Smaller ones come after it.
    board.forgetScarcity(kind)
    meter(Meter(kinds: KindSet(kind), wait: max(1, size / 2), amount: size, request: 0))
  }
}
