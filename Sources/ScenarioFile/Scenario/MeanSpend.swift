/// A rough figure of what a scenario uses in an hour, for one warning: the mean over day and night at the
/// usual level, every request of the median size. It understates, so the warning comes late rather than
/// wrongly.

import Demand
import Ledger
import Pricing
import Quantities
import Scenario

extension ScenarioReader {
  /// A threshold below one hour's spend leaves no time to notice and to pay.
  func warnOfThinReloads(_ reader: PlanReader, _ label: Label) {
    var hourly = Int128(0)
    for entry in scenario.workloads { hourly += entry.workload.hourlySpend(card: card, at: start) ?? 0 }
    guard let spend = Int64(exactly: hourly) else { return }
    for rule in reader.plan.autoReloads where rule.threshold.count < spend {
      findings.warning(
        reader.names[rule.offer.name] ?? label.place,
        "the threshold of \(quote(rule.offer.name)) (\(rule.threshold)) is less than an hour of use "
          + "(about \(Nanodollars(spend).toCents))",
        "write a higher threshold, or expect outages while the payment posts")
    }
  }
}

extension Workload {
  /// Nano-dollars; nil where it is not known.
  package func hourlySpend(card: RateCard, at instant: Instant) -> Int128? {
    switch size {
    case .spend(let law, let per): return law.mean.map { $0 / (per == .hour ? 1 : 24) }
    case .requests(let profile):
      guard let cost = profile.meanCost(card: card, at: instant) else { return nil }
      let (count, hours) = profile.rate.unit.countPerHours
      return cost * Int128(profile.rate.count.millionths) * count / (hours * 1_000_000)
    }
  }
}

extension SpendLaw {
  /// Nil for an empty list.
  fileprivate var mean: Int128? {
    switch self {
    case .fixed(let mean), .normal(let mean, _), .gamma(let mean, _), .ar1(let mean, _, _),
      .geometricBrownian(let mean, _, _):
      Int128(mean.count)
    case .lognormal(let law): law.middle
    case .poisson(let count, let size), .negativeBinomial(let count, _, let size):
      Int128(count.millionths) * size.middle / 1_000_000
    case .empirical(let values):
      values.isEmpty ? nil : values.reduce(0) { $0 + Int128($1.count) } / Int128(values.count)
    }
  }
}

extension SizeLaw {
  fileprivate var middle: Int128 {
    switch self {
    case .fixed(let size): Int128(size.count)
    case .lognormal(let law): law.middle
    }
  }
}

extension LognormalMoney {
  /// The mean, or the median, which is less.
  fileprivate var middle: Int128 {
    switch self {
    case .mean(let amount, _), .median(let amount, _): Int128(amount.count)
    }
  }
}

extension RequestProfile {
  fileprivate func meanCost(card: RateCard, at instant: Instant) -> Int128? {
    var usage = Usage()
    usage.cacheRead = Int64(Int128(input.median) * Int128(cacheRead.millionths) / 1_000_000)
    usage.input = input.median - usage.cacheRead
    usage.output = output.median
    var total = Int128(0)
    for part in mix {
      guard case .charged(let cost)? = try? card.charge(usage, model: part.model, at: instant) else {
        return nil
      }
      total += Int128(cost.count) * Int128(part.share.millionths) / 1_000_000
    }
    return total
  }
}

extension TokenLaw {
  /// Of a table: the value in the middle, whatever the weights.
  fileprivate var median: Int64 {
    switch self {
    case .fixed(let tokens), .lognormal(let tokens, _): tokens.count
    case .table(let values): values.isEmpty ? 0 : values.map(\.tokens.count).sorted()[values.count / 2]
    }
  }
}

extension Rate.Unit {
  /// So often in so many hours; a month has 30 days here.
  fileprivate var countPerHours: (count: Int128, hours: Int128) {
    switch self {
    case .minute: (60, 1)
    case .hour: (1, 1)
    case .day: (1, 24)
    case .workday: (5, 168)
    case .week: (1, 168)
    case .month: (1, 720)
    }
  }
}
