/// Every plan of a scenario over the same futures. A future's demand is drawn once, as curves; each plan then lives through
/// it from event to event (Ledger/Flow). Blocks of futures are divided over threads; what a block yields depends on the
/// scenario, the seed and the numbers of its futures alone.

import Demand
import Ledger
import Pricing
import Quantities
import Scenario

public struct SimulationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The plan that cannot be simulated; nil: none can.
  public let plan: String?
  public let message: String

  public init(plan: String?, message: String) {
    self.plan = plan
    self.message = message
  }

  /// A future asks for more than the ledger can count.
  static func outOfRange(_ path: Int) -> SimulationError {
    SimulationError(
      plan: nil,
      message: """
        future \(path) asks for more than a ledger can count ($4.6 billion in all, $144 million in one step); look at rates, \
        sizes, growth and volatility for a digit or a unit too many
        """)
  }

  public var description: String {
    plan.map { "the plan \(QuantityError.quote($0)) cannot be simulated: \(message)" } ?? message
  }
}

/// Where the slow part of demand comes from.
public enum Sampling: String, CaseIterable, Sendable {
  /// Points that fill their space evenly, 32 times made random (Demand/Quasi/Replicates.swift).
  case points
  /// Independent random numbers: plain Monte Carlo.
  case plain
}

public struct Simulation: Sendable {
  /// Futures of one block: small enough that little is lost to an interrupt, large enough to be worth a claim.
  public static let usualBlock = 256
  /// Months and orders of single futures are kept of so many, the first ones.
  public static let keptPaths = 4_096
  /// Bands of balance by day are drawn from so many: a line of a chart is no wider off for it than it is drawn.
  public static let bandPaths = 1_024

  public let scenario: Scenario
  public let seed: UInt64
  var world: World
  private let block: Int
  var asked = 0
  var wasInterrupted = false
  /// In the order of the futures.
  var blocks: [BlockResult] = []

  /// Resolves everything once. `plans` are indices; nil: all. `scales`: of demand, those that variations will ask for.
  public init(
    _ scenario: Scenario, plans: [Int]? = nil, seed: UInt64, block: Int = Simulation.usualBlock,
    scales: ClosedRange<Double> = 1...1, sampling: Sampling = .points
  ) throws(SimulationError) {
    precondition(block > 0, "a block has futures")
    self.scenario = scenario
    self.seed = seed
    self.block = block
    var world = try World(scenario, plans: plans ?? Array(scenario.plans.indices), scales: scales)
    world.demand.followsPoints = sampling == .points
    world.unknown.followsPoints = sampling == .points
    world.afterwards?.followsPoints = sampling == .points
    self.world = world
  }

  /// Where the slow part of its demand comes from.
  public var sampling: Sampling { world.demand.followsPoints ? .points : .plain }

  /// A simulation not yet run, of the same futures with every workload's usual level times `scale`, of some of the plans
  /// only, unknown switches at their defaults. Shares the tables of demand. Of variations no days, months and orders are
  /// kept.
  public func varied(only plans: [Int]? = nil, scale: Double) throws(SimulationError) -> Simulation {
    try Simulation(scenario, World(world, scenario, only: plans, scale: scale), seed, block)
  }

  /// The same with all demand after the horizon drawn at once, where usually it is drawn as far as credit is held: the same
  /// figures, only slower, which tests hold against each other.
  package var drawnAhead: Simulation {
    var other = self
    other.world.drawsAhead = true
    return other
  }

  /// A simulation not yet run, of which no days, months and orders are kept.
  public var withoutDetails: Simulation {
    var other = self
    other.world.keepsNoDetails()
    return other
  }

  /// Seconds after the horizon for which demand may be asked about.
  package var lengthAfterwards: Int64? { world.afterwards?.timeline.grid.length }

  /// A simulation not yet run, of the same futures: plans whose sellers' risks are those of a scenario each, in this order, a
  /// plan as often as wanted, unknown switches at their defaults. Nothing else may differ. What is asked for is drawn once for
  /// all of them.
  public func varied(_ lives: [(plan: Int, scenario: Scenario)]) throws(SimulationError) -> Simulation {
    try Simulation(scenario, World(world, lives), seed, block)
  }

  /// Whether demand has a direction to lean to.
  public var canTilt: Bool { world.demand.canTilt }

  /// A simulation not yet run of futures that lean to more demand, with weights (Demand/Quasi/Tilt.swift), of some of the
  /// plans, unknown switches at their defaults. Nobody looks past the end of the horizon: what is left over is worth nothing.
  public func tilted(
    by tilt: Tilt, only plans: [Int], seed: UInt64
  ) throws(SimulationError) -> Simulation {
    var world = try World(world, scenario, only: plans, scale: 1)
    world.demand.tilt = tilt
    world.afterwards = nil
    return Simulation(scenario, world, seed, block)
  }

  init(_ scenario: Scenario, _ world: World, _ seed: UInt64, _ block: Int) {
    self.scenario = scenario
    self.world = world
    self.seed = seed
    self.block = block
  }

  /// Simulates up to so many futures in all; those that are there stay. `progress` is called on the calling thread.
  public mutating func run(
    upTo paths: Int, threads: Int, isInterrupted: @escaping @Sendable () -> Bool = { false },
    progress: @escaping (_ done: Int) -> Void = { _ in }
  ) throws(SimulationError) {
    let begin = self.paths
    asked = max(paths, begin)
    guard paths > begin else { return }
    let (world, seed, block) = (world, seed, block)
    let count = (paths - begin + block - 1) / block
    // What is a single block is done by every rank for itself.
    let ranks = count > 1 ? Together.ranks : nil
    // A block that was handed out is done: the others count on it.
    let isAlone = ranks == nil
    let isCutShort: @Sendable () -> Bool = { isAlone && isInterrupted() }
    let told: (Int) -> Void = { progress(min(begin + $0 * block, paths)) }
    let work: @Sendable (Int, () -> Int?, (Int, BlockResult) -> Void) -> Void = { _, claim, finish in
      lazy var worker = BlockWorker(world, seed: seed)
      while let number = claim() {
        let from = begin + number * block
        finish(number, worker.simulate(from..<min(from + block, paths), isInterrupted: isCutShort))
      }
    }
    let results =
      if let ranks {
        try ranks.blocks(
          count, of: world, threads: threads, isOver: isInterrupted, each: told, work: work)
      } else {
        Workers.run(blocks: count, threads: threads, isInterrupted: isInterrupted, each: told, work: work)
      }
    for (number, result) in results.enumerated() {
      if let problem = result.problem { throw problem }
      blocks.append(result)
      // An interrupt cut it short: what comes after it is not next to it.
      if result.paths < min(block, paths - begin - number * block) { break }
    }
    wasInterrupted = self.paths < paths
  }

  public var paths: Int { blocks.reduce(0) { $0 + $1.paths } }

  public var result: SimulationRun {
    var demand: [Int64] = []
    var throttled: [Int64] = []
    var weights: [Double] = []
    var controls = [[Int64]](repeating: [], count: world.controlNames.count)
    for block in blocks {
      demand += block.demand
      throttled += block.throttled
      weights += block.weights
      for index in controls.indices { controls[index] += block.controls[index] }
    }
    var usage = world.usage.map(\.total)
    var months = MonthUsage()
    months.starts = world.months
    months.totals = world.months.map { _ in 0 }
    var first: [[Int64]] = []
    for block in blocks {
      for (part, sum) in block.partSums.enumerated() { usage[part] += sum }
      for (month, sum) in block.months.totals.enumerated() { months.totals[month] += sum }
      first += block.months.first
    }
    months.first = world.months.indices.map { month in first.map { $0[month] } }
    let runs = world.runs.indices.map { index in
      let run = world.runs[index]
      let parts = blocks.map { $0.runs[index] }
      return PlanRun(
        plan: run.plan, settings: run.settings, blocks: parts.map(\.outcomes),
        lots: LotTally.sum(parts.map(\.lots), of: run.emptyTallies.values),
        outageDays: parts.reduce(into: [Int64](repeating: 0, count: world.days)) { sum, part in
          for day in part.outageDays.indices { sum[day] += part.outageDays[day] }
        },
        balances: DayBalances(days: world.days, blocks: parts.map(\.balances)),
        months: MonthTally.sum(parts.map(\.months)), orders: OrderTally.sum(parts.map(\.orders)))
    }
    return SimulationRun(
      paths: paths, asked: asked, seed: seed, wasInterrupted: wasInterrupted, runs: runs, demand: demand,
      throttled: throttled,
      usage: zip(world.usage, usage).map {
        PartUsage(workload: $0.workload, model: $0.model, total: $1, request: $0.request)
      }, months: months, controls: controls, controlNames: world.controlNames, weights: weights)
  }

  /// One future of one plan with every posting, its unknown switches at their defaults: exactly the one that `run` lives.
  public func future(_ path: Int, plan: Int) throws(SimulationError) -> ReplayLedger {
    guard let index = world.runs.firstIndex(where: { $0.plan == plan }) else {
      throw SimulationError(plan: nil, message: "there is no such plan in this simulation")
    }
    var future = DemandPath()
    world.demand.draw(path: path, seed: seed, into: &future)
    if future.isOutOfRange { throw .outOfRange(path) }
    var mixed: [Int64] = []
    let run = world.runs[index]
    let row = world.unknown.row(of: path, seed: seed)
    let chance = run.risks(row: row).map { PathChance($0, seed: seed, path: path) }
    do throws(QuantityError) {
      let ledger = try run.living(future, mixed: &mixed, row: row, chance: chance)
      if let problem = ledger.rangeProblem { throw problem }
      return ledger
    } catch {
      throw SimulationError(plan: scenario.plans[plan].name, message: "\(error)")
    }
  }

  /// A future's demand, at list price.
  public func draw(_ path: Int, _ future: inout DemandPath) {
    world.demand.draw(path: path, seed: seed, into: &future)
  }
}
