/// A share or a factor: a whole number of millionths. `30%`, `0.5x` and `1.1` are exact.

public struct Ratio: Hashable, Comparable, Sendable {
  public var millionths: Int64

  public init(millionths: Int64) { self.millionths = millionths }

  public static let zero = Ratio(millionths: 0)
  public static let one = Ratio(millionths: 1_000_000)

  public static func percent(_ whole: Int64) -> Ratio { Ratio(millionths: whole * 10_000) }

  public static func < (a: Ratio, b: Ratio) -> Bool { a.millionths < b.millionths }

  /// This share of an amount, rounded once; nil past the range.
  public func of(_ amount: Nanodollars, rounding: Rounding = .nearestEven) -> Nanodollars? {
    scaled(amount.count, by: millionths, over: 1_000_000, rounding: rounding).map(Nanodollars.init)
  }
}

extension Ratio: CustomStringConvertible {
  /// Reads `30%`, `0.3`, `1.1x`; six decimals at most (`0.0001%`).
  public init(parsing text: some StringProtocol) throws(QuantityError) {
    var body = text.trimmed
    let what = "a share or a factor"
    if body.hasSuffix("%") {
      body.removeLast()
      millionths = try DecimalText.parse(body.trimmed, digits: 4, what: what, example: "30%")
    } else {
      if body.hasSuffix("x") { body.removeLast() }
      millionths = try DecimalText.parse(body.trimmed, digits: 6, what: what, example: "30% or 1.1x")
    }
  }

  /// `30%`, `12.5%`.
  public var description: String { DecimalText.print(millionths, digits: 4, least: 0) + "%" }

  /// `1.1`, `0.5`: as a plain factor.
  public var factor: String { DecimalText.print(millionths, digits: 6, least: 0) }
}
