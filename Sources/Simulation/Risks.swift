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
  /// Each with what its draws go by: the name of the purchase or trigger.
  let origins: ByOrigin<(risk: OriginRisk, stream: StreamName)>

  /// Nil where nothing is left to chance.
  init?(_ plan: PurchasePlan, ledger: LedgerPlan) throws(QuantityError) {
    if plan.risks.isEmpty { return nil }
    origins = ByOrigin(ledger) { (plan.risks[$0], StreamName(ledger.name(of: $0))) }
    let named = ledger.origins.map { (ledger.name(of: $0), origins[$0].stream) }
    try Purpose.requireDistinct(named.map { ($0.0, Purpose(.lostOrders, $0.1)) })
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

  func fate(ofOrder n: Int, of origin: Origin) -> OrderFate {
    let risk = risks.origins[origin].risk.seller
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

  func isDeclined(try n: Int, of origin: Origin) -> Bool {
    let share = risks.origins[origin].risk.declined
    return share > .zero && draw(.declines, origin, n) < share.share
  }

  func reaction(_ n: Int, of origin: Origin) -> Int64? {
    risks.origins[origin].risk.reaction.map { $0.draw(draw(.reactions, origin, n)) }
  }

  private func draw(_ kind: Purpose.Kind, _ origin: Origin, _ n: Int) -> Double {
    RandomStream(seed: seed, path: path, purpose: Purpose(kind, risks.origins[origin].stream)).uniform(n)
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
