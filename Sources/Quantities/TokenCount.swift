/// A number of tokens, whole and not negative. `14k` is 14,000; `1.5M` is 1,500,000.

public struct TokenCount: Hashable, Comparable, Sendable, CustomStringConvertible {
  public var count: Int64

  public init(_ count: Int64) {
    precondition(count >= 0, "a token count is not negative")
    self.count = count
  }

  public static let zero = TokenCount(0)

  public static func < (a: TokenCount, b: TokenCount) -> Bool { a.count < b.count }

  private static let text = DecimalText(
    decimals: 0, what: "a number of tokens", example: "14k", letters: true)

  /// Reads `14k`, `1.5M`, `14,000`, `14_000 tokens`, `1 token`. At the boundary: `0.001k` is one token;
  /// half a token (`0.0005k`) and a negative number are refused.
  public init(parsing text: some StringProtocol) throws(QuantityError) {
    var body = Array(text.utf8)[...].trimmed
    if body.dropSuffix("tokens") || body.dropSuffix("token") { body = body.trimmed }
    if body.first == UInt8(ascii: "-") {
      throw QuantityError(
        "\(QuantityError.quote(text)) is negative", remedy: "write a number of tokens like 14k")
    }
    count = try TokenCount.text.parse(body, in: text)
  }

  /// `14,000`.
  public var description: String { DecimalText.print(count, decimals: 0, least: 0) }
}
