/// Correlations between the noise of workloads, and whether any noise can have them all: whether their matrix
/// is positive definite.
/// At the boundary: 0.6, 0.8 and 0 among three leave no room (a pivot of 0) and are refused; 0.6, 0.799999
/// and 0 are noise.

import Numerics
import Quantities

public struct CorrelationMatrix: Sendable {
  private let size: Int
  private var entries: [Double]

  /// All ones on the diagonal, all zeros beside it.
  public init(size: Int) {
    precondition(size >= 0, "a number of workloads")
    self.size = size
    entries = [Double](repeating: 0, count: size * size)
    for index in 0..<size { entries[index * size + index] = 1 }
  }

  public mutating func set(_ i: Int, _ j: Int, to value: Ratio) {
    precondition(i != j, "the diagonal stays 1")
    let entry = Double(value.millionths) / 1_000_000
    entries[i * size + j] = entry
    entries[j * size + i] = entry
  }

  public var isPositiveDefinite: Bool { Cholesky(entries, size: size).dependent.isEmpty }

  /// The least and the greatest value that one pair may have while the others stay; nil if it has none. Of what the
  /// others leave of the two, [a, x - t; x - t, b], x may differ from t by less than the root of a b.
  public func range(_ i: Int, _ j: Int) -> ClosedRange<Ratio>? {
    precondition(i != j, "two workloads")
    let others = (0..<size).filter { $0 != i && $0 != j }
    let beside = Cholesky(
      others.flatMap { row in others.map { entries[row * size + $0] } }, size: others.count)
    guard beside.dependent.isEmpty else { return nil }
    let p = beside.solve(others.map { entries[i * size + $0] })
    let q = beside.solve(others.map { entries[j * size + $0] })
    let (a, b) = (1 - sumOfProducts(p, p), 1 - sumOfProducts(q, q))
    guard a > 0, b > 0 else { return nil }
    let center = sumOfProducts(p, q)
    let reach = (a * b).squareRoot()
    guard let least = inward(from: center - reach, step: 1, i, j),
      let most = inward(from: center + reach, step: -1, i, j), least <= most
    else { return nil }
    return least...most
  }

  /// The first millionth inside a bound at which the matrix holds.
  private func inward(from bound: Double, step: Int64, _ i: Int, _ j: Int) -> Ratio? {
    var tried = self
    var value = Swift.min(Swift.max(Int64(bound * 1_000_000), -1_000_000), 1_000_000)
    for _ in 0..<4 {
      tried.set(i, j, to: Ratio(millionths: value))
      if tried.isPositiveDefinite { return Ratio(millionths: value) }
      value += step
    }
    return nil
  }
}

private func sumOfProducts(_ x: [Double], _ y: [Double]) -> Double {
  zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
}
