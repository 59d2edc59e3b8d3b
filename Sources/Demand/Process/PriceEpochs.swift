/// The stretches of time in which a workload's requests cost the same: prices change by date, models retire, and their
/// requests go to another model or fail.

import Pricing
import Quantities

struct PriceEpochs {
  let card: RateCard
  let rounding: Rounding
  let retirements: [Retirement]
  /// Of the horizon; seconds since 1970, half-open.
  private let start: Int64
  private let end: Int64

  init(card: RateCard, rounding: Rounding, retirements: [Retirement], from start: Instant, to end: Instant) {
    self.card = card
    self.rounding = rounding
    self.retirements = retirements
    self.start = start.seconds
    self.end = end.seconds
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
    return instants.filter { $0 > start && $0 < end }.sorted()
  }

  /// The price of these tokens of a model at an instant, or of the one that has taken its place by then, over that at another
  /// instant; 0: its requests fail; nil: the card does not know.
  func ratio(_ tokens: [Int64], of model: ModelID, from base: Instant, at instant: Instant) -> Double? {
    guard let now = substitute(for: model, at: instant.seconds) else { return 0 }
    return price(tokens, now, at: instant).flatMap { after in
      price(tokens, model, at: base).flatMap { $0 > 0 ? after / $0 : nil }
    }
  }

  /// The price of these tokens of one model over that of another.
  func ratio(_ tokens: [Int64], from: ModelID, to: ModelID, at instant: Instant) -> Double? {
    guard let before = price(tokens, from, at: instant), before > 0 else { return nil }
    return price(tokens, to, at: instant).map { $0 / before }
  }

  /// At the base price of each kind: what a prompt's length changes is in the history already. Kinds that are not known are
  /// eight parts of the prompt read from a cache, one written to it, one neither, and one part of answer.
  private func price(_ tokens: [Int64], _ model: ModelID, at instant: Instant) -> Double? {
    let name = card.models[model.index].name
    // One that has retired keeps its last price, one that is to come has its first.
    let rows = card.rows.filter { $0.model == name }
    guard let row = rows.last(where: { $0.from <= instant }) ?? rows.first else { return nil }
    let counts = tokens.count == 5 && tokens.contains { $0 > 0 } ? tokens : [1, 1, 8, 1, 0]
    let prices = row.prices
    let kinds = [prices.input, prices.output, prices.cacheRead, prices.cacheWrite5m, prices.cacheWrite1h]
    return zip(counts, kinds).reduce(0) { $0 + Double($1.0) * Double($1.1.count) }
  }

  /// What answers a model's requests; nil: nothing. A replacement may have been replaced in its turn.
  private func substitute(for model: ModelID, at second: Int64) -> ModelID? {
    var now = model
    for _ in 0...retirements.count {
      guard let end = retirements.first(where: { $0.model == now && $0.at.seconds <= second }) else { break }
      guard let next = end.movesTo else { return nil }
      now = next
    }
    return now
  }

  func costs(_ profile: RequestProfile, models: Set<ModelID>?, from second: Int64) -> CostLaw {
    var substitutes: [ModelID: ModelID?] = [:]
    for retirement in retirements where retirement.at.seconds <= second {
      substitutes[retirement.model] = .some(substitute(for: retirement.model, at: second))
    }
    return CostLaw(
      profile, models: models, substitutes: substitutes, card: card, at: Instant(seconds: second),
      rounding: rounding)
  }
}
