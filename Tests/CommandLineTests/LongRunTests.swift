/// What a long simulation owes to who waits for it: it stops when the precision is there, says when it is not, gives what it
/// has when it is interrupted, and shows on a terminal, and only there, how far it is.

import Foundation
import Testing

private let scenario = "scenarios/reseller-or-official.yaml"
/// One without a warning.
private let plain = "scenarios/startup-burst.yaml"

struct LongRunTests {
  @Test(
    "--until-half-width ends with 0 when the width is reached, and with 4, figures and advice when it is not",
    arguments: [
      ("20", "4096", 0, ""), ("'$100' --measure paid", "100000", 0, ""),
      ("5% --measure 'outage risk'", "9999", 0, ""),
      (
        "0.5", "3000", 4,
        "total cost is known to ±\\$[0-9.]+ after 3,000 futures, not as asked; it would take about [0-9,]+: raise --paths"
      ),
      ("0.001", "300", 4, "that would take more than the 10,000,000 that can be asked for"),
      (
        "0.1% --measure 'outage risk'", "1024", 4,
        "outage risk is known to ±[0-9.]+% after 1,024 futures, not as asked"
      ),
      (
        "1 --measure 'first outage'", "1", 4,
        "nothing can be said about the first outage of some plan after 1 future"
      ),
    ] as [(String, String, Int32, String)])
  func precision(_ width: String, _ most: String, _ status: Int32, _ message: String) throws {
    let outcome = try Program.shell(
      "lotwise compare \(scenario) --quiet --quick --format csv --paths \(most) --until-half-width \(width)")
    #expect(outcome.status == status, "\(outcome.errors)")
    #expect(outcome.output.hasPrefix("plan,measure,unit,mean,"))
    #expect(try outcome.errors.contains(Regex(message)) && outcome.errors.isEmpty == (status == 0))
  }

  @Test("a width that is reached early takes fewer futures than it might")
  func early() throws {
    let outcome = try Program.run(
      "compare", scenario, "--quick", "--format", "json", "--until-half-width", "50", "--paths", "100000")
    #expect(try JSON(parsing: outcome.output)["paths"] == .number(512))
  }

  @Test(
    "an interrupt ends with 130 and the figures there are, in a whole file",
    arguments: ["INT", "TERM", "HUP"])
  func interrupt(_ signal: String) throws {
    let folder = try TemporaryFolder()
    let outcome = try Program.shell(
      """
      set -m; status=0
      for seconds in 1 4 16; do
        lotwise compare \(scenario) --paths 10000000 --format csv --out \(folder.path("out.csv")) & program=$!
        worked $program 50; sleep $seconds; kill -\(signal) $program; wait $program || status=$?
        if [ -s \(folder.path("out.csv")) ]; then break; fi
      done; exit $status
      """)
    #expect(outcome.status == 130 && outcome.output.isEmpty, "\(outcome.status)")
    #expect(
      outcome.errors.contains(
        #/lotwise: interrupted after [0-9,]+ of 10,000,000 futures; the figures are/#))
    #expect(folder.names == ["out.csv"])
    let rows = try folder.text("out.csv").split(whereSeparator: \.isNewline)
    #expect(
      rows.count > 60
        && rows.allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count >= 11 })
  }

  @Test("a place that cannot be written to is told before anything is simulated")
  func unwritable() throws {
    // Seconds of work; to simulate so many futures takes minutes of it.
    let outcome = try Program.shell(
      "ulimit -t 20; lotwise compare \(scenario) --paths 10000000 --out /nowhere/at/all")
    #expect(outcome.status == 1 && outcome.errors.contains("make its folder first"))
  }

  @Test(
    "a full or closed standard output is an error, a reader that has read enough is none",
    arguments: ["table", "markdown", "csv", "json"])
  func output(_ format: String) throws {
    let line = "lotwise compare \(plain) --paths 50 --quick --format \(format)"
    let full = try Program.shell(line + " > /dev/full")
    #expect(full.status == 1 && full.errors.contains("cannot write to standard output: No space left"))
    let closed = try Program.shell(line + " >&-")
    #expect(closed.status == 1 && closed.errors.contains("cannot write to standard output"))
    let head = try Program.shell(line + " | true")
    #expect(head.status == 0 && head.errors.isEmpty)
  }

  // MARK: The bar

  @Test("nothing but data where there is no terminal")
  func silence() throws {
    let outcome = try Program.run(
      "compare", plain, "--quick", "--paths", "1000", "--threads", "1", "--format", "csv")
    #expect(outcome.status == 0 && outcome.errors.isEmpty && !outcome.output.contains("\u{1B}"))
  }

  @Test(
    "on a terminal a bar says how far it is and how long it takes, fits the line, and is wiped at the end",
    .enabled(if: Program.isInstalled("script"), "script is not installed"),
    arguments: [(80, ""), (34, ""), (80, "--quiet")])
  func bar(_ columns: Int, _ option: String) throws {
    let folder = try TemporaryFolder()
    let line = "lotwise compare \(scenario) --paths 10000000 \(option) --out \(folder.path("out.txt"))"
    func run(for seconds: Int) throws -> String {
      try Program.shell(
        """
        script -qec 'set -m; stty cols \(columns); \(line) & program=$!; sleep \(seconds); kill -INT $program; \
        wait $program' /dev/null
        """
      ).output
    }
    func bars(_ output: String) -> [Substring] {
      output.split(separator: "\r").filter { $0.contains("left") }
    }
    var output = ""
    // On a busy machine the first bar comes late, and so does the program itself.
    for seconds in [3, 15, 60] {
      output = try run(for: seconds)
      if option.isEmpty ? bars(output).count > 3 : output.contains("interrupted") { break }
    }
    let drawn = bars(output)
    guard option.isEmpty else {
      #expect(drawn.isEmpty && output.contains("interrupted"))
      return
    }
    #expect(drawn.count > 3, "\(output)")
    for text in drawn {
      #expect(text.contains(#/^#*\.+ [0-9]+ %, [0-9.]+ (s|min) left\u{1B}\[K$/#), "\(text)")
      #expect(text.count - "\u{1B}[K".count < columns)
    }
    #expect(
      output.contains("left\u{1B}[K\r\u{1B}[Klotwise: interrupted"), "\(output.suffix(200))")
  }
}
