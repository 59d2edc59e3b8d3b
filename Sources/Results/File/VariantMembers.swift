/// The members of a result that say what its variants come to: written, read back and described, side by side.

import Formats

private typealias Member = JSONShape.Member

// MARK: Written

extension JSONWriter {
  mutating func variants(_ variants: [VariantResult]) {
    array("variants") { json in
      for variant in variants { json.object { json in json.variant(variant) } }
    }
  }

  private mutating func variant(_ variant: VariantResult) {
    string("name", variant.name)
    array("settings") { json in for setting in variant.settings { json.string(nil, setting) } }
    number("futures", variant.futures)
    figure("usage", variant.usage, 1e9)
    array("plans") { json in
      for plan in variant.plans {
        json.object { json in
          json.string("name", plan.name)
          json.bool("serving", plan.isServing)
          json.figure("total_cost", plan.cost, 1e9)
          json.figure("paid", plan.paid, 1e9)
          json.figure("refused", plan.refused)
          json.figure("outage_risk", plan.outageRisk)
          if let change = plan.change { json.change("change", change) }
        }
      }
    }
    let names = variant.plans.map(\.name)
    if let plan = variant.answer.plan { string("best", names[plan]) }
    array("ties") { json in for plan in variant.answer.ties { json.string(nil, names[plan]) } }
    if let best = variant.best { change("best_change", best) }
  }

  private mutating func change(_ key: String, _ change: PairedChange) {
    object(key) { json in
      json.figure("before", change.before, 1e9)
      json.figure("after", change.after, 1e9)
      json.figure("std_error", change.standardError, 1e9)
      json.number("degrees", change.degrees)
      json.number("changed", change.changed)
    }
  }
}

// MARK: Read

extension ResultReader {
  func variants() throws(ResultError) -> [VariantResult] {
    guard maybe("variants") != nil else { return [] }
    var variants: [VariantResult] = []
    for item in try items("variants") { variants.append(try item.variant()) }
    try different(variants.map(\.name), "two variants have one name")
    return variants
  }

  private func variant() throws(ResultError) -> VariantResult {
    let futures = try whole("futures", 1...(1 << 40))
    var plans: [VariantPlan] = []
    for item in try items("plans") { plans.append(try item.variantPlan(futures)) }
    let names = plans.map(\.name)
    try different(names, "two plans have one name")
    var settings: [String] = []
    for item in try items("settings") { settings.append(try item.itself()) }
    var ties: [Int] = []
    for item in try items("ties") {
      guard let index = names.firstIndex(of: try item.itself()) else {
        throw item.error("there is no such plan")
      }
      ties.append(index)
    }
    let best = maybe("best") == nil ? nil : try name("best", among: names)
    return VariantResult(
      name: try text("name"), settings: settings, futures: futures, usage: try figure("usage", 1e9),
      plans: plans, answer: Answer(plan: best, ties: ties), best: try change("best_change", futures))
  }

  private func variantPlan(_ futures: Int) throws(ResultError) -> VariantPlan {
    VariantPlan(
      name: try text("name"), change: try change("change", futures), cost: try figure("total_cost", 1e9),
      paid: try figure("paid", 1e9), refused: try figure("refused", within: 0...1),
      outageRisk: try figure("outage_risk", within: 0...1), isServing: try truth("serving"))
  }

  private func change(_ key: String, _ futures: Int) throws(ResultError) -> PairedChange? {
    guard let found = maybe(key) else { return nil }
    return PairedChange(
      measure: .totalCost, before: try found.figure("before", 1e9), after: try found.figure("after", 1e9),
      standardError: try found.standardError(1e9), futures: futures,
      changed: try found.whole("changed", 0...futures), degrees: try found.whole("degrees", 0...(1 << 40)))
  }
}

// MARK: Described

extension ResultSchema {
  private static let figure = JSONShape.orNull(.shared("decimal"))

  private static let change: JSONShape = .object([
    Member("before", figure), Member("after", figure), Member("std_error", figure, "of the difference"),
    Member("degrees", .whole(from: 0), "of freedom, of its error"),
    Member("changed", .whole(from: 0), "futures in which it differs"),
  ])

  static let variants: JSONShape = .list(
    .object([
      Member("name", .text), Member("settings", .list(.text), "what it sets"),
      Member("futures", .whole(from: 1)), Member("usage", figure, "at list price, on average"),
      Member(
        "plans",
        .list(
          .object([
            Member("name", .text),
            Member("serving", .yesNo, "it serves enough and keeps the provider's terms"),
            Member("total_cost", figure), Member("paid", figure),
            Member("refused", figure, "of the dollars asked for"), Member("outage_risk", figure),
            Member(
              "change", change,
              "of its total cost, future by future; missing: the scenario has no plan of that name",
              isAlwaysThere: false),
          ]))),
      Member("best", .text, "missing: no plan is in the running", isAlwaysThere: false),
      Member("ties", .list(.text), "plans that cannot be told from it by total cost"),
      Member(
        "best_change", change, "from the scenario's answer to this variant's; missing: either has none",
        isAlwaysThere: false),
    ]))
}
