/// What a number that nobody knows does to the answer, as plain values: Analysis/UnknownNumbers.swift finds it.

public struct UnknownNumberResult: Hashable, Sendable {
  /// Where it stands, as `allowance.week.limit`.
  public let name: String
  /// In the notation of the file.
  public let low: String
  public let high: String
  /// By the value at which they are, the lowest first; empty: no value of it makes another plan the cheaper one.
  public let flips: [Flip]

  /// On one side of it the first answer of the comparison costs less than another plan, on the other side more.
  public struct Flip: Hashable, Sendable {
    /// Into the result's plans: which is the cheaper below it and above it.
    public let below: Int
    public let above: Int
    /// About there, and its 95 % interval; in the notation of the file.
    public let value: String
    public let least: String
    public let most: String

    public init(below: Int, above: Int, value: String, least: String, most: String) {
      (self.below, self.above) = (below, above)
      (self.value, self.least, self.most) = (value, least, most)
    }
  }

  public init(name: String, low: String, high: String, flips: [Flip]) {
    (self.name, self.low, self.high, self.flips) = (name, low, high, flips)
  }
}
