/// Exponential, logarithm, powers and the circle, from + - * / and bits alone: the same result on every x86-64, which
/// the functions of the C library do not promise. Exponential and logarithm are within 2 units of the last place; the
/// tests compare them with the C library's. The series are Taylor's, cut where the next term is below 2^-56.

public enum Mathematics {
  /// log 2 in two parts: the first has 21 zero bits at its end, so that its product with an exponent is exact.
  static let log2High = 0x1.62e42feep-1
  static let log2Low = 0x1.a39ef35793c76p-33

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

  /// exp(x) - 1, exact also near 0.
  public static func expm1(_ x: Double) -> Double {
    guard abs(x) < 0.347 else { return exp(x) - 1 }
    let c = cothRest(x)
    return x + x * c / (2 - c)
  }

  /// The natural logarithm; -infinity at 0, not a number below.
  public static func log(_ x: Double) -> Double {
    guard x > 0 else { return x == 0 ? -.infinity : .nan }
    guard x < .infinity else { return x }
    let (k, m) = parts(x)
    return logarithm(k, m - 1, 0)
  }

  /// log(1 + x), exact also near 0.
  public static func log1p(_ x: Double) -> Double {
    guard x > -1 else { return x == -1 ? -.infinity : .nan }
    guard x < .infinity else { return x }
    if x > -0.29 && x < 0.41 { return logarithm(0, x, 0) }
    let u = 1 + x
    let lost = x < 1 ? x - (u - 1) : 1 - (u - x)
    let (k, m) = parts(u)
    return logarithm(k, m - 1, lost / u)
  }

  /// x to the y for x >= 0. The error grows with the result's logarithm: about |y log x| units of the last place.
  public static func power(_ x: Double, _ y: Double) -> Double {
    if y == 0 || x == 1 { return 1 }
    if x == 0 { return y > 0 ? 0 : .infinity }
    return exp(y * log(x))
  }

  /// The cosine and sine of k / n of a turn: the octant by whole numbers, so that symmetric points are exactly so.
  public static func circle(_ k: Int, of n: Int) -> (cosine: Double, sine: Double) {
    precondition(n > 0 && n < 1 << 56)
    let turn = ((k % n) + n) % n
    let octant = 8 * turn / n
    let rest = 8 * turn % n
    let part = octant & 1 == 0 ? rest : n - rest
    let (c, s) = firstOctant(0.785_398_163_397_448_3 * (Double(part) / Double(n)))
    switch octant {
    case 0: return (c, s)
    case 1: return (s, c)
    case 2: return (-s, c)
    case 3: return (-c, s)
    case 4: return (-c, -s)
    case 5: return (-s, -c)
    case 6: return (s, -c)
    default: return (c, -s)
    }
  }

  /// A whole number next to x, for |x| < 2^51.
  @inline(__always)
  static func nearest(_ x: Double) -> Double { (x + 0x1.8p52) - 0x1.8p52 }

  /// The largest whole number up to x, for |x| < 2^51.
  @inline(__always)
  static func floor(_ x: Double) -> Double {
    let n = nearest(x)
    return n > x ? n - 1 : n
  }

  /// x 2^k, rounded once where the result is subnormal.
  private static func scaled(_ x: Double, by k: Int) -> Double {
    if k >= -1021 && k <= 1023 { return x * Double(bitPattern: UInt64(k + 1023) << 52) }
    return k > 0
      ? x * 2 * Double(bitPattern: UInt64(k - 1 + 1023) << 52)
      : x * Double(bitPattern: UInt64(k + 54 + 1023) << 52) * 0x1p-54
  }

  /// r - (r coth(r / 2) - 2), which gives exp(r) - 1 = r + r c / (2 - c); Bernoulli's numbers, |r| < 0.35.
  @inline(__always)
  private static func cothRest(_ r: Double) -> Double {
    let z = r * r
    let tail = -1.0 / 604_800 + z * (1.0 / 23_950_080 - z * (691.0 / 653_837_184_000))
    return r - z * (1.0 / 6 + z * (-1.0 / 360 + z * (1.0 / 15_120 + z * tail)))
  }

  /// x = m 2^k with m from the root of 1/2 to that of 2.
  @inline(__always)
  private static func parts(_ x: Double) -> (k: Double, m: Double) {
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
  @inline(__always)
  private static func logarithm(_ k: Double, _ f: Double, _ c: Double) -> Double {
    let s = f / (2 + f)
    let z = s * s
    let w = z * z
    let odd = 2.0 / 3 + w * (2.0 / 7 + w * (2.0 / 11 + w * (2.0 / 15 + w * (2.0 / 19))))
    let even = 2.0 / 5 + w * (2.0 / 9 + w * (2.0 / 13 + w * (2.0 / 17 + w * (2.0 / 21))))
    let rest = z * odd + w * even
    let half = 0.5 * f * f
    return k * log2High - ((half - (s * (half + rest) + (k * log2Low + c))) - f)
  }

  /// Cosine and sine up to a quarter of pi.
  private static func firstOctant(_ x: Double) -> (Double, Double) {
    let z = x * x
    let s1 = 1.0 / 362_880 + z * (-1.0 / 39_916_800 + z * (1.0 / 6_227_020_800 - z / 1_307_674_368_000))
    let s = -1.0 / 6 + z * (1.0 / 120 + z * (-1.0 / 5_040 + z * s1))
    let c2 = 1.0 / 479_001_600 + z * (-1.0 / 87_178_291_200 + z / 20_922_789_888_000)
    let c1 = -1.0 / 720 + z * (1.0 / 40_320 + z * (-1.0 / 3_628_800 + z * c2))
    let half = 0.5 * z
    return ((1 - half) + (((1 - (1 - half)) - half) + z * z * (1.0 / 24 + z * c1)), x + x * z * s)
  }
}
