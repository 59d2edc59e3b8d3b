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
/// futures for each, and where they make the variance at least 1.1 times smaller. Where the replicates of the futures say how sure
/// a mean is (Replication.swift), they say it of what the controls leave as well; 32 numbers are not to be trusted with a
/// choice between two variances that are nearly the same, so there the factor must be 1.5. Futures that cover the slow
/// inputs evenly leave such controls nothing to explain.
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
  package static let leastFactorOfReplicates = 1.5

  static func leastFactor(_ weight: Double) -> Double {
    leastFactor + weight * (leastFactorOfReplicates - leastFactor)
  }
  package static let futuresForEach = 50

  package init(_ columns: [Int], of moments: Moments) {
    self.columns = columns
    rows = moments.rows
    let covariances = columns.flatMap { i in columns.map { moments.covariance(i, $0) } }
    l = Cholesky(covariances, size: columns.count)
    used = columns.count - l.dependent.count
    means = l.solve(columns.map { moments.mean($0) })
  }

  /// What is known of this column by least squares; nil where too few futures are there to tell.
  package func fit(_ column: Int, in moments: Moments) -> ControlFit? {
    guard used > 0, rows >= ControlVariates.futuresForEach * used else { return nil }
    let variance = moments.variance(column)
    guard variance > 0 else { return nil }
    let explaining = l.solve(columns.map { moments.covariance(column, $0) })
    let explained = explaining.reduce(0) { $0 + $1 * $1 }
    let luck = zip(explaining, means).reduce(0) { $0 + $1.0 * $1.1 }
    // Rounding to small numbers leaves about 1e-12 unexplained of what is explained altogether.
    let left = Swift.max(variance - explained, 1e-12 * variance)
    return ControlFit(
      mean: moments.mean(column), luck: luck,
      variance: self.variance(ofSquares: Double(rows - 1) * left),
      plain: variance / Double(rows), slopes: l.solveTransposed(explaining))
  }

  /// Of the adjusted mean, from the sum of squares of what the controls leave.
  package func variance(ofSquares squares: Double) -> Double {
    let n = Double(rows)
    let spread = means.reduce(0) { $0 + $1 * $1 }
    return squares / Double(max(1, rows - 1 - used)) * (1 / n + spread / (n - 1))
  }

  /// `fit`, if the controls help independent futures.
  package func adjust(_ column: Int, in moments: Moments) -> ControlFit? {
    fit(column, in: moments).flatMap { $0.factor > ControlVariates.leastFactor ? $0 : nil }
  }
}

/// What control variates make of the mean of a column.
package struct ControlFit: Hashable, Sendable {
  private let plainMean: Double
  /// What the controls explain of it.
  private let luck: Double
  /// Of the mean, of independent futures; and without controls.
  package let variance: Double
  private let plain: Double
  /// By control.
  package let slopes: [Double]

  init(mean: Double, luck: Double, variance: Double, plain: Double, slopes: [Double]) {
    (plainMean, self.luck, self.variance) = (mean, luck, variance)
    (self.plain, self.slopes) = (plain, slopes)
  }

  package var mean: Double { plainMean - luck }
  package var factor: Double { plain / variance }
  package var standardError: Double { variance.squareRoot() }

  /// Of the difference of two columns: least squares is linear. Its variance is not, and is that of the first.
  static func - (a: ControlFit, b: ControlFit) -> ControlFit {
    ControlFit(
      mean: a.plainMean - b.plainMean, luck: a.luck - b.luck, variance: a.variance, plain: a.plain,
      slopes: zip(a.slopes, b.slopes).map { $0 - $1 })
  }
}
