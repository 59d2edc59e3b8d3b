/// An interrupt is heard within a second, whatever the program is doing: it ends with 130, nothing half written is left,
/// and where there are results to show, they are shown.

import Foundation
import Testing

/// Something that takes long, each at another kind of work.
private struct LongWork: CustomTestStringConvertible, Sendable {
  let what: String
  /// What it needs: files, and shell that makes more.
  let files: [String: String]
  let before: String
  let line: String

  var testDescription: String { what }

  /// Tables of demand, and steps that take many seconds to draw.
  private static let tables: [String: String] = {
    let workloads = (0..<40).map { number in
      "w\(number): {requests: 9 per hour, models: {claude-opus-5-5: 50%, claude-sonnet-5-5: 50%}, "
        + "tokens: {input: {median: 9k, p90: 40k}, output: {median: 500, p90: 2k}}, dispersion: \(number + 2)}"
    }.joined(separator: ",\n  ")
    func text(_ credit: Int) -> String {
      "lotwise: 1\nstart: 2026-12-01\nhorizon: 20 years\nstep: 15 min\nworkloads: {\(workloads)}\n"
        + "plans: {p: {buy: {credit: $\(credit)}}}\n"
    }
    return ["s.yaml": text(9), "t.yaml": text(8)]
  }()

  private static let listed = """
    (printf 'lotwise: 1\\nstart: 2026-01-01\\nlots: {a: {credit: $9}}\\nrequests:\\n'
    yes '  - {at: 2026-01-01, amount: $0.000001}' | head -900000) > c.yaml; true
    """
  private static let events = """
    printf 'lotwise: 1\\nstart: 2026-01-01\\nlots: {a: {credit: $9}}\\nrequests file: r.csv\\n' > c.yaml
    (echo at,amount; yes 2026-01-01T00:00:00Z,0.000001 | head -9000000) > r.csv; true
    """

  static let all: [LongWork] = [
    LongWork("demand's tables", tables, line: "lotwise compare s.yaml --quick"),
    LongWork(
      "one future after another",
      line: "lotwise compare ROOT/scenarios/stacked-lots.yaml --paths 9000000 --quick"),
    LongWork(
      "turning points", line: "lotwise compare ROOT/scenarios/startup-burst.yaml --paths 60 --out out"),
    LongWork("a suite", tables, line: "lotwise verify --update ."),
    LongWork("a difference", tables, line: "lotwise diff s.yaml t.yaml"),
    LongWork("a large file of events", before: events, line: "lotwise replay c.yaml --out out.txt"),
    LongWork("a large file", before: listed, line: "lotwise check c.yaml"),
    LongWork("a search for a plan", line: "lotwise optimise ROOT/scenarios/startup-burst.optimise.yaml"),
    LongWork("one long future", tables, line: "lotwise explain s.yaml --plan p --path 1"),
  ]

  private init(_ what: String, _ files: [String: String] = [:], before: String = "true", line: String) {
    (self.what, self.files, self.before, self.line) = (what, files, before, line)
  }
}

struct InterruptTests {
  @Test("is heard within a second", arguments: LongWork.all)
  private func heard(_ work: LongWork) throws {
    let folder = try TemporaryFolder()
    let line = work.line.replacing("ROOT", with: Program.root.path)
    for (name, text) in work.files { try folder.write(name, text) }
    let made = try Program.shell("cd '\(folder.url.path)'; \(work.before)")
    #expect(made.status == 0, "\(made.errors)")
    let before = folder.names
    for (number, signal) in ["INT", "TERM"].enumerated() {
      // When it is sent, in hundredths of a second of work, is as good as random; a machine that does other things as well may be
      // late now and then.
      var seconds: [Double] = []
      for attempt in 0..<6 {
        let work = 30 + 37 * number + 23 * (attempt % 3)
        let outcome = try Program.shell(
          """
          cd '\(folder.url.path)'; set -m; \(line) > data.txt 2> notes.txt & program=$!
          worked $program \(work); kill -\(signal) $program || exit 77; began=$(date +%s%N)
          wait $program; status=$?; echo $(( ($(date +%s%N) - began) / 1000000 )); exit $status
          """)
        let notes = try folder.text("notes.txt") + folder.text("data.txt")
        for name in ["data.txt", "notes.txt"] {
          try FileManager.default.removeItem(atPath: folder.path(name))
        }
        #expect(outcome.status == 130, "\(outcome.status) \(notes)")
        #expect(notes.contains("interrupted"), "\(notes)")
        #expect(folder.names.allSatisfy { before.contains($0) || $0 == "out" }, "\(folder.names)")
        seconds.append(1e-3 * (Double(outcome.output.split(separator: "\n").first ?? "") ?? .infinity))
        if let last = seconds.last, last < 1 { break }
      }
      #expect(seconds.contains { $0 < 1 }, "\(seconds)")
    }
  }
}
