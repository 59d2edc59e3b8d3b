// A floor under the speed of the replay, far below what `make bench` measures, so that a quiet loss shows here.

import Glibc
import Ledger
import Quantities
import Testing

@Suite struct SpeedTests {
  /// Others may want the processor too.
  private func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  @Test func `a million requests take well under a second`() throws {
    var plan = LedgerPlan(start: at("2026-01-01"))
    plan.purchases = (0..<12).map { month in
      Purchase(
        name: "lot \(month)", source: .official,
        orderedAt: Instant(at("2026-01-01").date.adding(months: month)),
        face: money("$100"), price: money("$100"))
    }
    var offer = Offer(name: "reload", source: .autoReload)
    offer.delay = 600
    plan.autoReloads = [AutoReload(offer: offer, threshold: money("$20"), amount: .fixed(money("$50")))]
    plan.usageCaps = [UsageCap(amount: money("$2000"), window: .day(.utc))]
    let requests = (0..<1_000_000).map { index in
      Request(
        at: Instant(seconds: plan.start.seconds + Int64(index) * 31),
        amount: Nanodollars(Int64(index % 7_919) * 1_000_000))
    }
    var ledger = try ReplayLedger(plan: plan)
    let start = processorSeconds()
    try ledger.serve(requests)
    let elapsed = processorSeconds() - start
    #expect(ledger.counts.requests == 1_000_000)
    #expect(elapsed < 2)
    print("a million requests: \(elapsed) s of processor time")
  }

  @Test func `lots that are ordered in one second take time by their number, not by its square`() throws {
    func seconds(_ count: Int) throws -> Double {
      var plan = LedgerPlan(start: at("2026-01-01"))
      plan.purchases = (0..<count).map { number in
        Purchase(
          name: "lot \(number)", source: .opening, orderedAt: plan.start, face: money("$1"),
          price: money("$1"))
      }
      var ledger = try ReplayLedger(plan: plan)
      let start = processorSeconds()
      ledger.advance(through: plan.start)
      #expect(ledger.lots.count == count)
      return processorSeconds() - start
    }
    // Where each looks at every other these are fifty thousand million looks: half a minute. A ratio of two counts would say
    // more of the machine's caches and pages than of this.
    let many = try seconds(320_000)
    #expect(many < 5, "\(many) s")
  }
}
