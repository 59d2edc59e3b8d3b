/// The complement of the error function, from + - * / alone. For x >= 0, (1 + 2x) exp(x^2) erfc(x) is smooth in
/// t = (x - 3.75) / (x + 3.75): one Chebyshev series serves the whole half-line (Shepherd and Laframboise, Mathematics
/// of Computation 36, 1981); its coefficients here are computed anew with 40 digits. Within 3 units of the last place
/// as far as 26.5; beyond 27.3 it is 0.

extension Mathematics {
  public static func erfc(_ x: Double) -> Double {
    let a = abs(x)
    guard a < 27.3 else { return x.isNaN ? x : (x > 0 ? 0 : 2) }
    // The square in two parts: that of the leading half of the bits is exact.
    let lead = Double(bitPattern: a.bitPattern & 0xFFFF_FFFF_F800_0000)
    let gauss = exp(-lead * lead) * exp(-(a - lead) * (a + lead))
    let tail = gauss * scaledTail(a) / (1 + 2 * a)
    return x < 0 ? 2 - tail : tail
  }

  /// (1 + 2a) exp(a^2) erfc(a), by Clenshaw's recurrence.
  private static func scaledTail(_ a: Double) -> Double {
    let t = (a - 3.75) / (a + 3.75)
    var next = 0.0
    var afterNext = 0.0
    for coefficient in chebyshev.dropFirst().reversed() {
      (next, afterNext) = (coefficient + 2 * t * next - afterNext, next)
    }
    return chebyshev[0] + t * next - afterNext
  }

  private static let chebyshev: [Double] = [
    1.17757893456740175, -0.00459005458064647733, -0.0842491333665179156, 0.0592099399981918905,
    -0.0266586684353057523,
    0.00907499767070526509, -0.00241316354041760819, 0.000490775836525808632, -0.0000691697330250120637,
    4.13902798607301017e-6,
    7.74038306619849067e-7, -2.18864010492343957e-7, 1.07649994656709104e-8, 4.5219598112182869e-9,
    -7.75440020883135111e-10,
    -6.31808834088668449e-11, 2.8687950109306699e-11, 1.94558685457773472e-13, -9.65469674843343891e-13,
    3.25254814814873984e-14,
    3.34781194828680539e-14, -1.8645628804193131e-15, -1.25079505306886471e-15, 7.41823525662404346e-17,
    5.06814890479611132e-17,
  ]
}
