/// A search for a plan for a terminal, and at the head of the page of a comparison of its plans: the answer, the frontier as the
/// first chart, the plan to paste, what being off costs.

import Formats
import Quantities
import Results

extension Report {
  public init(optimum: Optimum) {
    let words = OptimumWords(optimum)
    let paragraphs = words.answer + words.cautions + [words.opening]
    var tables: [Table?] = [optimumPlans(words), neighbourTable(words)]
    tables += optimum.frontiers.prefix(1).map { frontierTable($0, words, most: 8) }
    self.init(
      title: optimum.title, lead: Array(paragraphs.map { [$0] }.joined(separator: [""])),
      tables: tables.compactMap(\.self))
  }
}

extension Optimum {
  /// The chosen plan as a block for the `plans` of a scenario; nil: it stands there, or there is none.
  public var block: String? { OptimumWords(self).block }
}

extension Page {
  /// `comparison`: of the scenario's own plans and members of the frontier.
  public init(optimum: Optimum, comparison: Page) {
    let words = OptimumWords(optimum)
    self = comparison
    title = optimum.title
    subtitle = words.opening
    answer = words.answer
    cautions = words.cautions
    var first = Section("What less risk costs")
    first.figures = optimum.frontiers.enumerated().map { number, frontier in
      Figure("frontier-\(number + 1)", FrontierChart(frontier, optimum))
    }
    first.more = optimum.frontiers.map { frontierTable($0, words) }
    var opened = [
      first, Section("The plans compared on fresh futures", tables: [Table(untitled: optimumPlans(words))]),
    ]
    if let table = neighbourTable(words) {
      opened.append(Section("What it costs to be off", tables: [Table(untitled: table)]))
    }
    if let block = words.block {
      opened.append(
        Section(
          "The plan to paste", paragraphs: ["Under `plans` of the scenario."],
          source: ("The plan in YAML", block)))
    }
    sections = opened + comparison.sections
  }
}

extension Table {
  fileprivate init(untitled table: Table) {
    self = table
    title = ""
  }
}

extension FrontierChart {
  fileprivate init(_ frontier: Optimum.Frontier, _ optimum: Optimum) {
    let isShare = frontier.up.measure.unit.isShare
    let scale = frontier.up.measure.unit.baseUnits
    let dominated = Dictionary(
      frontier.dominated.map { ($0.member, $0.by) }, uniquingKeysWith: { first, _ in first })
    let shown =
      frontier.members
      + optimum.members.indices.filter { member in
        !frontier.members.contains(member)
          && (optimum.members[member].family == nil || member == optimum.chosen)
      }
    let points = shown.compactMap { member -> Point? in
      let plan = optimum.members[member]
      guard let across = plan.value(of: frontier.across), let up = plan.value(of: frontier.up),
        across.isFinite, up.isFinite
      else { return nil }
      let by = dominated[member]
      let kind: Point.Kind =
        member == optimum.chosen
        ? .chosen : by != nil ? .dominated : plan.family == nil ? .own : .frontier
      return Point(
        name: plan.name, across: across / frontier.across.measure.unit.baseUnits, up: up / scale, kind: kind,
        by: by.map { optimum.members[$0].name })
    }
    self.init(
      across: frontier.across.name, up: frontier.up.name, isShare: isShare,
      points: points.sorted { ($0.across, $0.up) < ($1.across, $1.up) })
  }
}
