/// How far off chance may put a share: Wilson's interval, one that holds at every number of futures at once, and one from
/// Chernoff's bound.

import Numerics
import Results

/// Wilson's score interval: right in the tails, where a count of 0 has an upper end of z^2 / (n + z^2), above 0. Its inner end is
/// too far in where something happened once, twice or three times, or did not (it holds the truth in 84 % then): there that end is
/// the exact one for a Poisson count, by Wilson and Hilferty's cube root, as Brown, Cai and DasGupta (2001) advise.
public func wilson(count: Int, of trials: Int, z: Double) -> Interval {
  precondition(count >= 0 && count <= trials, "a count among the trials")
  guard trials > 0 else { return Interval(low: 0, high: 1) }
  let n = Double(trials)
  let interval = wilson(share: Double(count) / n, of: n, z: z)
  func least(_ count: Int) -> Double {
    guard (1...3).contains(count) else { return 1 }
    let k = Double(count)
    let root = max(0, 1 - 1 / (9 * k) - z / (3 * k.squareRoot()))
    return k * root * root * root / n
  }
  // At the ends the two terms are equal, and rounding must not leave a trace of their difference.
  return Interval(
    low: count == 0 ? 0 : min(least(count), interval.low),
    high: count == trials ? 1 : max(1 - least(trials - count), interval.high))
}

/// `n`: the trials, or as many independent ones as would say as much.
private func wilson(share: Double, of n: Double, z: Double) -> Interval {
  let square = z * z
  let centre = share + square / (2 * n)
  let width = z * (share * (1 - share) / n + square / (4 * n * n)).squareRoot()
  let scale = 1 + square / n
  return Interval(low: max(0, (centre - width) / scale), high: min(1, (centre + width) / scale))
}

/// An interval of a share that holds at every number of trials at once with the stated probability, so that one may stop at any of
/// them: those shares against which the evidence, averaged over all others alike, is less than 1 / probability. It is a martingale
/// under the true share, and passes that bound with no more than this probability (Ville); Howard, Ramdas, McAuliffe and
/// Sekhon (2021) call it the beta-binomial mixture, Robbins (1970) had it.
public func sequenceOfShares(count: Int, of trials: Int, missing probability: Double) -> Interval {
  precondition(count >= 0 && count <= trials, "a count among the trials")
  guard trials > 0 else { return Interval(low: 0, high: 1) }
  let (k, n) = (Double(count), Double(trials))
  let average =
    Mathematics.logGamma(k + 1) + Mathematics.logGamma(n - k + 1) - Mathematics.logGamma(n + 2)
  let most = -Mathematics.log(probability)
  func evidence(_ p: Double) -> Double {
    var sum = average
    if k > 0 { sum -= k * Mathematics.log(p) }
    if k < n { sum -= (n - k) * Mathematics.log(1 - p) }
    return sum
  }
  /// The end between the share and a bound, from outside, so that rounding widens.
  func end(_ outside: Double) -> Double {
    var (inner, outer) = (k / n, outside)
    for _ in 0..<200 {
      let middle = (inner + outer) / 2
      guard middle != inner, middle != outer else { break }
      if evidence(middle) < most { inner = middle } else { outer = middle }
    }
    return outer
  }
  return Interval(low: count == 0 ? 0 : end(0), high: count == trials ? 1 : end(1))
}

/// How sure an interval is to be.
package struct Level: Hashable, Sendable {
  /// It misses as often as a normal number is beyond this, at both ends together.
  package let z: Double
  /// It is one of a sequence, at any of which a run may stop (StoppingRule.swift).
  package let isOfSequence: Bool

  package static let usual = Level(z: Normal.z95, isOfSequence: false)
  /// Of a whole sequence.
  package static let missing = 0.05

  package init(z: Double, isOfSequence: Bool) {
    self.z = z
    self.isOfSequence = isOfSequence
  }
}

extension ShareVariance {
  /// Wilson's, of as many independent futures as say as much as these.
  package func interval(_ level: Level = .usual) -> Interval {
    guard of > 0 else { return Interval(low: 0, high: 1) }
    let weight = variance.weight
    let few =
      level.isOfSequence
      ? sequenceOfShares(count: count, of: of, missing: Level.missing)
      : wilson(count: count, of: of, z: level.z)
    guard weight > 0 else { return few }
    let many = wilson(
      share: share, of: share * (1 - share) / variance.variance,
      z: Student.t(level.z, degrees: variance.degrees))
    guard level.isOfSequence else { return many }
    func between(_ a: Double, _ b: Double) -> Double { (1 - weight) * a + weight * b }
    return Interval(low: between(few.low, many.low), high: between(few.high, many.high))
  }
}

/// The interval of a share from Chernoff's bound: P(a share of at least k / n) <= exp(-n K(k/n, p)), K the relative entropy. It
/// holds whatever the share and the number, at any probability; at small ones it is some 15 % wider than an exact one.
public func chernoff(count: Int, of trials: Int, missing probability: Double) -> Interval {
  precondition(count >= 0 && count <= trials, "a count among the trials")
  guard trials > 0 else { return Interval(low: 0, high: 1) }
  let n = Double(trials)
  let share = Double(count) / n
  // Half of it on either side.
  let most = -Mathematics.log(max(probability, 1e-300) / 2) / n
  func entropy(_ p: Double) -> Double {
    var sum = 0.0
    if share > 0 { sum += share * (Mathematics.log(share) - Mathematics.log(p)) }
    if share < 1 { sum += (1 - share) * (Mathematics.log(1 - share) - Mathematics.log(1 - p)) }
    return sum
  }
  /// The end between the share and a bound, from outside, so that rounding widens.
  func end(_ outside: Double) -> Double {
    var (inner, outer) = (share, outside)
    for _ in 0..<200 {
      let middle = (inner + outer) / 2
      guard middle != inner, middle != outer else { break }
      if entropy(middle) < most { inner = middle } else { outer = middle }
    }
    return outer
  }
  return Interval(low: count == 0 ? 0 : end(0), high: count == trials ? 1 : end(1))
}
