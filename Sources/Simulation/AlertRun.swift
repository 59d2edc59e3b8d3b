/// What alerts would have told in the first futures of a simulation. Plans live these futures once more with ledgers of their own, which
/// are looked at every hour, so that no figure of a plan depends on who watches it.

import Demand
import Ledger
import Quantities
import Scenario

/// One alert in one plan, over some futures.
public struct AlertTally: Sendable {
  public var futures = 0
  /// How often it fires, in all; and in how many futures at all.
  public var fires = 0
  public var fired = 0
  /// Of each future in which work is refused: the seconds for which it has stood by then; 0: it gave no warning.
  public var leads: [Int64] = []
  /// Of each of them, the balance below which an alert would have stood as long as wanted; `Int64.max`: none would.
  public var thresholds: [Int64] = []

  mutating func add(_ other: AlertTally) {
    futures += other.futures
    fires += other.fires
    fired += other.fired
    leads += other.leads
    thresholds += other.thresholds
  }
}

extension Simulation {
  /// Futures at most that alerts are told of.
  public static let alertPaths = 2_048

  /// By plan of the simulation, then by alert; nil: the plan has no such limit. Unknown switches are at their defaults.
  public func alertTallies(
    threads: Int, isInterrupted: @escaping @Sendable () -> Bool
  ) -> [[AlertTally?]]? {
    let (world, seed, alerts) = (world, seed, scenario.alerts)
    let paths = min(Simulation.alertPaths, self.paths)
    // Of each plan its first run: unknown switches at their defaults.
    let runs = world.runs.indices.filter { $0 == 0 || world.runs[$0].plan != world.runs[$0 - 1].plan }
    let watched = runs.map { run in alerts.map { $0.alert(in: world.runs[run].ledger) } }
    let begin = world.demand.timeline.start.seconds
    let months = world.months.map { Int(($0.seconds - begin) / TimeSpan.hour) }
    let block = 64
    let parts = Workers.run(
      blocks: (paths + block - 1) / block, threads: threads, isInterrupted: isInterrupted, each: { _ in }
    ) { _, claim, finish in
      lazy var worker = AlertWorker(world, seed: seed, runs, watched, alerts.map(\.lead), months)
      while let number = claim() {
        finish(number, worker.tallies(of: number * block..<min((number + 1) * block, paths)))
      }
    }
    guard parts.count == (paths + block - 1) / block, var sum = parts.first else { return nil }
    for part in parts.dropFirst() {
      for plan in sum.indices {
        for alert in sum[plan].indices { sum[plan][alert].add(part[plan][alert]) }
      }
    }
    return zip(sum, watched).map { tallies, watched in
      zip(tallies, watched).map { $1 == nil ? nil : $0 }
    }
  }
}

private struct AlertWorker {
  private let world: World
  private let seed: UInt64
  private let runs: [Int]
  private let watched: [[Alert?]]
  private let leads: [Int64?]
  private let months: [Int]
  /// By run, then by row of the unknown numbers.
  private var ledgers: [[Int: FlowLedger]]
  private var future = DemandPath()
  private var mixed: [Int64] = []

  init(
    _ world: World, seed: UInt64, _ runs: [Int], _ watched: [[Alert?]], _ leads: [Int64?], _ months: [Int]
  ) {
    (self.world, self.seed, self.runs, self.watched) = (world, seed, runs, watched)
    (self.leads, self.months) = (leads, months)
    ledgers = runs.map { _ in [:] }
  }

  mutating func tallies(of paths: Range<Int>) -> [[AlertTally]] {
    var tallies = watched.map { $0.map { _ in AlertTally() } }
    for path in paths {
      world.demand.draw(path: path, seed: seed, into: &future)
      let row = world.unknown.row(of: path, seed: seed)
      for (number, run) in runs.enumerated() {
        guard let ledger = ledger(number, row: row) else { continue }
        let chance = world.runs[run].risks(row: row).map { PathChance($0, seed: seed, path: path) }
        world.runs[run].withCurves(future.curves, mixed: &mixed) { ledger.run($0, chance: chance) }
        note(ledger.alertView(months: months), number, &tallies[number])
      }
    }
    return tallies
  }

  private func note(_ view: AlertView, _ plan: Int, _ tallies: inout [AlertTally]) {
    var lotAlert = 0
    for (index, alert) in watched[plan].enumerated() {
      guard let alert else { continue }
      let found = view.firings(of: alert, lotAlert: lotAlert)
      if case .expiry = alert { lotAlert += 1 }
      tallies[index].futures += 1
      tallies[index].fires += found.fires.count
      if !found.fires.isEmpty { tallies[index].fired += 1 }
      if let outage = view.outage {
        tallies[index].leads.append(found.standsSince.map { max(0, outage - $0) } ?? 0)
      }
      if let lead = leads[index], let threshold = view.threshold(leaving: lead) {
        tallies[index].thresholds.append(threshold)
      }
    }
  }

  private mutating func ledger(_ number: Int, row: Int) -> FlowLedger? {
    let setup = world.runs[runs[number]]
    let place = setup.place(of: row)
    if let made = ledgers[number][place] { return made }
    let made = setup.newLedger(row: row)
    made?.watch(
      lots: watched[number].compactMap { alert in
        if case .expiry(let within, let left)? = alert { (within, left) } else { nil }
      })
    ledgers[number][place] = made
    return made
  }
}
