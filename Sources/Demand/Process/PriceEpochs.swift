/// The stretches of time in which a workload's requests cost the same: prices change by date, models retire, and their
/// requests go to another model or fail.

import Pricing
import Quantities

struct PriceEpochs {
  let card: RateCard
  let rounding: Rounding
  let retirements: [Retirement]
  private let horizon: Horizon

  init(card: RateCard, rounding: Rounding, retirements: [Retirement], _ horizon: Horizon) {
    self.card = card
    self.rounding = rounding
    self.retirements = retirements
    self.horizon = horizon
  }

  /// The instants within the horizon at which something may change for these models.
  func changes(for models: [ModelID]) -> [Int64] {
    var concerned = Set(models)
    for retirement in retirements where concerned.contains(retirement.model) {
      if let next = retirement.movesTo { concerned.insert(next) }
    }
    let names = Set(concerned.map { card.models[$0.index].name })
    var instants: Set<Int64> = []
    for row in card.rows where names.contains(row.model) {
      instants.insert(row.from.seconds)
      instants.insert(row.to.seconds)
    }
    for parameter in card.parameters {
      instants.insert(parameter.from.seconds)
      instants.insert(parameter.to.seconds)
    }
    for retirement in retirements where concerned.contains(retirement.model) {
      instants.insert(retirement.at.seconds)
    }
    return instants.filter { $0 > horizon.start && $0 < horizon.end }.sorted()
  }

  func costs(_ profile: RequestProfile, models: Set<ModelID>?, from second: Int64) -> CostLaw {
    var substitutes: [ModelID: ModelID?] = [:]
    for retirement in retirements where retirement.at.seconds <= second {
      substitutes[retirement.model] = .some(retirement.movesTo)
    }
    // A replacement may have been replaced in its turn.
    for (model, substitute) in substitutes {
      var end = substitute
      for _ in 0..<retirements.count {
        guard let next = end, let further = substitutes[next] else { break }
        end = further
      }
      substitutes[model] = .some(end)
    }
    return CostLaw(
      profile, models: models, substitutes: substitutes, card: card, at: Instant(seconds: second),
      rounding: rounding)
  }
}
