/// `fit`, `forecast`, `backtest` and `hindsight` as a user sees them.

import Foundation
import Testing

struct ForecastTests {
  private static let history = "scenarios/histories/small-team.csv"
  private static let scenario = "scenarios/usage-from-history.yaml"

  @Test(
    "what is said of a history",
    arguments: [
      (
        "forecast.table",
        ["forecast", history, "--monthly-limit", "$150", "--balance", "$90", "--paths", "2000"]
      ),
      ("forecast.csv", ["forecast", history, "--format", "csv", "--paths", "2000"]),
      ("backtest.table", ["backtest", history, scenario]),
      (
        "hindsight.table",
        ["hindsight", history, scenario, "--paths", "200", "--compared", "half a year at once"]
      ),
      ("fit.yaml", ["fit", history]),
    ])
  func golden(_ name: String, _ words: [String]) throws {
    let outcome = try Program.run(words: words + ["--quiet"])
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    try Golden.expect(outcome.output, is: "history-\(name)")
  }

  @Test("a history times 1,000 gives exactly 1,000 times the forecast")
  func thousandfold() throws {
    let folder = try TemporaryFolder()
    let cents = (0..<90).map { ($0 * 37) % 11 * 113 + ($0 % 7 < 5 ? 40 : 0) }
    func write(_ name: String, _ factor: Int) throws {
      let rows = cents.enumerated().map { day, cents in
        let amount = cents * factor
        let days = day + 1
        let date =
          days <= 30 ? "2026-06-\(days)" : days <= 61 ? "2026-07-\(days - 30)" : "2026-08-\(days - 61)"
        let parts = date.split(separator: "-").map { $0.count == 1 ? "0\($0)" : String($0) }
        return
          "\(parts.joined(separator: "-")),\(amount / 100).\(amount % 100 < 10 ? "0" : "")\(amount % 100)\n"
      }
      try folder.write(name, "date,dollars\n" + rows.joined())
    }
    try write("a.csv", 1)
    try write("b.csv", 1_000)
    func amounts(_ name: String) throws -> [Decimal] {
      let outcome = try Program.run("forecast", folder.path(name), "--format", "csv", "--paths", "500")
      #expect(outcome.status == 0, "\(outcome.errors)")
      // Means are sums over futures, rounded when they are divided; what futures do not exceed is exact.
      let rows = outcome.output.split(whereSeparator: \.isNewline).map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
      let columns = ["p025", "p10", "p50", "p90", "p975"].compactMap { rows[0].firstIndex(of: Substring($0)) }
      #expect(columns.count == 5, "\(rows[0])")
      return rows.dropFirst().flatMap { row in columns.compactMap { Decimal(string: String(row[$0])) } }
    }
    let (one, thousand) = (try amounts("a.csv"), try amounts("b.csv"))
    #expect(one.count > 20 && one.map { $0 * 1_000 } == thousand)
  }

  @Test("a fit is compared, and its numbers give the same figures")
  func fitted() throws {
    let folder = try TemporaryFolder()
    let csv = try String(contentsOf: Program.root.appendingPathComponent(Self.history), encoding: .utf8)
    try folder.write("usage.csv", csv)
    let wrote = try Program.run("fit", folder.path("usage.csv"), "--out", folder.path("s.yaml"))
    #expect(wrote.status == 0 && wrote.errors.contains("next: lotwise compare"))
    let text = try folder.text("s.yaml")
    #expect(text.contains("history: {file: usage.csv}"))
    // From elsewhere the fit stands there in numbers.
    let elsewhere = try TemporaryFolder()
    let other = try Program.run("fit", folder.path("usage.csv"), "--out", elsewhere.path("s.yaml"))
    #expect(other.status == 0)
    #expect(try elsewhere.text("s.yaml").contains("    fitted:\n"))
    func figures(_ path: String) throws -> String {
      let outcome = try Program.run(
        "compare", path, "--paths", "300", "--quick", "--format", "csv", "--quiet")
      #expect(outcome.status == 0, "\(outcome.errors)")
      return outcome.output
    }
    #expect(try figures(folder.path("s.yaml")) == figures(elsewhere.path("s.yaml")))
    let checked = try Program.run("check", "--explain", folder.path("s.yaml"))
    #expect(checked.status == 0 && checked.output.contains("file: usage.csv"))
  }

  @Test(
    "a report is a folder, and threads change nothing of it",
    arguments: ["forecast", "backtest", "hindsight"])
  func report(_ command: String) throws {
    let folder = try TemporaryFolder()
    let words =
      [command, Self.history] + (command == "forecast" ? [] : [Self.scenario]) + ["--paths", "300"]
    for threads in ["1", "2"] {
      let outcome = try Program.run(
        words: words + ["--threads", threads, "--out", folder.path("r\(threads)"), "--quiet"])
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    for name in ["report.html", "report.md", "result.json", "history.csv"] {
      #expect(try folder.text("r1/\(name)") == folder.text("r2/\(name)"))
    }
    let page = try folder.text("r1/report.html")
    #expect(page.hasPrefix("<!doctype html>") && page.contains("</html>"))
    if command == "forecast" {
      #expect(page.contains("<svg") && page.contains("How well it would have done"))
      #expect(try folder.text("r1/focus.csv").contains("x_forecast_low"))
    }
  }

  @Test(
    "what cannot be foreseen is refused in words",
    arguments: [
      ("date,dollars\n2026-01-01,0\n2026-01-02,0\n", [], 1, "there is no use in what was named"),
      ("date,dollars\n2026-01-01,4\n", ["--series", "x"], 2, "there is no history 'x'"),
      ("date,dollars\n2026-01-01,4\n", ["--since", "2026-02-01"], 1, "nothing to learn from"),
      ("date,dollars\n2026-01-01,4\n", ["--through", "2025-01-01"], 2, "--through is a day from 2026-01-02"),
      ("date,dollars\n2026-01-01,4\n", ["--growth", "lots"], 2, "--growth"),
      ("date,dollars\n2026-01-01,4\n", ["--ignore", "2026-01-05..2026-01-03"], 2, "ends before it begins"),
      ("date,dollars\n2026-01-01,4\n", ["--monthly-limit", "$0"], 2, "is an amount above 0"),
      ("date,dollars\n2026-01-01,99999999\n", [], 1, "a day of the history is negative or above"),
      ("series,date,dollars\na,2026-01-01,1\nb,2026-01-01,2\n", [], 2, "there are 2 histories here"),
      ("date,weather\n2026-01-01,rain\n", [], 1, "this is no export that lotwise knows"),
    ] as [(String, [String], Int32, String)])
  func refused(_ text: String, _ words: [String], _ status: Int32, _ message: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("u.csv", text)
    let outcome = try Program.run(words: ["forecast", folder.path("u.csv")] + words)
    #expect(outcome.status == status && outcome.output.isEmpty)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(folder.names == ["u.csv"])
  }

  @Test("one day of history is enough to begin with, and says whose range it is")
  func oneDay() throws {
    let folder = try TemporaryFolder()
    try folder.write("u.csv", "date,dollars\n2026-01-01,4.20\n")
    let outcome = try Program.run("forecast", folder.path("u.csv"))
    #expect(
      outcome.status == 0 && outcome.output.contains("the range comes from other users"), "\(outcome.output)")
    let test = try Program.run("backtest", folder.path("u.csv"))
    #expect(
      test.status == 1 && test.errors.contains("there is no day of the history to look 28 days ahead from"))
  }

  @Test("several histories of one file are told of by line, and their mean")
  func several() throws {
    let folder = try TemporaryFolder()
    let days = (0..<70).map { day in
      let date =
        day < 31
        ? "2026-01-\(day < 9 ? "0" : "")\(day + 1)"
        : day < 59 ? "2026-02-\(day < 40 ? "0" : "")\(day - 30)" : "2026-03-\(day < 68 ? "0" : "")\(day - 58)"
      return "a,\(date),\(day % 7)\nb,\(date),\(day % 5)\n"
    }
    try folder.write("u.csv", "series,date,value\n" + days.joined())
    let outcome = try Program.run("backtest", folder.path("u.csv"), "--format", "csv", "--paths", "200")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let rows = outcome.output.split(whereSeparator: \.isNewline)
    #expect(
      rows.count == 4 && rows[1].hasPrefix("a,") && rows[2].hasPrefix("b,") && rows[3].hasPrefix("mean,"))
  }

  @Test("the JSON of each is what its schema says", arguments: ["forecast", "backtest", "hindsight"])
  func schema(_ command: String) throws {
    let schema = try Program.run("schema", "--of", command)
    #expect(schema.status == 0 && schema.output.contains("lotwise/\(command)/1"))
    let words = [command, Self.history] + (command == "forecast" ? [] : [Self.scenario])
    let outcome = try Program.run(words: words + ["--paths", "100", "--format", "json", "--quiet"])
    #expect(outcome.status == 0 && outcome.output.contains("\"lotwise/\(command)/1\""), "\(outcome.errors)")
  }
}
