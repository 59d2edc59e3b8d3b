/// For a terminal and a log: what is not as it should be, each in one line that begins with its place, then the counts.

import Formats
import Quantities
import Runs
import Scenario

struct SuiteText {
  private let outcome: SuiteOutcome
  private static let mostDetails = 6

  init(_ outcome: SuiteOutcome) { self.outcome = outcome }

  func write(isStyled: Bool, into out: inout ByteBuffer) {
    var text = ByteBuffer()
    write(isStyled, into: &text)
    out.append(text: withoutCommands(text.text))
  }

  private func write(_ isStyled: Bool, into out: inout ByteBuffer) {
    func bold(_ text: String) -> String { isStyled ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
    var isAny = false
    for file in outcome.cases {
      for check in file.checks where check.verdict != .passed {
        if check.verdict == .skipped, file.checks.count == 1, check.name != "reading" { continue }
        isAny = true
        let place = "\(visible(check.place.path)):\(check.place.line):"
        out.append(
          text: "\(bold(place)) \(check.verdict.rawValue): \(visible(SuiteText.line(check, of: file)))\n")
        guard check.verdict != .withinNoise else { continue }
        for detail in check.details.prefix(SuiteText.mostDetails) {
          out.append(text: "    \(visible(detail))\n")
        }
        if check.details.count > SuiteText.mostDetails {
          out.append(text: "    and \(grouped(check.details.count - SuiteText.mostDetails)) more\n")
        }
      }
    }
    let skipped = outcome.cases.filter {
      $0.checks.count == 1 && $0.verdict == .skipped && $0.checks[0].name != "reading"
    }
    if !skipped.isEmpty {
      isAny = true
      let names = skipped.prefix(8).map { visible($0.path) }
      let more = skipped.count > 8 ? " and \(grouped(skipped.count - 8)) more" : ""
      out.append(
        text:
          "not pinned: \(names.joined(separator: ", "))\(more) (`lotwise verify --update` pins what it is given)\n"
      )
    }
    if isAny { out.append("\n") }
    out.append(text: bold(visible(outcome.counts)) + "\n")
    for remark in outcome.remarks { out.append(text: visible(remark) + "\n") }
  }

  /// The claim or title, what was judged unless it is the figures, and what came of it.
  static func line(_ check: Check, of file: CaseOutcome) -> String {
    file.name(of: check) + (check.message.isEmpty ? "" : ": \(check.message)")
  }
}
