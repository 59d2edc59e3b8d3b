/// A rate card of the user's own, as docs/rate-card.md describes it: over the built-in card, or alone.
/// What the card itself refuses (rows that overlap, a model that nothing describes) is reported where it
/// stands in the file.

import Documents
import Pricing
import Quantities

public enum CardFile {
  public static func read(path: String) throws(Diagnostics) -> RateCard {
    try Document.read(path: path, read).0
  }

  /// The same for text that is in memory; `path` is where it would be.
  public static func read(bytes: [UInt8], path: String) throws(Diagnostics) -> RateCard {
    try Document.read(bytes: bytes, path: path, read).0
  }

  private static func read(_ text: SourceText, _ findings: Findings) -> RateCard? {
    YAMLReader.read(text, findings, beginning: "lotwise-rates: 1").flatMap { root in
      Record.read(root, "a rate card", findings) { CardReader($0).read() }
    }
  }
}

/// Reads a sheet, and keeps where each of its entries stands.
final class CardReader {
  private let root: Record
  private let findings: Findings
  private var sheet = CardSheet(name: "", asOf: CivilDate(day: 0))
  private var places: [CardError.List: [(name: Place, entry: Record)]] = [:]

  init(_ root: Record) {
    self.root = root
    findings = root.findings
  }

  func read() -> RateCard? {
    guard root.node.isMap else { return nil }
    root.checkVersion("lotwise-rates", of: "a rate card")
    sheet.name = root.need("name", .text) ?? ""
    sheet.asOf = root.need("as of", .date) ?? sheet.asOf
    let extends = root.take("extends", .oneOf([("anthropic", RateCard.builtIn)]))
    root.namedLists("prices", "a price row") { readRow($0, $1) }
    root.maps("models", "model") { readModel($0, $1) }
    root.map("rules", "the rules") { rules in
      for name in RuleParameter.Name.allCases {
        rules.oneOrList(name.rawValue, "a value of '\(name.rawValue)'") { readRule(name, $0) }
      }
    }
    root.list("tokenizers", "a step between tokenizers") { readStep($0) }
    guard !findings.hasErrors else { return nil }
    do throws(CardError) {
      return if let extends { try extends.extended(by: sheet) } else { try RateCard(sheet) }
    } catch {
      findings.error(place(of: error), error.problem, error.remedy)
      return nil
    }
  }

  /// Where the card's own complaint belongs: at the key it names, or else at the entry.
  private func place(of error: CardError) -> Place {
    guard let index = error.index, let known = places[error.list], known.indices.contains(index) else {
      return root.place("prices")
    }
    let (name, entry) = known[index]
    if error.field == .model || error.field == .name { return name }
    return entry.place(error.field.rawValue)
  }

  // MARK: Entries

  private func readRow(_ model: Label, _ row: Record) {
    let from = row.need("from", .instant)
    let to = row.take("to", .instant, or: .never)
    let prices = readPrices(row)
    let band = row.map("over", "a band of long prompts") { over -> PriceBand? in
      let prompt = over.need("prompt", .tokens)
      let prices = readPrices(over)
      guard let prompt, let prices else { return nil }
      return PriceBand(overPromptTokens: TokenCount(prompt), prices: prices)
    }
    let fast = readFast(row)
    let window = row.take("context window", .tokens).map { TokenCount($0) }
    let source = row.need("source", .text)
    guard let from, let prices, let source else { return }
    sheet.rows.append(
      PriceRow(
        model: model.name, from: from, to: to, prices: prices, band: band ?? nil, fast: fast,
        contextWindow: window, source: source))
    places[.rows, default: []].append((model.place, row))
  }

  private func readPrices(_ record: Record) -> TokenPrices? {
    // Each is asked for, so that every missing price is named.
    let stated = TokenCategory.allCases.map { record.need($0.rawValue, .pricePerMillion) }
    let known = stated.compactMap { $0 }
    guard known.count == 5 else { return nil }
    return TokenPrices(
      input: known[0], output: known[1], cacheRead: known[2], cacheWrite5m: known[3], cacheWrite1h: known[4])
  }

  private func readFast(_ row: Record) -> FastMode {
    guard let node = row.find("fast") else { return .refused }
    guard node.isMap else {
      return Shape.oneOf([("refused", FastMode.refused), ("standard", .billedAsStandard)])
        .read(node, findings) ?? .refused
    }
    return row.map("fast", "fast mode") { fast -> FastMode in
      let pair = readPair(fast)
      let over = fast.map("over", "fast mode for long prompts") { readPair($0) } ?? nil
      let isPreview = fast.take("preview", .yesNo, or: false)
      guard let pair else { return .refused }
      return .offered(
        FastPrices(input: pair.input, output: pair.output, overBand: over, isPreview: isPreview))
    } ?? .refused
  }

  private func readPair(_ record: Record) -> FastPrices.Pair? {
    let input = record.need("input", .pricePerMillion)
    let output = record.need("output", .pricePerMillion)
    guard let input, let output else { return nil }
    return FastPrices.Pair(input: input, output: output)
  }

  private func readModel(_ name: Label, _ model: Record) {
    let facts = ModelFacts(
      name: name.name, title: model.take("title", .text),
      aliases: model.take("aliases", .oneOrList(.text), or: []),
      released: model.take("released", .instant), retired: model.take("retired", .instant),
      replacement: model.take("replacement", .text), tokenizer: model.take("tokenizer", .text),
      allowsUSOnly: model.take("us only", .yesNo, or: false),
      minimumCacheable: model.take("minimum cacheable", .tokens).map { TokenCount($0) },
      source: model.need("source", .text) ?? "")
    sheet.models.append(facts)
    places[.models, default: []].append((name.place, model))
  }

  private func readRule(_ name: RuleParameter.Name, _ rule: Record) {
    let from = rule.need("from", .instant)
    let to = rule.take("to", .instant, or: .never)
    let value: RuleParameter.Value? =
      switch name {
      case .batch, .usOnly: rule.need("value", .ratio(most: .percent(1_000))).map { .factor($0) }
      case .webSearch, .codeExecution: rule.need("value", .money).map { .price($0) }
      case .codeExecutionMinimum: rule.need("value", .seconds).map { .seconds($0) }
      }
    let source = rule.need("source", .text)
    guard let from, let value, let source else { return }
    sheet.parameters.append(RuleParameter(name: name, from: from, to: to, value: value, source: source))
    places[.parameters, default: []].append((rule.place, rule))
  }

  private func readStep(_ step: Record) {
    let (from, to) = (step.need("from", .text), step.need("to", .text))
    let factor = step.need("factor", .ratio(most: .percent(1_000)))
    let least = step.take("least", .ratio(most: .percent(1_000))) ?? factor
    let most = step.take("most", .ratio(most: .percent(1_000))) ?? factor
    let source = step.need("source", .text)
    guard let from, let to, let factor, let least, let most, let source else { return }
    sheet.tokenizerSteps.append(
      TokenizerStep(from: from, to: to, factor: factor, least: least, most: most, source: source))
    places[.tokenizers, default: []].append((step.place, step))
  }
}

extension Shape where Value == PicodollarsPerToken {
  static var pricePerMillion: Shape {
    .quantity(.money) { text throws(QuantityError) in
      let price = try PicodollarsPerToken(parsingDollarsPerMillion: text)
      guard price.count >= 0 else {
        throw QuantityError(
          "\(quote(text)) is negative", remedy: "write a price of $0 or more per million tokens")
      }
      return price
    }
  }
}

extension Shape where Value == CivilDate {
  static var date: Shape {
    .quantity(.instant) { text throws(QuantityError) in try CivilDate(parsing: text) }
  }
}
