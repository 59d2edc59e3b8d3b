/// The shape of the tree, checked: each rule on this project, and on a made-up tree with one fault.

import Testing

extension Rule {
  /// Every rule. A new one is a file beside this one, a line here, and a row in `Fault.all`.
  static let all: [Rule] = [
    arrows, readmes, diagram, headers, lengths, providers, scenarios, fixtures, pages, commands, changelog,
    words, machines,
  ]
}

/// One fault: files that are put in place of those of a tidy tree (nil: taken away), and the finding.
struct Fault: Sendable, CustomStringConvertible {
  let rule: Rule
  let files: [String: String?]
  let finding: String

  var description: String { finding }

  init(_ rule: Rule, _ files: [String: String?], _ finding: String) {
    self.rule = rule
    self.files = files
    self.finding = finding
  }

  static let package = """
    // swift-tools-version: 6.2
    module("Quantities"),
    module("Ledger", needs: ["Quantities"], data: "x"),
    module("Pages"),
    module("Pricing"),
    provider("acme"),
    module("Providers", needs: ["acme", "Pricing"], without: ["acme"]),
    module(
      "Program",
      needs: [
        "Ledger", "Pages",
      ]),
    program("lotwise", needs: ["Program"]),
    tests("LedgerTests", needs: ["Ledger"], exclude: ["Goldens"]),

    """

  /// With the picture of its modules.
  static let tidy: [String: String] = {
    var files = untidy
    if let tree = try? Tree.madeUp(files) { files[ModuleMap.page] = ModuleMap(tree).drawn(tree) }
    return files
  }()

  private static let untidy: [String: String] = [
    "Package.swift": package,
    "Sources/Quantities/Amount.swift": "/// An amount.\n",
    "Sources/Quantities/README.md": "# Quantities\n\nAmounts.\n",
    "Sources/Pricing/Price.swift": "/// A price.\n",
    "Sources/Pricing/README.md": "# Pricing\n\nPrices.\n",
    "Sources/Providers/README.md": "# Providers\n\nWho sells.\n",
    "Sources/Pages/Table.swift": "/// A table.\n",
    "Sources/Pages/README.md": "# Pages\n\nTables.\n",
    "Sources/Ledger/README.md": "# Ledger\n\nWhat a lot\nis.\n\nMore.\n",
    "Sources/Program/README.md": "# Program\n\nThe commands.\n",
    "Sources/lotwise/README.md": "# lotwise\n\nIts start.\n",
    "Sources/lotwise/main.swift": "/// Starts.\nimport Program\n",
    "Sources/Ledger/Lot.swift": "/// A lot.\n\n@preconcurrency import Glibc\nimport Quantities\n",
    "Sources/Program/Commands/ReplayCommand.swift": "/// Replays.\nimport Ledger\nimport Pages\n",
    "Sources/Providers/BuiltIn.swift":
      "/// All of them.\nimport Pricing\nimport acme\nlet all = [\n  Folder(\"acme\") { acme.tables }\n]\n",
    "Sources/Providers/acme/card.csv": "name,as_of,model_prefix\nacme,2026-01-01,coyote-\n",
    "Sources/Providers/acme/Tables.swift": "/// Of acme.\nlet tables = \"coyote\"\n",
    "Tests/LedgerTests/LotTests.swift":
      "/// Lots.\nimport Ledger\nimport Testing\nlet golden = \"lot.txt\"\nfor part in [\"face\"] { read(\"lot-\\(part).csv\") }\n",
    "Tests/LedgerTests/Goldens/lot.txt": "a lot\n",
    "Tests/LedgerTests/Goldens/lot-face.csv": "a face\n",
    "scenarios/replays/a.yaml": "requests file: a.csv\n",
    "scenarios/replays/a.csv": "at,amount\n",
    "scenarios/rules/suite.yaml": "lotwise-suite: 1\n",
    "scenarios/rules/b.yaml": "title: a claim\n",
    "scenarios/rules/b.expect.yaml": "lotwise-expect: 1\n",
    "Makefile": "test: build ## Test\nbuild:\nX := 1\n\tlotwise replay scenarios/replays/*.yaml\n",
    "README.md":
      "`make test`, [rules](docs/rules.md), [modules](docs/modules.md), [site](https://example.org/home/x)\n"
      + "```sh\nmake build PREFIX=$HOME\n$ lotwise replay CASE\nlotwise --help\n```\n",
    "docs/rules.md": "[up](../README.md) and [down](decisions/one.md#why)\n",
    "docs/decisions/one.md": "[the rules](../rules.md), [all](../decisions)\n",
    "CHANGELOG.md": "# Changelog\n\n## Unreleased\n\n## 0.1.0\n",
  ]

  static let all: [Fault] = [
    Fault(
      .arrows, ["Sources/Ledger/Lot.swift": "/// A lot.\nimport Quantities\nimport Pricing\n"],
      "Sources/Ledger/Lot.swift:3: Ledger may not import Pricing"),
    Fault(
      .arrows,
      ["Sources/Ledger/Lot.swift": "/// A lot.\nimport Quantities\npackage import struct Pages.Table\n"],
      "Sources/Ledger/Lot.swift:3: Ledger may not import Pages"),
    Fault(
      .arrows, ["Sources/Ledger/Lot.swift": "/// A lot.\nimport Quantities\n@_exported import Foundation\n"],
      "Sources/Ledger/Lot.swift:3: Ledger may not import Foundation"),
    Fault(
      .arrows, ["Sources/Extras/New.swift": "/// New.\n"],
      "Sources/Extras/New.swift: the module Extras is not in Package.swift"),
    Fault(
      .arrows, ["Sources/Ledger/Lot.swift": "/// A lot.\n"],
      "Package.swift:3: no file of Ledger imports Quantities"),
    Fault(
      .arrows,
      [
        "Package.swift": package.replacing("\"Quantities\")", with: "\"Quantities\", needs: [\"Ledger\"])"),
        "Sources/Quantities/Amount.swift": "/// An amount.\nimport Ledger\n",
      ],
      "Package.swift:2: Quantities stands before Ledger, which it needs"),
    Fault(
      .arrows, ["Tests/LedgerTests/MoreTests.swift": "/// More.\nimport Quantities\nimport Testing\n"],
      "Tests/LedgerTests/MoreTests.swift:2: LedgerTests may not import Quantities"),
    Fault(
      .readmes, ["Sources/Ledger/README.md": nil],
      "Sources/Ledger/README.md: the module has no page that says what lives there"),
    Fault(
      .diagram, ["Sources/Program/Commands/ReplayCommand.swift": "/// Replays.\nimport Ledger\n"],
      "docs/modules.md: is not what the code says; `make diagram` draws it again"),
    Fault(
      .arrows, ["Sources/Ledger/Lot.swift": "/// A lot.\nimport Quantities\nimport acme\n"],
      "Sources/Ledger/Lot.swift:3: Ledger may not import acme"),
    Fault(
      .providers, ["Sources/Ledger/Lot.swift": "/// A lot.\n/// Of Coyote 5, as in a.yaml.\n"],
      "Sources/Ledger/Lot.swift:2: names the provider acme ('coyote')"),
    Fault(
      .providers, ["Sources/Providers/Provider.swift": "/// One.\nlet name = \"Acme\"\n"],
      "Sources/Providers/Provider.swift:2: names the provider acme ('acme')"),
    Fault(
      .headers, ["Tests/LedgerTests/LotTests.swift": "import Testing\n"],
      "Tests/LedgerTests/LotTests.swift:1: opens without a header comment"),
    Fault(
      .lengths, ["Sources/Ledger/Lot.swift": String(repeating: "// one line\n", count: 801)],
      "Sources/Ledger/Lot.swift: 801 lines (800)"),
    Fault(
      .lengths, ["Sources/Ledger/Lot.swift": function(lines: 141)],
      "Sources/Ledger/Lot.swift:4: a function of 141 lines (140)"),
    Fault(
      .scenarios, ["scenarios/lone.yaml": "title: nobody's\n"],
      "scenarios/lone.yaml: no test, Makefile or page names it"),
    Fault(
      .scenarios, ["scenarios/rules/gone.expect.yaml": "lotwise-expect: 1\n"],
      "scenarios/rules/gone.expect.yaml: no test, Makefile or page names it"),
    Fault(
      .scenarios, ["scenarios/replays/lone.csv": "at,amount\n"],
      "scenarios/replays/lone.csv: no test, Makefile or page names it"),
    Fault(
      .fixtures, ["Tests/LedgerTests/Goldens/old.txt": "lot.txt old.txt\n"],
      "Tests/LedgerTests/Goldens/old.txt: no test names it"),
    Fault(
      .fixtures, ["Tests/LedgerTests/Goldens/lot-price.csv": "a price\n"],
      "Tests/LedgerTests/Goldens/lot-price.csv: no test names it"),
    Fault(
      .pages, ["docs/lone.md": "[myself](lone.md)\n"], "docs/lone.md: no other page links to it"),
    Fault(
      .pages, ["docs/rules.md": "[down](decisions/one.md)\n[gone](decisions/two.md)\n"],
      "docs/rules.md:2: the link to decisions/two.md is broken"),
    Fault(
      .commands, ["README.md": "[rules](docs/rules.md)\n`make PREFIX=x fun`\n"],
      "README.md:2: the Makefile has no target fun"),
    Fault(
      .commands, ["README.md": "[rules](docs/rules.md)\n\n    $ lotwise predict CASE\n"],
      "README.md:3: lotwise has no subcommand predict"),
    Fault(
      .changelog, ["CHANGELOG.md": "# Changelog\n\n## 0.1.0\n\n## Unreleased\n"],
      "CHANGELOG.md:3: does not open with Unreleased"),
    Fault(.changelog, ["CHANGELOG.md": nil], "CHANGELOG.md: does not open with Unreleased"),
    Fault(
      .words, ["docs/rules.md": "[](decisions/one.md) TO" + "DO: more\n"], "docs/rules.md:1: has 'TO" + "DO'"),
    Fault(
      .words, ["Package.swift": "//\n  fatalError(\"un" + "implemented\")\n"],
      "Package.swift:2: has 'fatalError(\"un" + "impl'"),
    Fault(
      .machines, ["Makefile": "test:\nbuild:\n\tlotwise /" + "tmp/a scenarios/replays/*.yaml\n"],
      "Makefile:3: has '/" + "tmp/'"),
  ]

  /// A file with a requirement, a short function, and one of so many lines.
  static func function(lines: Int) -> String {
    let body = String(repeating: "    work()\n", count: lines - 3)
    return "/// A lot.\nprotocol P { func f() }\n  init() { a() }\n  func long(\n    a: Int) {\n\(body)  }\n"
  }
}

@Suite("The tree is tidy")
struct TidyTests {
  @Test("This project keeps the rule", arguments: Rule.all)
  func project(keeps rule: Rule) throws {
    for finding in rule.findings(try Tree.project()) { Issue.record("\(finding)") }
  }

  @Test("Files over 500 lines and functions over 70 are named in a warning")
  func lengthWarnings() throws {
    for finding in Rule.lengths(in: try Tree.project(), file: 500, function: 70) {
      print("warning: \(finding)")
    }
    let tree = try Tree.madeUp(["Sources/Ledger/Lot.swift": Fault.function(lines: 71)])
    #expect(Rule.lengths(in: tree, file: 500, function: 70).count == 1)
    #expect(Rule.lengths(in: tree, file: 500, function: 71).isEmpty)
  }

  @Test("A tidy tree gives no finding", arguments: Rule.all)
  func noFinding(by rule: Rule) throws {
    #expect(rule.findings(try Tree.madeUp(Fault.tidy)) == [])
  }

  @Test("A rule finds the fault that is put into a tidy tree, and nothing else", arguments: Fault.all)
  func finding(of fault: Fault) throws {
    var files = Fault.tidy
    for (path, text) in fault.files { files[path] = text }
    #expect(fault.rule.findings(try Tree.madeUp(files)).map(\.description) == [fault.finding])
  }

  @Test("The picture of the modules is drawn again when that is asked for", .enabled(if: Diagram.isAskedFor))
  func redraw() throws {
    let tree = try Tree.project()
    try Diagram.write(ModuleMap(tree).drawn(tree))
  }

  @Test("Every rule is shown a fault")
  func coverage() {
    let shown = Set(Fault.all.map(\.rule.description))
    #expect(Rule.all.filter { !shown.contains($0.description) }.map(\.description) == [])
  }
}
