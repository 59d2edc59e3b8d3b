/// Cholesky factors and solutions against exact ones (fractions; TruthTable.swift), by hand, and both sides of "dependent".

import Numerics
import Testing

struct CholeskyTests {
  /// In units of the last place: of the factor, of the length of its row; of each number of the solution of a x = b. A nearly singular matrix (of whose last row a millionth is its own) multiplies roundings by its condition.
  private static let bounds: [(name: String, factor: Double, solution: Double)] = [
    ("by hand", 0, 0.4), ("weakly correlated", 0.2, 5.6), ("nearly all alike", 0.001, 1.1),
    ("nearly as opposed as can be", 0.25, 1.5), ("of whole numbers", 0.6, 2),
    ("of whole numbers that are nearly alike", 480, 2_700_000), ("of scales far apart", 0.23, 7.7),
  ]

  @Test func `factors and solutions are near to exact ones, of matrices that are nearly singular too`() throws
  {
    var entries: [String: [(kind: Substring, row: Int, column: Int, high: Double, low: Double)]] = [:]
    for line in try TruthTable.lines("matrices") {
      let numbers = line.dropFirst(2).compactMap { Double($0) }
      entries[String(line[0]), default: []].append(
        (line[1], Int(numbers[0]), Int(numbers[1]), numbers[2], numbers[3]))
    }
    #expect(Set(entries.keys) == Set(CholeskyTests.bounds.map(\.name)))
    for (name, factorBound, solutionBound) in CholeskyTests.bounds {
      let entries = entries[name] ?? []
      let size = entries.reduce(0) { max($0, $1.row + 1) }
      var matrix = [Double](repeating: 0, count: size * size)
      for entry in entries where entry.kind == "a" { matrix[entry.row * size + entry.column] = entry.high }
      let cholesky = Cholesky(matrix, size: size)
      #expect(cholesky.dependent.isEmpty)
      var worst = 0.0
      for entry in entries where entry.kind == "l" {
        let error = abs((cholesky.factor[entry.row * size + entry.column] - entry.high) - entry.low)
        worst = max(worst, error / matrix[entry.row * size + entry.row].squareRoot().ulp)
      }
      #expect(worst <= factorBound, "\(name): factor \(worst)")
      let solution = cholesky.solveTransposed(
        cholesky.solve(entries.filter { $0.kind == "b" }.sorted { $0.row < $1.row }.map(\.high)))
      let truth = entries.filter { $0.kind == "x" }
      let off = truth.reduce(0.0) { max($0, abs((solution[$1.row] - $1.high) - $1.low) / $1.high.ulp) }
      #expect(off <= solutionBound, "\(name): solution \(off)")
    }
  }

  @Test func `two shocks of correlation r: the second keeps the root of 1 - r x r`() {
    for r in [-0.99, -0.5, 0, 0.6, 0.99] {
      let found = Cholesky([1, .nan, r, 1], size: 2).factor
      #expect(found[0] == 1 && found[1] == 0 && found[2] == r)
      #expect(abs(found[3] - (1 - r * r).squareRoot()) <= 1e-15)
    }
    #expect(Cholesky([], size: 0).solve([]).isEmpty)
  }

  @Test(arguments: [1, 2, 3, 10, 64, 130])
  func `the factor times its transposed is the matrix`(size: Int) {
    var numbers = Numbers(seed: UInt64(size))
    let x = numbers.matrix(size + 5, size)
    let matrix = gram(of: x).elements
    let cholesky = Cholesky(matrix, size: size)
    let l = cholesky.factor
    for i in 0..<size {
      for j in 0...i {
        let sum = (0...j).reduce(0.0) { $0 + l[i * size + $1] * l[j * size + $1] }
        #expect(abs(sum - matrix[i * size + j]) <= 1e-12 * Double(size))
      }
    }
    let y = (0..<size).map { _ in numbers.next() }
    let forth = cholesky.solve(y)
    for i in 0..<size {
      let sum = (0...i).reduce(0.0) { $0 + l[i * size + $1] * forth[$1] }
      #expect(abs(sum - y[i]) <= 1e-9)
    }
  }

  @Test func `a row that follows from those before it is skipped, and solved as 0`() {
    // The second repeats the first, the fourth is the sum of the first and the third.
    let a: [Double] = [1, 0, 0, 0, 1, 1, 0, 0, 0.5, 0.5, 1, 0, 1.5, 1.5, 1.5, 3]
    let found = Cholesky(a, size: 4)
    #expect(found.dependent == [1, 3])
    #expect(Array(found.factor[4..<8]) == [0, 0, 0, 0])
    let beside = Cholesky([1, 0, 0.5, 1], size: 2)
    let (x, y) = (found.solve([3, 9, 2, 9]), beside.solve([3, 2]))
    #expect(x == [y[0], 0, y[1], 0])
    let (u, v) = (found.solveTransposed([3, 9, 2, 9]), beside.solveTransposed([3, 2]))
    #expect(u == [v[0], 0, v[1], 0])
    // Three shocks that cannot all be so opposed: -1/2 each is the limit.
    func equally(_ r: Double) -> [Int] { Cholesky([1, r, r, r, 1, r, r, r, 1], size: 3).dependent }
    #expect(equally(-0.49).isEmpty && equally(-0.5) == [2] && equally(-0.51) == [2])
    // At the boundary: a billionth of its own.
    let root = (1 - 1e-9).squareRoot()
    #expect(Cholesky([1, 0, root - 1e-13, 1], size: 2).dependent.isEmpty)
    #expect(Cholesky([1, 0, root + 1e-13, 1], size: 2).dependent == [1])
    for bad in [0, -1, Double.nan, .infinity] { #expect(Cholesky([bad], size: 1).dependent == [0]) }
  }
}
