/// The Test Anything Protocol, version 14 (testanything.org): a test point for each check.

import Formats
import Quantities
import Runs
import Scenario

struct SuiteTAP {
  private let outcome: SuiteOutcome

  init(_ outcome: SuiteOutcome) { self.outcome = outcome }

  func write(into out: inout ByteBuffer) {
    let checks = outcome.cases.flatMap { file in file.checks.map { (file, $0) } }
    out.append(text: "TAP version 14\n1..\(checks.count)\n")
    for (index, (file, check)) in checks.enumerated() {
      let name = escaped("\(file.path): \(file.name(of: check))")
      let skip = check.verdict == .skipped ? " # SKIP \(escaped(check.message))" : ""
      out.append(text: "\(check.verdict.isBad ? "not ok" : "ok") \(index + 1) - \(name)\(skip)\n")
      guard check.verdict != .passed, check.verdict != .skipped else { continue }
      out.append(text: "  ---\n")
      out.append(text: "  verdict: \(check.verdict.rawValue)\n")
      out.append(text: "  message: \(quoted(check.message))\n")
      out.append(text: "  at: {file: \(quoted(check.place.path)), line: \(check.place.line)}\n")
      if !check.details.isEmpty {
        out.append("  details:\n")
        for detail in check.details { out.append(text: "    - \(quoted(detail))\n") }
      }
      out.append(text: "  ...\n")
    }
    for remark in outcome.remarks { out.append(text: withoutCommands("# \(visible(remark))") + "\n") }
    if outcome.wasInterrupted { out.append("Bail out! interrupted\n") }
  }

  /// A `#` would begin a directive, a backslash an escape.
  private func escaped(_ text: String) -> String {
    var result = ""
    for scalar in visible(text).unicodeScalars {
      if scalar == "\\" || scalar == "#" { result += "\\" }
      result.unicodeScalars.append(scalar)
    }
    return result
  }

  /// A double-quoted scalar of YAML. Two `#` might begin a host's command.
  private func quoted(_ text: String) -> String {
    var result = "\""
    for character in visible(text).unicodeScalars {
      if character == "\"" || character == "\\" { result += "\\" }
      result.unicodeScalars.append(character)
    }
    return result.replacing("##", with: "#\\x23") + "\""
  }
}
