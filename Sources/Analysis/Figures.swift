/// The numbers of one plan, future by future, from its outcomes: what the formulas in Measure.swift say, exactly.
/// Sums and products are kept within +-2^62 nano-dollars ($4.6 billion), the ledger's own bound: in 128 bits, but where both sides
/// are so small that no sum of them can be past it.

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
  /// Columns that more than one measure is made of.
  private let known = Known()

  private final class Known {
    var columns: [Measure.Amount: [Int64]] = [:]
  }

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
    valuesAndRows(formula).values
  }

  /// With the futures that they are of, if not each has one.
  func valuesAndRows(_ formula: Measure.Formula) -> (values: [Int64], rows: [Int]?) {
    switch formula {
    case .each(let amount), .ratio(let amount, _): return (values(amount), nil)
    case .share(let outcome, let bound): return (run.column(outcome).map { $0 > bound ? 1 : 0 }, nil)
    case .ifAny(let outcome):
      let column = run.column(outcome)
      let rows = column.indices.filter { column[$0] >= 0 }
      return rows.count == column.count ? (column, nil) : (rows.map { column[$0] }, rows)
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
    case .netCost: once(.netCost) { netCost }
    case .totalCost: totalCost
    case .served: once(.served) { served }
    case .refused: once(.refused) { refused }
    case .asked: asked
    }
  }

  private func once(_ amount: Measure.Amount, _ make: () -> [Int64]) -> [Int64] {
    if let column = known.columns[amount] { return column }
    let column = make()
    known.columns[amount] = column
    return column
  }

  private func sum(_ outcomes: [Outcome]) -> [Int64] {
    guard let first = outcomes.first else { return [Int64](repeating: 0, count: simulation.paths) }
    var column = run.column(first)
    for outcome in outcomes.dropFirst() { add(&column, run.column(outcome)) }
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
    if leftOver != .nothing { add(&cost, leftValue, isLess: true) }
    return cost
  }

  private var totalCost: [Int64] {
    var cost = values(.netCost)
    guard blockedWorkCosts > .zero else { return cost }
    let refused = values(.refused)
    let share = Int128(blockedWorkCosts.millionths)
    if share == 1_000_000 {
      add(&cost, refused)
      return cost
    }
    for row in cost.indices where refused[row] != 0 {
      let stated = (share * Int128(refused[row])).divided(by: 1_000_000, rounding: .nearestEven)
      cost[row] = bounded(Int128(cost[row]) + stated)
    }
    return cost
  }

  /// What was refused, at list price.
  private var refused: [Int64] {
    var refused = sum(Outcome.blockedCauses)
    guard hasVolumePrices else { return refused }
    let served = values(.served)
    for row in refused.indices where refused[row] > 0 {
      refused[row] = bounded(max(0, atList(row) - Int128(served[row])))
    }
    return refused
  }

  /// At list price: what no rate limit held back.
  private var asked: [Int64] {
    var asked = values(.served)
    add(&asked, values(.refused))
    return asked
  }

  private func atList(_ row: Int) -> Int128 {
    Int128(simulation.demand[row]) - Int128(simulation.throttled[row])
  }

  /// Usage served, at list price.
  private var served: [Int64] {
    var served = sum([.used, .allowance, .debt, .corrected])
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

  /// Plus the other column, or less it.
  private func add(_ column: inout [Int64], _ other: [Int64], isLess: Bool = false) {
    precondition(column.count == other.count, "columns of one length")
    guard isFarFromBounds(column), isFarFromBounds(other) else {
      for row in column.indices {
        let (a, b) = (Int128(column[row]), Int128(other[row]))
        column[row] = bounded(isLess ? a - b : a + b)
      }
      return
    }
    column.withUnsafeMutableBufferPointer { column in
      other.withUnsafeBufferPointer { other in
        if isLess {
          for row in column.indices { column[row] &-= other[row] }
        } else {
          for row in column.indices { column[row] &+= other[row] }
        }
      }
    }
  }

  private func isFarFromBounds(_ column: [Int64]) -> Bool {
    column.withUnsafeBufferPointer { column in
      // All bits that any number differs in from its sign.
      var bits: Int64 = 0
      for row in column.indices { bits |= column[row] ^ (column[row] &>> 63) }
      return bits < 1 << 61
    }
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
