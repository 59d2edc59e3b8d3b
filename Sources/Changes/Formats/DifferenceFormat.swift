/// The forms of a difference, and the words that they share.

import Analysis
import Formats
import Pages
import Quantities
import Results
import Runs
import Scenario
import ScenarioFile

public enum DifferenceFormat: String, CaseIterable, Sendable {
  case table, markdown, json, github, gitlab

  public func write(_ differences: Differences, report: TextReport, into out: inout ByteBuffer) {
    switch self {
    case .table: DifferenceText(differences).write(report, into: &out)
    case .markdown: DifferenceMarkdown(differences).write(into: &out)
    case .json: DifferenceJSON(differences).write(into: &out)
    case .github:
      Annotations(differences).writeGitHub(into: &out)
      DifferenceText(differences).write(TextReport(), into: &out)
    case .gitlab: Annotations(differences).writeGitLab(into: &out)
    }
  }
}

/// All files of one `lotwise diff`.
public struct Differences: Sendable {
  /// What was compared, in words: `main`, or the old file.
  public let against: String
  public let files: [FileDifference]
  /// Files that say the same in both versions.
  public let unchanged: Int
  public let added: [String]
  public let removed: [String]
  /// Files that cannot be read in one of the versions, and why.
  public let unreadable: [(path: String, why: String)]

  public init(
    against: String, files: [FileDifference], unchanged: Int = 0, added: [String] = [],
    removed: [String] = [],
    unreadable: [(path: String, why: String)] = []
  ) {
    self.against = against
    self.files = files
    self.unchanged = unchanged
    self.added = added
    self.removed = removed
    self.unreadable = unreadable
  }

  /// `2 of 11 files change what a plan costs or risks, against main.`
  var headline: String {
    let total = files.count + unchanged
    let changed = files.count(where: \.isChanged)
    var text: String
    if files.contains(where: { $0.plans.isEmpty && !$0.inputs.isEmpty }) {
      let count = files.reduce(0) { $0 + $1.inputs.count }
      text = "\(grouped(count)) \(count == 1 ? "entry is" : "entries are") different"
    } else if changed == 0 {
      text =
        files.isEmpty
        ? "Nothing is different" : "Nothing that is different changes what a plan costs or risks"
    } else {
      let subject =
        total == 1
        ? "The change does"
        : "\(grouped(changed)) of \(grouped(total)) files \(changed == 1 ? "changes" : "change")"
      text =
        subject + (total == 1 ? " something to what a plan costs or risks" : " what a plan costs or risks")
    }
    text += ", against \(against)."
    if !added.isEmpty { text += " New: \(Differences.names(added))." }
    if !removed.isEmpty { text += " Gone: \(Differences.names(removed))." }
    return text
  }

  /// The first few, and how many more.
  private static func names(_ paths: [String]) -> String {
    let most = 8
    if paths.count <= most { return listed(paths, "and") }
    return listed(paths.prefix(most) + ["\(grouped(paths.count - most)) more"], "and")
  }
}

extension PairedChange {
  /// `$140.02 more ±3.10`, `3.00 points higher`.
  var told: String {
    let half = halfWidth
    return measure.told(difference: mean)
      + (half > 0 && half.isFinite ? " \(measure.told(halfWidth: half))" : "")
  }

  var signed: String {
    if mean == 0 { return changed > 0 ? "±0 on average" : "" }
    let half = halfWidth
    return measure.signed(mean) + (half > 0 && half.isFinite ? " \(measure.told(halfWidth: half))" : "")
      + (isReal ? "" : " (within noise)")
  }
}

extension PlanDifference {
  /// `auto-reload costs $140.02 more ±3.10 (of $1,204.12), outage risk 3.00 points higher ±0.40`; nil: nothing changed.
  var sentence: String? {
    switch presence {
    case .added: return "\(name) is new"
    case .removed: return "\(name) is gone"
    case .both: break
    }
    let changed = changes.filter { $0.changed > 0 }
    guard !changed.isEmpty else { return nil }
    var parts: [String] = []
    for change in changed {
      let isCost = change.measure == .totalCost || change.measure == .paid && self[.totalCost] == nil
      if isCost {
        let real = change.isReal ? "" : ", within the noise"
        parts.append("costs \(change.told) (it was \(change.measure.told(change.before))\(real))")
      } else if change.measure != .paid, change.measure != .effectivePrice, change.isReal {
        parts.append("\(change.measure.name) \(change.told)")
      }
    }
    if parts.isEmpty, let first = changed.first {
      parts.append("\(first.measure.name) \(first.told)" + (first.isReal ? "" : ", within the noise"))
    }
    return "\(name) \(parts.joined(separator: ", "))"
  }
}

extension CauseEffect {
  /// By plan: what it does to the cost, or else to whatever it changes.
  package var effects: [String] {
    plans.compactMap { plan -> String? in
      let change =
        plan[.totalCost].flatMap { $0.changed > 0 ? $0 : nil } ?? plan.changes.first { $0.changed > 0 }
      guard let change else { return nil }
      return "\(plan.name) \(change.measure.name) \(change.signed)"
    }
  }

  /// In half widths where there is chance: which cause to name first.
  package var size: Double {
    plans.map { plan in abs((plan[.totalCost] ?? plan[.paid])?.mean ?? 0) }.max() ?? 0
  }
}

extension FileDifference {
  var how: String {
    if futures == 0 { return "" }
    return
      "\(grouped(futures)) futures, seed \(seed), \(isPaired ? "each against itself" : "two samples"); ± are 95 % intervals."
  }

  /// A row for each plan and measure that changes.
  var table: Table {
    var table = Table(
      columns: [
        Table.Column("plan", key: "plan"), Table.Column("measure", key: "measure"),
        Table.Column("before", key: "before", kind: .number),
        Table.Column("after", key: "after", kind: .number),
        Table.Column("difference", key: "difference", kind: .number),
      ])
    for plan in plans where plan.presence == .both {
      for change in plan.changes where change.changed > 0 {
        table.append([
          .text(plan.name), .text(change.measure.name), .text(change.measure.told(change.before)),
          .text(change.measure.told(change.after)), .text(change.signed),
        ])
      }
    }
    return table
  }

  /// A row for each cause and plan.
  var causeTable: Table {
    // What two causes do to a ratio does not add up.
    let measures = Measure.told.filter { $0.unit != .ratio }
    var table = Table(
      columns: [
        Table.Column("because of", key: "cause"), Table.Column("line", key: "line"),
        Table.Column("plan", key: "plan"),
      ] + measures.map { Table.Column($0.name, key: $0.key, kind: .number) })
    for cause in causes {
      for (index, plan) in cause.plans.enumerated() {
        func cell(_ measure: Measure) -> Table.Cell { .text(plan[measure]?.signed ?? "") }
        let place = cause.changes.first.map { "\($0.place.path):\($0.place.line)" } ?? ""
        table.append(
          [.text(index == 0 ? cause.text : ""), .text(index == 0 ? place : ""), .text(plan.name)]
            + measures.map(cell))
      }
    }
    return table
  }
}
