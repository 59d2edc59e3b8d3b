/// Rule: usage credits may be off: then only requests in the credit's scope draw credit (those with a key of their own), and what signs
/// in with the plan is refused, for *allowance used up*, once its allowance leaves nothing. They may be on for a time all the same: on
/// `[from, until)` every request may draw credit. At exactly `from` credit pays; a second earlier, and at `until`, it does not. What
/// the limits have counted stays counted. Source: article 12429409: usage credits are enabled, and disabled, in the settings.

import Quantities

/// When every request may draw credit, whatever the credit's scope.
public struct CreditTime: Hashable, Sendable {
  /// Nil: from the start.
  public var from: Instant?
  /// Nil: for ever.
  public var until: Instant?

  public init(from: Instant? = nil, until: Instant? = nil) { (self.from, self.until) = (from, until) }
}

struct UsageCredits: Sendable {
  /// The seconds in which they are on; where they never are, both lie behind everything.
  private let from: Int64
  private let until: Int64

  init(plan: LedgerPlan) {
    guard let time = plan.creditTime else {
      (from, until) = (.max, .max)
      return
    }
    (from, until) = (time.from?.seconds ?? .min, time.until?.seconds ?? .max)
  }

  @inline(__always) func areOn(at seconds: Int64) -> Bool { from <= seconds && seconds < until }

  /// When they are turned on or off next; `Int64.max`: never.
  @inline(__always) func change(after seconds: Int64) -> Int64 {
    seconds < from ? from : seconds < until ? until : .max
  }
}

extension Account {
  @inline(__always)
  func mayDrawCredit(_ kind: Int, at seconds: Int64) -> Bool {
    kinds[kind].isInCreditScope || usageCredits.areOn(at: seconds)
  }

  /// Requests outside the credit's scope are refused while usage credits are off.
  func publishUsageCredits(on board: inout Board) {
    let outside = board.kinds { !kinds[$0].isInCreditScope }
    guard !outside.isEmpty else { return }
    board.wakes = min(board.wakes, usageCredits.change(after: board.now))
    if !usageCredits.areOn(at: board.now) { board.assign(outside, to: .refusedByLimit) }
  }
}
