/// The schema of scenarios but for their workloads: the frame, the account, the plans, the changes.
/// docs/scenario.md in the terms of Schema.swift.

import Documents
import Ledger
import Pricing
import Quantities
import Scenario

extension SchemaParts {
  static var scenario: Schema {
    let parts = SchemaParts(inScenario: true)
    return .record(
      "scenario",
      [version("lotwise")] + scenarioFrame + [
        .key("account", parts.account, "the facts that every plan shares"),
        .key("workloads", .maps(workload), "what will be used, by name"),
        .key("correlations", .list(correlation), "of the workloads' noise"),
        .key("plans", .maps(parts.plan), "the ways to buy, by name"),
        .key(
          "gates", .anyOf(.text, gate, .list(.anyOf(.text, gate))),
          "bounds that `lotwise verify` holds the plans to", like: "outage risk at most 2%"),
        .key("prices", .list(announcedPrice), "announced changes"),
        .key("retirements", .list(retirement), "announced ends of models"),
      ])
  }

  private static var scenarioFrame: [Schema.Key] {
    [
      .key("title", .text, "shown in reports", default: "the file's name"),
      rule,
      .key("start", .instant, "the first day"),
      .key("horizon", .span, "how long", default: "12 months"),
      .key("step", .span, "of the simulation: 15 min, 1 hour or 1 day", default: "1 hour"),
      .key("rates", .text, "the built-in card, or a card of your own beside the file", default: "anthropic"),
      .key("include", .oneOrList(.text), "further files beside this one, read as if they stood here"),
      .key("tax", .share, "on what is bought", default: "0%"),
      .key(
        "rounding", .names(Rounding.self), "of a charge to the nano-dollar",
        default: Rounding.nearestEven.rawValue),
      .key(
        "currency",
        .record(
          "currency",
          [
            .required("code", .text, "as amounts name it", like: "EUR"),
            .required("rate", .money, "dollars for one of it"),
          ]),
        "another currency, in which amounts may be written"),
      .key(
        "left over", .names(LeftOverWorth.self), "what unexpired credit is worth at the end",
        default: LeftOverWorth.pricePaid.rawValue),
      .key("blocked work costs", .share, "of its list price, in the total cost", default: "0%"),
    ]
  }

  // MARK: The account

  private var account: Schema {
    let perMinute = Schema(.text(pattern: "[0-9][0-9_,.]*[kKMB]?(?: *per +minute)?", orNumber: true))
    let limits = Schema.record(
      "rate limit",
      [
        .key("models", .oneOrList(.text), "the only models: a name or a list", default: "all together"),
        .key("requests", perMinute, "let through in a minute", like: "50 per minute"),
        .key("input tokens", perMinute, "cache reads do not count", like: "30k per minute"),
        .key("output tokens", perMinute, "let through in a minute", like: "8k per minute"),
      ])
    return .record(
      "account",
      [
        .key(
          "tier", .names(["start", "build", "scale", "custom"]), "its spend cap and rate limits",
          default: "custom"),
        .key("holds", .maps(held), "opening lots, by name"),
        .key("opening debt", .money, "owed at the start", default: "$0"),
        .key("billing cycle", .instant, "the subscription's clock", default: "the start"),
        .key("rate limits", .oneOrList(limits), "others than the tier's"),
      ] + switches)
  }

  private var held: Schema { lot("what is held", more: [sellerKey]) }

  private var sellerKey: Schema.Key {
    .key("seller", seller, "how a lot of source reseller may fail")
  }

  // MARK: Plans

  private var plan: Schema {
    let seller = sellerKey
    let credits = Schema.anyOf(
      .names(["enabled", "disabled"]),
      .record("usage credits", [.required("monthly cap", .money, "on usage credits in a month")]))
    return .record(
      "plan",
      [
        .key(
          "buy", .anyOf(.list(lot(more: [seller])), .maps(lot(more: [seller]))), "lots: by name, or a list"),
        .key("auto-reload", .oneOrNamed(autoReload()), "one, or several by name"),
        .key("standing orders", .maps(standingOrder(more: [seller])), "purchases on dates, by name"),
        .key(
          "when empty", .oneOrNamed(person(more: [seller])), "a person who notices; one, or several by name"),
        seller,
      ] + limits + [
        .key("usage credits", credits, "what the plan channel draws past the allowance", default: "enabled"),
        .key("subscription", .oneOrNamed(seats), "a fee; one, or several by name"),
        .key("commitment", .oneOrNamed(commitment), "an enterprise agreement; one, or several by name"),
        .key("holds", .maps(held), "opening lots instead of the account's, by name"),
        .key("opening debt", .money, "owed at the start", default: "the account's"),
        .key("billing cycle", .instant, "the subscription's clock", default: "the account's"),
      ] + switches)
  }

  private var seats: Schema {
    let known = Schema.names(["pro", "max", "ultra", "team standard", "team premium"])
    return subscription(more: [
      .key("plan", known, "a plan that is sold; or state `pay`"),
      .key("seats", .whole(1...10_000), "how many", default: "1"),
      .key("api credit", .money, "credit that each payment brings", default: "the plan's"),
    ])
  }

  private var seller: Schema {
    .record(
      "seller",
      [
        .key("undelivered", .share, "probability", default: "0%"),
        .key(
          "revoked", Schema(.text(pattern: "[0-9.]+ *% *(?:per +month)?", orNumber: false)),
          "hazard while something is left", default: "0%", like: "3% per month"),
        .key(
          "takes other lots", .share, "share of revocations that take the account's other lots", default: "0%"
        ),
        .key("refund", .share, "share of the cash that comes back", default: "0%"),
        .key("delay", delay, "from the order to the credit", default: "at once"),
      ])
  }

  private var commitment: Schema {
    .record(
      "commitment",
      [
        .required("credit", .money, "face value"),
        .key("pay", .money, "the price before tax", default: "the face value"),
        .key("term", .span, "how long the credit lasts", default: "1 year"),
        .key("instalments", .whole(1...120), "in which it is paid", default: "1"),
        .key("volume prices", .maps(.share), "share of the list price, by model"),
        .key("at", .instant, "when it begins", default: "the start"),
        .key("tax", .share, "on the price", default: "the tax of the file"),
      ])
  }

  // MARK: Changes

  private static var correlation: Schema {
    .record(
      "correlation",
      [
        .required("of", .list(.text), "two workloads"),
        .required("is", .share, "from -1 to 1"),
      ])
  }

  private static var announcedPrice: Schema {
    .record(
      "change of prices",
      [.required("model", .text, "the model")]
        + rowKeys.filter { !["over", "fast", "context window"].contains($0.name) }.map { key in
          // Cache prices follow from the input price.
          Schema.Key(
            name: key.name, schema: key.schema,
            isRequired: ["from", "input", "output", "source"].contains(key.name))
        })
  }

  private static var retirement: Schema {
    .record(
      "retirement",
      [
        .required("model", .text, "the model"),
        .required("on", .instant, "the first instant at which it fails"),
        .key("moves to", .text, "where its requests go", default: "they fail"),
      ])
  }
}
