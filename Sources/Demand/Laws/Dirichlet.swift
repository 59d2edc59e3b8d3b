/// The Dirichlet law: random shares that sum to 1, around stated ones; the greater the concentration, the closer. Gamma
/// numbers of the shapes share x concentration, divided by their sum.

public struct Dirichlet: Hashable, Sendable {
  public let shares: [Double]
  public let concentration: Double

  public init(shares: [Double], concentration: Double) {
    precondition(concentration > 0 && !shares.isEmpty && shares.allSatisfy { $0 > 0 })
    let sum = shares.reduce(0, +)
    self.shares = shares.map { $0 / sum }
    self.concentration = concentration
  }

  public func variance(_ index: Int) -> Double {
    shares[index] * (1 - shares[index]) / (concentration + 1)
  }

  /// One uniform number for each share.
  public func draw(_ uniforms: [Double]) -> [Double] {
    precondition(uniforms.count == shares.count, "one number for each share")
    let gammas = zip(shares, uniforms).map { share, u in
      let shape = share * concentration
      return Gamma(mean: shape, deviation: shape.squareRoot()).quantile(u)
    }
    let sum = gammas.reduce(0, +)
    return gammas.map { $0 / sum }
  }
}
