/// Control variates: numbers of the demand whose expectation is known to be exactly 0. What they come to in these
/// futures tells how lucky the futures were, and least squares takes out what that explains of a cost.
///
/// With n futures, k controls, their sample covariance S = L transposed(L), their covariance s with a cost y and their means c:
///
///     adjusted mean     = mean y - transposed(s) inverse(S) c
///     residual variance = (n - 1) (var y - transposed(s) inverse(S) s) / (n - 1 - k)
///     its variance      = residual variance x (1 / n + transposed(c) inverse(S) c / (n - 1))
///
/// The last two are the regression's own: n - 1 - k pays for the k fitted coefficients, and the term in c for their
/// error. Fitting biases the mean by an amount of order k / n of its error, so that controls are used only with at least 50
/// futures for each, and where they make the variance at least 1.1 times smaller.
/// At the boundary: a control of which less than 1e-9 of its variance is independent of those before it is skipped.

import Numerics

package struct ControlVariates: Sendable {
  private let columns: [Int]
  private let l: Cholesky
  /// inverse(L) c.
  private let means: [Double]
  private let rows: Int

  package let used: Int

  package static let leastFactor = 1.1
  package static let futuresForEach = 50

  package init(_ columns: [Int], of moments: Moments) {
    self.columns = columns
    rows = moments.rows
    let covariances = columns.flatMap { i in columns.map { moments.covariance(i, $0) } }
    l = Cholesky(covariances, size: columns.count)
    used = columns.count - l.dependent.count
    means = l.solve(columns.map { moments.mean($0) })
  }

  /// Nil where they do not help, or too few futures are there to tell.
  package func adjust(_ column: Int, in moments: Moments) -> ControlFit? {
    guard used > 0, rows >= ControlVariates.futuresForEach * used else { return nil }
    let variance = moments.variance(column)
    guard variance > 0 else { return nil }
    let n = Double(rows)
    let explaining = l.solve(columns.map { moments.covariance(column, $0) })
    let explained = explaining.reduce(0) { $0 + $1 * $1 }
    let luck = zip(explaining, means).reduce(0) { $0 + $1.0 * $1.1 }
    // Rounding to small numbers leaves about 1e-12 unexplained of what is explained altogether.
    let left = Swift.max(variance - explained, 1e-12 * variance)
    let residual = (n - 1) * left / Double(rows - 1 - used)
    let spread = means.reduce(0) { $0 + $1 * $1 }
    let adjusted = residual * (1 / n + spread / (n - 1))
    let factor = variance / n / adjusted
    guard factor > ControlVariates.leastFactor else { return nil }
    return ControlFit(
      mean: moments.mean(column) - luck, variance: adjusted, factor: factor,
      slopes: l.solveTransposed(explaining))
  }
}

/// What control variates make of the mean of a column.
package struct ControlFit: Hashable, Sendable {
  package let mean: Double
  /// Of the mean.
  package let variance: Double
  package let factor: Double
  /// By control.
  package let slopes: [Double]

  package var standardError: Double { variance.squareRoot() }
}
