/// The built-in card: the CSV files in `Data/`, embedded in the binary and read once. A test reads them
/// too, so that a broken file never reaches a user.

import Quantities

extension RateCard {
  /// The card that is compiled in.
  public static let builtIn: RateCard = {
    do { return try RateCard(BuiltInCard.sheet()) } catch {
      preconditionFailure("the built-in rate card is not valid: \(error)")
    }
  }()
}

enum BuiltInCard {
  static func sheet() throws -> CardSheet {
    let card = try CSVTable(PackageResources.card_csv, file: "card.csv", columns: ["name", "as_of"])
    guard let about = card.rows.first else {
      throw CSVTable.Failure(description: "card.csv:2: there is no line")
    }
    return CardSheet(
      name: about.fields[0], asOf: try CivilDate(parsing: about.fields[1]), rows: try rows(),
      models: try models(), parameters: try parameters(), tokenizerSteps: try tokenizerSteps())
  }

  private static func rows() throws -> [PriceRow] {
    try read(
      PackageResources.prices_csv, "prices.csv",
      [
        "model", "effective_from_utc", "effective_to_utc", "input", "output", "cache_write_5m",
        "cache_write_1h", "cache_read", "over_prompt_tokens", "over_input", "over_output", "over_w5m",
        "over_w1h", "over_read", "fast_input", "fast_output", "over_fast_input", "over_fast_output",
        "fast", "context_window", "source",
      ]
    ) { f in
      let over = try f[8].stated.map(TokenCount.init(parsing:))
      return PriceRow(
        model: f[0], from: try Instant(parsing: f[1]),
        to: try f[2].stated.map(Instant.init(parsing:)) ?? .never,
        prices: try prices(input: f[3], output: f[4], write5m: f[5], write1h: f[6], read: f[7]),
        band: try over.map {
          PriceBand(
            overPromptTokens: $0,
            prices: try prices(input: f[9], output: f[10], write5m: f[11], write1h: f[12], read: f[13]))
        },
        fast: try fastMode(f[18], input: f[14], output: f[15], overInput: f[16], overOutput: f[17]),
        contextWindow: try f[19].stated.map(TokenCount.init(parsing:)), source: f[20])
    }
  }

  private static func prices(
    input: String, output: String, write5m: String, write1h: String, read: String
  ) throws -> TokenPrices {
    TokenPrices(
      input: try .init(parsingDollarsPerMillion: input), output: try .init(parsingDollarsPerMillion: output),
      cacheRead: try .init(parsingDollarsPerMillion: read),
      cacheWrite5m: try .init(parsingDollarsPerMillion: write5m),
      cacheWrite1h: try .init(parsingDollarsPerMillion: write1h))
  }

  private static func fastMode(
    _ mode: String, input: String, output: String, overInput: String, overOutput: String
  ) throws -> FastMode {
    switch mode {
    case "": return .refused
    case "standard": return .billedAsStandard
    case "preview", "available":
      let over = try overInput.stated.map {
        FastPrices.Pair(
          input: try .init(parsingDollarsPerMillion: $0),
          output: try .init(parsingDollarsPerMillion: overOutput))
      }
      return .offered(
        FastPrices(
          input: try .init(parsingDollarsPerMillion: input),
          output: try .init(parsingDollarsPerMillion: output),
          overBand: over, isPreview: mode == "preview"))
    default:
      throw QuantityError(
        "'\(mode)' is no kind of fast mode", remedy: "write preview, available, standard or nothing")
    }
  }

  private static func models() throws -> [ModelFacts] {
    try read(
      PackageResources.models_csv, "models.csv",
      [
        "model", "title", "released", "retired", "replacement", "tokenizer", "us_only", "minimum_cacheable",
        "aliases", "source",
      ]
    ) { f in
      ModelFacts(
        name: f[0], title: f[1], aliases: f[8].split(separator: " ").map(String.init),
        released: try f[2].stated.map(Instant.init(parsing:)),
        retired: try f[3].stated.map(Instant.init(parsing:)), replacement: f[4].stated,
        tokenizer: f[5].stated, allowsUSOnly: try truth(f[6]),
        minimumCacheable: try f[7].stated.map(TokenCount.init(parsing:)), source: f[9])
    }
  }

  private static func truth(_ text: String) throws -> Bool {
    switch text {
    case "yes": return true
    case "no": return false
    default: throw QuantityError("'\(text)' is neither yes nor no", remedy: "write yes or no")
    }
  }

  private static func parameters() throws -> [RuleParameter] {
    try read(
      PackageResources.parameters_csv, "parameters.csv",
      ["parameter", "effective_from_utc", "effective_to_utc", "value", "source"]
    ) { f in
      guard let name = RuleParameter.Name(rawValue: f[0]) else {
        throw QuantityError("'\(f[0])' is no parameter of a rule", remedy: "write one that a rule uses")
      }
      return RuleParameter(
        name: name, from: try Instant(parsing: f[1]),
        to: try f[2].stated.map(Instant.init(parsing:)) ?? .never,
        value: try RuleParameter.Value(parsing: f[3], for: name), source: f[4])
    }
  }

  private static func tokenizerSteps() throws -> [TokenizerStep] {
    try read(
      PackageResources.tokenizers_csv, "tokenizers.csv", ["from", "to", "factor", "least", "most", "source"]
    ) { f in
      TokenizerStep(
        from: f[0], to: f[1], factor: try Ratio(parsing: f[2]), least: try Ratio(parsing: f[3]),
        most: try Ratio(parsing: f[4]), source: f[5])
    }
  }

  private static func read<Entry>(
    _ bytes: [UInt8], _ file: String, _ columns: [String], _ entry: ([String]) throws -> Entry
  ) throws -> [Entry] {
    let table = try CSVTable(bytes, file: file, columns: columns)
    return try table.rows.map { row in
      do { return try entry(row.fields) } catch {
        throw CSVTable.Failure(description: "\(file):\(row.line): \(error)")
      }
    }
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
