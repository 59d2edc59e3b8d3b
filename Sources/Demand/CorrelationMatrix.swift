/// Correlations between the noise of workloads, and whether any noise can have them all: whether their matrix
/// is positive definite. Plain elimination in `Double`, with + - * / and the square root alone, so that the
/// answer is the same on every machine.
/// At the boundary: 0.6, 0.8 and 0 among three leave no room (a pivot of 0) and are refused; 0.6, 0.799999
/// and 0 are noise.

import Quantities

public struct CorrelationMatrix: Sendable {
  private let size: Int
  private var entries: [Double]

  /// Far above the rounding of an elimination of a hundred rows, far below what a millionth changes.
  private static let leastPivot = 1e-9

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

  public var isPositiveDefinite: Bool { eliminated(Array(0..<size), steps: size) != nil }

  /// The least and the greatest value that one pair may have while the others stay; nil if it has none. With
  /// the pair in the last two rows, everything else is eliminated; of what is left, [a, x - t; x - t, b], x
  /// may differ from t by less than the root of a b.
  public func range(_ i: Int, _ j: Int) -> ClosedRange<Ratio>? {
    precondition(i != j, "two workloads")
    var open = self
    open.set(i, j, to: .zero)
    let order = (0..<size).filter { $0 != i && $0 != j } + [i, j]
    guard let rest = open.eliminated(order, steps: size - 2) else { return nil }
    let (a, b) = (rest[(size - 2) * size + size - 2], rest[(size - 1) * size + size - 1])
    guard a > CorrelationMatrix.leastPivot, b > CorrelationMatrix.leastPivot else { return nil }
    let center = -rest[(size - 1) * size + size - 2]
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

  /// The rows and columns in another order, after so many steps of symmetric elimination; nil if a pivot is
  /// not above zero.
  private func eliminated(_ order: [Int], steps: Int) -> [Double]? {
    var rows = [Double](repeating: 0, count: size * size)
    for i in 0..<size {
      for j in 0..<size { rows[i * size + j] = entries[order[i] * size + order[j]] }
    }
    for step in 0..<steps {
      let pivot = rows[step * size + step]
      guard pivot > CorrelationMatrix.leastPivot else { return nil }
      for i in (step + 1)..<Swift.max(size, step + 1) {
        let factor = rows[i * size + step] / pivot
        if factor == 0 { continue }
        for j in (step + 1)..<size { rows[i * size + j] -= factor * rows[step * size + j] }
      }
    }
    return rows
  }
}
