/// The shipped scenarios: they are read without a mistake, they show the whole format between them, and their
/// page says where. With LOTWISE_RECORD=1 in the environment the table of the page is written anew.

import Documents
import Foundation
import ScenarioFile
import Testing

@Suite struct `The shipped scenarios` {
  /// Their prompts have a long end, of which a thousandth is past a window: that is how it is, and is said.
  private static let lastPrompts: Set = ["agency-four-months", "claude-code-team", "reseller-or-official"]

  @Test(arguments: Library.names)
  func `are read without a mistake, and without a warning but of prompts past the window`(_ name: String) {
    let said = Library.diagnostics(file: Library.path(name)).list.map(\.message)
    #expect(said.count == (Self.lastPrompts.contains(name) ? 1 : 0), "\(said)")
    #expect(said.allSatisfy { $0.contains("have a prompt past the window") })
  }

  @Test func `are the files of the folder`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Library.folder.path)
      .filter { $0.hasSuffix(".yaml") && !$0.hasSuffix(".expect.yaml") && $0 != "suite.yaml" }
    // Each with its families beside it.
    #expect(Set(files) == Set(Library.names.flatMap { [$0 + ".yaml", $0 + ".optimise.yaml"] }))
  }

  @Test(arguments: Library.names)
  func `open with their schema and a sentence on whom they serve, and fit on a page`(_ name: String) {
    let lines = Library.text(name).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.first == "# yaml-language-server: $schema=scenario.schema.json")
    #expect(lines[1].hasPrefix("# For "))
    #expect([".", "?", "!"].contains(lines[1].last))
    #expect((40...80).contains(lines.count))
    #expect(lines.allSatisfy { $0.count <= 112 })
  }

  @Test(arguments: Library.names)
  func `say of every reseller that resale breaches the terms`(_ name: String) {
    let text = Library.text(name)
    #expect(!text.contains("source: reseller") || text.contains("B.2"))
  }

  @Test func `show every key of the format`() {
    let shown = Set(Library.names.flatMap { Library.trees($0) }.flatMap(FormatKeys.of))
    #expect(shown.count > 150)
    // What a page of the rule book or a question is about need not be in the library as well.
    let beside = Library.treesBeside.flatMap(FormatKeys.of)
    // Bounds and pauses of a single reload are shown by replays there.
    let inReplays = ["at least", "at most", "pause"].map { "plans: auto-reload: \($0)" }
    let missing = FormatKeys.all.subtracting(shown).subtracting(beside).subtracting(inReplays)
      .filter { !$0.hasPrefix("rule") }
    #expect(missing.sorted() == [])
  }

  static let values = [
    "source: reseller", "source: promotion", "source: plan credit", "source: bundle", "source: enterprise",
    "source: official", "commitment:", "holds:",
    "law: fixed", "law: normal", "law: gamma", "law: lognormal", "law: poisson", "law: negative binomial",
    "law: ar1", "law: geometric brownian", "law: empirical", "per: day", "per: hour",
    "per minute", "per hour", "per day", "per workday", "per week", "per month",
    "step: 15 min", "step: 1 hour", "step: 1 day",
    "draw order: unknown", "draw order: promo first", "draw order: earliest expiry", "draw order: [",
    "larger than balance: overdraw", "larger than balance: refuse", "larger than balance: pay in part",
    "larger than balance: unknown", "disconnects: charged", "disconnects: not charged",
    "disconnects: unknown", "crossing: latched", "crossing: each request by itself",
    "crossing: the crossing request is served", "crossing: unknown", "after refusal: unknown",
    "in flight: many", "amount: unknown", "in flight: unknown", "trigger: unknown", "stops: usage",
    "stops: purchases",
    "stops: both", "usage credits: enabled", "usage credits: disabled", "channel: plan", "channel: api key",
    "tier: start", "tier: build", "tier: scale", "tier: custom", "left over: at nothing",
    "left over: at nothing", "expires: never", "validity: billing cycle", "from claim", "from issue",
    "from purchase", "180 days", "1 year", "EUR ",
  ]

  @Test func `show every source, law, switch and unit`() {
    let text = (Library.names + ["parts/support-bot"]).map(Library.text).joined()
    #expect(Self.values.filter { !text.contains($0) } == [])
  }

  @Test func `have a page that says which key stands where`() throws {
    let page = Library.folder.appending(path: "README.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let head = text.components(separatedBy: FormatKeys.tableHead)[0]
    let due = head + FormatKeys.table()
    if ProcessInfo.processInfo.environment["LOTWISE_RECORD"] == "1" {
      try due.write(to: page, atomically: true, encoding: .utf8)
    }
    #expect(text == due)
    #expect(Library.names.allSatisfy { head.contains("(\($0).yaml)") })
  }
}

extension FormatKeys {
  /// The keys of the two pages that describe the format: those of their examples, and those that stand only
  /// in the comments of the examples or in a table.
  static var all: Set<String> {
    var keys = examples(of: "docs/scenario.md")
    for key in examples(of: "docs/replay-case.md") where ofPlans.contains(where: { key.hasPrefix($0) }) {
      keys.insert("plans: " + key)
    }
    return keys.union(inComments)
  }

  /// The parts of a replay case that are parts of a plan as well.
  private static let ofPlans = [
    "auto-reload", "when empty", "monthly limit", "daily cap", "purchase caps", "allowance", "subscription",
  ]

  private static let inComments: Set<String> = [
    "workloads: tokens: input: values", "workloads: tokens: input: weights", "workloads: cached: read",
    "workloads: cached: write 5m", "workloads: cached: write 1h", "workloads: fast", "workloads: us only",
    "workloads: spend: median", "workloads: spend: p90", "workloads: spend: count",
    "workloads: spend: size", "workloads: spend: size: median", "workloads: spend: dispersion",
    "workloads: spend: persistence", "workloads: spend: start", "workloads: spend: drift",
    "workloads: spend: volatility", "workloads: spend: values",
    "account: rate limits: requests", "account: rate limits: input tokens",
    "account: rate limits: output tokens",
    "plans: draw order", "plans: larger than balance", "plans: disconnects", "plans: billing cycle",
    "plans: buy: at", "plans: buy: delay", "plans: buy: delivered", "plans: buy: claimed",
    "plans: buy: expires", "plans: buy: models", "plans: buy: channels", "plans: buy: priority",
    "plans: buy: tax", "plans: buy: refund", "plans: buy: every", "plans: buy: until", "plans: buy: seller",
    "plans: auto-reload: at or below", "plans: auto-reload: up to", "plans: auto-reload: multiples of",
    "plans: auto-reload: price", "plans: auto-reload: trigger", "plans: auto-reload: channels",
    "plans: standing orders: buy", "plans: standing orders: up to",
    "plans: standing orders: when at or below", "plans: standing orders: every",
    "plans: standing orders: from", "plans: standing orders: until", "plans: standing orders: delay",
    "plans: standing orders: source", "plans: standing orders: pay", "plans: standing orders: price",
    "plans: when empty: source", "plans: when empty: pay", "plans: when empty: validity",
    "plans: when empty: delay", "plans: monthly limit: crossing", "plans: monthly limit: stops",
    "plans: purchase caps: cash", "plans: usage credits", "plans: usage credits: monthly cap",
    "plans: subscription: api credit", "plans: auto-reload: amount", "retirements: moves to",
  ]

  private static func examples(of page: String) -> Set<String> {
    let place = Library.root.appending(path: page)
    let text = (try? String(contentsOf: place, encoding: .utf8)) ?? ""
    let keys = text.components(separatedBy: "```yaml\n").dropFirst().map { block in
      let source = SourceText(path: page, bytes: Array(block.components(separatedBy: "```")[0].utf8))
      return YAMLReader.read(source, Findings(path: page)).map(of) ?? []
    }
    return keys.reduce(into: []) { $0.formUnion($1) }
  }

  // MARK: The table of the page

  static let tableHead = "| in | key | shown in |\n"

  /// Keys of one map that stand in the same scenarios share a row.
  static func table() -> String {
    var places: [String: [String]] = [:]
    for name in Library.names {
      for key in Library.trees(name).reduce(into: Set<String>(), { $0.formUnion(of($1)) }) {
        places[key, default: []].append(name)
      }
    }
    var rows: [(map: String, keys: [String], names: [String])] = []
    for key in places.keys.sorted(by: { parts($0) < parts($1) }) {
      let (map, last) = parts(key)
      if let row = rows.firstIndex(where: { $0.map == map && $0.names == places[key] }) {
        rows[row].keys.append(last)
      } else {
        rows.append((map, [last], places[key] ?? []))
      }
    }
    return tableHead + "|---|---|---|\n"
      + rows.map { row in
        let all = row.names.count == Library.names.count ? "all" : row.names.joined(separator: ", ")
        return "| \(row.map) | \(row.keys.map { "`\($0)`" }.joined(separator: ", ")) | \(all) |\n"
      }.joined()
  }

  private static func parts(_ key: String) -> (String, String) {
    let parts = key.components(separatedBy: ": ")
    return (parts.dropLast().joined(separator: ": "), parts.last ?? "")
  }
}
