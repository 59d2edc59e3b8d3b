/// What must hold of the engine whatever the rules are: nothing is lost, and how a run is cut, batched or
/// listed changes nothing.

import Ledger
import Quantities
import Testing

struct PropertyTests {
  static let cases: UInt64 = 6_000

  private static func ledger(_ random: AuditCase, journal: Bool = false) throws -> ReplayLedger {
    // What the auditor finds endless is skipped here too.
    _ = try random.audited()
    return try ReplayLedger(plan: random.plan, journal: journal)
  }

  private static func plainRun(_ random: AuditCase) throws -> AuditedOutcome {
    var ledger = try ledger(random)
    try ledger.serve(random.requests)
    EngineRun.finish(&ledger, random)
    return AuditedOutcome(ledger)
  }

  @Test func `credit, demand and debt are conserved to the nano-dollar`() {
    RandomTrials("conservation", cases: Self.cases).run { random, _ in
      let outcome = try Self.plainRun(random)
      return Self.imbalance(outcome)
    }
  }

  private static func imbalance(_ outcome: AuditedOutcome) -> String? {
    let t = outcome.totals
    let gone = [t.used, t.expired, t.revoked, t.undelivered, t.inTransit, t.left]
    let answers = [t.trial, t.allowance, t.credit, t.failed] + t.blocked
    func sum(_ amounts: [Nanodollars]) -> Int64 { amounts.reduce(0) { $0 + $1.count } }
    func total(_ part: (AuditedOutcome.Lot) -> Int64) -> Int64 { outcome.lots.reduce(0) { $0 + part($1) } }
    if sum([t.opening, t.bought, t.granted]) != sum(gone) { return "face value is lost: \(t)" }
    if t.demand.count != sum(answers) { return "demand is lost: \(t)" }
    if sum([t.used, t.debt, t.givenBack]) != sum([t.credit, t.openingDebt, t.charged]) {
      return "debt is lost: \(t)"
    }
    if sum([t.opening, t.bought, t.granted]) != total(\.face) { return "the lots' face is not the total" }
    if t.used.count != total(\.drawn) { return "what the lots paid is not the total" }
    if t.refunded.count != total(\.refunded) { return "the lots' refunds are not the total" }
    if sum([t.price, t.tax]) != outcome.cashByMonth.reduce(0, { $0 + $1.cash }) {
      return "the months' cash is not the total"
    }
    for lot in outcome.lots {
      let parts = [lot.inTransit, lot.left, lot.drawn, lot.expired, lot.revoked, lot.undelivered]
      if parts.contains(where: { $0 < 0 }) { return "\(lot.name) has a negative part" }
      if parts.reduce(0, +) != lot.face { return "the parts of \(lot.name) are not its face" }
    }
    return nil
  }

  @Test func `a run that is cut anywhere, and goes on from a copy, ends the same`() {
    RandomTrials("cut runs", cases: Self.cases).run { random, dice in
      let whole = try Self.plainRun(random)
      var ledger = try Self.ledger(random)
      let requests = random.requests
      for (i, request) in requests.enumerated() {
        let from = i == 0 ? random.plan.start : requests[i - 1].at
        Self.cut(&ledger, from: from, to: request.at, &dice)
        try ledger.serve([request])
      }
      Self.cut(&ledger, from: requests.last?.at ?? random.plan.start, to: random.end, &dice)
      EngineRun.finish(&ledger, random)
      return AuditedOutcome(ledger).firstDifference(to: whole).map { "cut, then whole: \($0)" }
    }
  }

  /// Advances to some instants between two requests. Not through the instant of the next request: its steps
  /// up to the fifth, and its end, come once.
  private static func cut(
    _ ledger: inout ReplayLedger, from: Instant, to: Instant, _ dice: inout Dice
  ) {
    guard dice.chance(60), from < to else { return }
    let length = Int(to.seconds - from.seconds)
    for offset in [dice.int(0...length), dice.int(0...length)].sorted() {
      let instant = Instant(seconds: from.seconds + Int64(offset))
      var copy = ledger
      if dice.chance(50), instant < to {
        copy.advance(through: instant)
      } else {
        copy.advance(before: instant)
      }
      if dice.chance(50) { ledger = copy }
    }
  }

  @Test func `the batches in which requests are served change nothing`() {
    RandomTrials("batches", cases: Self.cases).run { random, dice in
      let whole = try Self.plainRun(random)
      var ledger = try Self.ledger(random, journal: dice.chance(50))
      var rest = random.requests[...]
      while !rest.isEmpty {
        let batch = rest.prefix(dice.int(0...4))
        try ledger.serve(Array(batch))
        rest = rest.dropFirst(batch.count)
      }
      EngineRun.finish(&ledger, random)
      return AuditedOutcome(ledger).firstDifference(to: whole).map { "batches, then one: \($0)" }
    }
  }

  @Test func `without limits on purchases the order of the listing changes nothing`() {
    RandomTrials("listing", cases: Self.cases).run { random, dice in
      guard random.plan.purchaseLimits.isEmpty, random.plan.largestBalance == nil,
        random.plan.purchases.count > 1
      else { return nil }
      _ = try random.audited()
      let order = dice.shuffled(Array(random.plan.purchases.indices))
      var shuffled = random
      shuffled.plan.purchases = order.map { random.plan.purchases[$0] }
      for w in random.plan.withdrawals.indices {
        let old = random.plan.withdrawals[w].purchase
        shuffled.plan.withdrawals[w].purchase = order.firstIndex(of: old) ?? old
      }
      let listed = try EngineRun(random).outcome
      let other = try EngineRun(shuffled).outcome
      return other.firstDifference(to: listed).map { "shuffled, then as listed: \($0)" }
    }
  }
}
