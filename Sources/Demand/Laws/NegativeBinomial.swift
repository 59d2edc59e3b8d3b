/// The negative binomial law, by its mean and its dispersion, the variance over the mean, above 1: a Poisson number whose mean
/// is itself a gamma number. Of equal dispersion, sums stay of the law, so that it does not depend on the step.

public struct NegativeBinomial: Law, Hashable {
  public let mean: Double
  public let dispersion: Double

  public init(mean: Double, dispersion: Double) {
    precondition(mean > 0 && mean < 1e6 && dispersion > 1 && dispersion < 1e6)
    self.mean = mean
    self.dispersion = dispersion
  }

  public var variance: Double { dispersion * mean }
  private var clusters: Double { mean / (dispersion - 1) }

  public func probability(atMost x: Double) -> Double {
    guard x >= 0 else { return 0 }
    let (r, q) = (clusters, (dispersion - 1) / dispersion)
    var term = Mathematics.exp(-r * Mathematics.log(dispersion))
    var sum = term
    var k = 0.0
    while k < Mathematics.floor(x) {
      term *= q * (r + k) / (k + 1)
      sum += term
      k += 1
    }
    return min(1, sum)
  }

  public func quantile(_ u: Double) -> Double {
    precondition(u > 0 && u < 1)
    let (r, q) = (clusters, (dispersion - 1) / dispersion)
    var term = Mathematics.exp(-r * Mathematics.log(dispersion))
    var (sum, k) = (term, 0.0)
    while sum < u, term > 0 {
      term *= q * (r + k) / (k + 1)
      sum += term
      k += 1
    }
    return k
  }
}
