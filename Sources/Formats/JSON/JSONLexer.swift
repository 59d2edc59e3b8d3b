/// The words of JSON (RFC 8259), read strictly and in place: blanks, texts, numbers, and what is neither. Both readers
/// stand on it: JSONParser.swift reads a whole file into a value; usage lines are read one by one, and a text is copied
/// only where it holds escapes. Its loops are inlined into them.
///
/// At the boundary: a number has no leading zero, no bare point and no plus; a text holds no byte below 32; two halves of a
/// surrogate pair are one character, and one half is none.

import Quantities

public enum JSONLexer {
  /// What is no JSON, where it stands, and what to write instead.
  public struct Failure: Error, Hashable, Sendable {
    public let range: Range<Int>
    public let problem: String
    public let remedy: String

    public init(_ at: Int, _ problem: String, _ remedy: String) { self.init(at..<at + 1, problem, remedy) }

    public init(_ range: Range<Int>, _ problem: String, _ remedy: String) {
      self.range = range
      self.problem = problem
      self.remedy = remedy
    }
  }

  /// The first place at or after `start` that is not blank.
  @inlinable
  public static func skipBlanks(_ text: Span<UInt8>, _ start: Int) -> Int {
    var index = start
    while index < text.count, text[index] == 32 || text[index] == 9 || text[index] == 13 || text[index] == 10
    {
      index += 1
    }
    return index
  }

  /// Passes over a number.
  @inlinable
  public static func number(_ text: Span<UInt8>, _ index: inout Int) throws(Failure) {
    let start = index
    func digits() -> Int {
      let first = index
      while index < text.count, text[index] &- 48 < 10 { index += 1 }
      return index - first
    }
    func take(_ a: UInt8, _ b: UInt8) -> Bool {
      guard index < text.count, text[index] == a || text[index] == b else { return false }
      index += 1
      return true
    }
    _ = take(UInt8(ascii: "-"), UInt8(ascii: "-"))
    let isZero = index < text.count && text[index] == 48
    let whole = digits()
    var isGood = whole > 0 && (!isZero || whole == 1)
    if take(UInt8(ascii: "."), UInt8(ascii: ".")) { isGood = digits() > 0 && isGood }
    if take(UInt8(ascii: "e"), UInt8(ascii: "E")) {
      _ = take(UInt8(ascii: "+"), UInt8(ascii: "-"))
      isGood = digits() > 0 && isGood
    }
    if !isGood { throw Failure(start..<index, "this is not a JSON number", "write it like 14000 or 0.25") }
  }

  public enum Word: Hashable, Sendable {
    case null
    case bool(Bool)
  }

  /// Passes over `true`, `false` or `null`.
  public static func word(_ text: Span<UInt8>, _ index: inout Int) throws(Failure) -> Word {
    let start = index
    while index < text.count, text[index] >= 97, text[index] <= 122 { index += 1 }
    let word = text.extracting(start..<index)
    if isEqual(word, "null") { return .null }
    if isEqual(word, "true") { return .bool(true) }
    if isEqual(word, "false") { return .bool(false) }
    if word.isEmpty { throw Failure(start, "this is not JSON", "put text in double quotes") }
    throw Failure(
      start..<index, "\(QuantityError.quote(String(utf8: word))) is not JSON", "put text in double quotes")
  }

  private static func isEqual(_ bytes: Span<UInt8>, _ word: StaticString) -> Bool {
    guard bytes.count == word.utf8CodeUnitCount else { return false }
    return bytes.indices.allSatisfy { bytes[$0] == word.utf8Start[$0] }
  }

  // MARK: Text

  /// The range between the quotes of the text whose opening quote is at `index`, and whether it holds escapes.
  @inlinable
  public static func string(
    _ text: Span<UInt8>, _ index: inout Int
  ) throws(Failure) -> (range: Range<Int>, isEscaped: Bool) {
    let start = index + 1
    index = start
    var isEscaped = false
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "\""):
        index += 1
        return (start..<index - 1, isEscaped)
      case UInt8(ascii: "\\"):
        isEscaped = true
        index += 2
      case 0..<32:
        throw Failure(index, "a control character stands in this text", "write it as an escape, like \\t")
      default: index += 1
      }
    }
    throw Failure(start - 1, "the quote that opens here is never closed", "close it on the same line")
  }

  /// The bytes of a text with escapes.
  public static func unescaped(_ text: Span<UInt8>, _ range: Range<Int>) throws(Failure) -> [UInt8] {
    var result: [UInt8] = []
    var index = range.lowerBound
    while index < range.upperBound {
      guard text[index] == UInt8(ascii: "\\") else {
        result.append(text[index])
        index += 1
        continue
      }
      switch text[index + 1] {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(text[index + 1])
      case UInt8(ascii: "b"): result.append(8)
      case UInt8(ascii: "f"): result.append(12)
      case UInt8(ascii: "n"): result.append(10)
      case UInt8(ascii: "r"): result.append(13)
      case UInt8(ascii: "t"): result.append(9)
      case UInt8(ascii: "u"):
        result += try escapedScalar(text, &index, range.upperBound).utf8
      default: throw Failure(index..<index + 2, "this escape is not known", "write \\\\ for a backslash")
      }
      index += 2
    }
    return result
  }

  /// The character of `\uXXXX`, or of two of them; leaves `index` on the last one, as if it were 2 bytes
  /// long.
  private static func escapedScalar(
    _ text: Span<UInt8>, _ index: inout Int, _ end: Int
  ) throws(Failure) -> String {
    func unit(_ at: Int) -> UInt32? {
      guard at + 6 <= end, text[at] == UInt8(ascii: "\\"), text[at + 1] == UInt8(ascii: "u") else {
        return nil
      }
      var value: UInt32 = 0
      for offset in 2..<6 {
        guard let digit = Character(Unicode.Scalar(text[at + offset])).hexDigitValue else { return nil }
        value = value << 4 | UInt32(digit)
      }
      return value
    }
    let start = index
    if let first = unit(start) {
      index = start + 4
      if let scalar = Unicode.Scalar(first) { return String(Character(scalar)) }
      if first < 0xDC00, let second = unit(start + 6), (0xDC00...0xDFFF).contains(second),
        let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
      {
        index = start + 10
        return String(Character(scalar))
      }
    }
    throw Failure(start..<min(start + 6, end), "this escape is no character", "write the character itself")
  }
}

extension String {
  /// Bytes as text; what is no UTF-8 in them as U+FFFD.
  public init(utf8 bytes: Span<UInt8>) {
    var copy: [UInt8] = []
    copy.reserveCapacity(bytes.count)
    for index in bytes.indices { copy.append(bytes[index]) }
    self.init(decoding: copy, as: UTF8.self)
  }
}
