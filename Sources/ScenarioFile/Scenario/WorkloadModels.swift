/// `models`: a mix by name, or one name; and what the rate card says of each at the time it is used.
/// At the boundary: a model that is released at the instant at which a workload begins serves it, a second later
/// is a warning; a model that retires at the end of a workload served all of it, a second earlier is a warning.

import Demand
import Documents
import Pricing
import Providers
import Quantities

struct StatedModel {
  var id: ModelID
  var share: Ratio
  var place: Place
}

extension ScenarioReader {
  /// Models with a share above zero, 100% in all; empty after a mistake.
  func readMix(_ workload: Record) -> [StatedModel] {
    guard let node = workload.find(Keys.workload.models) else {
      workload.missing(
        Keys.workload.models, "write 'models: \(provider.usualModel)', or a map of models and shares")
      return []
    }
    guard case .mapping(let pairs) = node.content else {
      return statedModel.read(node, findings).map { [StatedModel(id: $0, share: .one, place: node.place)] }
        ?? []
    }
    var models: [StatedModel] = []
    for pair in pairs {
      let share = Shape.share.read(pair.value, findings)
      guard let id = statedModel.read(pair.key, findings), let share else { continue }
      if models.contains(where: { $0.id == id }) {
        findings.error(
          pair.key.place, "\(quote(pair.name)) is another name of a model that is in the mix already",
          "keep one of them")
      }
      models.append(StatedModel(id: id, share: share, place: pair.key.place))
    }
    guard models.count == pairs.count else { return [] }
    let shares = whole(models.map(\.share), of: "the mix", node.place)
    for (index, share) in shares.enumerated() { models[index].share = share }
    return shares.isEmpty ? [] : models.filter { $0.share > .zero }
  }

  /// The models of a workload in dollars and their shares of these, if it names any.
  func readSpendModels(_ workload: Record, active: [Period]) -> [ModelShare] {
    guard workload.has(Keys.workload.models) else { return [] }
    let models = readMix(workload)
    checkModels(models, active: active)
    return models.map { ModelShare(model: $0.id, share: $0.share) }
  }

  var statedModel: Shape<ModelID> {
    let card = card
    return .parsed("a model like \(provider.usualModel)") { text throws(QuantityError) in
      try card.model(named: text)
    }
  }

  /// Whether they can be used when they are to be used.
  func checkModels(_ models: [StatedModel], active: [Period]) {
    guard let from = active.first?.from, let to = active.last?.to, from < to else { return }
    for model in models {
      let facts = card.models[model.id.index]
      let released = facts.released ?? card.rows.first { $0.model == facts.name }?.from ?? from
      if let retired = facts.retired, retired < to {
        if !isRetirementStated(model.id) { warnOfRetirement(facts, retired, from, model.place) }
      }
      if released > from {
        findings.warning(
          model.place, "\(facts.name) is released on \(released.brief): until then its requests fail",
          "let the workload begin then ('active'), or name another model")
      } else if facts.retired ?? .never > from, card.row(model: model.id, at: from) == nil {
        findings.error(
          model.place, "the rate card '\(card.name)' has no price of \(facts.name) at \(from.brief)",
          "add a dated row for it in a card of your own, or name another model")
      }
    }
  }

  private func warnOfRetirement(_ facts: ModelFacts, _ retired: Instant, _ from: Instant, _ place: Place) {

    let moved = facts.replacement ?? provider.usualModel
    findings.warning(
      place,
      retired <= from
        ? "\(facts.name) was retired on \(retired.brief), before this begins: its requests fail"
        : "\(facts.name) is retired on \(retired.brief): from then on its requests fail",
      "say where they go: 'retirements: [{model: \(facts.name), on: \(retired.brief), moves to: \(moved)}]'")
  }

  /// Whether `retirements` says what becomes of the model.
  private func isRetirementStated(_ id: ModelID) -> Bool {
    guard case .sequence(let items)? = root.find(keys.retirements)?.content else { return false }
    return items.contains { item in
      guard case .mapping(let pairs) = item.content,
        case .scalar(let name, _)? = pairs.first(where: { $0.name == "model" })?.value.content
      else { return false }
      return (try? card.model(named: name)) == id
    }
  }

  /// Fast mode and US-only inference are refused by some models.
  func check(_ models: [StatedModel], _ profile: RequestProfile, at instant: Instant, _ record: Record) {
    if profile.fast > .zero {
      let without = models.filter { card.row(model: $0.id, at: instant)?.fast == .refused }
      refuse(without, "no fast mode at \(instant.brief)", Keys.workload.fast, record)
    }
    if profile.usOnly > .zero {
      let without = models.filter { !card.models[$0.id.index].allowsUSOnly }
      refuse(without, "no US-only inference", Keys.workload.usOnly, record)
    }
  }

  /// What is refused costs nothing and is in no figure: from a thousandth of the requests, or a hundredth of their cost,
  /// that has to be said.
  func warnOfWindows(_ profile: RequestProfile, at instant: Instant, _ workload: Record) {
    guard let past = profile.pastWindow(card: card, at: instant), past.requests > 0.001 || past.cost > 0.01
    else { return }
    let models = past.models.map { "\(card.models[$0.id.index].name) (\($0.window) tokens)" }
    findings.warning(
      workload.place(Keys.workload.tokens),
      "\(approximate(past.requests)) of the requests of \(workload.what), \(approximate(past.cost)) of their cost, have a "
        + "prompt past the window of \(listed(models, "and")): they are refused, cost nothing and are in no figure",
      "write a lower p90, 'values' that end at the window, or a model with a larger one")
  }

  /// A lognormal law whose 90 % point is far out has a mean that no model can answer: usually a unit too many.
  func refuseLongAnswers(_ profile: RequestProfile, at instant: Instant, _ workload: Record) {
    guard let long = profile.answerPastWindow(card: card, at: instant) else { return }
    let tokens = long.answer < 1e15 ? "\(TokenCount(Int64(long.answer)))" : "more than 10^15"
    findings.error(
      workload.place(Keys.workload.tokens),
      "the mean answer of \(workload.what) has \(tokens) tokens, and no model here answers past its window "
        + "(\(long.window) tokens)",
      "write a lower p90 of the output, or its 'values': a law with such a p90 has a few answers of enormous length"
    )
  }

  /// Two digits.
  private func approximate(_ share: Double) -> Ratio {
    let unit: Double = share >= 0.1 ? 10_000 : share >= 0.01 ? 1_000 : share >= 0.001 ? 100 : 10
    return Ratio(millionths: Int64((share * 1e6 / unit).rounded()) * Int64(unit))
  }

  private func refuse(_ models: [StatedModel], _ what: String, _ key: some StatedKey, _ record: Record) {
    guard !models.isEmpty else { return }
    let names = models.map { card.models[$0.id.index].name }
    findings.error(
      record.place(key), "\(names.joined(separator: ", ")) \(names.count == 1 ? "has" : "have") \(what)",
      "leave '\(key.name)' out, or put the other models into a workload of their own")
  }
}
