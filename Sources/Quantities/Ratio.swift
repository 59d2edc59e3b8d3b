/// A share or a factor: a whole number of millionths. `30%`, `0.5x` and `1.1` are exact.

public struct Ratio: Hashable, Comparable, Sendable {
  public var millionths: Int64

  public init(millionths: Int64) { self.millionths = millionths }

  public static let zero = Ratio(millionths: 0)
  public static let one = Ratio(millionths: 1_000_000)

  /// Programmer's shorthand: traps past the range.
  public static func percent(_ whole: Int64) -> Ratio { Ratio(millionths: whole * 10_000) }

  public static func < (a: Ratio, b: Ratio) -> Bool { a.millionths < b.millionths }

  /// This share of an amount, rounded once; nil past the range.
  public func of(_ amount: Nanodollars, rounding: Rounding = .nearestEven) -> Nanodollars? {
    scaled(amount.count, by: millionths, over: 1_000_000, rounding: rounding).map(Nanodollars.init)
  }
}

extension Ratio: CustomStringConvertible {
  private static let what = "a share or a factor"
  private static let percentText = DecimalText(decimals: 4, what: what, example: "30%", letters: false)
  private static let factorText = DecimalText(
    decimals: 6, what: what, example: "30% or 1.1x", letters: false)

  /// Reads `30%`, `0.3`, `1.1x`, `-5 %`; at most four decimals before `%`, six otherwise (`0.0001%`,
  /// `0.000001`).
  public init(parsing text: some StringProtocol) throws(QuantityError) {
    var body = Array(text.utf8)[...].trimmed
    let form = body.dropSuffix("%") ? Ratio.percentText : Ratio.factorText
    if form.decimals == 6 { _ = body.dropSuffix("x") }
    millionths = try form.parseSigned(body.trimmed, in: text)
  }

  /// `30%`, `12.5%`.
  public var description: String { DecimalText.print(millionths, decimals: 4, least: 0) + "%" }

  /// `1.1`, `0.5`: as a plain factor.
  public var factor: String { DecimalText.print(millionths, decimals: 6, least: 0, grouped: false) }
}
