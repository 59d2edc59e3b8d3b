/// A price: a whole number of pico-dollars (10^-12 $) per token. $1 per million tokens is 1,000,000.
/// Every published price is exact in this unit, and so is every product with the published multipliers
/// (the smallest seen, 0.01 x 0.5 x 1.1 $/MTok, is 5,500).

public struct PicodollarsPerToken: Hashable, Comparable, Sendable {
  public var count: Int64

  public init(_ count: Int64) { self.count = count }

  public static func < (a: Self, b: Self) -> Bool { a.count < b.count }

  private static let text = DecimalText(
    decimals: 6, what: "a price per million tokens", example: "$0.125", letters: false)

  /// Reads dollars per million tokens, as price lists print them: `0.125`, `$3`, `18.75`. At most six
  /// decimals; not negative.
  public init(parsingDollarsPerMillion text: some StringProtocol) throws(QuantityError) {
    var body = Array(text.utf8)[...].trimmed
    _ = body.dropPrefix("$")
    count = try PicodollarsPerToken.text.parse(body, in: text)
  }

  /// `0.125`: dollars per million tokens, at least two decimals.
  public var dollarsPerMillion: String {
    DecimalText.print(count, decimals: 6, least: 2, grouped: false)
  }
}
