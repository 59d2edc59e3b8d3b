/// The ledger of one account, request by request, in exact integers, with an optional journal.

import Quantities

public struct ReplayLedger: Sendable {
  /// Refuses a plan whose amounts or dates leave the range.
  public init(plan: LedgerPlan, journal: Bool = false) throws(QuantityError) {
    preconditionFailure("written next")
  }

  /// Serves requests in order of time; none before the last one served. The index of the request that
  /// was refused, because a total left the range or time ran backwards, is in the error.
  public mutating func serve(_ requests: [Request]) throws(RequestError) {}

  /// Everything that happens before `instant` (requests aside).
  public mutating func advance(before instant: Instant) {}

  /// Everything that happens up to and including `instant` (requests aside).
  public mutating func advance(through instant: Instant) {}

  /// The postings since the last call, in order; empty unless the journal was asked for.
  public mutating func takePostings() -> [Posting] { [] }

  public var lots: [LotOutcome] { [] }
  /// The name of one lot, without building them all.
  public func lotName(_ lot: Int) -> String { "" }
  public var totals: Totals { Totals() }
  public var counts: Counts { Counts() }
  /// Cash paid (price and tax), by `Instant.monthIndex`, ascending; months without payment are absent.
  public var paidByMonth: [(month: Int, cash: Nanodollars)] { [] }
}

public struct RequestError: Error, Hashable, Sendable {
  /// Into the array given to `serve`.
  public let index: Int
  public let reason: QuantityError
}
