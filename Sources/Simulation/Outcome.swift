/// What a simulation keeps of one plan in one future: exact whole numbers, one column each, in blocks of
/// futures. A column that is 0 throughout a block takes no room there, so that a cause that never blocks and a
/// risk that a plan does not run cost nothing.

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

/// The outcomes of consecutive futures.
public struct OutcomeBlock: Sendable {
  public let paths: Int
  /// By `Outcome.rawValue`; empty: zeros.
  private let columns: [[Int64]]

  /// One column of `paths` values for each outcome, in the order of `Outcome.allCases`.
  public init(paths: Int, columns: [[Int64]]) {
    precondition(columns.count == Outcome.allCases.count, "a column for each outcome")
    precondition(columns.allSatisfy { $0.count == paths }, "a value for each future")
    self.paths = paths
    self.columns = columns.map { column in column.allSatisfy { $0 == 0 } ? [] : column }
  }

  func append(_ outcome: Outcome, to column: inout [Int64]) {
    let values = columns[outcome.rawValue]
    if values.isEmpty {
      column.append(contentsOf: repeatElement(0, count: paths))
    } else {
      column.append(contentsOf: values)
    }
  }
}
