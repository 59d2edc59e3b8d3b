/// Hindsight for a terminal and as a page: what the usage that was would have cost with each plan, exactly; how much of the
/// difference was luck; the plans; and the tidy table for files.

import Formats
import Quantities
import Results

struct HindsightWords {
  let result: HindsightResult
  let source: ForecastSource
  let history: HistoryWords

  init(_ result: HindsightResult, _ source: ForecastSource) {
    self.result = result
    self.source = source
    history = HistoryWords(result.history)
  }

  private func plan(_ index: Int?) -> HindsightResult.Plan? {
    index.flatMap { result.plans.indices.contains($0) ? result.plans[$0] : nil }
  }

  private var best: HindsightResult.Plan? { plan(result.best) }
  private var compared: HindsightResult.Plan? { plan(result.compared) }

  /// To the cent: these are no estimates.
  private func exact(_ amount: Int64) -> String { Nanodollars(amount).toCents }

  var title: String { "What \(history.name) would have cost" }

  var opening: String {
    "\(history.opening) Every plan of “\(result.scenario)” was run over exactly this usage, and over \(grouped(result.paths)) "
      + "histories made anew from its weeks (seed \(result.seed))."
  }

  var answer: [String] { [exactly, luck].compactMap(\.self) }

  private var exactly: String {
    let usage =
      "Your usage from \(result.from.told()) to \(result.to.adding(days: -1).told()), \(exact(result.used)) at list,"
    guard let best else {
      guard !result.plans.isEmpty else { return "\(usage) was run with no plan: the scenario has none." }
      return "\(usage) has no plan here that keeps both the provider's terms and the scenario's own limits."
    }
    guard let compared, result.compared != result.best else {
      return "\(usage) would have cost least with “\(best.name)”: \(exact(best.cost))."
    }
    let less = compared.cost - best.cost
    let costs = "(\(exact(best.cost)) against \(exact(compared.cost)))"
    guard less != 0 else {
      return
        "\(usage) would have cost the same with “\(best.name)” as with “\(compared.name)” (\(exact(best.cost)))."
    }
    var text =
      "\(usage) would have cost \(exact(abs(less))) \(less > 0 ? "less" : "more") with “\(best.name)” than with "
      + "“\(compared.name)” \(costs)."
    let reasons = breaks(compared)
    if less < 0, !reasons.isEmpty { text += " But “\(compared.name)” \(listed(reasons, "and"))." }
    return text
  }

  func breaks(_ plan: HindsightResult.Plan) -> [String] {
    [
      plan.usesReseller ? "buys from a reseller, which breaks the provider's terms" : nil,
      plan.keepsGates ? nil : "breaks a limit of the scenario",
    ].compactMap(\.self)
  }

  private var luck: String? {
    guard let best, result.paths > 0 else { return nil }
    func told(_ plan: HindsightResult.Plan) -> String {
      "no plan costs less than “\(plan.name)” in \(percent(plan.cheapest)) of them, and it comes to "
        + "\(HistoryUnit.nanodollars.told(plan.luck.p10)) to \(HistoryUnit.nanodollars.told(plan.luck.p90)) in eight of ten"
    }
    var text =
      "How much of that was luck: the same weeks in another order and number might have come as well. Of "
      + "\(grouped(result.paths)) histories made anew from them, \(told(best))"
    if let compared, result.compared != result.best { text += "; \(told(compared))" }
    return text + "."
  }

  var cautions: [String] {
    var cautions: [String] = []
    if history.isShort {
      cautions.append(
        "\(days(result.history.daysKnown)) of history are few: what they would have cost says little of what the next ones will."
      )
    }
    let resold = result.plans.filter(\.usesReseller).map { "“\($0.name)”" }
    if !resold.isEmpty {
      cautions.append(
        "\(listed(resold, "and")) \(resold.count == 1 ? "buys" : "buy") from a reseller. The provider's credit terms forbid the sale "
          + "or transfer of credit: it may be revoked, and the account closed, without a refund.")
    }
    if let best, best.refused >= 5_000_000 {
      cautions.append(
        "“\(best.name)” would have refused work worth \(exact(best.refused)) at list; what that costs you is only in the figures as "
          + "far as the scenario states it.")
    }
    return cautions
  }

  var notes: [String] {
    ["What costs least is known only afterwards; it is no advice for what is to come."]
      + [history.prices].compactMap(\.self) + history.remarks
      + (source.rates.isEmpty ? [] : ["Rates: \(source.rates)."])
  }
}

extension Report {
  public init(hindsight result: HindsightResult, source: ForecastSource) {
    let words = HindsightWords(result, source)
    self.init(
      title: words.title, lead: spaced([words.opening] + words.answer + words.cautions),
      tables: [hindsightTable(result)].compactMap(\.self), notes: words.notes)
  }
}

extension Page {
  public init(hindsight result: HindsightResult, source: ForecastSource) {
    let words = HindsightWords(result, source)
    title = words.title
    subtitle = words.opening
    answer = words.answer
    cautions = words.cautions
    sections = hindsightTable(result).map { [Section("The plans", tables: [$0])] } ?? []
    sections.append(Section("What this rests on", paragraphs: words.notes))
    sections.append(Page.making(source, seed: result.seed, paths: result.paths))
    self.words = Glossary.ofHindsight
  }
}

/// The cheapest first.
func hindsightTable(_ result: HindsightResult) -> Table? {
  guard !result.plans.isEmpty else { return nil }
  let words = HindsightWords(result, ForecastSource(version: ""))
  let order = result.plans.indices.sorted { (result.plans[$0].cost, $0) < (result.plans[$1].cost, $1) }
  let numbers = [
    ("cost", "cost"), ("cash out", "cash"), ("wasted", "wasted"), ("refused", "refused"),
    ("made anew: P10", "p10"), ("P90", "p90"), ("none cheaper in", "cheapest"),
  ]
  return Table(
    title: "What each plan would have cost, and what it might have",
    columns: [Table.Column("plan", key: "plan")]
      + numbers.map { Table.Column($0.0, key: $0.1, kind: .number) } + [Table.Column("", key: "note")],
    rows: order.map { index in
      let plan = result.plans[index]
      let notes =
        (index == result.best ? ["best"] : []) + (index == result.compared ? ["compared with"] : [])
        + words.breaks(plan)
      return [.text(plan.name)]
        + [plan.cost, plan.cash, plan.wasted, plan.refused].map { .text(Nanodollars($0).toCents) }
        + [plan.luck.p10, plan.luck.p90].map { .text(HistoryUnit.nanodollars.short($0)) }
        + [.text(percent(plan.cheapest)), .text(notes.joined(separator: "; "))]
    })
}

extension Table {
  /// `plans.csv`: one row for each plan; amounts are dollars.
  public init(tidy result: HindsightResult) {
    let numbers =
      ["cost", "cash", "wasted", "refused"].map { $0 + "_usd" }
      + ["mean", "p025", "p10", "p50", "p90", "p975"].map { "anew_\($0)_usd" } + ["cheapest_share"]
    self.init(
      columns: [
        Column("plan", key: "plan"), Column("uses_reseller", key: "uses_reseller"),
        Column("keeps_gates", key: "keeps_gates"), Column("best", key: "best"),
        Column("compared", key: "compared"),
      ] + numbers.map { Column($0, key: $0, kind: .number) },
      rows: result.plans.enumerated().map { index, plan in
        let luck = plan.luck
        let unit = HistoryUnit.nanodollars
        return [
          .text(plan.name), .yes(plan.usesReseller), .yes(plan.keepsGates), .yes(index == result.best),
          .yes(index == result.compared),
        ] + [plan.cost, plan.cash, plan.wasted, plan.refused].map { unit.cell($0) } + [unit.cell(luck.mean)]
          + [luck.p025, luck.p10, luck.p50, luck.p90, luck.p975].map { unit.cell($0) }
          + [decimal(plan.cheapest).map { .text($0) } ?? .blank]
      })
  }
}
