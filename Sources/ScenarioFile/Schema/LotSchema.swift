/// What buys credit: lots, auto-reloads, standing orders, people. The same for cases and for the plans of a
/// scenario, but that a scenario may leave a switch `unknown` and a delay random.

import Documents
import Ledger

/// Builds the records that cases and scenarios share.
struct SchemaParts {
  let inScenario: Bool

  // MARK: Values that a scenario may leave open

  func choice(_ names: [String]) -> Schema { .names(inScenario ? names + ["unknown"] : names) }

  func choice<Name: CaseIterable & RawRepresentable<String>>(_ type: Name.Type) -> Schema {
    choice(type.allCases.map(\.rawValue))
  }

  var yesNo: Schema { inScenario ? .anyOf(.yesNo, .names(["unknown"])) : .yesNo }

  /// A span, in a scenario also random: lognormal by its median and 90th percentile.
  var delay: Schema {
    guard inScenario else { return .span }
    let law = Schema.record(
      "random span of time",
      [.required("median", .span, "half are shorter"), .required("p90", .span, "nine of ten are shorter")])
    return .anyOf(.span, law)
  }

  static var scope: [Schema.Key] {
    [
      .key("models", .oneOrList(.text), "the only models: a name or a list", default: "all"),
      .key(
        "channels", .oneOrList(.names(Channel.self)), "the only channels: a name or a list", default: "all"),
    ]
  }

  private static func sources(_ isIn: (Source) -> Bool) -> Schema {
    .names(Source.allCases.filter(isIn).map(\.rawValue))
  }

  static let boughtSource = sources { $0.origin == .bought }

  // MARK: Lots

  private var terms: [Schema.Key] {
    [
      .key(
        "validity", .validity, "how long it can be used once it is usable",
        default: "1 year; plan credit: billing cycle"),
      .key("expires", .validity, "the same by another name, for an instant"),
    ] + SchemaParts.scope + [
      .key(
        "priority", .whole(-1_000_000...1_000_000), "lower is drawn earlier where the draw order looks at it",
        default: "0"),
      .key("tax", .share, "on the price", default: "the tax of the file"),
      .key(
        "refund", .share, "share of the cash that comes back for revoked or undelivered credit", default: "0%"
      ),
    ]
  }

  private static var repeats: [Schema.Key] {
    [
      .key("every", .span, "repeats, counted from the first; with count or until", like: "1 month"),
      .key("count", .whole(1...1_000_000), "how often"),
      .key("until", .instant, "the first instant at which it does not repeat any more"),
    ]
  }

  /// A lot that is bought, given or held.
  func lot(_ title: String = "lot", more: [Schema.Key] = []) -> Schema {
    .record(
      title,
      [
        .key(
          "source", SchemaParts.sources { $0 != .autoReload }, "where it comes from",
          default: Source.official.rawValue),
        .required("credit", .money, "face value", like: "$250"),
        .key("pay", .money, "the price before tax", default: "the face value; promotion, plan credit: $0"),
        .key("cost", .money, "what an opening lot cost once", default: "the face value"),
        .key("at", .instant, "when it is ordered, granted or issued", default: "the start"),
        .key("delay", delay, "from `at` until it is usable", default: "at once"),
        .key(
          "delivered", .anyOf(.instant, .names(["never"])), "when it becomes usable; never: paid, and lost"),
        .key("claimed", .anyOf(.instant, .names(["never"])), "the same by another name"),
      ] + terms + SchemaParts.repeats + more)
  }

  // MARK: What buys lots by itself

  private func offer(delay key: String) -> [Schema.Key] {
    terms + [
      .key(key, delay, "from payment to credit", default: "0 s"),
      .key("pay", .money, "the price of the amount", default: "list price"),
      .key("price", .share, "the price of a dollar of credit", default: "100%"),
    ]
  }

  private static var triggerSource: Schema.Key {
    .key(
      "source", sources { $0 != .autoReload && $0 != .opening }, "where the lot comes from",
      default: Source.official.rawValue)
  }

  func autoReload() -> Schema {
    let most = Schema.record(
      "'at most per month'",
      [
        .key("orders", .whole(0...Int.max), "so many reloads in a calendar month"),
        .key("cash", .money, "so much cash in a calendar month"),
      ])
    let declined =
      inScenario
      ? Schema.anyOf(.share, .list(.whole(1...Int.max))) : Schema.oneOrList(.whole(1...Int.max))
    let tries = "which tries are declined"
    return .record(
      "auto-reload",
      [
        .key("below", .money, "reload when the balance is below this"),
        .key("at or below", .money, "reload when the balance is at or below this"),
        .key("add", .money, "buy this much"),
        .key("up to", .money, "buy up to this balance"),
        .key("multiples of", .money, "buy as many times this as it takes"),
      ] + trigger + [
        .key("after refusal", yesNo, "whether a refused request orders one too", default: "no"),
        .key("in flight", choice(["one", "many"]), "how many may be on their way", default: "one"),
        .key("declined", declined, inScenario ? "probability of a decline; or \(tries)" : tries),
        .key("retry", .span, "from a decline to the next try", default: "1 day"),
        .key(
          "off after", .whole(1...Int.max), "switched off after so many declines in a row", default: "never"),
        .key("at most per month", most, "a limit on reloads"),
      ] + offer(delay: "latency"))
  }

  /// `below` and `at or below` say it; a scenario may leave it open.
  private var trigger: [Schema.Key] {
    guard inScenario else { return [] }
    return [
      .key(
        "trigger", .names(["unknown"]), "whether it is not rather `at or below`, or the other way round"),
      .key("amount", .names(["unknown"]), "whether `add` is not rather `up to`, or the other way round"),
    ]
  }

  func standingOrder(more: [Schema.Key] = []) -> Schema {
    .record(
      "standing order",
      [
        SchemaParts.triggerSource,
        .key("buy", .money, "buy this much"),
        .key("up to", .money, "buy up to this balance, counting what is in transit"),
        .key("when at or below", .money, "buy only when the balance is at or below this"),
        .key("from", .instant, "the first time", default: "the start"),
        .required("every", .span, "how often", like: "1 month"),
        .key("until", .instant, "the first instant at which it does not buy any more"),
      ] + offer(delay: "delay") + more)
  }

  func person(more: [Schema.Key] = []) -> Schema {
    .record(
      "'when empty'",
      [
        SchemaParts.triggerSource,
        .required("buy", .money, "buy this much"),
        .required("after", delay, "the reaction time, of office time", like: "6 hours"),
        .key("office hours", .hours, "when somebody notices", default: "always"),
      ] + offer(delay: "delay") + more)
  }

  // MARK: Fees

  func subscription(more: [Schema.Key] = []) -> Schema {
    .record(
      "subscription",
      [
        .key("pay", .money, "the fee before tax"),
        .key("tax", .share, "on the fee", default: "the tax of the file"),
        .key("from", .instant, "the first payment", default: "the start"),
      ] + SchemaParts.repeats + more)
  }

  static var repeatKeys: [Schema.Key] { repeats }
}
