/// What a simulation keeps of one plan in one future: exact whole numbers, one column each, in blocks of
/// futures. A column that is 0 throughout a block takes no room there, so that a cause that never blocks and a risk that
/// a plan does not run cost nothing.

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
  /// As narrow as its values allow: a million futures of four plans stay below a gigabyte.
  private enum Values: Sendable {
    case zeros
    case narrow([Int32])
    case wide([Int64])
    /// Those of an earlier column: credit bought at its face value is worth the same at cost.
    case same(Int)
  }

  public let paths: Int
  /// By `Outcome.rawValue`.
  private let columns: [Values]

  /// One column of `paths` values for each outcome, in the order of `Outcome.allCases`.
  public init(paths: Int, columns: [[Int64]]) {
    precondition(columns.count == Outcome.allCases.count, "a column for each outcome")
    precondition(columns.allSatisfy { $0.count == paths }, "a value for each future")
    self.paths = paths
    self.columns = columns.enumerated().map { index, column in
      if column.allSatisfy({ $0 == 0 }) { return .zeros }
      if column.allSatisfy({ Int32(exactly: $0) != nil }) {
        return .narrow(column.map { Int32(truncatingIfNeeded: $0) })
      }
      if let known = columns[..<index].firstIndex(of: column) { return .same(known) }
      return .wide(column)
    }
  }

  func append(_ outcome: Outcome, to column: inout [Int64]) { append(outcome.rawValue, to: &column) }

  private func append(_ number: Int, to column: inout [Int64]) {
    switch columns[number] {
    case .zeros: column.append(contentsOf: repeatElement(0, count: paths))
    case .narrow(let values): column.append(contentsOf: values.lazy.map { Int64($0) })
    case .wide(let values): column.append(contentsOf: values)
    case .same(let other): append(other, to: &column)
    }
  }
}
