/// What chance does to one plan's orders, payments and people in one future. Each draw is a function of the seed, the
/// future, the name of the purchase or trigger within its plan, and the number of the order: purchases of one name meet the
/// same luck in all plans, so that what differs between the plans is their terms.

import Demand
import Ledger
import Numerics
import Quantities
import Scenario

/// A reference, so that what is handed to a ledger is three words.
final class Risks: Sendable {
  let purchases: [SellerRisk]
  let triggers: [SellerRisk]
  let declines: [Ratio]
  let reactions: [SpanLaw]
  /// What draws go by: of purchases, then of triggers.
  let names: [StreamName]
  fileprivate let firstPerson: Int

  /// Nil where nothing is left to chance.
  init?(_ plan: PurchasePlan, ledger: LedgerPlan) throws(QuantityError) {
    func padded(_ risks: [SellerRisk], _ count: Int) -> [SellerRisk] {
      risks + Array(repeating: SellerRisk(), count: max(0, count - risks.count))
    }
    let triggerCount = ledger.autoReloads.count + ledger.standingOrders.count + ledger.people.count
    purchases = padded(plan.purchaseRisks, ledger.purchases.count)
    triggers = padded(plan.triggerRisks, triggerCount)
    declines = plan.declines
    reactions = plan.reactions
    let isCertain =
      (purchases + triggers).allSatisfy { $0 == SellerRisk() } && declines.allSatisfy { $0 == .zero }
      && reactions.isEmpty
    if isCertain { return nil }
    let named = ledger.purchases.map(\.name) + ledger.offers.map(\.name)
    names = named.map { StreamName($0) }
    firstPerson = named.count - ledger.people.count
    try Purpose.requireDistinct(zip(named, names).map { ($0, Purpose(.lostOrders, $1)) })
  }
}

struct PathChance: LedgerChance {
  private let risks: Risks
  private let seed: UInt64
  private let path: Int

  init(_ risks: Risks, seed: UInt64, path: Int) {
    self.risks = risks
    self.seed = seed
    self.path = path
  }

  func fate(ofOrder n: Int, origin: Int) -> OrderFate {
    let isListed = origin < risks.purchases.count
    let risk = isListed ? risks.purchases[origin] : risks.triggers[origin - risks.purchases.count]
    var fate = OrderFate()
    if risk == SellerRisk() { return fate }
    func uniform(_ kind: Purpose.Kind) -> Double { draw(kind, origin, n) }
    if risk.undelivered > .zero { fate.isLost = uniform(.lostOrders) < risk.undelivered.share }
    if let delay = risk.delay { fate.delay = delay.draw(uniform(.delays)) }
    if risk.revokedPerMonth > .zero {
      // A constant hazard: the time to it is exponential.
      let months = -Mathematics.log(uniform(.revocations)) / risk.revokedPerMonth.share
      fate.revokedAfter = Int64(min(months * (365.2425 * 86_400 / 12), 1e12))
      fate.revocationTakesOtherLots =
        risk.takesOtherLots > .zero && uniform(.takesOtherLots) < risk.takesOtherLots.share
    }
    return fate
  }

  func isDeclined(try n: Int, reload: Int) -> Bool {
    guard reload < risks.declines.count, risks.declines[reload] > .zero else { return false }
    return draw(.declines, risks.purchases.count + reload, n) < risks.declines[reload].share
  }

  func reaction(_ n: Int, person: Int) -> Int64? {
    guard person < risks.reactions.count else { return nil }
    return risks.reactions[person].draw(draw(.reactions, risks.firstPerson + person, n))
  }

  private func draw(_ kind: Purpose.Kind, _ origin: Int, _ n: Int) -> Double {
    RandomStream(seed: seed, path: path, purpose: Purpose(kind, risks.names[origin])).uniform(n)
  }
}

extension SpanLaw {
  /// Whole seconds.
  fileprivate func draw(_ u: Double) -> Int64 {
    switch self {
    case .fixed(let seconds): return seconds
    case .lognormal(let median, let p90):
      guard median > 0, p90 > median else { return median }
      let scale = Mathematics.log(Double(p90) / Double(median)) / Normal.z90
      let seconds = Double(median) * Mathematics.exp(scale * Normal.quantile(u))
      return Int64(min(seconds, 1e11) + 0.5)
    }
  }
}

extension Ratio {
  fileprivate var share: Double { Double(millionths) / 1e6 }
}
