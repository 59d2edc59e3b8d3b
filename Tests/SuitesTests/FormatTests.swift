/// What CI reads: each form taken by a parser of its own, with names that try to break it.

import Foundation
import FoundationXML
import Quantities
import Changes
import Results
import Runs
import Suites
import Scenario
import Testing

@Suite struct `The forms of a verification` {
  /// One file of each verdict, with hostile names.
  private func outcome() throws -> (Folder, SuiteOutcome) {
    let folder = try Folder()
    let nasty = "a <b> & \"c\" % : , | `d` ]]> ::error::"
    try folder.write("a.yaml", Given.replay)
    try folder.write("b, c.yaml", Given.replay.replacing("two requests", with: "'\(nasty)'"))
    try folder.write(
      "d.yaml",
      Given.scenario
        + "gates: [{gate: paid at most $1, plans: lots}, {gate: paid at most $1, plans: lots, otherwise: warn}]\n"
    )
    try folder.write("e.yaml", "lotwise: 1\n")
    try folder.pin(futures: 32)
    try folder.change("b, c.yaml", "credit: $10", "credit: $11")
    try folder.write("f.yaml", Given.replay)
    return (folder, try folder.run())
  }

  @Test func `are all there, whatever the names`() throws {
    let (folder, outcome) = try outcome()
    #expect(outcome.cases.map(\.verdict) == [.passed, .failed, .failed, .skipped, .skipped])
    for format in SuiteFormat.allCases { #expect(!folder.written(format, outcome).isEmpty) }
    let table = folder.written(.table, outcome)
    #expect(table.contains("FOLDER/b, c.yaml:5: failed: a <b>"))
    #expect(table.contains("5 files: 1 passed, 2 failed, 2 skipped."), "\(table)")
  }

  @Test func `as JUnit are XML with the counts that they state`() throws {
    let (folder, outcome) = try outcome()
    final class Reader: NSObject, XMLParserDelegate {
      var elements: [String] = []
      var attributes: [[String: String]] = []
      func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
      ) {
        elements.append(name)
        self.attributes.append(attributes)
      }
    }
    let parser = XMLParser(data: Data(folder.written(.junit, outcome).utf8))
    let reader = Reader()
    parser.delegate = reader
    #expect(parser.parse())
    func count(_ name: String) -> Int { reader.elements.count { $0 == name } }
    let root = reader.attributes[0]
    #expect(reader.elements[0] == "testsuites" && count("testsuite") == 1)
    #expect(root["tests"] == "\(count("testcase"))" && root["failures"] == "\(count("failure"))")
    #expect(root["skipped"] == "\(count("skipped"))" && root["errors"] == "0" && count("testcase") == 7)
    let named = reader.attributes.first { $0["classname"]?.hasSuffix("b, c.yaml") == true }
    #expect(named?["name"] == "a <b> & \"c\" % : , | `d` ]]> ::error::" && named?["line"] == "5")
  }

  @Test func `as TAP have a plan and a line for each check`() throws {
    let (folder, outcome) = try outcome()
    let lines = folder.written(.tap, outcome).split(separator: "\n")
    #expect(lines[0] == "TAP version 14" && lines[1] == "1..7")
    let points = lines.filter { $0.hasPrefix("ok ") || $0.hasPrefix("not ok ") }
    #expect(points.count == 7 && points.count { $0.hasPrefix("not ok") } == 2)
    #expect(points.enumerated().allSatisfy { $1.contains("ok \($0 + 1) - ") })
    #expect(points.count { $0.contains(" # SKIP ") } == 2)
  }

  @Test func `as workflow commands say the file and the line, escaped`() throws {
    let (folder, outcome) = try outcome()
    let commands = folder.written(.github, outcome).split(separator: "\n").filter { $0.hasPrefix("::") }
    #expect(commands.count == 3)
    let first = try #require(commands.first)
    #expect(
      first.hasPrefix(
        "::error file=FOLDER/b%2C c.yaml,line=5,col=1,title=a <b> & \"c\" %25 %3A %2C | `d` ]]> %3A%3Aerror%3A%3A::pinned"
      ))
    #expect(commands.contains { $0.hasPrefix("::warning file=FOLDER/d.yaml,line=12") })
  }

  @Test func `let no name steer the host that reads them`() throws {
    let folder = try Folder()
    let title = "##[add-mask]x ::stop-commands::y @octocat https://evil.example `z"
    for name in ["::stop-commands::a.yaml", "##[group]b.yaml", "@octocat `\u{301}c.yaml"] {
      try folder.write(name, Given.replay.replacing("two requests", with: "'\(title)'"))
    }
    try folder.pin()
    for name in ["::stop-commands::a.yaml", "##[group]b.yaml", "@octocat `\u{301}c.yaml"] {
      try folder.change(name, "credit: $10", "credit: $11")
    }
    // As paths are in a job: from its own folder.
    var outcome = try folder.run()
    let root = folder.url.path + "/"
    outcome.cases = outcome.cases.map { file in
      CaseOutcome(
        path: file.path.replacing(root, with: ""), title: file.title,
        rule: RuleNote(source: title, boundary: title),
        checks: file.checks.map { check in
          var check = check
          check.place = FilePlace(path: check.place.path.replacing(root, with: ""), line: check.place.line)
          check.details = ["::error::detail", "##[error]detail"]
          check.causes = [(check.place, "::error::cause"), (check.place, "##[error]cause")]
          return check
        })
    }
    for format in SuiteFormat.allCases {
      let lines = folder.written(format, outcome).split(separator: "\n").map {
        $0.drop(while: \.isWhitespace)
      }
      let commands = lines.filter { $0.hasPrefix("::") }
      #expect(commands.count == (format == .github ? 6 : 0), "\(format)")
      #expect(
        commands.allSatisfy { $0.hasPrefix("::error file=") && $0.components(separatedBy: "::").count >= 3 })
      #expect(!lines.contains { !$0.hasPrefix("::") && $0.contains("##[") }, "\(format)")
    }
    let markdown = folder.written(.markdown, outcome)
    #expect(!markdown.contains("@octocat") && !markdown.contains("https://"))
  }

  @Test func `as JSON say the same to a program`() throws {
    let (folder, outcome) = try outcome()
    let value =
      try JSONSerialization.jsonObject(with: Data(folder.written(.json, outcome).utf8)) as? [String: Any]
    #expect(value?["schema"] as? String == "lotwise/verify/1")
    #expect((value?["files"] as? [Any])?.count == 5)
    #expect((value?["counts"] as? [String: Int])?["failed"] == 2)
    let quality =
      try JSONSerialization.jsonObject(with: Data(folder.written(.gitlab, outcome).utf8)) as? [[String: Any]]
    #expect(
      quality?.count == 3 && quality?.allSatisfy { ($0["fingerprint"] as? String)?.count == 64 } == true)
    #expect(((quality?[0]["location"] as? [String: Any])?["lines"] as? [String: Int])?["begin"] == 5)
  }

  @Test func `as markdown hold every name in its cell`() throws {
    let (folder, outcome) = try outcome()
    let lines = folder.written(.markdown, outcome).split(separator: "\n")
    #expect(lines[0] == "## ❌ lotwise verify")
    for line in lines where line.hasPrefix("|") {
      #expect(line.replacing("\\|", with: "").count { $0 == "|" } == 5, "\(line)")
      #expect(!line.contains("<b>"))
    }
  }
}
