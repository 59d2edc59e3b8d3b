/// One case for the two ledgers: a plan, its requests, and when the state is read.

import Ledger
import Quantities

struct AuditCase {
  /// A request as a case file states it; its mask follows from the plan's scopes.
  struct Demand: Hashable {
    var at: Instant
    var amount: Nanodollars
    var model: String?
    var channel: Channel
    var person: Int?
    var status: Request.Status = .served
    var reservation: Reservation?
  }

  var plan: LedgerPlan
  /// In order of time.
  var demands: [Demand]
  var end: Instant
  /// Read after everything at `end`, or before it.
  var includesEnd = true

  /// The requests that the reading sees.
  var requests: [Request] {
    demands.filter { $0.at < end || includesEnd && $0.at == end }.map { demand in
      Request(
        at: demand.at, amount: demand.amount,
        mask: mask(demand), status: demand.status, reservation: demand.reservation)
    }
  }

  private func mask(_ demand: Demand) -> ScopeMask {
    var bits: UInt64 = 0
    for (i, scope) in plan.scopes.enumerated() {
      if let models = scope.models {
        guard let model = demand.model, models.contains(model) else { continue }
      }
      if let channels = scope.channels, !channels.contains(demand.channel) { continue }
      if let people = scope.people {
        guard let person = demand.person, people.contains(person) else { continue }
      }
      bits += 1 << UInt64(i)
    }
    return ScopeMask(bits: bits)
  }

  /// Lots, triggers, withdrawals, fees, corrections, caps, limits and windows.
  var partCount: Int {
    let windows = plan.allowance.map { 1 + $0.windows.count } ?? 0
    return plan.purchases.count + plan.autoReloads.count + plan.standingOrders.count + plan.people.count
      + plan.withdrawals.count + plan.fees.count + plan.corrections.count + plan.usageCaps.count
      + plan.purchaseLimits.count
      + windows
  }

  func audited(fault: PlantedFault? = nil) throws -> AuditedOutcome {
    try Auditor.run(plan, requests, until: end.seconds, including: includesEnd, fault: fault)
  }
}
