/// What a change does to one figure of a plan (`lotwise diff`): Analysis/PairedRuns.swift finds it.

import Numerics

/// One measure of a plan before and after, in base units.
public struct PairedChange: Hashable, Sendable {
  public let measure: Measure
  public let before: Double
  public let after: Double
  /// Of the mean difference; 0 where every future changes alike.
  public let standardError: Double
  public let futures: Int
  /// Futures in which the number differs; of a ratio, all if it does.
  public let changed: Int
  /// Of freedom, of its error.
  public let degrees: Int

  /// `degrees`: nil, one less than there are futures.
  public init(
    measure: Measure, before: Double, after: Double, standardError: Double, futures: Int, changed: Int,
    degrees: Int? = nil
  ) {
    self.degrees = degrees ?? futures - 1
    self.measure = measure
    self.before = before
    self.after = after
    self.standardError = standardError
    self.futures = futures
    self.changed = changed
  }

  public var mean: Double { after - before }

  /// 95 %.
  public var halfWidth: Double {
    standardError == 0 ? 0 : Student.t(Normal.z95, degrees: degrees) * standardError
  }

  /// The interval does not hold 0.
  public var isReal: Bool { mean != 0 && abs(mean) > halfWidth }
}
