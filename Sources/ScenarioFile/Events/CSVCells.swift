/// CSV as RFC 4180 has it: cells between commas; a cell in double quotes may hold commas, line ends, and
/// quotes written twice.

import Quantities

enum CSVCells {
  /// Whether a quoted cell is open at the end of some bytes, if none is at their beginning.
  static func opens(_ bytes: Span<UInt8>) -> Bool {
    var quotes = 0
    for index in bytes.indices { quotes &+= bytes[index] == UInt8(ascii: "\"") ? 1 : 0 }
    return quotes & 1 == 1
  }

  /// The quote that opened the cell in which some bytes end.
  static func lastOpened(_ bytes: Span<UInt8>) -> Int {
    var opened = 0
    var isOpen = false
    for index in bytes.indices where bytes[index] == UInt8(ascii: "\"") {
      isOpen.toggle()
      if isOpen, index == 0 || bytes[index - 1] != UInt8(ascii: "\"") { opened = index }
    }
    return opened
  }

  /// The end of the quoted cell whose opening quote is at `start`, past its closing quote, and whether
  /// it holds quotes written twice; nil if it is not closed, or something else than a comma follows.
  static func quoted(_ record: Span<UInt8>, _ start: Int) -> (end: Int, hasPairs: Bool)? {
    var index = start + 1
    var hasPairs = false
    while index < record.count {
      guard record[index] == UInt8(ascii: "\"") else {
        index += 1
        continue
      }
      if index + 1 < record.count, record[index + 1] == UInt8(ascii: "\"") {
        hasPairs = true
        index += 2
        continue
      }
      let end = index + 1
      return end == record.count || record[end] == UInt8(ascii: ",") ? (end, hasPairs) : nil
    }
    return nil
  }

  /// The text between the quotes, with each pair of quotes as one.
  static func unquoted(_ cell: Span<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var index = 0
    while index < cell.count {
      result.append(cell[index])
      index += cell[index] == UInt8(ascii: "\"") ? 2 : 1
    }
    return result
  }
}

extension CSVCells {
  /// The cells of a header: their text without blanks around it, and where they stand.
  static func split(_ record: Span<UInt8>) -> [(name: String, range: Range<Int>)] {
    var cells: [(String, Range<Int>)] = []
    var start = 0
    while true {
      var end = start
      var name: String
      if start < record.count, record[start] == UInt8(ascii: "\""), let cell = quoted(record, start) {
        end = cell.end
        name = String(decoding: unquoted(record.extracting(start + 1..<end - 1)), as: UTF8.self)
      } else {
        while end < record.count, record[end] != UInt8(ascii: ",") { end += 1 }
        name = text(record.extracting(start..<end))
      }
      name = name.trimmed
      cells.append((name, start..<end))
      guard end < record.count, cells.count < 1_000 else { return cells }
      start = end + 1
    }
  }
}

extension EventRow {
  /// Reads the cells of a record, in the order of the header's columns.
  mutating func readCSV(_ record: Span<UInt8>, _ columns: [RequestKey]) {
    var start = 0
    var column = 0
    while true {
      var end = start
      if start < record.count, record[start] == UInt8(ascii: "\"") {
        guard let cell = CSVCells.quoted(record, start) else {
          fail(
            start..<start + 1,
            "the quote that opens here is not closed before a comma or the end of the line",
            "close it, and write a quote inside quotes twice")
          return
        }
        end = cell.end
        if column < columns.count { setQuoted(columns[column], record, start + 1..<end - 1, cell.hasPairs) }
      } else {
        while end < record.count, record[end] != UInt8(ascii: ",") { end += 1 }
        if column < columns.count, end > start {
          set(columns[column], record.extracting(start..<end), start..<end)
        }
      }
      column += 1
      guard end < record.count else { break }
      start = end + 1
    }
    if column != columns.count {
      fail(
        0..<record.count,
        "this row has \(column) cell\(column == 1 ? "" : "s"), and the header \(columns.count)",
        "check its commas; a cell that holds a comma stands in quotes")
    }
  }

  private mutating func setQuoted(
    _ key: RequestKey, _ record: Span<UInt8>, _ range: Range<Int>, _ hasPairs: Bool
  ) {
    guard !range.isEmpty else { return }
    if hasPairs {
      let text = CSVCells.unquoted(record.extracting(range))
      set(key, text.span, range)
    } else {
      set(key, record.extracting(range), range)
    }
  }
}
