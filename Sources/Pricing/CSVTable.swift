/// A small CSV file with a header: the form in which the built-in card is kept. Fields may be quoted (a
/// comma in a source); an empty field is "not stated". Errors name file and line.

import Formats

struct CSVTable {
  let file: String
  let header: [String]
  let rows: [(line: Int, fields: [String])]

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  init(_ bytes: [UInt8], file: String, columns: [String]) throws(Failure) {
    self.file = file
    let lines = String(decoding: bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    guard let first = lines.first, CSVTable.fields(of: first) == columns else {
      throw Failure(description: "\(file):1: the header is not \(columns.joined(separator: ","))")
    }
    header = columns
    var rows: [(line: Int, fields: [String])] = []
    for (index, line) in lines.enumerated().dropFirst() where !line.isEmpty {
      guard let fields = CSVTable.fields(of: line), fields.count == columns.count else {
        throw Failure(description: "\(file):\(index + 1): there are not \(columns.count) fields")
      }
      rows.append((index + 1, fields))
    }
    self.rows = rows
  }

  /// Nil when a quote is left open.
  private static func fields(of line: Substring) -> [String]? {
    let bytes = Array(line.utf8)
    return CSVCells.opens(bytes.span) ? nil : CSVCells.split(bytes.span).map(\.text)
  }
}
