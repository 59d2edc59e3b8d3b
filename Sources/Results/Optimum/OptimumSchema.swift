/// The JSON Schema of `lotwise/optimum/1`, member by member in the order in which OptimumJSON.swift writes them. A test holds searches
/// of every kind against it, and that there is no member here which none of them has.

import Formats

public struct OptimumSchema: Sendable {
  public init() {}

  public func write(into out: inout ByteBuffer) {
    JSONShape.schema(
      titled: "lotwise search for a plan (\(OptimumJSON.schema))", of: OptimumSchema.document,
      about:
        "What `lotwise optimise` writes with --format json, and as optimum.json with --out. Dollars, shares and factors are "
        + "decimal strings; plans, ranges and limits are named by their places in their lists, counted from 0; intervals are "
        + "95 % unless something else is said; null is what cannot be said.",
      definitions: OptimumSchema.definitions, into: &out)
  }
}

private typealias Member = JSONShape.Member

/// A member that is not in every file; `when`: in which it is.
private func sometimes(_ key: String, _ shape: JSONShape, when about: String) -> Member {
  Member(key, shape, about, isAlwaysThere: false)
}

private let figure = JSONShape.orNull(.shared("decimal"))
private let place = JSONShape.whole(from: 0)
private let goal = JSONShape.shared("goal")
private let probability = JSONShape.shared("probability")

/// A difference of two plans; `about`: of what.
private func apart(_ about: String, isAlwaysThere: Bool = true) -> [Member] {
  [
    Member("difference", figure, about, isAlwaysThere: isAlwaysThere),
    Member("std_error", figure, "standard error of the difference", isAlwaysThere: isAlwaysThere),
    Member("low", figure, "lower end of its 95 % interval", isAlwaysThere: isAlwaysThere),
    Member("high", figure, "upper end", isAlwaysThere: isAlwaysThere),
  ]
}

extension OptimumSchema {
  package static let document: [JSONShape.Member] = [
    Member("schema", .constant(OptimumJSON.schema), "within a version members are only added"),
    Member("lotwise", .text, "the program's version"),
    Member("title", .text, "the scenario's"),
    Member("command", .text, "a command that makes this result again"),
    Member("start", .shared("instant"), "the first instant simulated"),
    Member("end", .shared("instant"), "the first instant not simulated"),
    Member("goal", goal, "what is made as small as can be; every `figure` here is a figure of it"),
    Member(
      "seeds",
      .object([
        Member("search", .form("[0-9]+"), "of the futures by which members are compared; the run's own seed"),
        Member("selection", .form("[0-9]+"), "of the futures by which one of the few best is chosen"),
        Member("evaluation", .form("[0-9]+"), "of the futures that the figures of members are of"),
      ]), "of three samples of futures, so that no figure is of the futures that it was picked by"),
    Member(
      "stage", .names(Optimum.Stage.allCases.map { "\($0)" }),
      "how far it came: nothing was simulated; the choice is that of the search's own futures, in which it looks better than "
        + "it is; the choice was made on fresh futures; and all figures are there"),
    Member("cut_short", .yesNo, "an interrupt or the end of the time that was given cut something short"),
    Member("limits", .list(.object(limit)), "what a plan has to keep to be chosen"),
    Member(
      "chosen", .orNull(place),
      "the plan to take: of those that were shown to keep the limits and keep the provider's terms, or of all that were shown to "
        + "keep the limits if none of these keeps the terms; null: none was shown to keep them"),
    Member(
      "cheapest_of_all", .orNull(place),
      "of all that were shown to keep the limits, those that buy from a reseller among them"),
    Member("nearest", .orNull(place), "where nothing keeps the limits: the plan that misses them least"),
    Member("families", .list(.object(family)), "in the scenario's order"),
    Member(
      "searched",
      .list(
        .object([
          Member("futures", .whole(from: 1), "of the search"),
          Member("members", .whole(from: 0), "members that lived through so many"),
        ])), "samples of the search, by size"),
    Member("evaluation_futures", .whole(from: 0), "0: the evaluation was not reached"),
    Member(
      "members", .list(.object(member)),
      "every plan that a figure is told of: the scenario's own plans, then members of families"),
    sometimes("selection", .object(selection), when: "where it was reached: how the choice was made"),
    Member(
      "against",
      .list(
        .object(
          [Member("member", place, "the plan")] + apart("this plan's figure less that of the chosen one"))),
      "the scenario's own plans; the difference is what the choice saves"),
    Member("neighbours", .list(.object(neighbour)), "the chosen plan with one ordered range somewhat off"),
    Member(
      "frontiers", .list(.object(frontier)),
      "what less of one thing costs of another: the plans that no other one beats in both"),
    Member(
      "reaches",
      .list(
        .object(
          [
            Member("limit", place, "the limit"),
            Member("member", place, "the plan that comes nearest to it, or keeps it best"),
          ] + ResultSchema.finding)),
      "where nothing keeps all the limits: how near each can be come to, on the futures of the evaluation"),
    sometimes(
      "optimism", .object(optimism), when: "where the chosen plan was found by the search and evaluated"),
    sometimes(
      "foresight", .object(foresight),
      when:
        "where a plan was chosen and evaluated: what a better forecast could be worth at most, among these plans"
    ),
    sometimes(
      "newsvendor", .object(newsvendor),
      when:
        "where one lot's size is all that is chosen and the rest is bought at list price: why it has that size"
    ),
  ]

  private static let limit: [Member] = [
    Member("text", .text, "as it was written"),
    Member("binds", .yesNo, "a plan that breaks it is not chosen; else it is only told"),
    Member("plans", .orNull(.list(.text)), "the plans and families that it is about; null: all"),
  ]

  private static let family: [Member] = [
    Member("name", .text, "as the scenario calls it"),
    Member("members", .orNull(.whole(from: 0)), "combinations of values; null: more than can be counted"),
    Member("simulated", .whole(from: 0), "different plans of it that were simulated"),
    Member("all_simulated", .yesNo, "every combination that is a valid plan was"),
    Member("best", .orNull(place), "its plan to take; null: none of it was shown to keep the limits"),
    Member(
      "ranges",
      .list(
        .object([
          Member("key", .text, "where it stands in the plan"),
          Member("ordered", .yesNo, "from less to more; else a choice"),
          Member("values", .whole(from: 0), "so many"), Member("first", .text, "its first value"),
          Member("last", .text, "its last value"),
          Member("best", .orNull(.text), "the value of the best plan; null: there is none"),
          Member(
            "at_end", .yesNo, "it stands at an end of an ordered range: a wider one may have a better plan"),
        ])), "in which its plans differ"),
  ]

  private static let member: [Member] = [
    Member("name", .text, "as the plan is called"),
    Member("family", .orNull(.text), "null: a plan of the scenario"),
    Member("indices", .list(place), "by range of its family, the place of its value, counted from 0"),
    Member("values", .list(.text), "likewise, the value as it is written"),
    Member("uses_reseller", .yesNo, "some of its credit is resold, which the provider's terms forbid"),
    Member(
      "unknown_rules", .list(.text),
      "rules of it that nobody states: it keeps a limit only if it does under every value of them; figures are of the usual ones"
    ),
    Member("yaml", .orNull(.text), "as a block under `plans`; null: it stands in the scenario already"),
    Member(
      "figure", figure,
      "the goal on the futures that `measures` are of; null: there are none, or it has none there"),
    sometimes(
      "sought",
      .object([
        Member("figure", figure, "the goal there"),
        Member("std_error", figure, "standard error of the figure"),
        Member("futures", .whole(from: 1), "of the sample"),
      ]), when: "where it was searched: the goal on the largest sample of the search that it lived through"),
    Member(
      "measures", .named(Measure.all.map(\.key), .shared("estimate")),
      "on the futures of the evaluation; where that was not reached, on those of the selection, which flatter the choice a little; "
        + "empty: neither was reached. One that does not exist here is left out"),
    Member(
      "limits", .list(.object(ResultSchema.finding)),
      "how it stands to each limit: in the selection, by intervals that hold for all plans and looks together; if it took no part in that, "
        + "in the evaluation, by intervals of its own"
    ),
  ]

  private static let candidate: [Member] = [
    Member("member", place, "the plan"),
    Member(
      "fate", .names(Optimum.Selection.Candidate.Fate.allCases.map { "\($0)" }),
      "still in the running at the last look; surely dearer than another by more than the tolerance; surely breaks a limit"
    ),
    Member("keeps_limits", .yesNo, "it was shown to keep every limit that binds"),
    Member("futures", .whole(from: 0), "that it lived through"),
    Member("figure", figure, "the goal on them"),
  ]

  private static let selection: [Member] = [
    Member("futures", .whole(from: 0), "at the last look"),
    Member("most", .whole(from: 1), "as many as there might have been"),
    Member(
      "looks", .whole(from: 1), "that there might have been: the confidence is that of all of them together"),
    Member("confidence", figure, "that was asked for"),
    Member("tolerance", figure, "how much dearer than the best the chosen plan may be"),
    Member(
      "reach", figure, "with that confidence it is dearer by no more than this; null: nothing was chosen"),
    Member(
      "sureness", figure, "the probability with which it is dearer by no more than the tolerance, at least"),
    Member(
      "cheapest", .orNull(place),
      "of those that might have been chosen the one that costs least; if it is not the chosen one, that is as good within the tolerance "
        + "and is cut off less often or ties up less money"),
    Member("candidates", .list(.object(candidate)), "the plans that took part"),
    Member(
      "pairs",
      .list(
        .object(
          [Member("member", place, "the other plan")]
            + apart("the figure of the chosen plan less that of this one") + [
              Member("chosen_cheaper", probability, "futures in which the chosen plan has less"),
              Member("member_cheaper", probability, "futures in which this one has less"),
            ])), "the chosen plan against every other that stayed to the last look"),
  ]

  private static let neighbour: [Member] =
    [
      Member("range", place, "of the chosen plan's family"),
      Member("off", figure, "so much more or less of the chosen value was looked for, as a share of it"),
      Member("index", place, "the place of the value in its range"),
      Member("value", .text, "as it is written"),
      Member("member", .orNull(place), "null: this is no valid plan"),
    ]
    + apart(
      "where it was evaluated: this plan's figure less that of the chosen one", isAlwaysThere: false)

  private static let frontier: [Member] = [
    Member("across", goal, "the one thing"), Member("up", goal, "the other"),
    Member("members", .list(place), "that no other plan beats in both, from the least of the first on"),
    Member(
      "dominated",
      .list(
        .object([
          Member("member", place, "the plan that is beaten"),
          Member("by", place, "the plan that is better in both"),
        ])),
      "the scenario's own plans that another one beats in both"),
  ]

  private static let optimism: [Member] = [
    Member("sought", figure, "of the chosen plan, in the futures of the search"),
    Member("found", figure, "in those of the evaluation, by which nothing was chosen"),
    Member("low", figure, "lower end of the 95 % interval of what was sought less what was found"),
    Member("high", figure, "upper end"),
  ]

  private static let foresight: [Member] =
    [
      Member("plans", .whole(from: 1), "that whoever knew the future could take from"),
      Member("futures", .whole(from: 1), "of the evaluation"),
      Member("cost", figure, "dollars: the mean total cost of the cheapest of them in each future"),
    ] + apart("dollars: the chosen plan's mean total cost less that") + [
      Member(
        "chosen_is_cheapest", probability, "futures in which no other plan is cheaper than the chosen one")
    ]

  private static let newsvendor: [Member] = [
    Member("lot", .text, "its name"),
    Member("price", figure, "what is paid for a dollar of it, over what a dollar costs otherwise"),
    Member("undelivered", figure, "the probability that it never comes"),
    Member("wanted", figure, "price / (1 - undelivered): it pays to buy what so many futures use more than"),
    Member("uses_all", probability, "futures that use all of the size chosen, of those in which it comes"),
  ]

  package static let definitions: [JSONShape.Member] =
    ResultSchema.definitions.filter {
      ["decimal", "instant", "estimate", "adjusted", "probability", "replicates"].contains($0.key)
    } + [
      Member(
        "goal",
        .object([
          Member(
            "measure", .names(Measure.all.map(\.key)), "its mean, or what so many per cent do not exceed"),
          Member(
            "percent", .orNull(.whole(from: 1)),
            "what so many per cent of futures do not exceed; null: the mean"),
        ]), "something that is to be small")
    ]
}
