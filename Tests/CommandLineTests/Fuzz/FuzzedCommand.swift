/// One fuzzed command: files of every kind, some of them changed, and a command line that names them, changed too now and
/// then. What it is depends on the seed and the number of the trial alone.

import Foundation

/// The files that are changed: what the project ships, and a few of its own.
struct Corpus: Sendable {
  var scenarios: [(name: String, text: String)] = []
  var cases: [String] = []
  var results: [String] = []
  var pins: [String] = []
  var suites: [String] = []
  var parts: [(name: String, text: String)] = []

  static let card = """
    lotwise-rates: 1
    name: our gateway
    as of: 2026-11-20
    extends: anthropic
    prices:
      claude-opus-4-6:
        - from: 2026-12-01
          to: 2027-02-01
          input: $3.20
          output: $16
          cache read: $0.16
          cache write 5m: $4
          cache write 1h: $6.40
          fast: {input: $6.40, output: $32}
          context window: 1M
          source: offer of 2026-11-18

    """
  static let csv = """
    at,amount,model,input,output,cache read,channel,status,batch,every,count
    2026-01-02,$1.50,,,,,plan,failed,,,
    2026-01-03T10:00Z,,claude-opus-4-5,"14,000",600,10k,,,yes,,
    1767434400,,claude-sonnet-4-5,14000,600,,api key,disconnected,no,,

    """
  static let jsonl = """
    {"at": "2026-01-02", "amount": "$1.50", "channel": "plan"}
    {"at": 1767434400, "model": "claude-opus-4-5", "input": 14000, "output": "600", "batch": true}

    """
  static let eventCase = """
    lotwise: 1
    start: 2026-01-01
    lots:
      first: {credit: $5, at: 2026-01-01}
    requests file: events.csv

    """

  /// `root`: the project.
  init(root: URL) throws {
    let files = FileManager.default
    func texts(_ folder: String, _ wanted: (String) -> Bool) throws -> [(name: String, text: String)] {
      let names = try files.subpathsOfDirectory(atPath: root.appendingPathComponent(folder).path).sorted()
      return try names.filter(wanted).map { name in
        let path = root.appendingPathComponent(folder).appendingPathComponent(name)
        return (name, String(decoding: try Data(contentsOf: path), as: UTF8.self))
      }
    }
    let isYAML: (String) -> Bool = {
      $0.hasSuffix(".yaml") && !$0.hasSuffix(".expect.yaml") && !$0.hasSuffix("suite.yaml")
    }
    scenarios = try texts("scenarios") { isYAML($0) && !$0.contains("/") }
    parts = try texts("scenarios/parts", isYAML)
    cases =
      try texts("scenarios/replays", isYAML).map(\.text) + texts("scenarios/rules", isYAML).map(\.text)
      + [Corpus.eventCase]
    pins = try texts("scenarios") { $0.hasSuffix(".expect.yaml") && $0.utf8.count < 60 }.map(\.text)
    suites = try texts("scenarios") { $0.hasSuffix("suite.yaml") }.map(\.text)
    results = try texts("reports") { $0.hasSuffix("result.json") }.map { Corpus.shortened($0.text) }
  }

  /// Without most of its days and batches: half a megabyte is little changed by a change.
  static func shortened(_ text: String) -> String {
    guard var root = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any],
      var plans = root["plans"] as? [[String: Any]]
    else { return text }
    for index in plans.indices {
      plans[index]["days"] = (plans[index]["days"] as? [Any]).map { Array($0.prefix(3)) }
    }
    root["plans"] = plans
    let data = try? JSONSerialization.data(withJSONObject: root, options: [.sortedKeys, .prettyPrinted])
    return data.map { String(decoding: $0, as: UTF8.self) } ?? text
  }
}

struct FuzzedCommand {
  /// The arguments; files by the names that they have in the trial's folder.
  private(set) var words: [String] = []
  private(set) var files: [(name: String, text: String)] = []

  init(seed: UInt64, trial: Int, _ corpus: Corpus) {
    var dice = Dice(seed: seed, trial: trial)
    let template = FuzzedCommand.templates[dice.below(FuzzedCommand.templates.count)]
    words = template.split(separator: " ").map(String.init)
    let changes = [0, 1, 1, 1, 1, 2, 2, 3, 4, 6][dice.below(10)]
    let isScenario = words.contains { $0.contains("scenario") } || words.contains("suite")
    if isScenario {
      let texts = corpus.scenarios.map(\.text)
      // Without ranges there is nothing to optimise.
      let isSearch = words[0] == "optimise"
      let first = dice.one(of: isSearch ? texts.filter { $0.contains("{from:") } : texts)
      let one = changed(first, changes, &dice, texts)
      files.append(("scenario.yaml", one))
      for other in corpus.scenarios where first.contains("\ninclude: \(other.name)\n") {
        files.append((other.name, dice.chance(20) ? changed(other.text, 1, &dice, texts) : other.text))
      }
      let plans = FuzzedCommand.plans(in: one)
      words = words.map { $0 == "PLAN" ? dice.one(of: plans) : $0 }
      if words.contains("scenario-b.yaml") {
        files.append(("scenario-b.yaml", changed(one, max(1, changes / 2), &dice, texts)))
      }
      for part in corpus.parts {
        files.append(("parts/" + part.name, dice.chance(20) ? changed(part.text, 1, &dice, []) : part.text))
      }
    }
    if words.contains(where: { $0.contains("case") }) || words.contains("suite") {
      let one = changed(
        dice.chance(15) ? Corpus.eventCase : dice.one(of: corpus.cases), changes, &dice, corpus.cases)
      files.append(("case.yaml", one))
      if words.contains("case-b.yaml") { files.append(("case-b.yaml", changed(one, 1, &dice, corpus.cases))) }
    }
    if words.contains("result.json") || words.contains("result-b.json") {
      let one = dice.one(of: corpus.results)
      files.append(("result.json", changed(one, changes, &dice, [])))
      files.append(("result-b.json", changed(one, max(1, changes), &dice, [])))
    }
    files.append(("card.yaml", changed(Corpus.card, dice.chance(30) ? 2 : 0, &dice, [])))
    files.append(("events.csv", changed(Corpus.csv, dice.chance(50) ? changes : 0, &dice, [])))
    files.append(("events.jsonl", changed(Corpus.jsonl, dice.chance(50) ? changes : 0, &dice, [])))
    if words.contains("suite") { makeSuite(changes, &dice, corpus) }
    if dice.chance(20) { changeWords(&dice) }
  }

  /// The names in its block of plans, and one that is likely not there.
  private static func plans(in text: String) -> [String] {
    let block = text.components(separatedBy: "\n").drop { !$0.hasPrefix("plans:") }.dropFirst()
      .prefix { $0.isEmpty || $0.hasPrefix(" ") || $0.hasPrefix("#") }
    let names = block.filter {
      $0.hasPrefix("  ") && !$0.hasPrefix("   ") && $0.contains(":") && !$0.contains("#")
    }
    return names.map { $0.prefix { $0 != ":" }.trimmingCharacters(in: CharacterSet(charactersIn: " \"'")) }
      + ["x"]
  }

  private func changed(_ text: String, _ count: Int, _ dice: inout Dice, _ others: [String]) -> String {
    (0..<count).reduce(text) { text, _ in Mutator.change(text, &dice, others: others) }
  }

  /// The scenario and the case in a folder, with pins that are likely wrong.
  private mutating func makeSuite(_ changes: Int, _ dice: inout Dice, _ corpus: Corpus) {
    files = files.map { ("suite/" + $0.name, $0.text) }
    files.append(("suite/suite.yaml", changed(dice.one(of: corpus.suites), changes / 2, &dice, [])))
    for name in ["scenario", "case"] where !corpus.pins.isEmpty {
      if dice.chance(60) {
        files.append(
          ("suite/\(name).expect.yaml", changed(dice.one(of: corpus.pins), changes / 2, &dice, corpus.pins)))
      }
    }
  }

  private mutating func changeWords(_ dice: inout Dice) {
    guard !words.isEmpty else { return }
    let index = dice.below(words.count)
    switch dice.below(7) {
    case 0: words.remove(at: index)
    case 1: words.insert(words[index], at: dice.below(words.count))
    case 2: words.swapAt(index, dice.below(words.count))
    case 3: words[index] = dice.one(of: Mutator.numbers + Mutator.names.map { String($0.prefix(300)) })
    case 4: words.insert(dice.one(of: FuzzedCommand.flags), at: index)
    case 5: words.append(contentsOf: dice.one(of: FuzzedCommand.flags).components(separatedBy: "="))
    default: words[index] += dice.one(of: ["=", "=1", "\u{1B}[31m", "\n::error::x", "0", " "])
    }
    // A run of many futures is slow by right.
    words = words.map { $0.hasPrefix("--paths=") ? "--paths=3" : $0 }
    if words.contains("optimise"), !words.contains("--budget") { words += ["--budget", "1s"] }
  }

  static let flags = [
    "--quiet", "--color=always", "--format=json", "--format=html", "--format=csv", "--format=focus",
    "--format=journal",
    "--out=out", "--seed=18446744073709551615", "--seed=-1", "--threads=1024", "--threads=0", "--quick",
    "--keep-paths",
    "--until-half-width=1%", "--measure=outage_risk", "--help", "--version", "--", "-", "--explain",
    "--strict", "--jobs=9",
    "--error-rate=0", "--filter=x", "--rev=HEAD", "--at=2026-06-01", "--until=9999-12-31", "--path=3",
    "--bogus",
  ]

  static let templates = [
    "check scenario.yaml", "check scenario.yaml", "check --explain scenario.yaml", "check case.yaml",
    "check card.yaml",
    "check --explain case.yaml", "check events.csv case.yaml scenario.yaml card.yaml",
    "check --color always scenario.yaml",
    "compare scenario.yaml --paths 3 --quick", "compare scenario.yaml --paths 4 --quick --format json",
    "compare scenario.yaml --paths 2 --threads 1 --out report",
    "compare scenario.yaml --paths 64 --quick --threads 2",
    "compare scenario.yaml --paths 2 --quick --format html",
    "compare scenario.yaml --paths 2 --quick --format markdown",
    "compare scenario.yaml --paths 2 --quick --format focus",
    "compare scenario.yaml --paths 2 --quick --format csv",
    "compare scenario.yaml --paths 3 --quick --keep-paths --out report", "compare scenario.yaml --paths 1",
    "compare scenario.yaml --paths 64 --quick --until-half-width 5",
    "compare scenario.yaml --paths 300 --shard 0/2 --out part.shard",
    "compare scenario.yaml --paths 3 --quick --resume --out report", "merge result.json --out report",
    "simulate scenario.yaml --plan PLAN --paths 3",
    "simulate scenario.yaml --plan PLAN --paths 2 --format focus",
    "explain scenario.yaml --plan PLAN --path 0",
    "explain scenario.yaml --plan PLAN --path 9 --format journal",
    "explain scenario.yaml --plan PLAN --path 1 --format json",
    "replay case.yaml", "replay case.yaml --format json", "replay case.yaml --format journal",
    "replay case.yaml --format csv",
    "replay case.yaml --format markdown", "replay case.yaml --at 2026-06-01",
    "replay case.yaml --until 2026-03-01",
    "verify suite --paths 32", "verify suite --update --paths 32", "verify suite --format json",
    "verify suite --format github",
    "verify suite --format tap --junit j.xml --summary s.md", "verify suite --format gitlab --strict",
    "diff scenario.yaml scenario-b.yaml --paths 32",
    "diff scenario.yaml scenario-b.yaml --paths 32 --format markdown",
    "diff case.yaml case-b.yaml", "diff case.yaml case-b.yaml --format json",
    "diff result.json result-b.json",
    "diff result.json result-b.json --format github",
    "diff card.yaml card.yaml --scenario scenario.yaml --paths 32",
    "optimise scenario.yaml --paths 1024 --budget 1s", "optimise scenario.yaml --budget 1s --format json",
    "optimise scenario.yaml --budget 1s --write out.yaml --format csv --threads 2",
    "report result.json", "report result.json --format html", "report result.json --format markdown",
    "report result.json --format csv",
    "report result.json --format daily", "report result.json --out report", "rates", "rates --format json",
    "rates --format csv",
    "schema", "schema --of result", "init new.yaml", "init --list", "init new.yaml --from agency-four-months",
    "completions bash",
    "completions zsh", "completions fish", "man", "help compare", "version",
  ]
}
