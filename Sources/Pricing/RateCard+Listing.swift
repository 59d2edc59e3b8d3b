/// What reports and commands ask a card: its rows on a date, its models, what changes next, and how many
/// tokens a text becomes on another model.

import Quantities

extension RateCard {
  /// The ids of all models, sorted by name.
  public var modelsByName: [(name: String, id: ModelID)] {
    models.enumerated().map { ($1.name, ModelID(index: $0)) }.sorted { $0.0 < $1.0 }
  }

  /// Nil for an id of another card.
  public func facts(of model: ModelID) -> ModelFacts? {
    models.indices.contains(model.index) ? models[model.index] : nil
  }

  /// After the last day on which the card is known to be right.
  public func isForecast(at instant: Instant) -> Bool { instant >= Instant(CivilDate(day: asOf.day + 1)) }

  /// The row that prices a request to this model then; nil when it is not offered then, or its price is
  /// not known.
  public func row(model: ModelID, at instant: Instant) -> PriceRow? {
    guard let facts = facts(of: model), !isRetired(facts, at: instant),
      instant >= facts.released ?? Instant(seconds: .min)
    else { return nil }
    return rows.first { $0.model == facts.name && $0.holds(at: instant) }
  }

  /// The rows that price requests at this instant, sorted by model.
  public func rows(asOf instant: Instant) -> [PriceRow] {
    modelsByName.compactMap { row(model: $0.id, at: instant) }
  }

  /// The rules' parameters at this instant, in the order of `RuleParameter.Name`.
  public func parameters(asOf instant: Instant) -> [RuleParameter] {
    RuleParameter.Name.allCases.compactMap { name in
      parameters.first { $0.name == name && $0.holds(at: instant) }
    }
  }

  private func isRetired(_ facts: ModelFacts, at instant: Instant) -> Bool {
    facts.retired.map { $0 <= instant } ?? false
  }
}

/// Something that the card knows will change, or changed, at an instant.
public struct CardChange: Hashable, Sendable {
  public var at: Instant
  public var model: String
  /// `released`, `retired`, or what became different: `cache read $0.20 -> $0.10`.
  public var what: String
  public var source: String
}

extension RateCard {
  /// All changes after `instant`, in order of (instant, model).
  public func changes(after instant: Instant) -> [CardChange] {
    var changes: [CardChange] = []
    for facts in models {
      let own = rows.filter { $0.model == facts.name }
      if let released = facts.released ?? own.first?.from {
        changes.append(
          CardChange(at: released, model: facts.name, what: "released", source: facts.source))
      }
      if let retired = facts.retired {
        let what = "retired" + (facts.replacement.map { "; replaced by \($0)" } ?? "")
        changes.append(CardChange(at: retired, model: facts.name, what: what, source: facts.source))
      }
      for (before, after) in zip(own, own.dropFirst()) where !isRetired(facts, at: after.from) {
        let what = after.differences(from: before).joined(separator: ", ")
        if !what.isEmpty {
          changes.append(
            CardChange(at: after.from, model: facts.name, what: what, source: after.source))
        }
      }
    }
    return changes.filter { $0.at > instant }
      .sorted { ($0.at, $0.model, $0.what) < ($1.at, $1.model, $1.what) }
  }

  /// The first change after `instant`.
  public func nextChange(after instant: Instant) -> CardChange? { changes(after: instant).first }
}

extension PriceRow {
  /// What is different from an earlier row of the same model, in words.
  fileprivate func differences(from old: PriceRow) -> [String] {
    var texts: [String] = []
    for category in TokenCategory.allCases where prices[category] != old.prices[category] {
      texts.append(
        "\(category.rawValue) $\(old.prices[category].dollarsPerMillion) -> "
          + "$\(prices[category].dollarsPerMillion)")
    }
    if band != old.band {
      texts.append(
        band.map { "other prices over \($0.overPromptTokens) prompt tokens" } ?? "one price for all prompts")
    }
    if fast != old.fast {
      switch fast {
      case .refused: texts.append("fast mode removed")
      case .billedAsStandard: texts.append("fast requests run and bill as standard")
      case .offered(let prices):
        texts.append(
          "fast mode \(prices.isPreview ? "in preview" : "available") at "
            + "$\(prices.input.dollarsPerMillion) / $\(prices.output.dollarsPerMillion)")
      }
    }
    if contextWindow != old.contextWindow {
      texts.append("context window \(contextWindow.map(\.description) ?? "unlimited")")
    }
    return texts
  }
}

extension RateCard {
  /// How many times as many tokens a text counts when its demand moves from one model to the other.
  /// Between models of one family, or of families the card says nothing about, 1; against a listed step,
  /// its reciprocal (to the nearest millionth).
  public func tokenizerFactor(from: ModelID, to: ModelID) -> Ratio {
    tokenizerStep(from: from, to: to)?.factor ?? .one
  }

  /// The factor with the range it may lie in.
  public func tokenizerStep(from: ModelID, to: ModelID) -> TokenizerStep? {
    guard let old = facts(of: from)?.tokenizer, let new = facts(of: to)?.tokenizer, old != new else {
      return nil
    }
    if let step = tokenizerSteps.first(where: { $0.from == old && $0.to == new }) { return step }
    guard let back = tokenizerSteps.first(where: { $0.from == new && $0.to == old }) else { return nil }
    return TokenizerStep(
      from: old, to: new, factor: back.factor.reciprocal, least: back.most.reciprocal,
      most: back.least.reciprocal, source: back.source)
  }
}

extension Ratio {
  fileprivate var reciprocal: Ratio {
    let exact = Int128(1_000_000) * 1_000_000
    return Ratio(millionths: Int64(exact.divided(by: Int128(millionths), rounding: .nearestEven)))
  }
}
