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
  case noCredit, dailyCap, monthlyLimit, paymentFailed, allowanceUsedUp, revokedCredit
  /// Owed at the end.
  case debt
  case lowestBalance
  /// Time in which demand was being refused.
  case blockedSeconds
  /// Stretches in which some demand was refused; the start of the first, from the start (-1: none); the longest.
  case outages, firstOutage, longestOutage
  case reloads, declines
}

extension Outcome {
  /// Demand refused for a billing reason, all of them.
  public static let blockedCauses: [Outcome] = [
    .noCredit, .dailyCap, .monthlyLimit, .paymentFailed, .allowanceUsedUp, .revokedCredit,
  ]

  public var isMoney: Bool {
    switch self {
    case .blockedSeconds, .outages, .firstOutage, .longestOutage, .reloads, .declines: false
    default: true
    }
  }
}
