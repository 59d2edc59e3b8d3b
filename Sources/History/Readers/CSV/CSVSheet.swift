/// A CSV export on its way from bytes to rows: a header that is read by name, and records one after another, each of whose
/// cells is read as what its column holds. Memory is that of one record. A cell that cannot be read is a mistake at its
/// place. How cells become values is in CellValues.swift.

import Documents
import Formats
import Quantities

/// A column that a format found in the header. One that is not there is empty in every record.
struct CSVColumn: Hashable, Sendable {
  var index: Int
  var name: String

  static let absent = CSVColumn(index: -1, name: "")
  var isThere: Bool { index >= 0 }
}

/// The first record: names in any order, read without regard to case, and which of them a format asked for.
struct CSVHeader: Sendable {
  let names: [String]
  private let places: [ExportPlace]
  private var asked: Set<Int> = []

  init(names: [String], places: [ExportPlace]) {
    self.names = names
    self.places = places
  }

  func has(_ names: String...) -> Bool { names.allSatisfy { self.names.contains($0) } }
  func hasAny(_ names: String...) -> Bool { names.contains { self.names.contains($0) } }

  /// The first of these names that the header has.
  mutating func find(_ names: String...) -> CSVColumn { find(names) }

  mutating func find(_ names: [String]) -> CSVColumn {
    for name in names {
      guard let index = self.names.firstIndex(of: name) else { continue }
      asked.insert(index)
      return CSVColumn(index: index, name: name)
    }
    return .absent
  }

  mutating func need(_ names: String...) throws(ExportMistake) -> CSVColumn {
    let column = find(names)
    guard column.isThere else {
      throw ExportMistake(
        places.first ?? ExportPlace(line: 1, column: 1),
        "the header lacks the column \(names.map { "'\($0)'" }.joined(separator: " or "))",
        "export the file again with all columns")
    }
    return column
  }

  /// Columns that nothing was asked of, with their places.
  func unknown(besides ignored: Set<String>) -> [(name: String, place: ExportPlace)] {
    names.indices.filter { !asked.contains($0) && !ignored.contains(names[$0]) && !names[$0].isEmpty }
      .map { (names[$0], places[$0]) }
  }

  func checkNames() throws(ExportMistake) {
    for (index, name) in names.enumerated() where !name.isEmpty && names[..<index].contains(name) {
      throw ExportMistake(
        places[index], "the column \(QuantityError.quote(name)) comes twice", "keep one of them")
    }
  }
}

struct CSVSheet {
  struct Cell {
    var start: Int
    var end: Int
    /// Quotes stand around it; `start..<end` is what lies between them.
    var isQuoted: Bool
    /// Two quotes stand for one.
    var hasPairs: Bool
  }

  private var stream: ByteStream
  /// The record that is read now.
  private(set) var bytes: [UInt8] = []
  private(set) var cells: [Cell] = []
  var header = CSVHeader(names: [], places: [])
  /// Cells that lack at the end of a record are empty ones.
  var allowsShortRecords = false
  private(set) var records = 0
  /// A cell held a time that is not midnight.
  var sawTimeOfDay = false
  var memos: [CellMemo] = []

  init(_ stream: consuming ByteStream) { self.stream = stream }

  var passed: Int { stream.passed }

  /// The header, if the file begins with one that can be split.
  mutating func readHeader() throws(ExportMistake) {
    guard try take() else {
      throw ExportMistake(ExportPlace(), "this file is empty", "export it again")
    }
    var names: [String] = []
    var places: [ExportPlace] = []
    for cell in cells {
      names.append(content(cell).trimmed.lowercased())
      places.append(place(cell))
    }
    header = CSVHeader(names: names, places: places)
    memos = Array(repeating: CellMemo(), count: names.count)
  }

  /// Goes to the next record that is not blank; false at the end.
  mutating func next() throws(ExportMistake) -> Bool {
    guard try take() else { return false }
    records += 1
    guard
      cells.count == header.names.count || cells.count < header.names.count && allowsShortRecords
    else {
      throw ExportMistake(
        linePlace,
        "this row has \(cells.count) cell\(cells.count == 1 ? "" : "s"), and the header "
          + "\(header.names.count)", "check its commas; a cell that holds a comma stands in quotes")
    }
    return true
  }

  // MARK: Records

  private mutating func take() throws(ExportMistake) -> Bool {
    do throws(ByteStream.Failure) {
      while let line = try stream.nextLine() {
        if line.isEmpty { continue }
        var record = line
        var isOpen = CSVCells.opens(stream.buffer.span.extracting(record))
        while isOpen {
          let known = record.count
          guard let longer = try stream.extend(record) else { throw .endsInQuotes }
          record = longer
          let added = min(record.upperBound, record.lowerBound + known)..<record.upperBound
          isOpen = isOpen != CSVCells.opens(stream.buffer.span.extracting(added))
        }
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: stream.buffer[record])
        try split()
        return true
      }
      return false
    } catch {
      throw mistake(error)
    }
  }

  private mutating func split() throws(ByteStream.Failure) {
    cells.removeAll(keepingCapacity: true)
    bad = nil
    let count = bytes.count
    var start = 0
    while true {
      var end = start
      if start < count, bytes[start] == UInt8(ascii: "\"") {
        guard let quoted = CSVCells.quoted(bytes.span, start) else {
          bad = start
          throw .endsInQuotes
        }
        end = quoted.end
        cells.append(Cell(start: start + 1, end: end - 1, isQuoted: true, hasPairs: quoted.hasPairs))
      } else {
        bytes.withUnsafeBufferPointer { buffer in
          while end < count, buffer[end] != UInt8(ascii: ",") { end += 1 }
        }
        cells.append(Cell(start: start, end: end, isQuoted: false, hasPairs: false))
      }
      guard end < count else { return }
      guard cells.count < 1_000 else { throw .tooLong }
      start = end + 1
    }
  }

  /// Where a quote stands that is not closed before a comma.
  private var bad: Int?

  private func mistake(_ failure: ByteStream.Failure) -> ExportMistake {
    switch failure {
    case .refused(let refusal): ExportMistake(ExportPlace(), refusal.problem, refusal.remedy)
    case .unreadable(let reason):
      ExportMistake(ExportPlace(), "this file cannot be read (\(reason))", "check its name and its rights")
    case .tooLong where stream.linesOfRecord == 1:
      ExportMistake(
        ExportPlace(line: stream.line, column: 1), "this line is longer than 1 MiB, or has over 1,000 cells",
        "check that this is the right file")
    case .tooLong, .endsInQuotes:
      ExportMistake(
        bad.map { place($0, length: 1) } ?? ExportPlace(line: stream.line, column: 1),
        "a quote that opens here is not closed before a comma or the end of the file",
        "close it, and write a quote inside quotes twice")
    }
  }

  // MARK: Cells

  func cell(_ column: CSVColumn) -> Cell? {
    guard column.index >= 0, column.index < cells.count else { return nil }
    let cell = cells[column.index]
    return cell.start < cell.end ? cell : nil
  }

  func content(_ cell: Cell) -> String {
    guard cell.hasPairs else { return String(utf8: bytes.span.extracting(cell.start..<cell.end)) }
    return String(decoding: CSVCells.unquoted(bytes.span.extracting(cell.start..<cell.end)), as: UTF8.self)
  }

  // MARK: Places

  /// All of the record; asked for with every row, and so it counts no characters: whoever shows it stops at the line's end.
  var linePlace: ExportPlace {
    var place = ExportPlace(line: stream.line, column: 1)
    place.length = bytes.count
    return place
  }

  func place(_ column: CSVColumn) -> ExportPlace {
    guard column.index >= 0, column.index < cells.count else { return linePlace }
    return place(cells[column.index])
  }

  func place(_ cell: Cell) -> ExportPlace {
    let quotes = cell.isQuoted ? 1 : 0
    return place(cell.start - quotes, length: cell.end - cell.start + 2 * quotes)
  }

  private func place(_ start: Int, length: Int) -> ExportPlace {
    let before = bytes[..<start]
    let lineStart = before.lastIndex(of: 10).map { $0 + 1 } ?? 0
    let end = min(start + length, bytes.count)
    let lineEnd = bytes[start..<end].firstIndex(of: 10) ?? end
    var place = ExportPlace(
      line: stream.line + before.count { $0 == 10 }, column: decoded(bytes[lineStart..<start]).count + 1)
    place.length = max(1, decoded(bytes[start..<lineEnd]).count)
    return place
  }
}

/// The texts that a column held last: a column of names holds few different ones, and each is made into a string once.
struct CellMemo: Sendable {
  private var known: [(bytes: [UInt8], text: String)] = []
  private var last = 0

  mutating func text(_ cell: Span<UInt8>) -> String {
    if last < known.count, CellMemo.isEqual(cell, known[last].bytes) { return known[last].text }
    for index in known.indices where CellMemo.isEqual(cell, known[index].bytes) {
      last = index
      return known[index].text
    }
    let text = String(utf8: cell)
    let entry = (cell.withUnsafeBufferPointer { Array($0) }, text)
    if known.count < 16 {
      known.append(entry)
      last = known.count - 1
    } else {
      last = (last + 1) % 16
      known[last] = entry
    }
    return text
  }

  private static func isEqual(_ bytes: Span<UInt8>, _ other: [UInt8]) -> Bool {
    guard bytes.count == other.count else { return false }
    for index in bytes.indices where bytes[index] != other[index] { return false }
    return true
  }
}
