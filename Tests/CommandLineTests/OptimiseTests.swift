/// `lotwise optimise` as a stranger runs it: a family whose best member the newsvendor's rule knows, the scenario written with it,
/// limits that nothing keeps, and everything that may be typed wrongly.

import Foundation
import Testing

/// $2 a day but for chance; a lot that lasts the year costs 40 cents a dollar, the rest is bought at list price.
let oneLot = """
  lotwise: 1
  title: How large a lot?            # a comment that stays
  start: 2026-12-01
  horizon: 12 months
  left over: at nothing
  workloads:
    use: {spend: $60 per month, growth: {monthly: 0%, volatility: 30%}, noise: 20%}
  plans:
    one lot:
      buy:
        first: {source: bundle, credit: {from: $0, to: $1500, step: $25}, price: 40%, validity: 1 year}
      auto-reload: {below: $1, add: $5}
    as needed:
      auto-reload: {below: $1, add: $5}

  """

/// Three years hour by hour: a fast machine with nothing else to do takes twelve seconds for all of it.
let slow = oneLot.replacing(
  "{below: $1, add: $5}\n  as",
  with: "{below: {from: $1, to: $60, step: $1}, add: {from: $5, to: $100, step: $1}}\n  as"
).replacing("horizon: 12 months", with: "horizon: 36 months\nstep: 1 hour")

@Suite struct OptimiseTests {
  private static func folder(_ text: String = oneLot) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write("s.yaml", text)
    return folder
  }

  @Test("the lot is as large as the newsvendor's rule says, and saves against what is there")
  func newsvendor() throws {
    let folder = try Self.folder()
    let outcome = try Program.run("optimise", folder.path("s.yaml"), "--format", "json", "--quiet")
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let result = try JSON(parsing: outcome.output)
    #expect(result["schema"]?.text == "lotwise/optimum/1" && result["stage"]?.text == "evaluated")
    let rule = try #require(result["newsvendor"])
    let share = try #require(rule["uses_all"]?["mean"]?.text.flatMap(Double.init))
    #expect(rule["wanted"]?.text == "0.40")
    // A notch of $25 is some five points of the probability.
    #expect(abs(share - 0.4) < 0.06, "\(share)")
    let saved = try #require(result["against"]?[0]?["low"]?.text.flatMap(Double.init))
    #expect(saved > 0)
  }

  @Test("the screen names the plan, the saving, how sure it is, and the block to paste")
  func screen() throws {
    let folder = try Self.folder()
    let outcome = try Program.run("optimise", folder.path("s.yaml"), "--quiet")
    #expect(outcome.status == 0)
    for part in [
      "Take “one lot (first credit $", "of all plans looked at it costs least in all",
      "against “as needed”", "How sure: with 95% confidence it is within",
      "Why this much: a dollar of “first” costs $0.400",
      "What a better forecast could be worth", "What it costs to be off", "Total cost against outage risk",
      "The plan, to paste under 'plans':\n\none lot (first credit $",
    ] { #expect(outcome.output.contains(part), "\(part)\n\(outcome.output)") }
    // What is pasted is a plan.
    let block = try #require(outcome.output.components(separatedBy: "under 'plans':\n\n").last)
    let head = try #require(oneLot.components(separatedBy: "plans:\n").first)
    try folder.write(
      "pasted.yaml",
      head + "plans:\n" + block.split(separator: "\n").map { "  \($0)\n" }.joined()
        + "  as needed: {auto-reload: {below: $1, add: $5}}\n")
    let pasted = try Program.run(
      "compare", folder.path("pasted.yaml"), "--paths", "100", "--quick", "--quiet")
    #expect(pasted.status == 0, "\(pasted.errors)")
  }

  @Test("the scenario is written with the choice in it, and is otherwise as it was")
  func written() throws {
    let folder = try Self.folder()
    let outcome = try Program.run(
      "optimise", folder.path("s.yaml"), "--quiet", "--write", folder.path("chosen.yaml"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let written = try String(contentsOfFile: folder.path("chosen.yaml"), encoding: .utf8)
    #expect(written.replacing(#/, chosen: \$[0-9]+/#, with: "") == oneLot && written != oneLot)
    let compared = try Program.run("compare", folder.path("chosen.yaml"), "--paths", "200", "--quick")
    #expect(compared.status == 0 && compared.output.contains("“one lot”"), "\(compared.errors)")
  }

  @Test("the threads change no byte, another seed does")
  func sameness() throws {
    let folder = try Self.folder()
    let line = ["optimise", folder.path("s.yaml"), "--format", "json", "--quiet", "--paths", "4096"]
    let one = try Program.run(words: line + ["--threads", "1"]).output
    let three = try Program.run(words: line + ["--threads", "3"]).output
    let other = try Program.run(words: line + ["--seed", "2"]).output
    #expect(
      !one.isEmpty && one.replacing("--threads 1", with: "") == three.replacing("--threads 3", with: ""))
    #expect(one != other)
  }

  @Test("the report is a folder with the frontier first")
  func report() throws {
    let folder = try Self.folder()
    let outcome = try Program.run(
      "optimise", folder.path("s.yaml"), "--quiet", "--out", folder.path("report"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let page = try String(contentsOfFile: folder.path("report/report.md"), encoding: .utf8)
    #expect(page.contains("## What less risk costs") && page.contains("(frontier-1.svg)"))
    #expect(
      page.firstRange(of: "frontier-1.svg")!.lowerBound < page.firstRange(of: "total-cost.svg")!.lowerBound)
    for name in ["report.html", "result.json", "optimum.json", "frontier.csv", "frontier-1.svg"] {
      #expect(FileManager.default.fileExists(atPath: folder.path("report/" + name)), "\(name)")
    }
  }

  @Test("limits that nothing keeps are told of with the nearest plan, and end with 3")
  func nothing() throws {
    let folder = try Self.folder()
    let outcome = try Program.run("optimise", folder.path("s.yaml"), "--keep", "total cost at most $50")
    #expect(outcome.status == 3)
    #expect(
      outcome.output.contains("No plan here was shown to keep “total cost at most $50”"), "\(outcome.output)")
    #expect(outcome.output.contains("the nearest that any plan comes to it is $"))
    #expect(outcome.errors.contains("no plan was shown to keep what is asked for"))
  }

  @Test("where nothing keeps a limit, it says why work is refused and what cures that")
  func cause() throws {
    let folder = try Self.folder(
      oneLot.replacing("to: $1500", with: "to: $100").replacing(
        "    auto-reload: {below: $1, add: $5}\n  as", with: "  as"
      )
      .replacing("left over", with: "serve at least: 0%\nleft over"))
    let outcome = try Program.run(
      "optimise", folder.path("s.yaml"), "--family", "one lot", "--keep", "served at least $9000", "--quiet")
    #expect(outcome.status == 3)
    #expect(
      outcome.output.contains(
        "Work is refused there because no credit is left (100%): buy earlier, or hold a larger float."),
      "\(outcome.output)\(outcome.errors)")
  }

  @Test("a budget of time is kept, and its answer says that it was cut short")
  func budget() throws {
    let folder = try Self.folder(slow)
    let outcome = try Program.run("optimise", folder.path("s.yaml"), "--budget", "1 s", "--quiet")
    #expect(outcome.output.contains("This was cut short"), "\(outcome.output)\(outcome.errors)")
  }

  @Test(
    "an interrupt ends with what is known by then, in the search, the selection and the evaluation",
    arguments: [8, 40, 100, 180, 260, 340, 400])
  func interrupted(_ work: Int) throws {
    let folder = try Self.folder(slow)
    let outcome = try Program.shell(
      """
      cd '\(folder.url.path)'; set -m; lotwise optimise s.yaml --write chosen.yaml > data.txt 2> notes.txt & program=$!
      worked $program \(work); kill -INT $program; wait $program
      """)
    let (said, notes) = (try folder.text("data.txt"), try folder.text("notes.txt"))
    // A fast machine may be done by then.
    guard outcome.status != 0 else { return #expect(!said.contains("cut short")) }
    #expect(outcome.status == 130 && notes.contains("interrupted"), "\(outcome.status) \(notes)")
    #expect(!said.contains("unknown"))
    guard !said.isEmpty else { return #expect(!folder.names.contains("chosen.yaml")) }
    #expect(said.contains("Take “") && said.contains("This was cut short"), "\(said)")
    let chosen = try Program.run("check", folder.path("chosen.yaml"))
    #expect(chosen.status == 0, "\(chosen.errors)")
  }

  @Test(
    "what is typed wrongly is told of",
    arguments: [
      (["--keep", "outage risk about 2%"], 2, "--keep: 'outage risk about 2%' bounds nothing"),
      (["--keep", ";"], 2, "--keep says what the plan has to keep"),
      (["--goal", "joy"], 2, "--goal is total cost, paid in 95% of futures or effective price, not 'joy'"),
      (["--family", "one lots"], 1, "there is no family 'one lots'"),
      (["--within", "0"], 2, "--within is a number of dollars above 0"),
      (["--confidence", "40%"], 2, "--confidence is a share from 50% to below 100%, not '40%'"),
      (["--budget", "soon"], 2, "--budget is a span of time"),
      (["--paths", "10"], 2, "--paths is a whole number from 1024"),
      (["--write", "/no/such/folder/x.yaml"], 1, "/no/such/folder"),
    ] as [([String], Int32, String)])
  func mistakes(_ options: [String], _ status: Int32, _ message: String) throws {
    let folder = try Self.folder()
    let outcome = try Program.run(words: ["optimise", folder.path("s.yaml")] + options)
    #expect(outcome.status == status && outcome.output.isEmpty, "\(outcome.errors)")
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test("a scenario without ranges has nothing to search")
  func noFamily() throws {
    let outcome = try Program.run("optimise", "scenarios/reseller-or-official.yaml", "--quiet")
    #expect(outcome.status == 1 && outcome.errors.contains("has a range, so there is nothing to search"))
  }
}
