/// A small CSV file with a header: the form in which the built-in card is kept. Fields may be quoted (a
/// comma in a source); an empty field is "not stated". Errors name file and line.

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

  /// Nil when a quote is left open. A field that has a comma stands in quotes; `""` is a quote.
  private static func fields(of line: Substring) -> [String]? {
    var fields = [""]
    var isQuoted = false
    var afterQuote = false
    for character in line {
      if character == "\"" {
        if afterQuote { fields[fields.count - 1].append(character) }
        isQuoted.toggle()
        afterQuote = !isQuoted
        continue
      }
      afterQuote = false
      if character == ",", !isQuoted { fields.append("") } else { fields[fields.count - 1].append(character) }
    }
    return isQuoted ? nil : fields
  }
}
