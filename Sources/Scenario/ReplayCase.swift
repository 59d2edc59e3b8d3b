/// A replay case, validated: one account's plan, the card that prices its requests, and the requests.

import Ledger
import Pricing
import Quantities

/// A request as a case states it: in dollars, or as usage to be priced.
public struct CaseRequest: Hashable, Sendable {
  public enum Cost: Hashable, Sendable {
    case dollars(Nanodollars)
    case usage(ModelID, Usage)
  }

  public var at: Instant
  public var cost: Cost
  /// The scopes of the plan that admit it.
  public var mask: ScopeMask
  public var status: Request.Status
  public var reservation: Reservation?

  public init(
    at: Instant, cost: Cost, mask: ScopeMask, status: Request.Status = .served,
    reservation: Reservation? = nil
  ) {
    self.at = at
    self.cost = cost
    self.mask = mask
    self.status = status
    self.reservation = reservation
  }
}

public struct ReplayCase: Sendable {
  public var title: String
  public var plan: LedgerPlan
  public var card: RateCard
  public var rounding: Rounding
  /// The state is read after everything up to and including this instant; nil: after the last event.
  public var end: Instant?
  /// The requests listed in the case itself, in order of time.
  public var requests: [CaseRequest]
  /// A file of further events (JSON lines or CSV), read as a stream; beside the case.
  public var requestsFile: String?
  /// Of a page of a rule book.
  public var rule: RuleNote?
  /// The lines of the file in which the requests stand, and every lot and trigger.
  public var requestLines: [Int32] = []
  public var lines: [Origin: Int] = [:]

  public init(
    title: String, plan: LedgerPlan, card: RateCard, rounding: Rounding = .nearestEven,
    end: Instant? = nil, requests: [CaseRequest] = [], requestsFile: String? = nil
  ) {
    self.title = title
    self.plan = plan
    self.card = card
    self.rounding = rounding
    self.end = end
    self.requests = requests
    self.requestsFile = requestsFile
  }
}
