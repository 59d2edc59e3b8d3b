/// The Poisson law: a number of independent events. Its distribution function is the incomplete gamma function's
/// complement, P(N <= k) = Q(k + 1, mean); its inverse walks from the normal law's guess.

public struct Poisson: Law, Hashable {
  public let mean: Double

  public init(mean: Double) {
    precondition(mean > 0 && mean < 1e9)
    self.mean = mean
  }

  public var variance: Double { mean }

  public func probability(atMost x: Double) -> Double {
    x < 0 ? 0 : Mathematics.incompleteGamma(Mathematics.floor(x) + 1, mean).upper
  }

  public func quantile(_ u: Double) -> Double {
    precondition(u > 0 && u < 1)
    return leastWhole(from: mean + mean.squareRoot() * Normal.quantile(u)) { probability(atMost: $0) >= u }
  }
}

/// The least whole number from 0 on of which something holds that holds for all greater ones.
func leastWhole(from guess: Double, where holds: (Double) -> Bool) -> Double {
  var k = max(0, Mathematics.floor(guess))
  while !holds(k) { k += 1 }
  while k > 0, holds(k - 1) { k -= 1 }
  return k
}
