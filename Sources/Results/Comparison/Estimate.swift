/// What the futures say about one number. Means and their errors are in the measure's base unit (nano-dollars,
/// seconds, counts, shares): divide by `unit.baseUnits` for what people read. Totals and quantiles are exact. Intervals need not
/// be symmetrical: what hardly ever happens may be much more than was seen, and not much less.
///
/// At the boundary: of one future the standard error is infinite and the interval without ends; no future, no
/// estimate. What was never seen has the interval from 0 to what could have been missed, not 0 to 0; only what cannot be has that.

import Numerics

public struct Estimate: Hashable, Sendable {
  public let measure: Measure
  /// The futures that it is about: all, or those in which there is such a number (a first outage).
  public let futures: Int
  /// Over these futures, exactly; of a share, the futures in which it happened. Nil: of a ratio.
  public let total: Int128?
  /// Futures in which the number is not 0. Of a ratio, all.
  public let nonZero: Int
  public let mean: Double
  /// Of the mean. Of a share: the half width of its Wilson interval in standard deviations, so never 0.
  public let standardError: Double
  /// 95 % (of the measure of a stopping rule, what one look of it must have): of a mean Spread's, of a share Wilson's.
  public let interval: Interval
  /// Of a single future's number. Nil: of a share or a ratio.
  public let quantiles: Quantiles?
  /// With the help of control variates, or of a rare risk by importance sampling; nil where they do not help.
  public let adjusted: Adjusted?
  /// What the replicates of the futures say of the error; nil: it is that of independent futures.
  public let replication: Replication?

  public init(
    measure: Measure, futures: Int, total: Int128?, nonZero: Int, mean: Double, standardError: Double,
    interval: Interval, quantiles: Quantiles?, adjusted: Adjusted?, replication: Replication? = nil
  ) {
    self.replication = replication
    self.measure = measure
    self.futures = futures
    self.total = total
    self.nonZero = nonZero
    self.mean = mean
    self.standardError = standardError
    self.interval = interval
    self.quantiles = quantiles
    self.adjusted = adjusted
  }

  /// The same with another way to know its mean better.
  public func adjusted(_ adjusted: Adjusted) -> Estimate {
    Estimate(
      measure: measure, futures: futures, total: total, nonZero: nonZero, mean: mean,
      standardError: standardError, interval: interval, quantiles: quantiles, adjusted: adjusted)
  }

  /// The mean, its error and its 95 % interval to go by: adjusted where that is surer.
  public var best: (mean: Double, standardError: Double, interval: Interval) {
    if let adjusted { return (adjusted.mean, adjusted.standardError, adjusted.interval) }
    return (mean, standardError, interval)
  }

  /// So many independent futures would have said as much as one of these did.
  public var worth: Double { adjusted?.factor ?? replication?.factor ?? 1 }
}

/// That an error comes from the 32 replicates that the futures are dealt to, which cover chance more evenly than independent futures do
/// (Analysis/Replication.swift).
public struct Replication: Hashable, Sendable {
  /// How much of the error they say: 1, all of it; the rest is said by the futures one by one.
  public let weight: Double
  /// The variance of as many independent futures over this one.
  public let factor: Double

  public init(weight: Double, factor: Double) {
    self.weight = weight
    self.factor = factor
  }
}

/// The numbers that 5, 50 and 95 % of the futures do not exceed, and the extremes; each is a number that occurred.
public struct Quantiles: Hashable, Sendable {
  public let least: Int64
  public let p05: Quantile
  public let p50: Quantile
  public let p95: Quantile
  public let most: Int64

  public init(
    least: Int64, p05: Quantile, p50: Quantile, p95: Quantile, most: Int64
  ) {
    self.least = least
    self.p05 = p05
    self.p50 = p50
    self.p95 = p95
    self.most = most
  }
}

public struct Quantile: Hashable, Sendable {
  public let value: Int64
  /// The 95 % interval between two order statistics; nil: too few futures to have an end on this side.
  public let low: Int64?
  public let high: Int64?

  public init(
    value: Int64, low: Int64?, high: Int64?
  ) {
    self.value = value
    self.low = low
    self.high = high
  }
}

/// A mean with what the control variates explain taken out: what is known exactly of the demand tells how lucky
/// these futures were. Of a rare risk: from futures that lean to what brings it about, each with its weight.
public struct Adjusted: Hashable, Sendable {
  public let mean: Double
  public let standardError: Double
  /// 95 %.
  public let interval: Interval
  /// The variance of as many independent futures without controls over the adjusted: so many times more of them would
  /// have done as well.
  public let factor: Double

  public init(
    mean: Double, standardError: Double, interval: Interval, factor: Double
  ) {
    self.mean = mean
    self.standardError = standardError
    self.interval = interval
    self.factor = factor
  }
}

/// The share of trials in which something happened.
public struct Probability: Hashable, Sendable {
  public let count: Int
  public let of: Int
  /// Wilson's, 95 % (Analysis/Shares.swift).
  public let interval: Interval

  public init(count: Int, of trials: Int, interval: Interval) {
    self.count = count
    self.of = trials
    self.interval = interval
  }

  /// Of no trials: 0, with the interval from 0 to 1.
  public var value: Double { of == 0 ? 0 : Double(count) / Double(of) }
}
