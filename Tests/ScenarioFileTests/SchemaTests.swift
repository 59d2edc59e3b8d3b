/// The tables of keys against the readers, so that no key of a table is dead and none is read in a document that
/// does not have it; and the patterns of quantities against their parsers.

import Documents
import Foundation
import Quantities
import ScenarioFile
import Testing

private let root = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL

/// What the readers ask for, by what they read.
private func asked(_ files: [(path: String, text: String)]) -> [String: Set<String>] {
  var asked: [String: Set<String>] = [:]
  for (path, text) in files {
    let findings = Findings(path: path)
    findings.keysAsked = [:]
    let parsed = Document.parse(SourceText(path: path, bytes: Array(text.utf8)), findings)
    let file = CheckedFile(parsed, findings)
    #expect(file.content != nil, "\(file.diagnostics.rendered(color: false))")
    for (what, keys) in findings.keysAsked ?? [:] { asked[what, default: []].formUnion(keys) }
  }
  return asked
}

/// What the tables state, by their titles, and what they refuse as belonging elsewhere.
private func stated(_ format: FileFormat) -> (keys: [String: Set<String>], strays: [String: Set<String>]) {
  var keys: [String: Set<String>] = [:]
  var strays: [String: Set<String>] = [:]
  for table in format.table.reached(in: format.edition) {
    keys[table.title, default: []].formUnion(table.facts(in: format.edition).map(\.name))
    strays[table.title, default: []].formUnion(table.keys.filter(\.fact.isStray).map(\.name))
  }
  return (keys, strays)
}

private func files(in folder: String) throws -> [(path: String, text: String)] {
  let names = try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
  return try names.filter { $0.hasSuffix(".yaml") && !$0.hasSuffix(".expect.yaml") && $0 != "suite.yaml" }
    .sorted().map { name in
      let path = root.appending(path: folder).appending(path: name).path
      return (path, try String(contentsOfFile: path, encoding: .utf8))
    }
}

private func expectSame(_ asked: [String: Set<String>], _ format: FileFormat) {
  let (stated, strays) = stated(format)
  for (what, keys) in asked.sorted(by: { $0.key < $1.key }) {
    let known = stated[what] ?? []
    #expect(
      keys.subtracting(known).subtracting(strays[what] ?? []).sorted() == [],
      "the reader of \(format.title)s asks for these of \(what), which are of another edition")
    #expect(known.subtracting(keys).sorted() == [], "no reader asks for these of \(what)")
  }
  for what in stated.keys.sorted() where asked[what] == nil {
    Issue.record("nothing that is read is called \(what)")
  }
}

@Suite struct `The schema` {
  @Test func `of cases has the keys that the reader asks for`() throws {
    let more = """
      lotwise: 1
      start: 2026-01-01
      lots: {a: {credit: $10, fee: {share: 5.5%, at least: $0.80}}}
      corrections: [{at: 2026-01-02, gives back: $1}]
      allowance: {week: {limit: $5, rolls over: {share: 50%, at most: $2}}}
      """
    let seats = """
      lotwise: 1
      start: 2026-01-05
      seats: {a: {session: {limit: $1}, week: {limit: $2, resets: 2026-01-02}, month: {limit: $3, resets: 2026-01-02}}}
      usage credits: {from: 2026-01-07, until: 2026-02-01}
      state: {allowance: {by person: [{person: 1, session: {began: 2026-01-04T23:00Z, used: $1}, week: $1, month: $1}]}}
      """
    let cases =
      try files(in: "scenarios/replays") + [
        (path: "case.yaml", text: DocumentBlocks.text), (path: "more.yaml", text: more),
        (path: "seats.yaml", text: seats),
      ]
    expectSame(asked(cases), .replayCase)
  }

  @Test func `of cases names no value at its top that the reader refuses`() throws {
    let file = root.appending(path: "scenarios/replays/case.schema.json")
    let schema = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
    let keys = try #require(schema?["properties"] as? [String: [String: Any]])
    var tried = 0
    for (key, value) in keys.sorted(by: { $0.key < $1.key }) where key != "lotwise" {
      for form in value["anyOf"] as? [[String: Any]] ?? [value] {
        let isList = form["items"] != nil
        for name in (form["items"] as? [String: Any] ?? form)["enum"] as? [String] ?? [] {
          let text = "start: 2026-01-01\n\(key): \(isList ? "[\(name)]" : name)"
          #expect(throws: Never.self, "\(text)") { try read(text) }
          tried += 1
        }
      }
    }
    #expect(tried > 25)
  }

  @Test func `of rate cards has the keys that the reader asks for`() {
    let more = """
      lotwise-rates: 1
      name: alone
      as of: 2026-11-20
      prices:
        m:
          from: 2026-01-01
          input: $1
          output: $1
          cache read: $1
          cache write 5m: $1
          cache write 1h: $1
          over: {prompt: 1k, input: $1, output: $1, cache read: $1, cache write 5m: $1, cache write 1h: $1}
          fast: {input: $1, output: $1, over: {input: $1, output: $1}}
          source: x
      models: {m: {source: x}}
      rules:
        batch: {from: 2026-01-01, value: 50%, source: x}
        us only: {from: 2026-01-01, value: 110%, source: x}
        web search: {from: 2026-01-01, value: $0.01, source: x}
        code execution: {from: 2026-01-01, value: $0.05, source: x}
        code execution minimum: {from: 2026-01-01, value: 5 min, source: x}
      tokenizers: [{from: older, to: house, factor: 1.1, source: x}]
      """
    let cards = [(path: "card.yaml", text: DocumentBlocks.card), (path: "alone.yaml", text: more)]
    expectSame(asked(cards), .rateCard)
  }

  @Test
  func `of scenarios has the keys that the reader asks for`() throws {
    let page = try String(contentsOf: root.appending(path: "docs/scenario.md"), encoding: .utf8)
    let blocks = page.components(separatedBy: "```yaml\n").dropFirst().map {
      $0.components(separatedBy: "```")[0]
    }
    // The page names a file that is not there.
    let whole = blocks.joined().replacing(#/(?m)^include:.*$/#, with: "")
    let refunded = (
      path: "refunded.yaml",
      text: whole.replacing("left over: as far as it will be used", with: "left over: {refunded: 80%}")
    )
    // Its start begins a month, before which nothing counts.
    let running = (
      path: "running.yaml",
      text: """
      lotwise: 1
      start: 2026-11-22T14:00Z
      account:
        holds: {b: {credit: $1, at: 2026-11-22, delivered: 2026-11-23}}
        state:
          used: {this month: $3, this week: $2, today: $1, latched: today, channels: plan}
          bought: {source: official, cash: $3, face value: $4}
          allowance:
            trial: $1
            session: {began: 2026-11-22T13:00Z, used: $1}
            week: $1
            month: $1
            model limits: [{models: claude-opus-5-5, channels: plan, week: $1}]
          auto-reload: {off: yes, on its way: b, declined: 1, retry: 2026-11-23, orders: 1, cash: $1}
      workloads: {some: {spend: $1 per day}}
      plans: {one: {buy: $100, weekly limit: {amount: $50}}}
      """
    )
    let more = (
      path: "more.yaml",
      text: """
      lotwise: 1
      start: 2026-12-01
      workloads: {steady: {spend: {law: fixed, mean: $1}}}
      account: {corrections: [{at: 2026-12-02, charges: $1}]}
      plans:
        a:
          corrections: [{at: 2026-12-02, charges: $1}]
          buy:
            - {credit: $10, fee: {share: 5.5%, at least: $0.80}}
            - {source: promotion, credit: $10, claimed: {within: 5 days, never: 5%}, claim by: 2026-12-20}
          allowance: {week: {limit: $5, rolls over: {share: 50%, at most: $2}}}
      """
    )
    let seats = (
      path: "seats.yaml",
      text: """
      lotwise: 1
      start: 2026-12-01
      workloads: {team: {spend: $5 per day, noise: 0%, channel: plan, people: {count: 2, uneven: 2x}}}
      plans:
        own:
          seats: {a: {pay: $20, week: {limit: $9, resets: 2026-11-28}}}
          usage credits: {from: 2026-12-07, until: 2027-02-01}
          state: {allowance: {by person: [{person: 1, week: $1}]}}
      """
    )
    expectSame(
      asked(
        try files(in: "scenarios") + [(path: "scenario.yaml", text: whole), refunded, running, more, seats]),
      .scenario)
  }

  @Test func `of suites has the keys that the reader asks for`() {
    let text = """
      lotwise-suite: 1
      gates: [outage risk at most 2%, {gate: outage risk at most 2%, scenarios: a.yaml}]
      """
    expectSame(asked([(path: "suite.yaml", text: text)]), .suite)
  }

  // MARK: Quantities

  /// Whether the parser of a quantity reads a text.
  static func reads(_ quantity: String, _ text: String) -> Bool {
    switch quantity {
    case "money": (try? Nanodollars(parsing: text)) != nil
    case "price": (try? PicodollarsPerToken(parsingDollarsPerMillion: text)) != nil
    case "instant": (try? Instant(parsing: text)) != nil
    case "span": (try? TimeSpan(parsing: text)) != nil
    case "share": (try? Ratio(parsing: text)) != nil
    case "tokens": (try? TokenCount(parsing: text)) != nil
    case "zone": (try? Zone(named: text)) != nil
    case "hours": (try? OfficeHours(parsing: text)) != nil
    default: false
    }
  }

  static let good = [
    "$20", "$1,250.50", "20", ".5", "$0.000000001", "USD 20", "-$3", "1_000", "30%", "0.3", "1.1x", "30 %",
    "-5%",
    "14k", "1.5M", "2B", "14,000", "14_000 tokens", "1 token", "180 days", "6 months", "1 year", "2 weeks",
    "6h", "45s",
    "30 min", "30min", "1 Day", "2026-12-01", "2026-12-01T06:00Z", "2026-12-01 06:00:30",
    "2026-12-01T06:00:30.5Z",
    "2026-12-01 06:00+02:00", "2026-12-01 06:00 +0200", "2026-12-01T06:00-05",
    "2026-12-01 06:00 Europe/Berlin",
    "2026-12-01 Europe/Berlin", "2026-12-01 06:00 America/Argentina/Buenos_Aires", "2026-12-01Z", "UTC",
    "Etc/GMT+5",
    "Europe/Berlin", "Mon-Fri 09:00-17:00 Europe/Berlin", "Sat,Sun 10:00-14:00 UTC", "09:00-18:00",
    "22:00-06:00",
    "Mon, Wed 09:00-10:00", "monday-friday 00:00-24:00", "+5%",
  ]
  static let bad = [
    "", "abc", "$", "$$1", "1,25", "0,500", "1..2", "6 m", "6 moons", "180", "2026-12", "2026/12/01", "noon",
    "2026-12-01T6",
    "30%%", "1.1y", "14q", "--5", "09:00", "Mon", "9-17", "1 2",
  ]

  @Test(arguments: ["money", "price", "instant", "span", "share", "tokens", "zone", "hours"])
  func `takes every text that the parser takes`(_ name: String) throws {
    let quantity = try #require(FileFormat.replayCase.quantities.first { $0.name == name })
    let pattern = try Regex("^(?:" + quantity.pattern + ")$")
    var read = 0
    for text in Self.good + Self.bad where Self.reads(name, text) {
      read += 1
      #expect(text.contains(pattern), "\(text)")
    }
    #expect(read > 0)
  }

  @Test(arguments: ["money", "price", "instant", "span", "share", "tokens", "hours"])
  func `refuses what no parser takes`(_ name: String) throws {
    let quantity = try #require(FileFormat.replayCase.quantities.first { $0.name == name })
    let pattern = try Regex("^(?:" + quantity.pattern + ")$")
    for text in Self.bad where !Self.reads(name, text) { #expect(!text.contains(pattern), "\(text)") }
  }
}
