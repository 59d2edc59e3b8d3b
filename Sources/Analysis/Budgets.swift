/// What is paid and bought when, from the tallies of a run (Results/Comparison/Budget.swift).

import Ledger
import Quantities
import Results
import Scenario
import Simulation

extension Band {
  /// `first`: of the futures that ranges are drawn from. Of none: zeros.
  init(total: Int128, _ first: [Int64]) {
    func rank(_ percent: Int) -> Int { max(0, (percent * first.count + 99) / 100 - 1) }
    let found =
      first.isEmpty ? [0, 0, 0] : orderStatistics(of: first, ranks: [rank(10), rank(50), rank(90)])
    self.init(total: total, p10: found[0], p50: found[1], p90: found[2])
  }
}

func monthsOfPlan(_ tally: MonthTally) -> [MonthOfPlan] {
  let figures = MonthTally.Figure.allCases.count
  let months = tally.totals.count
  let futures = tally.first.count
  // Month after month, figure after figure, a column of the first futures each.
  let all = [Int64](unsafeUninitializedCapacity: months * figures * futures) { columns, filled in
    for (future, rows) in tally.first.enumerated() {
      rows.figures.withUnsafeBufferPointer { row in
        precondition(row.count == months * figures, "all figures of all months")
        for place in 0..<months * figures { columns[place &* futures &+ future] = row[place] }
      }
    }
    filled = months * figures * futures
  }
  func column(_ month: Int, _ figure: Int) -> [Int64] {
    let from = (month * figures + figure) * futures
    return Array(all[from..<(from + futures)])
  }
  return tally.totals.indices.map { month in
    /// Since the start, or of this month alone.
    func band(_ figure: MonthTally.Figure, alone: Bool) -> Band {
      let index = figure.rawValue
      guard alone, month > 0 else { return Band(total: tally.totals[month][index], column(month, index)) }
      return Band(
        total: tally.totals[month][index] - tally.totals[month - 1][index],
        apart(column(month, index), column(month - 1, index)))
    }
    return MonthOfPlan(
      cash: band(.cash, alone: true), cashSoFar: band(.cash, alone: false),
      served: band(.served, alone: true), refused: band(.refused, alone: true),
      expired: band(.expired, alone: true), balance: band(.balance, alone: false))
  }
}

/// Listed purchases and triggers, then fees, each as soon as it comes.
func purchases(_ run: PlanRun, _ plan: PurchasePlan, of scenario: Scenario) -> [Buying] {
  let futures = run.months.first.count
  guard futures > 0 else { return [] }
  let bought = run.orders.compactMap { tally -> Buying? in
    guard !tally.orders.isEmpty else { return nil }
    return Buying(
      name: tally.name, source: tally.source, isTrigger: tally.origin.isTrigger,
      orders: tally.orders.map { Buying.Order($0, of: futures) },
      laterOrders: Double(tally.later) / Double(futures),
      laterCash: Double(tally.laterCash) / Double(futures))
  }
  return (bought + fees(plan, of: scenario)).enumerated().sorted {
    ($0.element.orders[0].p50, $0.offset) < ($1.element.orders[0].p50, $1.offset)
  }.map(\.element)
}

/// Fees of one name are one entry; they are paid whatever happens.
private func fees(_ plan: PurchasePlan, of scenario: Scenario) -> [Buying] {
  var names: [String] = []
  var orders: [String: [Buying.Order]] = [:]
  let due = plan.ledger.fees.filter { $0.at >= scenario.start && $0.at < scenario.end }
  for fee in due.sorted(by: { $0.at < $1.at }) {
    if orders[fee.name] == nil { names.append(fee.name) }
    let at = fee.at.seconds - scenario.start.seconds
    let cash = fee.price.count + (fee.tax.of(fee.price) ?? .largest).count
    orders[fee.name, default: []].append(
      Buying.Order(share: 1, p10: at, p50: at, p90: at, cash: Double(cash), face: 0))
  }
  return names.map { name in
    let all = orders[name] ?? []
    let later = all.dropFirst(Buying.told)
    return Buying(
      name: name, source: nil, isTrigger: false, orders: Array(all.prefix(Buying.told)),
      laterOrders: Double(later.count), laterCash: later.reduce(0) { $0 + $1.cash })
  }
}

extension Buying.Order {
  fileprivate init(_ orders: [OrderTally.Order], of futures: Int) {
    func rank(_ percent: Int) -> Int { max(0, (percent * orders.count + 99) / 100 - 1) }
    let times = orderStatistics(of: orders.map(\.at), ranks: [rank(10), rank(50), rank(90)])
    let count = Double(orders.count)
    self.init(
      share: count / Double(futures), p10: times[0], p50: times[1], p90: times[2],
      cash: Double(orders.reduce(Int128(0)) { $0 + Int128($1.cash) }) / count,
      face: Double(orders.reduce(Int128(0)) { $0 + Int128($1.face) }) / count)
  }
}

extension [PartUsage] {
  /// Those of one workload's people are one.
  var ofStatedWorkloads: [PartUsage] {
    reduce(into: []) { told, part in
      if let known = told.firstIndex(where: { $0.workload == part.workload && $0.model == part.model }) {
        told[known].total += part.total
      } else {
        told.append(part)
      }
    }
  }
}

extension UsageShare {
  init(_ part: PartUsage, of futures: Int) {
    self.init(
      workload: part.workload, model: part.model, total: part.total,
      expected: part.request.map { request in
        let requests = Double(part.total) / Double(max(1, futures)) / request.cost
        return Expected(
          requests: requests, input: requests * request.input, output: requests * request.output)
      })
  }
}
