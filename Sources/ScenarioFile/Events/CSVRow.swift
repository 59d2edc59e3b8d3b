/// A record of a CSV file of requests: its cells, in the order of the header's columns.

import Formats

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
