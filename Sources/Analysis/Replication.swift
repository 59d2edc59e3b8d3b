/// How sure a mean is: from its futures, or from the 32 replicates that they are dealt to (Demand/Quasi/Replicates.swift).
///
/// The futures of one replicate may cover chance evenly and are then not independent of each other; the replicates are. With
/// n futures of mean m, and S the sum and k the number of those of a replicate,
///
///     variance of the mean = 32 / 31 x sum over the replicates of (S - k m)^2 / n^2
///
/// with 31 degrees of freedom. Of independent futures it is right as well, only less sure of itself than s^2 / n.
/// But where few futures carry the variance, 32 numbers say too little of it: then s^2 / n stands, which evenly drawn futures do
/// not exceed. `carrying` is how many do (Spread.swift). Up to two in a replicate the futures alone
/// say it, from eight in a replicate on the replicates alone; between them both do, each by its part w, and degrees of
/// freedom are Satterthwaite's:
///
///     V = w V1 + (1 - w) V2,     degrees = V^2 / ((w V1)^2 / 31 + ((1 - w) V2)^2 / (n - 1))
///
/// so that the width of an interval has no jump anywhere.
/// At the boundary: 64 carrying futures are few, 256 are enough; 32 replicates need not be of one size (the last round is not
/// always whole).

import Demand
import Numerics
import Results
import Simulation

/// Sums by replicate, exactly.
package struct ReplicateSums: Sendable {
  package private(set) var sums: [Int128]
  package private(set) var counts: [Int]

  package init(sums: [Int128], counts: [Int]) {
    precondition(sums.count == Replicates.count && counts.count == sums.count, "one for each replicate")
    self.sums = sums
    self.counts = counts
  }

  package init() {
    self.init(
      sums: Array(repeating: 0, count: Replicates.count), counts: Array(repeating: 0, count: Replicates.count)
    )
  }

  /// Of whole counts of so many futures from the first one on: no more than one more than another.
  static func counts(of futures: Int) -> [Int] {
    (0..<Replicates.count).map { (futures - $0 + Replicates.count - 1) / Replicates.count }
  }

  package var count: Int { counts.reduce(0, +) }
  package var total: Int128 { sums.reduce(0, +) }

  static func - (a: ReplicateSums, b: ReplicateSums) -> ReplicateSums {
    ReplicateSums(sums: zip(a.sums, b.sums).map { $0 - $1 }, counts: a.counts)
  }

  package mutating func add(_ other: ReplicateSums) {
    for replicate in sums.indices {
      sums[replicate] += other.sums[replicate]
      counts[replicate] += other.counts[replicate]
    }
  }

  /// Of each replicate, how far its sum is from what as many numbers come to on average.
  package var pulls: [Double] {
    let count = Int128(max(1, count))
    let (mean, rest) = total.quotientAndRemainder(dividingBy: count)
    // The rest is less than the count, so that both parts are small whole numbers.
    let over = Double(Int64(rest)) / Double(Int64(count))
    return zip(sums, counts).map { sum, own in
      let apart = sum - Int128(own) * mean
      // The conversion of what fits in 64 bits is many times faster.
      return (Int64(exactly: apart).map { Double($0) } ?? Double(apart)) - Double(own) * over
    }
  }

  /// Of the mean; nil where a replicate has none.
  package var variance: Double? {
    counts.contains(0) ? nil : ReplicateSums.variance(of: pulls, count: count)
  }

  static func variance(of pulls: [Double], count: Int) -> Double {
    let (n, replicates) = (Double(count), Double(pulls.count))
    return replicates / (replicates - 1) * pulls.reduce(0) { $0 + $1 * $1 } / (n * n)
  }
}

extension ReplicateSums {
  /// Of the pulls at the ratio of both.
  func less(_ below: ReplicateSums) -> ReplicateSums {
    let ratio = Double(total) / Double(max(1, below.total))
    return ReplicateSums(
      sums: zip(sums, below.sums).map {
        Int128(($0 == 0 && $1 == 0 ? 0 : Double($0) - ratio * Double($1)).rounded())
      },
      counts: counts)
  }
}

/// The variance of a mean, and how sure that is.
package struct MeanVariance: Hashable, Sendable {
  package let variance: Double
  package let degrees: Int
  /// Of what independent futures would have.
  package let plain: Double
  /// How much of it the replicates say: 0 to 1.
  package let weight: Double

  static let fewest = 64.0
  static let enough = 256.0

  static func weight(carrying: Double) -> Double {
    max(0, min(1, (carrying - fewest) / (enough - fewest)))
  }

  /// `replicates`: nil, there are none.
  package init(plain: Double, replicates: Double?, carrying: Double, degrees: Int) {
    let weight = replicates == nil ? 0 : MeanVariance.weight(carrying: carrying)
    self.plain = plain
    self.weight = weight
    guard weight > 0, let replicates else {
      (variance, self.degrees) = (plain, degrees)
      return
    }
    let (first, second) = (weight * replicates, (1 - weight) * plain)
    variance = first + second
    let parts =
      first * first / Double(Replicates.count - 1) + second * second / Double(max(1, degrees))
    self.degrees =
      parts > 0
      ? max(Replicates.count - 1, min(degrees, Int(variance * variance / parts))) : Replicates.count - 1
  }

  /// Of the mean of these numbers.
  init(_ summary: Summary) {
    let n = Double(summary.count)
    self.init(
      plain: summary.count > 1 ? summary.squares / (n * (n - 1)) : 0,
      replicates: summary.replicates.variance,
      carrying: min(Double(summary.differing), summary.carrying), degrees: max(0, summary.count - 1))
  }

  private init(_ variance: Double, _ degrees: Int, _ plain: Double, _ weight: Double) {
    (self.variance, self.degrees, self.plain, self.weight) = (variance, degrees, plain, weight)
  }

  func scaled(by factor: Double) -> MeanVariance {
    MeanVariance(variance * factor, degrees, plain * factor, weight)
  }

  /// What a result says of it; nil: the futures alone say how sure it is.
  var replication: Replication? {
    guard weight > 0, variance > 0 else { return nil }
    return Replication(weight: weight, factor: plain / variance)
  }
}

/// A share of futures: how many of each replicate have something.
package struct ShareVariance: Sendable {
  package let share: Double
  package let count: Int
  package let of: Int
  package let variance: MeanVariance

  package init(_ sums: ReplicateSums) {
    let (count, trials) = (Int(sums.total), sums.count)
    let n = Double(max(1, trials))
    (self.count, of, share) = (count, trials, Double(count) / n)
    // A replicate's count is a whole number, and rounded so that it has a variance of a twelfth: less is not to be seen.
    let least = Double(Replicates.count) / 12 / (n * n)
    variance = MeanVariance(
      plain: share * (1 - share) / n, replicates: sums.variance.map { max(least, $0) },
      carrying: Double(min(count, trials - count)), degrees: max(0, trials - 1))
  }
}
