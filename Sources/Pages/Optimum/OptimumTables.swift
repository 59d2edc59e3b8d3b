/// The tables of a search for a plan: the plans that were compared, what being off costs, the frontiers, and all of it for files.

import Formats
import Quantities
import Results

/// The chosen plan first, then those of the selection by the goal; and those that any table names.
func optimumPlans(_ words: OptimumWords) -> Table {
  let optimum = words.optimum
  let candidates = optimum.selection?.candidates ?? []
  let chosen = optimum.chosen.flatMap { optimum.members[$0].figure }
  let title = optimum.selection == nil ? "The plans that were found" : "The plans compared on fresh futures"
  func fate(_ member: Int) -> String {
    [said(member), optimum.members[member].usesReseller ? "resale breaks the provider's terms" : ""]
      .filter { !$0.isEmpty }.joined(separator: "; ")
  }
  func said(_ member: Int) -> String {
    guard let candidate = candidates.first(where: { $0.member == member }) else { return "" }
    if member == optimum.chosen { return "chosen" }
    switch candidate.fate {
    case .broke: return "breaks a limit"
    case .beaten: return candidate.keepsLimits ? "dearer" : "dearer; limits not shown to be kept"
    case .stayed:
      if !candidate.keepsLimits { return "limits not shown to be kept" }
      let more = (optimum.members[member].figure ?? .infinity) - (chosen ?? .infinity)
      let isNear = more.isFinite && abs(more) <= optimum.selection?.tolerance ?? 0
      return isNear ? "as good, within what was asked for" : more > 0 ? "dearer" : ""
    }
  }
  var shown = candidates.map(\.member)
  if shown.isEmpty { shown = Array(optimum.members.indices.prefix(12)) }
  let order = shown.sorted { a, b in
    if (a == optimum.chosen) != (b == optimum.chosen) { return a == optimum.chosen }
    return (optimum.members[a].figure ?? .infinity, a) < (optimum.members[b].figure ?? .infinity, b)
  }
  let measures: [Measure] = [.totalCost, .paid, .refusedShare, .wasteAtCost, .outageRisk, .effectivePrice]
  return Table(
    title: title,
    columns: [Table.Column("plan", key: "plan")]
      + measures.map { Table.Column($0.name, key: $0.key, kind: .number) }
      + [Table.Column("", key: "note")],
    rows: order.map { member in
      [.text(optimum.members[member].name)]
        + measures.map { measure in
          .text(
            optimum.members[member][measure].map {
              $0.readable(withInterval: measure == .totalCost || measure == .outageRisk)
            } ?? "")
        } + [.text(fate(member))]
    })
}

/// Each range of the chosen plan, somewhat off.
func neighbourTable(_ words: OptimumWords) -> Table? {
  let optimum = words.optimum
  guard let chosen = optimum.chosen, let family = optimum.members[chosen].family,
    !optimum.neighbours.isEmpty
  else { return nil }
  let ranges = optimum.families[family].ranges
  return Table(
    title: "What it costs to be off",
    columns: [
      Table.Column("range", key: "range"), Table.Column("instead of", key: "chosen", kind: .number),
      Table.Column("take", key: "value", kind: .number),
      Table.Column("which changes the \(optimum.goal.name) by", key: "difference", kind: .number),
      Table.Column("outage risk then", key: "outage_risk", kind: .number),
    ],
    // Where another value makes the same plan there is nothing to tell.
    rows: optimum.neighbours.filter { $0.member != chosen }.map { neighbour in
      let own = optimum.members[chosen].values
      let risk = neighbour.member.flatMap { optimum.members[$0][.outageRisk] }
      return [
        .text(ranges[neighbour.range].key),
        .text(own.indices.contains(neighbour.range) ? own[neighbour.range] : ""),
        .text(neighbour.value),
        .text(
          neighbour.difference.map { ($0.best.mean > 0 ? "+" : "") + words.told($0) } ?? "no valid plan"),
        .text(risk?.readable() ?? ""),
      ]
    })
}

/// The members of a frontier, and the scenario's own plans that others beat in both.
func frontierTable(_ frontier: Optimum.Frontier, _ words: OptimumWords, most: Int = .max) -> Table {
  let optimum = words.optimum
  let dominated = Dictionary(
    frontier.dominated.map { ($0.member, $0.by) }, uniquingKeysWith: { first, _ in first })
  var members = frontier.sample(of: most)
  if let chosen = optimum.chosen, !members.contains(chosen), dominated[chosen] == nil {
    members = (members + [chosen]).sorted { across($0) < across($1) }
  }
  func across(_ member: Int) -> Double { optimum.members[member].value(of: frontier.across) ?? .infinity }
  /// Another limit than one on what goes up here: of that the frontier itself tells.
  func broken(_ member: Int) -> String? {
    let binding = Set(optimum.limits.filter(\.binds).map(\.text))
    return optimum.members[member].findings.first {
      $0.verdict == .broken && binding.contains($0.text) && $0.measure != frontier.up.measure
    }.map { "breaks “\($0.text)”" }
  }
  let rows = members + frontier.dominated.map(\.member)
  return Table(
    title: "\(frontier.across.heading) against \(frontier.up.name)",
    columns: [
      Table.Column("plan", key: "plan"),
      Table.Column(frontier.across.name, key: "across", kind: .number),
      Table.Column(frontier.up.name, key: "up", kind: .number), Table.Column("", key: "note"),
    ],
    rows: rows.map { member in
      let plan = optimum.members[member]
      let note =
        dominated[member].map { "worse in both than “\(optimum.members[$0].name)”" }
        ?? (member == optimum.chosen
          ? "chosen"
          : [broken(member), plan.usesReseller ? "resale breaks the provider's terms" : nil].compactMap(
            \.self
          )
          .joined(separator: "; "))
      return [
        .text(plan.name), .text(plan.told(frontier.across)), .text(plan.told(frontier.up)), .text(note),
      ]
    })
}

extension Goal {
  var heading: String { name.prefix(1).uppercased() + name.dropFirst() }
}

extension Optimum.Member {
  /// In base units; nil: it was not evaluated.
  func value(of goal: Goal) -> Double? {
    guard let estimate = self[goal.measure] else { return nil }
    switch goal.percent {
    case nil: return estimate.mean
    case 5: return (estimate.quantiles?.p05.value).map { Double($0) }
    case 50: return (estimate.quantiles?.p50.value).map { Double($0) }
    default: return (estimate.quantiles?.p95.value).map { Double($0) }
    }
  }

  fileprivate func told(_ goal: Goal) -> String {
    guard let estimate = self[goal.measure] else { return "" }
    return goal.percent == nil ? estimate.readable() : value(of: goal).map(amount) ?? ""
  }
}

extension Table {
  /// Every plan of which figures are told, a row each: for spreadsheets.
  public init(optimum: Optimum) {
    let measures: [Measure] = [
      .totalCost, .paid, .waste, .wasteAtCost, .effectivePrice, .refusedShare, .outageRisk, .cutOffRisk,
      .cashIn24Hours,
    ]
    var columns = [
      Table.Column("plan", key: "plan"), Table.Column("family", key: "family"),
      Table.Column("values", key: "values"), Table.Column("chosen", key: "chosen"),
      Table.Column("keeps limits", key: "keeps_limits"), Table.Column("reseller", key: "uses_reseller"),
    ]
    for measure in measures {
      columns.append(Table.Column(measure.name, key: measure.key, kind: .number))
      columns.append(Table.Column("low", key: measure.key + "_low", kind: .number))
      columns.append(Table.Column("high", key: measure.key + "_high", kind: .number))
    }
    columns.append(Table.Column("cash, P95", key: "paid_p95", kind: .number))
    for frontier in optimum.frontiers {
      columns.append(
        Table.Column("on the frontier", key: "frontier_\(frontier.across.key)_\(frontier.up.key)"))
    }
    self.init(columns: columns)
    for (number, member) in optimum.members.enumerated() {
      let candidate = optimum.selection?.candidates.first { $0.member == number }
      var row: [Cell] = [
        .text(member.name), .text(member.family.map { optimum.families[$0].name } ?? ""),
        .text(optimum.values(of: member)), .yes(number == optimum.chosen),
        candidate.map { .yes($0.keepsLimits) } ?? .blank, .yes(member.usesReseller),
      ]
      for measure in measures {
        let estimate = member[measure]
        let scale = measure.unit.baseUnits
        let isRisk = measure.unit == .probability
        let interval = isRisk ? estimate?.best.interval : estimate?.interval
        for value in [isRisk ? estimate?.best.mean : estimate?.mean, interval?.low, interval?.high] {
          row.append(value.flatMap { decimal($0 / scale) }.map { .text($0) } ?? .blank)
        }
      }
      row.append(
        member[.paid]?.quantiles.flatMap { decimal(Double($0.p95.value) / 1e9) }.map { .text($0) } ?? .blank)
      for frontier in optimum.frontiers { row.append(.yes(frontier.members.contains(number))) }
      append(row)
    }
  }
}

extension Goal {
  fileprivate var key: String { measure.key + (percent.map { "_p\($0)" } ?? "") }
}

extension Optimum {
  /// `buy.first.credit: $1,850; buy.first.validity: 1 year`
  func values(of member: Member) -> String {
    guard let family = member.family else { return "" }
    return zip(families[family].ranges, member.values).map { "\($0.key): \($1)" }.joined(separator: "; ")
  }
}
