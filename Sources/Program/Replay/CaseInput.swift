/// A case as it comes from its file, replayed; what is wrong with it is shown, and what that took is noted.

import Documents
import Formats
import Glibc
import Quantities
import Runs
import Scenario
import ScenarioFile
import Simulation

struct CaseInput {
  let replayCase: ReplayCase
  private let console: Console

  init(path: String, console: Console) throws(Stop) {
    let file = CheckedFile(path: path, wanted: .replayCase)
    try file.expect(.replayCase, path: path)
    console.show(file.diagnostics)
    guard case .replayCase(let content)? = file.content else { throw .reported }
    replayCase = content
    self.console = console
  }

  /// Serves all requests; `afterEach` is called whenever some were served.
  func serve(by run: inout CaseRun, afterEach: (inout CaseRun) throws(Stop) -> Void) throws(Stop) {
    while try next(&run) { try afterEach(&run) }
    guard replayCase.requestsFile != nil else { return }
    console.note(
      "\(grouped(run.served)) requests: read and parsed in \(run.reading.text), replayed in \(run.replaying.text)"
        + speed(run.served, run.replaying.seconds))
  }

  private func next(_ run: inout CaseRun) throws(Stop) -> Bool {
    try Signals.check()
    do throws(CaseRun.Problem) { return try run.next() } catch { throw console.stop(error) }
  }

  /// ` (8.3 million a second)`; nothing for a run too short to tell.
  private func speed(_ count: Int, _ seconds: Double) -> String {
    guard seconds >= 0.001 else { return "" }
    let perSecond = Double(count) / seconds
    if perSecond >= 1e6 { return " (\(oneDecimal(perSecond / 1e6)) million a second)" }
    return " (\(grouped(Int(perSecond))) a second)"
  }
}

extension CheckedFile {
  /// Throws if its keys say that it is another kind of file than a command wants.
  func expect(_ wanted: Kind, path: String) throws(Stop) {
    guard let kind, kind != wanted else { return }
    let (isWhat, remedy) =
      switch kind {
      case .scenario: ("a scenario", "`lotwise compare` runs scenarios, `lotwise replay` a case")
      case .replayCase: ("a replay case", "`lotwise replay` runs cases, `lotwise compare` a scenario")
      case .rateCard:
        ("a rate card", "`lotwise check` takes rate cards; `rates` in a scenario or a case names one")
      case .suite: ("a suite", "`lotwise verify` runs the files of its folder")
      case .expectation:
        ("what a file is pinned to", "`lotwise verify` compares it with the file beside it")
      }
    throw .failure("\(quoted(path)) is \(isWhat); \(remedy)")
  }
}

extension Console {
  /// Shows what is wrong with a file, or says what stopped the run.
  func stop(_ problem: CaseRun.Problem) -> Stop {
    guard case .events(let diagnostics) = problem else { return .failure(problem.description) }
    write(diagnostics.rendered(color: isColored(STDERR_FILENO)))
    return .reported
  }
}
