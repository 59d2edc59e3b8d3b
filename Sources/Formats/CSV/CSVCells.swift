/// CSV as RFC 4180 has it, read in place: cells between commas; a cell in double quotes may hold commas, line ends, and
/// quotes written twice. The built-in card's tables are read with it, and files of requests as a stream of records.

public enum CSVCells {
  /// Whether a quoted cell is open at the end of some bytes, if none is at their beginning. Every record is asked: whether
  /// the count is odd is all that a byte has to hold of it, so that many are counted at a time.
  public static func opens(_ bytes: Span<UInt8>) -> Bool {
    bytes.withUnsafeBufferPointer { buffer in
      var quotes: UInt8 = 0
      for byte in buffer { quotes &+= byte == UInt8(ascii: "\"") ? 1 : 0 }
      return quotes & 1 == 1
    }
  }

  /// The quote that opened the cell in which some bytes end.
  public static func lastOpened(_ bytes: Span<UInt8>) -> Int {
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
  @inlinable
  public static func quoted(_ record: Span<UInt8>, _ start: Int) -> (end: Int, hasPairs: Bool)? {
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
  public static func unquoted(_ cell: Span<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var index = 0
    while index < cell.count {
      result.append(cell[index])
      index += cell[index] == UInt8(ascii: "\"") ? 2 : 1
    }
    return result
  }

  /// The cells of a record, and where they stand: at most 1,000. One whose quote is not closed goes to the next comma.
  public static func split(_ record: Span<UInt8>) -> [(text: String, range: Range<Int>)] {
    var cells: [(String, Range<Int>)] = []
    var start = 0
    while true {
      var end = start
      if start < record.count, record[start] == UInt8(ascii: "\""), let cell = quoted(record, start) {
        end = cell.end
        let text = unquoted(record.extracting(start + 1..<end - 1))
        cells.append((String(decoding: text, as: UTF8.self), start..<end))
      } else {
        while end < record.count, record[end] != UInt8(ascii: ",") { end += 1 }
        cells.append((String(utf8: record.extracting(start..<end)), start..<end))
      }
      guard end < record.count, cells.count < 1_000 else { return cells }
      start = end + 1
    }
  }
}
