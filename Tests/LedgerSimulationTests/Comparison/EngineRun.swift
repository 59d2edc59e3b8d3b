/// The engine over a case, request by request with its journal, brought into the form of comparison; and what
/// the journal must say of itself: every request's draws sum to its debit, no lot is drawn outside
/// `[usableFrom, expires)`, and the postings of each lot and of each total sum to the outcome.

import Ledger
import Quantities

struct EngineRun {
  var outcome = AuditedOutcome()
  /// The first thing that the journal says differently from the outcome.
  var inconsistency: String?

  /// The last part of a run: what happens after the last request.
  static func finish(_ ledger: inout ReplayLedger, _ random: AuditCase) {
    if random.includesEnd {
      ledger.advance(through: random.end)
      ledger.loseWaiting()
    } else {
      ledger.advance(before: random.end)
    }
  }

  init(_ random: AuditCase) throws {
    var ledger = try ReplayLedger(plan: random.plan, journal: true)
    let requests = random.requests
    for request in requests { try ledger.serve([request]) }
    EngineRun.finish(&ledger, random)
    let journal = ledger.takePostings()
    let draws = draws(journal, of: requests)
    let lots = ledger.lots.map(AuditedOutcome.Lot.init)
    let later = Dictionary(random.plan.purchases.map { ($0.name, $0.paidLater.count) }) { $1 }
    outcome = AuditedOutcome(ledger)
    outcome.read(lots: lots, draws: draws)
    inconsistency =
      inconsistency ?? EngineRun.check(journal, of: lots, paidLater: later)
      ?? EngineRun.check(journal, ledger.totals, ledger.counts)
  }

  static func sum(_ postings: [Posting], _ kinds: Posting.Kind...) -> Int64 {
    var sum: Int64 = 0
    for posting in postings where kinds.contains(posting.kind) { sum += posting.amount.count }
    return sum
  }

  private static func blocked(_ postings: [Posting]) -> Int64 {
    BlockCause.allCases.reduce(0) { $0 + sum(postings, .blocked($1)) }
  }

  /// What each request drew, at once or when it came back. The postings of each sum to it, but for what still waits.
  private mutating func draws(
    _ journal: [Posting], of requests: [Request]
  ) -> [[(lot: Int, amount: Int64)]] {
    var own = requests.map { _ in [Posting]() }
    var (latest, request) = (-1, -1)
    for posting in journal {
      if posting.kind == .demand {
        latest += 1
        request = latest
      }
      if posting.kind == .retried { request = posting.request }
      if request >= 0 { own[request].append(posting) }
    }
    for (request, postings) in zip(requests, own) {
      inconsistency = inconsistency ?? EngineRun.check(postings, of: request)
    }
    return own.map { $0.filter { $0.kind == .drawn }.map { ($0.lot, $0.amount.count) } }
  }

  private static func waiting(_ postings: [Posting]) -> Int64 {
    BlockCause.allCases.reduce(-sum(postings, .retried, .again)) { $0 + sum(postings, .waits($1)) }
  }

  private static func check(_ postings: [Posting], of request: Request) -> String? {
    let answered =
      sum(postings, .trial, .allowance, .drawn, .overdrawn, .failed) + blocked(postings)
      + waiting(postings)
    if answered == request.amount.count, sum(postings, .demand) == request.amount.count { return nil }
    return "the postings of the request at \(request.at) sum to \(answered), not \(request.amount.count)"
  }

  static func check(
    _ journal: [Posting], of lots: [AuditedOutcome.Lot], paidLater later: [String: Int64]
  ) -> String? {
    for (i, lot) in lots.enumerated() {
      let own = journal.filter { $0.lot == i }
      let drawn = own.filter { [.drawn, .repaid, .charged].contains($0.kind) }
      if drawn.contains(where: { $0.at.seconds < lot.usableFrom || $0.at.seconds >= lot.expires }) {
        return "\(lot.name) is drawn outside its life"
      }
      let delivered = sum(own, .delivered)
      let pairs: [(String, Int64, Int64)] = [
        ("ordered", sum(own, .ordered), lot.face),
        ("drawn", sum(own, .drawn, .repaid, .charged) - sum(own, .givenBack), lot.drawn),
        ("expired", sum(own, .expired), lot.expired),
        ("revoked", sum(own, .revoked, .revokedInTransit), lot.revoked),
        ("undelivered", sum(own, .undelivered), lot.undelivered),
        ("refunded", sum(own, .refunded), lot.refunded),
        (
          "left",
          delivered - sum(own, .drawn, .repaid, .charged, .expired, .revoked) + sum(own, .givenBack), lot.left
        ),
        (
          "in transit",
          sum(own, .ordered) - delivered - sum(own, .undelivered, .revokedInTransit), lot.inTransit
        ),
        ("price", sum(own, .paid), lot.source == .opening ? 0 : lot.price - (later[lot.name] ?? 0)),
        ("tax", sum(own, .taxPaid), lot.tax),
      ]
      for (name, posted, said) in pairs where posted != said {
        return "\(lot.name): \(name) is posted as \(posted), the lot says \(said)"
      }
    }
    return nil
  }

  static func check(_ journal: [Posting], _ totals: Totals, _ counts: Counts) -> String? {
    var pairs: [(String, Int64, Int64)] = [
      ("price", sum(journal, .paid), totals.price.count),
      ("tax", sum(journal, .taxPaid), totals.tax.count),
      ("refunded", sum(journal, .refunded), totals.refunded.count),
      ("demand", sum(journal, .demand) - sum(journal, .again) - waiting(journal), totals.demand.count),
      ("waiting", waiting(journal), totals.waiting.count),
      ("trial", sum(journal, .trial), totals.trial.count),
      ("allowance", sum(journal, .allowance), totals.allowance.count),
      ("credit", sum(journal, .drawn, .overdrawn), totals.credit.count),
      ("failed", sum(journal, .failed), totals.failed.count),
      ("given back", sum(journal, .givenBack, .givenBackToDebt), totals.givenBack.count),
      ("given back in vain", sum(journal, .givenBackInVain), totals.givenBackInVain.count),
      ("charged by corrections", sum(journal, .charged, .chargedOverdrawn), totals.charged.count),
      ("refused orders", Int64(journal.count { $0.kind == .orderRefused }), Int64(counts.refusedOrders)),
      (
        "declines", Int64(journal.count { $0.kind == .declined || $0.kind == .declinedAndOff }),
        Int64(counts.declines)
      ),
    ]
    for cause in BlockCause.allCases {
      let total = totals.blocked[cause.rawValue].count
      pairs.append(("blocked for \(cause)", sum(journal, .blocked(cause)), total))
    }
    for (name, posted, said) in pairs where posted != said {
      return "\(name) is posted as \(posted), the total says \(said)"
    }
    return nil
  }
}

extension AuditedOutcome {
  /// What the engine says; without attribution, which only the journal has.
  init(_ ledger: ReplayLedger) {
    read(lots: ledger.lots.map(Lot.init), draws: [])
    totals = ledger.totals
    counts = ledger.counts
    cashByMonth = ledger.paidByMonth.filter { $0.cash.count > 0 }.map {
      MonthCash(month: $0.month, cash: $0.cash.count)
    }
  }
}

/// The engine against the auditor over one case; nil: they agree.
func differenceOfEngineAndAuditor(_ random: AuditCase) throws -> String? {
  let audited = try random.audited()
  let engine: EngineRun
  do {
    engine = try EngineRun(random)
  } catch {
    return "the engine refuses what the auditor serves: \(error)"
  }
  return engine.inconsistency
    ?? engine.outcome.firstDifference(to: audited).map { "the engine, then the auditor: \($0)" }
}
