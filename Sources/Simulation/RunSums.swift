/// What a run adds up over its futures, beside their columns: usage, months, lots, days in an outage. Whole numbers, so that sums of parts
/// are the sums of the whole whatever the parts and their order.

import Ledger
import Quantities
import Results

public struct RunSums: Sendable {
  struct Plan: Sendable {
    var lots: [LotTally]
    /// Empty: of a variant, whose days and months nobody asks about.
    var outageDays: [Int64]
    var months: [[Int128]]
  }

  public private(set) var paths = 0
  fileprivate var usage: [Int128]
  fileprivate var months: [Int128]
  fileprivate var plans: [Plan]

  /// Nothing yet, of a simulation.
  public init(of simulation: Simulation) { self.init(of: simulation.world) }

  init(of world: World) {
    usage = world.usage.map { _ in 0 }
    months = world.monthEnds.map { _ in 0 }
    plans = world.runs.map { Plan(lots: $0.emptyTallies.values, outageDays: [], months: []) }
  }

  mutating func add(_ block: BlockResult) {
    paths += block.paths
    for (place, sum) in block.partSums.enumerated() { usage[place] += sum }
    for (place, sum) in block.months.totals.enumerated() { months[place] += sum }
    for (place, run) in block.runs.enumerated() {
      plans[place].add(Plan(lots: run.lots, outageDays: run.outageDays, months: run.months.totals))
    }
  }

  public mutating func add(_ other: RunSums) {
    paths += other.paths
    for (place, sum) in other.usage.enumerated() { usage[place] += sum }
    for (place, sum) in other.months.enumerated() { months[place] += sum }
    for (place, plan) in other.plans.enumerated() { plans[place].add(plan) }
  }

  public func pack(into writer: inout PackedWriter) {
    writer.put(paths)
    writer.put(usage)
    writer.put(months)
    for plan in plans {
      for lot in plan.lots { lot.pack(into: &writer) }
      writer.put(plan.outageDays)
      writer.put(plan.months.count)
      for month in plan.months { writer.put(month) }
    }
  }

  /// What another process packed of the same simulation.
  public init(from reader: inout PackedReader, of simulation: Simulation) throws(PackedError) {
    let world = simulation.world
    self.init(of: world)
    paths = Int(try reader.small())
    usage = try reader.wides(usage.count)
    months = try reader.wides(months.count)
    for place in plans.indices {
      for lot in plans[place].lots.indices { try plans[place].lots[lot].unpack(from: &reader) }
      let isHeadline = world.isHeadline(place)
      plans[place].outageDays = try reader.numbers(paths > 0 && isHeadline ? world.days : 0)
      guard plans[place].outageDays.allSatisfy({ $0 >= 0 && $0 <= paths }) else { throw PackedError() }
      let count = try reader.count()
      guard count == (paths > 0 && isHeadline ? months.count : 0) else { throw PackedError() }
      for _ in 0..<count {
        plans[place].months.append(try reader.wides(MonthTally.Figure.allCases.count))
      }
    }
  }
}

extension RunSums.Plan {
  fileprivate mutating func add(_ other: RunSums.Plan) {
    for (place, lot) in other.lots.enumerated() { lots[place].add(lot) }
    if outageDays.isEmpty {
      outageDays = other.outageDays
    } else {
      for (day, count) in other.outageDays.enumerated() { outageDays[day] += count }
    }
    if months.isEmpty {
      months = other.months
    } else {
      for (month, figures) in other.months.enumerated() {
        for (figure, sum) in figures.enumerated() { months[month][figure] += sum }
      }
    }
  }
}

extension SimulationRun {
  /// The same with the sums of more futures; its columns, and what is kept of the first futures, stay those of its own.
  public func counting(_ sums: RunSums) -> SimulationRun {
    var byMonth = months
    byMonth.totals = sums.months
    return SimulationRun(
      paths: paths, asked: asked, seed: seed, wasInterrupted: wasInterrupted,
      runs: zip(runs, sums.plans).map { own, plan in
        own.counting(lots: plan.lots, outageDays: plan.outageDays, months: plan.months)
      }, demand: demand, throttled: throttled,
      usage: zip(usage, sums.usage).map {
        PartUsage(workload: $0.workload, model: $0.model, total: $1, request: $0.request)
      }, months: byMonth, controls: controls, controlNames: controlNames, weights: weights)
  }
}
