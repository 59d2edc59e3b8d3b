/// The same ledger for eight accounts at a time: one plan, one timeline of requests, eight amounts a request.
/// Built from the very rules that `ReplayLedger` runs; the tests compare it with eight of those, lot by lot.

import Quantities

public struct LaneLedger: Sendable {
  public typealias Amounts = SIMD8<Int64>

  private var account: Account<Silent<Amounts>>

  public init(plan: LedgerPlan) throws(QuantityError) {
    try plan.validate()
    account = Account(plan: plan, observer: Silent())
  }

  /// Serves one request in every lane (a lane whose amount is 0 asks for nothing). Amounts are nano-dollars,
  /// not negative, and sum to at most `Nanodollars.largest` over the run; time does not run backwards.
  public mutating func serve(
    _ amounts: Amounts, at instant: Instant, mask: ScopeMask, status: Request.Status = .served
  ) {
    precondition(instant.seconds >= account.now || account.now < account.plan.start.seconds)
    account.enter(instant.seconds)
    let kind = account.kind(of: mask)
    account.serve(amounts, kind: kind, status: status)
  }

  public mutating func advance(before instant: Instant) { account.advance(before: instant.seconds) }
  public mutating func advance(through instant: Instant) { account.advance(through: instant.seconds) }

  /// The lots of one lane; those of no face value there are other lanes' lots.
  public func lots(lane: Int) -> [LotOutcome] {
    account.checkConservation()
    return (0..<account.lots.count).map { account.outcome(ofLot: $0, lane: lane) }
      .filter { $0.face > .zero }
  }

  public func totals(lane: Int) -> Totals {
    account.checkConservation()
    return account.totals(lane: lane)
  }

  public func counts(lane: Int) -> Counts { account.counts(lane: lane) }
}
