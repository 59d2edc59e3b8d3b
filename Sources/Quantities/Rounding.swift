/// Rounding is an argument, and this file is the only place that rounds.

/// Where a quotient that is not whole goes.
public enum Rounding: String, CaseIterable, Hashable, Sendable {
  /// To the nearest; a tie goes to the even neighbour. The default wherever lotwise has a choice.
  case nearestEven = "nearest, ties to even"
  /// To the nearest; a tie goes away from zero (what invoices usually do).
  case nearestAway = "nearest, ties away from zero"
  /// Towards minus infinity.
  case down
  /// Towards plus infinity.
  case up
}

extension Int128 {
  /// The quotient by a positive divisor, rounded as asked. Exact: no intermediate overflows.
  public func divided(by divisor: Int128, rounding: Rounding) -> Int128 {
    precondition(divisor > 0, "a divisor is positive")
    var (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    // From here on `self = quotient * divisor + remainder` with `0 <= remainder < divisor`.
    if remainder < 0 {
      quotient -= 1
      remainder += divisor
    }
    guard remainder != 0 else { return quotient }
    switch rounding {
    case .down: return quotient
    case .up: return quotient + 1
    case .nearestEven, .nearestAway:
      let rest = divisor - remainder
      if remainder != rest { return remainder > rest ? quotient + 1 : quotient }
      let roundsUp = rounding == .nearestEven ? quotient & 1 == 1 : self > 0
      return roundsUp ? quotient + 1 : quotient
    }
  }
}

/// `value * numerator / denominator`, computed in 128 bits and rounded once; nil past the 64-bit range.
public func scaled(
  _ value: Int64, by numerator: Int64, over denominator: Int64, rounding: Rounding
) -> Int64? {
  let exact = Int128(value) * Int128(numerator)
  return Int64(exactly: exact.divided(by: Int128(denominator), rounding: rounding))
}
