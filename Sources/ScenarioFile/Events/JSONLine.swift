/// A usage line: one JSON object of single values. Its words are read by Formats' lexer, strictly and in place. The last
/// line's keys are remembered, so that a key is found by one comparison.

import Documents
import Formats
import Quantities

struct JSONLine {
  /// The keys of the last line, in order.
  private var layout: [(name: [UInt8], key: RequestKey)] = []

  private typealias Failure = JSONLexer.Failure

  /// Hands every key that has a value to the row; a mistake in the JSON itself is a mistake of the row.
  mutating func read(_ record: Span<UInt8>, into row: inout EventRow) {
    do throws(Failure) {
      try object(record, into: &row)
    } catch {
      row.fail(error.range, error.problem, error.remedy)
    }
  }

  private mutating func object(_ record: Span<UInt8>, into row: inout EventRow) throws(Failure) {
    var index = JSONLexer.skipBlanks(record, 0)
    guard index < record.count, record[index] == UInt8(ascii: "{") else {
      throw Failure(index, "a JSON object is expected here", "write one object a line, like {\"at\": ...}")
    }
    index = JSONLexer.skipBlanks(record, index + 1)
    var seen: UInt32 = 0
    var position = 0
    if index < record.count, record[index] == UInt8(ascii: "}") {
      try end(record, index + 1)
      return
    }
    while true {
      guard index < record.count, record[index] == UInt8(ascii: "\"") else {
        throw Failure(
          index, "a key in double quotes is expected here", "write {\"at\": ..., \"amount\": ...}")
      }
      let (name, isEscaped) = try JSONLexer.string(record, &index)
      let key = try find(record, name, isEscaped, position)
      guard seen & 1 << UInt32(key.rawValue) == 0 else {
        throw Failure(name, "'\(key.name)' is given twice", "keep one of them")
      }
      seen |= 1 << UInt32(key.rawValue)
      position += 1
      index = JSONLexer.skipBlanks(record, index)
      guard index < record.count, record[index] == UInt8(ascii: ":") else {
        throw Failure(index, "a ':' is expected here", "write \"key\": value")
      }
      index = JSONLexer.skipBlanks(record, index + 1)
      try value(record, &index, key, into: &row)
      index = JSONLexer.skipBlanks(record, index)
      guard index < record.count, record[index] == UInt8(ascii: ",") || record[index] == UInt8(ascii: "}")
      else {
        throw Failure(index, "a ',' or '}' is expected here", "close the object on its own line")
      }
      let isLast = record[index] == UInt8(ascii: "}")
      index = JSONLexer.skipBlanks(record, index + 1)
      if isLast {
        try end(record, index)
        return
      }
    }
  }

  private func end(_ record: Span<UInt8>, _ index: Int) throws(Failure) {
    let rest = JSONLexer.skipBlanks(record, index)
    if rest < record.count {
      throw Failure(rest, "something follows the object", "write one object a line")
    }
  }

  // MARK: Keys and values

  private mutating func find(
    _ record: Span<UInt8>, _ range: Range<Int>, _ isEscaped: Bool, _ position: Int
  ) throws(Failure) -> RequestKey {
    let bytes = record.extracting(range)
    if position < layout.count, isEqual(bytes, layout[position].name) { return layout[position].key }
    let name =
      isEscaped ? String(decoding: try JSONLexer.unescaped(record, range), as: UTF8.self) : text(bytes)
    guard let key = RequestKey(column: name) else {
      throw Failure(range, "\(quote(name)) is not a key of a request", RequestKey.remedy(for: name))
    }
    if !isEscaped, position <= layout.count {
      layout.removeSubrange(position...)
      layout.append((Array(name.utf8), key))
    }
    return key
  }

  private func value(
    _ record: Span<UInt8>, _ index: inout Int, _ key: RequestKey, into row: inout EventRow
  ) throws(Failure) {
    guard index < record.count else { throw Failure(index, "a value is expected here", "write one") }
    let start = index
    switch record[index] {
    case UInt8(ascii: "\""):
      let (range, isEscaped) = try JSONLexer.string(record, &index)
      if isEscaped {
        let text = try JSONLexer.unescaped(record, range)
        if !text.isEmpty { row.set(key, text.span, range) }
      } else if !range.isEmpty {
        row.set(key, record.extracting(range), range)
      }
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      try JSONLexer.number(record, &index)
      row.set(key, record.extracting(start..<index), start..<index)
    case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
      if case .bool = try JSONLexer.word(record, &index) {
        row.set(key, record.extracting(start..<index), start..<index)
      }
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      throw Failure(start, "a single value is expected here", "write the value without brackets")
    default:
      throw Failure(start, "this is not JSON", "put text in double quotes")
    }
  }
}

extension RequestKey {
  /// By the name of a column: blanks or underscores.
  init?(column: String) {
    let name = String(column.map { $0 == "_" ? " " : $0 })
    guard let key = RequestKey.allCases.first(where: { $0.name == name }) else { return nil }
    self = key
  }

  static func remedy(for name: String) -> String {
    let names = RequestKey.allCases.map(\.name)
    return didYouMean(name, among: names) ?? "the names are \(listed(names))"
  }
}
