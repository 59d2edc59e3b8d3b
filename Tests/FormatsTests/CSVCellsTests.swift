/// CSV read in place: where the cells of a record stand, and whether the record goes on behind the line.

import Formats
import Testing

@Suite struct `CSV is read in place` {
  @Test(arguments: [
    ("a,b", ["a", "b"]), ("", [""]), (",", ["", ""]), ("\"a,b\",c", ["a,b", "c"]),
    ("\"say \"\"no\"\"\"", ["say \"no\""]), (" a ,b", [" a ", "b"]), ("\"a\nb\",", ["a\nb", ""]),
    // What does not close before a comma is no quoted cell.
    ("\"a\"b,c", ["\"a\"b", "c"]),
  ])
  func `cells stand between commas, and quotes hold commas`(_ record: String, _ wanted: [String]) {
    let bytes = Array(record.utf8)
    let cells = CSVCells.split(bytes.span)
    #expect(cells.map(\.text) == wanted)
    #expect(cells.first?.range.lowerBound == 0 && cells.last?.range.upperBound == bytes.count)
  }

  @Test(arguments: [(0, false), (1, true), (2, false), (255, true), (256, false), (257, true), (1_001, true)])
  func `a record is open after an odd number of quotes`(_ quotes: Int, _ isOpen: Bool) {
    let bytes = Array((String(repeating: "\"x", count: quotes) + "y,z").utf8)
    #expect(CSVCells.opens(bytes.span) == isOpen)
  }
}
