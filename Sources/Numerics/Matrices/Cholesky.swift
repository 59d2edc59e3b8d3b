/// The lower triangular L with L transposed(L) = a and a positive diagonal, by elimination in a fixed order, and the
/// triangular systems in it. A row that follows from those before it (of which no more than 1e-9 of its own is left) is
/// skipped: it is zero in L, and so is what is solved for it.
///
/// Written here and not left to LAPACK, whose last bits change with the CPU: the factors of four matrices of 3 to 60
/// rows by OpenBLAS's dpotrf were five different ones for its kernels Prescott, Nehalem, Sandybridge, Haswell and
/// SkylakeX, and solutions by its dgels four. What comes from here goes into demand and into printed figures, which are
/// the same bytes on every CPU.
/// At the boundary: two perfectly correlated rows (a pivot of exactly 0) are dependent, and so are numbers that are none.

public struct Cholesky: Sendable {
  public let size: Int
  /// By rows.
  public let factor: [Double]
  /// The rows that were skipped, ascending.
  public let dependent: [Int]

  /// Far above the rounding of a hundred rows, far below what a millionth of a correlation changes.
  private static let leastPart = 1e-9

  /// `matrix`: by rows; what is above its diagonal is not looked at.
  public init(_ matrix: [Double], size: Int) {
    precondition(size >= 0 && matrix.count == size * size, "a square matrix")
    var factor = [Double](repeating: 0, count: size * size)
    var dependent: [Int] = []
    for i in 0..<size {
      for j in 0..<i where factor[j * size + j] > 0 {
        var rest = matrix[i * size + j]
        for k in 0..<j { rest -= factor[i * size + k] * factor[j * size + k] }
        factor[i * size + j] = rest / factor[j * size + j]
      }
      let own = matrix[i * size + i]
      var rest = own
      for k in 0..<i { rest -= factor[i * size + k] * factor[i * size + k] }
      if own > 0, rest > Cholesky.leastPart * own, rest < .infinity {
        factor[i * size + i] = rest.squareRoot()
      } else {
        for k in 0..<i { factor[i * size + k] = 0 }
        dependent.append(i)
      }
    }
    self.size = size
    self.factor = factor
    self.dependent = dependent
  }

  /// inverse(L) x.
  public func solve(_ x: [Double]) -> [Double] {
    precondition(x.count == size, "a number for each row")
    var solution = x
    for i in 0..<size {
      guard factor[i * size + i] > 0 else {
        solution[i] = 0
        continue
      }
      for j in 0..<i { solution[i] -= factor[i * size + j] * solution[j] }
      solution[i] /= factor[i * size + i]
    }
    return solution
  }

  /// inverse(transposed(L)) x: with `solve` before it, the solution of a y = x, such as the coefficients of least squares
  /// from their normal equations.
  public func solveTransposed(_ x: [Double]) -> [Double] {
    precondition(x.count == size, "a number for each row")
    var solution = x
    for i in (0..<size).reversed() {
      guard factor[i * size + i] > 0 else {
        solution[i] = 0
        continue
      }
      for j in (i + 1)..<Swift.max(size, i + 1) { solution[i] -= factor[j * size + i] * solution[j] }
      solution[i] /= factor[i * size + i]
    }
    return solution
  }
}
