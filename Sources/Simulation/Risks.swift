/// What chance does to one plan's orders, payments and people in one future. Each draw is a function of the seed, the
/// future, the name of the purchase or trigger within its plan, and the number of the order: purchases of one name meet the
/// same luck in all plans, so that what differs between the plans is their terms.

import Demand
import Ledger
import Numerics
import Quantities
import Scenario

final class Risks: Sendable {
  /// What is left to chance of one purchase or trigger. A share of 0 draws nothing.
  fileprivate struct Luck: Sendable {
    let undelivered: Double
    let delay: SpanDraw?
    /// What is longer never comes; seconds from the order.
    let longestDelay: Int64
    let revokedPerMonth: Double
    let takesOtherLots: Double
    let closesAccount: Double
    let closedFor: Int64?
    let declined: Double
    let reaction: SpanDraw?
    /// By what its draws go: its name.
    let stream: StreamName

    init(_ risk: OriginRisk, _ stream: StreamName, orderedAt: Instant?) {
      longestDelay =
        if let last = risk.seller.claimBy, let orderedAt { last.seconds - orderedAt.seconds } else { .max }
      undelivered = risk.seller.undelivered.share
      delay = risk.seller.delay.map(SpanDraw.init)
      revokedPerMonth = risk.seller.revokedPerMonth.share
      takesOtherLots = risk.seller.takesOtherLots.share
      closesAccount = risk.seller.closesAccount.share
      closedFor = risk.seller.closedFor
      declined = risk.declined.share
      reaction = risk.reaction.map(SpanDraw.init)
      self.stream = stream
    }

    /// Nothing of an order.
    var isFree: Bool { undelivered <= 0 && delay == nil && revokedPerMonth <= 0 }
  }

  fileprivate let row: OriginRow
  /// By their places in the row.
  fileprivate let lucks: [Luck]

  /// Nil where nothing is left to chance.
  init?(_ risks: PlanRisks, ledger: LedgerPlan) throws(QuantityError) {
    if risks.isEmpty { return nil }
    row = OriginRow(ledger)
    lucks = ledger.origins.map { origin in
      let ordered =
        if case .purchase(let index) = origin { ledger.purchases[index].orderedAt } else { nil as Instant? }
      return Luck(risks[origin], StreamName(ledger.name(of: origin)), orderedAt: ordered)
    }
    let named = zip(ledger.origins, lucks).map { (ledger.name(of: $0), $1.stream) }
    try Purpose.requireDistinct(named.map { ($0.0, Purpose(.lostOrders, $0.1)) })
  }
}

/// The chance of one future after another: what has been drawn ahead for a trigger lies in memory of its own. Used by one
/// thread.
final class PathChance: LedgerChance, @unchecked Sendable {
  private typealias Kind = Purpose.Kind

  /// Consecutive words of one stream: triggers ask for them in this order, and eight blocks cost little more than one.
  private struct Ahead {
    static let count = 16
    /// The index of the first; -1: none are there.
    var first = -1
    var words: InlineArray<16, UInt64> = .init(repeating: 0)
  }

  private static let kinds: [Kind] = [
    .lostOrders, .delays, .revocations, .takesOtherLots, .declines, .reactions,
  ]

  private let risks: Risks
  private let seed: UInt64
  private let lucks: UnsafeBufferPointer<Risks.Luck>
  /// Of each place in the row the kinds, one after another.
  private let ahead: UnsafeMutableBufferPointer<Ahead>
  private let path: UnsafeMutablePointer<Int>

  init(_ risks: Risks, seed: UInt64, path: Int) {
    self.risks = risks
    self.seed = seed
    let lucks = UnsafeMutableBufferPointer<Risks.Luck>.allocate(capacity: risks.lucks.count)
    _ = lucks.initialize(from: risks.lucks)
    self.lucks = UnsafeBufferPointer(lucks)
    ahead = .allocate(capacity: risks.lucks.count * PathChance.kinds.count)
    ahead.initialize(repeating: Ahead())
    self.path = .allocate(capacity: 1)
    self.path.initialize(to: path)
  }

  deinit {
    UnsafeMutableBufferPointer(mutating: lucks).deallocate()
    ahead.deallocate()
    path.deallocate()
  }

  /// Another future.
  func restart(path: Int) {
    self.path.pointee = path
    for index in ahead.indices { ahead[index].first = -1 }
  }

  func fate(ofOrder n: Int, of origin: Origin) -> OrderFate {
    let place = risks.row.place(of: origin)
    var fate = OrderFate()
    if lucks[place].isFree { return fate }
    let undelivered = lucks[place].undelivered
    if undelivered > 0 { fate.isLost = draw(.lostOrders, place, n) < undelivered }
    if let delay = lucks[place].delay {
      let drawn = delay.draw(draw(.delays, place, n))
      // At its last day it is told as undelivered.
      if drawn > lucks[place].longestDelay { fate.isLost = true }
      fate.delay = min(drawn, lucks[place].longestDelay)
    }
    if lucks[place].revokedPerMonth > 0 {
      // A constant hazard: the time to it is exponential.
      let months = -Mathematics.log(draw(.revocations, place, n)) / lucks[place].revokedPerMonth
      fate.revokedAfter = Int64(min(months * (365.2425 * 86_400 / 12), 1e12))
      let takesOtherLots = lucks[place].takesOtherLots
      fate.revocationTakesOtherLots =
        takesOtherLots > 0 && draw(.takesOtherLots, place, n) < takesOtherLots
      // So rare that nothing of it is drawn ahead.
      if lucks[place].closesAccount > 0, stream(.closings, place).uniform(n) < lucks[place].closesAccount {
        fate.revocationCloses = AccountClosing(lasts: lucks[place].closedFor)
      }
    }
    return fate
  }

  func isDeclined(try n: Int, of origin: Origin) -> Bool {
    let place = risks.row.place(of: origin)
    let share = lucks[place].declined
    return share > 0 && draw(.declines, place, n) < share
  }

  func reaction(_ n: Int, of origin: Origin) -> Int64? {
    let place = risks.row.place(of: origin)
    return lucks[place].reaction?.draw(draw(.reactions, place, n))
  }

  private func draw(_ kind: Kind, _ place: Int, _ n: Int) -> Double {
    // What is listed is ordered once.
    if place < risks.row.purchases { return stream(kind, place).uniform(n) }
    let index = place * PathChance.kinds.count + Int(kind.rawValue - Kind.lostOrders.rawValue)
    if ahead[index].first < 0 || n < ahead[index].first || n >= ahead[index].first + Ahead.count {
      let first = n & ~1
      ahead[index].first = first
      withUnsafeMutableBytes(of: &ahead[index].words) { bytes in
        stream(kind, place).fill(bytes.bindMemory(to: UInt64.self), from: first)
      }
    }
    return RandomStream.uniform(word: ahead[index].words[n - ahead[index].first])
  }

  private func stream(_ kind: Kind, _ place: Int) -> RandomStream {
    RandomStream(seed: seed, path: path.pointee, purpose: Purpose(kind, lucks[place].stream))
  }
}

/// Whole seconds by a law.
fileprivate enum SpanDraw: Sendable {
  case fixed(Int64)
  /// `scale`: the standard deviation of the logarithm.
  case lognormal(median: Double, scale: Double)

  init(_ law: SpanLaw) {
    switch law {
    case .fixed(let seconds): self = .fixed(seconds)
    case .lognormal(let median, let p90):
      guard median > 0, p90 > median else {
        self = .fixed(median)
        return
      }
      self = .lognormal(
        median: Double(median), scale: Mathematics.log(Double(p90) / Double(median)) / Normal.z90)
    }
  }

  func draw(_ u: Double) -> Int64 {
    switch self {
    case .fixed(let seconds): return seconds
    case .lognormal(let median, let scale):
      let seconds = median * Mathematics.exp(scale * Normal.quantile(u))
      return Int64(min(seconds, 1e11) + 0.5)
    }
  }
}

extension Ratio {
  fileprivate var share: Double { Double(millionths) / 1e6 }
}
