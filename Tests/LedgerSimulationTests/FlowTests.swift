/// Demand that flows, against requests: whatever the plan, the flow serves what a replay of its own postings serves, and
/// skips only windows that nothing can meet.

import Ledger
import Quantities
import Testing

@Suite struct FlowTests {
  static let cases: UInt64 = 1_500
  private static let steps = 200

  /// The plans live on their own scale of time, seconds or months.
  private static func step(_ random: AuditCase) -> Int64 {
    var shortest: Int64 = 86_400 * 30
    func see(_ span: TimeSpan) { if case .seconds(let length) = span { shortest = min(shortest, length) } }
    for order in random.plan.standingOrders { see(order.every) }
    for person in random.plan.people { shortest = min(shortest, person.reaction) }
    for reload in random.plan.autoReloads { shortest = min(shortest, max(reload.retryDelay, 1)) }
    for window in random.plan.allowance?.windows ?? [] {
      switch window.clock {
      case .session(let length): shortest = min(shortest, length)
      case .fixed(_, let every): see(every)
      }
    }
    let span = min(random.end.seconds - random.plan.start.seconds, 1_000 * shortest)
    return max(1, span / Int64(steps))
  }

  /// A future for this plan: idle hours, even ones and bursts, for up to three kinds of request.
  private static func curves(
    _ random: AuditCase, _ dice: inout Dice, kinds most: Int, isFluid: Bool = false
  ) -> (shape: FlowShape, values: [Int64]) {
    var masks: [ScopeMask] = []
    for request in random.requests where !masks.contains(request.mask) && masks.count < most {
      masks.append(request.mask)
    }
    if masks.isEmpty { masks = [.all] }
    let size = Int64(dice.pick([2_000_000, 30_000_000, 1_000_000_000]))
    var values: [Int64] = []
    var kinds: [FlowShape.Kind] = []
    for mask in masks {
      let residual = Int64(dice.int(0...30_000_000))
      kinds.append(
        FlowShape.Kind(
          mask: mask, offset: values.count,
          sizes: isFluid ? .fluid : RequestSizes(mean: residual, residual: residual)))
      var sum: Int64 = 0
      values.append(0)
      for _ in 0..<steps {
        let roll = dice.int(1...100)
        if roll > 50 { sum += roll > 97 ? size * 20 : Int64(dice.int(0...Int(size))) }
        values.append(sum)
      }
    }
    let shape = FlowShape(start: random.plan.start, step: step(random), steps: steps, kinds: kinds)
    return (shape, values)
  }

  private static func lived(
    _ random: AuditCase, _ shape: FlowShape, _ values: [Int64], everyWindow: Bool
  ) throws -> ReplayLedger {
    var shape = shape
    shape.stopsAtEveryWindow = everyWindow
    let ledger = try values.withUnsafeBufferPointer {
      try ReplayLedger.living(plan: random.plan, shape: shape, values: $0, chance: nil)
    }
    if let problem = ledger.rangeProblem { throw problem }
    return ledger
  }

  private static func figures(_ ledger: ReplayLedger) -> [String: Int64] {
    let t = ledger.totals
    var figures = [
      "used": t.used.count, "expired or left": t.expired.count + t.left.count + t.inTransit.count,
      "revoked": t.revoked.count, "undelivered": t.undelivered.count, "trial": t.trial.count,
      "allowance": t.allowance.count, "credit": t.credit.count, "debt": t.debt.count, "price": t.price.count,
      "tax": t.tax.count, "refunded": t.refunded.count, "demand": t.demand.count,
      "reloads": Int64(ledger.counts.reloads), "declines": Int64(ledger.counts.declines),
    ]
    for cause in BlockCause.allCases { figures["blocked: \(cause)"] = t.blocked[cause.rawValue].count }
    return figures
  }

  private static func difference(_ a: ReplayLedger, _ b: ReplayLedger) -> String? {
    let (x, y) = (figures(a), figures(b))
    let wrong = x.keys.sorted().filter { x[$0] != y[$0] }
    return wrong.isEmpty
      ? nil : wrong.map { "\($0): \(x[$0] ?? 0) and \(y[$0] ?? 0)" }.joined(separator: ", ")
  }

  @Test func `one kind of request: a replay of the flow's postings ends the same`() {
    RandomTrials("flow against replay", cases: Self.cases).run { random, dice in
      // All that is refused between two events is one posting, which as one request would meet a cap.
      var random = random
      random.plan.usageCaps = []
      random.plan.retriesWithin = nil
      // Neither does one request stand for many that are each larger than what is left.
      let isFluid = random.plan.largerThanBalance == .refuse
      let (shape, values) = Self.curves(random, &dice, kinds: 1, isFluid: isFluid)
      // A reload of a nano-dollar against dollars a second is stopped; that is another claim.
      guard var flowed = try? Self.lived(random, shape, values, everyWindow: true) else { return nil }
      let requests = flowed.takePostings().filter { $0.kind == .demand }.map {
        Request(at: $0.at, amount: $0.amount, mask: shape.kinds[0].mask)
      }
      var replay = try ReplayLedger(plan: random.plan)
      try replay.serve(requests)
      replay.advance(before: random.plan.start.after(Self.step(random) * Int64(Self.steps)))
      return Self.difference(flowed, replay)
    }
  }

  @Test func `windows that demand cannot meet may be passed over`() {
    RandomTrials("idle windows", cases: Self.cases).run { random, dice in
      // An auto-reload whose lots are gone when they come orders at every look, so that looks would count.
      var random = random
      random.plan.autoReloads = []
      for index in random.plan.purchases.indices { random.plan.purchases[index].orderedBy = nil }
      // A request that would cross a cap does not come in such a window, and an average one would be looked for.
      let (shape, values) = Self.curves(random, &dice, kinds: 1, isFluid: true)
      return Self.difference(
        try Self.lived(random, shape, values, everyWindow: true),
        try Self.lived(random, shape, values, everyWindow: false))
    }
  }

  @Test func `several kinds of request: everything that was asked for is served or refused, once`() {
    RandomTrials("flow of several kinds", cases: Self.cases).run { random, dice in
      let (shape, values) = Self.curves(random, &dice, kinds: 3)
      let ledger = try Self.lived(random, shape, values, everyWindow: false)
      let asked = shape.kinds.reduce(0) { $0 + values[$1.offset + Self.steps] }
      return ledger.totals.demand.count == asked ? nil : "\(ledger.totals.demand.count) of \(asked)"
    }
  }

  @Test func `the request that meets a balance runs it over by the mean overshoot, once, or stops before it`()
    throws
  {
    let start = Instant(seconds: 1_796_083_200)
    var plan = LedgerPlan(start: start)
    plan.purchases = [
      Purchase(
        name: "lot", source: .official, orderedAt: start, face: .dollars(10), price: .dollars(10),
        terms: LotTerms())
    ]
    let overshoot: Int64 = 300_000_000
    let sizes = RequestSizes(mean: 400_000_000, residual: overshoot)
    for most in LargerThanBalance.allCases {
      plan.largerThanBalance = most
      let shape = FlowShape(
        start: start, step: 3_600, steps: 2,
        kinds: [FlowShape.Kind(mask: ScopeMask(bits: 0), offset: 0, sizes: sizes)])
      let curve: [Int64] = [0, 8_000_000_000, 100_000_000_000]
      let ledger = try curve.withUnsafeBufferPointer {
        try ReplayLedger.living(plan: plan, shape: shape, values: $0, chance: nil)
      }
      // Only where a request may be larger than the balance; where it may not, so much is left, but for small ones.
      let over = most == .overdraw ? overshoot : 0
      let left = ledger.totals.left.count
      #expect(most == .refuse ? 1_000_000..<30_000_000 ~= left : left == 0)
      #expect(ledger.totals.used.count == 10_000_000_000 - left && ledger.totals.debt.count == over)
      #expect(ledger.totals.blocked.reduce(0) { $0 + $1.count } == 90_000_000_000 - over + left)
    }
  }

  /// Each cent is a request of its own, which orders the next one; one more comes at the horizon's end.
  @Test(arguments: [(299_999, true), (300_000, false)])
  func `a plan that reloads more often than 300,000 times is stopped, and says what to change`(
    _ cents: Int64, _ isLived: Bool
  ) throws {
    let start = Instant(seconds: 1_796_083_200)
    var plan = LedgerPlan(start: start)
    plan.purchases = [
      Purchase(name: "lot", source: .official, orderedAt: start, face: .dollars(1), price: .dollars(1))
    ]
    plan.autoReloads = [
      AutoReload(
        offer: Offer(name: "reload", source: .official), threshold: .dollars(1),
        amount: .fixed(Nanodollars(10_000_000)))
    ]
    let shape = FlowShape(
      start: start, step: 2_592_000, steps: 1, kinds: [FlowShape.Kind(mask: ScopeMask(bits: 0), offset: 0)])
    let ledger = try FlowLedger(plan: plan, shape: shape)
    [0, cents * 10_000_000].withUnsafeBufferPointer { ledger.run($0, chance: nil) }
    #expect((ledger.problem == nil) == isLived)
    guard let problem = ledger.problem else { return }
    #expect("\(problem)".contains("more than 300,000 times"))
    #expect("\(problem)".contains("auto-reloads and people buy more at a time"))
  }

  @Test func `outages are counted, the first and the longest kept, and hours without demand block nothing`()
    throws
  {
    let start = Instant(seconds: 1_796_083_200)
    var plan = LedgerPlan(start: start)
    plan.purchases = [0, 10].map { hour in
      Purchase(
        name: "lot \(hour)", source: .official, orderedAt: start.after(hour * 3_600), face: .dollars(1),
        price: .dollars(1), terms: LotTerms())
    }
    // A dollar an hour for 14 hours, but for the sixth.
    var curve: [Int64] = [0]
    for hour in 0..<14 { curve.append((curve.last ?? 0) + (hour == 5 ? 0 : 1_000_000_000)) }
    let shape = FlowShape(
      start: start, step: 3_600, steps: 14, kinds: [FlowShape.Kind(mask: ScopeMask(bits: 0), offset: 0)])
    let ledger = try FlowLedger(plan: plan, shape: shape)
    var figures = FlowFigures()
    // Twice: nothing of one future is left in the next.
    for _ in 0..<2 {
      curve.withUnsafeBufferPointer { ledger.run($0, chance: nil) }
      ledger.read(into: &figures)
      #expect(figures.outages == 2 && figures.firstOutage == 3_600 && figures.longestOutage == 9 * 3_600)
      #expect(figures.blockedSeconds == (8 + 3) * 3_600 && figures.used == 2_000_000_000)
      #expect(figures.lowestBalance == 0)
    }
  }
}

extension Instant {
  fileprivate func after(_ seconds: Int64) -> Instant { Instant(seconds: self.seconds + seconds) }
}
