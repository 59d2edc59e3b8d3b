/// The same workload, so many times as large: its usual level, in requests or in dollars. What one request costs, the shape of the
/// week, growth, noise and regimes stay. Counts stay counts: twice the requests vary less, beside their mean, than one.

import Quantities

extension Workload {
  /// Half a millionth of a request, half a nano-dollar or half a quantum is rounded to the even one.
  public func scaled(by factor: Ratio) throws(QuantityError) -> Workload {
    var scaled = self
    switch size {
    case .requests(var profile):
      profile.rate.count = try profile.rate.count.times(factor)
      scaled.size = .requests(profile)
    case .spend(let law, let per): scaled.size = .spend(try law.scaled(by: factor), per: per)
    case .fitted(var law):
      law.perDay = try times(law.perDay, factor)
      scaled.size = .fitted(law)
    case .recorded: throw QuantityError("what was used is not scaled", remedy: "scale what comes")
    }
    return scaled
  }
}

private func times(_ count: Int64, _ factor: Ratio) throws(QuantityError) -> Int64 {
  let product = (Int128(count) * Int128(factor.millionths)).divided(by: 1_000_000, rounding: .nearestEven)
  guard let whole = Int64(exactly: product), whole <= Nanodollars.largest.count else {
    throw QuantityError("this is more than can be counted", remedy: "write a smaller scale")
  }
  return whole
}

extension Ratio {
  fileprivate func times(_ factor: Ratio) throws(QuantityError) -> Ratio {
    Ratio(millionths: try Demand.times(millionths, factor))
  }
}

extension Nanodollars {
  fileprivate func times(_ factor: Ratio) throws(QuantityError) -> Nanodollars {
    Nanodollars(try Demand.times(count, factor))
  }
}

extension SpendLaw {
  /// Laws of a count scale their count, as their levels do.
  fileprivate func scaled(by factor: Ratio) throws(QuantityError) -> SpendLaw {
    switch self {
    case .fixed(let mean): .fixed(try mean.times(factor))
    case .normal(let mean, let sd): .normal(mean: try mean.times(factor), sd: try sd.times(factor))
    case .gamma(let mean, let sd): .gamma(mean: try mean.times(factor), sd: try sd.times(factor))
    case .lognormal(.median(let median, let p90)):
      .lognormal(.median(try median.times(factor), p90: try p90.times(factor)))
    case .lognormal(.mean(let mean, let sd)):
      .lognormal(.mean(try mean.times(factor), sd: try sd.times(factor)))
    case .poisson(let count, let size): .poisson(count: try count.times(factor), size: size)
    case .negativeBinomial(let count, let dispersion, let size):
      .negativeBinomial(count: try count.times(factor), dispersion: dispersion, size: size)
    case .ar1(let mean, let sd, let persistence):
      .ar1(mean: try mean.times(factor), sd: try sd.times(factor), persistence: persistence)
    case .geometricBrownian(let start, let drift, let volatility):
      .geometricBrownian(start: try start.times(factor), drift: drift, volatility: volatility)
    case .empirical(let values):
      .empirical(try values.map { value throws(QuantityError) in try value.times(factor) })
    }
  }
}
