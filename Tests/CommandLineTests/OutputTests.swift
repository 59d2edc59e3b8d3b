/// Where the data goes, and what happens when it cannot: never half a file, never a crash, never a message
/// that says less than what to do.

import Foundation
import Testing

private let demo = "scenarios/replays/two-reseller-lots-and-an-official-one.yaml"

struct OutputTests {
  @Test("--out writes what standard output would have shown, and nothing else")
  func out() throws {
    let folder = try TemporaryFolder()
    let shown = try Program.run("rates", "--format", "json")
    let written = try Program.run("rates", "--format", "json", "--out", folder.path("rates.json"))
    #expect(written.status == 0 && written.output.isEmpty && written.errors.isEmpty)
    #expect(try folder.text("rates.json") == shown.output)
    #expect(folder.names == ["rates.json"])
  }

  @Test("a file that was there keeps its rights, and a link stays a link")
  func replacing() throws {
    let folder = try TemporaryFolder()
    try folder.write("old", "old")
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: folder.path("old"))
    try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: "old")
    #expect(try Program.run("version", "--out", folder.path("link")).status == 0)
    #expect(try folder.text("old").hasPrefix("lotwise "))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link")) == "old")
    let rights = try FileManager.default.attributesOfItem(atPath: folder.path("old"))[.posixPermissions]
    #expect(rights as? Int == 0o640)
  }

  @Test("a run that fails leaves the old file as it was, and nothing beside it")
  func failing() throws {
    let folder = try TemporaryFolder()
    try folder.write("result.json", "old")
    try folder.write("case.yaml", "lotwise: 1\nlots: {a: {credit: -1}}\n")
    let outcome = try Program.run("replay", folder.path("case.yaml"), "--out", folder.path("result.json"))
    #expect(outcome.status == 1)
    #expect(try folder.text("result.json") == "old")
    #expect(folder.names == ["case.yaml", "result.json"])
  }

  @Test(
    "a place that cannot be written to is an error that says what to do",
    arguments: [
      ("/nowhere/at/all", "make its folder first"), ("/etc/passwd/file", "make its folder first"),
      ("/proc/version/x", "make its folder first"), ("/tmp", "is a folder; name a file"),
      ("/dev/full", "No space left on device; free some space"),
    ])
  func unwritable(_ path: String, _ message: String) throws {
    for words in [["version"], ["replay", demo], ["replay", demo, "--format", "journal"]] {
      let outcome = try Program.run(words: words + ["--out", path])
      #expect(outcome.status == 1 && !outcome.wasKilled)
      #expect(outcome.output.isEmpty)
      #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }
  }

  @Test(
    "a folder without the right to write is an error",
    .disabled(if: geteuid() == 0, "root may write anywhere"))
  func forbidden() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.url.path)
    let outcome = try Program.run("version", "--out", folder.path("x"))
    #expect(outcome.status == 1 && outcome.errors.contains("Permission denied; get the right to write there"))
  }

  @Test("a device is written to, not replaced")
  func device() throws {
    #expect(try Program.run("version", "--out", "/dev/null").status == 0)
    #expect(try Program.shell("test -c /dev/null").status == 0)
  }

  @Test(
    "a full disk under standard output is an error",
    arguments: ["version", "rates", "replay \(demo) --format journal"])
  func fullDisk(_ words: String) throws {
    let outcome = try Program.shell("lotwise \(words) > /dev/full")
    #expect(outcome.status == 1 && outcome.errors.contains("cannot write to standard output: No space left"))
  }

  @Test("a file past the size limit is an error, and nothing of it stays")
  func sizeLimit() throws {
    let folder = try TemporaryFolder()
    let outcome = try Program.shell("ulimit -f 1; lotwise rates --format json --out \(folder.path("x"))")
    #expect(outcome.status == 1 && outcome.errors.contains("File too large"), "\(outcome.errors)")
    #expect(folder.names.isEmpty)
  }

  @Test("a reader that has read enough is no error")
  func closedPipe() throws {
    let outcome = try Program.shell("lotwise replay \(demo) --format journal | head -1")
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let atOnce = try Program.shell("lotwise rates | true")
    #expect(atOnce.status == 0 && atOnce.errors.isEmpty, "\(atOnce.errors)")
  }

  @Test("a closed standard output or standard error is no crash")
  func closed() throws {
    let outcome = try Program.shell("lotwise version >&-")
    #expect(outcome.status == 1 && outcome.errors.contains("cannot write to standard output"))
    #expect(try Program.shell("lotwise nonsense 2>&-").status == 2)
    #expect(try Program.shell("lotwise version <&-").status == 0)
  }

  @Test(
    "an interrupt ends with 130, says so, and leaves no temporary file", arguments: ["INT", "TERM", "HUP"])
  func interrupt(_ signal: String) throws {
    let folder = try TemporaryFolder()
    // Seconds of work. With job control the shell leaves SIGINT to background jobs.
    let outcome = try Program.shell(
      """
      set -m; cd \(folder.url.path)
      printf 'lotwise: 1\\nstart: 2026-01-01\\nrequests file: requests.csv\\n' > case.yaml
      (printf 'at,amount\\n'; yes '2026-01-01,0.01' | head -n 40000000) > requests.csv
      lotwise replay case.yaml --out result & program=$!
      for try in $(seq 100); do ls -A | grep -q tmp && break; sleep 0.05; done
      worked $program 20; kill -\(signal) $program; wait $program; exit $?
      """)
    #expect(outcome.status == 130, "\(outcome.status) \(outcome.errors)")
    #expect(outcome.errors.contains("lotwise: interrupted"))
    #expect(folder.names == ["case.yaml", "requests.csv"])
  }

  @Test(
    "colour is as asked for, and left to us it needs a terminal",
    arguments: [
      ("rates --color always", [:], true), ("rates --color never", [:], false), ("rates", [:], false),
      ("rates --color always", ["NO_COLOR": "1"], true),
      ("rates --color always --out /dev/stdout", [:], true),
    ] as [(String, [String: String], Bool)])
  func color(_ words: String, _ environment: [String: String], _ isColored: Bool) throws {
    let outcome = try Program.shell("lotwise \(words)", environment: environment)
    #expect(outcome.output.contains("\u{1B}[1m") == isColored)
  }

  @Test(
    "on a terminal there is colour, unless NO_COLOR or TERM=dumb says no; and lines fit its width",
    .enabled(if: Program.isInstalled("script"), "script is not installed"),
    arguments: [
      ([:], true), (["NO_COLOR": "1"], false), (["NO_COLOR": ""], true), (["TERM": "dumb"], false),
    ] as [([String: String], Bool)])
  func terminal(_ environment: [String: String], _ isColored: Bool) throws {
    let outcome = try Program.shell(
      "script -qec 'stty cols 100; lotwise replay \(demo)' /dev/null", environment: environment)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("\u{1B}[1m") == isColored)
    let plain = outcome.output.replacing(/\u{1B}\[[0-9;]*m|\r/, with: "")
    #expect(plain.split(whereSeparator: \.isNewline).allSatisfy { $0.count <= 100 }, "\(plain)")
  }
}
