/// The schema of replay cases: docs/replay-case.md in the terms of Schema.swift.

import Documents
import Ledger
import Pricing
import Quantities

extension SchemaParts {
  static var replayCase: Schema {
    let parts = SchemaParts(inScenario: false)
    return .record(
      "case",
      [version("lotwise")] + caseFrame + parts.switches + [
        .key("opening debt", .money, "owed at the start; the first lot repays it", default: "$0"),
        .key("lots", .maps(parts.lot()), "what is bought, given or held, by name"),
        .key("auto-reload", .oneOrNamed(parts.autoReload()), "one, or several by name"),
        .key("standing orders", .maps(parts.standingOrder()), "purchases on dates, by name"),
        .key("when empty", .oneOrNamed(parts.person()), "a person who notices; one, or several by name"),
      ] + parts.limits + [
        .key(
          "usage credits", .names(["enabled", "disabled"]), "disabled: the plan channel draws no credit",
          default: "enabled"),
        .key("subscription", .oneOrNamed(parts.subscription()), "a fee; one, or several by name"),
        .key("events", .list(event), "what happens to lots, in order"),
        .key("requests", .list(request), "in any order"),
        .key(
          "requests file", .text, "instead of `requests`: a .csv, .jsonl or .ndjson file beside the case",
          like: "usage.csv"),
      ])
  }

  static func version(_ key: String) -> Schema.Key {
    .required(key, Schema(.version), "the version of the format; first")
  }

  private static var caseFrame: [Schema.Key] {
    [
      .key("title", .text, "shown in reports", default: "the file's name"),
      rule,
      .key("start", .instant, "nothing happens before it", default: "the earliest instant in the case"),
      .key("end", .instant, "read the state after this instant", default: "after the last event"),
      .key("rates", .text, "the built-in card, or a card of your own beside the file", default: "anthropic"),
      .key(
        "rounding", .names(Rounding.self), "of a request's charge to the nano-dollar",
        default: Rounding.nearestEven.rawValue),
      .key("tax", .share, "on every purchase and fee that states no tax of its own", default: "0%"),
      .key("billing cycle", .instant, "anchor of the subscription's monthly cycle", default: "the start"),
    ]
  }

  private static var event: Schema {
    .record(
      "event",
      [
        .required("at", .instant, "when it happens"),
        .key("revoke", .text, "the lot that is taken away"),
        .key("void", .text, "the same to the ledger, by agreement"),
        .key("amount", .money, "how much", default: "all that is left"),
        .key("takes other lots", .yesNo, "whether the account's other lots go with it", default: "no"),
      ])
  }

  private static var request: Schema {
    .record(
      "request",
      [
        .required("at", .instant, "when it comes"),
        .key("amount", .money, "dollars at list price; or `model` and tokens"),
        .key("model", .text, "a model of the card; with `amount`: for scopes only", like: "claude-opus-5-5"),
        .key("input", .tokens, "uncached input", default: "0"),
        .key("output", .tokens, "output", default: "0"),
        .key("cache read", .tokens, "read from a cache", default: "0"),
        .key("cache write 5m", .tokens, "written to the five-minute cache", default: "0"),
        .key("cache write 1h", .tokens, "written to the one-hour cache", default: "0"),
        .key("batch", .yesNo, "sent in a batch", default: "no"),
        .key("fast", .yesNo, "in fast mode", default: "no"),
        .key("us only", .yesNo, "inference in the US only", default: "no"),
        .key("web searches", .whole(0...1_000_000_000), "how many succeeded", default: "0"),
        .key("code execution", .span, "billed container time", default: "0 s"),
        .key("channel", .names(Channel.self), "how it signs in", default: Channel.apiKey.rawValue),
        .key(
          "status", .names(Request.Status.allCases.map(requestStatusName)), "how it ended", default: "served"),
      ] + repeatKeys)
  }
}
