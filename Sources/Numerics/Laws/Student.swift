/// Student's law: how far a mean is from the truth, in standard errors that are themselves estimated from so many degrees
/// of freedom. Its tails are incomplete beta functions, by a continued fraction on either side of the mean; the inverse by
/// Newton's steps on the logarithm of the tails over that of t, which is concave: from the second step on they come from
/// the right and never overshoot.

public enum Student {
  /// P(|T| > t), for t > 0.
  public static func tails(beyond t: Double, degrees: Int) -> Double {
    precondition(degrees > 0 && t > 0, "a distance, and some freedom")
    let v = Double(degrees)
    let whole = v + t * t
    let (near, far) = (t * t / whole, v / whole)
    // near^(1/2) far^(v/2) / B(v/2, 1/2)
    let common =
      near.squareRoot() * Mathematics.exp(-0.5 * v * Mathematics.log1p(t * t / v)) * gammaRatio(v / 2)
      / rootOfPi
    let below = (v + 1) / 2 * near - 0.5
    if below > 0 { return common * betaFraction(v / 2, 0.5, far, near, below: below) }
    return 1 - common * betaFraction(0.5, v / 2, near, far, below: -below)
  }

  /// What a number of this law is beyond, in absolute value, as often as a normal one is beyond z. Without a degree of
  /// freedom nothing is sure.
  public static func t(_ z: Double, degrees: Int) -> Double {
    guard degrees > 0 else { return .infinity }
    guard z > 0 else { return 0 }
    return t(twoSided: Mathematics.erfc(z * 0.707_106_781_186_547_52), degrees: degrees, from: z)
  }

  /// What a number of this law is beyond, in absolute value, with this probability.
  public static func t(twoSided probability: Double, degrees: Int) -> Double {
    guard degrees > 0 else { return .infinity }
    guard probability < 1 else { return 0 }
    return t(twoSided: probability, degrees: degrees, from: Normal.z(twoSided: probability))
  }

  private static func t(twoSided probability: Double, degrees: Int, from z: Double) -> Double {
    let v = Double(degrees)
    // Fisher and Cornish's first term.
    var t = z * (1 + (z * z + 1) / (4 * v))
    for _ in 0..<100 {
      let tails = tails(beyond: t, degrees: degrees)
      let density =
        gammaRatio(v / 2) / (v.squareRoot() * rootOfPi)
        * Mathematics.exp(-0.5 * (v + 1) * Mathematics.log1p(t * t / v))
      let step = Mathematics.log(tails / probability) * tails / (2 * t * density)
      t *= Mathematics.exp(max(-2, min(step, 700)))
      // The next step would be the square of it.
      if abs(step) < 1e-8 { break }
    }
    return t
  }

  private static let rootOfPi = 1.772_453_850_905_516

  /// Gamma(x + 1/2) / Gamma(x), for whole and half x: from 16 on by its asymptotic series, below it downwards from there.
  static func gammaRatio(_ x: Double) -> Double {
    var (y, factor) = (x, 1.0)
    while y < 16 {
      factor *= y / (y + 0.5)
      y += 1
    }
    let u = 1 / (y * y)
    let series = -1.0 / 8 + u * (1.0 / 192 + u * (-1.0 / 640 + u * (17.0 / 14_336 - u * (31.0 / 18_432))))
    return factor * y.squareRoot() * Mathematics.exp(series / y)
  }

  /// The incomplete beta function I(x; a, b) over x^a y^b / B(a, b), y = 1 - x: the even part of its continued fraction, in
  /// terms of how far x is `below` the mean, a - (a + b) x, which does not cancel where x is near 1 (Didonato and Morris, ACM
  /// Transactions on Mathematical Software 18, 1992, Algorithm 708, BFRAC).
  private static func betaFraction(_ a: Double, _ b: Double, _ x: Double, _ y: Double, below: Double)
    -> Double
  {
    let c = 1 + below
    let first = 1 + 1 / a
    var (p, s) = (1.0, a + 1)
    var (an, bn) = (0.0, 1.0)
    var (nextA, nextB) = (1.0, c / first)
    var ratio = first / c
    for step in 1...100_000 {
      let n = Double(step)
      let t = n / a
      let w = n * (b - n) * x
      let e = a / s
      let alpha = p * (p + b / a) * e * e * (w * x)
      let beta = n + w / s + (t + 1) / (first + t + t) * (c + n * (y + 1))
      p = t + 1
      s += 2
      (an, nextA) = (nextA, alpha * an + beta * nextA)
      (bn, nextB) = (nextB, alpha * bn + beta * nextB)
      let last = ratio
      ratio = nextA / nextB
      if abs(ratio - last) <= 2e-16 * ratio { break }
      (an, bn, nextA) = (an / nextB, bn / nextB, ratio)
      nextB = 1
    }
    return ratio
  }
}
