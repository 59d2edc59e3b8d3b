/// A number of tokens, whole and not negative. `14k` is 14,000; `1.5M` is 1,500,000.

public struct TokenCount: Hashable, Comparable, Sendable, CustomStringConvertible {
  public var count: Int64

  public init(_ count: Int64) {
    precondition(count >= 0, "a token count is not negative")
    self.count = count
  }

  public static let zero = TokenCount(0)

  public static func < (a: TokenCount, b: TokenCount) -> Bool { a.count < b.count }

  /// Reads `14k`, `1.5M`, `14,000`, `14_000 tokens`. Half a token, or a negative number, is refused.
  public init(parsing text: some StringProtocol) throws(QuantityError) {
    var body = text.trimmed
    for unit in ["tokens", "token"] where body.hasSuffix(unit) {
      body = body.dropLast(unit.count).trimmed
    }
    let value = try DecimalText.parse(body, digits: 0, what: "a number of tokens", example: "14k")
    guard value >= 0 else {
      throw QuantityError("'\(text)' is negative", remedy: "write a number of tokens like 14k")
    }
    count = value
  }

  /// `14,000`.
  public var description: String { DecimalText.print(count, digits: 0, least: 0) }
}
