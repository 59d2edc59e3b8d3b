/// A block of futures, simulated: for each future its demand, then every plan.

import Demand
import Ledger
import Quantities
import Results

/// What a block yields.
struct BlockResult: Sendable {
  struct Run: Sendable {
    var outcomes: OutcomeBlock
    var lots: [LotTally]
    /// By day; empty: of a variant, whose days nobody asks about.
    var outageDays: [Int64]
    /// By day, of the futures that bands are drawn from; empty: none of them.
    var balances: [[Int64]]
  }

  let paths: Int
  let demand: [Int64]
  let throttled: [Int64]
  let controls: [[Int64]]
  let runs: [Run]
  let problem: SimulationError?
}

struct BlockWorker {
  private let world: World
  private let seed: UInt64
  private var ledgers: [FlowLedger]
  private var future = DemandPath()
  private var mixed: [Int64] = []
  private var figures = FlowFigures()

  init(_ world: World, seed: UInt64) {
    self.world = world
    self.seed = seed
    // Validated when the world was made.
    ledgers = world.runs.compactMap { $0.newLedger() }
  }

  /// Those of the futures that are done when it is interrupted, else all.
  mutating func simulate(_ paths: Range<Int>, isInterrupted: () -> Bool) -> BlockResult {
    let count = paths.count
    var done = 0
    var demand: [Int64] = []
    var throttled: [Int64] = []
    var controls = [[Int64]](repeating: [], count: world.demand.controlNames.count)
    let isHeadline = world.runs.indices.map { $0 == 0 || world.runs[$0].plan != world.runs[$0 - 1].plan }
    var books = world.runs.indices.map {
      Book(world.runs[$0], paths: count, days: isHeadline[$0] ? world.days : 0)
    }
    var problem: SimulationError?
    for path in paths {
      if isInterrupted() { break }
      world.demand.draw(path: path, seed: seed, into: &future)
      if future.isOutOfRange, problem == nil { problem = .outOfRange(path) }
      demand.append(total)
      throttled.append(future.throttled)
      for index in controls.indices { controls[index].append(future.controls[index]) }
      for run in world.runs.indices {
        ledgers[run].keepsDays = path < Simulation.bandPaths && isHeadline[run]
        live(run, path: path)
        if let trouble = ledgers[run].problem, problem == nil {
          problem = SimulationError(plan: nil, message: "in future \(path): \(trouble)")
        }
        books[run].note(ledgers[run], &figures, index: done)
      }
      done += 1
    }
    return BlockResult(
      paths: done, demand: demand, throttled: throttled, controls: controls,
      runs: books.map { $0.result(paths: done, days: world.days) }, problem: problem)
  }

  private var total: Int64 {
    let length = world.demand.steps + 1
    return (0..<world.demand.columns).reduce(0) { $0 &+ future.curves[($1 + 1) * length - 1] }
  }

  private mutating func live(_ run: Int, path: Int) {
    let setup = world.runs[run]
    let chance = setup.risks.map { PathChance($0, seed: seed, path: path) }
    setup.withCurves(future, mixed: &mixed) { ledgers[run].run($0, chance: chance) }
  }
}

/// The outcomes of one plan in one block.
private struct Book {
  private var columns: [[Int64]]
  private var lots: ByOrigin<LotTally>
  private var outageDays: [Int64]
  private var balances: [[Int64]] = []
  /// Of the future being noted.
  private var fates: ByOrigin<(hasExpired: Bool, hasLost: Bool)>

  init(_ setup: PlanSetup, paths: Int, days: Int) {
    columns = Outcome.allCases.map { _ in [Int64](repeating: 0, count: paths) }
    lots = setup.emptyTallies
    outageDays = Array(repeating: 0, count: days)
    fates = ByOrigin(setup.ledger) { _ in (false, false) }
  }

  mutating func note(_ ledger: FlowLedger, _ figures: inout FlowFigures, index: Int) {
    ledger.read(into: &figures)
    for outcome in Outcome.allCases { columns[outcome.rawValue][index] = figures[outcome] }
    noteLots(ledger)
    noteOutages(ledger.outages)
    if ledger.keepsDays { balances.append(ledger.dailyBalances) }
  }

  private mutating func noteLots(_ ledger: FlowLedger) {
    fates.change { $0 = (false, false) }
    for number in 0..<ledger.lotCount {
      let lot = ledger.lot(number)
      guard lot.face > 0 else { continue }
      lots[lot.origin].add(lot)
      if lot.expired > 0 { fates[lot.origin].hasExpired = true }
      if lot.lost > 0 { fates[lot.origin].hasLost = true }
    }
    let fates = fates
    lots.change { tally in
      if fates[tally.origin].hasExpired { tally.pathsWithExpiry += 1 }
      if fates[tally.origin].hasLost { tally.pathsWithLoss += 1 }
    }
  }

  private mutating func noteOutages(_ stretches: [(from: Int64, to: Int64)]) {
    var marked = -1
    for stretch in stretches {
      let first = max(Int(stretch.from / TimeSpan.day), marked + 1)
      let last = min(Int(max(stretch.to - 1, stretch.from) / TimeSpan.day), outageDays.count - 1)
      guard first <= last else { continue }
      for day in first...last { outageDays[day] += 1 }
      marked = last
    }
  }

  /// Of the first so many futures: those that were noted.
  func result(paths: Int, days: Int) -> BlockResult.Run {
    let byDay =
      balances.isEmpty
      ? [] : (0..<days).map { day in balances.map { day < $0.count ? $0[day] : $0.last ?? 0 } }
    return BlockResult.Run(
      outcomes: OutcomeBlock(paths: paths, columns: columns.map { Array($0.prefix(paths)) }),
      lots: lots.values,
      outageDays: outageDays,
      balances: byDay)
  }
}

extension FlowFigures {
  fileprivate subscript(_ outcome: Outcome) -> Int64 {
    switch outcome {
    case .paid: paid
    case .used: used
    case .allowance: allowance
    case .expired: expired
    case .revoked: revoked
    case .undelivered: undelivered
    case .left: left
    case .leftAtCost: leftAtCost
    case .wasteAtCost: wasteAtCost
    case .noCredit: blocked[BlockCause.noCredit.rawValue]
    case .dailyCap: blocked[BlockCause.dailyCap.rawValue]
    case .monthlyLimit: blocked[BlockCause.monthlyLimit.rawValue]
    case .paymentFailed: blocked[BlockCause.paymentFailed.rawValue]
    case .allowanceUsedUp: blocked[BlockCause.allowanceUsedUp.rawValue]
    case .revokedCredit: blocked[BlockCause.revoked.rawValue]
    case .debt: debt
    case .lowestBalance: lowestBalance
    case .blockedSeconds: blockedSeconds
    case .outages: outages
    case .firstOutage: firstOutage
    case .longestOutage: longestOutage
    case .reloads: reloads
    case .declines: declines
    }
  }
}

extension LotTally {
  fileprivate mutating func add(_ lot: LotFigures) {
    orders += 1
    face += Int128(lot.face)
    price += Int128(lot.price)
    drawn += Int128(lot.drawn)
    expired += Int128(lot.expired)
    revoked += Int128(lot.revoked)
    undelivered += Int128(lot.undelivered)
    left += Int128(lot.left)
    expiredAtCost += Int128(lot.atCost(lot.expired))
    lostAtCost += Int128(lot.atCost(lot.lost))
  }

  /// Adds up the tallies of blocks.
  static func sum(_ blocks: [[LotTally]], of empty: [LotTally]) -> [LotTally] {
    var sum = empty
    for block in blocks {
      for (index, tally) in block.enumerated() {
        sum[index].orders += tally.orders
        sum[index].face += tally.face
        sum[index].price += tally.price
        sum[index].drawn += tally.drawn
        sum[index].expired += tally.expired
        sum[index].revoked += tally.revoked
        sum[index].undelivered += tally.undelivered
        sum[index].left += tally.left
        sum[index].expiredAtCost += tally.expiredAtCost
        sum[index].lostAtCost += tally.lostAtCost
        sum[index].pathsWithExpiry += tally.pathsWithExpiry
        sum[index].pathsWithLoss += tally.pathsWithLoss
      }
    }
    return sum
  }
}
