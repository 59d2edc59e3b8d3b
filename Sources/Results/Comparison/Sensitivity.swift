/// What moves a plan's total cost, one input at a time: Analysis/Sensitivity.swift finds it.

public struct Sensitivity: Hashable, Sendable {
  public struct Input: Hashable, Sendable {
    public let name: String
    /// Of the total cost, in nano-dollars, when the input is where 5 % (95 %) of the futures do not exceed it and all
    /// others are at their means.
    public let low: Double
    public let high: Double

    public init(name: String, low: Double, high: Double) {
      self.name = name
      self.low = low
      self.high = high
    }
  }

  /// Into the result's plans; `against`: of the gap to this plan, nil: of the cost itself.
  public let plan: Int
  public let against: Int?
  /// The strongest first.
  public let inputs: [Input]
  /// The share of the variance that the inputs explain together.
  public let explained: Double

  public init(plan: Int, against: Int?, inputs: [Input], explained: Double) {
    self.plan = plan
    self.against = against
    self.inputs = inputs
    self.explained = explained
  }
}
