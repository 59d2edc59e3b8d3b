/// Demand that flows, against requests: whatever the plan, the flow serves what a replay of its own postings serves, and
/// skips only windows that nothing can meet. The engine itself traps where the flow foresees something else than the
/// rules then say, so every run here also checks that.

import Ledger
import Quantities
import Testing

@Suite struct FlowTests {
  static let cases: UInt64 = 6_000
  private static let step: Int64 = 3_600
  private static let steps = 24 * 70

  /// A future for this plan: idle hours, even ones and bursts, for up to three kinds of request.
  private static func curves(
    _ random: AuditCase, _ dice: inout Dice, kinds most: Int
  ) -> (shape: FlowShape, values: [Int64]) {
    var masks: [ScopeMask] = []
    for request in random.requests where !masks.contains(request.mask) && masks.count < most {
      masks.append(request.mask)
    }
    if masks.isEmpty { masks = [.all] }
    let size = Int64(dice.pick([20_000_000, 300_000_000, 4_000_000_000]))
    var values: [Int64] = []
    var kinds: [FlowShape.Kind] = []
    for mask in masks {
      kinds.append(
        FlowShape.Kind(
          mask: mask, offset: values.count,
          overshoot: random.plan.largerThanBalance == .overdraw ? Int64(dice.int(0...30_000_000)) : 0))
      var sum: Int64 = 0
      values.append(0)
      for _ in 0..<steps {
        let roll = dice.int(1...100)
        if roll > 50 { sum += roll > 97 ? size * 20 : Int64(dice.int(0...Int(size))) }
        values.append(sum)
      }
    }
    let shape = FlowShape(start: random.plan.start, step: step, steps: steps, kinds: kinds)
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
    return wrong.isEmpty ? nil : wrong.map { "\($0): \(x[$0] ?? 0) and \(y[$0] ?? 0)" }.joined(separator: ", ")
  }

  @Test func `one kind of request: a replay of the flow's postings ends the same`() {
    RandomTrials("flow against replay", cases: Self.cases).run { random, dice in
      // All that is refused between two events is one posting, which as one request would meet a cap.
      var random = random
      random.plan.usageCaps = []
      let (shape, values) = Self.curves(random, &dice, kinds: 1)
      var flowed = try Self.lived(random, shape, values, everyWindow: true)
      let requests = flowed.takePostings().filter { $0.kind == .demand }.map {
        Request(at: $0.at, amount: $0.amount, mask: shape.kinds[0].mask)
      }
      var replay = try ReplayLedger(plan: random.plan)
      try replay.serve(requests)
      replay.advance(before: random.plan.start.after(Self.step * Int64(Self.steps)))
      return Self.difference(flowed, replay)
    }
  }

  @Test func `windows that demand cannot meet may be passed over`() {
    RandomTrials("idle windows", cases: Self.cases).run { random, dice in
      // A kept latch or a session's first second is all that may differ, and only where several kinds share a lot.
      let (shape, values) = Self.curves(random, &dice, kinds: 1)
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
}

extension Instant {
  fileprivate func after(_ seconds: Int64) -> Instant { Instant(seconds: self.seconds + seconds) }
}
