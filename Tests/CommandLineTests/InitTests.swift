/// `lotwise init`: what it writes, and what it does not overwrite.

import Foundation
import Testing

struct InitTests {
  private static let names = [
    "startup-burst", "indie-sporadic", "agency-four-months", "experimenter", "claude-code-team",
    "enterprise-commitment", "promo-and-student", "stacked-lots", "reseller-or-official",
    "pipeline-that-died", "usage-from-history",
  ]

  @Test("the starter is written once, and again only with --force")
  func starter() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("scenario.yaml")
    let first = try Program.shell("cd \(folder.path("")) && lotwise init")
    #expect(first.status == 0 && first.output.isEmpty)
    #expect(
      first.errors
        == "wrote 'scenario.yaml'; next: lotwise check scenario.yaml (and for completion in an editor, beside it: "
        + "lotwise schema --out scenario.schema.json)\n")
    let text = try folder.text("scenario.yaml")
    #expect(text.contains("\nlotwise: 1 ") && text.contains("\nplans:\n"))
    let checked = try Program.run("check", "--quiet", path)
    #expect(
      checked.output.contains(
        ": ok (3 plans, 1 workload, 12 months from 2026-12-01)\n  my team: about $400 "),
      "\(checked.errors)")
    try folder.write("scenario.yaml", "mine\n")
    let second = try Program.run("init", path)
    #expect(second.status == 1)
    #expect(second.errors.contains("scenario.yaml' exists; name another file, or replace it with --force"))
    #expect(try folder.text("scenario.yaml") == "mine\n")
    #expect(try Program.run("init", path, "--force", "--quiet").errors.isEmpty)
    #expect(try folder.text("scenario.yaml") == text)
    #expect(folder.names == ["scenario.yaml"])
  }

  @Test("--list names every scenario of the folder, each with its title")
  func lists() throws {
    let lines = try Program.run("init", "--list").output.split(separator: "\n")
    #expect(lines.map { String($0.prefix { $0 != " " }) } == Self.names)
    let folder = Program.root.appending(path: "scenarios").path
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
      $0.hasSuffix(".yaml") && !$0.hasSuffix(".expect.yaml") && !$0.hasSuffix(".optimise.yaml")
        && $0 != "suite.yaml"
    }
    #expect(files.sorted() == Self.names.map { $0 + ".yaml" }.sorted())
    for (name, line) in zip(Self.names, lines) {
      let text = try String(contentsOfFile: folder + "/\(name).yaml", encoding: .utf8)
      let title = line.dropFirst(name.count).drop { $0 == " " }
      #expect(text.contains("\ntitle: \(title)\n"), "\(line)")
    }
  }

  @Test("--from writes the shipped file, and beside it what it includes", arguments: names)
  func copies(_ name: String) throws {
    let folder = try TemporaryFolder()
    #expect(try Program.run("init", folder.path("mine.yaml"), "--from", name).status == 0)
    let shipped = Program.root.appending(path: "scenarios")
    let text = try String(contentsOf: shipped.appending(path: name + ".yaml"), encoding: .utf8)
    #expect(try folder.text("mine.yaml") == text)
    let parts = ["parts/support-bot.yaml", "histories/small-team.csv"]
    guard let part = parts.first(where: { text.contains($0) }) else {
      #expect(folder.names == ["mine.yaml"])
      return
    }
    #expect(
      try folder.text(part) == String(contentsOf: shipped.appending(path: part), encoding: .utf8))
    // The part is there already, as it should be; a changed one stays.
    #expect(try Program.run("init", folder.path("other.yaml"), "--from", name).status == 0)
    try folder.write(part, "mine\n")
    #expect(try Program.run("init", folder.path("third.yaml"), "--from", name).status == 1)
    #expect(try folder.text(part) == "mine\n" && !folder.names.contains("third.yaml"))
  }

  @Test(
    "what is not understood, and where it cannot write",
    arguments: [
      (
        ["--from", "startup-bursts"], 2,
        "there is no shipped scenario 'startup-bursts'; did you mean 'startup-burst'?"
      ),
      (["--from", "x"], 2, "there is no shipped scenario 'x'; --list names them all"),
      (["--list", "--from", "experimenter"], 2, "--list writes nothing, so --from has no meaning beside it"),
      (["--list", "x.yaml"], 2, "--list writes nothing, so 'x.yaml' has no meaning beside it"),
      (["a.yaml", "b.yaml"], 2, "'b.yaml' is one argument too many"),
      (["a.yaml", "--out", "b.yaml"], 2, "FILE and --out name the same thing"),
      (["docs"], 1, "'docs' exists; name another file"),
      (["docs", "--force"], 1, "'docs' is a folder"),
      (["no-such-folder/a.yaml"], 1, "make its folder first"),
    ] as [([String], Int32, String)])
  func misuse(_ words: [String], _ status: Int32, _ message: String) throws {
    let outcome = try Program.run(words: ["init"] + words)
    #expect(outcome.status == status && outcome.output.isEmpty)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }
}
