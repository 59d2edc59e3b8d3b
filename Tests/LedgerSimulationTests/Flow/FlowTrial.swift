/// One trial of the flow: a future is lived, and everything it says is compared with the audit's.

import Ledger
import Quantities

struct FlowTrial {
  /// More asks than the auditor, which is slow, can answer: then the same future is lived for half of the time.
  static let mostAsks = 400

  private(set) var subject: FlowCase
  private(set) var coverage = FlowCoverage()
  /// Nil: flow and audit agree.
  private(set) var difference: String?

  private struct TooLong: Error {}

  init(seed: UInt64) { self.init(FlowCase.make(seed: seed), seed: seed) }

  init(_ subject: FlowCase, seed: UInt64) {
    self.subject = subject
    while true {
      do {
        difference = try compare(seed)
        return
      } catch  where (error is TooLong || error is Auditor.TooManyInstants) && !self.subject.isShortest {
        self.subject.halve()
        coverage = FlowCoverage()
        coverage.see("shortened")
      } catch {
        difference = "\(error)"
        return
      }
    }
  }

  private mutating func compare(_ seed: UInt64) throws -> String? {
    let (shape, values) = (subject.shape, subject.values)
    var flowed = try values.withUnsafeBufferPointer {
      try ReplayLedger.living(plan: subject.plan, shape: shape, values: $0, chance: subject.luck)
    }
    let (asks, looks) = (flowed.flowAsks, flowed.flowLooks)
    if asks.count > FlowTrial.mostAsks || flowed.rangeProblem != nil { throw TooLong() }
    var audit = FlowAudit(subject)
    try audit.run(asks, looks: looks)
    let journal = flowed.takePostings()
    var outcome = AuditedOutcome(flowed)
    outcome.read(lots: flowed.lots.map(AuditedOutcome.Lot.init), draws: FlowTrial.draws(journal))
    let audited = AuditedOutcome(audit.auditor)
    let later = Dictionary(subject.plan.purchases.map { ($0.name, $0.paidLater.count) }) { $1 }
    let lots = flowed.lots.map(AuditedOutcome.Lot.init)
    let found =
      try outcome.firstDifference(to: audited).map { "the flow, then the audit: \($0)" }
      ?? FlowTrial.difference(journal, audit.auditor.served)
      ?? EngineRun.check(journal, of: lots, paidLater: later)
      ?? EngineRun.check(journal, flowed.totals, flowed.counts)
      ?? differenceOfFigures(audit, flowed, shape, values, seed)
      ?? differenceOfPieces(audited, asks, looks, seed, audit)
    see(audit, audited, flowed)
    return found
  }

  /// What each ask drew, by lots.
  private static func draws(_ journal: [Posting]) -> [[(lot: Int, amount: Int64)]] {
    var draws: [[(lot: Int, amount: Int64)]] = []
    for posting in journal {
      if posting.kind == .demand || posting.kind == .retried { draws.append([]) }
      if posting.kind == .drawn { draws[draws.count - 1].append((posting.lot, posting.amount.count)) }
    }
    return draws
  }

  /// What became of each ask.
  private static func difference(_ journal: [Posting], _ served: [Auditor.RequestRecord]) -> String? {
    var asks: [[Posting]] = []
    for posting in journal {
      if posting.kind == .demand || posting.kind == .retried { asks.append([]) }
      if !asks.isEmpty { asks[asks.count - 1].append(posting) }
    }
    for (number, (postings, record)) in zip(asks, served).enumerated() {
      var pairs: [(String, Int64, Int64)] = [
        ("demand", EngineRun.sum(postings, .demand, .retried), record.amount),
        ("trial", EngineRun.sum(postings, .trial), record.trial),
        ("allowance", EngineRun.sum(postings, .allowance), record.allowance),
        ("overdrawn", EngineRun.sum(postings, .overdrawn), record.overdrawn),
      ]
      for cause in BlockCause.allCases {
        let said = record.cause == cause ? record.blocked : 0
        pairs.append(("blocked for \(cause)", EngineRun.sum(postings, .blocked(cause)), said))
        let waits = record.waitsFor == cause ? record.waits : 0
        pairs.append(("waiting for \(cause)", EngineRun.sum(postings, .waits(cause)), waits))
      }
      for (name, flow, audit) in pairs where flow != audit {
        return "ask \(number), at \(postings[0].at): \(name) \(flow), the audit says \(audit)"
      }
    }
    return nil
  }

  /// The figures of the same future, lived by a ledger that has lived another one before.
  private mutating func differenceOfFigures(
    _ audit: FlowAudit, _ flowed: ReplayLedger, _ shape: FlowShape, _ values: [Int64], _ seed: UInt64
  ) throws -> String? {
    let ledger = try FlowLedger(plan: subject.plan, shape: shape)
    ledger.keepsDays = true
    var other = subject
    for kind in other.kinds.indices { other.kinds[kind].demand.reverse() }
    if var chance = other.chance {
      chance.seed ^= 0xABCD
      other.chance = chance
    }
    other.values.withUnsafeBufferPointer { ledger.run($0, chance: other.luck) }
    values.withUnsafeBufferPointer { ledger.run($0, chance: subject.luck) }
    var figures = FlowFigures()
    ledger.read(into: &figures)
    let audited = AuditedFigures(audit)
    if let difference = audited.difference(figures) { return difference }
    coverage.see("plain looks", if: ledger.plainLooks > 0)
    coverage.see("many plain looks", if: ledger.plainLooks > 9)
    if ledger.dailyBalances != audit.days {
      return "daily balances \(ledger.dailyBalances), the audit says \(audit.days)"
    }
    let stretches = (0..<ledger.outageCount).map { ledger.outage($0) }.map { "\($0.from) to \($0.to)" }
    let outages = audit.outages.map { "\($0.from) to \($0.to)" }
    if stretches != outages { return "outages \(stretches), the audit says \(outages)" }
    for number in 0..<ledger.lotCount {
      let (lot, same) = (ledger.lot(number), audit.auditor.lots[number])
      let ours = [
        lot.face, lot.price, lot.drawn, lot.expired, lot.revoked, lot.undelivered, lot.left, lot.inTransit,
      ]
      if ours.map(\.count)
        != [
          same.face, same.price, same.drawn, same.expired, same.revoked, same.undelivered, same.left,
          same.inTransit,
        ]
      {
        return "lot \(number) is \(lot), the audit says \(same)"
      }
    }
    return ledger.lotCount == audit.auditor.lots.count ? nil : "\(ledger.lotCount) lots"
  }

  /// A fluid asked for in pieces.
  private mutating func differenceOfPieces(
    _ audited: AuditedOutcome, _ asks: [FlowAsk], _ looks: [Instant], _ seed: UInt64, _ audit: FlowAudit
  ) -> String? {
    // What waits comes back at a look, and a piece of it would wait by itself.
    guard subject.isFluid, subject.plan.retriesWithin == nil else { return nil }
    var dice = Dice(seed: seed)
    var split = FlowSplit(subject, &dice)
    split.run(asks, looks: looks)
    coverage.see("pieces", if: split.pieces > 0)
    var pieces = AuditedOutcome(split.auditor)
    var whole = audited
    (pieces.attribution, whole.attribution) = ([], [])
    // How often was asked.
    pieces.counts.requests = whole.counts.requests
    pieces.counts.blockedRequests = whole.counts.blockedRequests
    pieces.counts.refusedOrders = whole.counts.refusedOrders
    if let found = whole.firstDifference(to: pieces) { return "in pieces, then whole: \(found)" }
    for (day, balance) in split.days.enumerated() {
      if let balance, day < audit.days.count, balance != audit.days[day] {
        return "day \(day) ends with \(balance) in pieces, with \(audit.days[day]) in whole"
      }
    }
    return nil
  }
}

/// What `FlowFigures` says, from the auditor's books.
struct AuditedFigures {
  private let pairs: [(String, Int64)]

  init(_ audit: FlowAudit) {
    let (auditor, outcome) = (audit.auditor, AuditedOutcome(audit.auditor))
    let totals = outcome.totals
    // What all of a lot costs: its tax is on the whole price, also where instalments are still to come.
    func atCost(_ amount: Int64, _ lot: AuditedLot) -> Int64 {
      let (quotient, rest) = (Int128(amount) * Int128(lot.cost)).quotientAndRemainder(
        dividingBy: Int128(lot.face))
      let twice = rest * 2
      let isUp = twice > Int128(lot.face) || twice == Int128(lot.face) && quotient % 2 == 1
      return Int64(quotient) + (isUp ? 1 : 0)
    }
    let lots = auditor.lots
    let spans = audit.outages.map { $0.to - $0.from }
    pairs =
      [
        ("paid", totals.price.count + totals.tax.count - totals.refunded.count),
        ("used", totals.used.count), ("allowance", totals.trial.count + totals.allowance.count),
        ("expired", totals.expired.count), ("revoked", totals.revoked.count),
        ("undelivered", totals.undelivered.count), ("left", totals.left.count + totals.inTransit.count),
        ("left at cost", lots.reduce(0) { $0 + atCost($1.left + $1.inTransit, $1) }),
        ("waste at cost", lots.reduce(0) { $0 + atCost($1.expired + $1.revoked + $1.undelivered, $1) }),
        ("debt", totals.debt.count), ("lowest balance", audit.lowest), ("blocked seconds", audit.blocked),
        ("outages", Int64(spans.count)), ("first outage", audit.outages.first?.from ?? -1),
        ("longest outage", spans.max() ?? 0), ("reloads", Int64(outcome.counts.reloads)),
        ("declines", Int64(outcome.counts.declines)), ("closings", Int64(auditor.closedTimes.count)),
        ("corrected", totals.givenBack.count - totals.charged.count),
      ] + BlockCause.allCases.map { ("blocked: \($0)", totals.blocked[$0.rawValue].count) }
  }

  func difference(_ figures: FlowFigures) -> String? {
    let said: [Int64] =
      [
        figures.paid, figures.used, figures.allowance, figures.expired, figures.revoked, figures.undelivered,
        figures.left, figures.leftAtCost, figures.wasteAtCost, figures.debt, figures.lowestBalance,
        figures.blockedSeconds, figures.outages, figures.firstOutage, figures.longestOutage, figures.reloads,
        figures.declines, figures.closings, figures.corrected,
      ] + figures.blocked
    for ((name, audited), flow) in zip(pairs, said) where audited != flow {
      return "\(name) is \(flow), the audit says \(audited)"
    }
    return nil
  }
}

extension FlowTrial {
  /// What this trial was about.
  private mutating func see(_ audit: FlowAudit, _ outcome: AuditedOutcome, _ flowed: ReplayLedger) {
    coverage.add(audit.met)
    let (plan, totals) = (subject.plan, outcome.totals)
    coverage.see("draw order: \(plan.drawOrder.name)")
    coverage.see("balance: \(plan.largerThanBalance.rawValue)")
    coverage.see("several kinds", if: subject.kinds.count > 1)
    coverage.see("many kinds", if: subject.kinds.count > 3)
    coverage.see("fluid", if: subject.isFluid)
    coverage.see(
      "requests of one size", if: subject.kinds.contains { if case .each = $0.sizes { true } else { false } })
    coverage.see(
      "requests that vary", if: subject.kinds.contains { if case .varying = $0.sizes { true } else { false } }
    )
    coverage.see("passes over windows", if: !subject.stopsAtEveryWindow)
    coverage.see("lots with a scope", if: audit.auditor.lots.contains { $0.scope != nil && $0.drawn > 0 })
    coverage.see("trial used", if: totals.trial.count > 0 && totals.trial == plan.allowance?.trial)
    coverage.see(
      "credit before an allowance",
      if: plan.allowance != nil && audit.auditor.lots.contains { $0.isBeforeAllowance && $0.drawn > 0 })
    coverage.see(
      "a window rolls over",
      if: totals.allowance.count > 0 && plan.allowance?.windows.contains { $0.rollover != nil } == true)
    let hasSeats = plan.scopes.contains { $0.people != nil }
    coverage.see("a seat", if: totals.allowance.count > 0 && hasSeats)
    coverage.see(
      "a seat comes or goes",
      if: totals.allowance.count > 0
        && audit.windows.contains { $0.coming(after: 0, through: subject.length) != nil })
    coverage.see("allowance used", if: totals.allowance.count > 0)
    coverage.see(
      "session", if: totals.allowance.count > 0 && audit.windows.contains { $0.isSession && !$0.isIdle(0) })
    let triggers = audit.auditor.lots.compactMap(\.trigger)
    let (reloads, standing) = (plan.autoReloads.count, plan.standingOrders.count)
    coverage.see("a reload", if: outcome.counts.reloads > 0)
    coverage.see("a reload declined", if: outcome.counts.declines > 0)
    let hasReloaded = outcome.counts.reloads > 0
    coverage.see(
      "a reload is bounded",
      if: hasReloaded && plan.autoReloads.contains { $0.atLeast != nil || $0.atMost != nil })
    coverage.see(
      "a reload in part",
      if: hasReloaded && plan.autoReloads.contains { $0.isBoughtInPart && $0.cashPerMonth != nil })
    coverage.see(
      "a largest balance", if: plan.largestBalance != nil && outcome.counts.refusedOrders > 0)
    coverage.see("a reload pauses", if: hasReloaded && plan.autoReloads.contains { $0.pause > 0 })
    coverage.see("a reload off", if: audit.auditor.reloads.contains { $0.isOff })
    coverage.see("an order refused", if: outcome.counts.refusedOrders > 0)
    coverage.see("a standing order", if: triggers.contains { $0 >= reloads && $0 < reloads + standing })
    coverage.see("a person buys", if: triggers.contains { $0 >= reloads + standing })
    let termsUsed = audit.auditor.lots.compactMap { lot in
      lot.listed.map { plan.purchases[$0].terms } ?? lot.trigger.map { plan.offers[$0].terms }
    }
    coverage.see("a purchase fee", if: termsUsed.contains { $0.fee != .none })
    coverage.see("a fee", if: plan.fees.contains { $0.at >= plan.start && $0.at.seconds < subject.last })
    coverage.see(
      "revoked by chance", if: audit.auditor.lots.contains { $0.revokedAt != nil && $0.revoked > 0 })
    coverage.see("given back", if: totals.givenBack.count > 0)
    coverage.see("given back in vain", if: totals.givenBackInVain.count > 0)
    coverage.see("charged by a correction", if: totals.charged.count > 0)
    coverage.see("revoked", if: totals.revoked.count > 0)
    coverage.see("undelivered", if: totals.undelivered.count > 0)
    coverage.see("expired", if: totals.expired.count > 0)
    coverage.see("overdrawn", if: audit.auditor.served.contains { $0.overdrawn > 0 })
    coverage.see("opening debt", if: plan.openingDebt > .zero)
    coverage.see("refunded", if: totals.refunded.count > 0)
    coverage.see("credit for some", if: plan.creditScope != nil)
    coverage.see("credit for a time", if: plan.creditTime != nil && totals.credit.count > 0)
    coverage.see("outages", if: audit.outages.count > 1)
    coverage.see("days", if: audit.days.count > 1)
    coverage.see(
      "a metering lag",
      if: plan.meteringLag != nil && audit.auditor.lots.contains { $0.emptiedAt != nil }
        && totals.debt.count > 0)
    coverage.see("a patience", if: plan.retriesWithin != nil)
    coverage.see("asks", if: audit.auditor.served.count > 10)
    for what in Array(audit.met.counts.keys) { coverage.see("trial with " + what) }
  }
}
