/// What a replay says when it ends: the ledger's own figures, and the few that follow from them. Every format
/// of a replay is written from this value.

import Ledger
import Quantities

public struct ReplayResult: Sendable {
  /// Where the run stopped.
  public enum Reading: Hashable, Sendable {
    /// Everything before this instant has happened.
    case before(Instant)
    /// Everything up to and including this instant has happened.
    case through(Instant)

    public var instant: Instant {
      switch self {
      case .before(let instant), .through(let instant): instant
      }
    }
  }

  /// Requests that the provider would refuse, by its reason.
  public struct Refusal: Hashable, Sendable {
    public var reason: String
    public var count: Int

    public init(reason: String, count: Int) {
      self.reason = reason
      self.count = count
    }
  }

  public let title: String
  /// Usage flowed: between two events it is one posting, however many requests it was.
  public let isFlow: Bool
  public let start: Instant
  public let reading: Reading
  public let lots: [LotOutcome]
  public let totals: Totals
  public let counts: Counts
  public let paidByMonth: [(month: Int, cash: Nanodollars)]
  public let refusals: [Refusal]

  /// Paid for credit before tax, without what opening lots cost once; and paid for what brings no credit.
  public let creditPrice: Nanodollars
  public let feePrice: Nanodollars
  /// Price and tax, less refunds.
  public let cash: Nanodollars
  /// Expired, revoked and undelivered, at face value and at its share of the price paid before tax.
  public let wasted: Nanodollars
  public let wastedAtCost: Nanodollars
  public let leftAtCost: Nanodollars
  /// What the lots cost, opening lots included.
  public let lotPrices: Nanodollars

  public init(
    title: String, start: Instant, reading: Reading, ledger: ReplayLedger, refusals: [Refusal],
    isFlow: Bool = false
  ) throws(QuantityError) {
    self.isFlow = isFlow
    self.title = title
    self.start = start
    self.reading = reading
    self.refusals = refusals
    lots = ledger.lots
    totals = ledger.totals
    counts = ledger.counts
    paidByMonth = ledger.paidByMonth
    lotPrices = try sum(lots.lazy.map(\.price))
    creditPrice = try sum(lots.lazy.filter { $0.source != .opening }.map(\.price))
    feePrice = try totals.price.subtracting(creditPrice)
    cash = try totals.price.adding(totals.tax).subtracting(totals.refunded)
    wasted = try sum([totals.expired, totals.revoked, totals.undelivered])
    wastedAtCost = try sum(lots.lazy.map(\.wastedAtCost))
    leftAtCost = try sum(lots.lazy.map { $0.atCost($0.left) })
  }

  /// Refused for a billing reason, all causes together.
  public var blocked: Nanodollars { Nanodollars(totals.blocked.reduce(0) { $0 + $1.count }) }
}

extension LotOutcome {
  /// Credit that was paid for, or given, and will never serve. Parts of one face value: they cannot overflow.
  public var wasted: Nanodollars { Nanodollars(expired.count + revoked.count + undelivered.count) }
  public var wastedAtCost: Nanodollars { atCost(wasted) }
}

private func sum(_ amounts: some Sequence<Nanodollars>) throws(QuantityError) -> Nanodollars {
  var total = Nanodollars.zero
  for amount in amounts { total = try total.adding(amount) }
  return total
}
