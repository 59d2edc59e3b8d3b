/// A pull reader of JSON: it stands at a byte of a text and goes on by what the caller asks for. It enters objects and
/// lists, gives the next key, reads single values and passes over whole ones without making anything of them. Its words
/// are JSONLexer's; each mistake knows its byte, from which line and column follow. A cursor is a value: a copy of it is
/// a bookmark.
///
/// At the boundary: a value that is passed over may be 64 levels deep and not 65 (a stack of bits, no recursion). A key
/// that comes twice is given twice: who keeps the later one does what every common reader of JSON does.

public struct JSONCursor {
  public typealias Failure = JSONLexer.Failure

  public enum Kind: Hashable, Sendable {
    case object
    case list
    case text
    case number
    case bool
    case null
    /// Nothing but blanks is left.
    case end
  }

  public static let deepest = 64

  public let bytes: [UInt8]
  /// Nothing at or behind it is read.
  public let end: Int
  public var at: Int

  public init(_ bytes: [UInt8], in range: Range<Int>) {
    self.bytes = bytes
    end = min(range.upperBound, bytes.count)
    at = min(range.lowerBound, end)
  }

  public init(_ bytes: [UInt8]) { self.init(bytes, in: 0..<bytes.count) }

  @inline(__always)
  private mutating func byte() -> UInt8? {
    while at < end {
      let byte = bytes[at]
      if byte > 32 || byte != 32 && byte != 10 && byte != 13 && byte != 9 { return byte }
      at += 1
    }
    return nil
  }

  private func failure(
    _ problem: String, _ remedy: String = "export the file again: it may be cut or changed"
  )
    -> Failure
  {
    Failure(at, at < end ? problem : "the file ends in the middle of a value", remedy)
  }

  /// What begins here; nothing is taken but blanks.
  public mutating func kind() throws(Failure) -> Kind {
    guard let byte = byte() else { return .end }
    switch byte {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .list
    case UInt8(ascii: "\""): return .text
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
    case UInt8(ascii: "n"): return .null
    default: throw failure("this is not JSON")
    }
  }

  // MARK: Objects and lists

  /// Goes into the object or list that begins here.
  public mutating func enter() { at += 1 }

  /// The key of the next member, and the cursor before its value; nil at the end of the object, which it leaves.
  /// `isFirst`: true before the first call.
  public mutating func nextKey(
    _ isFirst: inout Bool
  ) throws(Failure) -> (range: Range<Int>, isEscaped: Bool)? {
    guard try next(UInt8(ascii: "}"), &isFirst) else { return nil }
    return try key()
  }

  /// Whether a further element stands here; false at the end of the list, which it leaves.
  public mutating func nextElement(_ isFirst: inout Bool) throws(Failure) -> Bool {
    try next(UInt8(ascii: "]"), &isFirst)
  }

  private mutating func next(_ closing: UInt8, _ isFirst: inout Bool) throws(Failure) -> Bool {
    guard let byte = byte() else { throw failure("") }
    if byte == closing {
      at += 1
      return false
    }
    if isFirst {
      isFirst = false
      return true
    }
    guard byte == UInt8(ascii: ",") else { throw failure("a comma or an end is due here") }
    at += 1
    return true
  }

  private mutating func key() throws(Failure) -> (range: Range<Int>, isEscaped: Bool) {
    guard byte() == UInt8(ascii: "\"") else { throw failure("a key in double quotes is due here") }
    let key = try text()
    guard byte() == UInt8(ascii: ":") else { throw failure("a colon is due here") }
    at += 1
    return key
  }

  // MARK: Single values

  /// The range between the quotes of the text that begins here, and whether it holds escapes.
  public mutating func text() throws(Failure) -> (range: Range<Int>, isEscaped: Bool) {
    let opening = at
    let (closing, isEscaped) = try JSONCursor.closing(bytes.span.extracting(0..<end), opening)
    at = closing + 1
    return (opening + 1..<closing, isEscaped)
  }

  /// The closing quote of the text that opens here.
  private static func closing(
    _ text: Span<UInt8>, _ opening: Int
  ) throws(Failure) -> (index: Int, isEscaped: Bool) {
    var index = opening + 1
    var isEscaped = false
    while true {
      index = pastPlain(text, index)
      guard index < text.count else { break }
      switch text[index] {
      case UInt8(ascii: "\""): return (index, isEscaped)
      case UInt8(ascii: "\\"):
        isEscaped = true
        index += 2
      default:
        throw Failure(index, "a control character stands in this text", "write it as an escape, like \\t")
      }
    }
    throw Failure(
      opening, "the quote that opens here is never closed", "export the file again: it may be cut or changed")
  }

  /// The first place at or after `index` of a quote, a backslash or a control character; eight bytes at a time.
  private static func pastPlain(_ text: Span<UInt8>, _ index: Int) -> Int {
    var index = index
    let ones: UInt64 = 0x0101_0101_0101_0101
    while index + 8 <= text.count {
      let word = UInt64(
        littleEndian: text.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
      let quote = word ^ (ones &* 0x22)
      let backslash = word ^ (ones &* 0x5C)
      // The lowest bit that is set is exact: a borrow only ever reaches upwards from a byte that is found.
      let found =
        ((quote &- ones) & ~quote | (backslash &- ones) & ~backslash | (word &- ones &* 0x20) & ~word)
        & (ones &* 0x80)
      if found != 0 { return index + found.trailingZeroBitCount / 8 }
      index += 8
    }
    while index < text.count, text[index] >= 32, text[index] != UInt8(ascii: "\""),
      text[index] != UInt8(ascii: "\\")
    {
      index += 1
    }
    return index
  }

  /// The bytes of the number that begins here.
  public mutating func number() throws(Failure) -> Range<Int> {
    let start = at
    var index = at
    try JSONLexer.number(bytes.span.extracting(0..<end), &index)
    at = index
    return start..<index
  }

  /// `true`, `false` or `null`.
  public mutating func word() throws(Failure) -> JSONLexer.Word {
    var index = at
    let word = try JSONLexer.word(bytes.span.extracting(0..<end), &index)
    at = index
    return word
  }

  /// The text between two quotes; bytes that are no UTF-8 as U+FFFD.
  public func string(_ text: (range: Range<Int>, isEscaped: Bool)) throws(Failure) -> String {
    guard text.isEscaped else { return String(decoding: bytes[text.range], as: UTF8.self) }
    return String(decoding: try JSONLexer.unescaped(bytes.span, text.range), as: UTF8.self)
  }

  /// Whether these bytes are this text.
  @inline(__always)
  public func isEqual(_ range: Range<Int>, _ name: StaticString) -> Bool {
    guard range.count == name.utf8CodeUnitCount else { return false }
    var index = range.lowerBound
    for offset in 0..<name.utf8CodeUnitCount {
      if bytes[index] != name.utf8Start[offset] { return false }
      index += 1
    }
    return true
  }

  // MARK: Passing over

  /// Passes over the value that begins here, whatever it is; only its grammar is looked at.
  public mutating func skip() throws(Failure) {
    // The lowest bit: the innermost level is an object.
    var levels: UInt64 = 0
    var depth = 0
    while true {
      switch try kind() {
      case .object:
        try deepen(&depth)
        levels = levels << 1 | 1
        var isFirst = true
        if try nextKey(&isFirst) != nil { continue }
        levels >>= 1
        depth -= 1
      case .list:
        try deepen(&depth)
        levels <<= 1
        var isFirst = true
        if try nextElement(&isFirst) { continue }
        levels >>= 1
        depth -= 1
      case .text: _ = try text()
      case .number: _ = try number()
      case .bool, .null: _ = try word()
      case .end: throw failure("")
      }
      // A value has ended; what follows belongs to the level around it.
      var isOpen = false
      while depth > 0, !isOpen {
        var isFirst = false
        isOpen = levels & 1 == 1 ? try nextKey(&isFirst) != nil : try nextElement(&isFirst)
        guard !isOpen else { break }
        levels >>= 1
        depth -= 1
      }
      if depth == 0 { return }
    }
  }

  private mutating func deepen(_ depth: inout Int) throws(Failure) {
    guard depth < JSONCursor.deepest else {
      throw Failure(
        at, "a value is more than \(JSONCursor.deepest) levels deep", "this is no export of usage")
    }
    depth += 1
    at += 1
  }
}
