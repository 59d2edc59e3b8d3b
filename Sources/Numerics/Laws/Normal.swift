/// The standard normal law. Its inverse is M. J. Wichura's PPND16 (Algorithm AS 241, Applied Statistics 37, 1988,
/// pp. 477-484): a rational function of the distance from 1/2 up to 0.425, of the root of -log of the tail beyond.

public enum Normal {
  /// 90 %: the points by which people state a law that is skewed.
  public static let z90 = 1.281_551_565_544_600_4
  /// 97.5 %: the two-sided 95 %.
  public static let z95 = 1.959_963_984_540_054

  /// Its relative error grows with the square of z: rounding z / root 2 alone moves the tail by z^2 2^-53.
  public static func probability(atMost z: Double) -> Double {
    0.5 * Mathematics.erfc(-z * 0.707_106_781_186_547_52)
  }

  /// The z that a normal number is above, in absolute value, with this probability: 1.96 for 0.05.
  public static func z(twoSided probability: Double) -> Double {
    if probability == 0.05 { return z95 }
    precondition(probability > 0 && probability <= 1, "a probability that has a quantile")
    return 0 - quantile(probability / 2)
  }

  /// At u in (0, 1).
  @inlinable
  public static func quantile(_ u: Double) -> Double {
    let q = u - 0.5
    if abs(q) <= 0.425 { return central(q) }
    precondition(u > 0 && u < 1)
    let r = (-Mathematics.log(q < 0 ? u : 1 - u)).squareRoot()
    let z = r <= 5 ? tail(r - 1.6) : farTail(r - 5)
    return q < 0 ? -z : z
  }

  @inlinable @inline(__always)
  static func central(_ q: Double) -> Double {
    let r = 0.180625 - q * q
    let above =
      (((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
        + 45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r
        + 133.14166789178437745) * r + 3.387132872796366608)
    let below =
      (((((((5226.495278852854561 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
        + 21213.794301586595867) * r + 5394.1960214247511077) * r + 687.1870074920579083) * r
        + 42.313330701600911252) * r + 1)
    return q * above / below
  }

  @usableFromInline
  static func tail(_ r: Double) -> Double {
    let above =
      (((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r
        + 1.27045825245236838258) * r + 3.64784832476320460504) * r + 5.7694972214606914055) * r
        + 4.6303378461565452959) * r + 1.42343711074968357734)
    let below =
      (((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r
        + 0.14810397642748007459) * r + 0.68976733498510000455) * r + 1.6763848301838038494) * r
        + 2.05319162663775882187) * r + 1)
    return above / below
  }

  @usableFromInline
  static func farTail(_ r: Double) -> Double {
    let above =
      (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r
        + 0.026532189526576123093) * r + 0.29656057182850489123) * r + 1.7848265399172913358) * r
        + 5.4637849111641143699) * r + 6.6579046435011037772)
    let below =
      (((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r
        + 1.8463183175100546818e-5) * r + 7.868691311456132591e-4) * r + 0.0148753612908506148525) * r
        + 0.13692988092273580531) * r + 0.59983220655588793769) * r + 1)
    return above / below
  }
}
