/// Every rule, run in eight lanes at once and in each lane by itself: the same lots, totals and counts. The lanes share
/// the plan and the timeline but ask for different amounts, so that reloads, retries, refusals, sessions and people happen in
/// some lanes and not in others.

import Ledger
import Quantities
import Testing

struct LaneTests {
  @Test func `every lane says what its own replay says`() {
    RandomTrials("eight lanes and eight replays", cases: 20_000).run { random, dice in
      _ = try random.audited()
      let amounts = random.requests.map { LaneTests.amounts(around: $0.amount.count, &dice) }
      var lanes = try LaneLedger(plan: random.plan)
      for (request, amount) in zip(random.requests, amounts) {
        lanes.serve(amount, at: request.at, mask: request.mask, status: request.status)
      }
      if random.includesEnd { lanes.advance(through: random.end) } else { lanes.advance(before: random.end) }
      for lane in 0..<8 {
        if let difference = try LaneTests.difference(random, lanes, lane, amounts) { return difference }
      }
      return nil
    }
  }

  /// The amount itself in lane 0; nothing, near it, and far from it in the others.
  private static func amounts(around amount: Int64, _ dice: inout Dice) -> SIMD8<Int64> {
    var amounts = SIMD8(repeating: amount)
    for lane in 1..<8 {
      amounts[lane] = dice.pick([0, amount, amount + 1, max(0, amount - 1), amount / 2, amount * 3])
    }
    return amounts
  }

  private static func difference(
    _ random: AuditCase, _ lanes: LaneLedger, _ lane: Int, _ amounts: [SIMD8<Int64>]
  ) throws -> String? {
    var replay = try ReplayLedger(plan: random.plan)
    for (index, request) in random.requests.enumerated() {
      var request = request
      request.amount = Nanodollars(amounts[index][lane])
      try replay.serve([request])
    }
    EngineRun.finish(&replay, random)
    // Two lots of one second stand in the order in which some lane ordered them first.
    let (lots, own) = (sorted(lanes.lots(lane: lane)), sorted(replay.lots.filter { $0.face > .zero }))
    if lots != own {
      let odd = zip(lots, own).first { $0 != $1 }
      return "lane \(lane): \(lots.count) lots, its replay \(own.count); \(odd.map { "\($0)" } ?? "")"
    }
    if lanes.totals(lane: lane) != replay.totals {
      return "lane \(lane): \(lanes.totals(lane: lane)), its replay: \(replay.totals)"
    }
    if lanes.counts(lane: lane) != replay.counts {
      return "lane \(lane): \(lanes.counts(lane: lane)), its replay: \(replay.counts)"
    }
    return nil
  }

  private static func sorted(_ lots: [LotOutcome]) -> [LotOutcome] {
    lots.sorted { ($0.orderedAt, $0.name, $0.usableFrom) < ($1.orderedAt, $1.name, $1.usableFrom) }
  }
}
