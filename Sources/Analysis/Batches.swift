/// The sums of a measure over 32 consecutive runs of futures: enough to compare two results pair by pair, future against
/// like future, without keeping every future of both.
///
/// Batch b of n futures is those from b n / 32 on, before (b + 1) n / 32; fewer than 32 futures are a batch each.

import Numerics
import Simulation

public struct Batches: Hashable, Sendable {
  public static let most = 32

  public let measure: Measure
  /// In base units, exactly.
  public let sums: [Int128]

  public init(measure: Measure, sums: [Int128]) {
    self.measure = measure
    self.sums = sums
  }

  public init(_ measure: Measure, _ values: [Int64]) {
    self.measure = measure
    sums = Batches.ranges(of: values.count).map { values[$0].reduce(Int128(0)) { $0 + Int128($1) } }
  }

  public static func ranges(of futures: Int) -> [Range<Int>] {
    let count = min(most, futures)
    return (0..<count).map { ($0 * futures / count)..<(($0 + 1) * futures / count) }
  }
}

extension Measure {
  /// Those that two results are compared by.
  public static let compared: [Measure] = [totalCost, paid, used, waste, blocked, outageRisk]
}

/// The difference of two means from pairs of batches: Student's t with one degree of freedom less than there are pairs.
/// Right whether or not the pairs are of the same futures; much surer if they are.
public struct BatchDifference: Hashable, Sendable {
  /// Second less first, in base units.
  public let mean: Double
  public let standardError: Double
  public let batches: Int

  /// Nil where there is nothing to compare: other numbers of batches, or fewer than two.
  public init?(_ first: [Int128], _ second: [Int128], futures: Int) {
    guard first.count == second.count, first.count > 1, futures > 0 else { return nil }
    let count = Double(first.count)
    let total = zip(first, second).reduce(Int128(0)) { $0 + $1.1 - $1.0 }
    mean = Double(total) / Double(futures)
    let sizes = Batches.ranges(of: futures).map { Double($0.count) }
    guard sizes.count == first.count else { return nil }
    let differences = first.indices.map { Double(second[$0] - first[$0]) / sizes[$0] }
    let middle = differences.reduce(0, +) / count
    let squares = differences.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
    standardError = (squares / (count * (count - 1))).squareRoot()
    batches = first.count
  }

  /// Half of the interval that misses with this probability.
  public func halfWidth(missing probability: Double) -> Double {
    Student.t(twoSided: max(1e-12, probability), degrees: batches - 1) * standardError
  }

  /// Whether chance would part the two so far with less than this probability. Equal ones are never parted.
  public func isReal(missing probability: Double) -> Bool {
    mean != 0 && abs(mean) > halfWidth(missing: probability)
  }
}
