/// The lognormal law: exp(location + scale z), z standard normal. Stated by its median and 90 % point, or by mean and
/// standard deviation.

public struct Lognormal: Law, Hashable {
  public let location: Double
  public let scale: Double

  public init(median: Double, p90: Double) {
    precondition(median > 0 && p90 >= median)
    location = Mathematics.log(median)
    scale = Mathematics.log(p90 / median) / 1.281_551_565_544_600_4
  }

  public init(mean: Double, deviation: Double) {
    precondition(mean > 0 && deviation >= 0)
    let ratio = deviation / mean
    scale = Mathematics.log1p(ratio * ratio).squareRoot()
    location = Mathematics.log(mean) - scale * scale / 2
  }

  public var mean: Double { Mathematics.exp(location + scale * scale / 2) }
  public var variance: Double { mean * mean * Mathematics.expm1(scale * scale) }

  public func quantile(_ u: Double) -> Double { Mathematics.exp(location + scale * Normal.quantile(u)) }

  public func probability(atMost x: Double) -> Double {
    guard x > 0 else { return 0 }
    return Normal.probability(atMost: (Mathematics.log(x) - location) / scale)
  }
}
