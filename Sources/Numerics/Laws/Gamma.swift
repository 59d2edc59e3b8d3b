/// The gamma law, by its mean and standard deviation: shape (mean / sd)^2. Its inverse by halving and Newton's steps on
/// the incomplete gamma function, in the tail that is the smaller.

public struct Gamma: Hashable, Sendable {
  public let shape: Double
  public let scale: Double

  public init(mean: Double, deviation: Double) {
    precondition(mean > 0 && deviation > 0 && mean.isFinite && deviation.isFinite)
    shape = (mean / deviation) * (mean / deviation)
    scale = mean / shape
  }

  public func probability(atMost x: Double) -> Double {
    Mathematics.incompleteGamma(shape, x / scale).lower
  }

  public func quantile(_ u: Double) -> Double {
    precondition(u > 0 && u < 1)
    let isUpper = u > 0.5
    let target = isUpper ? 1 - u : u
    // Wilson and Hilferty's start, or that of a small shape.
    let cube = 1 - 1 / (9 * shape) + Normal.quantile(u) / (3 * shape.squareRoot())
    var x = shape * cube * cube * cube
    if shape < 1 || !(x > 0) {
      x = Mathematics.exp((Mathematics.log(u) + Mathematics.logGamma(shape + 1)) / shape)
    }
    var (low, high) = (0.0, Double.infinity)
    for _ in 0..<200 {
      let (p, q) = Mathematics.incompleteGamma(shape, x)
      let error = isUpper ? target - q : p - target
      if error > 0 { high = min(high, x) } else { low = max(low, x) }
      let density = Mathematics.exp((shape - 1) * Mathematics.log(x) - x - Mathematics.logGamma(shape))
      var next = x - error / density
      if !(next > low && next < high) { next = high.isFinite ? (low + high) / 2 : x * 2 }
      if abs(next - x) <= 1e-15 * x { break }
      x = next
    }
    return x * scale
  }
}
