/// A replay is a value although its account lies in flat lists: a copy is a snapshot, and goes its own way.

import Ledger
import Quantities
import Testing

@Suite struct FlatTests {
  @Test func `a copy of a replay goes its own way`() throws {
    var plan = LedgerPlan(start: at("2026-01-01"))
    plan.purchases = (0..<3).map { number in
      Purchase(
        name: "lot \(number)", source: .official, orderedAt: at("2026-01-0\(number + 1)"), face: money("$10"),
        price: money("$10"))
    }
    plan.usageCaps = [UsageCap(amount: money("$12"), window: .day(.utc))]
    let offer = Offer(name: "reload", source: .autoReload)
    plan.autoReloads = [AutoReload(offer: offer, threshold: money("$5"), amount: .fixed(money("$20")))]
    func request(_ day: Int, _ amount: String) -> Request {
      Request(at: at("2026-01-0\(day)"), amount: money(amount))
    }
    var whole = try ReplayLedger(plan: plan)
    try whole.serve([request(1, "$7")])
    let snapshot = whole
    let (lots, totals, counts) = (snapshot.lots, snapshot.totals, snapshot.counts)
    try whole.serve([request(2, "$11"), request(3, "$13"), request(4, "$9")])
    // What happened to one is nothing to the other,
    #expect(snapshot.lots == lots)
    #expect(snapshot.totals == totals)
    #expect(snapshot.counts == counts)
    #expect(whole.totals != totals)
    // and the copy lives as the first one did.
    var again = snapshot
    try again.serve([request(2, "$11"), request(3, "$13"), request(4, "$9")])
    #expect(again.lots == whole.lots)
    #expect(again.totals == whole.totals)
    #expect(again.counts == whole.counts)
    #expect(snapshot.lots == lots)
  }
}
