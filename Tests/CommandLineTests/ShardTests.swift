/// `lotwise compare --shard` and `lotwise merge` as a stranger runs them: the bytes of one process, and every mistake told by name.

import Foundation
import Testing

/// Quick to simulate, with something in every part of a report.
private let scenario = """
  lotwise: 1
  title: In parts
  start: 2026-12-01
  horizon: 2 months
  left over: at nothing
  workloads:
    use: {spend: $60 per month, growth: {monthly: 2%, volatility: 30%}, noise: 40%}
  plans:
    lots:
      buy:
        lot: {source: reseller, credit: $60, price: 60%, validity: 40 days, every: 1 month, count: 2}
      seller: {undelivered: 5%, revoked: 2% per month}
      auto-reload: {below: $5, add: $20, declined: 5%, off after: 1}
    as needed:
      auto-reload: {below: $5, add: $20, trigger: unknown}
  gates:
    - total cost at most $400
    - outage risk at most 90%

  """

@Suite struct ShardCommandTests {
  private static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write("s.yaml", scenario)
    return folder
  }

  private static func simulate(
    _ folder: TemporaryFolder, _ part: String, to name: String, _ more: String...
  ) throws -> Outcome {
    try Program.run(
      words: ["compare", folder.path("s.yaml"), "--shard", part, "--out", folder.path(name), "--quiet"] + more
    )
  }

  private static func data(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

  @Test(
    "three parts and seven make the report of one process, kept or summed up", arguments: [3_000, 66_000])
  func sameBytes(_ paths: Int) throws {
    let folder = try Self.folder()
    let one = try Program.run(
      "compare", folder.path("s.yaml"), "--paths", "\(paths)", "--out", folder.path("one"), "--quiet")
    #expect(one.status == 0 && one.errors.isEmpty, "\(one.errors)")
    for count in paths == 3_000 ? [3, 7] : [3] {
      var files: [String] = []
      for part in 0..<count {
        let name = "\(part)of\(count).shard"
        let outcome = try Self.simulate(
          folder, "\(part)/\(count)", to: name, "--paths", "\(paths)", "--threads", "\(1 + part % 3)")
        #expect(outcome.status == 0 && outcome.output.isEmpty && outcome.errors.isEmpty, "\(outcome.errors)")
        files.append(folder.path(name))
      }
      let report = folder.path("merged-\(count)")
      let merged = try Program.run(words: ["merge"] + files.reversed() + ["--out", report, "--quiet"])
      #expect(merged.status == 0 && merged.errors.isEmpty, "\(merged.errors)")
      for name in ["result.json", "report.html", "report.md", "summary.csv", "daily.csv"] {
        #expect(try Self.data("\(report)/\(name)") == Self.data(folder.path("one/\(name)")), "\(name)")
      }
    }
  }

  @Test("what is missing, damaged, foreign and doubled is told by its name, and nothing is written")
  func mistakes() throws {
    let folder = try Self.folder()
    let paths = ["--paths", "1500"]
    for part in 0..<3 {
      #expect(try Self.simulate(folder, "\(part)/3", to: "\(part).shard", paths[0], paths[1]).status == 0)
    }
    func merge(_ names: String..., more: [String] = []) throws -> Outcome {
      try Program.run(words: ["merge"] + names.map(folder.path) + ["--out", folder.path("report")] + more)
    }
    func refused(_ outcome: Outcome, _ parts: String...) {
      #expect(outcome.status == 1 && outcome.output.isEmpty && !outcome.wasKilled)
      for part in parts { #expect(outcome.errors.contains(part), "\(outcome.errors)") }
      #expect(!folder.names.contains("report"))
    }
    refused(
      try merge("0.shard", "2.shard"), "part 1/3 is missing",
      "--paths 1500 --shard 1/3 --out FILE", "--partial")
    var bytes = try Self.data(folder.path("1.shard"))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(fileURLWithPath: folder.path("spoilt.shard")))
    try bytes.prefix(400).write(to: URL(fileURLWithPath: folder.path("short.shard")))
    refused(try merge("0.shard", "spoilt.shard", "2.shard"), "spoilt.shard", "is damaged")
    refused(try merge("0.shard", "short.shard", "2.shard"), "short.shard", "is damaged")
    refused(try merge("0.shard", "s.yaml"), "s.yaml", "is no shard")
    refused(try merge("0.shard", "nowhere.shard"), "nowhere.shard", "No such file")
    #expect(try Self.simulate(folder, "1/3", to: "other.shard", "--paths", "1500", "--seed", "9").status == 0)
    refused(try merge("0.shard", "other.shard", "2.shard"), "other.shard", "is of another seed (9)")
    #expect(try Self.simulate(folder, "1/2", to: "half.shard", paths[0], paths[1]).status == 0)
    refused(try merge("0.shard", "1.shard", "half.shard"), "half.shard", "futures in common")
    try folder.write("s.yaml", scenario.replacing("$60 per month", with: "$61 per month"))
    refused(try merge("0.shard", "1.shard", "2.shard"), "is not the scenario of these shards")
    try folder.write("moved.yaml", scenario)
    let doubled = try merge(
      "0.shard", "1.shard", "1.shard", "2.shard", more: ["--scenario", folder.path("moved.yaml")])
    #expect(doubled.status == 0 && doubled.errors.contains("is taken once"), "\(doubled.errors)")
  }

  @Test("--partial answers from what is there and says what is not")
  func partial() throws {
    let folder = try Self.folder()
    for part in [1, 2] {
      #expect(try Self.simulate(folder, "\(part)/4", to: "\(part).shard", "--paths", "20000").status == 0)
    }
    let outcome = try Program.run(
      "merge", folder.path("1.shard"), folder.path("2.shard"), "--partial", "--format", "json", "--quick")
    #expect(outcome.status == 0)
    #expect(
      outcome.errors.contains("of 20,000 futures are there")
        && outcome.errors.contains("parts 0/4 and 3/4 are missing"))
    // Half of 79 blocks, and the first 4,096 futures, of which months are told.
    for part in ["\"paths\": \((40 + 16) * 256),", "\"paths_asked\": 20000,", "\"interrupted\": true,"] {
      #expect(outcome.output.contains(part), "\(outcome.output.prefix(600))")
    }
  }

  @Test("parts are asked for in more than one way, and what cannot be is said")
  func asking() throws {
    let folder = try Self.folder()
    let counted = try Program.run(
      "compare", folder.path("s.yaml"), "--paths", "600", "--shard", "1of2", "--out", folder.path("a"))
    #expect(
      counted.status == 0 && counted.errors.contains("counted from 1, is --shard 0/2"), "\(counted.errors)")
    #expect(try Self.simulate(folder, "0/2", to: "b", "--paths", "600").status == 0)
    #expect(try Self.data(folder.path("a")) == Self.data(folder.path("b")))
    for (part, message) in [
      ("2/2", "counts from 0: the last of 2 parts is 1/2"), ("x", "as 0/4 for the first"), ("3/2", "as 0/4"),
      ("-1/2", "as 0/4"), ("0of2", "as 0/4"), ("3of2", "as 0/4"), ("0/0", "as 0/4"),
    ] {
      let outcome = try Program.run(
        "compare", folder.path("s.yaml"), "--shard", part, "--out", folder.path("c"))
      #expect(outcome.status == 2 && outcome.errors.contains(message), "\(part): \(outcome.errors)")
    }
    for more in [
      ["--quick"], ["--until-half-width", "5"], ["--format", "json"], ["--keep-paths"], ["--plan", "lots"],
    ] {
      let outcome = try Program.run(
        words: ["compare", folder.path("s.yaml"), "--shard", "0/2", "--out", folder.path("c")] + more)
      #expect(outcome.status == 2 && outcome.errors.contains("is about the whole"), "\(outcome.errors)")
    }
    let nowhere = try Program.run("compare", folder.path("s.yaml"), "--shard", "0/2")
    #expect(nowhere.status == 2 && nowhere.errors.contains("say where with --out"))
    let rows = try Program.run(
      "compare", folder.path("s.yaml"), "--paths", "65537", "--keep-paths", "--out", folder.path("c"))
    #expect(rows.status == 2 && rows.errors.contains("of more than 65,536 futures only sums are kept"))
  }

  @Test("a long run that is killed goes on from what it had done, and makes the same report")
  func resumed() throws {
    let folder = try Self.folder()
    let (scenario, report) = (folder.path("s.yaml"), folder.path("report"))
    let words = ["compare", scenario, "--paths", "300000", "--quick", "--resume"]
    let killed = try Program.shell(
      """
      lotwise compare '\(scenario)' --paths 300000 --quick --resume --threads 1 --out '\(report)' & process=$!
      for ((n = 0; n < 6000; n++)); do
        ls '\(report)'/parts/*.shard > /dev/null 2>&1 && break
        sleep 0.02
      done
      kill -9 $process; wait $process; ls '\(report)/parts'
      """)
    #expect(killed.output.contains("1-0.shard"), "\(killed.errors)")
    let other = try Program.run(words: words + ["--out", report, "--seed", "2"])
    #expect(
      other.status == 1 && other.errors.contains("other --paths, --seed or --sampling"), "\(other.errors)")
    let resumed = try Program.run(words: words + ["--out", report])
    #expect(resumed.status == 0 && resumed.errors.contains("goes on from"), "\(resumed.errors)")
    #expect(!FileManager.default.fileExists(atPath: report + "/parts"))
    let whole = folder.path("whole")
    #expect(try Program.run(words: words + ["--out", whole]).status == 0)
    for name in ["result.json", "report.html"] {
      #expect(try Self.data("\(report)/\(name)") == Self.data("\(whole)/\(name)"), "\(name)")
    }
    let nowhere = try Program.run(words: words)
    #expect(nowhere.status == 2 && nowhere.errors.contains("name it with --out"), "\(nowhere.errors)")
  }

  @Test("a long run that is interrupted keeps all that it has told of, and goes on from there")
  func interrupted() throws {
    let folder = try Self.folder()
    let (scenario, report) = (folder.path("s.yaml"), folder.path("report"))
    let line = "lotwise compare '\(scenario)' --paths 400000 --quick --resume --out '\(report)'"
    let first = try Program.shell(
      """
      set -m; \(line) --threads 1 & program=$!
      for ((n = 0; n < 6000; n++)); do
        ls '\(report)'/parts/*.shard > /dev/null 2>&1 && break
        sleep 0.02
      done
      sleep 0.3; kill -INT $program; wait $program
      """)
    let told = try #require(
      first.errors.firstMatch(of: #/interrupted after ([0-9,]+) of 400,000 futures/#), "\(first.errors)")
    #expect(first.status == 130 && first.errors.contains("the same again with --resume goes on"))
    let second = try Program.shell(line)
    #expect(second.status == 0, "\(second.errors)")
    #expect(
      second.errors.contains("goes on from \(told.1) of 400,000 futures"), "\(told.1): \(second.errors)")
  }

  @Test(
    "a full disk leaves no part of a file", .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func fullDisk() throws {
    let folder = try Self.folder()
    let full = try Program.run(
      "compare", folder.path("s.yaml"), "--paths", "600", "--shard", "0/2", "--out", "/dev/full")
    #expect(full.status == 1 && full.errors.contains("No space left on device"))
    // A file may be as large as that, and a part is larger.
    let limited = try Program.shell(
      "ulimit -f 16; lotwise compare '\(folder.path("s.yaml"))' --paths 3000 --shard 0/2 --out '\(folder.path("part"))'"
    )
    #expect(limited.status == 1, "\(limited.errors)")
    #expect(folder.names == ["s.yaml"])
  }
}
