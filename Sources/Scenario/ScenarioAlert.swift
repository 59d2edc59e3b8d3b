/// An alert of a scenario: what it watches, in each plan, and how early it is wanted.

import Ledger
import Quantities

public struct ScenarioAlert: Hashable, Sendable {
  public enum Watch: Hashable, Sendable {
    case alert(Alert)
    /// A share of the plan's own monthly limit, or else of its tier's.
    case monthlyLimit(Ratio)
  }

  /// As it was written.
  public var text: String
  public var watch: Watch
  /// Seconds; nil: nobody asked which balance would leave so much time.
  public var lead: Int64?

  public init(text: String, watch: Watch, lead: Int64? = nil) {
    (self.text, self.watch, self.lead) = (text, watch, lead)
  }

  /// In a plan; nil: it has no such limit.
  public func alert(in plan: LedgerPlan) -> Alert? {
    switch watch {
    case .alert(let alert): return alert
    case .monthlyLimit(let share):
      let limits = plan.usageCaps.filter { $0.window == .month }
      guard let limit = limits.first(where: { !$0.isOfTier }) ?? limits.first,
        let amount = share.of(limit.amount)
      else { return nil }
      return .usage(reaches: amount)
    }
  }
}
