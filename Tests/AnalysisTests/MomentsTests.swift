/// The Gram matrix against a plain loop, and the control variates against least squares and a known correlation.

import Analysis
import Results
import Testing

@Suite struct MomentsTests {
  private func moments(_ columns: [[Int64]], block: Int = Moments.block) -> Moments {
    var moments = Moments(rows: columns[0].count)
    for column in columns { _ = moments.add(Column(column)) }
    moments.multiply(block: block)
    return moments
  }

  /// Amounts, counts, a column of both signs over nearly the whole range, a heavy tail.
  private func columns(_ rows: Int) -> [[Int64]] {
    var chance = Chance(seed: 5)
    return [
      (0..<rows).map { _ in Int64(chance.next() % 3_000_000_000_000) },
      (0..<rows).map { _ in Int64(chance.next() % 7) },
      (0..<rows).map { _ in Int64(bitPattern: chance.next()) / 2 },
      (0..<rows).map { $0 % 997 == 0 ? Int64(chance.next() >> 8) : 0 },
    ]
  }

  @Test(arguments: [1, 2, 100, 8_191, 8_192, 8_193, 20_000])
  func `every product sum is the plain loop's, to the last digit, whatever the block`(rows: Int) {
    let columns = columns(rows)
    let small = columns.map { Column($0).small }
    for block in [8_192, 4_096, 1_000, 7] where block > 7 || rows < 1_000 {
      let moments = moments(columns, block: block)
      for i in columns.indices {
        for j in columns.indices where !small[i].isEmpty && !small[j].isEmpty {
          let expected = zip(small[i], small[j]).reduce(Int128(0)) { $0 + Int128($1.0) * Int128($1.1) }
          #expect(moments.product(i, j) == expected)
        }
      }
    }
  }

  @Test func `a number made small is at most a part in 2 to the 19 of its range away, counts not at all`() {
    for values in columns(5_000) {
      let column = Column(values)
      #expect(column.small.allSatisfy { abs($0) <= 1 << 19 })
      let range = Double(values.max() ?? 0) - Double(values.min() ?? 0)
      // All are moved by the same offset; a pair shows what rounding did.
      for (value, small) in zip(values, column.small) {
        let apart = Double(value) - Double(values[0])
        let kept = Double(small - column.small[0]) * Double(Int128(1) << Int128(column.shift))
        #expect(abs(apart - kept) <= range * 0x1p-19)
        if range <= 0x1p20 { #expect(apart == kept) }
      }
    }
  }

  @Test func `a variance is the exact one of counts, and within rounding of amounts`() {
    let columns = columns(3_000)
    let moments = moments(columns)
    for (number, values) in columns.enumerated() {
      let n = Double(values.count)
      let mean = values.reduce(0) { $0 + Double($1) } / n
      let plain = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / (n - 1)
      #expect(abs(moments.variance(number) / plain - 1) < 1e-5)
    }
    let few = self.moments([[1, 2, 3, 4], [2, 4, 6, 9], [7, 7, 7, 7]])
    #expect(few.variance(0) == 5.0 / 3)
    #expect(few.covariance(0, 1) == 11.5 / 3)
    #expect(few.variance(2) == 0 && few.covariance(0, 2) == 0)
  }

  @Test func `sums of squares, cubes and fourth powers around the mean are the plain loop's`() {
    for values in columns(5_000) {
      let summary = Summary(values)
      let mean = values.reduce(0) { $0 + Double($1) } / Double(values.count)
      func power(_ k: Int) -> Double {
        values.reduce(0) { sum, value in
          sum + (0..<k).reduce(1.0) { product, _ in product * (Double(value) - mean) }
        }
      }
      #expect(abs(summary.squares / power(2) - 1) < 1e-9)
      // Of what is symmetrical next to nothing is left.
      #expect(abs(summary.cubes - power(3)) < 1e-9 * power(2) * power(2).squareRoot())
      #expect(abs(summary.fourths / power(4) - 1) < 1e-9)
    }
  }

  @Test(arguments: [0.5, 0.8, 0.95])
  func `a control of correlation r gains a factor 1 / (1 - r^2)`(r: Double) throws {
    var chance = Chance(seed: 11)
    let rows = 40_000
    let control = (0..<rows).map { _ in chance.normal() }
    let cost = control.map { 3e9 + 1e9 * (r * $0 + (1 - r * r).squareRoot() * chance.normal()) }
    let moments = moments([cost.map { Int64($0) }, control.map { Int64($0 * 1e6) }])
    let adjusted = try #require(ControlVariates([1], of: moments).adjust(0, in: moments))
    #expect(abs(adjusted.factor * (1 - r * r) - 1) < 0.03)
    #expect(abs(adjusted.mean - 3e9) < 3.5 * adjusted.standardError)
  }

  @Test func `adjusted means and errors are those of a least-squares fit`() throws {
    var chance = Chance(seed: 3)
    let rows = 400
    let controls = (0..<3).map { _ in (0..<rows).map { _ in Int64(chance.normal() * 100_000) } }
    let cost = (0..<rows).map { row in
      1_000_000 + 2 * controls[0][row] - controls[2][row] + Int64(chance.normal() * 90_000)
    }
    // Ranges below 2^20 x 2: made small without loss, or nearly.
    let moments = moments([cost] + controls)
    let adjusted = try #require(ControlVariates([1, 2, 3], of: moments).adjust(0, in: moments))
    let columns = [[Double](repeating: 1, count: rows)] + controls.map { $0.map { Double($0) } }
    let fit = Fit(cost.map { Double($0) }, by: columns)
    #expect(abs(adjusted.mean - fit.coefficients[0]) < 2)
    for control in 0..<3 { #expect(abs(adjusted.slopes[control] - fit.coefficients[control + 1]) < 1e-3) }
    // The error of the intercept: residual variance x the first element of inverse(X'X), by solving for it.
    let residual = fit.residualSquares / Double(rows - 4)
    let ones = Fit(columns[0], by: Array(columns[1...]))
    #expect(abs(adjusted.standardError / (residual / ones.residualSquares).squareRoot() - 1) < 1e-4)
  }

  @Test func `a control that repeats another is skipped, and too few futures are left alone`() {
    var chance = Chance(seed: 8)
    let control = (0..<200).map { _ in Int64(chance.normal() * 100_000) }
    let cost = control.map { 5 * $0 + Int64(chance.normal() * 100_000) }
    let twice = moments([cost, control, control.map { 2 * $0 }])
    let both = ControlVariates([1, 2], of: twice)
    #expect(both.used == 1)
    let one = ControlVariates([1], of: twice)
    #expect(both.adjust(0, in: twice)?.mean == one.adjust(0, in: twice)?.mean)
    #expect(both.adjust(0, in: twice)?.slopes == (one.adjust(0, in: twice)?.slopes ?? []) + [0])
    for (rows, isUsed) in [(49, false), (50, true)] {
      let few = moments([Array(cost[..<rows]), Array(control[..<rows])])
      #expect((ControlVariates([1], of: few).adjust(0, in: few) != nil) == isUsed)
    }
    let unrelated = moments([control, (0..<200).map { _ in Int64(chance.normal() * 100_000) }])
    #expect(ControlVariates([1], of: unrelated).adjust(0, in: unrelated) == nil)
  }
}

/// Least squares by making the columns orthogonal one after the other: another way than the one tested.
private struct Fit {
  var coefficients: [Double]
  var residualSquares: Double

  init(_ observed: [Double], by columns: [[Double]]) {
    func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    var (rest, bases, triangle) = (observed, [[Double]](), [[Double]]())
    for column in columns {
      var (basis, row) = (column, [Double]())
      for other in bases {
        row.append(product(other, basis) / product(other, other))
        basis = zip(basis, other).map { $0 - row[row.count - 1] * $1 }
      }
      bases.append(basis)
      triangle.append(row)
    }
    var found = bases.map { basis -> Double in
      let part = product(basis, rest) / product(basis, basis)
      rest = zip(rest, basis).map { $0 - part * $1 }
      return part
    }
    for i in found.indices.reversed() {
      for j in 0..<i { found[j] -= triangle[i][j] * found[i] }
    }
    coefficients = found
    residualSquares = product(rest, rest)
  }
}
