/// Money: a whole number of nano-dollars (10^-9 $). No float ever holds a balance.
/// Range: about -$9.22 billion to $9.22 billion; arithmetic past it throws, it never wraps.

public struct Nanodollars: Hashable, Comparable, Sendable {
  public var count: Int64

  public init(_ count: Int64) { self.count = count }

  public static let zero = Nanodollars(0)
  public static let perDollar: Int64 = 1_000_000_000
  /// The most that one amount or one running total may be: 2^62 - 1 nano-dollars, about $4.6 billion. Half of
  /// the integer's range, so that a sum of two such amounts never overflows.
  public static let largest = Nanodollars((1 << 62) - 1)

  /// A whole number of dollars. Programmer's shorthand: traps past the range.
  public static func dollars(_ whole: Int64) -> Nanodollars { Nanodollars(whole * perDollar) }

  public static func < (a: Nanodollars, b: Nanodollars) -> Bool { a.count < b.count }

  public func adding(_ other: Nanodollars) throws(QuantityError) -> Nanodollars {
    let (sum, overflow) = count.addingReportingOverflow(other.count)
    if overflow { throw Nanodollars.pastRange }
    return Nanodollars(sum)
  }

  public func subtracting(_ other: Nanodollars) throws(QuantityError) -> Nanodollars {
    let (difference, overflow) = count.subtractingReportingOverflow(other.count)
    if overflow { throw Nanodollars.pastRange }
    return Nanodollars(difference)
  }

  static let pastRange = QuantityError(
    "an amount is past the range of a ledger (-$9,223,372,036.85 to $9,223,372,036.85)",
    remedy: "use smaller amounts")
}

extension Nanodollars: CustomStringConvertible {
  private static let text = DecimalText(
    decimals: 9, what: "an amount of money", example: "$1,250.50", letters: true)

  /// Reads `$1,250.50`, `1250.5`, `-$3`, `$14k`, `USD 5`, `0.000000001`; at most nine decimals. Only
  /// the sign may stand before `$`, and nothing between it and the number.
  public init(parsing text: some StringProtocol) throws(QuantityError) {
    var body = Array(text.utf8)[...].trimmed
    let isNegative = body.dropPrefix("-")
    if !body.dropPrefix("$") { _ = body.dropPrefix("USD ") }
    count = try Nanodollars.text.parse(body, isNegative: isNegative, in: text)
  }

  /// `$1,250.50`: at least two decimals, as many as are needed, never rounded.
  public var description: String {
    DecimalText.print(count, decimals: 9, least: 2, mark: UInt8(ascii: "$"))
  }

  /// `1250.50`: a plain decimal without sign of currency or grouping, for CSV and JSON.
  public var decimal: String { DecimalText.print(count, decimals: 9, least: 2, grouped: false) }

  /// Appends `decimal`, for files of millions of rows.
  public func write(into buffer: inout [UInt8]) {
    DecimalText.write(count, decimals: 9, least: 2, grouped: false, into: &buffer)
  }

  /// `$1,250.50`, rounded to the cent, half a cent away from zero: for tables that people read.
  public var toCents: String {
    let cents = Int128(count).divided(by: 10_000_000, rounding: .nearestAway)
    return DecimalText.print(
      Int64(truncatingIfNeeded: cents), decimals: 2, least: 2, mark: UInt8(ascii: "$"))
  }
}
