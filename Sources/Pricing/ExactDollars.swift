/// An amount before it is rounded: a fraction of pico-dollars in lowest terms. Prices and published
/// factors make finite decimals; a container-second ($0.05 / 3,600) does not, and is printed as a
/// fraction rather than cut off.

import Quantities

public struct ExactDollars: Hashable, Sendable {
  /// In pico-dollars.
  public let numerator: Int128
  public let denominator: Int128

  public static let zero = ExactDollars(whole: 0)

  private init(whole: Int128) {
    numerator = whole
    denominator = 1
  }

  /// Nil past 128 bits.
  init?(picodollars: Int128, times factor: Int128 = 1, over divisor: Int128 = 1) {
    let (product, overflows) = picodollars.multipliedReportingOverflow(by: factor)
    guard !overflows else { return nil }
    let common = greatestCommonDivisor(product, divisor)
    numerator = product / common
    denominator = divisor / common
  }

  public init(_ amount: Nanodollars) { self.init(whole: Int128(amount.count) * 1_000) }

  /// Nil past 128 bits.
  public func adding(_ other: ExactDollars) -> ExactDollars? {
    let common = greatestCommonDivisor(denominator, other.denominator)
    let (a, aOverflows) = numerator.multipliedReportingOverflow(by: other.denominator / common)
    let (b, bOverflows) = other.numerator.multipliedReportingOverflow(by: denominator / common)
    let (sum, overflows) = a.addingReportingOverflow(b)
    guard !aOverflows, !bOverflows, !overflows else { return nil }
    return ExactDollars(picodollars: sum, over: denominator / common * other.denominator)
  }

  public var negated: ExactDollars { ExactDollars(numerator: -numerator, denominator: denominator) }

  private init(numerator: Int128, denominator: Int128) {
    self.numerator = numerator
    self.denominator = denominator
  }

  public func rounded(_ rounding: Rounding) -> Nanodollars? {
    let (divisor, overflows) = denominator.multipliedReportingOverflow(by: 1_000)
    guard !overflows else { return nil }
    return Int64(exactly: numerator.divided(by: divisor, rounding: rounding)).map(Nanodollars.init)
  }
}

extension ExactDollars: CustomStringConvertible {
  /// `0.000006875` in dollars; `1/240` where no decimal is exact.
  public var description: String {
    var scale = 12
    var rest = denominator
    var extra: Int128 = 1
    // A decimal ends if the denominator has no prime factors but 2 and 5; each pair of them is a further
    // digit.
    while rest % 10 == 0 { (rest, scale) = (rest / 10, scale + 1) }
    while rest % 5 == 0 { (rest, scale, extra) = (rest / 5, scale + 1, extra * 2) }
    while rest % 2 == 0 { (rest, scale, extra) = (rest / 2, scale + 1, extra * 5) }
    let (digits, overflows) = numerator.multipliedReportingOverflow(by: extra)
    guard rest == 1, !overflows else { return fractionText }
    var text = String(digits.magnitude)
    text = String(repeating: "0", count: max(0, scale + 1 - text.utf8.count)) + text
    var decimals = String(text.suffix(scale))
    while decimals.last == "0" { decimals.removeLast() }
    let sign = digits < 0 ? "-" : ""
    return sign + text.dropLast(scale) + (decimals.isEmpty ? "" : "." + decimals)
  }

  private var fractionText: String {
    let picodollarsPerDollar: Int128 = 1_000_000_000_000
    let common = greatestCommonDivisor(numerator, picodollarsPerDollar)
    let (bottom, overflows) = denominator.multipliedReportingOverflow(by: picodollarsPerDollar / common)
    return overflows ? "\(numerator)/(\(denominator)e12)" : "\(numerator / common)/\(bottom)"
  }
}
