/// That a result was stopped by a rule (Analysis/StoppingRule.swift), and how sure each look of it was.

public struct StoppedBy: Hashable, Sendable {
  public let measure: Measure
  /// In base units.
  public let halfWidth: Double
  /// How many there may be at most.
  public let looks: Int
  /// The probability that the interval of one look misses.
  public let missing: Double

  public init(measure: Measure, halfWidth: Double, looks: Int, missing: Double) {
    self.measure = measure
    self.halfWidth = halfWidth
    self.looks = looks
    self.missing = missing
  }
}
