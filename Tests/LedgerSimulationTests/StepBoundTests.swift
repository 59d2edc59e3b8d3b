/// What a coarse step changes: the same requests, replayed one by one and as steps of a curve. The bound is stated in
/// docs/ledger-rules.md, section 9, and no future may pass it.

import Ledger
import Quantities
import Testing

@Suite struct `A coarse step against request by request` {
  private struct Future {
    var requests: [Request]
    var largest: Int64 = 0
    /// Of any step.
    var most: Int64 = 0
    var shape: FlowShape
    var values: [Int64]
  }

  private static let start = Instant(seconds: 1_796_083_200)
  private static let length: Int64 = 28 * 86_400

  /// About six requests an hour by day, none at night; sizes from one cent to some dollars.
  private static func future(_ dice: inout Dice, step: Int64) -> Future {
    var requests: [Request] = []
    var second: Int64 = 0
    while true {
      second += Int64(dice.int(1...1_200))
      guard second < length else { break }
      if second % 86_400 < 6 * 3_600 { continue }
      let size = Int64(dice.int(10_000_000...400_000_000)) * (dice.int(1...20) == 1 ? 8 : 1)
      requests.append(Request(at: Instant(seconds: start.seconds + second), amount: Nanodollars(size)))
    }
    let steps = Int(length / step)
    var values = [Int64](repeating: 0, count: steps + 1)
    for request in requests {
      values[Int((request.at.seconds - start.seconds) / step) + 1] += request.amount.count
    }
    let most = values.max() ?? 0
    for index in 1...steps { values[index] += values[index - 1] }
    let (sum, squares) = requests.reduce((0.0, 0.0)) {
      ($0.0 + Double($1.amount.count), $0.1 + Double($1.amount.count) * Double($1.amount.count))
    }
    let kind = FlowShape.Kind(
      mask: ScopeMask(bits: 0), offset: 0,
      sizes: RequestSizes(
        mean: Int64(sum / Double(max(requests.count, 1))), residual: Int64(squares / (2 * max(sum, 1)))))
    return Future(
      requests: requests, largest: requests.map(\.amount.count).max() ?? 0, most: most,
      shape: FlowShape(start: start, step: step, steps: steps, kinds: [kind]), values: values)
  }

  /// A lot that expires, one that comes late, auto-reloads with a limit, or a daily cap.
  private static func plan(_ dice: inout Dice) -> LedgerPlan {
    var plan = LedgerPlan(start: start)
    var terms = LotTerms()
    terms.validity = .lasting(.seconds(Int64(dice.int(5...20)) * 86_400))
    for number in 0..<dice.int(1...3) {
      let face = Nanodollars.dollars(Int64(dice.int(20...400)))
      let from = Instant(
        seconds: start.seconds + Int64(dice.int(0...15)) * 86_400 + Int64(dice.int(0...80_000)))
      plan.purchases.append(
        Purchase(
          name: "lot \(number)", source: .official, orderedAt: from, face: face, price: face, terms: terms))
    }
    if dice.int(1...2) == 1 {
      var reload = AutoReload(
        offer: Offer(name: "reload", source: .autoReload, delay: Int64(dice.pick([0, 60, 3_600]))),
        threshold: .dollars(Int64(dice.int(1...20))), amount: .fixed(.dollars(Int64(dice.int(20...80)))))
      if dice.int(1...2) == 1 { reload.cashPerMonth = .dollars(Int64(dice.int(50...400))) }
      plan.autoReloads = [reload]
    }
    if dice.int(1...3) == 1 {
      plan.usageCaps = [
        UsageCap(amount: .dollars(Int64(dice.int(10...40))), window: .day(.utc))
      ]
    }
    return plan
  }

  /// How far the two may be apart: a step and a request at each lot's and each reload's two ends, and at a daily cap's
  /// filling and turn, but no more there than the day asks for.
  private static func bound(_ future: Future, _ ledgers: [ReplayLedger], _ plan: LedgerPlan) -> Int64 {
    let each = future.most + future.largest
    let events = ledgers.map { 2 * $0.lots.count + 2 * $0.counts.reloads + 2 }.max() ?? 0
    var bound = Int64(events) * each
    if !plan.usageCaps.isEmpty {
      for day in 0..<(length / 86_400) {
        let seconds = (start.seconds + day * 86_400)..<(start.seconds + (day + 1) * 86_400)
        let asked = future.requests.reduce(0) { $0 + (seconds.contains($1.at.seconds) ? $1.amount.count : 0) }
        bound += min(2 * each, asked)
      }
    }
    return bound
  }

  private static func refused(_ totals: Totals) -> Int64 { totals.blocked.reduce(0) { $0 + $1.count } }

  @Test(arguments: [900, 3_600, 86_400] as [Int64])
  func `no future parts from its requests by more than the bound`(step: Int64) throws {
    var (blocked, difference, demand) = (0.0, 0.0, 0.0)
    var (apart, telling) = (0.0, 0)
    for seed in 1...UInt64(400) {
      var dice = Dice(seed: seed &* 77 &+ UInt64(step))
      let future = Self.future(&dice, step: step)
      let plan = Self.plan(&dice)
      var replay = try ReplayLedger(plan: plan)
      try replay.serve(future.requests)
      replay.advance(through: Instant(seconds: Self.start.seconds + Self.length - 1))
      let flow = try future.values.withUnsafeBufferPointer {
        try ReplayLedger.living(plan: plan, shape: future.shape, values: $0, chance: nil)
      }
      let bound = Self.bound(future, [replay, flow], plan)
      let (exact, coarse) = (replay.totals, flow.totals)
      #expect(exact.demand == coarse.demand)
      for (a, b) in [
        (exact.used, coarse.used), (exact.expired, coarse.expired), (exact.left, coarse.left),
      ] { #expect(abs(a.count - b.count) <= bound, "seed \(seed)") }
      let refused = (Self.refused(exact), Self.refused(coarse))
      #expect(abs(refused.0 - refused.1) <= bound, "seed \(seed)")
      blocked += Double(refused.0)
      difference += Double(refused.1 - refused.0)
      apart += Double(abs(refused.1 - refused.0) + abs(exact.used.count - coarse.used.count))
      if bound < exact.demand.count / 2 { telling += 1 }
      demand += Double(exact.demand.count)
    }
    #expect(blocked > 0.02 * demand, "something is refused, or nothing is shown")
    #expect(abs(difference) < 0.004 * demand)
    // Future by future, whichever way; and the bound is one that a fault would pass.
    #expect(apart < 0.01 * demand)
    #expect(telling > 100, "the bound is below half of what is asked for in \(telling) of 400")
  }
}
