/// One replay: batches of requests are priced and served until the requests, or the time to read the state,
/// is reached. Memory does not grow with the number of requests, only with the number of lots.

import Ledger
import Pricing
import Quantities
import Results
import Scenario

public struct ReplayRun {
  /// What is wrong with a request of a batch.
  public struct Problem: Error {
    public let index: Int
    public let reason: QuantityError
  }

  private static let mostReasons = 20

  private let replayCase: ReplayCase
  public private(set) var ledger: ReplayLedger
  /// Where the run stops whatever comes after; nil: after the last event.
  private let limit: ReplayResult.Reading?
  /// It runs to the case's own end, at which what still waits is lost; a look before it sees it waiting.
  private let isWhole: Bool
  private var priced: [Request] = []
  private var lastEvent: Instant
  /// Requests served, for people and for messages.
  public private(set) var served = 0
  public private(set) var isPastLimit = false
  private var refusals: [String: Int] = [:]

  public init(
    _ replayCase: ReplayCase, limit: ReplayResult.Reading? = nil, journal: Bool = false
  ) throws(QuantityError) {
    self.replayCase = replayCase
    self.limit = limit ?? replayCase.end.map { .through($0) }
    isWhole = limit == nil
    lastEvent = replayCase.plan.lastListedInstant
    ledger = try ReplayLedger(plan: replayCase.plan, journal: journal)
  }

  /// Prices and serves requests, in order of time, as far as the limit.
  public mutating func serve(_ batch: [CaseRequest]) throws(Problem) {
    var batch = batch
    if let last = batch.last, !isWithinLimit(last.at) {
      isPastLimit = true
      batch = Array(batch.prefix { isWithinLimit($0.at) })
    }
    guard let last = batch.last else { return }
    do throws(PricingError) {
      try replayCase.card.price(batch, rounding: replayCase.rounding, into: &priced)
    } catch {
      throw Problem(index: error.index, reason: error.reason)
    }
    noteRefusals(of: batch)
    do throws(RequestError) {
      try ledger.serve(priced)
    } catch {
      throw Problem(index: error.index, reason: error.reason)
    }
    served += batch.count
    lastEvent = max(lastEvent, last.at)
  }

  private func isWithinLimit(_ instant: Instant) -> Bool {
    switch limit {
    case .before(let end): instant < end
    case .through(let end): instant <= end
    case nil: true
    }
  }

  /// Counts, by the provider's reason, the requests that pricing turned into failed ones.
  private mutating func noteRefusals(of batch: [CaseRequest]) {
    for index in priced.indices where priced[index].status == .failed && batch[index].status != .failed {
      guard case .usage(let model, let usage) = batch[index].cost,
        case .refused(let reason)? = try? replayCase.card.charge(usage, model: model, at: batch[index].at)
      else { continue }
      // A reason may hold a number of the request; those past the first few are counted together.
      let isListed = refusals.count < ReplayRun.mostReasons || refusals[reason] != nil
      refusals[isListed ? reason : "other reasons", default: 0] += 1
    }
  }

  /// Lives through what is left of the time, and says what came of it all.
  public mutating func finish() throws(QuantityError) -> ReplayResult {
    let reading = limit ?? .through(lastEvent)
    switch reading {
    case .before(let end): ledger.advance(before: end)
    case .through(let end): ledger.advance(through: end)
    }
    if isWhole { ledger.loseWaiting() }
    if let problem = ledger.rangeProblem { throw problem }
    return try ReplayResult(
      title: replayCase.title, start: replayCase.plan.start, reading: reading, ledger: ledger,
      refusals: refusals.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
        ReplayResult.Refusal(reason: $0.key, count: $0.value)
      })
  }

  /// The postings since the last call.
  public mutating func takePostings() -> [Posting] { ledger.takePostings() }
}

extension LedgerPlan {
  /// The last thing that the plan itself dates: a purchase, its delivery, a withdrawal, a correction or a fee. What
  /// follows from rules (a standing order, an expiry) has no end, and is lived through as far as the run
  /// goes.
  fileprivate var lastListedInstant: Instant {
    var last = start
    for purchase in purchases {
      last = max(last, purchase.orderedAt)
      if purchase.isDelivered { last = max(last, purchase.usableFrom) }
    }
    for withdrawal in withdrawals { last = max(last, withdrawal.at) }
    for correction in corrections { last = max(last, correction.at) }
    for fee in fees { last = max(last, fee.at) }
    return last
  }
}
