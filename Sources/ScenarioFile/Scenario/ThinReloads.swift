/// A warning: an auto-reload that starts so late that an hour of use empties the account first.

import Demand
import Documents
import Ledger
import Pricing
import Quantities
import Scenario

extension ScenarioReader {
  /// A threshold below one hour's spend leaves no time to notice and to pay. By the usual level at the start, of what the credit may
  /// pay for. What several plans share by an alias is told once.
  func warnOfThinReloads(_ reader: PlanReader, _ label: Label) {
    for rule in reader.plan.autoReloads {
      let hourly = usualDollarsPerHour(rule.offer.terms.scope.map { reader.plan.scopes[$0] })
      guard hourly < 1_000_000_000 else { continue }
      let spend = Nanodollars(Int64(hourly * Double(Nanodollars.perDollar)))
      let place = reader.names[rule.offer.name] ?? label.place
      guard rule.threshold < spend, thinReloads.insert(place).inserted else { continue }
      reader.findings.warning(
        place,
        "the threshold of \(quote(rule.offer.name)) (\(rule.threshold)) in plan \(quote(label.name)) is less than an "
          + "hour of use (about \(spend.toCents))",
        "write a higher threshold, or expect outages while the payment posts")
    }
  }

  /// Of the workloads that such credit may pay for, for one model at least.
  private func usualDollarsPerHour(_ scope: Scope?) -> Double {
    scenario.workloads.reduce(0) { sum, entry in
      guard scope?.mayAdmit(entry, card) ?? true else { return sum }
      return sum + (entry.workload.usualDollarsPerHour(card: card, at: start) ?? 0)
    }
  }
}

extension Scope {
  fileprivate func mayAdmit(_ entry: ScenarioWorkload, _ card: RateCard) -> Bool {
    var models: [String?] = entry.statedModels.map { card.models[$0.model.index].name }
    if case .requests(let profile) = entry.workload.size {
      models = profile.mix.map { card.models[$0.model.index].name }
    }
    if models.isEmpty { models = [nil] }
    return models.contains { admits(model: $0, channel: entry.channel, person: entry.person?.number) }
  }
}
