/// Means, variances and covariances of some columns and the control variates at once, from one Gram matrix.
///
/// BLAS gives other last bits on another CPU, so what goes into it is whole numbers small enough that no sum of
/// products can round: a column is centred at the middle of its range and divided by the power of two that leaves
/// at most 2^19 on either side. A block of 8,192 rows then sums to at most 2^13 x 2^38 = 2^51 < 2^53, exactly, in
/// whatever order and with or without fused steps; blocks are added in Int128. Totals, and so means, are exact sums
/// of the columns themselves.
///
/// What it costs: a number is moved by at most a part in 2^19 of its column's range; by nothing if the range is at
/// most 2^20 (counts, seconds of a week, shares). Two columns that differ by a constant are rounded alike, so that
/// the variance of their difference is exactly 0. At the boundary: a column that never varies takes no part.

import Numerics

/// One column made small, and what is known of it exactly.
package struct Column: Sendable {
  package let total: Int128
  /// Divided by 2 to this.
  package let shift: Int
  /// Empty if the column does not vary.
  package let small: [Int32]

  package static let bits = 19

  package init(_ values: [Int64]) { self.init(values, Summary(values, detail: .sums)) }

  /// `summary`: of these values.
  package init(_ values: [Int64], _ summary: Summary) {
    total = summary.total
    let (least, most) = (summary.least, summary.most)
    guard least < most else {
      shift = 0
      small = []
      return
    }
    // The middle, towards the least; no distance from it is longer than half the range, rounded up.
    let range = UInt64(bitPattern: most &- least)
    let middle = least &+ Int64(range / 2)
    let longest = Int128(range - range / 2)
    var shift = 0
    while (longest + Column.half(shift)) >> Int128(shift) > 1 << Column.bits { shift += 1 }
    self.shift = shift
    let half = Int64(Column.half(shift))
    let by = Int64(shift)
    small = values.map { value in
      // Past 2^62 the half must not be added before the shift; both are far apart there.
      let distance = value &- middle
      let (sum, overflow) = distance.addingReportingOverflow(half)
      return Int32(truncatingIfNeeded: (overflow ? distance : sum) >> by)
    }
  }

  private static func half(_ shift: Int) -> Int128 { shift == 0 ? 0 : 1 << Int128(shift - 1) }
}

package struct Moments: Sendable {
  package let rows: Int
  /// By column.
  package private(set) var totals: [Int128] = []
  private var scales: [Double] = []
  /// Where a column is in the Gram matrix; nil if it does not vary.
  private var places: [Int?] = []
  private var varying: [[Int32]] = []
  /// Products of all pairs of varying columns, and last of a column of ones with them.
  private var gram: [Int128] = []

  package init(rows: Int) { self.rows = rows }

  /// The number of the column.
  package mutating func add(_ column: Column) -> Int {
    precondition(gram.isEmpty, "the columns are complete when they are multiplied")
    totals.append(column.total)
    scales.append(Double(Int128(1) << Int128(column.shift)))
    places.append(column.small.isEmpty ? nil : varying.count)
    if !column.small.isEmpty {
      precondition(column.small.count == rows, "columns of one length")
      varying.append(column.small)
    }
    return totals.count - 1
  }

  package static let block = 8_192

  /// Multiplies all pairs; the size of a block changes nothing, it may only not be larger.
  package mutating func multiply(block: Int = block) {
    precondition(block > 0 && block <= Moments.block, "a block whose sums are exact")
    let side = varying.count + 1
    gram = Array(repeating: 0, count: side * side)
    var from = 0
    while from < rows {
      let count = Swift.min(block, rows - from)
      let elements = [Double](unsafeUninitializedCapacity: count * side) { buffer, filled in
        var at = 0
        for column in varying {
          for row in from..<(from + count) {
            buffer[at] = Double(column[row])
            at &+= 1
          }
        }
        for _ in 0..<count {
          buffer[at] = 1
          at &+= 1
        }
        filled = at
      }
      let part = Numerics.gram(of: Matrix(rows: count, columns: side, elements: elements))
      // Whole numbers below 2^53: the conversion is exact.
      for (place, sum) in part.elements.enumerated() { gram[place] += Int128(Int64(sum)) }
      from += count
    }
    varying = []
  }

  /// The sum of products of two columns made small, for a test to compare; nil if one does not vary.
  package func product(_ a: Int, _ b: Int) -> Int128? {
    guard let i = places[a], let j = places[b] else { return nil }
    return gram[i * side + j]
  }

  private var side: Int { Int(Double(gram.count).squareRoot()) }

  package func mean(_ column: Int) -> Double { Double(totals[column]) / Double(rows) }

  /// Of the sample, over n - 1; 0 of a single row, which says nothing.
  package func covariance(_ a: Int, _ b: Int) -> Double {
    guard rows > 1, let i = places[a], let j = places[b] else { return 0 }
    let side = side
    let ones = (side - 1) * side
    let n = Int128(rows)
    // Exact: n < 2^40, a product sum < 2^40 x 2^38, a sum < 2^40 x 2^19.
    let centred = n * gram[i * side + j] - gram[ones + i] * gram[ones + j]
    return Double(centred) / Double(n * (n - 1)) * (scales[a] * scales[b])
  }

  package func variance(_ column: Int) -> Double { covariance(column, column) }
}
