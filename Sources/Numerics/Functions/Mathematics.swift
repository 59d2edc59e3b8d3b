/// Exponential and logarithm from + - * / and bits alone: the same result on every CPU, which the functions of the C
/// library do not promise. The series are Taylor's, cut where the next term is below 2^-56. They are within one unit of
/// the last place of the truth, `expm1` within two.
/// All of it can be compiled into its callers, which ask for millions of them.

public enum Mathematics {
  /// log 2 in two parts: the first has 21 zero bits at its end, so that its product with an exponent is exact.
  @inlinable @inline(__always) static var log2High: Double { 0x1.62e42feep-1 }
  @inlinable @inline(__always) static var log2Low: Double { 0x1.a39ef35793c76p-33 }

  @inlinable
  public static func exp(_ x: Double) -> Double {
    guard x < 709.79 else { return x.isNaN ? x : .infinity }
    guard x > -745.2 else { return x.isNaN ? x : 0 }
    let k = nearest(x * 0x1.71547652b82fep0)
    let high = x - k * log2High
    let low = k * log2Low
    let r = high - low
    let c = cothRest(r)
    let y = 1 - ((low - (r * c) / (2 - c)) - high)
    return scaled(y, by: Int(k))
  }

  /// The same between -700 and 700, and there what it is at the nearer of them: without a branch, so that a loop over many is
  /// made of vectors.
  @inlinable @inline(__always)
  public static func boundedExp(_ x: Double) -> Double {
    let x = Swift.max(-700, Swift.min(700, x))
    let shifted = x * 0x1.71547652b82fep0 + 0x1.8p52
    let k = shifted - 0x1.8p52
    let high = x - k * log2High
    let low = k * log2Low
    let r = high - low
    let c = cothRest(r)
    let y = 1 - ((low - (r * c) / (2 - c)) - high)
    // The last bits of the sum are those of k.
    return y * Double(bitPattern: (shifted.bitPattern &+ 1_023) &<< 52)
  }

  /// exp(x) - 1, exact also near 0.
  @inlinable
  public static func expm1(_ x: Double) -> Double {
    guard abs(x) < 0.347 else { return exp(x) - 1 }
    let c = cothRest(x)
    return x + x * c / (2 - c)
  }

  /// The natural logarithm; -infinity at 0, not a number below.
  @inlinable
  public static func log(_ x: Double) -> Double {
    guard x > 0 else { return x == 0 ? -.infinity : .nan }
    guard x < .infinity else { return x }
    let (k, m) = parts(x)
    return logarithm(k, m - 1, 0)
  }

  /// log(1 + x), exact also near 0.
  @inlinable
  public static func log1p(_ x: Double) -> Double {
    guard x > -1 else { return x == -1 ? -.infinity : .nan }
    guard x < .infinity else { return x }
    if x > -0.29 && x < 0.41 { return logarithm(0, x, 0) }
    let u = 1 + x
    let lost = x < 1 ? x - (u - 1) : 1 - (u - x)
    let (k, m) = parts(u)
    return logarithm(k, m - 1, lost / u)
  }

  /// A whole number next to x, for |x| < 2^51.
  @inlinable @inline(__always)
  static func nearest(_ x: Double) -> Double { (x + 0x1.8p52) - 0x1.8p52 }

  /// x 2^k, rounded once where the result is subnormal.
  @inlinable
  static func scaled(_ x: Double, by k: Int) -> Double {
    if k >= -1021 && k <= 1023 { return x * Double(bitPattern: UInt64(k + 1023) << 52) }
    return k > 0
      ? x * 2 * Double(bitPattern: UInt64(k - 1 + 1023) << 52)
      : x * Double(bitPattern: UInt64(k + 54 + 1023) << 52) * 0x1p-54
  }

  /// r - (r coth(r / 2) - 2), which gives exp(r) - 1 = r + r c / (2 - c); Bernoulli's numbers, |r| < 0.35.
  @inlinable @inline(__always)
  static func cothRest(_ r: Double) -> Double {
    let z = r * r
    let tail = -1.0 / 604_800 + z * (1.0 / 23_950_080 - z * (691.0 / 653_837_184_000))
    return r - z * (1.0 / 6 + z * (-1.0 / 360 + z * (1.0 / 15_120 + z * tail)))
  }

  /// x = m 2^k with m from the root of 1/2 to that of 2.
  @inlinable @inline(__always)
  static func parts(_ x: Double) -> (k: Double, m: Double) {
    let isSmall = x < 0x1p-1022
    let bits = (isSmall ? x * 0x1p54 : x).bitPattern
    var k = Int(bits >> 52) - (isSmall ? 1023 + 54 : 1023)
    var m = Double(bitPattern: bits & 0x000F_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000)
    if m > 1.414_213_562_373_095_1 {
      m *= 0.5
      k += 1
    }
    return (Double(k), m)
  }

  /// k log 2 + log(1 + f) + c: log(1 + f) is twice the area tangent of s = f / (2 + f); its first terms, f - f^2 / 2,
  /// are taken apart, since they are known more exactly than s.
  @inlinable @inline(__always)
  static func logarithm(_ k: Double, _ f: Double, _ c: Double) -> Double {
    let s = f / (2 + f)
    let z = s * s
    let w = z * z
    let odd = 2.0 / 3 + w * (2.0 / 7 + w * (2.0 / 11 + w * (2.0 / 15 + w * (2.0 / 19))))
    let even = 2.0 / 5 + w * (2.0 / 9 + w * (2.0 / 13 + w * (2.0 / 17 + w * (2.0 / 21))))
    let rest = z * odd + w * even
    let half = 0.5 * f * f
    return k * log2High - ((half - (s * (half + rest) + (k * log2Low + c))) - f)
  }
}
