/// A summary for the page of a job: counts, what is wrong as a table, the rest folded away.

import Formats
import Pages
import Quantities
import Runs
import Scenario

struct SuiteMarkdown {
  private let outcome: SuiteOutcome

  init(_ outcome: SuiteOutcome) { self.outcome = outcome }

  func write(into out: inout ByteBuffer) {
    let mark = outcome.hasFailures || outcome.hasErrors ? "❌" : outcome.hasUndecided ? "❔" : "✅"
    out.append(text: "## \(mark) lotwise verify\n\n\(outcome.counts)\n")
    for remark in outcome.remarks { out.append(text: "\n\(MarkdownText.escaped(remark))\n") }
    let bad = rows { $0.verdict.isBad || $0.verdict == .warned || $0.verdict == .withinNoise }
    if !bad.rows.isEmpty {
      out.append("\n")
      MarkdownReport().write(bad, into: &out)
    }
    let good = rows { $0.verdict == .passed || $0.verdict == .updated || $0.verdict == .skipped }
    guard !good.rows.isEmpty else { return }
    out.append(
      text:
        "\n<details><summary>\(grouped(good.rows.count)) \(good.rows.count == 1 ? "check" : "checks") without a finding</summary>\n\n"
    )
    MarkdownReport().write(good, into: &out)
    out.append("\n</details>\n")
  }

  /// A page of a job takes a megabyte.
  private static let mostRows = 300

  private func rows(where isWanted: (Check) -> Bool) -> Table {
    var table = Table(
      columns: [
        Table.Column("verdict", key: "verdict"), Table.Column("place", key: "place"),
        Table.Column("claim", key: "claim"), Table.Column("what", key: "what"),
      ])
    var omitted = 0
    for file in outcome.cases {
      for check in file.checks where isWanted(check) {
        guard table.rows.count < SuiteMarkdown.mostRows else {
          omitted += 1
          continue
        }
        let claim = file.name(of: check)
        table.append([
          .text(check.verdict.rawValue), .text("\(check.place.path):\(check.place.line)"), .text(claim),
          .text(String(check.message.prefix(600))),
        ])
      }
    }
    if omitted > 0 { table.append([.blank, .blank, .text("and \(grouped(omitted)) more"), .blank]) }
    return table
  }
}
