/// `lotwise verify` and `lotwise diff` as programs: what they write where, and how they end.

import Foundation
import Testing

private let replay = """
  lotwise: 1
  title: two requests
  start: 2026-01-01
  lots:
    credit: {credit: $10, at: 2026-01-01, expires: 2026-07-01}
  requests:
    - {at: 2026-06-30, amount: $1}
    - {at: 2026-07-01, amount: $1}

  """

private let scenario = """
  lotwise: 1
  title: some days
  start: 2026-12-01
  horizon: 30 days
  workloads:
    chat: {spend: {law: lognormal, mean: $20, sd: $15}}
  plans:
    reload:
      auto-reload: {below: $20, add: $100}
    lots:
      buy: [{credit: $500, at: 2026-12-01, validity: 20 days}]

  """

@Suite struct VerifyCommandTests {
  @Test("the shipped suite is as it is pinned")
  func shipped() throws {
    let outcome = try Program.run("verify", "scenarios")
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.hasPrefix("177 files: 177 passed.\n"), "\(outcome.output)")
  }

  @Test("pins, passes, and ends with 3 when a figure changes")
  func pins() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.yaml", replay)
    let first = try Program.run("verify", "--update", folder.path(""))
    #expect(first.status == 0 && first.output.contains("1 file: 1 pinned."))
    #expect(folder.names.sorted() == ["a.expect.yaml", "a.yaml"])
    #expect(try Program.run("verify", folder.path("")).status == 0)
    // By the name of its expectation as well.
    #expect(try Program.run("verify", folder.path("a.expect.yaml")).output.contains("1 file: 1 passed."))
    try folder.write("a.yaml", replay.replacing("credit: $10", with: "credit: $11"))
    let failed = try Program.run(
      "verify", folder.path(""), "--junit", folder.path("j.xml"), "--summary", folder.path("s.md"),
      "--format", "tap")
    #expect(failed.status == 3 && failed.output.contains("not ok 1 - "))
    #expect(try folder.text("j.xml").contains("failures=\"1\"") && folder.text("s.md").contains("❌"))
  }

  @Test("a gate that the futures cannot decide ends with 4, a broken one with 3, a bad file with 1")
  func codes() throws {
    let folder = try TemporaryFolder()
    func status(_ gate: String, _ more: String...) throws -> Int32 {
      try folder.write("s.yaml", scenario + "gates: [\(gate)]\n")
      return try Program.run(words: ["verify", folder.path("s.yaml")] + more).status
    }
    #expect(try status("outage risk at most 100%") == 0)
    #expect(try status("{gate: outage risk at most 1%, plans: lots}") == 3)
    #expect(try status("{gate: outage risk at most 1%, plans: lots, otherwise: warn}") == 0)
    let mean = try Program.run(
      "compare", folder.path("s.yaml"), "--paths", "2000", "--quick", "--format", "csv"
    ).output
    let row = try #require(
      mean.split(whereSeparator: \.isNewline).first { $0.hasPrefix("reload,total cost,") })
    let value = try #require(Double(row.split(separator: ",")[3]))
    let close = String(format: "$%.2f", value)
    #expect(try status("{gate: total cost at most \(close), plans: reload}") == 4)
    try folder.write("s.yaml", "lotwise: 1\nplanz: {}\n")
    #expect(try Program.run("verify", folder.path("s.yaml")).status == 1)
    let nothing = try TemporaryFolder()
    let empty = try Program.run("verify", nothing.path(""))
    #expect(empty.status == 1 && empty.errors.contains("there is no scenario and no replay case"))
    #expect(try Program.run("verify", "--error-rate", "60%", "scenarios/rules").status == 2)
    #expect(try Program.run("verify", "--filter", "nothing like it", "scenarios/rules").status == 1)
  }

  private static let hasGit = Program.isInstalled("git")

  private func repository() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write("plans.yaml", scenario)
    let made = try Program.shell(
      "cd '\(folder.path(""))' && lotwise verify --update plans.yaml && git init -q . && git add -A && git -c user.name=a -c user.email=a@b commit -q -m one"
    )
    #expect(made.status == 0, "\(made.errors)")
    return folder
  }

  @Test(
    "says since a git revision what a change does to each plan, and on which line",
    .enabled(if: hasGit, "git is not installed"))
  func since() throws {
    let folder = try repository()
    try folder.write("plans.yaml", scenario.replacing("validity: 20 days", with: "validity: 10 days"))
    let table = try Program.shell("cd '\(folder.path(""))' && lotwise diff plans.yaml --rev HEAD")
    #expect(table.status == 0 && table.errors.isEmpty, "\(table.errors)")
    #expect(table.output.contains("plans.yaml:11: plans › lots › buy #1 › validity: 20 days → 10 days"))
    #expect(table.output.contains("- lots ") && !table.output.contains("- reload "))
    let comment = try Program.shell("cd '\(folder.path(""))' && lotwise diff . --rev HEAD --format markdown")
    #expect(comment.output.hasPrefix("<!-- lotwise diff -->\n"), "\(comment.errors)")
    let github = try Program.shell("cd '\(folder.path(""))' && lotwise verify . --rev HEAD --format github")
    #expect(github.status == 3)
    #expect(
      github.output.contains("::error file=./plans.yaml,line=11,")
        || github.output.contains("::error file=plans.yaml,line=11,"), "\(github.output)")
    // Of the repository's root, and of an order that was changed.
    try folder.write("plans.yaml", scenario)
    let same = try Program.shell("cd '\(folder.path(""))' && lotwise diff . --rev HEAD")
    #expect(
      same.output.contains("Nothing is different, against HEAD.") && !same.output.contains("New:"),
      "\(same.output)")
    let two = try Program.shell(
      "cd '\(folder.path(""))' && sed -i 's/validity: 20/validity: 15/' plans.yaml && "
        + "git -c user.name=a -c user.email=a@b commit -qam two && lotwise diff plans.yaml --rev HEAD~1..HEAD"
    )
    #expect(two.status == 0 && two.output.contains("20 days → 15 days"), "\(two.output)\(two.errors)")
    let unknown = try Program.shell("cd '\(folder.path(""))' && lotwise diff plans.yaml --rev nowhere")
    #expect(unknown.status == 1 && unknown.errors.contains("git knows no revision 'nowhere'"))
  }

  private static let commit = "git -c user.name=a -c user.email=a@b commit -q"

  @Test(
    "asks the repository that a path lies in, whatever the environment names",
    .enabled(if: hasGit, "git is not installed"),
    arguments: [
      "GIT_DIR=$other/.git", "GIT_DIR=$other/.git GIT_WORK_TREE=$other", "GIT_INDEX_FILE=/nowhere/index",
      "GIT_OBJECT_DIRECTORY=$other/.git/objects", "GIT_NAMESPACE=x",
      "GIT_CONFIG_PARAMETERS=\"'core.bare=true'\"",
      "GIT_LITERAL_PATHSPECS=0 GIT_PREFIX=x/ GIT_CEILING_DIRECTORIES=\"$PWD\"",
    ])
  func environment(_ variables: String) throws {
    let (folder, other) = (try repository(), try TemporaryFolder())
    try other.write("plans.yaml", scenario.replacing("$500", with: "$999"))
    let made = try Program.shell(
      "cd '\(other.path(""))' && git init -q . && git add -A && \(Self.commit) -m other")
    #expect(made.status == 0)
    try folder.write("plans.yaml", scenario.replacing("$500", with: "$600"))
    let found = try Program.shell(
      "cd '\(folder.path(""))' && other='\(other.path(""))' && \(variables) lotwise diff plans.yaml --rev HEAD --paths 32"
    )
    #expect(
      found.status == 0 && found.output.contains("credit: $500 → $600"), "\(found.output)\(found.errors)")
  }

  @Test(
    "reads what was committed, whatever attributes say; a link as far as the repository goes",
    .enabled(if: hasGit, "git is not installed"))
  func attributes() throws {
    // Where other tests leave theirs meanwhile, nothing could be said of this one's.
    let (folder, temporary) = (try TemporaryFolder(), try TemporaryFolder())
    try folder.write("plans.yaml", scenario)
    try folder.write(".gitattributes", "*.yaml export-ignore\n")
    let made = try Program.shell(
      """
      cd '\(folder.path(""))' && mkdir sub && ln -s ../plans.yaml sub/same.yaml && ln -s \(Program.root.path)/scenarios/agency.yaml out.yaml
      git init -q . && git add -A && \(Self.commit) -m one && sed -i 's/500/600/' plans.yaml
      """)
    #expect(made.status == 0, "\(made.errors)")
    func diff(_ path: String) throws -> Outcome {
      try Program.shell(
        "cd '\(folder.path(""))' && TMPDIR='\(temporary.path(""))' lotwise diff \(path) --rev HEAD --paths 32"
      )
    }
    let one = try diff("plans.yaml")
    #expect(one.status == 0 && one.output.contains("credit: $500 → $600"), "\(one.errors)")
    let all = try diff(".")
    #expect(
      all.output.contains("credit: $500 → $600") && !all.output.contains("New: plans.yaml"), "\(all.output)")
    // Nothing of it is left behind.
    #expect(temporary.names.isEmpty, "\(temporary.names)")
  }

  @Test("compares two results in pairs, and refuses what are not two of a kind")
  func results() throws {
    let folder = try TemporaryFolder()
    try folder.write("s.yaml", scenario)
    try folder.write("t.yaml", scenario.replacing("validity: 20 days", with: "validity: 10 days"))
    for name in ["s", "t"] {
      let made = try Program.run(
        "compare", folder.path("\(name).yaml"), "--paths", "400", "--quick", "--format", "json", "--out",
        folder.path("\(name).json"))
      #expect(made.status == 0)
    }
    let found = try Program.run("diff", folder.path("s.json"), folder.path("t.json"))
    #expect(
      found.status == 0 && found.output.contains("each against itself") && found.output.contains("- lots "),
      "\(found.output)\(found.errors)")
    #expect(try Program.run("diff", folder.path("s.json"), folder.path("t.yaml")).status == 1)
    #expect(try Program.run("diff", folder.path("s.yaml")).status == 2)
    #expect(try Program.run("diff", folder.path("s.yaml"), folder.path("gone.yaml")).status == 1)
  }
}
