/// The members of a result that say which plan it recommends and why: written, read back and described, side by side
/// (Comparison/Answers.swift). Plans go by their names.

import Formats
import Ledger
import Quantities

private typealias Member = JSONShape.Member

extension LeftOverWorth {
  /// As files have it.
  fileprivate var text: String {
    if case .refunded = self { "refunded" } else { name }
  }
}

// MARK: Written

extension JSONWriter {
  mutating func leftOver(_ worth: LeftOverWorth) {
    string("left_over", worth.text)
    if case .refunded(let share) = worth { figure("refunded", Double(share.millionths) / 1e6) }
  }

  private mutating func answer(_ key: String, _ answer: Answer, _ names: [String]) {
    object(key) { json in
      if let plan = answer.plan { json.string("plan", names[plan]) }
      json.array("ties") { json in for plan in answer.ties { json.string(nil, names[plan]) } }
    }
  }

  mutating func ranking(_ result: ComparisonResult) {
    let names = result.plans.map(\.name)
    let ranking = result.ranking
    object("ranking") { json in
      json.array("order") { json in for plan in ranking.order { json.string(nil, names[plan]) } }
      json.figure("serve_at_least", Double(ranking.serveAtLeast.millionths) / 1e6)
      json.answer("serving", ranking.serving, names)
      if let within = ranking.withinLimits { json.answer("within_limits", within, names) }
      json.answer("of_all", ranking.ofAll, names)
      json.array("left_over_views") { json in
        for view in result.leftOverViews {
          json.object { json in
            json.leftOver(view.worth)
            json.array("total_costs") { json in for cost in view.costs { json.figure(nil, cost, 1e9) } }
            json.answer("serving", view.answer, names)
          }
        }
      }
    }
  }

  mutating func standing(_ standing: Standing) {
    object("standing") { json in
      json.bool("serves_enough", standing.servesEnough)
      json.bool("keeps_terms", standing.keepsTerms)
      json.array("gates") { json in
        for gate in standing.gates { json.object { json in json.finding(gate) } }
      }
    }
  }

  /// Between the braces.
  mutating func finding(_ gate: GateFinding) {
    string("gate", gate.text)
    string("verdict", gate.verdict.rawValue)
    string("measure", gate.measure.key)
    bool("share_of_futures", gate.isShareOfFutures)
    let scale = gate.isShareOfFutures ? 1 : gate.measure.unit.baseUnits
    figure("value", gate.value, scale)
    figure("low", gate.interval.low, scale)
    figure("high", gate.interval.high, scale)
    bool("fails", gate.isFailing)
  }
}

// MARK: Read

extension ResultReader {
  func leftOver() throws(ResultError) -> LeftOverWorth {
    let text = try text("left_over")
    if text == "refunded" {
      return .refunded(Ratio(millionths: Int64(try figure("refunded", 1e6, within: 0...1).rounded())))
    }
    guard let worth = LeftOverWorth.named.first(where: { $0.name == text }) else {
      throw error("'left_over' is no worth of credit")
    }
    return worth
  }

  private func plans(_ key: String, _ names: [String]) throws(ResultError) -> [Int] {
    var found: [Int] = []
    for item in try items(key) {
      guard let index = names.firstIndex(of: try item.itself()) else {
        throw item.error("there is no such plan")
      }
      found.append(index)
    }
    try different(found, "a plan is named twice")
    return found
  }

  private func answer(_ key: String, _ names: [String]) throws(ResultError) -> Answer {
    let found = try at(key)
    let ties = try found.plans("ties", names)
    let plan = found.maybe("plan") == nil ? nil : try found.name("plan", among: names)
    if plan == nil, !ties.isEmpty { throw found.error("ties with no plan") }
    try found.different((plan.map { [$0] } ?? []) + ties, "the plan is no tie of its own")
    return Answer(plan: plan, ties: ties)
  }

  func ranking(_ names: [String], _ standings: [Standing]) throws(ResultError) -> Ranking {
    let order = try plans("order", names)
    guard order.isEmpty || order.count == names.count else { throw error("not every plan has a rank") }
    return Ranking(
      order: order,
      serveAtLeast: Ratio(millionths: Int64(try figure("serve_at_least", 1e6, within: 0...1).rounded())),
      serving: try answer("serving", names),
      withinLimits: maybe("within_limits") == nil ? nil : try answer("within_limits", names),
      ofAll: try answer("of_all", names), standings: standings)
  }

  func leftOverViews(_ names: [String]) throws(ResultError) -> [LeftOverView] {
    var views: [LeftOverView] = []
    for item in try items("left_over_views") {
      var costs: [Double] = []
      for cost in try item.items("total_costs") { costs.append(try cost.decimal() * 1e9) }
      guard costs.count == names.count else { throw item.error("not a cost for each plan") }
      views.append(
        LeftOverView(worth: try item.leftOver(), costs: costs, answer: try item.answer("serving", names)))
    }
    return views
  }

  func standing() throws(ResultError) -> Standing {
    let found = try at("standing")
    var gates: [GateFinding] = []
    for item in try found.items("gates") { gates.append(try item.finding()) }
    return Standing(
      servesEnough: try found.truth("serves_enough"), keepsTerms: try found.truth("keeps_terms"), gates: gates
    )
  }

  func finding() throws(ResultError) -> GateFinding {
    let measure = try measure("measure")
    guard let verdict = GateFinding.Verdict(rawValue: try text("verdict")) else {
      throw error("there is no such verdict")
    }
    let isShare = try truth("share_of_futures")
    let scale = isShare ? 1 : measure.unit.baseUnits
    return GateFinding(
      text: try text("gate"), verdict: verdict, measure: measure,
      value: try figure("value", scale, unknown: .infinity), interval: try interval(scale),
      isShareOfFutures: isShare, isFailing: try truth("fails"))
  }
}

// MARK: Described

extension ResultSchema {
  private static let figure = JSONShape.orNull(.shared("decimal"))

  static let answer: JSONShape = .object([
    Member("plan", .text, "missing: no plan is in the running", isAlwaysThere: false),
    Member("ties", .list(.text), "plans that cannot be told from it by total cost"),
  ])

  static let leftOverNames = LeftOverWorth.named.map(\.name) + ["refunded"]

  static let ranking: JSONShape = .object([
    Member("order", .list(.text), "plans by mean total cost, the cheapest first"),
    Member("serve_at_least", figure, "the share of the dollars asked for that a plan has to serve"),
    Member("serving", .shared("answer"), "the cheapest that serves the work and keeps the provider's terms"),
    Member(
      "within_limits", .shared("answer"), "where the scenario has gates: the cheapest that breaks none",
      isAlwaysThere: false),
    Member("of_all", .shared("answer"), "the cheapest of all"),
    Member(
      "left_over_views",
      .list(
        .object([
          Member("left_over", .names(leftOverNames), "what credit is worth at the end"),
          Member("refunded", figure, "the share that comes back", isAlwaysThere: false),
          Member("total_costs", .list(figure), "dollars, by plan"), Member("serving", .shared("answer")),
        ])), "as the scenario says, then the other ways to value what is left over"),
  ])

  static let standing: JSONShape = .object([
    Member("serves_enough", .yesNo), Member("keeps_terms", .yesNo, "the provider's"),
    Member("gates", .list(.object(finding)), "those of the scenario that are about this plan"),
  ])

  /// What the futures say of one plan under a gate.
  static let finding: [JSONShape.Member] = [
    Member("gate", .text), Member("verdict", .names(GateFinding.Verdict.allCases.map(\.rawValue))),
    Member("measure", .names(Measure.all.map(\.key))),
    Member("share_of_futures", .yesNo, "the value is the share of futures that keep the bound"),
    Member("value", figure), Member("low", figure), Member("high", figure),
    Member("fails", .yesNo, "a breach fails; else it warns"),
  ]
}
