/// What may be lost or won in one future at all: the size of an event that no future has shown. And what cannot happen under
/// a plan's terms, so that a 0 there is no matter of chance.
///
/// - dollars: the most that any future has in any of the plan's amounts, or asks for;
/// - hours and days: the horizon;
/// - counts: one for each day of it.

import Ledger
import Quantities
import Scenario
import Simulation

struct Stake: Sendable {
  private let dollars: Double
  private let seconds: Double
  private let cannotDiffer: Set<Measure>
  /// Neither demand nor anything of the plan is left to chance.
  let isWithoutChance: Bool

  /// `amounts`: the columns of the plan's dollars.
  init(_ amounts: [Column], demand: Column, of scenario: Scenario, plan: PurchasePlan?) {
    let most = (amounts + [demand]).map { max(abs(Double($0.most)), abs(Double($0.least))) }.max() ?? 0
    dollars = most
    seconds = Double(scenario.end.seconds - scenario.start.seconds)
    isWithoutChance = demand.least == demand.most && !(plan?.hasChance ?? false)
    cannotDiffer =
      plan?.cannotDiffer(until: scenario.end) ?? (scenario.rateLimits.isEmpty ? [.throttled] : [])
  }

  /// The larger of two plans'.
  init(_ a: Stake, _ b: Stake) {
    dollars = max(a.dollars, b.dollars)
    seconds = max(a.seconds, b.seconds)
    cannotDiffer = []
    isWithoutChance = a.isWithoutChance && b.isWithoutChance
  }

  /// In base units.
  func of(_ measure: Measure) -> Double {
    if isWithoutChance || cannotDiffer.contains(measure) { return 0 }
    return switch measure.unit {
    case .dollars: dollars
    case .hours, .days: seconds
    case .count: seconds / 86_400
    case .probability: 1
    case .ratio: dollars
    }
  }
}

extension Measure {
  /// What it is never below, in base units; nil: it may be negative.
  var least: Double? {
    switch self {
    case .totalCost, .lowestBalance, .effectivePrice: nil
    default: 0
    }
  }
}

extension PurchasePlan {
  private var risks: [SellerRisk] { purchaseRisks + triggerRisks }

  fileprivate var hasChance: Bool {
    risks.contains { $0 != SellerRisk() } || declines.contains { $0 > .zero } || !reactions.isEmpty
  }

  /// The measures that the plan's terms fix whatever happens.
  fileprivate func cannotDiffer(until end: Instant) -> Set<Measure> {
    let isRevocable = !ledger.withdrawals.isEmpty || risks.contains { $0.revokedPerMonth > .zero }
    let mayNotCome =
      risks.contains { $0.undelivered > .zero } || ledger.purchases.contains { !$0.isDelivered }
    let isDeclined =
      declines.contains { $0 > .zero } || ledger.autoReloads.contains { !$0.declinedTries.isEmpty }
    let isEnding =
      ledger.purchases.contains { mayExpire($0.terms, from: $0.orderedAt, by: end) }
      || ledger.offers.contains { mayExpire($0.terms, from: ledger.start, by: end) }
    let isLimited = !ledger.purchaseLimits.isEmpty
    var fixed: Set<Measure> = []
    func note(_ measures: [Measure], unless isPossible: Bool) {
      if !isPossible { fixed.formUnion(measures) }
    }
    note([.revoked, .revokedCredit], unless: isRevocable)
    note([.undelivered], unless: mayNotCome)
    note([.expired], unless: isEnding)
    note([.waste, .wasteAtCost], unless: isEnding || isRevocable || mayNotCome)
    note([.declines], unless: isDeclined)
    note([.paymentFailed], unless: isDeclined)
    note([.dailyCap], unless: ledger.usageCaps.contains { $0.window != .month })
    note([.monthlyLimit], unless: isLimited || ledger.usageCaps.contains { $0.window == .month })
    note([.allowance, .allowanceUsedUp], unless: ledger.allowance != nil)
    note([.reloads], unless: !ledger.offers.isEmpty)
    note(
      [.debt],
      unless: ledger.largerThanBalance == .overdraw || ledger.openingDebt != .zero || !unknown.isEmpty)
    // Listed purchases alone: they are paid whatever is used.
    note([.paid], unless: !ledger.offers.isEmpty || isRevocable || mayNotCome)
    return fixed
  }

  /// Whether a lot ordered at or after an instant may end within the horizon; one that ends with it does.
  private func mayExpire(_ terms: LotTerms, from start: Instant, by end: Instant) -> Bool {
    guard let expiry = try? terms.validity.expiry(from: start, cycle: ledger.billingCycle) else {
      return true
    }
    return expiry <= end
  }
}
