/// The history that a workload of a scenario follows, and its fit: what forecasts and backtests are made from.

import Demand

public struct WorkloadHistory: Sendable {
  public let workload: String
  /// As the scenario wants it: cut, and with the days marked that it ignores.
  public let series: UsageSeries
  public let fit: UsageFit

  public init(workload: String, series: UsageSeries, fit: UsageFit) {
    self.workload = workload
    self.series = series
    self.fit = fit
  }
}
