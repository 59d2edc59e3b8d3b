/// That a result was stopped by a rule (Analysis/StoppingRule.swift), and how sure it is for that.

public struct StoppedBy: Hashable, Sendable {
  public let measure: Measure
  /// In base units.
  public let halfWidth: Double
  /// After so many blocks of futures it was looked at.
  public let looks: Int
  /// The probability that an interval of that width misses which is looked at once; all looks together miss with 5 % at most.
  public let missing: Double

  public init(measure: Measure, halfWidth: Double, looks: Int, missing: Double) {
    self.measure = measure
    self.halfWidth = halfWidth
    self.looks = looks
    self.missing = missing
  }
}
