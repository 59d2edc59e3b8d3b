/// JUnit's XML, as GitLab, Jenkins and GitHub's report actions read it: a test suite for each folder, a test case for each
/// check. No times: the same outcome is the same bytes.

import Formats
import Quantities
import Runs
import Scenario

struct SuiteJUnit {
  private let outcome: SuiteOutcome

  init(_ outcome: SuiteOutcome) { self.outcome = outcome }

  func write(into out: inout ByteBuffer) {
    out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
    out.append(text: "<testsuites name=\"lotwise verify\"\(counts(outcome.cases))>\n")
    for (folder, files) in folders {
      out.append(text: "  <testsuite name=\"\(escaped(folder))\"\(counts(files))>\n")
      for file in files { for check in file.checks { write(check, of: file, into: &out) } }
      out.append("  </testsuite>\n")
    }
    out.append("</testsuites>\n")
  }

  private func write(_ check: Check, of file: CaseOutcome, into out: inout ByteBuffer) {
    let name = file.name(of: check)
    out.append(
      text: "    <testcase name=\"\(escaped(name))\" classname=\"\(escaped(file.path))\" "
        + "file=\"\(escaped(check.place.path))\" line=\"\(check.place.line)\"")
    let element: String
    switch check.verdict {
    case .failed, .undecided: element = "failure"
    case .error: element = "error"
    case .skipped: element = "skipped"
    case .passed, .updated, .withinNoise, .warned:
      guard !check.message.isEmpty else { return out.append("/>\n") }
      let text = "\(check.verdict.rawValue): \(check.message)"
      return out.append(text: ">\n      <system-out>\(escaped(text))</system-out>\n    </testcase>\n")
    }
    let kind = element == "skipped" ? "" : " type=\"\(check.verdict.rawValue)\""
    out.append(text: ">\n      <\(element) message=\"\(escaped(check.message))\"\(kind)")
    if element == "skipped" {
      out.append("/>\n    </testcase>\n")
      return
    }
    let lines = ["\(check.place.path):\(check.place.line): \(check.message)"] + check.details
    out.append(text: ">\(escaped(lines.joined(separator: "\n")))</\(element)>\n    </testcase>\n")
  }

  private var folders: [(name: String, files: [CaseOutcome])] {
    var folders: [(name: String, files: [CaseOutcome])] = []
    var numbers: [String: Int] = [:]
    for file in outcome.cases {
      let name = file.path.lastIndex(of: "/").map { String(file.path[..<$0]) } ?? "."
      if let number = numbers[name] {
        folders[number].files.append(file)
      } else {
        numbers[name] = folders.count
        folders.append((name, [file]))
      }
    }
    return folders
  }

  private func counts(_ files: [CaseOutcome]) -> String {
    let checks = files.flatMap(\.checks)
    let failures = checks.count { $0.verdict == .failed || $0.verdict == .undecided }
    return
      " tests=\"\(checks.count)\" failures=\"\(failures)\" errors=\"\(checks.count { $0.verdict == .error })\" "
      + "skipped=\"\(checks.count { $0.verdict == .skipped })\""
  }

  private func escaped(_ text: String) -> String {
    // A line feed stays one in content; in an attribute it is a character reference.
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      var result = ""
      for character in visible(String(line)).unicodeScalars {
        switch character {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        // No characters of XML.
        case "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
        // Two might begin a host's command.
        case "#": result += result.hasSuffix("#") ? "&#35;" : "#"
        default: result.unicodeScalars.append(character)
        }
      }
      return result
    }.joined(separator: "&#10;")
  }
}
