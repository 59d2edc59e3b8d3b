/// `lotwise replay CASE`: the exact ledger of listed purchases and requests, without randomness.

import Formats
import Ledger
import Pages
import Quantities
import Results
import Runs
import Scenario
import Simulation

private enum Format: String, CaseIterable {
  case table, markdown, json, csv, journal
}

private let format = Option("--format", value: "FORMAT", choice: Format.self, summary: "the form of the data")
private let until = Option(
  "--until", value: "TIME", summary: "read the state just before TIME; what comes then is not served")
private let at = Option(
  "--at", value: "TIME", summary: "read the state at TIME, when everything of that second has happened")

let replayCommand = Command(
  name: "replay", summary: "the exact ledger of listed purchases and requests",
  arguments: [Command.Argument(name: "CASE", summary: "a case file in YAML or JSON (docs/replay-case.md)")],
  options: [format, until, at],
  examples: [
    Command.Example(
      line: "lotwise replay scenarios/replays/two-reseller-lots-and-an-official-one.yaml",
      shows: "what became of each lot, what was served and blocked, what it cost"),
    Command.Example(
      line: "lotwise replay case.yaml --until 2026-12-01T00:00Z",
      shows: "the same, one second before December"),
    Command.Example(
      line: "lotwise replay case.yaml --format json --out result.json",
      shows: "every figure exactly, for a program"),
    Command.Example(
      line: "lotwise replay case.yaml --format journal | hledger -f - balance",
      shows: "every posting, confirmed by hledger"),
  ],
  run: replay)

@Sendable private func replay(_ invocation: Invocation) throws(Stop) {
  let limit = try readingLimit(invocation)
  let chosen = invocation.choice(format, as: Format.self)
  // Opened before any work, so that a place that cannot be written to is told at once.
  var output = try Output.opened(path: invocation[.out])
  let input = try CaseInput(path: invocation.arguments[0], console: invocation.console)
  var run = try running(invocation.console) { () throws(CaseRun.Problem) in
    try CaseRun(input.replayCase, limit: limit, journal: chosen == .journal)
  }
  var out = ByteBuffer(capacity: 2 * Output.piece)
  if chosen == .journal {
    try journal(input, &run, &out, &output, console: invocation.console)
  } else {
    try input.serve(by: &run) { _ throws(Stop) in }
    let result = try running(invocation.console) { () throws(CaseRun.Problem) in try run.finish() }
    render(result, as: chosen, styled: invocation, into: &out)
  }
  try output.write(&out)
  try output.finish()
}

private func running<Result>(
  _ console: Console, _ body: () throws(CaseRun.Problem) -> Result
) throws(Stop) -> Result {
  do throws(CaseRun.Problem) { return try body() } catch { throw console.stop(error) }
}

private func render(
  _ result: ReplayResult, as format: Format, styled invocation: Invocation, into out: inout ByteBuffer
) {
  switch format {
  case .table: invocation.textReport.write(Report(result), into: &out)
  case .markdown: MarkdownReport().write(Report(result), into: &out)
  case .csv: CSVTable().write(Table(tidy: result), into: &out)
  case .json: ReplayJSON().write(result, into: &out)
  case .journal: preconditionFailure("a journal is written as the postings come")
  }
}

private func journal(
  _ input: CaseInput, _ run: inout CaseRun, _ out: inout ByteBuffer, _ output: inout Output,
  console: Console
) throws(Stop) {
  let plan = input.replayCase.plan
  var journal = ReplayJournal(start: plan.start)
  journal.begin(title: input.replayCase.title, openingDebt: plan.openingDebt, into: &out)
  try input.serve(by: &run) { run throws(Stop) in
    journal.write(run.takePostings(), of: run.ledger, into: &out)
    if out.count >= Output.piece { try output.write(&out) }
  }
  let result = try running(console) { () throws(CaseRun.Problem) in try run.finish() }
  journal.write(run.takePostings(), of: run.ledger, into: &out)
  journal.end(result, into: &out)
}

private func readingLimit(_ invocation: Invocation) throws(Stop) -> ReplayResult.Reading? {
  func instant(_ option: Option, _ text: String) throws(Stop) -> Instant {
    do throws(QuantityError) { return try Instant(parsing: text) } catch {
      throw invocation.usage("\(option.name): \(error)")
    }
  }
  switch (invocation[until], invocation[at]) {
  case (nil, nil): return nil
  case (let time?, nil): return .before(try instant(until, time))
  case (nil, let time?): return .through(try instant(at, time))
  default: throw invocation.usage("--until and --at are two ways to say when; give one of them")
  }
}
