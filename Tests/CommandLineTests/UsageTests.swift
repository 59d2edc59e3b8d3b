/// The command line itself: what is understood, what is not, and what is said about it.

import Foundation
import Testing

struct UsageTests {
  @Test(
    "a command line that is not understood ends with 2 and says what would be",
    arguments: [
      ([], "no command"),
      (["replya"], "there is no command 'replya'; did you mean 'replay'?"),
      (["frobnicate"], "there is no command 'frobnicate'; there are compare, merge, optimise"),
      (["replay"], "lacks CASE"),
      (["replay", "a.yaml", "b.yaml"], "'b.yaml' is one argument too many"),
      (["rates", "--fromat", "csv"], "unknown option '--fromat'; did you mean '--format'?"),
      (["rates", "--fromat=csv"], "unknown option '--fromat'; did you mean '--format'?"),
      (["rates", "-x"], "unknown option '-x'"),
      (
        ["rates", "--format", "cvs"],
        "--format is table, markdown, csv or json, not 'cvs'; did you mean 'csv'?"
      ),
      (["rates", "--format"], "--format lacks its value; write --format FORMAT: table, markdown"),
      (["rates", "--format="], "--format lacks its value"),
      (["rates", "--out", ""], "--out lacks its value; write --out FILE"),
      (["rates", "--quiet=yes"], "--quiet takes no value"),
      (["rates", "--quiet", "--quiet"], "--quiet is given twice"),
      (["rates", "--format", "csv", "--format=csv"], "--format is given twice"),
      (
        ["rates", "--as-of", "tomorrow"],
        "--as-of: 'tomorrow' is not a date; write an instant like 2026-12-01"
      ),
      (["rates", "--as-of", "2026-02-29"], "there is no date '2026-02-29': that month has 28 days"),
      (["replay", "x.yaml", "--at", "noon"], "--at: 'noon' is not a date"),
      (["replay", "x.yaml", "--at", "2026-01-01", "--until", "2026-01-01"], "give one of them"),
      (["help", "replya"], "did you mean 'replay'?"),
      (["rates", "--", "--format"], "'--format' is one argument too many"),
      (["rates", "--color", "sometimes"], "--color is auto, always or never, not 'sometimes'"),
      (["--nonsense"], "no command"),
    ] as [([String], String)])
  func misuse(_ words: [String], _ message: String) throws {
    let outcome = try Program.run(words: words)
    #expect(outcome.status == 2 && !outcome.wasKilled)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(outcome.errors.contains("see: lotwise help"))
  }

  @Test(
    "the same thing may be said in several ways",
    arguments: [
      ["rates", "--format", "csv", "--model", "claude-opus-5"],
      ["rates", "--format=csv", "--model=claude-opus-5"],
      ["--quiet", "rates", "--model", "claude-opus-5", "--format=csv"],
      ["--color", "never", "rates", "--model", "claude-opus-5", "--format=csv", "--"],
      ["--color=never", "rates", "--model", "claude-opus-5", "--format=csv"],
    ])
  func synonyms(_ words: [String]) throws {
    let outcome = try Program.run(words: words)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.hasPrefix("model,applies_to,"))
  }

  @Test(
    "every command has a page of help, reached in three ways",
    arguments: [
      "compare", "simulate", "explain", "report", "replay", "verify", "diff", "check", "rates", "schema",
      "init", "import", "help",
      "version",
    ])
  func help(_ command: String) throws {
    let page = try Program.run("help", command)
    #expect(page.status == 0 && page.errors.isEmpty)
    try Golden.expect(page.output, is: "help-\(command).txt")
    #expect(try Program.run(command, "--help").output == page.output)
    #expect(try Program.run("--help", command, "--nonsense").output == page.output)
    #expect(page.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test("the overview names every command, option and exit code", arguments: [["help"], ["--help"], ["-h"]])
  func overview(_ words: [String]) throws {
    let outcome = try Program.run(words: words)
    #expect(outcome.status == 0)
    try Golden.expect(outcome.output, is: "help.txt")
  }

  @Test("docs/command-line.md names every command and option, and every exit code")
  func documented() throws {
    let page = try String(
      contentsOf: Program.root.appendingPathComponent("docs/command-line.md"), encoding: .utf8)
    for command in [
      "compare", "simulate", "explain", "report", "replay", "check", "rates", "schema", "init", "import",
      "help", "version",
    ] {
      #expect(page.contains("lotwise \(command)"))
      for option in try Program.run("help", command).output.matches(of: /--[a-z-]+/) {
        #expect(page.contains(option.0), "\(option.0)")
      }
    }
    for code in try Program.run("help").output.matches(of: #/\n  (\d+) /#) {
      #expect(page.contains("\n| \(code.1) |"), "\(code.1)")
    }
  }

  @Test("the version is one line", arguments: [["version"], ["--version"], ["-V"]])
  func version(_ words: [String]) throws {
    let outcome = try Program.run(words: words)
    #expect(outcome.status == 0)
    #expect(outcome.output.wholeMatch(of: /lotwise \d+\.\d+\.\d+\n/) != nil)
  }

  @Test("with --verbose it also says how it was built, what it runs on and what it found, in two columns")
  func verboseVersion() throws {
    let outcome = try Program.run("version", "--verbose")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    let lines = outcome.output.split(separator: "\n").map(String.init)
    #expect(lines.first == (try Program.run("version").output).dropLast().description)
    let facts = lines.dropFirst()
    #expect(
      facts.map { $0.prefix(13).trimmingCharacters(in: .whitespaces) } == [
        "built", "compiler", "linked", "processor", "may use", "has AVX2", "has AVX-512", "C library",
        "libyaml",
        "OpenBLAS", "time zones",
      ])
    #expect(facts.allSatisfy { $0.dropFirst(11).hasPrefix("  ") && !$0.dropFirst(13).hasPrefix(" ") })
    // As coreutils count them.
    let allowed = try Program.shell("nproc").output.dropLast()
    #expect(facts.contains { $0.hasPrefix("may use      \(allowed) of ") }, "\(facts)")
  }

  @Test("a program that may use one processor says so", .enabled(if: Program.isInstalled("taskset")))
  func oneProcessor() throws {
    let first = try Program.shell("taskset -cp $$ | sed 's/.*: //; s/[-,].*//'").output.dropLast()
    let outcome = try Program.shell("taskset -c \(first) lotwise version --verbose")
    #expect(outcome.output.contains("\nmay use      1 of "), "\(outcome.errors)")
  }
}
