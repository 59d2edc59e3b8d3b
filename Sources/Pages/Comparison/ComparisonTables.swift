/// The tables of a comparison: plans, why work is refused, gates, pairs, the lots of a plan, what is left over, and rules that
/// nobody states. What lies within the noise is called a tie.

import Formats
import Quantities
import Results

/// The plans in the running first, the cheapest first. Where a cell has two figures the second stands in brackets, so that the
/// table fits a terminal of 100 columns.
func planTable(_ result: ComparisonResult, _ source: ComparisonSource) -> Table {
  let shown = Measure.columns
  var columns = [Table.Column("plan", key: "plan")]
  columns += shown.map {
    // What holds words may be wrapped; an amount may not.
    let kind: Table.Column.Kind = $0 == .totalCost || $0 == .effectivePrice ? .number : .text
    return Table.Column($0.column?.title ?? $0.name, key: $0.key, kind: kind)
  }
  columns.append(Table.Column("", key: "note"))
  let rows = result.shownPlans.map { index -> [Table.Cell] in
    [.text(result.plans[index].name)] + shown.map { .text(planCell($0, index, result, source)) }
      + [.text(note(index, result))]
  }
  return Table(
    title: "The plans: those in the running first, the cheapest first", columns: columns, rows: rows)
}

private func planCell(
  _ measure: Measure, _ index: Int, _ result: ComparisonResult, _ source: ComparisonSource
) -> String {
  let plan = result.plans[index]
  guard let estimate = plan[measure] else { return "" }
  let hasInterval = measure.column?.hasInterval ?? true
  let text =
    hasInterval || measure.unit != .dollars
    ? estimate.readable(withInterval: hasInterval) : amount(estimate.mean)
  switch measure {
  case .paid:
    let most = (estimate.quantiles?.p95.value).map { Double($0) }
    var cell = text + (most.map { " (\(amount($0)))" } ?? "")
    if let currency = source.currency {
      cell += ", " + currency.amount(estimate.mean)
    }
    return cell
  case .refusedShare:
    let main = result.causes(index).first
    return text + (main.map { ", \($0.name)" } ?? "")
  case .wasteAtCost:
    let later = plan[.wasteToCome]?.mean ?? 0
    return text + (later >= 5e6 ? " (+\(amount(later)))" : "")
  case .cutOffRisk:
    return text + (plan[.outageRisk].map { " (\($0.readable(withInterval: false)))" } ?? "")
  default: return text
  }
}

/// `best`, `tie`, or what keeps it out of the running.
private func note(_ index: Int, _ result: ComparisonResult) -> String {
  guard result.plans.count > 1, !result.ranking.order.isEmpty else { return "" }
  let (ranking, standing) = (result.ranking, result.ranking.standings[index])
  var notes: [String] = []
  if index == ranking.serving.plan { notes.append("best") }
  if ranking.serving.ties.contains(index) { notes.append("tie") }
  if !standing.keepsTerms { notes.append("resale breaks the provider's terms") }
  if !standing.servesEnough { notes.append(result.refuses(index)) }
  notes += standing.gates.filter { $0.verdict == .broken }.map { "breaks the gate ‘\($0.text)’" }
  if index != ranking.serving.plan {
    if index == ranking.withinLimits?.plan { notes.append("best within the limits") }
    if index == ranking.ofAll.plan { notes.append("cheapest of all") }
  }
  return notes.joined(separator: "; ")
}

/// What is refused, by cause, and what cures each. Of many plans those that an answer names, and the first others.
func causeTable(_ result: ComparisonResult) -> Table? {
  let named = [result.planToGoBy, result.ranking.withinLimits?.plan, result.ranking.ofAll.plan]
  let plans = result.shownPlans.enumerated().filter { $0.offset < 6 || named.contains($0.element) }.map(
    \.element)
  var rows: [[Table.Cell]] = []
  for plan in plans {
    for (place, cause) in result.causes(plan).prefix(3).enumerated() where place == 0 || cause.share >= 0.01 {
      rows.append([
        .text(result.plans[plan].name), .text(cause.name), .text(amount(cause.mean)),
        .text(percent(cause.share)), .text(cause.cure),
      ])
    }
  }
  guard !rows.isEmpty else { return nil }
  return Table(
    title: "Why work is refused, and what cures it",
    columns: [
      Table.Column("plan", key: "plan"), Table.Column("cause", key: "cause"),
      Table.Column("refused in a future", key: "refused", kind: .number),
      Table.Column("of what it refuses", key: "share", kind: .number),
      Table.Column("what cures it", key: "cure"),
    ], rows: rows)
}

/// The scenario's own limits, plan by plan.
func gateTable(_ result: ComparisonResult) -> Table? {
  var rows: [[Table.Cell]] = []
  for plan in result.shownPlans {
    for gate in result.ranking.standings[plan].gates {
      let what = gate.isShareOfFutures ? "kept in \(gate.shown) of futures" : gate.shown
      rows.append([
        .text(result.plans[plan].name), .text(gate.text),
        .text(gate.verdict == .undecided ? "cannot be told yet" : gate.verdict.rawValue), .text(what),
        .text(gate.isFailing ? "" : "only warns"),
      ])
    }
  }
  guard !rows.isEmpty else { return nil }
  return Table(
    title: "The scenario's own limits",
    columns: [
      Table.Column("plan", key: "plan"), Table.Column("limit", key: "gate"),
      Table.Column("verdict", key: "verdict"),
      Table.Column("found", key: "value", kind: .number), Table.Column("", key: "note"),
    ], rows: rows)
}

func pairTable(_ result: ComparisonResult) -> Table {
  let columns = [
    Table.Column("plan", key: "a"), Table.Column("against", key: "b"),
    Table.Column("difference", key: "difference", kind: .number),
    Table.Column("cheaper in", key: "cheaper", kind: .number),
    Table.Column("same cost in", key: "same", kind: .number),
    Table.Column("one more served dollar costs", key: "more_service", kind: .number),
    Table.Column("", key: "note"),
  ]
  let rows = result.pairs.map { pair -> [Table.Cell] in
    let difference = pair.difference.best
    let interval = Interval(low: difference.interval.low / 1e9, high: difference.interval.high / 1e9)
    let price = result.priceOfMoreService(pair.a, pair.b).map { $0 > 0 ? fixed($0, 2, mark: "$") : "nothing" }
    return [
      .text(result.plans[pair.a].name), .text(result.plans[pair.b].name),
      .text((difference.mean > 0 ? "+" : "") + money(difference.mean / 1e9, interval)),
      .text(percent(pair.aCheaper.value)),
      .text(percent(Double(pair.same) / Double(max(1, pair.aCheaper.of)))),
      .text(price ?? ""), .text(pair.difference.isWithinNoise ? "within the noise" : ""),
    ]
  }
  return Table(title: "Between two plans: total cost, future by future", columns: columns, rows: rows)
}

/// How much of each plan's cost hangs on what is left over at the end; nil: nobody valued it in another way.
func leftOverTable(_ result: ComparisonResult) -> Table? {
  guard !result.leftOverViews.isEmpty else { return nil }
  func dollars(_ value: Double) -> Table.Cell { .text(amount(value)) }
  return Table(
    title: "What each plan costs in all, by what left-over credit is worth",
    columns: [Table.Column("plan", key: "plan")]
      + result.leftOverViews.enumerated().map {
        Table.Column($0.element.worth.told, key: "cost_\($0.offset)", kind: .number)
      } + [
        Table.Column("left over", key: "left_over", kind: .number),
        Table.Column("used after the end", key: "used_later", kind: .number),
        Table.Column("waste to come, in money paid", key: "waste_to_come", kind: .number),
      ],
    rows: result.shownPlans.map { plan in
      [.text(result.plans[plan].name)] + result.leftOverViews.map { dollars($0.costs[plan]) } + [
        dollars(result.mean(plan, .leftOver)), dollars(result.mean(plan, .usedAfterEnd)),
        dollars(result.mean(plan, .wasteToCome)),
      ]
    })
}

/// The same in a sentence, of the plan that is recommended.
func leftOverSentence(_ result: ComparisonResult) -> String? {
  guard let best = result.planToGoBy, let first = result.leftOverViews.first else { return nil }
  let costs = result.leftOverViews.map { $0.costs[best] }
  guard let least = costs.min(), let most = costs.max(), most > 0 else { return nil }
  let others = result.leftOverViews.dropFirst().filter { $0.answer.plan != first.answer.plan }
  return
    "Credit that is left over at the end is counted \(first.worth.told). Of \(result.name(best)) \(amount(most - least)) hangs on "
    + "that, \(percent((most - least) / most)) of what it may cost"
    + (others.isEmpty ? "; the answer is the same however it is counted." : "; the answer changes with it.")
}

/// What a single future may cost, with the interval of each quantile: it lies between two numbers that occurred.
func quantileTable(_ result: ComparisonResult) -> Table {
  func cell(_ quantile: Quantile?) -> Table.Cell {
    guard let quantile else { return .blank }
    func amount(_ count: Int64) -> String { fixed(Double(count) / 1e9, 0, mark: "$") }
    let ends = [quantile.low.map(amount) ?? "", quantile.high.map(amount) ?? ""]
    return .text("\(amount(quantile.value)) (\(ends[0])-\(ends[1]))")
  }
  return Table(
    title: "Total cost of a single future",
    columns: [Table.Column("plan", key: "plan")]
      + [("one in twenty is below", "p05"), ("half are below", "p50"), ("one in twenty is above", "p95")].map
    {
      Table.Column($0.0, key: $0.1, kind: .number)
    },
    rows: result.shownPlans.map { index in
      let quantiles = result.plans[index][.totalCost]?.quantiles
      return [.text(result.plans[index].name)]
        + [quantiles?.p05, quantiles?.p50, quantiles?.p95].map(cell)
    })
}

func lotTable(_ plan: PlanResult) -> Table? {
  let lots = plan.lots.filter { $0.orders > 0 }
  guard !lots.isEmpty else { return nil }
  let columns = [
    Table.Column("lot", key: "lot"), Table.Column("bought", key: "orders", kind: .number),
    Table.Column("face value", key: "face", kind: .number),
    Table.Column("some expires unused in", key: "expires", kind: .number),
    Table.Column("lost in any way in", key: "lost_in", kind: .number),
    Table.Column("expected loss", key: "loss", kind: .number),
    Table.Column("in money paid", key: "loss_at_cost", kind: .number),
  ]
  let rows = lots.map { lot -> [Table.Cell] in
    [
      .text(lot.name), .text(fixed(lot.orders, lot.isTrigger ? 1 : 0)),
      .text(fixed(lot.face / 1e9, 2, mark: "$")),
      .text(percent(lot.expiresUnused.value)), .text(percent(lot.isLost.value)),
      .text(fixed(lot.lost / 1e9, 2, mark: "$")), .text(fixed(lot.lostAtCost / 1e9, 2, mark: "$")),
    ]
  }
  return Table(title: "Lots of \(plan.name), a future on average", columns: columns, rows: rows)
}

func unknownTable(_ unknown: UnknownRules, _ result: ComparisonResult) -> Table {
  let measures = unknown.ranges.map(\.measure)
  let columns =
    [Table.Column("rule", key: "switch"), Table.Column("value", key: "value")]
    + measures.map { Table.Column($0.name, key: $0.key, kind: .number) } + [Table.Column("", key: "note")]
  var rows: [[Table.Cell]] = [
    [.text("all together"), .text(unknown.runs)]
      + unknown.ranges.map { .text(readable($0)) } + [.blank]
  ]
  for rule in unknown.switches {
    for (index, value) in rule.values.enumerated() {
      let hurts = rule.effects.filter { $0.worst == index && !$0.difference.isWithinNoise }.map(
        \.measure.name)
      rows.append(
        [.text(rule.name), .text(value.name)] + value.ranges.map { .text(readable($0)) }
          + [.text(hurts.isEmpty ? "" : "worst for \(listed(hurts, "and"))")])
    }
  }
  return Table(
    title: "Rules nobody states: \(result.plans[unknown.plan].name)", columns: columns, rows: rows)
}

extension UnknownRules {
  /// `12 combinations`, `30 of 72 combinations`.
  fileprivate var runs: String {
    if isComplete { return "\(grouped(variants)) combinations" }
    let isMore = combinations == UnknownRules.mostCombinations
    return "\(grouped(variants)) of \(grouped(combinations))\(isMore ? " or more" : "") combinations"
  }

  /// What a range over fewer runs does not say.
  func caution(_ result: ComparisonResult) -> String? {
    guard !isComplete else { return nil }
    return
      "\(result.plans[plan].name): \(runs) of unknown rules were run, each value by itself and every two of two rules "
      + "together; the ranges are over these, and what only three rules do together may lie outside."
  }
}

private func readable(_ range: MeasureRange) -> String {
  func text(_ value: Double) -> String {
    range.measure.unit.isShare
      ? percent(value) : fixed(value / range.measure.unit.baseUnits, 2, mark: "$")
  }
  return range.low == range.high ? text(range.low) : "\(text(range.low)) to \(text(range.high))"
}

/// Small bars for a terminal: the median balance through the run, all plans on one scale, and the share of futures in an
/// outage at its worst.
func barTable(_ result: ComparisonResult) -> Table? {
  let most = result.plans.flatMap { $0.days.compactMap { $0.balance?.p50 } }.max() ?? 0
  guard most > 0 else { return nil }
  let rows = result.plans.map { plan -> [Table.Cell] in
    let medians = plan.days.compactMap { $0.balance?.p50 }
    let worst = plan.days.map(\.outage.value).max() ?? 0
    return [.text(plan.name), .text(bars(medians, most: most)), .text(percent(worst))]
  }
  return Table(
    title: "Median balance from start to end (a full bar is \(Axis.dollars(Double(most) / 1e9)))",
    columns: [
      Table.Column("plan", key: "plan"), Table.Column("balance", key: "balance"),
      Table.Column("worst day: in an outage", key: "worst_day", kind: .number),
    ], rows: rows)
}

/// At most 26 bars in eighths of a line's height, each the mean of its days.
private func bars(_ values: [Int64], most: Int64) -> String {
  let count = min(values.count, 26)
  return (0..<count).map { bar in
    let days = values[(bar * values.count / count)..<max((bar + 1) * values.count / count, bar + 1)]
    let mean = days.reduce(0.0) { $0 + Double($1) } / Double(max(days.count, 1))
    let eighths = Int((mean / Double(most) * 8).rounded())
    return String(Unicode.Scalar(UInt32(0x2580 + min(max(eighths, 1), 8))) ?? " ")
  }.joined()
}
