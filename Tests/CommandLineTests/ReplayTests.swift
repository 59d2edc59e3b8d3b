/// Replays from end to end: the three cases of the demo and one in which everything happens, in every format.

import Foundation
import Testing

private let everything = "Tests/CommandLineTests/Cases/everything.yaml"
private let demos = [
  "two-reseller-lots-and-an-official-one", "a-reload-that-outlives-its-use", "a-limit-that-blocks-a-purchase",
]

struct ReplayTests {
  @Test("every format, exactly", arguments: ["table", "markdown", "json", "csv", "journal"])
  func formats(_ format: String) throws {
    let outcome = try Program.run("replay", everything, "--format", format, "--quiet")
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    try Golden.expect(outcome.output, is: "everything.\(format)")
  }

  @Test("the cases of the demo tell their story", arguments: demos)
  func demo(_ name: String) throws {
    let outcome = try Program.run("replay", "scenarios/replays/\(name).yaml")
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    try Golden.expect(outcome.output, is: "\(name).table")
  }

  @Test("the same case gives the same bytes")
  func deterministic() throws {
    let first = try Program.run("replay", everything, "--format", "json")
    #expect(try Program.run("replay", everything, "--format", "json").output == first.output)
  }

  @Test(
    "hledger confirms every journal, in any locale",
    .enabled(if: Program.isInstalled("hledger"), "hledger is not installed"),
    arguments: [everything] + demos.map { "scenarios/replays/\($0).yaml" }, ["C", "C.UTF-8"])
  func hledger(_ file: String, _ locale: String) throws {
    let outcome = try Program.shell(
      "lotwise replay \(file) --quiet --format journal | hledger -f - check --strict ordereddates",
      environment: ["LC_ALL": locale])
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  @Test(
    "the CSV is read back by another program as it was meant",
    .enabled(if: Program.isInstalled("python3"), "python3 is not installed"))
  func csv() throws {
    let outcome = try Program.shell(
      """
      lotwise replay \(everything) --quiet --format csv | python3 -c '
      import csv, sys, io, decimal
      text = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", newline="")
      rows = list(csv.DictReader(text, strict=True))
      assert all(None not in row and None not in row.values() for row in rows)
      lots = {row["name"] for row in rows if row["subject"] == "lot"}
      assert "a:b  c;d %Ünï\\n" in lots and "値段, \\"x\\"" in lots, lots
      def sum_of(measure):
          return sum(decimal.Decimal(row["value"]) for row in rows
                     if row["subject"] == "lot" and row["measure"] == measure)
      total = {row["measure"]: row["value"] for row in rows if row["subject"] == "credit"}
      for measure in ["used", "expired", "revoked", "undelivered", "in_transit", "left", "wasted"]:
          assert sum_of(measure) == decimal.Decimal(total[measure]), measure
      assert sum_of("face") == sum(sum_of(m) for m in
          ["used", "expired", "revoked", "undelivered", "in_transit", "left"])
      '
      """)
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  @Test("the JSON is JSON, with every amount a string")
  func json() throws {
    let outcome = try Program.run("replay", everything, "--format", "json")
    let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    let result = try #require(object as? [String: Any])
    #expect(result["schema"] as? String == "lotwise/replay/1")
    let lots = try #require(result["lots"] as? [[String: Any]])
    #expect(lots.count == 10 && lots.allSatisfy { $0["face"] is String && $0["expires"] is String })
    #expect(lots.contains { $0["name"] as? String == "a:b  c;d %Ünï\n" })
  }
}

/// A lot of $10 for one day, one request of $1 each six hours.
private let clock = """
  lotwise: 1
  start: 2026-01-01
  lots: {a: {credit: $10, validity: 1 day}}
  requests: [{at: 2026-01-01T00:00Z, amount: $1, every: 6 hours, count: 6}]

  """

struct ReadingTimeTests {
  /// The figure of this name in the tidy CSV of the case.
  private func figure(_ name: String, of text: String, _ words: String...) throws -> Substring? {
    let folder = try TemporaryFolder()
    try folder.write("case.yaml", text)
    let outcome = try Program.run(
      Program.url.path, ["replay", folder.path("case.yaml"), "--format", "csv"] + words)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return outcome.output.split(separator: "\r\n").first { $0.contains(",\(name),") }?
      .split(separator: ",", omittingEmptySubsequences: false).dropLast().last
  }

  @Test(
    "--until reads the state just before an instant, --at when everything of its second has happened",
    arguments: [
      ("--until", "2026-01-01", "0", "0.00"), ("--at", "2026-01-01", "1", "9.00"),
      ("--until", "2026-01-01T06:00Z", "1", "9.00"), ("--at", "2026-01-01T06:00Z", "2", "8.00"),
      ("--at", "2026-01-01T05:59:59Z", "1", "9.00"), ("--until", "2026-01-01T06:00:01Z", "2", "8.00"),
      ("--until", "2026-01-02", "4", "6.00"), ("--at", "2026-01-02", "5", "0.00"),
      ("--at", "2025-12-31", "0", "0.00"), ("--at", "2030-01-01", "6", "0.00"),
    ])
  func boundary(_ option: String, _ time: String, _ requests: String, _ left: String) throws {
    #expect(try figure("requests", of: clock, option, time).map(String.init) == requests)
    #expect(try figure("left", of: clock, option, time).map(String.init) == left)
  }

  @Test("a case is read at its end if it has one, after its last event if not")
  func defaultEnd() throws {
    #expect(try figure("read_through", of: clock).map(String.init) == "2026-01-02T06:00:00Z")
    let ended = clock + "end: 2026-01-01T12:00Z\n"
    #expect(try figure("read_through", of: ended).map(String.init) == "2026-01-01T12:00:00Z")
    #expect(try figure("requests", of: ended).map(String.init) == "3")
    let later = clock.replacing("{a:", with: "{b: {credit: $1, at: 2026-02-01, delay: 1 day}, a:")
    #expect(try figure("read_through", of: later).map(String.init) == "2026-02-02T00:00:00Z")
  }
}

struct BadCaseTests {
  @Test("a case that cannot be read ends with 1, every mistake at its place, and no output")
  func mistakes() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "case.yaml", "lotwise: 1\nstart: 2026-01-01\nlots:\n  a: {credti: $1}\n  b: {credit: -1}\n")
    let outcome = try Program.run("replay", folder.path("case.yaml"))
    #expect(outcome.status == 1 && outcome.output.isEmpty)
    #expect(outcome.errors.contains("case.yaml:4:7: error:") && outcome.errors.contains("case.yaml:5:"))
    #expect(!outcome.errors.contains("\u{1B}"))
    let colored = try Program.run("replay", folder.path("case.yaml"), "--color", "always")
    #expect(colored.errors.contains("\u{1B}["))
  }

  @Test(
    "a case that is not there, a folder and a device are no crash",
    arguments: ["/no/such/case.yaml", "/", "/dev/null"])
  func notThere(_ path: String) throws {
    let outcome = try Program.run("replay", path)
    #expect(outcome.status == 1 && outcome.output.isEmpty && !outcome.errors.isEmpty)
  }

  @Test("warnings are told, and kept back by --quiet")
  func warnings() throws {
    #expect(try Program.run("replay", everything).errors.contains("warning:"))
    #expect(try Program.run("replay", everything, "--quiet").errors.isEmpty)
  }

  @Test("what a ledger cannot hold is an error at its request, not a crash")
  func pastRange() throws {
    let folder = try TemporaryFolder()
    try folder.write("case.yaml", "lotwise: 1\nstart: 2026-01-01\nrequests file: big.csv\n")
    try folder.write("big.csv", "at,amount\n2026-01-01,4611686018\n2026-01-02,1\n")
    let outcome = try Program.run("replay", folder.path("case.yaml"))
    #expect(outcome.status == 1 && !outcome.wasKilled)
    #expect(outcome.errors.contains("big.csv:3:"), "\(outcome.errors)")
  }
}
