/// The rate card of a provider from its tables: `card.csv`, `models.csv`, `prices.csv`, `parameters.csv`,
/// `tokenizers.csv`. What the card itself refuses (rows that overlap, a model that nothing describes) is said
/// with the line that it is about.

import Pricing
import Quantities

struct CardTables {
  let folder: TableFolder

  func card() throws(ProviderError) -> RateCard {
    let about = try folder.only("card.csv", ["name", "as_of", "model_prefix"])
    let prices = try folder.table("prices.csv", CardTables.priceColumns)
    let models = try folder.table("models.csv", CardTables.modelColumns)
    let parameters = try folder.table("parameters.csv", CardTables.parameterColumns)
    let steps = try folder.table("tokenizers.csv", CardTables.stepColumns)
    var sheet = CardSheet(
      name: try about.text("name"), asOf: try about.need("as_of", CivilDate.init(parsing:)))
    sheet.modelPrefix = about["model_prefix"]
    sheet.rows = try read(prices, CardTables.row)
    sheet.models = try read(models, CardTables.model)
    sheet.parameters = try read(parameters, CardTables.parameter)
    sheet.tokenizerSteps = try read(steps, CardTables.step)
    do throws(CardError) { return try RateCard(sheet) } catch {
      let table =
        switch error.list {
        case .rows: prices
        case .models: models
        case .parameters: parameters
        case .tokenizers: steps
        }
      throw ProviderError(
        file: table.file, line: error.index.map { table.rows[$0].line },
        problem: "\(error.problem); \(error.remedy)")
    }
  }

  private func read<Entry>(
    _ table: CSVTable, _ entry: ([String]) throws(QuantityError) -> Entry
  ) throws(ProviderError) -> [Entry] {
    var entries: [Entry] = []
    for row in table.rows {
      do throws(QuantityError) { entries.append(try entry(row.fields)) } catch {
        throw row.failure("\(error)")
      }
    }
    return entries
  }

  private static let priceColumns = [
    "model", "effective_from_utc", "effective_to_utc", "input", "output", "cache_write_5m", "cache_write_1h",
    "cache_read", "over_prompt_tokens", "over_input", "over_output", "over_w5m", "over_w1h", "over_read",
    "fast_input", "fast_output", "over_fast_input", "over_fast_output", "fast", "context_window", "source",
  ]

  private static func row(_ f: [String]) throws(QuantityError) -> PriceRow {
    var band: PriceBand?
    if let over = f[8].stated {
      band = PriceBand(
        overPromptTokens: try TokenCount(parsing: over),
        prices: try prices(input: f[9], output: f[10], write5m: f[11], write1h: f[12], read: f[13]))
    }
    return PriceRow(
      model: f[0], from: try Instant(parsing: f[1]), to: try instant(f[2]) ?? .never,
      prices: try prices(input: f[3], output: f[4], write5m: f[5], write1h: f[6], read: f[7]), band: band,
      fast: try fastMode(f[18], input: f[14], output: f[15], overInput: f[16], overOutput: f[17]),
      contextWindow: try tokens(f[19]), source: f[20])
  }

  private static func instant(_ text: String) throws(QuantityError) -> Instant? {
    text.isEmpty ? nil : try Instant(parsing: text)
  }

  private static func tokens(_ text: String) throws(QuantityError) -> TokenCount? {
    text.isEmpty ? nil : try TokenCount(parsing: text)
  }

  private static func prices(
    input: String, output: String, write5m: String, write1h: String, read: String
  ) throws(QuantityError) -> TokenPrices {
    TokenPrices(
      input: try .init(parsingDollarsPerMillion: input), output: try .init(parsingDollarsPerMillion: output),
      cacheRead: try .init(parsingDollarsPerMillion: read),
      cacheWrite5m: try .init(parsingDollarsPerMillion: write5m),
      cacheWrite1h: try .init(parsingDollarsPerMillion: write1h))
  }

  private static func fastMode(
    _ mode: String, input: String, output: String, overInput: String, overOutput: String
  ) throws(QuantityError) -> FastMode {
    switch mode {
    case "": return .refused
    case "standard": return .billedAsStandard
    case "preview", "available":
      var over: FastPrices.Pair?
      if !overInput.isEmpty { over = try pair(overInput, overOutput) }
      let pair = try pair(input, output)
      return .offered(
        FastPrices(input: pair.input, output: pair.output, overBand: over, isPreview: mode == "preview"))
    default:
      throw QuantityError(
        "'\(mode)' is no kind of fast mode", remedy: "write preview, available, standard or nothing")
    }
  }

  private static func pair(_ input: String, _ output: String) throws(QuantityError) -> FastPrices.Pair {
    FastPrices.Pair(
      input: try .init(parsingDollarsPerMillion: input), output: try .init(parsingDollarsPerMillion: output))
  }

  private static let modelColumns = [
    "model", "title", "released", "retired", "replacement", "tokenizer", "us_only", "minimum_cacheable",
    "aliases", "source",
  ]

  private static func model(_ f: [String]) throws(QuantityError) -> ModelFacts {
    ModelFacts(
      name: f[0], title: f[1], aliases: f[8].split(separator: " ").map(String.init),
      released: try instant(f[2]), retired: try instant(f[3]), replacement: f[4].stated,
      tokenizer: f[5].stated, allowsUSOnly: try truth(f[6]), minimumCacheable: try tokens(f[7]),
      source: f[9])
  }

  private static func truth(_ text: String) throws(QuantityError) -> Bool {
    switch text {
    case "yes": return true
    case "no": return false
    default: throw QuantityError("'\(text)' is neither yes nor no", remedy: "write yes or no")
    }
  }

  private static let parameterColumns = [
    "parameter", "effective_from_utc", "effective_to_utc", "value", "source",
  ]

  private static func parameter(_ f: [String]) throws(QuantityError) -> RuleParameter {
    guard let name = RuleParameter.Name(rawValue: f[0]) else {
      throw QuantityError("'\(f[0])' is no parameter of a rule", remedy: "write one that a rule uses")
    }
    return RuleParameter(
      name: name, from: try Instant(parsing: f[1]), to: try instant(f[2]) ?? .never,
      value: try RuleParameter.Value(parsing: f[3], for: name), source: f[4])
  }

  private static let stepColumns = ["from", "to", "factor", "least", "most", "source"]

  private static func step(_ f: [String]) throws(QuantityError) -> TokenizerStep {
    TokenizerStep(
      from: f[0], to: f[1], factor: try Ratio(parsing: f[2]), least: try Ratio(parsing: f[3]),
      most: try Ratio(parsing: f[4]), source: f[5])
  }
}

extension RuleParameter.Value {
  /// Reads what the parameter asks for: `0.5` or `50%`, `$0.01`, `5 min`.
  public init(parsing text: String, for name: RuleParameter.Name) throws(QuantityError) {
    switch name {
    case .batch, .usOnly: self = .factor(try Ratio(parsing: text))
    case .webSearch, .codeExecution: self = .price(try Nanodollars(parsing: text))
    case .codeExecutionMinimum:
      guard case .seconds(let seconds) = try TimeSpan(parsing: text) else {
        throw QuantityError("'\(text)' is not a number of seconds", remedy: "write a time like 5 min")
      }
      self = .seconds(seconds)
    }
  }
}

extension String {
  fileprivate var stated: String? { isEmpty ? nil : self }
}
