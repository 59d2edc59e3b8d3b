/// `lotwise verify PATH...`: scenarios and replay cases against what they are pinned to, and plans against their gates.

import Documents
import Formats
import Glibc
import Pages
import Quantities
import Changes
import Runs
import Suites
import ScenarioFile

private let update = Option(
  "--update", summary: "pin the files anew instead of comparing: writes NAME.expect.yaml beside each")
private let filter = Option(
  "--filter", value: "TEXT", summary: "only files with TEXT in their path or title")
private let failFast = Option("--fail-fast", summary: "stop at the first file that does not pass")
private let strict = Option("--strict", summary: "what is not pinned fails")
private let jobs = Option("--jobs", value: "N", summary: "files at a time (default: one a processor)")
private let paths = Option(
  "--paths", value: "N", summary: "futures for gates, if more than are pinned; with --update: those pinned")
private let seed = Option(
  "--seed", value: "S", summary: "other futures than the pinned ones, compared as far as chance allows")
private let errorRate = Option(
  "--error-rate", value: "SHARE",
  summary: "how often chance alone may fail the whole run (default: the suite's, 1%)")
private let revision = Option(
  "--rev", value: "REV", summary: "say of what fails which line, other than in git revision REV, caused it")
private let format = Option(
  "--format", value: "FORMAT", choice: SuiteFormat.self, summary: "the form of the data")
private let junit = Option("--junit", value: "FILE", summary: "also write JUnit XML to FILE")
private let summary = Option(
  "--summary", value: "FILE", summary: "also write a summary in markdown to FILE")

let verifyCommand = Command(
  name: "verify", summary: "scenarios and cases against what is pinned and their gates",
  arguments: [
    Command.Argument(
      name: "PATH", summary: "files, and folders with all that is pinned in them (docs/verify.md)")
  ],
  lastArgumentRepeats: true,
  options: [
    update, filter, failFast, strict, jobs, paths, seed, errorRate, revision, format, junit, summary,
  ],
  examples: [
    Command.Example(
      line: "lotwise verify scenarios", shows: "what is not as it was pinned, each with its line and why"),
    Command.Example(
      line: "lotwise verify --update scenarios/agency.yaml", shows: "pin it, or pin it again after a change"),
    Command.Example(
      line: "lotwise verify scenarios --format github --junit junit.xml",
      shows: "annotations on the lines of a pull request, and a file for the job"),
  ]
) { invocation throws(Stop) in
  var options = SuiteOptions(version: lotwiseVersion)
  let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  options.jobs = try invocation.count(jobs, default: processors, upTo: 1_024)
  options.threads = max(1, processors / options.jobs)
  options.filter = invocation[filter]
  options.failsFast = invocation.has(failFast)
  options.update = invocation.has(update)
  options.isStrict = invocation.has(strict)
  if invocation[seed] != nil { options.seed = try invocation.seed() }
  if invocation[paths] != nil {
    options.futures = try invocation.count(paths, default: 1, from: 32, upTo: SimulationOptions.mostKept)
  }
  options.errorRate = try rate(invocation)
  let outcome = try verify(invocation, options)
  if outcome.wasInterrupted { throw .partial(.interrupted) }
  if outcome.hasErrors { throw .reported }
  if outcome.hasFailures { throw .partial(.gateFailed) }
  if outcome.hasUndecided { throw .partial(.notPrecise) }
}

private func verify(_ invocation: Invocation, _ options: SuiteOptions) throws(Stop) -> SuiteOutcome {
  // Opened before any work, so that a place that cannot be written to is told at once.
  var output = try Output.opened(path: invocation[.out])
  let junitFile = try invocation[junit].map(LateFile.init)
  let summaryFile = try invocation[summary].map(LateFile.init)
  let earlier = try invocation[revision].map { name throws(Stop) in
    try Revision(name, of: invocation.arguments)
  }
  defer { CrashNote.clear() }
  let run: SuiteRun
  do throws(RunError) {
    run = try SuiteRun(
      try Subject.find(in: invocation.arguments, note: { invocation.console.note("note: \($0)") }), options)
  } catch { throw .failure("\(error)") }
  if run.isEmpty {
    throw .failure(
      options.filter.map { "no file has \(quoted($0)) in its path or title" }
        ?? "there is no scenario and no replay case in \(listed(invocation.arguments.map(quoted), "and"))"
    )
  }
  var (outcome, updates) = run.run(
    isInterrupted: { Signals.isInterrupted },
    begin: { path, title in CrashNote.set("\(quoted(path)): \"\(visible(title))\"") })
  Signals.acknowledge()
  CrashNote.clear()
  if outcome.hasFailures, !outcome.wasInterrupted, let earlier { explain(&outcome, since: earlier, options) }
  for (path, text) in outcome.wasInterrupted ? [] : updates {
    var buffer = ByteBuffer()
    buffer.append(text: text)
    try LateFile(path).put(&buffer)
  }
  var out = ByteBuffer()
  invocation.choice(format, as: SuiteFormat.self).write(outcome, report: invocation.textReport, into: &out)
  try output.write(&out)
  try output.finish()
  if let file = junitFile { try put(.junit, outcome, file) }
  if let file = summaryFile { try put(.markdown, outcome, file) }
  return outcome
}

private func rate(_ invocation: Invocation) throws(Stop) -> Ratio? {
  guard let text = invocation[errorRate] else { return nil }
  guard let rate = try? Ratio(parsing: text), rate > .zero, rate <= .percent(50) else {
    throw invocation.usage("--error-rate is a share above 0% and up to 50%, as 1%, not \(quoted(text))")
  }
  return rate
}

/// A file that is opened before the work and written after it.
private final class LateFile {
  private var output: Output?

  init(_ path: String) throws(Stop) { output = try Output.opened(path: path) }

  func put(_ buffer: inout ByteBuffer) throws(Stop) {
    guard var file = output.take() else { return }
    try file.write(&buffer)
    try file.finish()
  }
}

private func put(_ format: SuiteFormat, _ outcome: SuiteOutcome, _ file: LateFile) throws(Stop) {
  var buffer = ByteBuffer()
  format.write(outcome, report: TextReport(), into: &buffer)
  try file.put(&buffer)
}

/// What the inputs of each failed file did since a revision.
private func explain(
  _ outcome: inout SuiteOutcome, since earlier: Revision, _ options: SuiteOptions
) {
  var differing = DifferenceOptions()
  differing.futures = 2_000
  differing.threads = max(1, options.jobs * options.threads)
  outcome.explain { path in
    guard let old = earlier.path(of: path), let before = try? InputTree.read(path: old),
      let after = try? InputTree.read(path: path), before.kind == after.kind
    else { return nil }
    let inputs = InputDifference(
      from: before.renamed(from: earlier.folder + "/", to: earlier.name + ":"), to: after)
    return try? FileDifference(inputs, differing, isInterrupted: { Signals.isInterrupted })
  }
}
