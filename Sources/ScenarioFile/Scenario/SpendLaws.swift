/// A workload in dollars: a law, its parameters, and whether a draw is a day's or an hour's.
/// At the boundary: a p90 above the median is a law, a p90 at the median is not; a dispersion of 1 is Poisson,
/// and negative binomial only above it.

import Demand
import Documents
import Quantities

/// The laws, as a scenario names them.
enum SpendLawName: String, CaseIterable, Sendable {
  case fixed, normal, gamma, lognormal, poisson
  case negativeBinomial = "negative binomial"
  case ar1
  case geometricBrownian = "geometric brownian"
  case empirical
}

private let parameters = [
  "mean", "sd", "median", "p90", "count", "size", "dispersion", "persistence", "start", "drift", "volatility",
  "values",
]

extension ScenarioReader {
  func readSpend(_ workload: Record) -> Workload.Size? {
    let size = workload.map("spend", "the spend of \(workload.what)") { spend -> Workload.Size? in
      let name: SpendLawName? = spend.need("law", .name)
      let law = name.flatMap { readLaw($0, spend) }
      let per: SpendStep = spend.take("per", .name, default: SpendStep.day.rawValue)
      // Without a law that is known, no parameter is out of place.
      if name == nil { for key in parameters { _ = spend.has(key) } }
      return law.map { .spend($0, per: per) }
    }
    return size.flatMap { $0 }
  }

  private func readLaw(_ name: SpendLawName, _ spend: Record) -> SpendLaw? {
    switch name {
    case .fixed: return spend.need("mean", .moneyAboveZero).map(SpendLaw.fixed)
    case .normal: return readMoments(spend).map { .normal(mean: $0.mean, sd: $0.sd) }
    case .gamma: return readMoments(spend).map { .gamma(mean: $0.mean, sd: $0.sd) }
    case .lognormal: return readLognormalMoney(spend).map(SpendLaw.lognormal)
    case .poisson:
      let count = spend.need("count", .numberAboveZero(like: "12"))
      let size = readSize(spend)
      guard let count, let size else { return nil }
      return .poisson(count: count, size: size)
    case .negativeBinomial:
      let count = spend.need("count", .numberAboveZero(like: "12"))
      let dispersion = spend.need("dispersion", .dispersionAboveOne)
      let size = readSize(spend)
      guard let count, let dispersion, let size else { return nil }
      return .negativeBinomial(count: count, dispersion: dispersion, size: size)
    case .ar1:
      let moments = readMoments(spend)
      let persistence = spend.need("persistence", .persistence)
      guard let moments, let persistence else { return nil }
      return .ar1(mean: moments.mean, sd: moments.sd, persistence: persistence)
    case .geometricBrownian:
      let start = spend.need("start", .moneyAboveZero)
      let drift = spend.take("drift", .monthlyChange, default: "0%")
      let volatility = spend.need("volatility", .deviation)
      guard let start, let volatility else { return nil }
      return .geometricBrownian(start: start, drift: drift, volatility: volatility)
    case .empirical: return readEmpirical(spend)
    }
  }

  private func readMoments(_ spend: Record) -> (mean: Nanodollars, sd: Nanodollars)? {
    let mean = spend.need("mean", .moneyAboveZero)
    let sd = spend.need("sd", .moneyAboveZero)
    guard let mean, let sd else { return nil }
    return (mean, sd)
  }

  private func readEmpirical(_ spend: Record) -> SpendLaw? {
    guard let values = spend.need("values", .oneOrList(.money)) else { return nil }
    guard values.contains(where: { $0 > .zero }) else {
      findings.error(spend.place("values"), "every value is $0", "write a value above $0")
      return nil
    }
    return .empirical(values)
  }

  private func readSize(_ spend: Record) -> SizeLaw? {
    guard let node = spend.find("size") else {
      spend.missing("size", "write 'size: $2', or 'size: {median: $2, p90: $9}'")
      return nil
    }
    guard node.isMap else { return Shape.moneyAboveZero.read(node, findings).map(SizeLaw.fixed) }
    return Record.read(node, "a size", findings) { readLognormalMoney($0) }.map(SizeLaw.lognormal)
  }

  private func readLognormalMoney(_ law: Record) -> LognormalMoney? {
    let key = law.choose(["median", "mean"], isNeeded: true)
    let (hasP90, hasSd) = (law.has("p90"), law.has("sd"))
    switch key {
    case "median":
      if hasSd { law.refuse("sd", "beside 'median'", "write 'p90', or 'mean' with 'sd'") }
      let median = law.need("median", .moneyAboveZero)
      let p90 = law.need("p90", .moneyAboveZero)
      guard let median, let p90 else { return nil }
      guard p90 > median else {
        findings.error(
          law.place("p90"), "a p90 of \(p90) is not above the median (\(median))",
          "write a larger p90: nine amounts in ten are below it")
        return nil
      }
      return .median(median, p90: p90)
    case "mean":
      if hasP90 { law.refuse("p90", "beside 'mean'", "write 'sd', or 'median' with 'p90'") }
      return readMoments(law).map { .mean($0.mean, sd: $0.sd) }
    default: return nil
    }
  }
}

extension Shape where Value == Ratio {
  fileprivate static var dispersionAboveOne: Shape {
    number(like: "1.5").checked { dispersion throws(QuantityError) in
      if dispersion <= .one {
        throw QuantityError(
          "a dispersion of \(dispersion.factor) is not above 1",
          remedy: "write more than 1, or 'law: poisson'")
      }
    }
  }
}
