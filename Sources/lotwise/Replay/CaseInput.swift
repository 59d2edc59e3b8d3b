/// A case as it comes from its file: what is listed in it, or the event file beside it, in batches.

import Documents
import Glibc
import Quantities
import Reports
import Scenario
import ScenarioFile

struct CaseInput {
  let replayCase: ReplayCase

  /// Requests held in memory at a time.
  private static let batchSize = 1 << 16

  init(path: String, console: Console) throws(Stop) {
    let file = CheckedFile(path: path, wanted: .replayCase)
    try file.expect(.replayCase, path: path)
    console.show(file.diagnostics)
    guard case .replayCase(let content)? = file.content else { throw .reported }
    replayCase = content
  }

  /// Serves all requests; `afterEach` is called whenever some were served.
  func serve(
    by run: inout ReplayRun, console: Console,
    afterEach: (inout ReplayRun) throws(Stop) -> Void
  ) throws(Stop) {
    guard let file = replayCase.requestsFile else {
      var rest = replayCase.requests[...]
      while !rest.isEmpty, !run.isPastLimit {
        try Signals.check()
        let batch = Array(rest.prefix(CaseInput.batchSize))
        do throws(ReplayRun.Problem) { try run.serve(batch) } catch {
          throw .failure("the request at \(batch[error.index].at): \(error.reason)")
        }
        rest = rest.dropFirst(CaseInput.batchSize)
        try afterEach(&run)
      }
      return
    }
    try serveEvents(of: file, by: &run, console: console, afterEach: afterEach)
  }

  private func serveEvents(
    of file: String, by run: inout ReplayRun, console: Console,
    afterEach: (inout ReplayRun) throws(Stop) -> Void
  ) throws(Stop) {
    var reading = Stopwatch()
    var replaying = Stopwatch()
    var events: EventFile
    do throws(Diagnostics) {
      events = try EventFile(path: file, plan: replayCase.plan, card: replayCase.card)
    } catch {
      throw console.reported(error)
    }
    var batch: [CaseRequest] = []
    var isMore = true
    while isMore, !run.isPastLimit {
      try Signals.check()
      do throws(Diagnostics) {
        isMore = try reading.measure { () throws(Diagnostics) in
          try events.next(&batch, limit: CaseInput.batchSize)
        }
      } catch {
        throw console.reported(error)
      }
      do throws(ReplayRun.Problem) {
        try replaying.measure { () throws(ReplayRun.Problem) in try run.serve(batch) }
      } catch {
        throw console.reported(Diagnostics([events.diagnostic(ofRequest: error.index, error.reason)]))
      }
      try afterEach(&run)
    }
    console.note(
      "\(grouped(run.served)) requests: read and parsed in \(reading.text), replayed in \(replaying.text)"
        + speed(run.served, replaying.seconds))
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
  /// Shows what is wrong with a file.
  fileprivate func reported(_ diagnostics: Diagnostics) -> Stop {
    write(diagnostics.rendered(color: isColored(STDERR_FILENO)))
    return .reported
  }
}
