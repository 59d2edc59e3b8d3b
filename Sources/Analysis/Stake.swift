/// What may be lost or won in one future at all: the size of an event that no future has shown. And what cannot happen under
/// a plan's terms, so that a 0 there is no matter of chance; and what may, by a stated risk, and was hardly ever seen: it is in every
/// figure of the plan, however much that figure varies anyway.
///
/// - dollars: the most that any future has in any of the plan's amounts, or asks for;
/// - hours and days: the horizon;
/// - counts: one for each day of it.

import Ledger
import Quantities
import Results
import Scenario
import Simulation

struct Stake: Sendable {
  private let dollars: Double
  private let seconds: Double
  private let cannotDiffer: Set<Measure>
  /// Futures that showed the rarest of the plan's stated risks.
  let seen: Int
  /// Neither demand nor anything of the plan is left to chance.
  let isWithoutChance: Bool

  /// `sampled`: the plan's dollars and counts.
  init(_ sampled: [Sampled], demand: Summary, of scenario: Scenario, plan: PurchasePlan?) {
    let amounts = sampled.filter { $0.measure.unit == .dollars }.map(\.summary)
    let most = (amounts + [demand]).map { max(abs(Double($0.most)), abs(Double($0.least))) }.max() ?? 0
    dollars = most
    seconds = Double(scenario.end.seconds - scenario.start.seconds)
    isWithoutChance = demand.least == demand.most && !(plan?.hasChance ?? false)
    cannotDiffer = plan?.fixed(in: scenario) ?? (scenario.rateLimits.isEmpty ? [.throttled] : [])
    let risks = plan?.statedRisks ?? []
    seen = sampled.filter { risks.contains($0.measure) }.map(\.summary.nonZero).min() ?? .max
  }

  /// Those of which a stake is to know.
  static func isNeeded(_ measure: Measure) -> Bool {
    measure.unit == .dollars || measure == .declines
  }

  /// The larger of two plans'.
  init(_ a: Stake, _ b: Stake) {
    dollars = max(a.dollars, b.dollars)
    seconds = max(a.seconds, b.seconds)
    cannotDiffer = []
    seen = min(a.seen, b.seen)
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
    case .share: 1
    }
  }
}

extension PurchasePlan {
  fileprivate var hasChance: Bool { !risks.isEmpty }

  /// What shows that a stated risk has come true.
  fileprivate var statedRisks: Set<Measure> {
    var stated: Set<Measure> = []
    if risks.contains(where: { $0.seller.undelivered > .zero }) { stated.insert(.undelivered) }
    if risks.contains(where: { $0.seller.revokedPerMonth > .zero }) { stated.insert(.revoked) }
    if risks.contains(where: { $0.declined > .zero }) { stated.insert(.declines) }
    return stated
  }

  /// The measures that the plan's terms fix whatever happens: those that add up nothing but outcomes that are fixed.
  fileprivate func fixed(in scenario: Scenario) -> Set<Measure> {
    let outcomes = fixedOutcomes(in: scenario)
    // What is owed, and what the rest is worth, is in the total cost as well as what is paid.
    let isWorthNothing = scenario.leftOver == .nothing
    let isBare = isWorthNothing && scenario.blockedWorkCosts == .zero
    let isServed = outcomes.isSuperset(of: Outcome.blockedCauses)
    return Set(
      Measure.all.filter { measure in
        switch measure.formula {
        case .each(.sum(let added)): added.allSatisfy(outcomes.contains)
        case .each(.leftValue): isWorthNothing
        case .each(.netCost): isWorthNothing && outcomes.isSuperset(of: [.paid, .debt])
        case .each(.totalCost): isBare && outcomes.isSuperset(of: [.paid, .debt])
        case .each(.refused): isServed
        case .each(.served), .each(.asked), .ifAny, .share, .ratio: false
        }
      })
  }

  /// What the plan's terms fix whatever happens.
  private func fixedOutcomes(in scenario: Scenario) -> Set<Outcome> {
    let stated = statedRisks
    let isRevocable = stated.contains(.revoked) || !ledger.withdrawals.isEmpty
    let mayClose =
      risks.contains { $0.seller.closesAccount > .zero } || ledger.withdrawals.contains { $0.closes != nil }
    let mayNotCome = stated.contains(.undelivered) || ledger.purchases.contains { !$0.isDelivered }
    let isDeclined =
      stated.contains(.declines) || ledger.autoReloads.contains { !$0.declinedTries.isEmpty }
    let isEnding =
      ledger.purchases.contains { mayExpire($0.terms, from: $0.orderedAt, by: scenario.end) }
      || ledger.offers.contains { mayExpire($0.terms, from: ledger.start, by: scenario.end) }
    let isCapped = ledger.usageCaps.contains { if case .day = $0.window { true } else { false } }
    let isCappedByWeek = ledger.usageCaps.contains { if case .week = $0.window { true } else { false } }
    let isLimited =
      !ledger.purchaseLimits.isEmpty || ledger.usageCaps.contains { $0.window == .month && !$0.isOfTier }
    let isWithoutCredit = ledger.purchases.isEmpty && ledger.offers.isEmpty
    let isRefunded =
      ledger.purchases.contains { $0.terms.refund > .zero }
      || ledger.offers.contains { $0.terms.refund > .zero }
    let mayOwe =
      ledger.largerThanBalance == .overdraw || ledger.openingDebt != .zero || !unknown.isEmpty
      || !ledger.corrections.isEmpty
    // Listed purchases are paid whatever is used, and may be all that is counted.
    let isListed = ledger.offers.isEmpty && !isRevocable && !mayNotCome
    let rules: [(outcomes: [Outcome], isFixed: Bool)] = [
      ([.revoked, .revokedCredit], !isRevocable), ([.accountClosed, .closings], !mayClose),
      ([.undelivered], !mayNotCome), ([.expired], !isEnding),
      ([.wasteAtCost], !isEnding && !isRevocable && !mayNotCome),
      ([.declines, .paymentFailed], !isDeclined), ([.dailyCap], !isCapped), ([.weeklyLimit], !isCappedByWeek),
      ([.monthlyLimit], !isLimited),
      ([.tierLimit], !ledger.usageCaps.contains { $0.isOfTier }),
      ([.wasteLater, .wasteLaterAtCost], isWithoutCredit), ([.refundedLater], isWithoutCredit || !isRefunded),
      ([.usedLater, .usedLaterWorth, .left, .leftAtCost], isWithoutCredit),
      ([.instalments], !ledger.fees.contains { $0.instalmentOf != nil }),
      ([.allowance, .allowanceUsedUp], ledger.allowance == nil), ([.reloads], ledger.offers.isEmpty),
      ([.debt], !mayOwe), ([.corrected], ledger.corrections.isEmpty),
      ([.paid, .cashInDay, .cashIn24Hours], isListed),
    ]
    return Set(rules.filter(\.isFixed).flatMap(\.outcomes))
  }

  /// Whether a lot ordered at or after an instant may end within the horizon; one that ends with it does.
  private func mayExpire(_ terms: LotTerms, from start: Instant, by end: Instant) -> Bool {
    guard let expiry = try? terms.validity.expiry(from: start, cycle: ledger.billingCycle) else {
      return true
    }
    return expiry <= end
  }
}
