/// What alerts would tell, as plain values: Simulation/AlertRun.swift lives the futures, Analysis/AlertResults.swift sums them up.

public struct AlertResult: Sendable {
  /// As the scenario has it.
  public let text: String
  /// Seconds of warning that are wanted; nil: nobody asked.
  public let lead: Int64?
  /// By the result's plans; nil: the plan has no such limit.
  public let plans: [AlertPlan?]

  public init(text: String, lead: Int64?, plans: [AlertPlan?]) {
    (self.text, self.lead, self.plans) = (text, lead, plans)
  }
}

/// One alert in one plan.
public struct AlertPlan: Sendable {
  /// In a future, on average; and in how many futures at all.
  public let fires: Double
  public let fired: Probability
  /// Futures in which work is refused; and of these, those in which the alert stands when it first is.
  public let refused: Int
  public let warned: Int
  /// Seconds from the warning to the first refusal, over all futures in which work is refused (0: no warning); nil: there are none.
  public let p10: Int64?
  public let p50: Int64?
  /// The balance below which an alert leaves the wanted time in 95 % of them; nil: not asked, none is refused, or no balance does.
  public let threshold: Int64?

  public init(
    fires: Double, fired: Probability, refused: Int, warned: Int, p10: Int64?, p50: Int64?, threshold: Int64?
  ) {
    self.fires = fires
    self.fired = fired
    self.refused = refused
    self.warned = warned
    self.p10 = p10
    self.p50 = p50
    self.threshold = threshold
  }
}
