/// How far off chance may put a figure: quantiles of the normal and of Student's law, and Wilson's interval for a
/// share. Only + - * / and square roots, which every CPU rounds alike; libm is not asked.

import Results

public enum Normal {
  /// 97.5 %: the two-sided 95 %.
  public static let z95 = 1.959_963_984_540_054

  /// The z that a normal number is above, in absolute value, with this probability: 1.96 for 0.05. Newton's steps
  /// on the tail; for probabilities from 1e-12 to 1.
  public static func z(twoSided probability: Double) -> Double {
    if probability == 0.05 { return z95 }
    precondition(probability >= 1e-12 && probability <= 1, "a probability that has a quantile here")
    // The tail is convex, so that from the left Newton's steps never overshoot.
    var z = 0.0
    for _ in 0..<200 {
      let density = 2 * density(z)
      let step = (tail(z) - probability) / density
      z += step
      if step < 1e-15 * (1 + z) { break }
    }
    return z
  }

  /// The probability of more than z, on either side.
  static func tail(_ z: Double) -> Double {
    if z > 3 { return 2 * density(z) * mills(z) }
    // 1 - 2 phi(z) (z + z^3/3 + z^5/15 + ...): all terms positive.
    var term = z
    var sum = z
    var odd = 3.0
    while term > 1e-18 * sum {
      term *= z * z / odd
      sum += term
      odd += 2
    }
    return 1 - 2 * density(z) * sum
  }

  /// The tail over the density, as the continued fraction 1/(z + 1/(z + 2/(z + 3/(z + ...)))).
  private static func mills(_ z: Double) -> Double {
    var below = z
    for k in stride(from: 200.0, through: 1, by: -1) { below = z + k / below }
    return 1 / below
  }

  private static func density(_ z: Double) -> Double {
    // exp(-z^2/2) = (1 / exp(t))^1024 by ten squarings, t = z^2/2048 small enough for a short series.
    let t = z * z / 2_048
    var term = 1.0
    var sum = 1.0
    for k in 1...20 {
      term *= t / Double(k)
      sum += term
    }
    var power = 1 / sum
    for _ in 0..<10 { power *= power }
    return 0.398_942_280_401_432_7 * power
  }
}

package enum Student {
  /// Two-sided quantile: the normal's with Fisher and Cornish's terms to the third order, right to 1 % from 3 degrees of
  /// freedom on and to 0.01 % from 10 on. Without a degree of freedom nothing is sure.
  package static func t(_ z: Double, degrees: Int) -> Double {
    guard degrees > 0 else { return .infinity }
    let v = Double(degrees)
    let square = z * z
    let first = z * (square + 1) / 4
    let second = z * ((5 * square + 16) * square + 3) / 96
    let third = z * (((3 * square + 19) * square + 17) * square - 15) / 384
    return z + (first + (second + third / v) / v) / v
  }
}

/// Wilson's score interval: right in the tails, where a count of 0 has an upper end of z^2 / (n + z^2), above 0. Its inner end is
/// too far in where something happened once, twice or three times, or did not (it holds the truth in 84 % then): there that end is
/// the exact one for a Poisson count, by Wilson and Hilferty's cube root, as Brown, Cai and DasGupta (2001) advise.
public func wilson(count: Int, of trials: Int, z: Double) -> Interval {
  precondition(count >= 0 && count <= trials, "a count among the trials")
  guard trials > 0 else { return Interval(low: 0, high: 1) }
  let n = Double(trials)
  let share = Double(count) / n
  let square = z * z
  let centre = share + square / (2 * n)
  let width = z * (share * (1 - share) / n + square / (4 * n * n)).squareRoot()
  let scale = 1 + square / n
  func least(_ count: Int) -> Double {
    guard (1...3).contains(count) else { return 1 }
    let k = Double(count)
    let root = max(0, 1 - 1 / (9 * k) - z / (3 * k.squareRoot()))
    return k * root * root * root / n
  }
  // At the ends the two terms are equal, and rounding must not leave a trace of their difference.
  return Interval(
    low: count == 0 ? 0 : min(least(count), max(0, (centre - width) / scale)),
    high: count == trials ? 1 : max(1 - least(trials - count), min(1, (centre + width) / scale)))
}

/// The interval of a share from Chernoff's bound: P(a share of at least k / n) <= exp(-n K(k/n, p)), K the relative entropy. It
/// holds whatever the share and the number, at any probability; at small ones it is some 15 % wider than an exact one.
public func chernoff(count: Int, of trials: Int, missing probability: Double) -> Interval {
  precondition(count >= 0 && count <= trials, "a count among the trials")
  guard trials > 0 else { return Interval(low: 0, high: 1) }
  let n = Double(trials)
  let share = Double(count) / n
  // Half of it on either side.
  let most = -logarithm(max(probability, 1e-300) / 2) / n
  func entropy(_ p: Double) -> Double {
    var sum = 0.0
    if share > 0 { sum += share * (logarithm(share) - logarithm(p)) }
    if share < 1 { sum += (1 - share) * (logarithm(1 - share) - logarithm(1 - p)) }
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

/// The natural logarithm of a positive number, without libm: of the fraction by its series, and as many ln 2 as it has powers.
package func logarithm(_ value: Double) -> Double {
  precondition(value > 0, "a logarithm is of something above 0")
  // Between 0.70 and 1.42, where the series in s = (m - 1) / (m + 1), |s| < 0.18, is short.
  var (fraction, power) = (value.significand, Double(value.exponent))
  if fraction > 1.414 { (fraction, power) = (fraction / 2, power + 1) }
  let s = (fraction - 1) / (fraction + 1)
  var term = s
  var sum = s
  for k in 1...16 {
    term *= s * s
    sum += term / Double(2 * k + 1)
  }
  return 2 * sum + power * 0.693_147_180_559_945_3
}
