/// A table as CSV (RFC 4180): a header of machine names, CRLF, quotes where needed, exact values. The
/// totals are left out: whoever reads CSV adds by himself.

public struct CSVTable: Sendable {
  public init() {}

  public func write(_ table: Table, into out: inout ByteBuffer) {
    record(table.columns.map(\.key), into: &out)
    for row in table.rows { record(row.map(\.exact), into: &out) }
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
