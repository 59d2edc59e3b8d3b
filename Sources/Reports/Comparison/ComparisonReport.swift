/// A comparison for people: who is cheapest and how sure that is, in words; then plan by plan, pair by pair, lot by lot,
/// and what nobody knows. Every figure has its 95 % interval; what lies within the noise is called a tie.

import Analysis
import Quantities
import Scenario

extension Report {
  /// `explain`: the command that shows one future.
  public init(_ result: ComparisonResult, source: ComparisonSource) {
    var tables = [planTable(result)]
    if result.plans.count > 1 { tables.append(pairTable(result)) }
    tables += result.plans.compactMap(lotTable)
    tables += result.unknown.map { unknownTable($0, result) }
    self.init(
      title: result.title, lead: [about(result, source)] + answer(result), tables: tables,
      notes: remarks(result, source))
  }
}

/// What a comparison does not say of itself.
public struct ComparisonSource: Sendable {
  public var rates: String
  public var version: String
  public var stepSeconds: Int64
  /// Of one future, as somebody would type it.
  public var explain: String

  public init(rates: String, version: String, stepSeconds: Int64, explain: String) {
    self.rates = rates
    self.version = version
    self.stepSeconds = stepSeconds
    self.explain = explain
  }
}

private func about(_ result: ComparisonResult, _ source: ComparisonSource) -> String {
  let futures =
    result.paths == result.asked
    ? "\(grouped(result.paths)) futures" : "\(grouped(result.paths)) of \(grouped(result.asked)) futures"
  var text =
    "From \(result.start.readable) to \(result.end.readable) (UTC), \(futures), seed \(result.seed), \(source.rates)."
  if let demand = result.demand {
    text += " Usage at list price: \(demand.readable())"
    if let quantiles = demand.quantiles {
      text +=
        ", in nine futures of ten between \(Nanodollars(quantiles.p05.value).wholeDollars) and "
        + Nanodollars(quantiles.p95.value).wholeDollars
    }
    text += "."
  }
  return text
}

/// The answer, as somebody would say it.
private func answer(_ result: ComparisonResult) -> [String] {
  guard let best = result.ranking.best, result.paths > 1 else {
    return ["Too few futures to say anything: ask for more with --paths."]
  }
  let plan = result.plans[best]
  guard result.ranking.order.count > 1 else {
    let cost = plan[.totalCost]?.readable() ?? ""
    return ["\(plan.name) costs \(cost) in all; \(risk(plan))."]
  }
  var lines: [String] = []
  let ties = result.ranking.tiedWithBest.map { result.plans[$0].name }
  let next = result.ranking.order[1]
  if let pair = result.pair(best, next) {
    let difference = pair.difference.best
    let half = (difference.interval.high - difference.interval.low) / 2e9
    if abs(difference.mean) < 5e6 {
      lines.append("\(plan.name) and \(result.plans[next].name) cost the same, to the cent.")
    } else if ties.isEmpty {
      lines.append(
        "\(plan.name) costs least: on average \(money(-difference.mean / 1e9, half)) less than "
          + "\(result.plans[next].name), and it is cheaper than that in \(percent(pair.aCheaper.value)) of futures."
      )
    } else {
      lines.append(
        "\(plan.name) costs least so far, but \(listed(ties, "and")) cannot be told from it: the difference is within "
          + "the noise of \(grouped(result.paths)) futures.")
    }
  }
  lines.append(
    "Risk of at least one outage: "
      + result.ranking.order.map {
        "\(result.plans[$0].name) \(percent(result.plans[$0].outageRisk?.value ?? 0))"
      }
      .joined(separator: "; ") + ".")
  if plan.usesReseller {
    lines.append(
      "Mind that \(plan.name) buys from a reseller, which the provider's credit terms forbid: its figures hold only if "
        + "the seller's risks are as the scenario assumes.")
  }
  return lines
}

private func risk(_ plan: PlanResult) -> String {
  "risk of at least one outage \(plan[.outageRisk]?.readable() ?? "unknown")"
}

private func planTable(_ result: ComparisonResult) -> Table {
  let shown: [(String, Measure)] = [
    ("total cost", .totalCost), ("paid", .paid), ("waste", .waste), ("paid for it", .wasteAtCost),
    ("outage risk", .outageRisk), ("blocked", .blockedHours), ("per useful $", .effectivePrice),
  ]
  var columns = [Table.Column("plan", key: "plan")]
  columns += shown.map { Table.Column($0.0, key: $0.1.key, kind: .number) }
  columns.append(Table.Column("", key: "note"))
  let order = result.ranking.order.isEmpty ? Array(result.plans.indices) : result.ranking.order
  let rows = order.map { index -> [Table.Cell] in
    let plan = result.plans[index]
    var notes: [String] = []
    if index == result.ranking.best, result.plans.count > 1 { notes.append("best") }
    if result.ranking.tiedWithBest.contains(index) { notes.append("tie") }
    if plan.usesReseller { notes.append("resale breaches the credit terms") }
    let figures = shown.map { column -> Table.Cell in
      let isShort = column.1 == .effectivePrice || column.1 == .wasteAtCost
      return plan[column.1].map { .text($0.readable(withInterval: !isShort)) } ?? .blank
    }
    return [.text(plan.name)] + figures + [.text(notes.joined(separator: "; "))]
  }
  return Table(title: "Plans, the cheapest first", columns: columns, rows: rows)
}

private func pairTable(_ result: ComparisonResult) -> Table {
  let columns = [
    Table.Column("plan", key: "a"), Table.Column("against", key: "b"),
    Table.Column("difference", key: "difference", kind: .number),
    Table.Column("cheaper in", key: "cheaper", kind: .number),
    Table.Column("same cost in", key: "same", kind: .number),
    Table.Column("surer by", key: "factor", kind: .number), Table.Column("", key: "note"),
  ]
  let rows = result.pairs.map { pair -> [Table.Cell] in
    let difference = pair.difference.best
    let half = (difference.interval.high - difference.interval.low) / 2e9
    let factor = pair.difference.adjusted.map { "x" + fixed($0.factor, 1) } ?? ""
    return [
      .text(result.plans[pair.a].name), .text(result.plans[pair.b].name),
      .text((difference.mean > 0 ? "+" : "") + money(difference.mean / 1e9, half)),
      .text(percent(pair.aCheaper.value)),
      .text(percent(Double(pair.same) / Double(max(1, pair.aCheaper.of)))),
      .text(factor), .text(pair.difference.isWithinNoise ? "within the noise" : ""),
    ]
  }
  return Table(title: "Total cost, future by future", columns: columns, rows: rows)
}

private func lotTable(_ plan: PlanResult) -> Table? {
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
      .text(money(lot.face / 1e9, 0.1, false)),
      .text(percent(lot.expiresUnused.value)), .text(percent(lot.isLost.value)),
      .text(money(lot.lost / 1e9, 0.1, false)), .text(money(lot.lostAtCost / 1e9, 0.1, false)),
    ]
  }
  return Table(title: "Lots of \(plan.name), a future on average", columns: columns, rows: rows)
}

private func unknownTable(_ unknown: UnknownRules, _ result: ComparisonResult) -> Table {
  let columns = [
    Table.Column("rule", key: "switch"), Table.Column("value", key: "value"),
    Table.Column("total cost", key: "total_cost", kind: .number),
    Table.Column("outage risk", key: "outage_risk", kind: .number),
    Table.Column("waste", key: "waste", kind: .number), Table.Column("", key: "note"),
  ]
  var rows: [[Table.Cell]] = [
    [.text("all together"), .text("\(unknown.variants) combinations")]
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

private func readable(_ range: MeasureRange) -> String {
  func text(_ value: Double) -> String {
    range.measure.unit == .probability
      ? percent(value) : money(value / range.measure.unit.baseUnits, 0.1, false)
  }
  return range.low == range.high ? text(range.low) : "\(text(range.low)) to \(text(range.high))"
}

private func remarks(_ result: ComparisonResult, _ source: ComparisonSource) -> [String] {
  var notes = [
    "± and ranges in brackets are 95 % intervals of the mean, from chance in the futures alone; usage and risks are "
      + "the scenario's assumptions.",
    "Total cost: paid, less the value left over (\(result.leftOver.rawValue))"
      + (result.blockedWorkCosts > .zero
        ? ", and \(result.blockedWorkCosts.percentage) of the list price of blocked work." : "."),
  ]
  if let factor = result.pairs.compactMap(\.difference.adjusted?.factor).max() {
    notes.append(
      "Control variates (\(listed(result.controls, "and"))) make differences as sure as up to "
        + "\(fixed(factor, 1)) times as many futures would.")
  }
  if result.plans.contains(where: \.usesReseller) {
    notes.append(
      "Reseller lots: the provider's credit terms forbid the sale of credit from one customer to another; it may be "
        + "revoked without a refund.")
  }
  if let throttled = result.throttled, throttled.mean > 0 {
    notes.append("Rate limits hold back \(throttled.readable()) of usage, which is in no plan's figures.")
  }
  notes.append("One future, posting by posting: \(source.explain)")
  return notes
}

extension Ratio {
  fileprivate var percentage: String { fixed(Double(millionths) / 10_000, 0) + "%" }
}

extension Nanodollars {
  fileprivate var wholeDollars: String { "$" + fixed(Double(count) / 1e9, 0) }
}

extension Measure {
  /// For machines: `blocked_no_credit`.
  var key: String {
    String(name.filter { $0 != ":" }.map { $0 == " " ? "_" : $0 })
  }
}
