/// A report as other programs take it: DuckDB and pandas load its tables without cleaning and find the result's sums in them, and
/// axe-core finds nothing in its page that keeps people out, in a headless Chromium. Needs `.venv-peers` (`make peers`) and a
/// Chromium, else it is skipped.

import Foundation
import Testing

private let python = Program.root.appending(path: ".venv-peers/bin/python").path

private func canImport(_ packages: String) -> Bool {
  FileManager.default.isExecutableFile(atPath: python)
    && (try? Program.run(python, ["-c", "import \(packages)"]).status) == 0
}

private let hasTables = canImport("duckdb, pandas")
private let hasAxe = canImport("axe_core_python")
private let noTables: Comment = "there is no duckdb or pandas in .venv-peers: `make peers` installs them"

private let browser =
  ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
  .flatMap { ["/usr/bin/\($0)", "/usr/local/bin/\($0)"] }
  .first { FileManager.default.isExecutableFile(atPath: $0) }
private let noBrowser: Comment =
  "there is no Chromium, or no axe-core-python in .venv-peers: `make setup-tests` installs both"

private func checked(_ script: String, _ words: [String]) throws -> Outcome {
  // Chromium wants a home.
  let home = try TemporaryFolder()
  return try Program.run(
    python, [Program.root.appending(path: "Tests/Peers/\(script)").path] + words,
    environment: ["HOME": home.url.path])
}

private func written(_ scenario: String, _ folder: TemporaryFolder) throws -> String {
  let place = folder.path("report")
  let outcome = try Program.run("compare", scenario, "--paths", "500", "--quiet", "--out", place)
  #expect(outcome.status == 0, "\(outcome.errors)")
  return place
}

@Suite struct ReportPeersTests {
  @Test(
    "DuckDB and pandas load every table, and the sums are the result's", .enabled(if: hasTables, noTables),
    arguments: ["reseller-or-official", "agency-four-months", "claude-code-team"])
  func tables(_ scenario: String) throws {
    let folder = try TemporaryFolder()
    let place = try written("scenarios/\(scenario).yaml", folder)
    let outcome = try checked("check_tables.py", [place])
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }

  @Test("a digit that is another one is seen", .enabled(if: hasTables, noTables))
  func spoiltTable() throws {
    let folder = try TemporaryFolder()
    let place = try written("scenarios/reseller-or-official.yaml", folder)
    for (name, column) in [
      ("monthly.csv", "cash_total_usd"), ("monthly.csv", "cash_mean_usd"), ("usage.csv", "usage_total_usd"),
    ] {
      let text = try String(contentsOfFile: "\(place)/\(name)", encoding: .utf8)
      var lines = text.components(separatedBy: "\r\n")
      var cells = lines[1].components(separatedBy: ",")
      let index = try #require(lines[0].components(separatedBy: ",").firstIndex(of: column))
      let digit = cells[index].removeLast()
      cells[index].append(digit == "1" ? "2" : "1")
      lines[1] = cells.joined(separator: ",")
      try lines.joined(separator: "\r\n").write(toFile: "\(place)/\(name)", atomically: true, encoding: .utf8)
      let outcome = try checked("check_tables.py", [place])
      #expect(
        outcome.status == 1 && outcome.errors.contains("reseller lots: cash") || name == "usage.csv",
        "\(column): \(outcome.output)\(outcome.errors)")
      try text.write(toFile: "\(place)/\(name)", atomically: true, encoding: .utf8)
    }
  }

  @Test(
    "axe-core finds nothing serious on a page, wide and narrow, light and dark",
    .enabled(if: hasAxe && browser != nil, noBrowser),
    arguments: ["reseller-or-official", "agency-four-months"])
  func page(_ scenario: String) throws {
    let folder = try TemporaryFolder()
    let place = try written("scenarios/\(scenario).yaml", folder)
    let outcome = try checked("check_page.py", [browser ?? "", place + "/report.html"])
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }

  @Test(
    "axe-core sees words too pale, a page without its language and one too wide",
    .enabled(if: hasAxe && browser != nil, noBrowser),
    arguments: [
      ("--muted:#57606a", "--muted:#c8c8c8", "color-contrast"),
      ("max-width:912px", "width:1400px", "the page is"), ("<html lang=\"en\">", "<html>", "html-has-lang"),
    ])
  func spoiltPage(_ is_: String, _ put: String, _ said: String) throws {
    let folder = try TemporaryFolder()
    let place = try written("scenarios/reseller-or-official.yaml", folder) + "/report.html"
    let text = try String(contentsOfFile: place, encoding: .utf8)
    #expect(text.contains(is_))
    try text.replacing(is_, with: put).write(toFile: place, atomically: true, encoding: .utf8)
    let outcome = try checked("check_page.py", [browser ?? "", place])
    #expect(outcome.status == 1 && outcome.errors.contains(said), "\(outcome.output)\(outcome.errors)")
  }
}
