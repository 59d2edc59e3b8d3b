/// What will be used, as a planner states it: requests over time, or dollars over time, with a shape, a trend, noise
/// and regimes. Pure data, in exact quantities; what is drawn from it is the simulation's.

import Numerics
import Pricing
import Quantities

public struct Workload: Hashable, Sendable {
  public var name: String
  public var size: Size
  public var shape = WeeklyShape()
  /// When it runs, in order, not overlapping; half-open.
  public var active: [Period]
  /// When it goes on after the horizon, for which what is left over is worth something; the same way.
  public var afterwards: [Period] = []
  public var growth = Growth()
  public var noise = Noise()
  /// The variance of a count over its mean, at least 1 (1: Poisson).
  public var dispersion = Ratio.one
  /// Empty: one level for ever. Otherwise the first is the first.
  public var regimes: [Regime] = []

  public enum Size: Hashable, Sendable {
    case requests(RequestProfile)
    case spend(SpendLaw, per: SpendStep)
    /// As a history of use says.
    case fitted(FittedUsage)
    /// A history of use, once more.
    case recorded(RecordedUsage)
  }

  public init(name: String, size: Size, active: [Period]) {
    self.name = name
    self.size = size
    self.active = active
  }
}

public struct Period: Hashable, Sendable {
  public var from: Instant
  /// The first instant after it.
  public var to: Instant

  public init(from: Instant, to: Instant) {
    self.from = from
    self.to = to
  }
}

/// How the usual level spreads over the local week. A rate is a mean over the hours and days that it is stated for.
public struct WeeklyShape: Hashable, Sendable {
  public var zone = Zone.utc
  /// A day's share of the usual, Monday first.
  public var days = [Ratio](repeating: .one, count: 7)
  /// The level of each of the 24 local hours: 1 for one that is open, less for one that is open in part; where
  /// hours differ, their mean over those in use is 1. A rate an hour is that of a level of 1.
  public var hours = [Ratio](repeating: .one, count: 24)

  public init() {}
}

public struct Growth: Hashable, Sendable {
  /// Of the level, a month, compounded; may be negative.
  public var monthly = Ratio.zero
  /// The standard deviation of the logarithm of a month's change.
  public var volatility = Ratio.zero

  public init() {}

  /// The growth of a month that compounds to that of a year, to the millionth.
  public static func monthly(perYear: Ratio) -> Ratio {
    let monthly = Mathematics.expm1(Mathematics.log1p(Double(perYear.millionths) / 1e6) / 12)
    return Ratio(millionths: Int64((monthly * 1e6).rounded()))
  }
}

/// The level of a day around the trend.
public struct Noise: Hashable, Sendable {
  /// The standard deviation of its logarithm.
  public var daily = Ratio.zero
  /// How much of one day's deviation lasts to the next: from 0% to below 100%.
  public var persistence = Ratio.zero

  public init() {}
}

/// A state of a Markov chain: quiet, launch, incident.
public struct Regime: Hashable, Sendable {
  public var name: String
  /// Of the usual level.
  public var level: Ratio
  /// The mean stay, in seconds.
  public var lasts: Int64
  /// Where it goes next, by index into the workload's regimes; sums to 100%.
  public var next: [Next]

  public struct Next: Hashable, Sendable {
    public var regime: Int
    public var share: Ratio

    public init(regime: Int, share: Ratio) {
      self.regime = regime
      self.share = share
    }
  }

  public init(name: String, level: Ratio, lasts: Int64, next: [Next] = []) {
    self.name = name
    self.level = level
    self.lasts = lasts
    self.next = next
  }
}
