/// What the flow looks out for: how much may flow before a rule may answer differently. The request that meets a limit is an
/// average one (docs/ledger-rules.md, section 9): of requests that all cost the same it is known where they begin and
/// end; of others, how much of it lies before the limit and behind it on average.

import Quantities

extension Flow {
  mutating func findMeters() {
    meters.removeAll(keepingCapacity: true)
    if account.plan.allowance != nil { meterAllowance() }
    if !crediting.isEmpty { meterCredit() }
    meterReloads()
    for kind in scarcities.indices {
      if let scarcity = scarcities[kind] { meter(KindSet(kind), scarcity.asked) }
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

  /// The request that reaches `need` is served whole; it comes when half of it has flowed.
  private mutating func meterRequest(_ kinds: KindSet, reaching need: Int64) {
    guard !kinds.isEmpty else { return }
    if let kind = kinds.only, shape.kinds[kind].sizes.whole > 0 {
      let (size, begun) = (shape.kinds[kind].sizes.whole, begun[kind])
      let end = (need + begun + size - 1) / size * size - begun
      meter(Meter(kinds: kinds, wait: max(1, end - size / 2), amount: end, request: min(size, end)))
    } else {
      meterRequest(kinds, reaching: need, before: residual(of: kinds), behind: residual(of: kinds))
    }
  }

  private mutating func meterRequest(_ kinds: KindSet, reaching need: Int64, before: Int64, behind: Int64) {
    let request = min(before, need) + behind
    meter(Meter(kinds: kinds, wait: need, amount: need + behind, request: request))
  }

  private mutating func meterAllowance() {
    var (trial, drawing) = (KindSet.none, KindSet.none)
    for kind in payers.indices {
      if payers[kind] == .trial { trial.insert(kind) }
      if payers[kind] == .allowance { drawing.insert(kind) }
    }
    if !trial.isEmpty {
      meter(trial, (account.plan.allowance?.trial.count ?? 0) - account.allowance.trialUsed)
    }
    guard !drawing.isEmpty else { return }
    let now = shape.start.seconds + cursor
    for window in windows.indices where !account.allowance.windows[window].isIdle {
      var counted = KindSet.none
      for kind in payers.indices
      where drawing.holds(kind) && account.kinds[numbers[kind]].windows.contains(window) {
        counted.insert(kind)
      }
      let state = account.allowance.windows[window]
      // A session begins with the first dollar, at that dollar's own second.
      meter(counted, state.isWaiting(now) ? 1 : state.left(now))
    }
  }

  private mutating func meterCredit() {
    if hasLimitedLots {
      meterLots()
    } else {
      meterEmptying(crediting, account.lots.left[everything])
    }
    for cap in caps.indices where !account.caps[cap].isIdle {
      let counted = crediting.intersection(caps[cap].kinds)
      let left = account.caps[cap].left
      switch account.caps[cap].cap.crossing {
      case .served: meterCrossing(of: cap, counted)
      case .each: meter(counted, fitting(counted, in: left))
      case .latched: meter(counted, untilLatch(cap))
      }
    }
    for person in account.people.indices where account.isWatching(person: person) {
      let trigger = account.trigger(ofPerson: person)
      let balance = account.balance(watchedBy: trigger)
      let drawing = drawers(of: account.triggers[trigger].pool)
      guard balance > 0 else { continue }
      if account.plan.largerThanBalance == .refuse {
        meter(drawing, balance)
      } else {
        meterRequest(drawing, reaching: balance)
      }
    }
  }

  /// A balance that is used up, or too small for what is asked for.
  private mutating func meterEmptying(_ kinds: KindSet, _ balance: Int64) {
    if account.plan.largerThanBalance == .refuse {
      meter(kinds, fitting(kinds, in: balance))
    } else {
      meterRequest(kinds, reaching: balance)
    }
  }

  /// With limited lots, each kind draws from the first lot that admits it; when that one is empty, it draws from another.
  private mutating func meterLots() {
    for kind in payers.indices where crediting.holds(kind) {
      let pool = account.kinds[numbers[kind]].pool
      guard let lot = account.lots.first(of: pool) else { continue }
      var sharing = KindSet.none
      for other in payers.indices
      where crediting.holds(other) && account.lots.first(of: account.kinds[numbers[other]].pool) == lot {
        sharing.insert(other)
      }
      let left = account.lots[lot].left
      let isLast = left == account.lots.left[pool]
      if account.plan.largerThanBalance == .refuse {
        meter(sharing, min(left, fitting(kind, in: account.balance(ofKind: numbers[kind]))))
      } else if isLast {
        meterRequest(sharing, reaching: left)
      } else {
        meter(sharing, left)
      }
    }
  }

  /// The kinds that now draw lots of this pool.
  private func drawers(of pool: Int) -> KindSet {
    guard hasLimitedLots else { return crediting }
    var drawing = KindSet.none
    for kind in payers.indices where crediting.holds(kind) {
      guard let lot = account.lots.first(of: account.kinds[numbers[kind]].pool) else { continue }
      if account.lots.pools[pool].holds(account.lots[lot].membership) { drawing.insert(kind) }
    }
    return drawing
  }

  private mutating func meterReloads() {
    let now = shape.start.seconds + cursor
    let tries = account.tries
    for index in account.reloads.indices where account.mayReload(index, at: now) {
      if account.plan.autoReloads[index].afterRefusal { meterRefusals(index, tries) }
      let headroom = account.headroom(aboveThresholdOf: index)
      if headroom > 0 {
        let drawing = drawers(of: account.triggers[index].pool)
        meterRequest(drawing, reaching: headroom)
      } else if triesSeen != tries {
        // It orders again at the next request (several may be in flight, or a retry does not wait): look every minute.
        horizon = min(horizon, cursor + 60)
      }
    }
    triesSeen = tries
  }

  /// The first request refused for credit lets this auto-reload order; later ones, if it may order again, by the minute.
  private mutating func meterRefusals(_ index: Int, _ tries: Int64) {
    guard triesSeen != tries else { return }
    for kind in payers.indices
    where payers[kind] == .refusedForCredit
      && account.triggers[index].serves(account.kinds[numbers[kind]].mask)
    {
      if triesSeen < 0 { meterFirstRefused(kind) } else { horizon = min(horizon, cursor + 60) }
    }
  }

  // MARK: The request that meets a limit

  /// So much fits into what is left before a request of one of these kinds does not fit; 0 or less: the next does not.
  private func fitting(_ kinds: KindSet, in left: Int64) -> Int64 {
    if let kind = kinds.only { return fitting(kind, in: left) }
    var most: Int64 = 0
    for kind in shape.kinds.indices where kinds.holds(kind) {
      most = max(most, shape.kinds[kind].sizes.residual)
    }
    return left - most
  }

  func fitting(_ kind: Int, in left: Int64) -> Int64 {
    let size = shape.kinds[kind].sizes.whole
    // Another kind draws of it as well, and where that leaves it nobody knows.
    guard size > 0, shape.kinds.count == 1 else { return left - shape.kinds[kind].sizes.residual }
    return (left + begun[kind]) / size * size - begun[kind]
  }

  /// So much may flow until a latched cap meets a request that it refuses.
  private func untilLatch(_ cap: Int) -> Int64 {
    let left = account.caps[cap].left
    if shape.kinds.count == 1, shape.kinds[0].sizes.whole > 0 { return fitting(0, in: left) }
    let amount = account.caps[cap].cap.amount.count
    return left - average(caps[cap].kinds) { $0.before(amount) }
  }

  /// The request that crosses a cap and is served.
  private mutating func meterCrossing(of cap: Int, _ counted: KindSet) {
    let left = account.caps[cap].left
    if let kind = counted.only, shape.kinds[kind].sizes.whole > 0 {
      return meterRequest(counted, reaching: left)
    }
    let amount = account.caps[cap].cap.amount.count
    meterRequest(
      counted, reaching: left, before: average(caps[cap].kinds) { $0.before(amount) },
      behind: average(caps[cap].kinds) { $0.behind(amount) })
  }

  /// Whether the next request of this kind is one that a cap may refuse.
  func meets(_ cap: Int, _ kind: Int) -> Bool {
    if account.caps[cap].isIdle { return false }
    if account.caps[cap].isFull { return true }
    switch account.caps[cap].cap.crossing {
    case .served: return false
    case .each: return fitting(kind, in: account.caps[cap].left) <= 0
    case .latched: return untilLatch(cap) <= 0
    }
  }

  /// The first request that is refused for credit: the one that did not fit, or just the next. (One that was paid in part
  /// has been refused already.)
  private mutating func meterFirstRefused(_ kind: Int) {
    let sizes = shape.kinds[kind].sizes
    let isRefusal = account.plan.largerThanBalance == .refuse
    let size = max(1, isRefusal ? 2 * sizes.residual : sizes.mean)
    // Smaller ones come after it.
    scarcities[kind] = nil
    meter(Meter(kinds: KindSet(kind), wait: max(1, size / 2), amount: size, request: 0))
  }

  /// E[X^2] / 2 E[X], over all requests of these kinds.
  private func residual(of kinds: KindSet) -> Int64 { average(kinds) { $0.residual } }

  /// Weighed by what the kinds ask for.
  private func average(_ kinds: KindSet, _ part: (RequestSizes) -> Int64) -> Int64 {
    if let kind = kinds.only { return part(shape.kinds[kind].sizes) }
    var (weighted, sum) = (Int128(0), Int128(0))
    for kind in shape.kinds.indices where kinds.holds(kind) {
      weighted += Int128(part(shape.kinds[kind].sizes)) * Int128(asked[kind])
      sum += Int128(asked[kind])
    }
    return sum > 0 ? Int64(weighted / sum) : 0
  }

  /// Where requests stand that all cost the same: a step is made of whole ones.
  mutating func findBegun(_ curves: Curves) {
    for kind in begun.indices where shape.kinds[kind].sizes.whole > 0 {
      let inStep = consumed[kind] - curves.boundary(kind, Int(cursor / shape.step))
      begun[kind] = inStep % shape.kinds[kind].sizes.whole
    }
  }
}
