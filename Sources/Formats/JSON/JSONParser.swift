/// A whole JSON text read into a value: one value, no comments, no trailing commas, no key twice, at most 64 levels deep.
/// Its words are JSONLexer's.

package struct JSONParser {
  private let bytes: [UInt8]
  private var at = 0
  private static let deepest = 64
  private static let few = 16

  package static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw JSONError(place: "", problem: "this is not text in UTF-8")
    }
    var parser = JSONParser(bytes)
    do throws(JSONLexer.Failure) {
      let value = try parser.value(depth: 0)
      parser.skipBlanks()
      if parser.at < bytes.count { throw parser.error("something follows the end of the value") }
      return value
    } catch {
      throw parser.placed(error)
    }
  }

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  private func error(_ problem: String) -> JSONLexer.Failure { JSONLexer.Failure(at, problem, "") }

  private func placed(_ failure: JSONLexer.Failure) -> JSONError {
    let before = bytes[..<min(failure.range.lowerBound, bytes.count)]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let column = before.count - (before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0) + 1
    return JSONError(place: "line \(line), column \(column)", problem: failure.problem)
  }

  private mutating func skipBlanks() { at = JSONLexer.skipBlanks(bytes.span, at) }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipBlanks()
    guard at < bytes.count, bytes[at] == byte else { return false }
    at += 1
    return true
  }

  /// A word, past which it goes on.
  private mutating func read<Word>(
    _ word: (Span<UInt8>, inout Int) throws(JSONLexer.Failure) -> Word
  ) throws(JSONLexer.Failure) -> Word {
    var end = at
    let found = try word(bytes.span, &end)
    at = end
    return found
  }

  private mutating func value(depth: Int) throws(JSONLexer.Failure) -> JSONValue {
    skipBlanks()
    guard depth <= JSONParser.deepest else { throw error("more than 64 levels deep") }
    guard at < bytes.count else { throw error("the file ends too early") }
    switch bytes[at] {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      let start = at
      try read(JSONLexer.number)
      return .number(String(decoding: bytes[start..<at], as: UTF8.self))
    default:
      switch try read(JSONLexer.word) {
      case .null: return .null
      case .bool(let isTrue): return .bool(isTrue)
      }
    }
  }

  private mutating func object(depth: Int) throws(JSONLexer.Failure) -> JSONValue {
    at += 1
    var members: [JSONValue.Member] = []
    // Of an object with many keys; of few each is looked at.
    var keys: Set<String> = []
    if take(UInt8(ascii: "}")) { return .object([]) }
    repeat {
      skipBlanks()
      guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { throw error("a key in quotes is due") }
      let key = try string()
      if members.count == JSONParser.few { keys = Set(members.map(\.key)) }
      let isNew =
        members.count < JSONParser.few ? !members.contains { $0.key == key } : keys.insert(key).inserted
      guard isNew else { throw error("the key \"\(key)\" comes twice") }
      guard take(UInt8(ascii: ":")) else { throw error("a colon is due") }
      members.append(JSONValue.Member(key: key, value: try value(depth: depth + 1)))
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw error("a comma or the end of the object is due") }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(JSONLexer.Failure) -> JSONValue {
    at += 1
    var values: [JSONValue] = []
    if take(UInt8(ascii: "]")) { return .array([]) }
    repeat { values.append(try value(depth: depth + 1)) } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw error("a comma or the end of the list is due") }
    return .array(values)
  }

  private mutating func string() throws(JSONLexer.Failure) -> String {
    let (range, isEscaped) = try read(JSONLexer.string)
    if isEscaped { return String(decoding: try JSONLexer.unescaped(bytes.span, range), as: UTF8.self) }
    return bytes.withUnsafeBufferPointer {
      String(decoding: UnsafeBufferPointer(rebasing: $0[range]), as: UTF8.self)
    }
  }
}
