import Ledger
import Quantities
import Testing

struct ProbeTests {
  @Test func probe() throws {
    for requestAt in [nil, 0, 1, 5, 20] as [Int64?] {
      var plan = LedgerPlan(start: Instant(seconds: 1_800_000_000))
      plan.people = [Person(offer: Offer(name: "p", source: .official), buys: .dollars(1), reaction: 10)]
      var ledger = try ReplayLedger(plan: plan, journal: true)
      if let requestAt {
        try ledger.serve([Request(at: Instant(seconds: 1_800_000_000 + requestAt), amount: .dollars(1))])
      }
      ledger.advance(through: Instant(seconds: 1_800_000_100))
      print("request at", requestAt as Any, "lots", ledger.lots.map(\.orderedAt.seconds))
    }
  }
}
