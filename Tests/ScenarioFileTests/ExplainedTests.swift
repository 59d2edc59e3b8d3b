/// The explained form of a file: what it holds, that it says the same as the file, and that any text survives
/// the way through it.

import Documents
import Foundation
import Ledger
import Pricing
import Quantities
import Scenario
import ScenarioFile
import Testing

private func explained(_ yaml: String, path: String = "case.yaml") throws -> String {
  let file = CheckedFile(bytes: Array(yaml.utf8), path: path, explaining: true)
  #expect(!file.diagnostics.hasErrors, "\(file.diagnostics.rendered(color: false))")
  return try #require(file.explained)
}

private func replayCase(_ yaml: String) throws -> ReplayCase {
  try CaseFile.read(bytes: Array(yaml.utf8), path: "case.yaml").case
}

private func parsed(_ yaml: String) throws -> Node {
  let findings = Findings(path: "x.yaml")
  let text = SourceText(path: "x.yaml", bytes: Array(yaml.utf8))
  let node = YAMLReader.read(text, findings)
  return try #require(node, "\(findings.diagnostics(in: text).rendered(color: false))\n\(yaml)")
}

/// Its lines without their comments. No test puts a `#` behind a blank into a value.
private func bare(_ text: String) -> [Substring] {
  text.split(separator: "\n").map { line in
    guard let comment = line.range(of: " #") else { return line }
    let kept = line[..<comment.lowerBound]
    return kept[...(kept.lastIndex { $0 != " " } ?? kept.startIndex)]
  }
}

/// All that is left of a tree without places and styles; nothing is told apart from the text "null".
private func content(_ node: Node) -> String {
  switch node.content {
  case .scalar(let text, _): node.isNull ? "nothing" : "'\(text)'"
  case .sequence(let items): "[" + items.map(content).joined(separator: ", ") + "]"
  case .mapping(let pairs):
    "{" + pairs.map { "'\($0.name)': " + content($0.value) }.joined(separator: ", ") + "}"
  }
}

private struct PartKeys: KeyGroup {
  static let credit = Key<Nanodollars>("credit", .money, "What it is.")
  static let pay = Key<Nanodollars>("pay", .money, "What is paid.")
  let all: [any StatedKey] = [PartKeys.credit, PartKeys.pay]
}

private struct ThingKeys: KeyGroup {
  let a = RecordKey("a", .one(Table("part", PartKeys())), "A part.")
  let b = RecordKey("b", .one(Table("part", PartKeys())), "A part.")
  let c = RecordKey("c", .one(Table("part", PartKeys())), "A part.")
  let d = DefaultKey<String>("d", .text, "A text.", default: "4")
  let e = DefaultKey<String>("e", .text, "A text.", default: "5")
  let f = NodeKey("f", .text, "Anything.")
}

@Suite struct `An explained file` {
  @Test(arguments: ["document", "a-limit-that-blocks-a-purchase", "a-reload-that-outlives-its-use"])
  func `says the same as the file, and is itself explained as it is`(_ name: String) throws {
    let folder = URL(filePath: #filePath).appending(path: "../../../scenarios/replays").standardizedFileURL
    let yaml =
      name == "document"
      ? DocumentBlocks.text
      : try String(contentsOf: folder.appending(path: name + ".yaml"), encoding: .utf8)
    let once = try explained(yaml)
    let (before, after) = (try replayCase(yaml), try replayCase(once))
    #expect(before.plan == after.plan)
    #expect(before.requests == after.requests)
    #expect((before.title, before.end) == (after.title, after.end))
    #expect(before.rounding == after.rounding)
    #expect(bare(try explained(once)) == bare(once))
  }

  static let scenarios: [URL] = {
    let folder = URL(filePath: #filePath).appending(path: "../../../scenarios").standardizedFileURL
    let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).filter {
      $0.pathExtension == "yaml" && !$0.path.hasSuffix(".expect.yaml") && $0.lastPathComponent != "suite.yaml"
    }.sorted { $0.path < $1.path }
  }()

  @Test(arguments: scenarios)
  func `that is a scenario gives the same scenario again`(_ file: URL) throws {
    func scenario(_ checked: CheckedFile) throws -> Scenario {
      guard case .scenario(let scenario)? = checked.content else {
        Issue.record("\(checked.diagnostics.rendered(color: false))")
        throw checked.diagnostics
      }
      return scenario
    }
    let first = CheckedFile(path: file.path, explaining: true)
    let once = try #require(first.explained)
    let second = CheckedFile(bytes: Array(once.utf8), path: file.path, explaining: true)
    let (a, b) = (try scenario(first), try scenario(second))
    #expect(a.plans == b.plans)
    #expect(a.workloads == b.workloads)
    #expect(a.correlations == b.correlations && a.rateLimits == b.rateLimits)
    #expect(a.retirements == b.retirements && a.currency == b.currency && a.leftOver == b.leftOver)
    #expect((a.title, a.start, a.end, a.step) == (b.title, b.start, b.end, b.step))
    #expect((a.rounding, a.blockedWorkCosts) == (b.rounding, b.blockedWorkCosts))
    #expect(a.card.rows == b.card.rows)
    #expect(bare(try #require(second.explained)) == bare(once))
  }

  @Test func `names the line of every value, in the order of the file, with aliases written out`() throws {
    let yaml = """
      lotwise: 1
      start: 2026-01-01
      lots:
        second: &two {credit: $20, validity: 180 days}
        first: {<<: *two, credit: "$10"}
      daily cap: $5
      requests:
        - {at: 2026-01-02, model: claude-opus-4-5, input: 1k}
      """
    let text = try explained(yaml, path: "folder/agency.yaml")
    for line in [
      "lotwise: 1                              # agency.yaml:1",
      "  second:\n    credit: $20                         # agency.yaml:4\n",
      "  first:\n    validity: 180 days                  # agency.yaml:4\n"
        + "    credit: $10                         # agency.yaml:5\n",
      "daily cap:\n  amount: $5                            # agency.yaml:6\n",
      "requests:\n  - at: 2026-01-02                      # agency.yaml:8\n    model: claude-opus-4-5 ",
    ] {
      #expect(text.contains(line), "\(text)")
    }
  }

  @Test func `puts what a map leaves out behind what it states, with its origin`() throws {
    let findings = Findings(path: "x.yaml")
    let root = Explained.numbered(
      try parsed("a: &m {credit: $20}\nb: *m\nc: {}\nd: 3\n"))
    let keys = ThingKeys()
    Record.read(root, "a thing", Table("thing", keys), findings) { thing in
      for (key, pay) in [(keys.a, "$18"), (keys.b, "$20"), (keys.c, "$0")] {
        thing.map(key, "a lot") { lot in
          _ = lot.take(PartKeys.credit)
          _ = lot.take(PartKeys.pay, default: pay, from: key.name == "b" ? "as credit" : "default")
          // Read twice, it is assumed once.
          _ = lot.take(PartKeys.pay, default: pay, from: "default")
        }
      }
      _ = thing.take(keys.d)
      _ = thing.take(keys.e)
      thing.assume(keys.f, "{week: {limit: $5}, models: [x, y]}", from: "tier start")
    }
    #expect(
      Explained.text(of: root, findings) == """
        a:
          credit: $20                           # x.yaml:1
          pay: $18                              # default
        b:
          credit: $20                           # x.yaml:1
          pay: $20                              # as credit
        c:
          pay: $0                               # default
        d: 3                                    # x.yaml:4
        e: 5                                    # default
        f:
          week:
            limit: $5                           # tier start
          models: [x, y]                        # tier start

        """)
  }

  static let texts = [
    "$20", "180 days", "nearest, ties to even", "", " ", " x ", "~", "null", "- x", "-", "-x", "? x", "?x",
    ": x", ":x",
    "a: b", "a:b", "a:", "a #b", "a#b", "#a", "&a", "*a", "!a", "|", ">", "'", "it's", "\"", "\"x\"", "%x",
    "@x", "`x`",
    "[", "]", "{", "}", "a]b", "a,b", ", a", "---", "--- x", "...", "<<", "=", "yes", "1e3", "0x10",
    "2026-01-01", "ü 値段",
    "a\nb", "\n", "a\tb", "\t", "\\n", "a\u{7}b", "\u{85}", "\u{2028}", "\u{FEFF}", "😀", "a\r\nb", "x\u{0}y",
    "a  b", "null ",
    "\u{1B}[31m", String(repeating: "long ", count: 400), "`", "- ", "?", "a ?b", "? ", "a-", "--",
  ]

  @Test(arguments: ["block", "list", "key", "long list"])
  func `brings every text through, wherever it stands`(_ where: String) throws {
    var dice = UInt64(7)
    func roll(_ sides: Int) -> Int {
      dice = dice &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(dice >> 33) % sides
    }
    let letters = Array("ab -:#,[]{}&*!|>'\"%@`?~\n\t\\.=<$é")
    let made = (0..<2_000).map { _ in String((0..<(1 + roll(6))).map { _ in letters[roll(letters.count)] }) }
    for text in Self.texts + made {
      let scalar = Node(content: .scalar(text, .quoted), place: .file)
      let key = Node(content: .scalar("k", .plain), place: .file)
      let other = Node(content: .scalar("other", .plain), place: .file)
      let content: Node.Content =
        switch `where` {
        case "block": .mapping([.init(key: key, value: scalar)])
        case "key": .mapping([.init(key: scalar, value: other)])
        case "list":
          .mapping([.init(key: key, value: Node(content: .sequence([scalar, other]), place: .file))])
        default:
          .sequence([
            scalar, Node(content: .sequence([scalar]), place: .file),
            Node(content: .mapping([.init(key: scalar, value: scalar)]), place: .file),
          ])
        }
      let root = Node(content: content, place: .file)
      let written = Explained.text(of: root, Findings(path: "x.yaml"))
      #expect(ScenarioFileTests.content(try parsed(written)) == ScenarioFileTests.content(root), "\(written)")
    }
  }

  @Test func `is not made of a file with mistakes, nor of a rate card`() {
    let wrong = CheckedFile(bytes: Array("lotwise: 1\nlost: 3\n".utf8), path: "x.yaml", explaining: true)
    #expect(wrong.explained == nil && wrong.diagnostics.hasErrors)
    let card = CheckedFile(bytes: Array(DocumentBlocks.card.utf8), path: "x.yaml", explaining: true)
    #expect(card.explained == nil && !card.diagnostics.hasErrors)
  }
}
