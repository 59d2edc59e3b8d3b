/// The JSON Schema of `lotwise/result/2`, member by member in the order in which ComparisonJSON.swift writes them. A test
/// holds results of every kind against it, and that there is no member here which none of them has.

import Formats
import Ledger
import Quantities

public struct ResultSchema: Sendable {
  public init() {}

  public func write(into out: inout ByteBuffer) {
    JSONShape.schema(
      titled: "lotwise comparison (\(ComparisonJSON.schema))", of: ResultSchema.document,
      about:
        "What `lotwise compare` and `lotwise simulate` write with --format json. Dollars, hours, days and "
        + "shares are decimal strings; intervals are 95 %; null is what cannot be said, as the error of one future.",
      definitions: ResultSchema.definitions, into: &out)
  }
}

private typealias Member = JSONShape.Member

/// A member that is not in every result; `when`: in which it is.
private func sometimes(_ key: String, _ shape: JSONShape, when about: String) -> Member {
  Member(key, shape, about, isAlwaysThere: false)
}

private let figure = JSONShape.orNull(.shared("decimal"))
private let measures = Measure.all.map(\.key)

private let interval = [
  Member("low", figure, "lower end of the 95 % interval"),
  Member("high", figure, "upper end of the 95 % interval"),
]
/// The ends of the interval of a figure, beside it; `when`: it is not always there.
private func ends(_ key: String, when about: String? = nil) -> [Member] {
  [("_low", "lower"), ("_high", "upper")].map { ending, end in
    Member(
      key + ending, figure, "\(end) end of the 95 % interval of \(key)", isAlwaysThere: about == nil)
  }
}
private let mean =
  [Member("mean", figure), Member("std_error", figure, "standard error of the mean")] + interval
private let adjusted = sometimes(
  "adjusted", .shared("adjusted"), when: "where control variates make it surer")
private let replicates = sometimes(
  "replicates", .shared("replicates"), when: "where the replicates of the futures say how sure it is")

extension ResultSchema {
  fileprivate static let document: [Member] = [
    Member("schema", .constant(ComparisonJSON.schema), "within a version members are only added"),
    Member("lotwise", .text, "the program's version"),
    Member("title", .text, "the scenario's"),
    Member("start", .shared("instant")), Member("end", .shared("instant"), "the first instant not simulated"),
    Member("step", .text, "the step that demand was drawn by: `auto` with what it came to, or as stated"),
    Member("step_seconds", .whole(from: 1), "its length; 86,400 where a local day is drawn at once"),
    Member("rates", .text, "the rate card and its date"),
    Member("seed", .form("[0-9]+")),
    Member("paths", .whole(from: 1), "futures simulated"),
    Member("paths_asked", .whole(from: 1), "futures asked for"),
    Member("interrupted", .yesNo, "fewer futures than asked: a signal, or parts that are missing"),
    Member("left_over", .names(leftOverNames), "what credit is worth at the end"),
    sometimes("refunded", figure, when: "where it is refunded: the share that comes back"),
    Member("blocked_work_costs", figure, "the stated cost of blocked work, a share of its list price"),
    sometimes(
      "patience_seconds", .whole(from: 0), when: "where refused work waits so long to be tried again"),
    sometimes(
      "stopped_by", .object(stopped),
      when: "with --until-half-width: the estimates of this measure have the intervals that its looks earned"),
    sometimes(
      "paths_kept", .whole(from: 1),
      when:
        "of so many futures that sums are kept of all, and only these as they are: quantiles are known to a "
        + "\(grouped(SummedUp.part))th of their distance from the median"),
    Member("explain", .text, "a command that shows one of the futures"),
    Member("command", .text, "a command that makes this result again"),
    Member("rules_sha256", .form("[0-9a-f]{64}"), "of the scenario with its defaults and of the prices"),
    sometimes(
      "currency",
      .object([Member("code", .text), Member("dollars", .shared("decimal"), "what one of it costs")]),
      when: "where the scenario states another currency"),
    Member("prices", .list(.object(price)), "of every model that the scenario names"),
    Member("warnings", .list(.text), "what was found when the scenario was read"),
    Member("scenario", .text, "with every default, in YAML"),
    Member("demand", .shared("estimate"), "usage at list price"),
    Member("throttled", .shared("estimate"), "usage that rate limits hold back, in no plan's figures"),
    Member("usage", usage, "by workload and model, the same for every plan"),
    Member("months", months, "the calendar months (UTC) of the horizon"),
    Member("plans", .list(.object(plan)), "in the scenario's order"),
    Member(
      "pairs", .list(.object(pair)),
      "every two plans once, future by future; of more than \(PairResult.mostPlans) plans each against the "
        + "cheapest and against the next in the ranking"),
    Member("ranking", ranking),
    Member("controls", .list(.text), "the control variates that were there to be used"),
    Member("sensitivities", .list(.object(sensitivity)), "what moves the total cost, by regression"),
    sometimes("turning_points", .object(turningPoints), when: "where they were asked for"),
    sometimes("unknown_numbers", unknownNumbers, when: "where the scenario has some"),
    sometimes("alerts", alerts, when: "where the scenario has some"),
    sometimes("variants", variants, when: "where the scenario has some"),
  ]

  private static let stopped: [Member] = [
    Member("measure", .names(measures)), Member("half_width", figure, "asked for, in the measure's unit"),
    Member("looks", .whole(from: 1), "blocks of futures after each of which it was looked at"),
    Member(
      "missing", figure,
      "the probability that an interval so wide misses which is looked at once; all looks together: 0.05"),
  ]

  private static let price: [Member] = [
    Member("model", .text), Member("prices", .text), Member("since", .text), Member("source", .text),
  ]

  private static let sensitivity: [Member] = [
    Member("plan", .text),
    sometimes("against", .text, when: "of the gap to this plan, not of the cost itself"),
    Member("explained", figure, "the share of the variance that the inputs explain together"),
    Member(
      "inputs",
      .list(
        .object([
          Member("name", .text), Member("low", figure, "dollars, with the input at its 5 % quantile"),
          Member("high", figure, "dollars, with the input at its 95 % quantile"),
        ]))),
  ]

  private static let sinceKnown = "since figures at another usage have intervals"

  private static let turningPoints: [Member] = [
    Member(
      "paths", .whole(from: 1), "futures of a simulation at most: fewer where fewer tell the answer"),
    Member(
      "levels",
      .list(
        .object([
          Member("scale", figure, "of every workload's usual level"),
          sometimes("futures", .whole(from: 1), when: "since levels take as many as their answer needs"),
          Member("usage_a_month", figure, "dollars at list price"),
          sometimes(
            "best", .text, when: "where a plan serves the work and keeps the terms: the cheapest that does"),
          sometimes("sure", .yesNo, when: "since it is known: the answer is beyond chance"),
          Member(
            "plans",
            .list(
              .object(
                [Member("name", .text), Member("total_cost", figure)]
                  + ends("total_cost", when: sinceKnown) + [Member("outage_risk", figure)]
                  + ends("outage_risk", when: sinceKnown)))),
        ]))),
    Member(
      "crossings",
      .list(
        .object(
          [Member("scale", figure)] + ends("scale") + [
            Member("usage_a_month", figure, "dollars at list price")
          ]
            + ends("usage_a_month") + [
              Member("cheapest_below", .text), Member("cheapest_above", .text),
            ])), "where another plan becomes the cheapest"),
    Member(
      "sellers",
      .list(
        .object(
          [
            Member("plan", .text), Member("against", .text, "the cheapest plan without a reseller"),
            Member("dearer", .names(["always", "never", "from a share on"]), "a dollar of usage"),
            sometimes("lost_share", figure, when: "from a share on: of its lots, lost before use"),
            sometimes("lost_share_low", figure, when: "likewise: lower end of its 95 % interval"),
            sometimes("lost_share_high", figure, when: "likewise: upper end"),
            Member("total_cost_at_twice_the_risk", figure),
            Member("effective_price_at_twice_the_risk", figure),
            Member("outage_risk_at_twice_the_risk", figure),
          ]
            + ends("total_cost_at_twice_the_risk", when: sinceKnown)
            + ends("effective_price_at_twice_the_risk", when: sinceKnown)
            + ends("outage_risk_at_twice_the_risk", when: sinceKnown))), "how far a seller may be trusted"),
  ]

  private static let plan: [Member] = [
    Member("name", .text),
    Member("uses_reseller", .yesNo, "some of its credit is resold, which the provider's terms forbid"),
    Member("standing", standing),
    Member("measures", .named(measures, .shared("estimate")), "one that does not exist here is left out"),
    Member("lots", .list(.object(lot)), "listed purchases, then triggers"),
    Member(
      "cost_quantiles", .list(.shared("decimal")), "the total cost that 0, 2.5, 5, ... 100 % do not exceed"),
    sometimes(
      "batches", .list(.object(batch)), when: "since the figures of two results can be compared in pairs"),
    Member("days", .list(.object(day)), "from the start"),
    Member("months", monthsOfPlan, "as the result's months"),
    Member("buying", buying, "listed purchases, triggers, fees"),
    sometimes("unknown_rules", .object(unknown), when: "where switches of the plan are unknown"),
  ]

  private static let batch: [Member] = [
    Member("measure", .names(Measure.compared.map(\.key))),
    Member(
      "sums_base_units", .list(.text),
      "over the 32 replicates that the futures are dealt to in turn, in whole nano-dollars or futures"),
  ]

  private static let lot: [Member] = [
    Member("name", .text),
    Member("source", .names(Source.allCases.map(\.rawValue))),
    Member("trigger", .yesNo, "all lots of one trigger, not one listed purchase"),
    Member("orders", figure, "lots ordered in a future, on average"),
    Member("face", figure, "dollars in a future, on average"),
    Member("price", figure, "dollars in a future, on average"),
    Member("expires_unused", .shared("probability"), "some of it expires unused"),
    Member("is_lost", .shared("probability"), "some of it expires, is revoked or never delivered"),
    Member("expired", figure, "expected loss of a future by expiry, face value"),
    Member("expired_at_cost", figure, "its share of the price paid"),
    Member("lost", figure, "expected loss of a future in any way, face value"),
    Member("lost_at_cost", figure, "its share of the price paid"),
    Member("used", figure, "face value in a future, on average"),
    Member("revoked", figure, "likewise"), Member("undelivered", figure, "likewise"),
    Member("left", figure, "likewise"),
    Member("used_after_the_end", figure, "of what is left: face value used after the end"),
    Member("waste_to_come", figure, "of what is left: face value lost after all"),
  ]

  private static let day: [Member] = [
    Member("day", .whole(from: 0), "days since the start"),
    sometimes("balance_p05", .shared("decimal"), when: "where balances are kept: dollars at the day's end"),
    sometimes("balance_p50", .shared("decimal"), when: "likewise"),
    sometimes("balance_p95", .shared("decimal"), when: "likewise"),
    Member("outage_futures", .whole(from: 0), "futures in an outage at some time of the day"),
    Member("outage", figure, "the share of futures in an outage at some time of the day"),
    Member("outage_low", figure), Member("outage_high", figure),
  ]

  private static let unknown: [Member] = [
    Member("variants", .whole(from: 1), "combinations of the switches' values that were simulated"),
    sometimes(
      "combinations", .whole(from: 1),
      when:
        "since a design of fewer may be simulated: all that there are (1,000,000,000: that many or more)"),
    Member("ranges", .shared("ranges"), "over those that were simulated"),
    Member("switches", .list(.object(aSwitch))),
  ]

  private static let aSwitch: [Member] = [
    Member("name", .text),
    Member(
      "values",
      .list(
        .object([Member("name", .text), Member("ranges", .shared("ranges"), "over the combinations with it")])
      )),
    Member(
      "effects",
      .list(
        .object([
          Member("measure", .names(Measure.ranged.map(\.key))),
          Member("worst", .text, "the value that hurts"),
          Member("mildest", .text), Member("difference", .shared("difference"), "worst less mildest"),
        ]))),
  ]

  private static let pair: [Member] = [
    Member("a", .text), Member("b", .text),
    Member("difference", .shared("difference"), "total cost of a less that of b, dollars"),
    Member("a_cheaper", .shared("probability")), Member("b_cheaper", .shared("probability")),
    Member("same", .whole(from: 0), "futures in which they cost the same"),
    Member("within_noise", .yesNo, "the interval of the difference holds 0"),
  ]

  static let definitions: [JSONShape.Member] = [
    Member("decimal", .form("-?[0-9]+(?:\\.[0-9]{1,9})?"), "a number with nine decimals at most"),
    Member("instant", .form("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"), "UTC"),
    Member("band", band, "an amount in each future"),
    Member("answer", answer),
    Member("estimate", .object(estimate), "one number of all futures"),
    Member(
      "adjusted",
      .object(
        mean + [Member("factor", figure, "so many times as many independent futures would do as well")]),
      "with what control variates explain taken out"),
    Member(
      "probability",
      .object(
        [Member("mean", figure)] + interval + [
          Member("count", .whole(from: 0), "futures in which it happened"),
          Member("of", .whole(from: 0), "futures"),
        ]), "a share of futures"),
    Member(
      "replicates",
      .object([
        Member("weight", figure, "how much of the error they say: 1, all; the rest the futures one by one"),
        Member("factor", figure, "so many times as many independent futures would do as well"),
      ]), "the error comes from the 32 replicates that the futures are dealt to in turn"),
    Member(
      "difference", .object(mean + [replicates, adjusted]), "the mean of differences, future by future"),
    Member(
      "ranges",
      .named(Measure.ranged.map(\.key), .object([Member("low", figure), Member("high", figure)])),
      "the least and the greatest mean"),
  ]

  private static let overFutures = "not of a share or a ratio: over single futures"

  private static let estimate: [Member] =
    [Member("unit", .names(Measure.Unit.allCases.map(\.rawValue)))] + mean
    + [sometimes("least", figure, when: overFutures)]
    + ["p05", "p50", "p95"].flatMap {
      [sometimes($0, figure, when: overFutures)] + ends($0, when: overFutures)
    }
    + [sometimes("most", figure, when: overFutures)]
    + [
      Member("futures", .whole(from: 0), "the futures that it is about"),
      Member("non_zero", .whole(from: 0), "those in which it is not 0"),
      sometimes(
        "total_base_units", .form("-?[0-9]+"),
        when: "not of a ratio: the exact sum, in nano-dollars, seconds or futures"),
      replicates, adjusted,
    ]
}
