/// About what a workload uses, for people and for warnings: its usual level, without growth, noise and regimes, every
/// request of the mean size. An estimate in floating point; no ledger sees it.

import Numerics
import Pricing
import Quantities

extension Workload {
  /// Dollars at list price in a month at the usual level; nil where the card has no price.
  public func usualDollarsPerMonth(card: RateCard, at instant: Instant) -> Double? {
    let meanDay = shape.days.reduce(0) { $0 + $1.asDouble } / 7
    return usualDollarsPerDay(card: card, at: instant).map { $0 * meanDay * daysPerMonth }
  }

  /// Dollars at list price over all of its time at the usual level, with its stated growth; nil where the card has no
  /// price.
  public func usualDollars(card: RateCard) -> Double? {
    guard let first = active.first, let month = usualDollarsPerMonth(card: card, at: first.from) else {
      return nil
    }
    var rate = Mathematics.log1p(growth.monthly.asDouble)
    if case .spend(.geometricBrownian(_, let drift, _), _) = size {
      rate += Mathematics.log1p(drift.asDouble)
    }
    func months(_ instant: Instant) -> Double {
      Double(instant.seconds - first.from.seconds) / Double(TimeSpan.day) / daysPerMonth
    }
    // The integral of exp(rate x time).
    return active.reduce(0) { sum, period in
      let (from, to) = (months(period.from), months(period.to))
      return sum + month
        * (abs(rate) < 1e-9 ? to - from : (Mathematics.exp(rate * to) - Mathematics.exp(rate * from)) / rate)
    }
  }

  /// Dollars in an hour in which it runs.
  public func usualDollarsPerHour(card: RateCard, at instant: Instant) -> Double? {
    let open = shape.hours.reduce(0) { $0 + $1.asDouble }
    return open > 0 ? usualDollarsPerDay(card: card, at: instant).map { $0 / open } : nil
  }

  /// Dollars of a request of the mean size; nil where the card has no price, or where dollars are stated.
  public func usualDollarsPerRequest(card: RateCard, at instant: Instant) -> Double? {
    guard case .requests(let profile) = size else { return nil }
    return profile.meanCost(card: card, at: instant)
  }

  /// Dollars in a day of 100%.
  private func usualDollarsPerDay(card: RateCard, at instant: Instant) -> Double? {
    let open = shape.hours.reduce(0) { $0 + $1.asDouble }
    let week = shape.days.reduce(0) { $0 + $1.asDouble }
    switch size {
    case .spend(let law, let per): return law.mean * (per == .hour ? open : 1)
    case .fitted(let law): return Double(law.perDay) * Double(law.quantum) / 1e9
    case .recorded(let usage):
      let days = usage.series.days
      return days.isEmpty ? 0 : days.reduce(0) { $0 + Double($1.amount) } / Double(days.count) / 1e9
    case .requests(let profile):
      let count = profile.rate.count.asDouble
      let perDay: Double? =
        switch profile.rate.unit {
        case .minute: count * 60 * open
        case .hour: count * open
        case .day, .workday: count
        case .week: week > 0 ? count / week : nil
        case .month: week > 0 ? count * 7 / (week * daysPerMonth) : nil
        }
      guard let perDay, let cost = profile.meanCost(card: card, at: instant) else { return nil }
      return perDay * cost
    }
  }
}

private let daysPerMonth = 365.2425 / 12

extension Ratio {
  fileprivate var asDouble: Double { Double(millionths) / 1_000_000 }
}

extension Nanodollars {
  fileprivate var asDouble: Double { Double(count) / Double(Nanodollars.perDollar) }
}

/// The mean of a lognormal law over its median, from its 90 % point: exp(s^2 / 2) with s = ln(p90 / median) / z.
private func meanOverMedian(_ median: Double, _ p90: Double) -> Double {
  let s = Mathematics.log(p90 / median) / Normal.z90
  return Mathematics.exp(s * s / 2)
}

extension SpendLaw {
  fileprivate var mean: Double {
    switch self {
    case .fixed(let mean), .normal(let mean, _), .gamma(let mean, _), .ar1(let mean, _, _),
      .geometricBrownian(let mean, _, _):
      mean.asDouble
    case .lognormal(let law): law.mean
    case .poisson(let count, let size), .negativeBinomial(let count, _, let size):
      count.asDouble * size.mean
    case .empirical(let values):
      values.isEmpty ? 0 : values.reduce(0) { $0 + $1.asDouble } / Double(values.count)
    }
  }
}

extension SizeLaw {
  fileprivate var mean: Double {
    switch self {
    case .fixed(let size): size.asDouble
    case .lognormal(let law): law.mean
    }
  }
}

extension LognormalMoney {
  fileprivate var mean: Double {
    switch self {
    case .mean(let mean, _): mean.asDouble
    case .median(let median, let p90): median.asDouble * meanOverMedian(median.asDouble, p90.asDouble)
    }
  }
}

extension TokenLaw {
  fileprivate var mean: Double {
    switch self {
    case .fixed(let tokens): return Double(tokens.count)
    case .lognormal(let median, let p90):
      return Double(median.count) * meanOverMedian(Double(median.count), Double(p90.count))
    case .table(let values):
      let weight = values.reduce(0) { $0 + $1.weight.asDouble }
      return weight > 0
        ? values.reduce(0) { $0 + Double($1.tokens.count) * $1.weight.asDouble } / weight : 0
    }
  }
}

extension RequestProfile {
  /// Tokens of the mean answer, and the smallest window of the models that give it, where the answer is longer.
  public func answerPastWindow(card: RateCard, at instant: Instant) -> (answer: Double, window: TokenCount)? {
    var found: (answer: Double, window: TokenCount)?
    for part in mix {
      let factor = measuredOn.map { card.tokenizerFactor(from: $0, to: part.model).asDouble } ?? 1
      guard let window = card.row(model: part.model, at: instant)?.contextWindow else { continue }
      let answer = output.mean * factor
      if answer > Double(window.count), window.count < found?.window.count ?? .max {
        found = (answer, window)
      }
    }
    return found
  }

  /// Dollars a request, failed ones at nothing.
  fileprivate func meanCost(card: RateCard, at instant: Instant) -> Double? {
    var total = 0.0
    for part in mix {
      let factor = measuredOn.map { card.tokenizerFactor(from: $0, to: part.model).asDouble } ?? 1
      let usage = meanUsage(factor)
      guard let usual = dollars(usage, part.model, card, instant) else { return nil }
      var cost = usual
      for (share, way) in [(batch, \Usage.isBatch), (fast, \Usage.isFast), (usOnly, \Usage.isUSOnly)] {
        guard share > .zero else { continue }
        var changed = usage
        changed[keyPath: way] = true
        cost += share.asDouble * ((dollars(changed, part.model, card, instant) ?? usual) - usual)
      }
      if webSearches > .zero {
        var searching = usage
        searching.webSearches = 1
        let search = (dollars(searching, part.model, card, instant) ?? usual) - usual
        cost += webSearches.asDouble * search
      }
      total += part.share.asDouble * cost
    }
    return total * (1 - failed.asDouble)
  }

  private func meanUsage(_ factor: Double) -> Usage {
    let prompt = input.mean * factor
    func tokens(_ share: Ratio) -> Int64 { RequestProfile.whole(prompt * share.asDouble) }
    var usage = Usage()
    usage.cacheRead = tokens(cacheRead)
    usage.cacheWrite5m = tokens(cacheWrite5m)
    usage.cacheWrite1h = tokens(cacheWrite1h)
    usage.input = max(
      0, RequestProfile.whole(prompt) - usage.cacheRead - usage.cacheWrite5m - usage.cacheWrite1h)
    usage.output = RequestProfile.whole(output.mean * factor)
    usage.codeExecutionSeconds = codeExecutionSeconds
    return usage
  }

  private func dollars(_ usage: Usage, _ model: ModelID, _ card: RateCard, _ instant: Instant) -> Double? {
    guard case .charged(let cost)? = try? card.charge(usage, model: model, at: instant) else { return nil }
    return cost.asDouble
  }
}
