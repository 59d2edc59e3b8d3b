/// A dense matrix of doubles in one piece of memory, **column by column**: element (row, column) is number
/// `column * rows + row`. So the outcomes of one measure lie side by side, and BLAS works on them as they are.
///
/// A wrong shape is a programmer's error and stops the program. No money is held here.

public struct Matrix: Hashable, Sendable {
  public let rows: Int
  public let columns: Int
  /// Column by column.
  public private(set) var elements: [Double]

  /// All zeros.
  public init(rows: Int, columns: Int) {
    self.init(rows: rows, columns: columns, elements: nil)
  }

  /// From elements column by column.
  public init(rows: Int, columns: Int, elements: [Double]) {
    self.init(rows: rows, columns: columns, elements: Optional(elements))
  }

  private init(rows: Int, columns: Int, elements: [Double]?) {
    precondition(rows >= 0 && columns >= 0, "a matrix has no negative sides")
    // BLAS counts in 32 bits.
    precondition(
      rows <= Int(Int32.max) && columns <= Int(Int32.max), "a matrix has sides of at most 2^31 - 1")
    let count = rows * columns
    precondition(elements == nil || elements?.count == count, "a matrix has rows x columns elements")
    self.rows = rows
    self.columns = columns
    self.elements = elements ?? Array(repeating: 0, count: count)
  }

  /// From rows as one writes them down: `Matrix([[1, 2], [3, 4]])`.
  public init(_ rows: [[Double]]) {
    let columns = rows.first?.count ?? 0
    precondition(rows.allSatisfy { $0.count == columns }, "all rows of a matrix are of one length")
    self.init(rows: rows.count, columns: columns)
    for (i, row) in rows.enumerated() {
      for (j, value) in row.enumerated() { self[i, j] = value }
    }
  }

  public subscript(row: Int, column: Int) -> Double {
    get { elements[index(row, column)] }
    set { elements[index(row, column)] = newValue }
  }

  /// One column, without a copy.
  public func column(_ column: Int) -> ArraySlice<Double> {
    precondition((0..<columns).contains(column), "a column of the matrix")
    return elements[(column * rows)..<((column + 1) * rows)]
  }

  private func index(_ row: Int, _ column: Int) -> Int {
    precondition((0..<rows).contains(row) && (0..<columns).contains(column), "an element of the matrix")
    return column * rows + row
  }

  /// The sides as BLAS wants them; the leading dimension is at least 1, for a matrix without rows too.
  var rows32: Int32 { Int32(truncatingIfNeeded: rows) }
  var columns32: Int32 { Int32(truncatingIfNeeded: columns) }
  var leading: Int32 { max(1, rows32) }

  mutating func withElements<Result>(_ body: (UnsafeMutablePointer<Double>?) -> Result) -> Result {
    elements.withUnsafeMutableBufferPointer { body($0.baseAddress) }
  }
}
