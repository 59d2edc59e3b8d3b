/// A small CSV file with a header: the form in which a provider is kept. A field with a comma stands in
/// quotes, in which `""` is a quote; an empty field is "not stated"; a line without any field is skipped.
/// What is wrong is said with file and line: another header than the one expected, another number of fields,
/// a quote left open, a value that cannot be read.

import Formats
import Quantities

/// What is wrong with a provider's tables, and where.
public struct ProviderError: Error, Hashable, Sendable, CustomStringConvertible {
  public let file: String
  /// From 1; nil: the file as a whole.
  public let line: Int?
  public let problem: String

  public var description: String { line.map { "\(file):\($0): \(problem)" } ?? "\(file): \(problem)" }
}

struct CSVTable {
  let file: String
  let rows: [Cells]

  /// One line's fields, by the name of their column.
  struct Cells {
    let file: String
    let line: Int
    let columns: [String]
    let fields: [String]

    subscript(_ column: String) -> String {
      guard let index = columns.firstIndex(of: column) else {
        preconditionFailure("\(file) is read without a column \(column)")
      }
      return fields[index]
    }

    /// The value; nil if none is stated.
    func take<Value>(
      _ column: String, _ parse: (String) throws(QuantityError) -> Value
    ) throws(ProviderError) -> Value? {
      let text = self[column]
      if text.isEmpty { return nil }
      do throws(QuantityError) { return try parse(text) } catch { throw failure("\(column): \(error)") }
    }

    func need<Value>(
      _ column: String, _ parse: (String) throws(QuantityError) -> Value
    ) throws(ProviderError) -> Value {
      guard let value = try take(column, parse) else { throw failure("\(column) is not stated") }
      return value
    }

    /// Text that has to be there.
    func text(_ column: String) throws(ProviderError) -> String {
      try need(column) { text throws(QuantityError) in text }
    }

    func failure(_ problem: String) -> ProviderError {
      ProviderError(file: file, line: line, problem: problem)
    }
  }

  init(_ bytes: [UInt8], file: String, columns: [String]) throws(ProviderError) {
    self.file = file
    var rows: [Cells] = []
    var line = 0
    for part in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      line += 1
      let part = part.last == UInt8(ascii: "\r") ? part.dropLast() : part
      if line > 1, part.isEmpty { continue }
      let fields = CSVTable.fields(of: part)
      if line == 1 {
        guard fields == columns else {
          throw ProviderError(
            file: file, line: 1, problem: "the header is not \(columns.joined(separator: ","))")
        }
      } else {
        guard let fields, fields.count == columns.count else {
          throw ProviderError(file: file, line: line, problem: "there are not \(columns.count) fields")
        }
        rows.append(Cells(file: file, line: line, columns: columns, fields: fields))
      }
    }
    self.rows = rows
  }

  /// Nil when a quote is left open.
  private static func fields(of line: ArraySlice<UInt8>) -> [String]? {
    CSVCells.opens(line.span) ? nil : CSVCells.split(line.span).map(\.text)
  }
}
