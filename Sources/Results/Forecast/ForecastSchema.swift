/// The JSON Schemas of `lotwise/forecast/1`, `lotwise/backtest/1` and `lotwise/hindsight/1`, member by member in the order in which
/// ForecastJSON.swift and BacktestJSON.swift write them. A test holds results of every kind against them.

import Formats

public enum ForecastSchema: String, CaseIterable, Sendable {
  case forecast, backtest, hindsight

  public func write(into out: inout ByteBuffer) {
    JSONShape.schema(
      titled: "lotwise \(rawValue) (\(name))", of: members,
      about:
        "What `lotwise \(rawValue)` writes with --format json. Dollars, shares and factors are decimal strings, tokens whole "
        + "numbers; `to` is the first day after a period; null is what cannot be said.",
      definitions: ForecastSchema.definitions,
      more: { json in
        // The only one that is text or a number.
        json.object("amount") { json in
          json.string("description", "dollars as a decimal, or whole tokens, as the history's unit says")
          json.array("anyOf") { json in
            json.object { $0.string("$ref", "#/$defs/decimal") }
            json.object { $0.string("type", "integer") }
          }
        }
      }, into: &out)
  }

  package var name: String {
    switch self {
    case .forecast: ForecastJSON.schema
    case .backtest: BacktestJSON.schema
    case .hindsight: HindsightJSON.schema
    }
  }

  package var members: [JSONShape.Member] {
    let head = [
      Member("schema", .constant(name), "within a version members are only added"),
      Member("lotwise", .text, "the program's version"), Member("rates", .text, "the rate card and its date"),
      Member("command", .text, "a command that makes this result again"), Member("seed", .form("[0-9]+")),
      Member("paths", .whole(from: 0), "futures, or histories made anew"), Member("history", history),
    ]
    switch self {
    case .forecast: return head + forecastMembers
    case .backtest: return head + backtestMembers
    case .hindsight: return head + hindsightMembers
    }
  }

  package static let definitions: [JSONShape.Member] = [
    Member("decimal", .form("-?[0-9]+(?:\\.[0-9]{1,9})?"), "a number with nine decimals at most"),
    Member("date", .form("[0-9]{4}-[0-9]{2}-[0-9]{2}")),
  ]
}

private typealias Member = JSONShape.Member

private let figure = JSONShape.orNull(.shared("decimal"))
private let amount = JSONShape.orNull(.shared("amount"))
private let date = JSONShape.shared("date")
private let range =
  [Member("mean", amount)]
  + ["p025", "p10", "p50", "p90", "p975"].map { Member($0, amount, "what so much of all do not exceed") }

private let history = JSONShape.object([
  Member("name", .text), Member("unit", .names(["usd", "tokens"]), "of every amount"),
  Member("priced_on", .orNull(date), "the day whose list prices its dollars are at"),
  Member("days_known", .whole(from: 0)),
  Member(
    "cuts",
    .list(.object([Member("date", date), Member("times", figure, "its surroundings; counted as 16")]))),
  Member(
    "days",
    .list(
      .object([
        Member("date", date), Member("amount", amount, "null: missing"),
        Member("state", .names(["final", "provisional", "missing", "blocked"])),
      ]))),
])

private let happens: [Member] = [
  Member("probability", figure, "of the futures, within the horizon"),
  Member("p10", .orNull(date), "the day by which it has happened in one future of ten; null: in fewer"),
  Member("p50", .orNull(date)), Member("p90", .orNull(date)),
  Member("if_so", .orNull(date), "of the futures in which it happens, the middle day"),
]

private let model = JSONShape.object([
  Member("name", .text), Member("mean", amount), Member("p10", amount), Member("p90", amount),
  Member("tokens", .named(ForecastResult.ModelPart.tokenKinds, .orNull(.whole(from: 0))), "on average"),
])

private let forecastMembers: [Member] = [
  Member("per_day", amount, "of late"),
  Member("wander", figure, "of the level's logarithm from week to week, a standard deviation"),
  Member("noise", figure, "of a week's logarithm around its level, likewise"),
  Member("growth_per_month", figure, "as told; null: none was"),
  Member("prior_weeks", figure, "the share of the futures' weeks that are shaped by other users'"),
  Member(
    "periods",
    .list(
      .object(
        [
          Member("kind", .names(["day", "week", "28 days", "month"])), Member("from", date),
          Member("to", date),
        ] + range + [Member("models", .list(model))]))),
  Member(
    "weeks", .list(.object([Member("from", date), Member("to", date)] + range)), "a day's mean over each week"
  ),
  Member(
    "monthly_limit",
    .orNull(
      .object([
        Member("amount", amount), Member("months", .list(.object([Member("from", date)] + happens))),
      ]))),
  Member("balance", .orNull(.object([Member("amount", amount), Member("runs_dry", .object(happens))]))),
]

private let method = JSONShape.object([
  Member("name", .text), Member("crps", figure), Member("pinball", figure), Member("bias", figure),
  Member(
    "coverage",
    .orNull(
      .list(
        .object([
          Member("promised", figure), Member("share", figure, "of the origins"),
          Member("low", figure, "lower end of the 95 % interval"), Member("high", figure, "upper end"),
        ])))),
  Member(
    "pit", .orNull(.list(.whole(from: 0))),
    "origins by the tenth of the futures that the actual amount fell in"),
])

private let backtestMembers: [Member] = [
  Member("days_ahead", .whole(from: 0)), Member("days_between", .whole(from: 0)),
  Member("level", amount, "the history's mean over as many days, which scores are shares of"),
  Member("origins", .list(.object([Member("date", date), Member("actual", amount)] + range))),
  Member("methods", .list(method), "lotwise's first"),
  Member(
    "decision",
    .orNull(
      .object([
        Member("scenario", .text), Member("plans", .list(.text)), Member("days", .whole(from: 0)),
        Member("origins", .list(date)), Member("used", figure),
        Member(
          "rules",
          .list(
            .object([
              Member("name", .text), Member("cost", figure, "over all origins"), Member("best", figure),
              Member("regret", figure, "cost less best"),
              Member("chosen", .list(.whole(from: 0)), "by origin, the plan's place in the list, from 0"),
            ]))),
      ]))),
]

private let hindsightMembers: [Member] = [
  Member("scenario", .text), Member("from", date), Member("to", date), Member("used", figure),
  Member("best", .orNull(.text)), Member("compared", .orNull(.text)),
  Member(
    "plans",
    .list(
      .object([
        Member("name", .text), Member("uses_reseller", .yesNo), Member("keeps_gates", .yesNo),
        Member("cost", figure), Member("cash", figure), Member("wasted", figure), Member("refused", figure),
        Member("made_anew", .object(range + [Member("cheapest", figure, "the share in which it is")])),
      ]))),
]
