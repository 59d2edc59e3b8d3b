/// What chance does to one plan's orders, payments and people in one future. Each draw is a function of the seed, the
/// future, which purchase or trigger it is (by position), and the number of the order: plans with sellers in like places
/// meet like luck, so that what differs between them is their terms.

import Demand
import Ledger
import Numerics
import Quantities
import Scenario

/// A reference, so that what is handed to a ledger is three words.
final class Risks: Sendable {
  /// Each beside the place of its orders among the streams: a plan's purchases, and past them all its triggers, as listed.
  let origins: ByOrigin<(risk: OriginRisk, place: Int)>
  private static let firstTrigger = 1 << 22

  /// Nil where nothing is left to chance.
  init?(_ plan: PurchasePlan, ledger: LedgerPlan) {
    if plan.risks.isEmpty { return nil }
    var nextTrigger = Risks.firstTrigger
    origins = ByOrigin(ledger) { origin in
      if case .purchase(let index) = origin { return (plan.risks[origin], index) }
      defer { nextTrigger += 1 }
      return (plan.risks[origin], nextTrigger)
    }
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
    let (risk, place) = (risks.origins[origin].risk.seller, risks.origins[origin].place)
    var fate = OrderFate()
    if risk == SellerRisk() { return fate }
    func uniform(_ purpose: Purpose) -> Double {
      RandomStream(seed: seed, path: path, purpose: purpose).uniform(n)
    }
    if risk.undelivered > .zero { fate.isLost = uniform(.lostOrders(place)) < risk.undelivered.share }
    if let delay = risk.delay { fate.delay = delay.draw(uniform(.delays(place))) }
    if risk.revokedPerMonth > .zero {
      // A constant hazard: the time to it is exponential.
      let months = -Mathematics.log(uniform(.revocations(place))) / risk.revokedPerMonth.share
      fate.revokedAfter = Int64(min(months * (365.2425 * 86_400 / 12), 1e12))
      fate.revocationTakesOtherLots =
        risk.takesOtherLots > .zero && uniform(.takesOtherLots(place)) < risk.takesOtherLots.share
    }
    return fate
  }

  func isDeclined(try n: Int, of origin: Origin) -> Bool {
    let share = risks.origins[origin].risk.declined
    guard case .autoReload(let reload) = origin, share > .zero else { return false }
    return RandomStream(seed: seed, path: path, purpose: .declines(reload)).uniform(n) < share.share
  }

  func reaction(_ n: Int, of origin: Origin) -> Int64? {
    guard case .person(let person) = origin, let law = risks.origins[origin].risk.reaction else { return nil }
    return law.draw(RandomStream(seed: seed, path: path, purpose: .reactions(person)).uniform(n))
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
