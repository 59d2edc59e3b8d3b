/// What changes during the horizon: announced prices and retirements. Both go into the rate card.

import Demand
import Documents
import Pricing
import Quantities
import Scenario

extension ScenarioReader {
  /// A row of the card each. Cache prices, fast mode and the context window that are not stated follow the
  /// row that held before, in proportion.
  func readPrices() {
    var rows: [(PriceRow, Record)] = []
    let announced = Keys.announcedPrice
    root.list(keys.prices, "a change of prices") { change in
      let name = change.need(announced.model)
      let from = change.need(announced.from)
      let to = change.take(announced.to) ?? .never
      let input = change.need(announced.input)
      let output = change.need(announced.output)
      let cache = announced.cache.map { change.take($0) }
      let source = change.need(announced.source)
      guard let name, let from, let input, let output, let source else { return }
      do throws(QuantityError) {
        let model = card.models[try card.model(named: name).index].name
        let row = try row(model, from, to, input, output, cache, source)
        rows.append((row, change))
      } catch {
        findings.error(change.place(announced.model), error)
      }
    }
    guard !rows.isEmpty else { return }
    do throws(CardError) {
      card = try card.overridden(by: rows.map(\.0))
    } catch {
      let entry = error.index.flatMap { rows.indices.contains($0) ? rows[$0].1 : nil }
      findings.error(
        entry?.place(named: error.field.rawValue) ?? root.place(keys.prices), error.problem, error.remedy)
    }
  }

  private func row(
    _ model: String, _ from: Instant, _ to: Instant, _ input: PicodollarsPerToken,
    _ output: PicodollarsPerToken, _ cache: [PicodollarsPerToken?], _ source: String
  ) throws(QuantityError) -> PriceRow {
    guard let before = card.rows.last(where: { $0.model == model && $0.from <= from }) else {
      throw QuantityError(
        "the rate card has no price of \(model) before \(from.brief)",
        remedy: "write the row into a rate card of your own (docs/rate-card.md)")
    }
    guard before.band == nil, before.fast == .refused || before.fast == .billedAsStandard else {
      throw QuantityError(
        "\(model) has further prices (long prompts, fast mode), which would change as well",
        remedy: "write the row into a rate card of your own (docs/rate-card.md)")
    }
    let old = before.prices
    var prices: [PicodollarsPerToken] = []
    for (stated, was) in zip(cache, [old.cacheRead, old.cacheWrite5m, old.cacheWrite1h]) {
      let product = Int128(was.count) * Int128(input.count)
      if let stated {
        prices.append(stated)
      } else if old.input.count > 0, product % Int128(old.input.count) == 0,
        let price = Int64(exactly: product / Int128(old.input.count))
      {
        prices.append(PicodollarsPerToken(price))
      } else {
        throw QuantityError(
          "the cache prices of \(model) do not follow from its new price of input",
          remedy: "write 'cache read', 'cache write 5m' and 'cache write 1h'")
      }
    }
    return PriceRow(
      model: model, from: from, to: to,
      prices: TokenPrices(
        input: input, output: output, cacheRead: prices[0], cacheWrite5m: prices[1],
        cacheWrite1h: prices[2]),
      fast: before.fast, contextWindow: before.contextWindow, source: source)
  }

  /// The model is retired in the card as well; where its requests go is the scenario's.
  func readRetirements() {
    var facts: [ModelFacts] = []
    let announced = Keys.retirement
    root.list(keys.retirements, "a retirement") { entry in
      let model = entry.need(announced.model).flatMap { modelID($0, entry.place(announced.model)) }
      let at = entry.need(announced.on)
      let next = entry.take(announced.movesTo).flatMap { modelID($0, entry.place(announced.movesTo)) }
      guard let model, let at else { return }
      if model == next {
        findings.error(entry.place(announced.movesTo), "a model cannot move to itself", "name another model")
      } else if scenario.retirements.contains(where: { $0.model == model }) {
        findings.error(entry.place(announced.model), "this model is retired twice", "keep one of them")
      }
      scenario.retirements.append(Retirement(model: model, at: at, movesTo: next))
      var known = card.models[model.index]
      known.retired = at
      known.replacement = next.map { card.models[$0.index].name } ?? known.replacement
      facts.append(known)
    }
    guard !facts.isEmpty, !findings.hasErrors else { return }
    do throws(CardError) {
      card = try card.extended(by: CardSheet(name: card.name, asOf: card.asOf, models: facts))
    } catch {
      findings.error(root.place(keys.retirements), error.problem, error.remedy)
    }
  }

  private func modelID(_ name: String, _ place: Place) -> ModelID? {
    do throws(QuantityError) { return try card.model(named: name) } catch {
      findings.error(place, error)
      return nil
    }
  }
}
