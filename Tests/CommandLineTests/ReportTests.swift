/// `lotwise compare --out FOLDER` and `lotwise report`: the folder is whole or not there, the pages can be made again from
/// the result, and every figure on them can be found in it.

import Foundation
import Testing

private let scenario = "scenarios/reseller-or-official.yaml"

@Suite struct ReportTests {
  private static let files = [
    "report.html", "report.md", "result.json", "summary.csv", "daily.csv", "monthly.csv", "usage.csv",
    "balance.svg", "cash.svg", "outages.svg",
    "total-cost.svg", "cost-and-risk.svg", "plan-against-plan.svg", "credit.svg", "waste.svg",
    "cost-and-usage.svg",
  ]

  private func written(_ folder: TemporaryFolder, _ more: String...) throws -> String {
    let place = folder.url.path + "/report"
    let outcome = try Program.run(
      words: ["compare", scenario, "--paths", "400", "--quiet", "--out", place] + more)
    #expect(outcome.status == 0 && outcome.output.isEmpty && outcome.errors.isEmpty, "\(outcome.errors)")
    return place
  }

  @Test func `the folder holds the page, its charts and its figures, and is made again from the result`()
    throws
  {
    let folder = try TemporaryFolder()
    let first = try written(folder, "--keep-paths")
    let names = Set(try FileManager.default.contentsOfDirectory(atPath: first))
    #expect(names.isSuperset(of: Self.files + ["paths.csv"]) && !names.contains { $0.hasPrefix(".") })
    let second = folder.url.path + "/again"
    #expect(try Program.run("report", first + "/result.json", "--out", second).status == 0)
    for name in try FileManager.default.contentsOfDirectory(atPath: second) {
      #expect(
        try Data(contentsOf: URL(fileURLWithPath: "\(first)/\(name)"))
          == Data(contentsOf: URL(fileURLWithPath: "\(second)/\(name)")), "\(name)")
    }
    for format in ["html", "markdown", "table", "csv", "daily", "monthly", "usage", "json"] {
      let direct = try Program.run("compare", scenario, "--paths", "400", "--quiet", "--format", format)
      let again = try Program.run("report", first + "/result.json", "--format", format)
      #expect(again.status == 0 && again.output == direct.output && !again.output.isEmpty, "\(format)")
    }
  }

  @Test func `every figure of the table of plans, of each day and each future is the result's`() throws {
    let folder = try TemporaryFolder()
    let place = try written(folder, "--keep-paths")
    let data = try Data(contentsOf: URL(fileURLWithPath: place + "/result.json"))
    let result = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let plans = try #require(result["plans"] as? [[String: Any]])
    let page = try String(contentsOfFile: place + "/report.md", encoding: .utf8)
    func number(_ value: Any?) -> Double { Double(value as? String ?? "") ?? .nan }
    for plan in plans {
      let name = try #require(plan["name"] as? String)
      let measures = try #require(plan["measures"] as? [String: [String: Any]])
      func mean(_ key: String) -> Double { number((measures[key] ?? [:])["mean"]) }
      let row = try #require(page.split(separator: "\n").first { $0.hasPrefix("| \(name) | $") })
      let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      func shown(_ cell: Int) -> Double {
        let text = cells[cell].prefix { $0 != "±" && $0 != "(" && $0 != "%" }.filter {
          "0123456789.-".contains($0)
        }
        return Double(text) ?? .nan
      }
      for (cell, key, off) in [(1, "total_cost", 0.51), (2, "paid", 0.51), (4, "waste_at_cost", 0.51)] {
        #expect(abs(shown(cell) - mean(key)) <= off, "\(name), \(key): \(cells[cell])")
      }
      #expect(abs(shown(3) / 100 - mean("refused_share")) <= 0.0051, "\(cells[3])")
      #expect(abs(shown(5) / 100 - mean("risk_of_an_outage_over_an_hour")) <= 0.0051, "\(cells[5])")
      #expect(abs(shown(6) - mean("effective_price")) <= 0.00051)
      let most = cells[2].split(separator: "(").last?.filter { "0123456789.".contains($0) } ?? ""
      #expect(abs((Double(most) ?? .nan) - number(measures["paid"]?["p95"])) <= 0.51)
      // Waste is the sum of its parts.
      func plain(_ key: String) -> Double { number(measures[key]?["mean"]) }
      #expect(abs(plain("waste") - plain("expired") - plain("revoked") - plain("undelivered")) < 1e-6)
      try checkDays(plan, name, place)
      try checkPaths(name, place, paid: number(measures["paid"]?["mean"]))
    }
  }

  private func checkDays(_ plan: [String: Any], _ name: String, _ place: String) throws {
    let days = try #require(plan["days"] as? [[String: Any]])
    let rows = try String(contentsOfFile: place + "/daily.csv", encoding: .utf8).split(separator: "\r\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
      .filter { $0[0] == name || $0.count > 9 && $0.joined(separator: ",").hasPrefix("\"\(name)\"") }
    #expect(rows.count == days.count)
    for (row, day) in zip(rows, days) {
      let tail = row.suffix(8)
      #expect(Double(tail[tail.startIndex + 3]) == Double(day["balance_p50"] as? String ?? ""))
      #expect(Double(tail[tail.startIndex + 5]) == Double(day["outage"] as? String ?? ""))
    }
  }

  private func checkPaths(_ name: String, _ place: String, paid: Double) throws {
    let lines = try String(contentsOfFile: place + "/paths.csv", encoding: .utf8).split(separator: "\r\n")
    let heads = lines[0].split(separator: ",")
    let column = try #require(heads.firstIndex(of: "paid_usd"))
    let rows = lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
      .filter { $0.joined(separator: ",").hasPrefix(name.contains(",") ? "\"\(name)\"" : name + ",") }
    #expect(rows.count == 400)
    let sum = rows.reduce(0.0) { $0 + (Double($1[column + $1.count - heads.count]) ?? .nan) }
    #expect(abs(sum / 400 - paid) < 1e-6)
  }

  @Test func `what is no result is refused by its place`() throws {
    let folder = try TemporaryFolder()
    let place = try written(folder)
    let text = try String(contentsOfFile: place + "/result.json", encoding: .utf8)
    let spoilt = folder.url.path + "/spoilt.json"
    for (from, to, said) in [
      ("\"lotwise/result/2\"", "\"lotwise/result/9\"", "lotwise/result/9"),
      ("\"paths\": 400", "\"paths\": \"many\"", "paths"),
      ("\"ranking\"", "\"runking\"", "ranking"), ("\"seed\": \"1\"", "\"seed\": \"-1\"", "seed"),
      ("{", "[", "line"),
    ] {
      let range = try #require(text.range(of: from))
      try text.replacingCharacters(in: range, with: to).write(
        toFile: spoilt, atomically: true, encoding: .utf8)
      let outcome = try Program.run("report", spoilt)
      #expect(outcome.status == 1 && outcome.errors.contains(said), "\(said): \(outcome.errors)")
    }
    for path in ["/nowhere.json", ".", "/dev/null", scenario] {
      let outcome = try Program.run("report", path)
      #expect(outcome.status == 1 && outcome.output.isEmpty && !outcome.errors.isEmpty, "\(path)")
    }
  }

  @Test func `a folder that cannot be written leaves nothing behind`() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.path + "/file"
    try "kept".write(toFile: file, atomically: true, encoding: .utf8)
    let outcome = try Program.run("compare", scenario, "--paths", "50", "--out", file)
    #expect(outcome.status == 1 && outcome.errors.contains("a report is a folder"))
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "kept")
    #expect(try Program.run("compare", scenario, "--paths", "50", "--out", file + "/below").status == 1)
  }

  @Test func `the page is one file that fetches nothing and runs nothing`() throws {
    let page = try Program.run("compare", scenario, "--paths", "100", "--quiet", "--format", "html").output
    for word in ["<script", "http-equiv", "<link", "<img", "url(http", "@import", "<iframe", "onload"] {
      #expect(!page.contains(word), "\(word)")
    }
    let ids = page.matches(of: #/ id="([^"]+)"/#).map { String($0.1) }
    #expect(Set(ids).count == ids.count && ids.count > 20)
    for link in page.matches(of: #/ href="([^"]+)"/#).map({ String($0.1) }) {
      #expect(link.hasPrefix("#") && ids.contains(String(link.dropFirst())), "\(link)")
    }
    #expect(page.contains("<html lang=\"en\">") && page.contains("<title>") && page.contains("<h1>"))
    // Every table has its headings, every chart its name and its words.
    #expect(page.matches(of: #/<table role="table">/#).count == page.matches(of: #/<thead>/#).count)
    #expect(page.matches(of: #/<svg /#).count == page.matches(of: #/<desc id=/#).count)
  }
}
