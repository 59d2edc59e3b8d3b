/// The gamma function's logarithm and the regularised incomplete gamma functions, from + - * / and the functions of
/// `Mathematics`. Lanczos' approximation (g = 7, nine terms) for the first; series and Lentz's continued fraction, on
/// either side of x = a + 1, for the others (Numerical Recipes, section 6.2).
/// Errors grow with the shape, since exponents of its size cancel: some 1e-13 of the value up to 50, 1e-12 up to 2,000.

extension Mathematics {
  /// log Gamma(x) for x > 0.
  public static func logGamma(_ x: Double) -> Double {
    guard x > 0 else { return .nan }
    if x < 0.5 { return logGamma(x + 1) - log(x) }
    let y = x - 1
    var sum = lanczos[0]
    for (index, coefficient) in lanczos.enumerated().dropFirst() { sum += coefficient / (y + Double(index)) }
    let t = y + 7.5
    return 0.918_938_533_204_672_7 + (y + 0.5) * log(t) - t + log(sum)
  }

  private static let lanczos: [Double] = [
    0.99999999999980993227684700473478, 676.520368121885098567009190444019,
    -1259.13921672240287047156078755283, 771.3234287776530788486528258894,
    -176.61502916214059906584551354, 12.507343278686904814458936853,
    -0.13857109526572011689554707, 9.984369578019570859563e-6, 1.50563273514931155834e-7,
  ]

  /// P(a, x) and its complement Q(a, x), each to its own relative precision.
  public static func incompleteGamma(_ a: Double, _ x: Double) -> (lower: Double, upper: Double) {
    guard x > 0, a > 0 else { return (0, 1) }
    let scale = exp(a * log(x) - x - logGamma(a))
    if x < a + 1 {
      var (term, sum, n) = (1 / a, 1 / a, a)
      while abs(term) > abs(sum) * 1e-17 {
        n += 1
        term *= x / n
        sum += term
      }
      let lower = min(1, sum * scale)
      return (lower, 1 - lower)
    }
    let tiny = 1e-300
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / b
    var h = d
    for i in 1...100_000 {
      let an = -Double(i) * (Double(i) - a)
      b += 2
      d = an * d + b
      if abs(d) < tiny { d = tiny }
      c = b + an / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      let factor = d * c
      h *= factor
      if abs(factor - 1) < 1e-16 { break }
    }
    let upper = min(1, scale * h)
    return (1 - upper, upper)
  }
}
