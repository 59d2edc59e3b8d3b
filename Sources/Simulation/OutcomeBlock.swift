/// The outcomes of consecutive futures, in columns. One that is 0 throughout a block takes no room there, so that a cause
/// that never blocks and a risk that a plan does not run cost nothing.

import Quantities
import Results

public struct OutcomeBlock: Sendable {
  /// As narrow as its values allow: a million futures of four plans stay below a gigabyte.
  private enum Values: Sendable {
    case zeros
    case narrow([Int32])
    case wide([Int64])
    /// Those of an earlier column: credit bought at its face value is worth the same at cost.
    case same(Int)
  }

  public let paths: Int
  /// By `Outcome.rawValue`.
  private let columns: [Values]

  /// One column of `paths` values for each outcome, in the order of `Outcome.allCases`.
  public init(paths: Int, columns: [[Int64]]) {
    precondition(columns.count == Outcome.allCases.count, "a column for each outcome")
    precondition(columns.allSatisfy { $0.count == paths }, "a value for each future")
    self.paths = paths
    self.columns = columns.enumerated().map { index, column in
      if column.allSatisfy({ $0 == 0 }) { return .zeros }
      if column.allSatisfy({ Int32(exactly: $0) != nil }) {
        return .narrow(column.map { Int32(truncatingIfNeeded: $0) })
      }
      if let known = columns[..<index].firstIndex(of: column) { return .same(known) }
      return .wide(column)
    }
  }

  func append(_ outcome: Outcome, to column: inout [Int64]) { append(outcome.rawValue, to: &column) }

  private func append(_ number: Int, to column: inout [Int64]) {
    switch columns[number] {
    case .zeros: column.append(contentsOf: repeatElement(0, count: paths))
    case .narrow(let values): column.append(contentsOf: values.lazy.map { Int64($0) })
    case .wide(let values): column.append(contentsOf: values)
    case .same(let other): append(other, to: &column)
    }
  }
}

extension OutcomeBlock {
  func pack(into writer: inout PackedWriter) {
    for column in columns {
      switch column {
      case .zeros: writer.put(0)
      case .narrow(let values):
        writer.put(1)
        for value in values { writer.put(Int64(value)) }
      case .wide(let values):
        writer.put(2)
        for value in values { writer.put(value) }
      case .same(let other): writer.put(3 + other)
      }
    }
  }

  init(paths: Int, from reader: inout PackedReader) throws(PackedError) {
    var columns: [Values] = []
    for number in Outcome.allCases.indices {
      let kind = try reader.int()
      switch kind {
      case 0: columns.append(.zeros)
      case 1:
        var values: [Int32] = []
        values.reserveCapacity(paths)
        for _ in 0..<paths {
          guard let value = Int32(exactly: try reader.number()) else { throw PackedError() }
          values.append(value)
        }
        columns.append(.narrow(values))
      case 2:
        var values: [Int64] = []
        values.reserveCapacity(paths)
        for _ in 0..<paths { values.append(try reader.number()) }
        columns.append(.wide(values))
      default:
        guard kind >= 3, kind - 3 < number else { throw PackedError() }
        columns.append(.same(kind - 3))
      }
    }
    self.paths = paths
    self.columns = columns
  }
}
