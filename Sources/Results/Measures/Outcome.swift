/// What a simulation keeps of one plan in one future: exact whole numbers, one column each. Every measure is made of these
/// (Measure.swift); the engine fills them (Simulation/BlockWorker.swift), from what the ledger says of a future.

/// Amounts are nano-dollars, times are seconds.
public enum Outcome: Int, CaseIterable, Hashable, Sendable {
  /// Cash: prices, fees and tax, less refunds.
  case paid
  /// Credit drawn (face value), debts repaid included.
  case used
  /// Served by trial and allowance.
  case allowance
  /// Face value.
  case expired, revoked, undelivered
  /// Unexpired at the end, what is in transit included: face value, and its share of the price paid.
  case left, leftAtCost
  /// Expired, revoked and undelivered at their share of the price paid.
  case wasteAtCost
  /// Demand refused, by cause, at the plan's prices.
  case noCredit, dailyCap, monthlyLimit, tierLimit, paymentFailed, allowanceUsedUp, revokedCredit,
    accountClosed, weeklyLimit
  /// Owed at the end for usage; and instalments still to be paid for what was bought, with their tax.
  case debt, instalments
  /// Of what was left over, when the future runs on without buying: face value that is used, and what was paid for that (at
  /// most its list price); face value that is lost after all, and what was paid for it; cash that comes back for it.
  case usedLater, usedLaterWorth, wasteLater, wasteLaterAtCost, refundedLater
  /// The most cash paid on one day (UTC); within any 24 hours.
  case cashInDay, cashIn24Hours
  case lowestBalance
  /// Time in which demand was being refused.
  case blockedSeconds
  /// Stretches in which some demand was refused; the start of the first, from the start (-1: none); the longest.
  case outages, firstOutage, longestOutage
  case reloads, declines
  /// How often the provider closed the account.
  case closings
  /// Credit that corrections gave back to lots and debts, less what they charged.
  case corrected
}

extension Outcome {
  /// Demand refused for a billing reason, all of them.
  public static let blockedCauses: [Outcome] = [
    .noCredit, .dailyCap, .monthlyLimit, .tierLimit, .paymentFailed, .allowanceUsedUp, .revokedCredit,
    .accountClosed, .weeklyLimit,
  ]

  /// Results name it only where it is not 0 in all futures: they are as they were before there was such a rule.
  public var isNamedWhereSeen: Bool {
    self == .accountClosed || self == .weeklyLimit || self == .closings || self == .corrected
  }

  /// Of what is left over, after the horizon.
  public static let afterwards: [Outcome] = [
    .usedLater, .usedLaterWorth, .wasteLater, .wasteLaterAtCost, .refundedLater,
  ]

  public var isMoney: Bool {
    switch self {
    case .blockedSeconds, .outages, .firstOutage, .longestOutage, .reloads, .declines, .closings: false
    default: true
    }
  }
}
