/// The forms of what came of a suite: one file each, and a line here.

import Formats
import Pages
import Quantities
import Runs

public enum SuiteFormat: String, CaseIterable, Sendable {
  case table, markdown, tap, junit, github, gitlab, json

  public func write(_ outcome: SuiteOutcome, report: TextReport, into out: inout ByteBuffer) {
    switch self {
    case .table: SuiteText(outcome).write(isStyled: report.isStyled, into: &out)
    case .markdown: SuiteMarkdown(outcome).write(into: &out)
    case .tap: SuiteTAP(outcome).write(into: &out)
    case .junit: SuiteJUnit(outcome).write(into: &out)
    case .github:
      Annotations(outcome).writeGitHub(into: &out)
      SuiteText(outcome).write(isStyled: false, into: &out)
    case .gitlab: Annotations(outcome).writeGitLab(into: &out)
    case .json: SuiteJSON(outcome).write(into: &out)
    }
  }
}

extension CaseOutcome {
  /// What to call it: its claim or title, else its path.
  var name: String { title.isEmpty ? path : title }

  /// A check of it: the pinned figures need no further name.
  func name(of check: Check) -> String {
    check.name == Check.pinnedFigures ? name : "\(name), \(check.name)"
  }
}

extension SuiteOutcome {
  /// `61 files: 58 passed, 1 failed, 2 skipped.`
  var counts: String {
    let order: [Check.Verdict] = [
      .passed, .updated, .withinNoise, .warned, .failed, .error, .undecided, .skipped,
    ]
    let words = order.compactMap { verdict -> String? in
      let count = count(verdict)
      return count == 0 ? nil : "\(grouped(count)) \(verdict.counted(count))"
    }
    let files = "\(grouped(cases.count)) \(cases.count == 1 ? "file" : "files")"
    return files + (words.isEmpty ? "." : ": \(words.joined(separator: ", ")).")
  }

  /// Sentences below the counts.
  var remarks: [String] {
    var lines: [String] = []
    let rules = brokenRules
    if !rules.isEmpty {
      let names = rules.prefix(5).map { "\"\($0.title)\"" }
      let more = rules.count > 5 ? " and \(grouped(rules.count - 5)) more" : ""
      lines.append(
        "\(rules.count == 1 ? "1 rule does" : "\(grouped(rules.count)) rules do") not hold: "
          + "\(names.joined(separator: ", "))\(more).")
      let others = cases.count { $0.rule == nil && $0.verdict == .failed }
      if others > 0 {
        lines.append(
          "\(grouped(others)) \(others == 1 ? "file that is no rule changes" : "files that are no rules change") with \(rules.count == 1 ? "it" : "them")."
        )
      }
    }
    if judgements > 0 {
      lines.append(
        "Chance has a part in \(grouped(judgements)) judgements; together they err in at most \(errorRate) of runs."
      )
    }
    if notRun > 0 {
      lines.append(
        "\(grouped(notRun)) not run: \(wasInterrupted ? "interrupted" : "stopped at the first failure").")
    }
    return lines
  }
}

extension Check.Verdict {
  func counted(_ count: Int) -> String {
    switch self {
    case .passed: "passed"
    case .updated: "pinned"
    case .withinNoise: "within noise"
    case .warned: "with a warning"
    case .skipped: "skipped"
    case .undecided: "undecided"
    case .failed: "failed"
    case .error: count == 1 ? "error" : "errors"
    }
  }
}
