/// A table as CSV (RFC 4180): a header of machine names, CRLF, quotes where needed, exact values. The
/// totals are left out: whoever reads CSV adds by himself. A text that a spreadsheet would take for a formula gets an
/// apostrophe before it, which spreadsheets read as "this is text".

public struct CSVTable: Sendable {
  public init() {}

  public func write(_ table: Table, into out: inout ByteBuffer) {
    record(table.columns.map(\.key), into: &out)
    for row in table.rows { record(row.map(CSVTable.field), into: &out) }
  }

  private static func field(_ cell: Table.Cell) -> String {
    guard case .text(let text) = cell, isFormula(text) else { return cell.exact }
    return "'" + text
  }

  /// By its first character, unless all of it is a number: `-12.50` is an amount.
  private static func isFormula(_ text: String) -> Bool {
    switch text.unicodeScalars.first {
    case "=", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": return true
    case "+", "-":
      let parts = text.utf8.dropFirst().split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      let isNumber =
        parts.count <= 2
        && parts.allSatisfy { part in
          !part.isEmpty && part.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        }
      return !isNumber
    default: return false
    }
  }

  private func record(_ fields: [String], into out: inout ByteBuffer) {
    for (index, field) in fields.enumerated() {
      if index > 0 { out.append(",") }
      append(field, isOnlyField: fields.count == 1, into: &out)
    }
    out.append("\r\n")
  }

  /// Quoted if it holds a comma, a quote or a line break, or blanks at its ends; and if it is empty and the
  /// only field, because an empty line is no record to most readers.
  private func append(_ field: String, isOnlyField: Bool, into out: inout ByteBuffer) {
    let bytes = field.utf8
    let special = bytes.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
    let atEnds = bytes.first == 0x20 || bytes.last == 0x20
    guard special || atEnds || (bytes.isEmpty && isOnlyField) else {
      out.append(text: field)
      return
    }
    out.append("\"")
    for byte in bytes {
      if byte == 0x22 { out.append("\"") }
      out.append(byte)
    }
    out.append("\"")
  }
}
