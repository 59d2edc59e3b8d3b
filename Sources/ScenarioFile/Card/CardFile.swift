/// A rate card of the user's own, as docs/rate-card.md describes it: over the built-in card, or alone.
/// What the card itself refuses (rows that overlap, a model that nothing describes) is reported where it
/// stands in the file.

import Documents
import Pricing
import Providers
import Quantities

public enum CardFile {
  public static func read(path: String) throws(Diagnostics) -> RateCard {
    try tariff(path: path).card
  }

  /// With the provider whose card it is laid over.
  static func tariff(path: String) throws(Diagnostics) -> Tariff {
    try Document.read(path: path, as: FileKind.rateCard, read).0
  }

  /// The same for text that is in memory; `path` is where it would be.
  public static func read(bytes: [UInt8], path: String) throws(Diagnostics) -> RateCard {
    try Document.read(bytes: bytes, path: path, as: FileKind.rateCard, read).0.card
  }

  static func read(_ root: Node, _ findings: Findings) -> Tariff? {
    Record.read(root, "a rate card", .rateCard, findings) { CardReader($0).tariff() }
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

  func read() -> RateCard? { tariff()?.card }

  func tariff() -> Tariff? {
    guard root.node.isMap else { return nil }
    let keys = Keys.card
    root.checkVersion(keys.version, of: "a rate card")
    sheet.name = root.need(keys.name) ?? ""
    sheet.asOf = root.need(keys.asOf) ?? sheet.asOf
    let extends = root.take(keys.extends).flatMap(Provider.named)
    root.namedLists(keys.prices, "a price row") { readRow($0, $1) }
    root.maps(keys.models, "model") { readModel($0, $1) }
    root.map(keys.rules, "the rules") { rules in
      for rule in Keys.rules.rules {
        rules.oneOrList(rule.key, "a value of '\(rule.key.name)'") { readRule(rule, $0) }
      }
    }
    root.list(keys.tokenizers, "a step between tokenizers") { readStep($0) }
    guard !findings.hasErrors else { return nil }
    do throws(CardError) {
      guard let extends else {
        sheet.modelPrefix = Provider.standard.card.modelPrefix
        return Tariff(card: try RateCard(sheet))
      }
      return Tariff(extends, card: try extends.card.extended(by: sheet))
    } catch {
      findings.error(place(of: error), error.problem, error.remedy)
      return nil
    }
  }

  /// Where the card's own complaint belongs: at the key it names, or else at the entry.
  private func place(of error: CardError) -> Place {
    guard let index = error.index, let known = places[error.list], known.indices.contains(index) else {
      return root.place(Keys.card.prices)
    }
    let (name, entry) = known[index]
    if error.field == .model || error.field == .name { return name }
    return entry.place(named: error.field.rawValue)
  }

  // MARK: Entries

  private func readRow(_ model: Label, _ row: Record) {
    let keys = Keys.row
    let from = row.need(keys.dates.from)
    let to = row.take(keys.dates.to) ?? .never
    let prices = readPrices(row)
    let band = row.map(keys.over, "a band of long prompts") { over -> PriceBand? in
      let prompt = over.need(Keys.band.prompt)
      let prices = readPrices(over)
      guard let prompt, let prices else { return nil }
      return PriceBand(overPromptTokens: TokenCount(prompt), prices: prices)
    }
    let fast = readFast(row)
    let window = row.take(keys.contextWindow).map { TokenCount($0) }
    let source = row.need(keys.source)
    guard let from, let prices, let source else { return }
    sheet.rows.append(
      PriceRow(
        model: model.name, from: from, to: to, prices: prices, band: band ?? nil, fast: fast,
        contextWindow: window, source: source))
    places[.rows, default: []].append((model.place, row))
  }

  private func readPrices(_ record: Record) -> TokenPrices? {
    // Each is asked for, so that every missing price is named.
    let stated = Keys.row.prices.categories.map { record.need($0) }
    let known = stated.compactMap { $0 }
    guard known.count == 5 else { return nil }
    return TokenPrices(
      input: known[0], output: known[1], cacheRead: known[2], cacheWrite5m: known[3], cacheWrite1h: known[4])
  }

  private func readFast(_ row: Record) -> FastMode {
    guard row.find(Keys.row.fast)?.isMap == true else { return row.take(Keys.row.fast) }
    return row.map(Keys.row.fast, .fast, "fast mode") { fast -> FastMode in
      let pair = readPair(fast)
      let over = fast.map(Keys.fast.over, "fast mode for long prompts") { readPair($0) } ?? nil
      let isPreview = fast.take(Keys.fast.preview)
      guard let pair else { return .refused }
      return .offered(
        FastPrices(input: pair.input, output: pair.output, overBand: over, isPreview: isPreview))
    } ?? .refused
  }

  private func readPair(_ record: Record) -> FastPrices.Pair? {
    let input = record.need(Keys.fastPair.input)
    let output = record.need(Keys.fastPair.output)
    guard let input, let output else { return nil }
    return FastPrices.Pair(input: input, output: output)
  }

  private func readModel(_ name: Label, _ model: Record) {
    let keys = Keys.model
    let facts = ModelFacts(
      name: name.name, title: model.take(keys.title), aliases: model.take(keys.aliases) ?? [],
      released: model.take(keys.released), retired: model.take(keys.retired),
      replacement: model.take(keys.replacement), tokenizer: model.take(keys.tokenizer),
      allowsUSOnly: model.take(keys.usOnly),
      minimumCacheable: model.take(keys.minimumCacheable).map { TokenCount($0) },
      source: model.need(keys.source) ?? "")
    sheet.models.append(facts)
    places[.models, default: []].append((name.place, model))
  }

  private func readRule(_ stated: RulesKeys.Rule, _ rule: Record) {
    let keys = stated.entries
    let from = rule.need(keys.dates.from)
    let to = rule.take(keys.dates.to) ?? .never
    let value = rule.need(keys.value)
    let source = rule.need(keys.source)
    guard let from, let value, let source else { return }
    sheet.parameters.append(
      RuleParameter(name: stated.name, from: from, to: to, value: value, source: source))
    places[.parameters, default: []].append((rule.place, rule))
  }

  private func readStep(_ step: Record) {
    let keys = Keys.step
    let (from, to) = (step.need(keys.from), step.need(keys.to))
    let factor = step.need(keys.factor)
    let least = step.take(keys.least) ?? factor
    let most = step.take(keys.most) ?? factor
    let source = step.need(keys.source)
    guard let from, let to, let factor, let least, let most, let source else { return }
    sheet.tokenizerSteps.append(
      TokenizerStep(from: from, to: to, factor: factor, least: least, most: most, source: source))
    places[.tokenizers, default: []].append((step.place, step))
  }
}

extension Shape where Value == PicodollarsPerToken {
  static var pricePerMillion: Shape {
    .quantity(.money, .price) { text throws(QuantityError) in
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
    .quantity(.instant, .instant, text: { $0.description }) { text throws(QuantityError) in
      try CivilDate(parsing: text)
    }
  }
}
