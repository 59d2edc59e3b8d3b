/// The numbers of one plan, future by future, from its outcomes: what the formulas in Measure.swift say, exactly.
/// Sums and products are made in 128 bits and kept within +-2^62 nano-dollars ($4.6 billion), the ledger's own bound.

import Ledger
import Quantities
import Results
import Scenario
import Simulation

struct Figures {
  private let run: PlanRun
  private let simulation: SimulationRun
  private let leftOver: LeftOverWorth
  private let blockedWorkCosts: Ratio
  private let openingDebt: Int64
  private let hasVolumePrices: Bool

  /// `leftOver`: another worth of it than the scenario's.
  init(
    _ run: PlanRun, of simulation: SimulationRun, _ scenario: Scenario, leftOver: LeftOverWorth? = nil
  ) {
    self.run = run
    self.simulation = simulation
    self.leftOver = leftOver ?? scenario.leftOver
    blockedWorkCosts = scenario.blockedWorkCosts
    let plan = scenario.plans[run.plan]
    openingDebt = plan.ledger.openingDebt.count
    hasVolumePrices = !plan.volumePrices.isEmpty
  }

  /// A number for each future, or for each that has one. Of a ratio: what is above the line.
  func values(_ formula: Measure.Formula) -> [Int64] {
    switch formula {
    case .each(let amount), .ratio(let amount, _): values(amount)
    case .ifAny(let outcome): run.column(outcome).filter { $0 >= 0 }
    case .share(let outcome, let bound): run.column(outcome).map { $0 > bound ? 1 : 0 }
    }
  }

  /// Of a ratio: what is below the line; nil: it is none.
  func below(_ formula: Measure.Formula) -> [Int64]? {
    if case .ratio(_, let amount) = formula { values(amount) } else { nil }
  }

  private func values(_ amount: Measure.Amount) -> [Int64] {
    switch amount {
    case .sum(let outcomes): sum(outcomes)
    case .leftValue: leftValue
    case .netCost: netCost
    case .totalCost: totalCost
    case .served: served
    case .refused: refused
    case .asked: asked
    }
  }

  private func sum(_ outcomes: [Outcome]) -> [Int64] {
    guard let first = outcomes.first else { return [Int64](repeating: 0, count: simulation.paths) }
    var column = run.column(first)
    for outcome in outcomes.dropFirst() { combine(&column, run.column(outcome)) { $0 + $1 } }
    return column
  }

  private var leftValue: [Int64] {
    switch leftOver {
    case .asUsed: return sum([.usedLaterWorth, .refundedLater])
    case .pricePaid: return run.column(.leftAtCost)
    case .nothing: return sum([])
    case .refunded(let share):
      let millionths = Int128(share.millionths)
      return run.column(.leftAtCost).map {
        Int64((Int128($0) * millionths).divided(by: 1_000_000, rounding: .nearestEven))
      }
    }
  }

  /// Paid and still owed, less the value left over.
  private var netCost: [Int64] {
    var cost = sum([.paid, .debt, .instalments])
    if leftOver != .nothing { combine(&cost, leftValue) { $0 - $1 } }
    return cost
  }

  private var totalCost: [Int64] {
    var cost = netCost
    guard blockedWorkCosts > .zero else { return cost }
    let share = Int128(blockedWorkCosts.millionths)
    combine(&cost, refused) { cost, refused in
      refused == 0 ? cost : cost + (share * refused).divided(by: 1_000_000, rounding: .nearestEven)
    }
    return cost
  }

  /// What was refused, at list price.
  private var refused: [Int64] {
    var refused = sum(Outcome.blockedCauses)
    guard hasVolumePrices else { return refused }
    let served = served
    for row in refused.indices where refused[row] > 0 {
      refused[row] = bounded(max(0, atList(row) - Int128(served[row])))
    }
    return refused
  }

  /// At list price: what no rate limit held back.
  private var asked: [Int64] {
    var asked = served
    combine(&asked, refused) { $0 + $1 }
    return asked
  }

  private func atList(_ row: Int) -> Int128 {
    Int128(simulation.demand[row]) - Int128(simulation.throttled[row])
  }

  /// Usage served, at list price.
  private var served: [Int64] {
    var served = sum([.used, .allowance, .debt])
    if openingDebt != 0 {
      let debt = Int128(openingDebt)
      for row in served.indices { served[row] = bounded(Int128(served[row]) - debt) }
    }
    guard hasVolumePrices else { return served }
    let blocked = sum(Outcome.blockedCauses)
    for row in served.indices {
      let asked = Int128(served[row]) + Int128(blocked[row])
      guard asked > 0 else { continue }
      served[row] = bounded((Int128(served[row]) * atList(row)).divided(by: asked, rounding: .nearestEven))
    }
    return served
  }

  private func combine(_ column: inout [Int64], _ other: [Int64], _ operation: (Int128, Int128) -> Int128) {
    for row in column.indices { column[row] = bounded(operation(Int128(column[row]), Int128(other[row]))) }
  }

  private func bounded(_ amount: Int128) -> Int64 {
    let bound = Int128(1) << 62
    return Int64(Swift.max(-bound, Swift.min(bound, amount)))
  }
}

/// A measure of a plan in every future of a run, exactly.
public func values(
  _ measure: Measure, of plan: PlanRun, in run: SimulationRun, _ scenario: Scenario
) -> [Int64] {
  Figures(plan, of: run, scenario).values(measure.formula)
}
