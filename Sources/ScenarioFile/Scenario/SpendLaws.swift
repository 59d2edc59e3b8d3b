/// A workload in dollars: `$400 per month`, or a law, its parameters, and whether a draw is a day's or an hour's.
/// A level (of `fixed`, of `geometric brownian`) may be that of a week, a month or a year: it is all that is spent in one, on
/// average, and so much of it falls on a day of 100% as makes the days of the week come to it. A month is a twelfth of
/// 365.2425 days. Per workday is per day of 100%, and leaves Saturday and Sunday out unless the days are stated. No other law
/// has a level: a draw for a month would say nothing of its days.
/// At the boundary: a p90 above the median is a law, a p90 at the median is not; a dispersion of 1 is Poisson,
/// and negative binomial only above it.

import Demand
import Documents
import Quantities

/// The laws, as a scenario names them.
package enum SpendLawName: String, CaseIterable, Sendable {
  case fixed, normal, gamma, lognormal, poisson
  case negativeBinomial = "negative binomial"
  case ar1
  case geometricBrownian = "geometric brownian"
  case empirical
}

/// What the amounts of a law are for.
package enum SpendUnit: String, CaseIterable, Sendable {
  case hour, day, workday, week, month, year

  /// As a fraction; nil where a draw may be for one.
  fileprivate var weeks: (numerator: Int128, denominator: Int128)? {
    switch self {
    case .hour, .day, .workday: nil
    case .week: (1, 1)
    case .month: (3_652_425, 12 * 70_000)
    case .year: (3_652_425, 70_000)
    }
  }
}

struct StatedSpend {
  /// Nil after a mistake.
  var law: SpendLaw?
  var per: SpendUnit
  var place: Place
}

extension ScenarioReader {
  func readSpend(_ workload: Record) -> StatedSpend? {
    workload.map(Keys.workload.spend, "the spend of \(workload.what)") { spend in
      let name = spend.need(Keys.spend.law)
      let law = name.flatMap { readLaw($0, spend) }
      let per = spend.take(Keys.spend.per)
      // Without a law that is known, no parameter is out of place.
      if name == nil { spend.admit(Keys.spend.parameters) }
      let place = spend.place(Keys.spend.per)
      if let name, name != .fixed, name != .geometricBrownian, per.weeks != nil {
        findings.error(
          place, "a draw of the law '\(name.rawValue)' is for a day or an hour, not for a \(per.rawValue)",
          "write the amounts of a day, or 'law: fixed' and 'noise' beside 'spend'")
        return StatedSpend(law: nil, per: per, place: place)
      }
      return StatedSpend(law: law, per: per, place: place)
    }
  }

  /// What is drawn: by the hour, or by the day of 100%.
  func dollars(_ spend: StatedSpend, _ shape: WeeklyShape) -> Workload.Size? {
    guard let law = spend.law else { return nil }
    guard let weeks = spend.per.weeks else { return .spend(law, per: spend.per == .hour ? .hour : .day) }
    let week = shape.days.reduce(Int128(0)) { $0 + Int128($1.millionths) }
    // Without a day above 0% there is a mistake already.
    guard week > 0 else { return nil }
    func day(_ amount: Nanodollars) -> Nanodollars? {
      let exact = Int128(amount.count) * weeks.denominator * Int128(Ratio.one.millionths)
      let day = exact.divided(by: weeks.numerator * week, rounding: .nearestEven)
      if day <= Int128(Nanodollars.largest.count) { return Nanodollars(Int64(day)) }
      findings.error(
        spend.place, "\(amount) per \(spend.per.rawValue) is more on a day of 100% than a ledger can hold",
        "look at the shares of the days for a digit that is missing")
      return nil
    }
    switch law {
    case .fixed(let mean): return day(mean).map { .spend(.fixed($0), per: .day) }
    case .geometricBrownian(let start, let drift, let volatility):
      return day(start).map {
        .spend(.geometricBrownian(start: $0, drift: drift, volatility: volatility), per: .day)
      }
    default: return nil
    }
  }

  private func readLaw(_ name: SpendLawName, _ spend: Record) -> SpendLaw? {
    let keys = Keys.spend
    switch name {
    case .fixed: return spend.need(keys.mean).map(SpendLaw.fixed)
    case .normal: return readMoments(spend, keys.mean, keys.sd).map { .normal(mean: $0.mean, sd: $0.sd) }
    case .gamma: return readMoments(spend, keys.mean, keys.sd).map { .gamma(mean: $0.mean, sd: $0.sd) }
    case .lognormal:
      return readLognormalMoney(spend, keys.median, keys.p90, keys.mean, keys.sd).map(SpendLaw.lognormal)
    case .poisson:
      let count = spend.need(keys.count)
      let size = readSize(spend)
      guard let count, let size else { return nil }
      return .poisson(count: count, size: size)
    case .negativeBinomial:
      let count = spend.need(keys.count)
      let dispersion = spend.need(keys.dispersion)
      let size = readSize(spend)
      guard let count, let dispersion, let size else { return nil }
      return .negativeBinomial(count: count, dispersion: dispersion, size: size)
    case .ar1:
      let moments = readMoments(spend, keys.mean, keys.sd)
      let persistence = spend.need(keys.persistence)
      guard let moments, let persistence else { return nil }
      return .ar1(mean: moments.mean, sd: moments.sd, persistence: persistence)
    case .geometricBrownian:
      let start = spend.need(keys.start)
      let drift = spend.take(keys.drift, default: "0%")
      let volatility = spend.need(keys.volatility)
      guard let start, let volatility else { return nil }
      return .geometricBrownian(start: start, drift: drift, volatility: volatility)
    case .empirical: return readEmpirical(spend)
    }
  }

  private func readMoments(
    _ law: Record, _ mean: Key<Nanodollars>, _ sd: Key<Nanodollars>
  ) -> (mean: Nanodollars, sd: Nanodollars)? {
    let mean = law.need(mean)
    let sd = law.need(sd)
    guard let mean, let sd else { return nil }
    return (mean, sd)
  }

  private func readEmpirical(_ spend: Record) -> SpendLaw? {
    guard let values = spend.need(Keys.spend.values) else { return nil }
    guard values.contains(where: { $0 > .zero }) else {
      findings.error(spend.place(Keys.spend.values), "every value is $0", "write a value above $0")
      return nil
    }
    return .empirical(values)
  }

  private func readSize(_ spend: Record) -> SizeLaw? {
    guard let node = spend.find(Keys.spend.size) else {
      spend.missing(Keys.spend.size, "write 'size: $2', or 'size: {median: $2, p90: $9}'")
      return nil
    }
    guard node.isMap else { return Shape.moneyAboveZero.read(node, findings).map(SizeLaw.fixed) }
    let keys = Keys.size
    return Record.read(node, "a size", .size, findings) {
      readLognormalMoney($0, keys.median, keys.p90, keys.mean, keys.sd)
    }.map(SizeLaw.lognormal)
  }

  private func readLognormalMoney(
    _ law: Record, _ median: Key<Nanodollars>, _ p90: Key<Nanodollars>, _ mean: Key<Nanodollars>,
    _ sd: Key<Nanodollars>
  ) -> LognormalMoney? {
    let key = law.choose([median, mean], isNeeded: true)
    let (hasP90, hasSd) = (law.has(p90), law.has(sd))
    switch key?.name {
    case median.name:
      if hasSd { law.refuse(sd, "beside 'median'", "write 'p90', or 'mean' with 'sd'") }
      let place = law.place(p90)
      let median = law.need(median)
      let p90 = law.need(p90)
      guard let median, let p90 else { return nil }
      guard p90 > median else {
        findings.error(
          place, "a p90 of \(p90) is not above the median (\(median))",
          "write a larger p90: nine amounts in ten are below it")
        return nil
      }
      return .median(median, p90: p90)
    case mean.name:
      if hasP90 { law.refuse(p90, "beside 'mean'", "write 'sd', or 'median' with 'p90'") }
      return readMoments(law, mean, sd).map { .mean($0.mean, sd: $0.sd) }
    default: return nil
    }
  }
}

extension Shape where Value == Ratio {
  static var dispersionAboveOne: Shape {
    number(like: "1.5").checked { dispersion throws(QuantityError) in
      if dispersion <= .one {
        throw QuantityError(
          "a dispersion of \(dispersion.factor) is not above 1",
          remedy: "write more than 1, or 'law: poisson'")
      }
    }
  }
}
