/// What `lotwise optimise` writes: its JSON is of `lotwise schema --of optimum`, and `lotwise report` makes everything else again from
/// it, byte for byte. That files of searches cut short in every stage are of the schema is held in Tests/OptimisingTests; here a budget
/// of time ends one of them wherever it does. Another program's validator agrees (needs `.venv-peers`, see SchemaTests.swift).

import Foundation
import Testing

/// Two months, in which one lot's size is all that is chosen.
private let short = oneLot.replacing("horizon: 12 months", with: "horizon: 60 days")
  .replacing("validity: 1 year", with: "validity: 60 days").replacing("to: $1500", with: "to: $300")

/// The rest is bought at list price, in reloads whose sizes are searched as well; and a lot from somebody else, who may not deliver.
private let levers = """
    small reloads:
      auto-reload: {below: {from: $1, to: $61, step: $20}, add: [$5, $50]}
    resold:
      buy:
        lot: {source: reseller, credit: {from: $0, to: $300, step: $100}, price: 40%, validity: 180 days}
      auto-reload: {below: $1, add: $5}

  """

private struct Kind: Sendable {
  let name: String
  var text = short
  var options: [String] = []
  var status: Int32 = 0

  var isTimed: Bool { options.contains("--budget") }
}

private let kinds = [
  Kind(name: "a lot that is explained"),
  Kind(name: "families, goals and resellers", text: short + levers, options: ["--goal", "effective price"]),
  Kind(name: "nothing keeps the limits", options: ["--keep", "total cost at most $5"], status: 3),
  Kind(name: "cut short", text: slow, options: ["--budget", "1 s"]),
]

/// A kind that was searched: what a terminal has, and the files of its report by name.
private struct Searched: Sendable {
  var table = ""
  var report: [String: String] = [:]
  var optimum: String { report["optimum.json"] ?? "" }

  init(_ kind: Kind) throws {
    let folder = try TemporaryFolder()
    try folder.write("s.yaml", kind.text)
    let words = ["optimise", folder.path("s.yaml"), "--quiet", "--paths", "2048"] + kind.options
    // Where the time ends another run finds something else, so there is one.
    if kind.isTimed {
      report["optimum.json"] = try Program.run(words: words + ["--format", "json"]).output
      return
    }
    let outcome = try Program.run(words: words)
    #expect(outcome.status == kind.status, "\(kind.name): \(outcome.errors)")
    table = outcome.output
    _ = try Program.run(words: words + ["--out", folder.path("report")])
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path("report")) {
      report[name] = try folder.text("report/" + name)
    }
  }

  /// Each is searched once.
  static let all = Result { try kinds.map { try Searched($0) } }

  /// The files of its report in a folder of their own.
  func written() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (name, text) in report { try folder.write(name, text) }
    return folder
  }
}

private let stated = Result { try Program.run("schema", "--of", "optimum").output }

@Suite struct `A search that is saved` {
  private func validated(_ text: String) throws -> Validator {
    var validator = Validator(try JSON(parsing: stated.get()))
    validator.validate(try JSON(parsing: text))
    return validator
  }

  @Test func `is of the schema, whatever was found, and together they have every member of it`() throws {
    var seen: Set<String> = []
    var stated: Set<String> = []
    for (number, kind) in kinds.enumerated() {
      let validator = try validated(Searched.all.get()[number].optimum)
      #expect(validator.faults == [], "\(kind.name)")
      seen.formUnion(validator.seen)
      stated = validator.stated
    }
    #expect(stated.count > 90)
    #expect(stated.subtracting(seen).sorted() == [], "no search has these; take them out of the schema")
  }

  /// One text in place of another, once; and what must then be wrong.
  private static let spoilt: [(String, String, String)] = [
    ("\"goal\":", "\"gaol\":", "lacks 'goal'"), ("\"lotwise/optimum/1\"", "\"lotwise/optimum/0\"", "is not"),
    ("\"cut_short\": false", "\"cut_short\": \"no\"", "is string"),
    ("\"stage\": \"evaluated\"", "\"stage\": \"done\"", "is not in"),
    ("\"uses_reseller\":", "\"more\": 1, \"uses_reseller\":", "has 'more'"),
    ("\"simulated\": ", "\"simulated\": -", "below"),
    ("\"total_cost\": {", "\"total_costs\": {", "is not in"),
    ("\"figure\": \"", "\"figure\": \"~", "has not the form"),
    ("\"chosen\": ", "\"chosen\": true, \"old\": ", "none of its shapes"),
  ]

  @Test func `with a wrong name, type, value or an additional member it is not`() throws {
    let good = try Searched.all.get()[0].optimum
    for (is_, put, message) in Self.spoilt {
      let text = good.replacing(is_, with: put, maxReplacements: 1)
      #expect(text != good, "\(is_)")
      #expect(try validated(text).faults.joined().contains(message), "\(put)")
    }
  }

  @Test(.enabled(if: hasValidator, noValidator))
  func `is of the schema for another validator as well`() throws {
    let folder = try TemporaryFolder()
    try folder.write("schema.json", stated.get())
    func refusal(_ texts: [String]) throws -> String {
      var words = ["--schemafile", folder.path("schema.json")]
      for (number, text) in texts.enumerated() {
        try folder.write("\(number).json", text)
        words.append(folder.path("\(number).json"))
      }
      let outcome = try Program.run(schemaValidator, words)
      return outcome.status == 0 ? "" : outcome.output + outcome.errors
    }
    let good = try Searched.all.get().map(\.optimum)
    #expect(try good.count == kinds.count && refusal(good) == "")
    let bad = Self.spoilt.map { good[0].replacing($0.0, with: $0.1, maxReplacements: 1) }
    let refused = try refusal(bad)
    for number in bad.indices { #expect(refused.contains("/\(number).json::"), "\(Self.spoilt[number])") }
  }

  @Test func `is shown again from its folder, byte for byte`() throws {
    for (kind, searched) in zip(kinds, try Searched.all.get()) where !kind.isTimed {
      let names = searched.report.keys
      #expect(names.count > 15 && names.contains("optimum.json") && names.contains("frontier-1.svg"))
      let (first, second) = (try searched.written(), try TemporaryFolder())
      let outcome = try Program.run("report", first.url.path, "--out", second.path("again"))
      #expect(outcome.status == 0 && outcome.output.isEmpty && outcome.errors.isEmpty, "\(outcome.errors)")
      let again = try FileManager.default.contentsOfDirectory(atPath: second.path("again"))
      #expect(again.sorted() == names.sorted())
      for name in again { #expect(try second.text("again/" + name) == searched.report[name], "\(name)") }
      for (format, name) in [("html", "report.html"), ("csv", "frontier.csv"), ("daily", "daily.csv")] {
        let shown = try Program.run("report", first.url.path + "/", "--format", format)
        #expect(shown.status == 0 && shown.output == searched.report[name], "\(format)")
      }
      #expect(try Program.run("report", first.url.path).output == searched.table)
      let page = try Program.run("report", first.url.path, "--format", "markdown").output
      #expect(page.contains("## What less risk costs"))
    }
  }

  @Test func `is shown again from its file alone, without the page that needs a comparison`() throws {
    let folder = try TemporaryFolder()
    let file = folder.path("found.json")
    for (kind, searched) in zip(kinds, try Searched.all.get()) {
      try folder.write("found.json", searched.optimum)
      #expect(try Program.run("report", file, "--format", "json").output == searched.optimum)
      let table = try Program.run("report", file)
      let rows = try Program.run("report", file, "--format", "csv")
      #expect(table.status == 0 && rows.status == 0 && table.output.count > 500 && rows.output.count > 500)
      if kind.isTimed { continue }
      #expect(table.output == searched.table && rows.output == searched.report["frontier.csv"])
    }
    for words in [["--format", "html"], ["--format", "daily"], ["--out", folder.path("none")]] {
      let outcome = try Program.run(words: ["report", file] + words)
      #expect(outcome.status == 1 && outcome.output.isEmpty)
      #expect(
        outcome.errors.contains("name the folder that `lotwise optimise --out` wrote"), "\(outcome.errors)")
    }
  }

  @Test func `is refused where its folder is not whole, or its files are of two runs`() throws {
    let (one, other) = (try Searched.all.get()[0], try Searched.all.get()[2])
    let (optimum, result) = (
      try #require(one.report["optimum.json"]), try #require(one.report["result.json"])
    )
    let folder = try TemporaryFolder()
    func refusal() throws -> String {
      let outcome = try Program.run("report", folder.url.path)
      #expect(outcome.status == 1 && outcome.output.isEmpty)
      return outcome.errors
    }
    #expect(try refusal().contains("there is no result.json in"))
    try folder.write("optimum.json", optimum)
    #expect(try refusal().contains("there is no result.json in"))
    try folder.write("result.json", #require(other.report["result.json"]))
    #expect(try refusal().contains("are not of one run"))
    try folder.write("result.json", optimum)
    #expect(try refusal().contains("is no comparison"))
    try folder.write("result.json", result)
    #expect(try Program.run("report", folder.url.path).output == one.table)
    try folder.write("optimum.json", optimum.replacing("\"cut_short\": false", with: "\"cut_short\": 0"))
    #expect(try refusal().contains("optimum.json' is no result that can be read: cut_short: this is neither"))
    try folder.write("optimum.json", String(optimum.prefix(5_000)))
    #expect(try refusal().contains("is no result that can be read: line "))
    try folder.write("optimum.json", result)
    #expect(try refusal().contains("is no search"))
  }
}
