/// `lotwise compare`, `simulate` and `explain` as a stranger runs them. The goldens are few and small: they change with every
/// change of the draws, and are then written anew.

import Foundation
import Testing

private let scenario = "scenarios/reseller-or-official.yaml"
private let replayCase = "scenarios/replays/a-limit-that-blocks-a-purchase.yaml"

private func words(_ line: String) -> [String] {
  // Plans have spaces in their names; a test writes _ for them.
  line.split(separator: " ").map { String($0).replacing("_", with: " ") }
}

struct CompareTests {
  @Test(
    "reports, byte by byte",
    arguments: [
      ("compare \(scenario) --paths 200", "compare.table"),
      ("compare scenarios/stacked-lots.yaml --paths 200 --format markdown", "compare.markdown"),
      ("simulate \(scenario) --plan reseller_lots --paths 200 --format csv", "simulate.csv"),
      ("simulate \(scenario) --plan official,_once_a_year --paths 200 --format json", "simulate.json"),
      ("explain \(scenario) --plan reseller_lots --path 17", "explain.table"),
      ("explain \(scenario) --plan official,_once_a_year --path 11 --format journal", "explain.journal"),
    ])
  func goldens(_ line: String, _ name: String) throws {
    let outcome = try Program.run(words: words(line) + ["--quiet"])
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    // A year of days says no more than its first.
    let text = outcome.output.replacing(#/("days": \[\n[^}]*\}),[^\]]*\n      \]/#) { "\($0.1)\n      ]" }
    try Golden.expect(text, is: name)
  }

  @Test("hledger confirms a future's journal", .enabled(if: Program.isInstalled("hledger"), "no hledger"))
  func hledger() throws {
    for plan in ["reseller lots", "auto-reload"] {
      let outcome = try Program.shell(
        "lotwise explain \(scenario) --plan '\(plan)' --path 3 --format journal | hledger -f - check balanced"
      )
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
  }

  @Test("explain's future is the one that was simulated", arguments: ["reseller lots", "auto-reload"])
  func sameFuture(_ plan: String) throws {
    let words = [scenario, "--plan", plan, "--format", "json", "--seed", "5"]
    let simulated = try JSON(parsing: Program.run(words: ["simulate"] + words + ["--paths", "1"]).output)
    let explained = try JSON(parsing: Program.run(words: ["explain"] + words + ["--path", "0"]).output)
    let measures = simulated["plans"]?[0]?["measures"]
    #expect(measures?["paid"]?["mean"] == explained["cash"]?["paid"] && measures?["paid"] != nil)
    #expect(measures?["used"]?["mean"] == explained["credit"]?["used"] && explained["credit"]?["used"] != nil)
    #expect(simulated["demand"]?["mean"] == explained["demand"]?["total"])
    #expect(explained["counts"]?.keys == ["declines", "refused_orders", "reloads"])
  }

  @Test("the threads change nothing, and another seed is other futures")
  func sameness() throws {
    let line = ["compare", scenario, "--paths", "1000", "--quick", "--format", "json"]
    let one = try Program.run(words: line + ["--threads", "1"]).output
    #expect(!one.isEmpty)
    for threads in ["2", "7"] {
      #expect(try Program.run(words: line + ["--threads", threads]).output == one)
    }
    // Four blocks of futures for each turning point as well.
    let points = ["compare", scenario, "--paths", "100", "--format", "json", "--threads"]
    let turning = try Program.run(words: points + ["1"]).output
    #expect(turning.contains("\"turning_points\": {\n") && !one.contains("\"turning_points\": {\n"))
    for threads in ["2", "7"] { #expect(try Program.run(words: points + [threads]).output == turning) }
    #expect(try Program.run(words: line + ["--seed", "1"]).output == one)
    for seed in ["0", "2", "18446744073709551615"] {
      let other = try Program.run(words: line + ["--seed", seed])
      #expect(other.status == 0 && other.output != one)
    }
  }

  @Test("the command that a report ends with runs as it stands")
  func hint() throws {
    let folder = try TemporaryFolder()
    let text = try String(contentsOf: Program.root.appending(path: scenario), encoding: .utf8)
    try folder.write("our plan's.yaml", text.replacing("\n  auto-reload:", with: "\n  boss's plan:"))
    let outcome = try Program.run(
      "simulate", folder.path("our plan's.yaml"), "--plan", "boss's plan", "--paths", "20", "--seed", "3")
    let hint = try #require(outcome.output.firstMatch(of: #/(?m)lotwise explain .*$/#))
    let explained = try Program.shell(String(hint.0))
    #expect(explained.status == 0 && explained.output.contains("boss's plan, future 0 of seed 3"))
  }

  @Test("explain says which value an unknown switch has, and nothing where all is known")
  func unknown() throws {
    let words = ["explain", "scenarios/stacked-lots.yaml", "--path", "1", "--plan"]
    let outcome = try Program.run(words: words + ["auto-reload, as far as it is known"])
    #expect(
      outcome.errors.hasPrefix(
        "note: what the plan leaves unknown is taken here as the first of its values: '"))
    #expect(outcome.errors.contains("'trigger' as '"), "\(outcome.errors)")
    #expect(
      try Program.run("explain", "scenarios/startup-burst.yaml", "--path", "1", "--plan", "auto-reload")
        .errors == "")
  }

  @Test("a comparison warns of what is in no figure")
  func pastWindow() throws {
    let outcome = try Program.run("compare", scenario, "--paths", "20", "--quick")
    #expect(
      outcome.status == 0 && outcome.errors.contains("0.16% of the requests of workload 'coding agents'"))
    #expect(try Program.run("compare", scenario, "--paths", "20", "--quick", "--quiet").errors.isEmpty)
  }

  // MARK: Mistakes

  @Test(
    "an option that is not understood ends with 2 and says what would be, before anything is simulated",
    arguments: [
      ("--paths 0", "--paths is a whole number from 1 to 4,000,000,000, not '0'"),
      ("--paths -1", "from 1 to 4,000,000,000, not '-1'"), ("--paths 1e9", "not '1e9'"),
      ("--paths 4000000001", "not '4000000001'"),
      ("--paths 99999999999999999999", "not '99999999999999999999'"),
      ("--paths 2.5", "not '2.5'"), ("--paths ,", "not ','"),
      ("--seed -1", "--seed is a whole number from 0 to 18,446,744,073,709,551,615, not '-1'"),
      ("--seed 18446744073709551616", "not '18446744073709551616'"), ("--seed x", "not 'x'"),
      ("--threads 0", "--threads is a whole number from 1 to 1,024, not '0'"),
      ("--threads 1025", "not '1025'"),
      ("--until-half-width 0", "is a number of dollars above 0, as 5 or 0.50, for total cost, not '0'"),
      ("--until-half-width -5", "not '-5'"), ("--until-half-width five", "not 'five'"),
      ("--until-half-width 5%", "dollars above 0, as 5 or 0.50, for total cost, not '5%'"),
      (
        "--until-half-width 5 --measure outage_risk", "a share above 0 and below 1, as 1% or 0.01, for outage"
      ),
      ("--until-half-width 100% --measure outage_risk", "not '100%'"),
      ("--until-half-width 1 --measure wast", "there is no measure 'wast'; did you mean 'waste'?"),
      ("--measure waste", "--measure says what --until-half-width is about; give both"),
      ("--plans auto-reload", "unknown option '--plans'"), ("--format xml", "not 'xml'"),
      ("more.yaml", "'more.yaml' is one argument too many"),
    ])
  func misuse(_ options: String, _ message: String) throws {
    let outcome = try Program.run(words: ["compare", scenario] + words(options))
    #expect(outcome.status == 2 && outcome.output.isEmpty && !outcome.wasKilled)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(outcome.errors.contains("see: lotwise help compare"))
  }

  @Test(
    "a plan or a future that is not there is said, with what there is",
    arguments: [
      (
        "simulate \(scenario)", 2,
        "lacks --plan NAME; the plans of '\(scenario)' are 'reseller lots', 'official,"
      ),
      ("simulate \(scenario) --plan auto-relaod", 1, "there is no plan 'auto-relaod' in"),
      ("simulate \(scenario) --plan auto-relaod", 1, "; did you mean 'auto-reload'?\n"),
      ("simulate \(scenario) --plan zzz", 1, "; its plans are 'reseller lots', 'official, once a year' and"),
      ("explain \(scenario)", 2, "lacks --plan NAME"),
      ("explain \(scenario) --plan auto-reload", 2, "lacks --path N"),
      (
        "explain \(scenario) --plan auto-reload --path -1", 2,
        "--path is a whole number from 0 to 3,999,999,999"
      ),
      ("explain \(scenario) --plan auto-reload --path 4000000000", 2, "not '4000000000'"),
      ("explain \(scenario) --plan auto-reload --path first", 2, "not 'first'"),
      ("explain \(scenario) --plan auto-reload --path 0 --format cvs", 2, "did you mean 'csv'?"),
    ] as [(String, Int32, String)])
  func notThere(_ line: String, _ status: Int32, _ message: String) throws {
    let outcome = try Program.run(words: words(line))
    #expect(outcome.status == status && outcome.output.isEmpty, "\(outcome.status)")
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test("a file of another kind is named, and the command for it")
  func otherKinds() throws {
    let folder = try TemporaryFolder()
    try folder.write("card.yaml", "lotwise-rates: 1\nname: ours\nas of: 2026-11-20\nextends: anthropic\n")
    try folder.write("bad.yaml", "lotwise: 1\nlots: {a: {credti: $20}}\n")
    for (line, message) in [
      ("compare \(replayCase)", "is a replay case; `lotwise replay` runs cases"),
      ("compare \(folder.path("bad.yaml"))", "is a replay case"),
      ("explain \(replayCase) --plan x --path 1", "is a replay case"),
      ("replay \(scenario)", "is a scenario; `lotwise compare` runs scenarios"),
      ("compare \(folder.path("card.yaml"))", "is a rate card"),
      ("replay \(folder.path("card.yaml"))", "is a rate card"),
      ("compare gone.yaml", "gone.yaml: error: this file cannot be opened"),
    ] {
      let outcome = try Program.run(words: line.split(separator: " ").map(String.init))
      #expect(outcome.status == 1 && outcome.output.isEmpty)
      #expect(outcome.errors.contains(message), "\(line): \(outcome.errors)")
    }
  }

  @Test("a scenario without plans or workloads lacks them; a case is not asked for")
  func empty() throws {
    let folder = try TemporaryFolder()
    let head = "lotwise: 1\nstart: 2026-12-01\nhorizon: 1 month\n"
    let use = "workloads:\n  a: {spend: {law: fixed, mean: $3, per: day}}\n"
    for (yaml, message) in [
      ("lotwise: 1\n", "a scenario needs 'start'"), (head, "a scenario needs 'workloads'"),
      (head + use, "a scenario needs 'plans'"), (head + use + "plans: {}\n", "there is no plan here"),
      (head + "workloads: {}\nplans: {a: {}}\n", "there is no workload here"),
    ] {
      try folder.write("s.yaml", yaml)
      let outcome = try Program.run("compare", folder.path("s.yaml"))
      #expect(outcome.status == 1 && outcome.output.isEmpty)
      #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }
    // A plan that buys nothing is legal: it is what doing nothing comes to.
    try folder.write("s.yaml", head + use + "plans: {nothing: {}}\n")
    let outcome = try Program.run("compare", folder.path("s.yaml"), "--paths", "300")
    #expect(outcome.status == 0 && outcome.errors.contains("warning: this plan has no credit"))
    #expect(outcome.output.contains("It refuses 100% of the work ($93)"), "\(outcome.output)")
  }
}
