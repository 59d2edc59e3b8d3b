/// `lotwise check`: one line for each file, every mistake, and the explained form.

import Foundation
import Testing

struct CheckTests {
  private static let good = "lotwise: 1\nlots:\n  a: {credit: $20, at: 2026-01-01}\n"
  private static let late =
    "lotwise: 1\nend: 2026-02-01\nlots:\n  a: {credit: $20, at: 2026-01-01}\n"
    + "  b: {credit: $20, at: 2026-03-01}\n"
  private static let bad = "lotwise: 1\nstart: 2026-01-01\nlots:\n  a: {credti: $20}\n"
  private static let card = "lotwise-rates: 1\nname: ours\nas of: 2026-11-20\nextends: anthropic\n"

  @Test("every file has its line, the good ones on standard output too when others are bad")
  func lines() throws {
    let folder = try TemporaryFolder()
    for (name, text) in [("good", Self.good), ("late", Self.late), ("bad", Self.bad), ("card", Self.card)] {
      try folder.write(name + ".yaml", text)
    }
    let names = ["good.yaml", "late.yaml", "bad.yaml", "card.yaml", "gone.yaml"].map(folder.path)
    let outcome = try Program.run(words: ["check"] + names)
    #expect(outcome.status == 1)
    let lines = outcome.output.split(separator: "\n").map { $0.replacing(folder.path("") + "/", with: "") }
      .map { $0.replacing(folder.path(""), with: "") }
    #expect(
      lines == [
        "good.yaml: ok (1 lot, 0 requests, from 2026-01-01)",
        "late.yaml: ok, 1 warning (2 lots, 0 requests, from 2026-01-01)",
        "bad.yaml: 2 errors",
        "card.yaml: ok (ours, 26 models, as of 2026-11-20)",
        "gone.yaml: 1 error",
      ])
    for message in [
      "late.yaml:5:3: warning: this lot comes after the end of the case",
      "bad.yaml:4:7: error: 'credti' is not a key of lot 'a'; did you mean 'credit'?", "credti: $20",
      "gone.yaml: error: this file cannot be opened (No such file or directory); check its name",
    ] {
      #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }
    let quiet = try Program.run(words: ["check", "--quiet"] + names)
    #expect(quiet.status == 1 && quiet.output == outcome.output)
    #expect(!quiet.errors.contains("warning") && quiet.errors.contains("gone.yaml: error"))
    #expect(try Program.run("check", names[0], names[1]).status == 0)
  }

  @Test("what cannot be a file of lotwise is said, and nothing is printed for it")
  func noFiles() throws {
    let folder = try TemporaryFolder()
    try folder.write("empty.yaml", "")
    try folder.write("list.yaml", "- a\n")
    for (path, message) in [
      (folder.path(""), "this is a folder, not a file"), (folder.path("empty.yaml"), "this file is empty"),
      (folder.path("list.yaml"), "a map is expected here, this is a list"),
      ("/dev/null", "this is a device, not a file"),
    ] {
      let outcome = try Program.run("check", path)
      #expect(outcome.status == 1 && outcome.errors.contains(message), "\(outcome.errors)")
      #expect(try Program.run("check", "--explain", path).output == "")
    }
  }

  @Test("a file of requests belongs to the case and is read to its end")
  func events() throws {
    let folder = try TemporaryFolder()
    try folder.write("case.yaml", "lotwise: 1\nstart: 2026-01-01\nrequests file: usage.csv\n")
    try folder.write("usage.csv", "at,amount\n2026-01-01,1\n2026-01-02,2\n")
    let good = try Program.run("check", folder.path("case.yaml"))
    #expect(good.status == 0 && good.output.hasSuffix(": ok (0 lots, 2 requests, from 2026-01-01)\n"))
    try folder.write("usage.csv", "at,amount\n2026-01-01,1\n2026-01-02,two\n")
    let bad = try Program.run("check", folder.path("case.yaml"))
    #expect(bad.status == 1 && bad.output.hasSuffix("case.yaml: 1 error\n"), "\(bad.output)")
    #expect(bad.errors.contains("usage.csv:3:"), "\(bad.errors)")
  }

  @Test("--explain prints one file with its origins, and what it prints is a case")
  func explains() throws {
    let folder = try TemporaryFolder()
    try folder.write("case.yaml", Self.good)
    let outcome = try Program.run("check", "--explain", folder.path("case.yaml"))
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.output.hasPrefix("lotwise: 1                              # case.yaml:1\n"))
    #expect(outcome.output.contains("    credit: $20                         # case.yaml:3\n"))
    let copy = folder.path("copy.yaml")
    #expect(try Program.run("check", "--explain", folder.path("case.yaml"), "--out", copy).output == "")
    #expect(try folder.text("copy.yaml") == outcome.output)
    #expect(try Program.run("check", copy).status == 0)
  }

  @Test("--explain takes one file, and no rate card")
  func explainsOne() throws {
    let folder = try TemporaryFolder()
    try folder.write("card.yaml", Self.card)
    let two = try Program.run("check", "--explain", "a.yaml", "b.yaml")
    #expect(two.status == 2 && two.output.isEmpty)
    #expect(two.errors.contains("--explain takes one FILE, not 2\nsee: lotwise help check"))
    let none = try Program.run("check")
    #expect(none.status == 2 && none.errors.contains("'lotwise check' lacks FILE"))
    let card = try Program.run("check", "--explain", folder.path("card.yaml"))
    #expect(
      card.status == 1 && card.errors.contains("is no scenario and no case, which is what --explain takes"))
    try folder.write("bad.yaml", Self.bad)
    let bad = try Program.run("check", "--explain", folder.path("bad.yaml"), "--out", folder.path("out.yaml"))
    #expect(bad.status == 1 && !folder.names.contains("out.yaml"))
  }

  @Test(
    "a reader that has read enough ends it quietly",
    arguments: [
      "check --explain scenarios/replays/a-reload-that-outlives-its-use.yaml", "schema", "init --list",
    ])
  func closedPipe(_ line: String) throws {
    let outcome = try Program.shell("lotwise \(line) | true")
    #expect(outcome.status == 0 && outcome.errors.isEmpty && !outcome.wasKilled)
  }

  @Test("every shipped case is checked without a word")
  func shipped() throws {
    let outcome = try Program.shell("lotwise check scenarios/replays/*.yaml")
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let scenarios = try Program.shell("lotwise check --quiet scenarios/*.yaml")
    #expect(scenarios.status == 0 && scenarios.errors.isEmpty, "\(scenarios.errors)")
  }
}
