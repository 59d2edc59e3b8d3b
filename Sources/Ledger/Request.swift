/// One request as the ledger sees it: when, how much, which lots may pay, and whether it came off.

import Quantities

public struct Request: Hashable, Sendable {
  public enum Status: UInt8, CaseIterable, Hashable, Sendable {
    case served
    /// Refused or broken on the provider's side, or sent to a retired model: not charged.
    case failed
    /// The client hung up on a request that was on track: charged, unless the plan says otherwise.
    case disconnected
  }

  public var at: Instant
  public var amount: Nanodollars
  public var mask: ScopeMask
  public var status: Status
  /// Nil: nothing is reserved, and any credit that is left admits it.
  public var reservation: Reservation?

  public init(
    at: Instant, amount: Nanodollars, mask: ScopeMask = ScopeMask(bits: 0), status: Status = .served,
    reservation: Reservation? = nil
  ) {
    self.at = at
    self.amount = amount
    self.mask = mask
    self.status = status
    self.reservation = reservation
  }
}

/// Why demand was refused for a billing reason.
public enum BlockCause: Int, CaseIterable, Hashable, Sendable, CustomStringConvertible {
  /// `monthlyLimit` is the plan's own, `tierLimit` the provider's.
  case noCredit, dailyCap, monthlyLimit, tierLimit, paymentFailed, allowanceUsedUp, revoked, accountClosed,
    weeklyLimit

  /// Results name it only where it has refused something: they are as they were before there was such a rule.
  public var isNamedWhereSeen: Bool { self == .accountClosed || self == .weeklyLimit }

  public var description: String {
    switch self {
    case .noCredit: "no credit"
    case .dailyCap: "daily cap"
    case .monthlyLimit: "monthly limit"
    case .tierLimit: "tier limit"
    case .paymentFailed: "payment failed"
    case .allowanceUsedUp: "allowance used up"
    case .revoked: "revoked"
    case .accountClosed: "account closed"
    case .weeklyLimit: "weekly limit"
    }
  }
}
