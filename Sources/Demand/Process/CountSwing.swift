/// Over-dispersed counts: a negative binomial number is a Poisson number around a level that is itself drawn, from the gamma
/// law of mean 1 and variance (dispersion - 1) / mean count. One draw moves everything that is counted in a step, whatever
/// models serve it, so that the whole is as dispersed as stated however it is divided.
/// Source of the draw: Marsaglia and Tsang 2000, "A simple method for generating gamma variables"; below shape 1 the
/// draw at shape + 1 times a power of a uniform number.

import Numerics

package struct CountSwing: Sendable {
  private let extra: Double

  /// Nil for a count that is not over-dispersed.
  package init?(dispersion: Double) {
    guard dispersion > 1 else { return nil }
    extra = dispersion - 1
  }

  /// The factor by which a step's intensity, of so many expected requests, swings; it mostly rises with the normal number.
  package func factor(_ z: Double, _ words: inout Scramble, expected: Double) -> Double {
    guard expected > 0 else { return 1 }
    let shape = expected / extra
    guard shape < 1 else { return CountSwing.gamma(shape, first: z, &words) / shape }
    let u = max(Normal.probability(atMost: z), 0x1p-1000)
    let power = Mathematics.exp(max(Mathematics.log(u) / shape, -700))
    return CountSwing.gamma(shape + 1, first: QuantityTables.normal.value(words.word()), &words) * power
      / shape
  }

  /// Intensities above it come once in a million steps.
  func reach(expected: Double) -> Double {
    let spread = (expected * extra).squareRoot()
    return expected + 5 * spread + 14 * extra
  }

  private static func gamma(_ shape: Double, first: Double, _ words: inout Scramble) -> Double {
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    var x = first
    while true {
      let root = 1 + c * x
      let v = root * root * root
      let u = words.uniform()
      let square = x * x
      if root > 0,
        u < 1 - 0.0331 * square * square
          || Mathematics.log(u) < 0.5 * square + d * (1 - v + Mathematics.log(v))
      {
        return d * v
      }
      x = QuantityTables.normal.value(words.word())
    }
  }
}
