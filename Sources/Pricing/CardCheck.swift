/// The checks that a sheet must pass to become a card. After them nothing is checked again: pricing
/// relies on every price being from 0 to 2^50 pico-dollars, on factors from 0.1 to 10, and on rows that
/// neither overlap nor leave a gap.

import Quantities

/// 2^50 pico-dollars. Times 2^60 tokens, summed over five categories, it stays below 2^113.
let highestPicodollars: Int64 = 1 << 50

enum CardCheck {
  static func rows(_ placed: [Placed<PriceRow>], models: [ModelFacts]) throws(CardError) {
    for row in placed { try check(row, models: models) }
    try periods(placed, list: .rows)
    for (a, b) in zip(placed, placed.dropFirst())
    where a.entry.model == b.entry.model && a.entry.to < b.entry.from {
      let field: CardError.Field = b.index == nil ? .to : .from
      throw CardError(
        kind: .gap, list: .rows, index: b.index ?? a.index, field: field,
        problem: "\(a.entry.model) has no price from \(a.entry.to.brief) to \(b.entry.from.brief)",
        remedy: "let one row begin where the other ends")
    }
  }

  static func parameters(_ placed: [Placed<RuleParameter>]) throws(CardError) {
    for parameter in placed { try check(parameter) }
    try periods(placed, list: .parameters)
  }

  static func models(_ models: [ModelFacts], sheet: [ModelFacts], rows: [PriceRow]) throws(CardError) {
    var seen: [String: String] = [:]
    for facts in models {
      let index = sheet.firstIndex { $0.name == facts.name }
      func fail(
        _ kind: CardError.Kind, _ field: CardError.Field, _ problem: String, _ remedy: String
      ) -> CardError {
        let last = kind == .duplicateModel ? sheet.lastIndex { $0.name == facts.name } : index
        return CardError(
          kind: kind, list: .models, index: last, field: field, problem: problem, remedy: remedy)
      }
      for name in [facts.name] + facts.aliases {
        if let other = seen[name] {
          throw fail(
            .duplicateModel, name == facts.name ? .name : .aliases,
            "'\(name)' already names \(other)", "give every model names of its own")
        }
        seen[name] = facts.name
      }
      if facts.source.trimmed.isEmpty {
        throw fail(.missingSource, .source, "\(facts.name) states no source", "say where it is known from")
      }
      if let retired = facts.retired, let released = facts.released, retired <= released {
        throw fail(
          .emptyPeriod, .retired, "\(facts.name) retires before it is released", "state a later date")
      }
      if facts.retired == nil, !rows.contains(where: { $0.model == facts.name }) {
        throw fail(
          .noPrice, .name, "\(facts.name) has no price", "add a row for it, or the date of its retirement")
      }
    }
  }

  static func tokenizers(_ steps: [TokenizerStep]) throws(CardError) {
    for (index, step) in steps.enumerated() {
      guard step.least <= step.factor, step.factor <= step.most, step.least > .zero else {
        throw CardError(
          kind: .outOfRange, list: .tokenizers, index: index, field: .factor,
          problem: "a factor of \(step.factor.factor) is outside its own range",
          remedy: "state least, factor and most in rising order, above 0")
      }
    }
  }

  private static func periods<Entry: Dated>(
    _ placed: [Placed<Entry>], list: CardError.List
  ) throws(CardError) {
    for entry in placed where entry.entry.to <= entry.entry.from {
      throw CardError(
        kind: .emptyPeriod, list: list, index: entry.index, field: .to,
        problem: "\(entry.entry.key) ends at \(entry.entry.to.brief), not after it begins at "
          + entry.entry.from.brief,
        remedy: "state a later end, or none")
    }
    for (a, b) in zip(placed, placed.dropFirst())
    where a.entry.key == b.entry.key && b.entry.from < a.entry.to {
      throw CardError(
        kind: .overlap, list: list, index: b.index ?? a.index, field: .from,
        problem: "\(b.entry.key) has two entries at \(b.entry.from.brief)",
        remedy: "end the first where the second begins")
    }
  }

  private static func check(_ placed: Placed<PriceRow>, models: [ModelFacts]) throws(CardError) {
    let row = placed.entry
    func fail(
      _ kind: CardError.Kind, _ field: CardError.Field, _ problem: String, _ remedy: String
    ) -> CardError {
      CardError(
        kind: kind, list: .rows, index: placed.index, field: field, problem: problem, remedy: remedy)
    }
    func check(_ prices: [PicodollarsPerToken], _ field: CardError.Field) throws(CardError) {
      for price in prices {
        if price.count < 0 {
          throw fail(
            .negativePrice, field, "a price of \(row.model) is negative ($\(price.dollarsPerMillion))",
            "state a price of $0 or more")
        }
        if price.count > highestPicodollars {
          throw fail(
            .outOfRange, field, "a price of \(row.model) is past the range",
            "state at most $1,125,899,906 per million tokens")
        }
      }
    }
    guard models.contains(where: { $0.name == row.model }) else {
      let nearest = nearestName(to: row.model, among: models.map(\.name))
      throw fail(
        .unknownModel, .model, "the card beneath has no model '\(row.model)'",
        (nearest.map { "did you mean \($0)? Otherwise " } ?? "") + "describe it under models")
    }
    if row.source.trimmed.isEmpty {
      throw fail(.missingSource, .source, "a row of \(row.model) states no source", "say who says so")
    }
    for category in TokenCategory.allCases { try check([row.prices[category]], category.field) }
    if let band = row.band { try check(TokenCategory.allCases.map { band.prices[$0] }, .over) }
    guard case .offered(let fast) = row.fast else { return }
    try check([fast.input, fast.output], .fast)
    if let over = fast.overBand {
      try check([over.input, over.output], .fast)
      guard row.band != nil else {
        throw fail(
          .wrongValue, .fast, "\(row.model) has fast prices for long prompts but no band of them",
          "state the band under over, or leave them out")
      }
    }
    for long in [false, true] {
      guard let prices = row.prices(long: long, fast: true) else {
        throw fail(
          .inexactFastPrice, .fast,
          "a fast cache price of \(row.model) is not a whole number of pico-dollars",
          "choose a fast input price that the cache factors divide")
      }
      try check(TokenCategory.allCases.map { prices[$0] }, .fast)
    }
  }

  private static func check(_ placed: Placed<RuleParameter>) throws(CardError) {
    let parameter = placed.entry
    func fail(_ kind: CardError.Kind, _ problem: String, _ remedy: String) -> CardError {
      CardError(
        kind: kind, list: .parameters, index: placed.index, field: .value, problem: problem, remedy: remedy)
    }
    switch (parameter.name, parameter.value) {
    case (.batch, .factor(let factor)), (.usOnly, .factor(let factor)):
      // Within these an exact sum of tokens below 2^80 pico-dollars, times two of them, stays in 128 bits.
      guard factor >= .percent(10), factor <= .percent(1_000) else {
        throw fail(.outOfRange, "a factor of \(factor.factor) is past the range", "state 0.1 to 10")
      }
    case (.webSearch, .price(let price)), (.codeExecution, .price(let price)):
      guard price.count >= 0 else {
        throw fail(.negativePrice, "\(parameter.key) costs less than nothing", "state $0 or more")
      }
      guard price.count <= highestPicodollars / 1_000 else {
        throw fail(.outOfRange, "\(parameter.key) is past the range", "state at most $1,125")
      }
    case (.codeExecutionMinimum, .seconds(let seconds)):
      guard (0...86_400).contains(seconds) else {
        throw fail(.outOfRange, "the least time is past the range", "state 0 to 24 hours")
      }
    default:
      throw fail(
        .wrongValue, "\(parameter.key) cannot be \(parameter.value)",
        "state a factor, a price or a time, as the parameter asks")
    }
    if parameter.source.trimmed.isEmpty {
      throw CardError(
        kind: .missingSource, list: .parameters, index: placed.index, field: .source,
        problem: "\(parameter.key) states no source", remedy: "say who says so")
    }
  }
}

extension TokenCategory {
  fileprivate var field: CardError.Field {
    switch self {
    case .input: .input
    case .output: .output
    case .cacheRead: .cacheRead
    case .cacheWrite5m: .cacheWrite5m
    case .cacheWrite1h: .cacheWrite1h
    }
  }
}
