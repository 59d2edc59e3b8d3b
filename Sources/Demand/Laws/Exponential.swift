/// The exponential law: the time to an event of constant hazard.

public struct Exponential: Law, Hashable {
  public let mean: Double

  public init(mean: Double) {
    precondition(mean > 0 && mean.isFinite)
    self.mean = mean
  }

  public var variance: Double { mean * mean }
  public func quantile(_ u: Double) -> Double { -mean * Mathematics.log1p(-u) }
  public func probability(atMost x: Double) -> Double { x > 0 ? -Mathematics.expm1(-x / mean) : 0 }
}
