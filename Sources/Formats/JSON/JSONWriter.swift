/// JSON, written front to back: keys in the order of the calls, so that the same report is the same bytes;
/// amounts of money as decimal strings, because a JSON number is a binary fraction to most readers.

import Quantities

public struct JSONWriter: ~Copyable {
  public private(set) var bytes: ByteBuffer
  private var depth = 0
  /// Nothing was written yet since the last `{` or `[`.
  private var isFirst = true
  /// No figure was past what a decimal may hold: null stands for nothing that has a number.
  public private(set) var tellsAll = true

  public init() { bytes = ByteBuffer() }

  public consuming func finish() -> ByteBuffer {
    precondition(depth == 0, "every object and array is closed")
    bytes.append("\n")
    return bytes
  }

  /// An object or an array: braces, and what `body` writes between them.
  public mutating func object(_ key: String? = nil, _ body: (inout JSONWriter) -> Void) {
    nested(key, open: "{", close: "}", body)
  }

  public mutating func array(_ key: String? = nil, _ body: (inout JSONWriter) -> Void) {
    nested(key, open: "[", close: "]", body)
  }

  public mutating func string(_ key: String? = nil, _ value: String) {
    start(key)
    quote(value)
  }

  public mutating func number(_ key: String? = nil, _ value: Int) {
    start(key)
    bytes.append(number: Int64(value))
  }

  public mutating func money(_ key: String? = nil, _ value: Nanodollars) {
    start(key)
    bytes.append("\"")
    bytes.append(decimal: value)
    bytes.append("\"")
  }

  /// Nine decimals at most; null for what has no number.
  public mutating func figure(_ key: String?, _ value: Double?, _ scale: Double = 1) {
    guard let value, case let number = value / scale, number.isFinite else { return null(key) }
    if let amount = nanodollars(number) { return money(key, amount) }
    tellsAll = false
    null(key)
  }

  /// Null for what never comes.
  public mutating func instant(_ key: String? = nil, _ value: Instant?) {
    if let value, value != .never { string(key, value.description) } else { null(key) }
  }

  public mutating func bool(_ key: String? = nil, _ value: Bool) {
    start(key)
    bytes.append(value ? "true" : "false")
  }

  public mutating func null(_ key: String? = nil) {
    start(key)
    bytes.append("null")
  }

  /// An array with one object for each row.
  public mutating func rows(_ key: String? = nil, of table: Table) {
    array(key) { json in
      for row in table.rows {
        json.object { json in
          for (column, cell) in zip(table.columns, row) { json.cell(column.key, cell) }
        }
      }
    }
  }

  package mutating func cell(_ key: String, _ cell: Table.Cell) {
    switch cell {
    case .count(let count): number(key, count)
    case .instant(let value): instant(key, value)
    case .yes(let value): bool(key, value)
    case .blank: null(key)
    case .text, .money, .price, .date, .ratio: string(key, cell.exact)
    }
  }

  private mutating func nested(
    _ key: String?, open: StaticString, close: StaticString, _ body: (inout JSONWriter) -> Void
  ) {
    start(key)
    bytes.append(open)
    depth += 1
    isFirst = true
    body(&self)
    depth -= 1
    if !isFirst { newLine() }
    isFirst = false
    bytes.append(close)
  }

  private mutating func start(_ key: String?) {
    if depth > 0 {
      if !isFirst { bytes.append(",") }
      newLine()
    }
    isFirst = false
    guard let key else { return }
    quote(key)
    bytes.append(": ")
  }

  private mutating func newLine() {
    bytes.append("\n")
    bytes.append(spaces: depth * 2)
  }

  private mutating func quote(_ text: String) {
    bytes.append("\"")
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C && $0 != 0x7F }) {
      bytes.append(text: text)
      bytes.append("\"")
      return
    }
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): bytes.append("\\\"")
      case UInt8(ascii: "\\"): bytes.append("\\\\")
      case 0x0A: bytes.append("\\n")
      case 0x0D: bytes.append("\\r")
      case 0x09: bytes.append("\\t")
      case 0..<0x20, 0x7F:
        bytes.append("\\u00")
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append("\"")
  }
}

/// Nine decimals at most; nil for what has no number.
public func decimal(_ value: Double) -> String? { nanodollars(value)?.decimal }

/// In billionths; nil: too many of them.
private func nanodollars(_ value: Double) -> Nanodollars? {
  guard abs(value) < 9e9 else { return nil }
  let scaled = value * 1e9
  return Nanodollars(Int64(scaled < 0 ? scaled - 0.5 : scaled + 0.5))
}
