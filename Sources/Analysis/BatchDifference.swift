/// Two results compared by their batches (Results/Comparison/Batches.swift).

import Numerics
import Results

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
    let sizes = Batches.sizes(of: futures)
    guard sizes.count == first.count else { return nil }
    let (n, count) = (Double(futures), Double(first.count))
    let total = zip(first, second).reduce(Int128(0)) { $0 + $1.1 - $1.0 }
    mean = Double(total) / n
    // Of each batch, how far it is from what as many futures come to on average.
    let squares = first.indices.reduce(0.0) { sum, batch in
      let own = Int128(futures) * (second[batch] - first[batch]) - Int128(sizes[batch]) * total
      let pull = Double(own) / n
      return sum + pull * pull
    }
    standardError = (squares * count / (count - 1)).squareRoot() / n
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
