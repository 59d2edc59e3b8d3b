/// What can be wrong with numbers whose shape is right. Rows and columns count from 0 here, from 1 in
/// words.
public enum LinearAlgebraError: Error, Hashable, Sendable, CustomStringConvertible {
  case notFinite(row: Int, column: Int)
  case notSymmetric(row: Int, column: Int)
  /// The first pivot that is not positive: the leading block up to this row is not positive definite.
  case notPositiveDefinite(pivot: Int)
  /// More coefficients than observations.
  case tooFewRows(rows: Int, columns: Int)
  /// This column is a combination of those before it (or zero).
  case dependentColumn(Int)
  /// LAPACK cannot be loaded, or there is no room for it.
  case unavailable

  public var description: String {
    switch self {
    case .notFinite(let row, let column):
      "the number in row \(row + 1), column \(column + 1) is not finite; use finite numbers"
    case .notSymmetric(let row, let column):
      "row \(row + 1), column \(column + 1) differs from row \(column + 1), column \(row + 1); "
        + "make the matrix symmetric"
    case .notPositiveDefinite(let pivot):
      "the matrix is not positive definite: its first \(pivot + 1) rows contradict each other; "
        + "use weaker correlations"
    case .tooFewRows(let rows, let columns):
      "\(rows) observations do not determine \(columns) coefficients; use more observations"
    case .dependentColumn(let column):
      "column \(column + 1) follows from the columns before it; leave it out"
    case .unavailable:
      "OpenBLAS and LAPACKE cannot be loaded; install them (on Debian: libopenblas0 and liblapacke), or allow "
        + "more memory"
    }
  }
}
