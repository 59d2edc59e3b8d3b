/// `lotwise import` as a user sees it: what is said of files, the table that is written, folders, and questions.

import Foundation
import Testing

struct ImportTests {
  private static let exports = "Tests/HistoryTests/Exports"
  private static let pair = ["\(exports)/console-cost-2026-02.csv", "\(exports)/console-tokens-2026-02.csv"]

  @Test("a pair of exports is understood, in words", arguments: ["table", "csv", "json"])
  func golden(_ format: String) throws {
    let outcome = try Program.run(words: ["import"] + Self.pair + ["--format", format, "--quiet"])
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    try Golden.expect(outcome.output, is: "import-console.\(format)")
  }

  @Test("the table is written, and read back it is the same table")
  func table() throws {
    let folder = try TemporaryFolder()
    let written = try Program.run(words: ["import"] + Self.pair + ["--out", folder.path("usage.csv")])
    #expect(written.status == 0 && written.output.isEmpty)
    #expect(
      written.errors.contains("2 files, 2026-02-01 to 2026-02-01, 2 rows, ~$4.38 at list as of 2026-11-20"))
    let again = try Program.run("import", folder.path("usage.csv"), "--format", "csv", "--quiet")
    #expect(try again.output == folder.text("usage.csv"))
  }

  @Test("of a folder, every export is read and the others are named")
  func folder() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.txt", "date,cost\n2026-02-01,1.50\n")
    try folder.write("notes.md", "nothing of use\n")
    let outcome = try Program.run("import", folder.path(""), "--quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("a.txt") && outcome.output.contains("1 file of the folders is no export"))
    #expect(outcome.output.contains("notes.md"))
    // Who names a file wants it read.
    let named = try Program.run("import", folder.path("notes.md"))
    #expect(named.status == 1 && named.errors.contains("this is no export that lotwise knows"))
    let nothing = try Program.run("import", folder.path("."), folder.path("a.txt"), folder.path("a.txt"))
    #expect(nothing.status == 2 && nothing.errors.contains("is named twice"))
  }

  @Test("days that two files hold differently are a question with an answer")
  func overlap() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.csv", "date,cost\n2026-02-01,1\n2026-02-02,2\n")
    try folder.write("b.csv", "date,cost\n2026-02-02,5\n2026-02-03,3\n")
    let words = ["import", folder.path("a.csv"), folder.path("b.csv"), "--quiet"]
    let question = try Program.run(words: words + ["--out", folder.path("usage.csv")])
    #expect(
      question.status == 1 && question.errors.contains("has the day 2026-02-02 too, and other use on it"))
    #expect(folder.names == ["a.csv", "b.csv"])
    for (rule, total) in [("first", "$6.00"), ("last", "$9.00"), ("sum", "$11.00")] {
      let answer = try Program.run(words: words + ["--overlap", rule])
      #expect(answer.output.contains(" \(total)\n"), "\(answer.output)\(answer.errors)")
    }
  }

  @Test("a bad cell is shown where it stands, and nothing is written")
  func mistake() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.csv", "date,cost\n2026-02-01,1\n2026-02-02,two\n")
    let outcome = try Program.run("import", folder.path("a.csv"), "--out", folder.path("usage.csv"))
    #expect(outcome.status == 1 && folder.names == ["a.csv"])
    #expect(
      outcome.errors.contains("a.csv:3:12: error: 'two' in the column 'cost' is not an amount of dollars"))
    #expect(outcome.errors.contains("\n  2026-02-02,two\n             ^~~\n"))
  }

  @Test("a date and a zone are checked, and an export may come through a pipe")
  func options() throws {
    #expect(try Program.run("import", "x", "--as-of", "soon").status == 2)
    #expect(try Program.run("import", "x", "--zone", "Mars").status == 2)
    let piped = try Program.shell(
      "printf 'date,cost\\n2026-02-01,1\\n' | lotwise import /dev/stdin --format csv --quiet")
    #expect(piped.status == 0 && piped.output.contains("lotwise-usage/1,2026-02-01,final"))
    let earlier = try Program.run(words: ["import"] + Self.pair + ["--as-of", "2026-02-01", "--quiet"])
    #expect(earlier.output.contains("today's are those of 2026-02-01"))
  }
}
