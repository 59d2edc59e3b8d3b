/// What a program writes is what it meant: every scenario survives being written, so does every text, and what is
/// set by its key is read by it.

import Demand
import Documents
import Foundation
import Ledger
import Pricing
import Quantities
import Scenario
import ScenarioFile
import Testing

private let root = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL

private func read(_ text: String, _ path: String) throws -> Scenario {
  do {
    return try Scenarios.read(bytes: Array(text.utf8), path: path).scenario
  } catch {
    Issue.record("\(error.rendered(color: false))\n\(text)")
    throw error
  }
}

/// All that a scenario says, without the places of its gates.
private func expectSame(_ a: Scenario, _ b: Scenario, _ text: String) {
  #expect((a.title, a.start, a.end, a.step) == (b.title, b.start, b.end, b.step), "\(text)")
  #expect(a.plans == b.plans, "\(text)")
  #expect(a.workloads == b.workloads, "\(text)")
  #expect(a.correlations == b.correlations && a.rateLimits == b.rateLimits, "\(text)")
  #expect(a.retirements == b.retirements && a.currency == b.currency && a.leftOver == b.leftOver, "\(text)")
  #expect(a.rounding == b.rounding && a.blockedWorkCosts == b.blockedWorkCosts && a.rule == b.rule, "\(text)")
  #expect(a.card.rows == b.card.rows && a.card.models == b.card.models, "\(text)")
  #expect(
    a.gates.map(\.text) == b.gates.map(\.text) && a.gates.map(\.plans) == b.gates.map(\.plans), "\(text)")
}

/// Names that YAML would take for something else, bare.
private let hostileNames = [
  "it's", "\"quoted\"", "a: b", "a #b", "#a", "- x", "-x", "--", "yes", "no", "~", "null", "1e5", "0x10",
  "2026-01-01", "😀 値段", "a, b", "[a]", "{a}", "&a", "*a", "!a", "%a", "@a", "`a`", "|", ">", "?", "? a",
  "=",
  "<<", "---", "...", "a\tb", "\\n", "$5", "30%", "unknown", "never", "true", "a:", ":a", "é\u{301}",
  String(repeating: "long ", count: 300) + "end",
]

@Suite struct `A written scenario` {
  static let files: [URL] = ["scenarios", "scenarios/rules", "Sources/ScenarioFile/Data"].flatMap { folder in
    let place = root.appending(path: folder)
    let files = try? FileManager.default.contentsOfDirectory(at: place, includingPropertiesForKeys: nil)
    return (files ?? []).filter {
      $0.pathExtension == "yaml" && !$0.path.hasSuffix(".expect.yaml") && $0.lastPathComponent != "suite.yaml"
    }.sorted { $0.path < $1.path }
  }

  @Test func `is there to be written`() { #expect(Self.files.count > 20) }

  @Test(arguments: files) func `says what the file says, and is itself written as it is`(_ file: URL) throws {
    let checked = CheckedFile(path: file.path)
    guard case .scenario(let scenario)? = checked.content else { return }
    let once = try ScenarioDraft(path: file.path).text
    expectSame(scenario, try read(once, file.path), once)
    #expect(try ScenarioDraft(bytes: Array(once.utf8), path: file.path).text == once)
  }

  /// Plans, workloads, lots and models of requests with every name, as a program would make them.
  @Test(arguments: hostileNames) func `has the names that it was given`(_ name: String) throws {
    var workload = RecordWriter(.workload)
    workload.set(Keys.workload.requests, Rate(count: Ratio(millionths: 2_500_000), unit: .workday))
    workload.set(Keys.workload.models, text: "claude-sonnet-5-5")
    var tokens = RecordWriter(.tokens)
    tokens.set(Keys.tokens.input, text: "14k")
    tokens.set(Keys.tokens.output, text: "600")
    workload.set(Keys.workload.tokens, tokens)
    workload.set(Keys.workload.channel, .apiKey)
    var lot = RecordWriter(.lot)
    lot.set(Keys.lot.credit, .dollars(1_250))
    lot.set(Keys.lot.source, .reseller)
    lot.set(Keys.lot.delay, .lognormal(median: 7_200, p90: 172_800))
    lot.set(Keys.scope.channels, [.apiKey])
    var plan = RecordWriter(.plan)
    plan.set(Keys.plan.buy, named: name, lot)
    plan.set(Keys.switches.largerThanBalance, .refuse)
    var seller = RecordWriter(.seller)
    seller.set(Keys.seller.undelivered, .percent(2))
    plan.set(SellerKeys.key, seller)
    var draft = ScenarioDraft()
    draft.record.set(Keys.scenario.title, name)
    draft.record.set(Keys.scenario.start, .at("2026-12-01T06:30Z"))
    draft.record.set(Keys.scenario.horizon, .months(2))
    draft.record.set(Keys.scenario.workloads, named: name, workload)
    draft.record.set(Keys.scenario.plans, named: name, plan)

    let scenario = try read(draft.text, "made.yaml")
    #expect(scenario.title == name && scenario.start == .at("2026-12-01T06:30Z"))
    #expect(scenario.plans.map(\.name) == [name] && scenario.workloads.map(\.workload.name) == [name])
    #expect(scenario.plans[0].ledger.purchases.map(\.name) == [name])
    #expect(scenario.plans[0].ledger.purchases[0].face == .dollars(1_250))
    #expect(scenario.plans[0].ledger.largerThanBalance == .refuse)
    #expect(scenario.plans[0].risks[.purchase(0)].seller.undelivered == .percent(2))
    #expect(scenario.plans[0].risks[.purchase(0)].seller.delay == .lognormal(median: 7_200, p90: 172_800))
    #expect(try ScenarioDraft(bytes: Array(draft.text.utf8), path: "made.yaml").text == draft.text)
  }

  @Test func `has its plans replaced in their place, and new ones behind them`() throws {
    let file = """
      lotwise: 1
      # a comment that is lost
      start: 2026-12-01
      workloads: {a: {spend: {law: fixed, mean: $5}}}
      plans:
        one: {buy: [{credit: $100}]}
        two: {auto-reload: {below: $5, add: $20}}
      gates: outage risk at most 2%
      """
    var draft = try ScenarioDraft(bytes: Array(file.utf8), path: "s.yaml")
    #expect(draft.record.names(of: Keys.scenario.plans) == ["one", "two"])
    var one = try #require(draft.record.record(Keys.scenario.plans, named: "one"))
    var lot = RecordWriter(.lot)
    lot.set(Keys.lot.credit, .dollars(50))
    one.append(Keys.plan.buy, lot)
    draft.record.set(Keys.scenario.plans, named: "one", one)
    var two = try #require(draft.record.record(Keys.scenario.plans, named: "two"))
    var reload = RecordWriter(.autoReload)
    reload.set(Keys.autoReload.atOrBelow, .dollars(1))
    reload.set(Keys.autoReload.upTo, .dollars(10))
    two.set(Keys.triggers.autoReload, named: "second", reload)
    draft.record.set(Keys.scenario.plans, named: "three", two)
    draft.record.remove(Keys.scenario.plans, named: "two")
    draft.record.remove(Keys.scenario.gates)
    #expect(
      draft.text == """
        lotwise: 1
        start: 2026-12-01
        workloads:
          a:
            spend:
              law: fixed
              mean: $5
        plans:
          one:
            buy:
              - credit: $100
              - credit: $50.00
          three:
            auto-reload:
              auto-reload:
                below: $5
                add: $20
              second:
                at or below: $1.00
                up to: $10.00

        """)
    #expect(
      try read(draft.text, "s.yaml").plans[1].ledger.autoReloads.map(\.offer.name) == [
        "auto-reload", "second",
      ])
  }
}

@Suite struct `A written tree` {
  /// All of a tree but its places and styles; nothing is told apart from the text "null".
  private static func content(_ node: Node) -> String {
    switch node.content {
    case .scalar(let text, _): node.isNull ? "nothing" : "'\(text)'"
    case .sequence(let items): "[" + items.map(content).joined(separator: ", ") + "]"
    case .mapping(let pairs):
      "{" + pairs.map { "'\($0.name)': " + content($0.value) }.joined(separator: ", ") + "}"
    }
  }

  @Test func `is the same tree again, and then the same text`() throws {
    var dice = UInt64(11)
    func roll(_ sides: Int) -> Int {
      dice = dice &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(dice >> 33) % sides
    }
    let letters = Array("ab -:#,[]{}&*!|>'\"%@`?~\n\t\\.=<$é😀")
    func word() -> String {
      if roll(4) == 0 { return hostileNames[roll(hostileNames.count)] }
      return String((0..<roll(7)).map { _ in letters[roll(letters.count)] })
    }
    func tree(_ depth: Int) -> Node {
      switch depth == 0 ? roll(2) : roll(5) {
      case 0: return Node(content: .scalar(["", "~", "null"][roll(3)], .plain), place: .file)
      case 1: return .text(word())
      case 2: return Node(content: .sequence((0..<roll(5)).map { _ in tree(depth - 1) }), place: .file)
      default:
        var names: [String] = []
        for _ in 0..<roll(5) {
          let name = word()
          if !names.contains(where: { Array($0.utf8) == Array(name.utf8) || $0 == name }) {
            names.append(name)
          }
        }
        return Node(
          content: .mapping(names.map { Node.Pair(key: .text($0), value: tree(depth - 1)) }), place: .file)
      }
    }
    for _ in 0..<3_000 {
      let made = Node(content: .mapping([Node.Pair(key: .text("root"), value: tree(4))]), place: .file)
      let text = YAMLWriter.text(of: made)
      let findings = Findings(path: "x.yaml")
      let parsed = Document.parse(SourceText(path: "x.yaml", bytes: Array(text.utf8)), findings)
      let again = try #require(
        parsed.root, "\(findings.diagnostics(in: parsed.text).rendered(color: false))\n\(text)")
      #expect(Self.content(again) == Self.content(made), "\(text)")
      #expect(YAMLWriter.text(of: again) == text)
    }
  }
}

@Suite struct `A key` {
  /// What a shape writes it reads as the same value. (A default that its shape cannot read stops the program.)
  @Test func `has a default that is written as it is read`() {
    var defaults = 0
    for format in FileFormat.allCases {
      for table in format.table.reached(in: format.edition) {
        for key in table.keys {
          guard let (once, twice) = key.rewritten else { continue }
          defaults += 1
          #expect(once == twice, "\(table.title): \(key.name)")
        }
      }
    }
    #expect(defaults > 60)
  }

  @Test func `says what it means in a sentence`() {
    for format in FileFormat.allCases {
      for table in format.table.reached(in: format.edition) {
        for fact in table.facts(in: format.edition) {
          #expect(
            fact.about.first?.isUppercase == true && fact.about.hasSuffix(".") && fact.about.count <= 110,
            "\(table.title): \(fact.name): \(fact.about)")
        }
      }
    }
  }

  @Test func `is once in its table`() {
    for format in FileFormat.allCases {
      for table in format.table.reached(in: format.edition) {
        let names = table.facts(in: format.edition).map(\.name)
        #expect(Set(names).count == names.count, "\(table.title): \(names)")
      }
    }
  }
}
