/// The price book: dated rows with a source for each model, and the rules that turn usage into a charge.
/// A card is checked when it is made (CardCheck.swift) and never changes; pricing a request looks up no
/// string, allocates nothing and rounds once.

import Quantities

/// A model of one card; an index, so that pricing a request looks up no string. An id is good for the
/// card that gave it and for the cards extended from that one.
public struct ModelID: Hashable, Sendable {
  public let index: Int
  public init(index: Int) { self.index = index }
}

public struct RateCard: Sendable {
  public enum Outcome: Hashable, Sendable {
    case charged(Nanodollars)
    /// The provider refuses such a request and charges nothing: a retired model, a prompt past the
    /// window, ...
    case refused(String)
  }

  public let name: String
  /// The last day on which the card is known to be right. A later request is priced by what was announced
  /// by then; a report that holds one should say so (`isForecast(at:)`).
  public let asOf: CivilDate
  /// All rows, in order of (model, from).
  public let rows: [PriceRow]
  /// By `ModelID.index`.
  public let models: [ModelFacts]
  public let parameters: [RuleParameter]
  public let tokenizerSteps: [TokenizerStep]
  /// What people leave out when they say the name of a model.
  public let modelPrefix: String

  private let idsByName: [String: ModelID]
  /// Of model i: `terms[firstTerms[i]..<firstTerms[i + 1]]`, in order of time, the first from the
  /// beginning of time.
  private let terms: [Terms]
  private let firstTerms: [Int]

  /// A card that stands alone.
  public init(_ sheet: CardSheet) throws(CardError) {
    try self.init(beneath: CardSheet(name: sheet.name, asOf: sheet.asOf), over: sheet)
  }

  /// This card with a sheet laid over it. A row or parameter of the sheet takes the place of this card's
  /// for as long as it holds; before and after it this card's go on. A model described in the sheet is
  /// new, or takes the place of this card's description of it; a row of a model that is in neither is an
  /// error.
  public func extended(by sheet: CardSheet) throws(CardError) -> RateCard {
    var beneath = CardSheet(
      name: name, asOf: asOf, rows: rows, models: models, parameters: parameters,
      tokenizerSteps: tokenizerSteps)
    beneath.modelPrefix = modelPrefix
    return try RateCard(beneath: beneath, over: sheet)
  }

  /// This card with other prices for models it knows.
  public func overridden(by rows: [PriceRow]) throws(CardError) -> RateCard {
    try extended(by: CardSheet(name: name, asOf: asOf, rows: rows))
  }

  private init(beneath: CardSheet, over sheet: CardSheet) throws(CardError) {
    var models = beneath.models
    for (index, facts) in sheet.models.enumerated() {
      let isRepeated = sheet.models[..<index].contains { $0.name == facts.name }
      if !isRepeated, let known = models.firstIndex(where: { $0.name == facts.name }) {
        models[known] = facts
      } else {
        models.append(facts)
      }
    }
    let rows = overlaid(beneath.rows, with: sheet.rows)
    let parameters = overlaid(beneath.parameters, with: sheet.parameters)
    try CardCheck.rows(rows, models: models)
    try CardCheck.parameters(parameters)
    try CardCheck.models(models, sheet: sheet.models, rows: rows.map(\.entry))
    try CardCheck.tokenizers(sheet.tokenizerSteps)

    name = sheet.name
    asOf = sheet.asOf
    self.rows = rows.map(\.entry)
    self.models = models
    self.parameters = parameters.map(\.entry)
    // The sheet's own steps are looked at first.
    tokenizerSteps = sheet.tokenizerSteps + beneath.tokenizerSteps
    modelPrefix = sheet.modelPrefix.isEmpty ? beneath.modelPrefix : sheet.modelPrefix
    var ids: [String: ModelID] = [:]
    var terms: [Terms] = []
    var first: [Int] = []
    for (index, facts) in models.enumerated() {
      for name in [facts.name] + facts.aliases { ids[name] = ModelID(index: index) }
      first.append(terms.count)
      let own = rows.enumerated().filter { $1.entry.model == facts.name }
      terms += Terms.timeline(
        of: facts, rows: own.map { ($0.offset, $0.element.entry) }, parameters: parameters.map(\.entry))
    }
    first.append(terms.count)
    idsByName = ids
    self.terms = terms
    firstTerms = first
  }
}

extension RateCard {
  /// The model of this name, or of this other name; the error names the nearest one.
  public func model(named name: String) throws(QuantityError) -> ModelID {
    if let id = idsByName[name.trimmed] { return id }
    // As people say it: in words, without what all names begin with.
    let said = String(name.trimmed.lowercased().map { " ._".contains($0) ? "-" : $0 })
    let nearest =
      [said, modelPrefix + said].first { idsByName[$0] != nil }
      ?? nearestName(to: name.trimmed, among: idsByName.keys)
    throw QuantityError(
      "the rate card '\(self.name)' has no model '\(name)'",
      remedy: nearest.map { "did you mean \($0)?" } ?? "see the models with `lotwise rates`")
  }

  /// The exact charge, rounded once. A request that the provider refuses is an outcome; an error is a
  /// number out of range, or a price that the card does not know (a model retired before the card's rows
  /// begin).
  public func charge(
    _ usage: Usage, model: ModelID, at instant: Instant, rounding: Rounding = .nearestEven
  ) throws(QuantityError) -> Outcome {
    try usage.checkRange()
    let index = try termsIndex(of: model, at: instant)
    if let refusal = PriceRule.refusal(of: usage, under: terms[index]) {
      return .refused(try message(for: refusal, usage, model, instant, terms[index]))
    }
    var total = ChargeTotal()
    PriceRule.charge(usage, under: terms[index], to: &total)
    return .charged(try total.rounded(rounding))
  }

  /// The same charge, item by item.
  public func explain(
    _ usage: Usage, model: ModelID, at instant: Instant, rounding: Rounding = .nearestEven
  ) throws(QuantityError) -> Explanation {
    let outcome = try charge(usage, model: model, at: instant, rounding: rounding)
    let terms = terms[try termsIndex(of: model, at: instant)]
    let row = terms.row >= 0 ? rows[terms.row] : nil
    guard case .charged(let charged) = outcome, let row else {
      return Explanation(model: models[model.index].name, at: instant, outcome: outcome, row: row)
    }
    var itemizer = Itemizer(
      usage: usage, row: row, terms: terms, parameters: parameters.filter { $0.holds(at: instant) })
    PriceRule.charge(usage, under: terms, to: &itemizer)
    return try Explanation(
      model: models[model.index].name, at: instant, charged: charged, row: row, items: itemizer.finished(),
      rounding: rounding)
  }

  @inline(__always)
  private func termsIndex(of model: ModelID, at instant: Instant) throws(QuantityError) -> Int {
    guard model.index >= 0, model.index < models.count else {
      throw QuantityError(
        "model \(model.index) is not of the rate card '\(name)'", remedy: "look it up by name in this card")
    }
    // Backwards: most requests fall into the newest terms.
    var index = firstTerms[model.index + 1] - 1
    while terms[index].fromSeconds > instant.seconds { index -= 1 }
    return index
  }

  @inline(never)
  private func message(
    for refusal: Refusal, _ usage: Usage, _ model: ModelID, _ instant: Instant, _ terms: Terms
  ) throws(QuantityError) -> String {
    let facts = models[model.index]
    let own = rows.filter { $0.model == facts.name }
    switch refusal {
    case .unavailable where terms.availability == .unknownPrice:
      throw QuantityError(
        "the rate card '\(name)' has no price of \(facts.name) at \(instant.brief)",
        remedy: "add a dated row for it in a card of your own, or name another model"
          + (facts.replacement.map { " (\($0))" } ?? ""))
    case .unavailable where terms.availability == .retired:
      let date = facts.retired?.brief ?? ""
      let advice = facts.replacement.map { "; move to \($0)" } ?? ""
      return "\(facts.name) was retired on \(date)\(advice)"
    case .unavailable:
      return "\(facts.name) was not released before \((facts.released ?? own.first?.from ?? instant).brief)"
    case .pastWindow:
      return "a prompt of \(TokenCount(usage.promptTokens)) tokens is past the context window of "
        + "\(facts.name) (\(TokenCount(terms.window)))"
    case .fastBatch: return "fast mode is not available in a batch"
    case .fastNotOffered:
      if let last = own.last(where: { $0.to <= instant && $0.offersFast }) {
        return "fast mode of \(facts.name) was removed on \(last.to.brief)"
      }
      if let next = own.first(where: { $0.from > instant && $0.offersFast }) {
        return "fast mode of \(facts.name) was not available before \(next.from.brief)"
      }
      return "\(facts.name) has no fast mode"
    case .usOnlyNotOffered:
      return "\(facts.name) does not offer US-only inference"
    case .batchNotOffered: return "the rate card '\(name)' has no batches at \(instant.brief)"
    case .webSearchNotOffered: return "the rate card '\(name)' has no web search at \(instant.brief)"
    case .codeExecutionNotOffered:
      return "the rate card '\(name)' has no code execution at \(instant.brief)"
    }
  }
}
