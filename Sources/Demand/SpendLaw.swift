/// Dollars: what is spent in a day or an hour, by a named law. Often all that a planner knows.

import Quantities

public enum SpendStep: String, CaseIterable, Hashable, Sendable {
  case hour, day
}

public enum SpendLaw: Hashable, Sendable {
  case fixed(Nanodollars)
  /// Below zero counts as zero.
  case normal(mean: Nanodollars, sd: Nanodollars)
  case gamma(mean: Nanodollars, sd: Nanodollars)
  case lognormal(LognormalMoney)
  /// A count times a size.
  case poisson(count: Ratio, size: SizeLaw)
  /// As Poisson, with variance `dispersion` x mean; above 1.
  case negativeBinomial(count: Ratio, dispersion: Ratio, size: SizeLaw)
  /// Normal, each step leaning on the last.
  case ar1(mean: Nanodollars, sd: Nanodollars, persistence: Ratio)
  /// A level that wanders; drift and volatility a month.
  case geometricBrownian(start: Nanodollars, drift: Ratio, volatility: Ratio)
  /// Any of them, alike.
  case empirical([Nanodollars])
}

/// A lognormal amount by the two figures that people know of it.
public enum LognormalMoney: Hashable, Sendable {
  case median(Nanodollars, p90: Nanodollars)
  case mean(Nanodollars, sd: Nanodollars)
}

public enum SizeLaw: Hashable, Sendable {
  case fixed(Nanodollars)
  case lognormal(LognormalMoney)
}
