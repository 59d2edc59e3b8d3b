/// An interrupt is heard within a second, whatever the program is doing: it ends with 130, nothing half written is left,
/// and where there are results to show, they are shown.

import Foundation
import Testing

/// Something that takes long, each at another kind of work.
private struct LongWork: CustomTestStringConvertible, Sendable {
  let what: String
  /// Shell that makes what it needs.
  let before: String
  let line: String

  var testDescription: String { what }

  private static let many = (0..<40).map { number in
    "  w\(number): {requests: 9 per hour, models: {claude-opus-5-5: 50%, claude-sonnet-5-5: 50%}, "
      + "tokens: {input: {median: 9k, p90: 40k}, output: {median: 500, p90: 2k}}, dispersion: \(number + 2)}\n"
  }.joined()

  private static let tables = """
    printf 'lotwise: 1\\nstart: 2026-12-01\\nhorizon: 20 years\\nworkloads:\\n\(many.replacing("\n", with: "\\n"))plans: {p: {buy: {credit: $9}}}\\n' > s.yaml
    """

  static let all: [LongWork] = [
    LongWork(what: "demand's tables", before: tables, line: "lotwise compare s.yaml --quick"),
    LongWork(
      what: "one future after another", before: "",
      line: "lotwise compare ROOT/scenarios/stacked-lots.yaml --paths 9000000 --quick"),
    LongWork(
      what: "turning points", before: "",
      line: "lotwise compare ROOT/scenarios/reseller-or-official.yaml --paths 60 --out out"),
    LongWork(
      what: "a suite", before: tables + "; for n in 1 2 3; do cp s.yaml s$n.yaml; done",
      line: "lotwise verify --update --paths 20000 ."),
    LongWork(
      what: "a difference", before: tables + "; sed 's/credit: $9/credit: $8/' s.yaml > t.yaml",
      line: "lotwise diff s.yaml t.yaml"),
    LongWork(
      what: "a large file of events",
      before: """
        printf 'lotwise: 1\\nstart: 2026-01-01\\nlots: {a: {credit: $9}}\\nrequests file: r.csv\\n' > c.yaml
        (echo at,amount; yes 2026-01-01T00:00:00Z,0.000001 | head -9000000) > r.csv
        """, line: "lotwise replay c.yaml --out out.txt"),
    LongWork(
      what: "a large file",
      before: """
        (printf 'lotwise: 1\\nstart: 2026-01-01\\nlots: {a: {credit: $9}}\\nrequests:\\n'
        yes '  - {at: 2026-01-01, amount: $0.000001}' | head -900000) > c.yaml
        """, line: "lotwise check c.yaml"),
    LongWork(
      what: "one long future", before: tables, line: "lotwise explain s.yaml --plan p --path 1"),
  ]
}

struct InterruptTests {
  @Test("is heard within a second", arguments: LongWork.all)
  private func heard(_ work: LongWork) throws {
    let folder = try TemporaryFolder()
    let line = work.line.replacing("ROOT", with: Program.root.path)
    let made = try Program.shell("cd '\(folder.url.path)'; \(work.before)")
    #expect(made.status == 0, "\(made.errors)")
    let before = folder.names
    for (number, signal) in ["INT", "TERM"].enumerated() {
      // When it is sent is as good as random; a machine that does other things as well may be late now and then.
      var seconds: [Double] = []
      for attempt in 0..<3 {
        let wait = 0.05 + 0.37 * Double(number) + 0.23 * Double(attempt)
        let outcome = try Program.shell(
          """
          cd '\(folder.url.path)'; set -m; \(line) > data.txt 2> notes.txt & program=$!
          sleep \(wait); kill -\(signal) $program || exit 77; began=$(date +%s%N)
          wait $program; status=$?; echo $(( ($(date +%s%N) - began) / 1000000 )); exit $status
          """)
        let notes = try folder.text("notes.txt")
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
