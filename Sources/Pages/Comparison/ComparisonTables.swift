/// The tables of a comparison: plans, pairs, the lots of a plan, and rules that nobody states. Every figure has its 95 %
/// interval; what lies within the noise is called a tie.

import Formats
import Quantities
import Results

func planTable(_ result: ComparisonResult) -> Table {
  let shown = Measure.columns
  var columns = [Table.Column("plan", key: "plan")]
  columns += shown.map { Table.Column($0.column?.title ?? $0.name, key: $0.key, kind: .number) }
  columns.append(Table.Column("", key: "note"))
  let order = result.ranking.order.isEmpty ? Array(result.plans.indices) : result.ranking.order
  let rows = order.map { index -> [Table.Cell] in
    let plan = result.plans[index]
    var notes: [String] = []
    if index == result.ranking.best, result.plans.count > 1 { notes.append("best") }
    if result.ranking.tiedWithBest.contains(index) { notes.append("tie") }
    if plan.usesReseller { notes.append("resale breaches the credit terms") }
    let figures = shown.map { measure -> Table.Cell in
      let hasInterval = measure.column?.hasInterval ?? true
      return plan[measure].map { .text($0.readable(withInterval: hasInterval)) } ?? .blank
    }
    return [.text(plan.name)] + figures + [.text(notes.joined(separator: "; "))]
  }
  return Table(title: "Plans, the cheapest first", columns: columns, rows: rows)
}

func pairTable(_ result: ComparisonResult) -> Table {
  let columns = [
    Table.Column("plan", key: "a"), Table.Column("against", key: "b"),
    Table.Column("difference", key: "difference", kind: .number),
    Table.Column("cheaper in", key: "cheaper", kind: .number),
    Table.Column("same cost in", key: "same", kind: .number),
    Table.Column("surer by", key: "factor", kind: .number), Table.Column("", key: "note"),
  ]
  let rows = result.pairs.map { pair -> [Table.Cell] in
    let difference = pair.difference.best
    let interval = Interval(low: difference.interval.low / 1e9, high: difference.interval.high / 1e9)
    let factor = pair.difference.adjusted.map { "x" + fixed($0.factor, 1) } ?? ""
    return [
      .text(result.plans[pair.a].name), .text(result.plans[pair.b].name),
      .text((difference.mean > 0 ? "+" : "") + money(difference.mean / 1e9, interval)),
      .text(percent(pair.aCheaper.value)),
      .text(percent(Double(pair.same) / Double(max(1, pair.aCheaper.of)))),
      .text(factor), .text(pair.difference.isWithinNoise ? "within the noise" : ""),
    ]
  }
  return Table(title: "Total cost, future by future", columns: columns, rows: rows)
}

/// What a single future may cost, with the interval of each quantile: it lies between two numbers that occurred.
func quantileTable(_ result: ComparisonResult) -> Table {
  func cell(_ quantile: Quantile?) -> Table.Cell {
    guard let quantile else { return .blank }
    func amount(_ count: Int64) -> String { fixed(Double(count) / 1e9, 0, mark: "$") }
    let ends = [quantile.low.map(amount) ?? "", quantile.high.map(amount) ?? ""]
    return .text("\(amount(quantile.value)) (\(ends[0])-\(ends[1]))")
  }
  let order = result.ranking.order.isEmpty ? Array(result.plans.indices) : result.ranking.order
  return Table(
    title: "Total cost of a single future",
    columns: [Table.Column("plan", key: "plan")]
      + [("one in twenty is below", "p05"), ("half are below", "p50"), ("one in twenty is above", "p95")].map
    {
      Table.Column($0.0, key: $0.1, kind: .number)
    },
    rows: order.map { index in
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
    Table.Column("paid for it", key: "loss_at_cost", kind: .number),
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
    range.measure.unit == .probability
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
