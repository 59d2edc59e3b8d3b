/// A replay case, run from its first request to its end: what is listed in it, or the event file beside it, in batches, so
/// that memory does not grow with the number of requests. Every command that replays a case does it here.
///
///     var run = try CaseRun(replayCase)
///     while try run.next() { show(run.takePostings()) }
///     let result = try run.finish()

import Documents
import Ledger
import Quantities
import Formats
import Results
import Scenario
import ScenarioFile

public struct CaseRun {
  /// What stops a run before its end.
  public enum Problem: Error {
    /// The plan of the case, or what came of it.
    case account(QuantityError)
    /// A request that is listed in the case.
    case request(at: Instant, QuantityError)
    /// The event file beside the case, at its line.
    case events(Diagnostics)
  }

  private enum Requests {
    case listed(ArraySlice<CaseRequest>)
    case unopened(path: String)
    case file(EventFile)
  }

  /// Requests held in memory at a time.
  private static let batchSize = 1 << 16

  public let replayCase: ReplayCase
  private var replay: ReplayRun
  private var requests: Requests
  private var batch: [CaseRequest] = []
  private var isOver = false
  /// Of an event file: the time that went into reading it, and into replaying what was read.
  public private(set) var reading = Stopwatch()
  public private(set) var replaying = Stopwatch()

  /// `limit`: where to read the state; nil: where the case says. `journal`: keep the postings.
  public init(
    _ replayCase: ReplayCase, limit: ReplayResult.Reading? = nil, journal: Bool = false
  ) throws(Problem) {
    self.replayCase = replayCase
    do throws(QuantityError) {
      replay = try ReplayRun(replayCase, limit: limit, journal: journal)
    } catch { throw .account(error) }
    requests = replayCase.requestsFile.map { .unopened(path: $0) } ?? .listed(replayCase.requests[...])
  }

  public var ledger: ReplayLedger { replay.ledger }
  /// Requests served so far.
  public var served: Int { replay.served }

  /// The postings since the last call.
  public mutating func takePostings() -> [Posting] { replay.takePostings() }

  /// Serves the next requests; false: there are none left before the limit.
  public mutating func next() throws(Problem) -> Bool {
    guard !isOver, !replay.isPastLimit else { return false }
    switch requests {
    case .listed(let rest):
      guard !rest.isEmpty else { return false }
      batch = Array(rest.prefix(CaseRun.batchSize))
      requests = .listed(rest.dropFirst(CaseRun.batchSize))
      do throws(ReplayRun.Problem) { try replay.serve(batch) } catch {
        throw .request(at: batch[error.index].at, error.reason)
      }
      return true
    case .unopened(let path):
      do throws(Diagnostics) {
        requests = .file(try EventFile(path: path, plan: replayCase.plan, card: replayCase.card))
      } catch { throw .events(error) }
      return try next()
    case .file(var events):
      // The one reference to it: its buffer is not copied.
      requests = .listed([])
      try serve(&events)
      requests = .file(events)
      return !isOver
    }
  }

  private mutating func serve(_ events: inout EventFile) throws(Problem) {
    do throws(Diagnostics) {
      isOver = try !reading.measure { () throws(Diagnostics) in
        try events.next(&batch, limit: CaseRun.batchSize)
      }
    } catch { throw .events(error) }
    do throws(ReplayRun.Problem) {
      try replaying.measure { () throws(ReplayRun.Problem) in try replay.serve(batch) }
    } catch {
      throw .events(Diagnostics([events.diagnostic(ofRequest: error.index, error.reason)]))
    }
  }

  /// Lives through what is left of the time, and says what came of it all.
  public mutating func finish() throws(Problem) -> ReplayResult {
    do throws(QuantityError) { return try replay.finish() } catch { throw .account(error) }
  }
}

extension CaseRun.Problem: CustomStringConvertible {
  /// In one line.
  public var description: String {
    switch self {
    case .account(let reason): return "this case cannot be replayed: \(reason)"
    case .request(let instant, let reason): return "the request at \(instant): \(reason)"
    case .events(let diagnostics):
      guard let first = diagnostics.list.first else { return "the file of requests cannot be read" }
      return "\(first.path):\(first.line): \(first.message); \(first.remedy)"
    }
  }
}

/// A whole case at once; `each` sees the postings as they come, if they are to be kept. An interrupted run has no result.
public func replayed(
  _ replayCase: ReplayCase, isInterrupted: () -> Bool,
  each: ((_ postings: [Posting], _ ledger: ReplayLedger) -> Void)? = nil
) throws(RunError) -> ReplayResult {
  do throws(CaseRun.Problem) {
    var run = try CaseRun(replayCase, journal: each != nil)
    while !isInterrupted(), try run.next() { each?(run.takePostings(), run.ledger) }
    if !isInterrupted() {
      let result = try run.finish()
      each?(run.takePostings(), run.ledger)
      return result
    }
  } catch { throw RunError(error.description) }
  throw .interrupted
}
