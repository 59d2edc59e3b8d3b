/// The schema of rate cards: docs/rate-card.md in the terms of Schema.swift.

import Documents
import Pricing

extension SchemaParts {
  static var rateCard: Schema {
    .record(
      "rate card",
      [
        version("lotwise-rates"),
        .required("name", .text, "shown in reports", like: "our gateway"),
        .required("as of", .instant, "the last day on which you know it to be right"),
        .key("extends", .names(["anthropic"]), "the built-in card; without it the card stands alone"),
        .key("prices", .maps(.oneOrList(row)), "dollars per million tokens: dated rows for each model"),
        .key("models", .maps(model), "what the built-in card does not know, or knows otherwise"),
        .key(
          "rules", .record("rules", RuleParameter.Name.allCases.map(rule)),
          "numbers of the rules, dated like prices"),
        .key("tokenizers", .list(step), "steps between families of tokenizers"),
      ])
  }

  private static var prices: [Schema.Key] {
    TokenCategory.allCases.map { .required($0.rawValue, .price, "dollars per million tokens") }
  }

  private static var source: Schema.Key { .required("source", .text, "who says so") }

  private static var dates: [Schema.Key] {
    [
      .required("from", .instant, "it holds from here"),
      .key("to", .instant, "it does not hold any more from here", default: "open"),
    ]
  }

  static var row: Schema { .record("price row", rowKeys) }

  /// Also of an announced change in a scenario.
  static var rowKeys: [Schema.Key] {
    let band = Schema.record(
      "band of long prompts",
      [.required("prompt", .tokens, "the tokens above which these hold for the whole request")] + prices)
    let fastPair: [Schema.Key] = [
      .required("input", .price, "dollars per million tokens"),
      .required("output", .price, "dollars per million tokens"),
    ]
    let fast = Schema.record(
      "fast mode",
      fastPair + [
        .key("over", .record("fast mode for long prompts", fastPair), "for the row's band"),
        .key("preview", .yesNo, "whether it is a preview", default: "no"),
      ])
    return dates + prices + [
      .key("over", band, "other prices for long prompts", default: "one price"),
      .key("fast", .anyOf(.names(["refused", "standard"]), fast), "fast mode", default: "refused"),
      .key("context window", .tokens, "the longest prompt that is served", default: "any"),
      source,
    ]
  }

  private static var model: Schema {
    .record(
      "model",
      [
        .key("title", .text, "as people write it", default: "the name"),
        .key("aliases", .oneOrList(.text), "other names"),
        .key("released", .instant, "the first instant at which it answers", default: "its first row"),
        .key("retired", .instant, "the first instant at which it fails", default: "never"),
        .key("replacement", .text, "what to move to"),
        .key("tokenizer", .text, "its family of tokenizers", default: "not known: factor 1", like: "newer"),
        .key("us only", .yesNo, "whether it offers US-only inference", default: "no"),
        .key("minimum cacheable", .tokens, "the shortest prompt that is cached", default: "not known"),
        source,
      ])
  }

  private static func rule(_ name: RuleParameter.Name) -> Schema.Key {
    let (value, about): (Schema, String) =
      switch name {
      case .batch, .usOnly: (.share, "a factor from 0.1 to 10")
      case .webSearch, .codeExecution: (.money, "dollars a search, a container-hour")
      case .codeExecutionMinimum: (.span, "a time")
      }
    let entry = Schema.record(
      "value of '\(name.rawValue)'", dates + [.required("value", value, about), source])
    return .key(name.rawValue, .oneOrList(entry), about)
  }

  private static var step: Schema {
    .record(
      "step between tokenizers",
      [
        .required("from", .text, "the family that was counted on"),
        .required("to", .text, "the family that is used"),
        .required("factor", .share, "as many tokens for one of the other"),
        .key("least", .share, "the lower end of its range", default: "the factor"),
        .key("most", .share, "the upper end of its range", default: "the factor"),
        source,
      ])
  }
}
