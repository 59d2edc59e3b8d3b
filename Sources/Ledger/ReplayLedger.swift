/// The ledger of one account, request by request, in exact integers, with an optional journal. A value: a copy
/// is a snapshot, and goes its own way.

import Quantities

public struct ReplayLedger: Sendable {
  /// Held by reference, and copied before a change if another value holds it too.
  private final class Box: @unchecked Sendable {
    var account: Account<Journal>
    init(_ account: consuming Account<Journal>) { self.account = account }
  }

  private var box: Box
  private var account: Account<Journal> {
    _read { yield box.account }
    _modify {
      if !isKnownUniquelyReferenced(&box) { box = Box(box.account.copy()) }
      yield &box.account
    }
  }
  private var lastKind: (mask: ScopeMask, kind: Int)?
  /// Requests before it would run backwards in time.
  private var latest: Instant

  /// Refuses a plan whose amounts or spans no ledger can hold.
  public init(plan: LedgerPlan, journal: Bool = false) throws(QuantityError) {
    try plan.validate()
    box = Box(Account(plan: plan, observer: Journal(isKept: journal)))
    latest = plan.start
  }

  /// Serves requests in order of time; none before the last one served. The index of the request that
  /// was refused, because a total left the range or time ran backwards, is in the error.
  public mutating func serve(_ requests: [Request]) throws(RequestError) {
    // Taken out once for all of them: each glance through the box would ask who else holds it.
    var (lastKind, latest) = (lastKind, latest)
    defer { (self.lastKind, self.latest) = (lastKind, latest) }
    try ReplayLedger.serve(requests, &account, &lastKind, &latest)
  }

  private static func serve(
    _ requests: [Request], _ account: inout Account<Journal>, _ lastKind: inout (mask: ScopeMask, kind: Int)?,
    _ latest: inout Instant
  ) throws(RequestError) {
    for index in requests.indices {
      let request = requests[index]
      if let reason = problem(with: request, latest, account) {
        throw RequestError(index: index, reason: reason)
      }
      latest = request.at
      account.enter(request.at.seconds)
      let kind = lastKind?.mask == request.mask ? lastKind?.kind : nil
      let asking = kind ?? account.kind(of: request.mask)
      lastKind = (request.mask, asking)
      let amount = request.amount.count
      account.serveOrWait(
        amount, kind: asking, status: request.status,
        reserving: request.reservation.map { Spare($0, cost: amount) })
      if let problem = problem(of: account) { throw RequestError(index: index, reason: problem) }
    }
  }

  /// Everything that happens before `instant` (requests aside).
  public mutating func advance(before instant: Instant) {
    account.advance(before: instant.seconds)
    latest = max(latest, instant)
  }

  /// Everything that happens up to and including `instant` (requests aside). Requests of that very instant may still
  /// follow: the instant ends when the ledger leaves it.
  public mutating func advance(through instant: Instant) {
    account.advance(through: instant.seconds)
    latest = max(latest, instant)
  }

  /// The run is over: refused requests that still wait are lost.
  public mutating func loseWaiting() { account.loseWaiting() }

  /// Set once the plan itself has bought more than a ledger can hold, or orders without end: what follows is not to be
  /// used.
  public var rangeProblem: QuantityError? { ReplayLedger.problem(of: account) }

  static func problem<Observer>(of account: borrowing Account<Observer>) -> QuantityError? {
    if let endless = account.endless { return problem(endless) }
    return account.pastRange ? pastRange : nil
  }

  /// A run that has been lived.
  init(account: consuming Account<Journal>) {
    latest = Instant(seconds: account.now)
    box = Box(account)
  }

  /// The postings since the last call, in order; empty unless the journal was asked for.
  public mutating func takePostings() -> [Posting] {
    let postings = account.observer.postings
    account.observer.postings.removeAll(keepingCapacity: true)
    return postings
  }

  /// What a flow asked of it, and when it looked for what may change, in order; empty after a replay.
  package var flowAsks: [FlowAsk] { account.observer.asks }
  package var flowLooks: [Instant] { account.observer.looks }

  /// Every lot ever ordered, in the order of ordering: the one that a posting calls 3 is number 3 here.
  public var lots: [LotOutcome] {
    account.checkConservation()
    return (0..<account.lots.count).map { account.outcome(ofLot: $0) }
  }

  /// The name of one lot, without building them all.
  public func lotName(_ lot: Int) -> String { account.name(ofLot: lot) }

  public var totals: Totals {
    account.checkConservation()
    return account.totals
  }

  public var counts: Counts { account.counts }

  /// Cash paid (price and tax), by `Instant.monthIndex`, ascending; months without payment are absent.
  public var paidByMonth: [(month: Int, cash: Nanodollars)] {
    account.payments.paidByMonth.map { (month: $0.month, cash: Nanodollars($0.cash)) }
  }

  @inline(__always)
  private static func problem(
    with request: Request, _ latest: Instant, _ account: borrowing Account<Journal>
  ) -> QuantityError? {
    if request.at < latest || request.at > .last {
      return outOfTime(request, latest, start: account.plan.start)
    }
    let largest = Nanodollars.largest.count
    if request.amount.count < 0 {
      return QuantityError("a request costs less than nothing", remedy: "write an amount of $0 or more")
    }
    if let reservation = request.reservation, let problem = self.problem(with: reservation) { return problem }
    if request.amount.count > largest - account.sums.demand - account.sums.waiting {
      return ReplayLedger.pastRange
    }
    return nil
  }

  private static func problem(with reservation: Reservation) -> QuantityError? {
    guard reservation.amount >= .zero, reservation.amount <= .largest else {
      return QuantityError(
        "a request reserves \(reservation.amount)",
        remedy: "write an amount from $0 up to \(Nanodollars.largest.toCents)")
    }
    guard reservation.runs >= 0, reservation.runs <= LedgerPlan.longestSpan else {
      return QuantityError("a request runs too short or too long", remedy: "write a span of up to 400 years")
    }
    return nil
  }

  private static func outOfTime(_ request: Request, _ latest: Instant, start: Instant) -> QuantityError {
    if request.at > .last {
      return QuantityError("a request comes after the year 9999", remedy: "use an earlier date")
    }
    if request.at < start {
      return QuantityError(
        "the request at \(request.at) comes before the start, \(start)",
        remedy: "start earlier, or leave it out")
    }
    return QuantityError(
      "the request at \(request.at) comes before the one at \(latest)",
      remedy: "put the requests in order of time")
  }

  private static func problem(_ endless: Endless) -> QuantityError {
    switch endless {
    case .lots:
      QuantityError(
        "the plan buys without end: more than 1,000,000 lots",
        remedy: "let its standing orders, people and auto-reloads buy more at a time, or end the run earlier")
    case .instants:
      QuantityError(
        "the plan buys without end: more than 10,000,000 dates without a request",
        remedy: "give its standing orders longer periods, or end the run earlier")
    case .requests:
      QuantityError(
        "the plan buys without end: in one future its credit runs out, or a limit is met, more than 300,000 times",
        remedy: "let its auto-reloads and people buy more at a time, or end the run earlier")
    }
  }

  private static let pastRange = QuantityError(
    "a total passes \(Nanodollars.largest.toCents), the most that a ledger holds",
    remedy: "use smaller amounts, or a shorter run")
}

public struct RequestError: Error, Hashable, Sendable {
  /// Into the array given to `serve`.
  public let index: Int
  public let reason: QuantityError
}
