/// `lotwise schema`: the committed schemas are the program's own, and another program's validator finds that
/// the shipped files agree with them. Needs `.venv-peers` (`make peers`) for that, else it is skipped.

import Foundation
import Testing

let schemaValidator = Program.root.appending(path: ".venv-peers/bin/check-jsonschema").path
let hasValidator = FileManager.default.isExecutableFile(atPath: schemaValidator)
let noValidator: Comment = "there is no check-jsonschema in .venv-peers: `make peers` installs it"

struct SchemaTests {
  @Test(
    "the committed schemas are what the program writes",
    arguments: [
      ("scenario", "scenarios/scenario.schema.json"), ("case", "scenarios/replays/case.schema.json"),
      ("result", "scenarios/result.schema.json"), ("optimum", "scenarios/optimum.schema.json"),
    ])
  func committed(_ format: String, _ path: String) throws {
    let outcome = try Program.run("schema", "--of", format)
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    let file = try String(contentsOf: Program.root.appending(path: path), encoding: .utf8)
    #expect(file == outcome.output, "write it anew: lotwise schema --of \(format) --out \(path)")
    #expect(try format != "scenario" || Program.run("schema").output == outcome.output)
  }

  @Test("an unknown format is a mistake on the command line")
  func unknown() throws {
    let outcome = try Program.run("schema", "--of", "cards")
    #expect(outcome.status == 2 && outcome.errors.contains("did you mean 'card'?"))
  }

  @Test(
    "every schema is a schema", .enabled(if: hasValidator, noValidator),
    arguments: ["scenario", "case", "card", "result", "optimum"])
  func meta(_ format: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("s.json", try Program.run("schema", "--of", format).output)
    let outcome = try Program.run(schemaValidator, ["--check-metaschema", folder.path("s.json")])
    #expect(outcome.status == 0, "\(outcome.output)")
  }

  @Test(
    "the shipped files and the documents agree with their schemas", .enabled(if: hasValidator, noValidator),
    arguments: [
      ("scenario", "scenarios/*.yaml", "docs/scenario.md"),
      ("case", "scenarios/replays/*.yaml", "docs/replay-case.md"),
      ("case", "Tests/CommandLineTests/Cases/*.yaml", "docs/none"),
      ("card", "docs/none", "docs/rate-card.md"),
    ])
  func agrees(_ format: String, _ files: String, _ page: String) throws {
    let folder = try TemporaryFolder()
    var words = ["--schemafile", folder.path("s.json")]
    try folder.write("s.json", try Program.run("schema", "--of", format).output)
    words += try Program.shell("ls \(files) | grep -v -e expect.yaml -e suite.yaml || true").output.split(
      separator: "\n"
    ).map(String.init)
    if let text = try? String(contentsOf: Program.root.appending(path: page), encoding: .utf8) {
      let blocks = text.components(separatedBy: "```yaml\n").dropFirst()
      try folder.write("page.yaml", blocks.map { $0.components(separatedBy: "```")[0] }.joined())
      words.append(folder.path("page.yaml"))
    }
    let outcome = try Program.run(schemaValidator, words)
    #expect(words.count > 2 && outcome.status == 0, "\(outcome.output)")
  }

  @Test(
    "what the schemas refuse", .enabled(if: hasValidator, noValidator),
    arguments: [
      ("case", "lots: {a: {credti: $20}}", "credti"),
      ("case", "lots: {a: {credit: 20 dollars}}", "20 dollars"),
      ("case", "lots: {a: {pay: $20}}", "credit"), ("case", "draw order: newset", "newset"),
      ("case", "daily cap: {amount: $5, crossed: latched}", "crossed"), ("case", "tax: high", "high"),
      ("scenario", "workload: {}", "workload"),
      ("scenario", "workloads: {a: {request: 5 per day}}", "request"),
      ("scenario", "workloads: {a: {requests: 5 a day}}", "5 a day"),
      ("scenario", "plans: {a: {auto-reload: {below: $5, adds: $5}}}", "adds"),
      ("scenario", "account: {tier: huge}", "huge"), ("scenario", "step: hourly", "hourly"),
    ])
  func refuses(_ format: String, _ yaml: String, _ word: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("s.json", try Program.run("schema", "--of", format).output)
    try folder.write("x.yaml", "lotwise: 1\n\(yaml)\n")
    let outcome = try Program.run(
      schemaValidator, ["--verbose", "--schemafile", folder.path("s.json"), folder.path("x.yaml")])
    #expect(outcome.status == 1 && (outcome.output + outcome.errors).contains(word), "\(outcome.output)")
  }
}
