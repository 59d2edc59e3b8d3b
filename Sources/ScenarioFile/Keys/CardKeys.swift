/// The keys of rate cards (docs/rate-card.md).

import Documents
import Pricing
import Providers
import Quantities

package struct CardKeys: KeyGroup {
  package let version = NodeKey.version("lotwise-rates")
  package let name = RequiredKey<String>("name", .text, "The card's name in reports.", like: "our gateway")
  package let asOf = RequiredKey<CivilDate>(
    "as of", .date, "The last day on which you know the card to be right.")
  package let extends = Key<String>(
    "extends", .oneOf(Provider.names.map { ($0, $0) }),
    "The built-in card, which this one adds to; without it the card stands alone.")
  package let prices = RecordKey(
    "prices", .namedLists(.row), "Dollars per million tokens: dated rows for each model.")
  package let models = RecordKey(
    "models", .named(.model), "Models that the built-in card does not know, or knows otherwise.")
  package let rules = RecordKey("rules", .one(.rules), "The numbers of the rules, dated like prices.")
  package let tokenizers = RecordKey("tokenizers", .list(.step), "Steps between families of tokenizers.")
}

let sourceKey = RequiredKey<String>("source", .text, "Who says so.")

/// When it holds.
package struct DateKeys: KeyGroup {
  package let from = RequiredKey<Instant>("from", .instant, "It holds from this instant on.")
  package let to = Key<Instant>(
    "to", .instant, "The first instant at which it does not hold any more.", absent: "open")
}

/// The price of each kind of token.
package struct PriceKeys: KeyGroup {
  package let categories = TokenCategory.allCases.map {
    RequiredKey<PicodollarsPerToken>($0.rawValue, .pricePerMillion, $0.sentence)
  }
}

extension TokenCategory {
  var sentence: String {
    switch self {
    case .input: "The price of uncached input, in dollars per million tokens."
    case .output: "The price of output, in dollars per million tokens."
    case .cacheRead: "The price of reading from a cache, in dollars per million tokens."
    case .cacheWrite5m: "The price of writing to the five-minute cache, in dollars per million tokens."
    case .cacheWrite1h: "The price of writing to the one-hour cache, in dollars per million tokens."
    }
  }
}

package struct PriceRowKeys: KeyGroup {
  package let dates = DateKeys()
  package let prices = PriceKeys()
  package let over = RecordKey("over", .one(.band), "Other prices for long prompts.", absent: "one price")
  package let fast = DefaultKey<FastMode>(
    "fast", .oneOf([("refused", FastMode.refused), ("standard", .billedAsStandard)]).or(.record(.fast)),
    "Whether there is a fast mode, and its prices.", default: "refused")
  package let contextWindow = Key<Int64>(
    "context window", .tokens, "The longest prompt that is served.", absent: "any")
  package let source = sourceKey
}

package struct BandKeys: KeyGroup {
  package let prompt = RequiredKey<Int64>(
    "prompt", .tokens, "Above so many tokens of the prompt these prices hold for the whole request.")
  package let prices = PriceKeys()
}

package struct FastPairKeys: KeyGroup {
  package let input = RequiredKey<PicodollarsPerToken>(
    "input", .pricePerMillion, TokenCategory.input.sentence)
  package let output = RequiredKey<PicodollarsPerToken>(
    "output", .pricePerMillion, TokenCategory.output.sentence)
}

package struct FastKeys: KeyGroup {
  package let pair = Keys.fastPair
  package let over = RecordKey("over", .one(.fastOver), "The prices for prompts of the row's band.")
  package let preview = DefaultKey<Bool>("preview", .yesNo, "Whether it is a preview.", default: "no")
}

package struct ModelKeys: KeyGroup {
  package let title = Key<String>("title", .text, "Its name as people write it.", absent: "the name")
  package let aliases = Key<[String]>("aliases", .oneOrList(.text), "Other names of it.")
  package let released = Key<Instant>(
    "released", .instant, "The first instant at which it answers.", absent: "its first row")
  package let retired = Key<Instant>(
    "retired", .instant, "The first instant at which it fails.", absent: "never")
  package let replacement = Key<String>("replacement", .text, "The model to move to.")
  package let tokenizer = Key<String>(
    "tokenizer", .text, "Its family of tokenizers.", absent: "not known: factor 1", like: "newer")
  package let usOnly = DefaultKey<Bool>(
    "us only", .yesNo, "Whether it offers inference in the US only.", default: "no")
  package let minimumCacheable = Key<Int64>(
    "minimum cacheable", .tokens, "The shortest prompt that is cached.", absent: "not known")
  package let source = sourceKey
}

// MARK: Rules

package struct RulesKeys: KeyGroup {
  /// A rule, and the keys of its entries.
  package struct Rule: StatedKey {
    let name: RuleParameter.Name
    let entries: RuleKeys
    var key: RecordKey

    package var fact: KeyFact {
      get { key.fact }
      set { key.fact = newValue }
    }

    init(_ name: RuleParameter.Name) {
      self.name = name
      entries = RuleKeys(name)
      let table = Table("value of '\(name.rawValue)'", entries, isExplained: false)
      key = RecordKey(name.rawValue, .oneOrList(table), name.sentence)
    }
  }

  package let rules = RuleParameter.Name.allCases.map { Rule($0) }
}

package struct RuleKeys: KeyGroup {
  package let dates = DateKeys()
  package let value: RequiredKey<RuleParameter.Value>
  package let source = sourceKey

  package init(_ name: RuleParameter.Name) {
    let shape: Shape<RuleParameter.Value> =
      switch name {
      case .batch, .usOnly: Shape<Ratio>.ratio(most: .percent(1_000)).map { .factor($0) }
      case .webSearch, .codeExecution: Shape<Nanodollars>.money.map { .price($0) }
      case .codeExecutionMinimum: Shape<Int64>.seconds.map { .seconds($0) }
      }
    value = RequiredKey("value", shape, name.sentence)
  }
}

extension RuleParameter.Name {
  fileprivate var sentence: String {
    switch self {
    case .batch: "The factor on the price of batches, from 0 to 10."
    case .usOnly: "The factor on the price of inference in the US only, from 0 to 10."
    case .webSearch: "The price of a web search, in dollars."
    case .codeExecution: "The price of an hour of a container, in dollars."
    case .codeExecutionMinimum: "The shortest container time that is billed."
    }
  }
}

package struct TokenizerStepKeys: KeyGroup {
  package let from = RequiredKey<String>("from", .text, "The family that the tokens were counted by.")
  package let to = RequiredKey<String>("to", .text, "The family that is used.")
  package let factor = RequiredKey<Ratio>(
    "factor", .ratio(most: .percent(1_000)), "The tokens of the one for a token of the other.")
  package let least = Key<Ratio>(
    "least", .ratio(most: .percent(1_000)), "The lower end of the factor's range.", absent: "the factor")
  package let most = Key<Ratio>(
    "most", .ratio(most: .percent(1_000)), "The upper end of the factor's range.", absent: "the factor")
  package let source = sourceKey
}

/// A card is not a thing of defaults: none is noted.
extension Table {
  package static let rateCard = Table("rate card", Keys.card, isExplained: false)
  package static let row = Table("price row", Keys.row, isExplained: false)
  package static let band = Table("band of long prompts", Keys.band, isExplained: false)
  package static let fast = Table("fast mode", Keys.fast, isExplained: false)
  package static let fastOver = Table("fast mode for long prompts", Keys.fastPair, isExplained: false)
  package static let model = Table("model", Keys.model, isExplained: false)
  package static let rules = Table("rules", Keys.rules, isExplained: false)
  package static let step = Table("step between tokenizers", Keys.step, isExplained: false)
}
