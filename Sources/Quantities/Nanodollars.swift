/// Money: a whole number of nano-dollars (10^-9 $). No float ever holds a balance.
/// Range: about -$9.22 billion to $9.22 billion; arithmetic past it throws, it never wraps.

public struct Nanodollars: Hashable, Comparable, Sendable {
  public var count: Int64

  public init(_ count: Int64) { self.count = count }

  public static let zero = Nanodollars(0)
  public static let perDollar: Int64 = 1_000_000_000
  /// The most that one amount or one running total may be: 2^62 - 1 nano-dollars, about $4.6 billion. Half of
  /// the integer's range, so that a sum of two such amounts never overflows in a vector lane.
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
    "an amount is past the range of a ledger ($9,223,372,036.85)",
    remedy: "use smaller amounts")
}

extension Nanodollars: CustomStringConvertible {
  /// Reads `$1,250.50`, `1250.5`, `-$3`, `$14k`, `0.000000001`; `$` is optional, at most nine decimals.
  public init(parsing text: some StringProtocol) throws(QuantityError) {
    var body = text.trimmed
    var sign = ""
    if body.hasPrefix("-") {
      sign = "-"
      body.removeFirst()
    }
    if body.hasPrefix("$") { body.removeFirst() } else if body.hasPrefix("USD ") { body.removeFirst(4) }
    guard body.first?.isNumber == true || body.first == "." else {
      throw QuantityError(
        "'\(text)' is not an amount of money", remedy: "write an amount like $1,250.50")
    }
    count = try DecimalText.parse(
      sign + body, digits: 9, what: "an amount of money", example: "$1,250.50")
  }

  /// `$1,250.50`: at least two decimals, as many as are needed, never rounded.
  public var description: String {
    (count < 0 ? "-$" : "$") + DecimalText.print(count, digits: 9, least: 2).trimmingSign
  }

  /// `1250.5`: a plain decimal without sign of currency or grouping, for CSV and JSON.
  public var decimal: String { DecimalText.print(count, digits: 9, least: 2, grouping: false) }

  /// `$1,250.50`, rounded to the cent: for tables that people read.
  public var toCents: String {
    let cents = Int128(count).divided(by: 10_000_000, rounding: .nearestAway)
    return Nanodollars(Int64(cents) * 10_000_000).description
  }
}

extension String {
  fileprivate var trimmingSign: String { hasPrefix("-") ? String(dropFirst()) : self }
}
