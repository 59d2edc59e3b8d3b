/// One JSON object of single values, as RFC 8259 has it, read strictly and in place: text is copied only
/// where it holds escapes. The last line's keys are remembered, so that a key is found by one
/// comparison.

import Documents
import Quantities

struct JSONLine {
  /// The keys of the last line, in order.
  private var layout: [(name: [UInt8], key: RequestKey)] = []

  private struct Failure: Error {
    var range: Range<Int>
    var problem: String
    var remedy: String

    init(_ at: Int, _ problem: String, _ remedy: String) { self.init(at..<at + 1, problem, remedy) }

    init(_ range: Range<Int>, _ problem: String, _ remedy: String) {
      self.range = range
      self.problem = problem
      self.remedy = remedy
    }
  }

  /// Hands every key that has a value to the row; a mistake in the JSON itself is a mistake of the row.
  mutating func read(_ record: Span<UInt8>, into row: inout EventRow) {
    do throws(Failure) {
      try object(record, into: &row)
    } catch {
      row.fail(error.range, error.problem, error.remedy)
    }
  }

  private mutating func object(_ record: Span<UInt8>, into row: inout EventRow) throws(Failure) {
    var index = skipBlanks(record, 0)
    guard index < record.count, record[index] == UInt8(ascii: "{") else {
      throw Failure(index, "a JSON object is expected here", "write one object a line, like {\"at\": ...}")
    }
    index = skipBlanks(record, index + 1)
    var seen: UInt32 = 0
    var position = 0
    if index < record.count, record[index] == UInt8(ascii: "}") {
      try end(record, index + 1)
      return
    }
    while true {
      let (name, isEscaped) = try string(record, &index)
      let key = try find(record, name, isEscaped, position)
      guard seen & 1 << UInt32(key.rawValue) == 0 else {
        throw Failure(name, "'\(key.name)' is given twice", "keep one of them")
      }
      seen |= 1 << UInt32(key.rawValue)
      position += 1
      index = skipBlanks(record, index)
      guard index < record.count, record[index] == UInt8(ascii: ":") else {
        throw Failure(index, "a ':' is expected here", "write \"key\": value")
      }
      index = skipBlanks(record, index + 1)
      try value(record, &index, key, into: &row)
      index = skipBlanks(record, index)
      guard index < record.count, record[index] == UInt8(ascii: ",") || record[index] == UInt8(ascii: "}")
      else {
        throw Failure(index, "a ',' or '}' is expected here", "close the object on its own line")
      }
      let isLast = record[index] == UInt8(ascii: "}")
      index = skipBlanks(record, index + 1)
      if isLast {
        try end(record, index)
        return
      }
    }
  }

  private func end(_ record: Span<UInt8>, _ index: Int) throws(Failure) {
    let rest = skipBlanks(record, index)
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
    let name = isEscaped ? String(decoding: try unescaped(record, range), as: UTF8.self) : text(bytes)
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
      let (range, isEscaped) = try string(record, &index)
      if isEscaped {
        let text = try unescaped(record, range)
        if !text.isEmpty { row.set(key, text.span, range) }
      } else if !range.isEmpty {
        row.set(key, record.extracting(range), range)
      }
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      try number(record, &index)
      row.set(key, record.extracting(start..<index), start..<index)
    case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
      while index < record.count, record[index] >= 97, record[index] <= 122 { index += 1 }
      let word = record.extracting(start..<index)
      if isEqual(word, Array("null".utf8)) { return }
      guard isEqual(word, Array("true".utf8)) || isEqual(word, Array("false".utf8)) else {
        throw Failure(start..<index, "\(quote(text(word))) is not JSON", "put text in double quotes")
      }
      row.set(key, word, start..<index)
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      throw Failure(start, "a single value is expected here", "write the value without brackets")
    default:
      throw Failure(start, "this is not JSON", "put text in double quotes")
    }
  }

  /// Passes over a number; JSON has no leading zeros and no bare points.
  private func number(_ record: Span<UInt8>, _ index: inout Int) throws(Failure) {
    let start = index
    func digits() -> Int {
      let first = index
      while index < record.count, record[index] &- 48 < 10 { index += 1 }
      return index - first
    }
    func take(_ bytes: UInt8...) -> Bool {
      guard index < record.count, bytes.contains(record[index]) else { return false }
      index += 1
      return true
    }
    _ = take(UInt8(ascii: "-"))
    let isZero = index < record.count && record[index] == 48
    let whole = digits()
    var isGood = whole > 0 && (!isZero || whole == 1)
    if take(UInt8(ascii: ".")) { isGood = digits() > 0 && isGood }
    if take(UInt8(ascii: "e"), UInt8(ascii: "E")) {
      _ = take(UInt8(ascii: "+"), UInt8(ascii: "-"))
      isGood = digits() > 0 && isGood
    }
    if !isGood { throw Failure(start..<index, "this is not a JSON number", "write it like 14000 or 0.25") }
  }

  // MARK: Text

  /// The range between the quotes of the text at `index`, and whether it holds escapes.
  private func string(
    _ record: Span<UInt8>, _ index: inout Int
  ) throws(Failure) -> (Range<Int>, isEscaped: Bool) {
    guard index < record.count, record[index] == UInt8(ascii: "\"") else {
      throw Failure(index, "a key in double quotes is expected here", "write {\"at\": ..., \"amount\": ...}")
    }
    let start = index + 1
    index = start
    var isEscaped = false
    while index < record.count {
      switch record[index] {
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

  private func unescaped(_ record: Span<UInt8>, _ range: Range<Int>) throws(Failure) -> [UInt8] {
    var result: [UInt8] = []
    var index = range.lowerBound
    while index < range.upperBound {
      guard record[index] == UInt8(ascii: "\\") else {
        result.append(record[index])
        index += 1
        continue
      }
      switch record[index + 1] {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(record[index + 1])
      case UInt8(ascii: "b"): result.append(8)
      case UInt8(ascii: "f"): result.append(12)
      case UInt8(ascii: "n"): result.append(10)
      case UInt8(ascii: "r"): result.append(13)
      case UInt8(ascii: "t"): result.append(9)
      case UInt8(ascii: "u"):
        result += try escapedScalar(record, &index, range.upperBound).utf8
      default: throw Failure(index..<index + 2, "this escape is not known", "write \\\\ for a backslash")
      }
      index += 2
    }
    return result
  }

  /// The character of `\uXXXX`, or of two of them; leaves `index` on the last one, as if it were 2 bytes
  /// long.
  private func escapedScalar(
    _ record: Span<UInt8>, _ index: inout Int, _ end: Int
  ) throws(Failure) -> String {
    func unit(_ at: Int) -> UInt32? {
      guard at + 6 <= end, record[at] == UInt8(ascii: "\\"), record[at + 1] == UInt8(ascii: "u") else {
        return nil
      }
      var value: UInt32 = 0
      for offset in 2..<6 {
        guard let digit = Character(Unicode.Scalar(record[at + offset])).hexDigitValue else { return nil }
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

  private func skipBlanks(_ record: Span<UInt8>, _ start: Int) -> Int {
    var index = start
    while index < record.count, record[index] == 32 || record[index] == 9 || record[index] == 13 {
      index += 1
    }
    return index
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
