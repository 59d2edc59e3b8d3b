/// What a ledger says after a run, in a form in which the auditor and the engine are compared: every lot in
/// the order of (ordered at, name), the totals, the counts, the cash by month, and which
/// lots paid how much of each request.

import Ledger
import Quantities

struct AuditedOutcome: Equatable {
  struct Draw: Equatable, Comparable {
    /// An index into `lots`.
    var lot: Int
    var amount: Int64

    static func < (a: Draw, b: Draw) -> Bool { a.lot < b.lot }
  }

  struct MonthCash: Equatable {
    var month: Int
    var cash: Int64
  }

  /// As `LotOutcome`, in nano-dollars and seconds.
  struct Lot: Equatable {
    var name: String
    var source: Source
    var orderedAt: Int64
    var usableFrom: Int64
    var expires: Int64
    var face: Int64
    var price: Int64
    var tax: Int64
    var refunded: Int64
    var inTransit: Int64
    var left: Int64
    var drawn: Int64
    var expired: Int64
    var revoked: Int64
    var undelivered: Int64
  }

  var lots: [Lot] = []
  var totals = Totals()
  var counts = Counts()
  var cashByMonth: [MonthCash] = []
  /// For each request, in their order.
  var attribution: [[Draw]] = []

  /// Nil if they are equal; otherwise the first place where they are not, in words.
  func firstDifference(to other: AuditedOutcome) -> String? {
    if self == other { return nil }
    for (i, (a, b)) in zip(attribution, other.attribution).enumerated() where a != b {
      return "request \(i) is paid by \(text(a)), the other says \(other.text(b))"
    }
    for (i, (a, b)) in zip(lots, other.lots).enumerated() where a != b {
      return "lot \(i): \(difference(a, b))"
    }
    if lots.count != other.lots.count {
      return "lots: \(lots.map(\.name)), the other has \(other.lots.map(\.name))"
    }
    if totals != other.totals { return "totals: \(difference(totals, other.totals))" }
    if counts != other.counts { return "counts: \(difference(counts, other.counts))" }
    return "cash by month: \(cashByMonth), the other says \(other.cashByMonth)"
  }

  private func text(_ draws: [Draw]) -> String {
    draws.isEmpty ? "nothing" : draws.map { "\(lots[$0.lot].name): \($0.amount)" }.joined(separator: " + ")
  }

  private func difference<T>(_ a: T, _ b: T) -> String {
    var name = ""
    var lines: [String] = []
    for (left, right) in zip(Mirror(reflecting: a).children, Mirror(reflecting: b).children) {
      if left.label == "name" { name = "\(left.value): " }
      if "\(left.value)" != "\(right.value)" {
        lines.append("\(left.label ?? "?") \(left.value), the other says \(right.value)")
      }
    }
    return name + lines.joined(separator: "; ")
  }
}

extension AuditedOutcome {
  /// `draws` name lots by their places in `lots`; both end in the order of comparison.
  mutating func read(lots unsorted: [Lot], draws: [[(lot: Int, amount: Int64)]]) {
    let order = unsorted.indices.sorted { a, b in
      let (x, y) = (unsorted[a], unsorted[b])
      // Chance may part two orders of one second; then as they came.
      return (x.orderedAt, x.name, a) < (y.orderedAt, y.name, b)
    }
    var places = unsorted.map { _ in 0 }
    for (place, lot) in order.enumerated() { places[lot] = place }
    lots = order.map { unsorted[$0] }
    attribution = draws.map { split in
      split.map { Draw(lot: places[$0.lot], amount: $0.amount) }.sorted()
    }
  }

  /// What the auditor's books say.
  init(_ auditor: Auditor) {
    read(lots: auditor.lots.map(Lot.init), draws: auditor.served.map(\.draws))
    totals = AuditedOutcome.totals(auditor)
    counts.requests = auditor.served.count { !$0.isLoss }
    counts.blockedRequests = auditor.served.count { $0.cause != nil && !$0.isLoss }
    counts.failedRequests = auditor.served.count { $0.isFailed }
    counts.reloads = auditor.orders.count { $0.reload != nil }
    counts.declines = auditor.declines
    counts.refusedOrders = auditor.refusedOrders
    for month in Set(auditor.payments.map(\.month)).sorted() {
      var cash: Int64 = 0
      for payment in auditor.payments where payment.month == month { cash += payment.price + payment.tax }
      if cash > 0 { cashByMonth.append(MonthCash(month: month, cash: cash)) }
    }
  }

  private static func totals(_ auditor: Auditor) -> Totals {
    var totals = Totals()
    for lot in auditor.lots {
      switch lot.source.column {
      case .opening: totals.opening.count += lot.face
      case .granted: totals.granted.count += lot.face
      case .bought: totals.bought.count += lot.face
      }
      totals.used.count += lot.drawn
      totals.expired.count += lot.expired
      totals.revoked.count += lot.revoked
      totals.undelivered.count += lot.undelivered
      totals.inTransit.count += lot.inTransit
      totals.left.count += lot.left
      totals.refunded.count += lot.refunded
    }
    for record in auditor.served {
      totals.demand.count += record.amount - record.waits
      totals.waiting.count += record.waits - record.again
      totals.trial.count += record.trial
      totals.allowance.count += record.allowance
      totals.failed.count += record.failed
      totals.credit.count += record.overdrawn
      for draw in record.draws { totals.credit.count += draw.amount }
      if let cause = record.cause { totals.blocked[cause.rawValue].count += record.blocked }
    }
    for payment in auditor.payments {
      totals.price.count += payment.price
      totals.tax.count += payment.tax
    }
    for record in auditor.corrections {
      totals.givenBack.count += record.givenBack
      totals.givenBackInVain.count += record.inVain
      totals.charged.count += record.charged
    }
    totals.openingDebt = auditor.plan.openingDebt
    totals.debt.count = auditor.debts.values.reduce(0, +)
    return totals
  }
}

extension AuditedOutcome.Lot {
  init(_ lot: AuditedLot) {
    (name, source) = (lot.name, lot.source)
    (orderedAt, usableFrom, expires) = (lot.orderedAt, lot.usableFrom, lot.expires)
    (face, price, tax, refunded) = (lot.face, lot.price, lot.tax, lot.refunded)
    (inTransit, left, drawn) = (lot.inTransit, lot.left, lot.drawn)
    (expired, revoked, undelivered) = (lot.expired, lot.revoked, lot.undelivered)
  }

  init(_ lot: LotOutcome) {
    (name, source) = (lot.name, lot.source)
    orderedAt = lot.orderedAt.seconds
    usableFrom = lot.usableFrom.seconds
    expires = lot.expires.seconds
    (face, price, tax) = (lot.face.count, lot.price.count, lot.tax.count)
    (refunded, inTransit, left) = (lot.refunded.count, lot.inTransit.count, lot.left.count)
    (drawn, expired) = (lot.drawn.count, lot.expired.count)
    (revoked, undelivered) = (lot.revoked.count, lot.undelivered.count)
  }
}
