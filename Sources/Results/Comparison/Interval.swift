/// An interval for a number that is not known exactly.

public struct Interval: Hashable, Sendable {
  public var low: Double
  public var high: Double

  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }
}

extension Interval {
  public var negated: Interval { Interval(low: -high, high: -low) }
  public var halfWidth: Double { (high - low) / 2 }

  public init(around centre: Double, halfWidth: Double) {
    // An infinite half width around anything has no ends; infinity times 0 is not asked.
    self.init(low: centre - halfWidth, high: centre + halfWidth)
  }
}
