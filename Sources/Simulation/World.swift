/// A scenario resolved for simulation: the demand that all plans see, in columns, and what each plan makes of them.
/// Requests that no plan tells apart (by model or channel, for a limited lot, a cap, an allowance or a negotiated
/// price) flow into one column, so that usually there is one; what is drawn does not depend on it. Workloads are taken in the
/// order of their names, so that the order in which they are stated changes no bit.

import Demand
import Ledger
import Pricing
import Quantities
import Scenario

struct World: Sendable {
  let demand: DemandModel
  let runs: [PlanSetup]
  let days: Int

  private let columns: Columns
  /// Indices into the scenario's plans, in the order of the columns' uses.
  private let plans: [Int]

  /// `scales`: of demand, those that variations will ask for.
  init(_ scenario: Scenario, plans: [Int], scales: ClosedRange<Double> = 1...1) throws(SimulationError) {
    guard scenario.start < scenario.end else {
      throw SimulationError(plan: nil, message: "the horizon has no length; let it end after it starts")
    }
    let scenario = scenario.byName
    let columns = Columns(scenario, plans: plans)
    self.columns = columns
    self.plans = plans
    do throws(QuantityError) {
      demand = try DemandModel(
        workloads: scenario.workloads.map(\.workload), parts: columns.parts, columns: columns.keys.count,
        correlations: scenario.correlations, card: scenario.card, rounding: scenario.rounding,
        retirements: scenario.retirements, rateLimits: scenario.rateLimits,
        patience: scenario.blockedWork.patience, start: scenario.start, end: scenario.end, step: scenario.step, scales: scales)
    } catch {
      throw SimulationError(plan: nil, message: "\(error)")
    }
    let length = Int64(demand.steps) * scenario.step
    days = Int((length + TimeSpan.day - 1) / TimeSpan.day)
    runs = try World.runs(scenario, plans, columns, demand, \.variants) { _ in true }
  }

  /// The same demand at another scale, some of the plans only, unknown switches at their defaults, risks as `scenario`
  /// has them now.
  init(_ base: World, _ scenario: Scenario, only some: [Int]?, scale: Double) throws(SimulationError) {
    (columns, plans, days) = (base.columns, base.plans, base.days)
    var demand = base.demand
    demand.scale = scale
    self.demand = demand
    runs = try World.runs(scenario, plans, columns, demand, { [$0.headline] }) { some?.contains($0) ?? true }
  }

  private static func runs(
    _ scenario: Scenario, _ plans: [Int], _ columns: Columns, _ demand: DemandModel,
    _ variants: (PurchasePlan) -> [PurchasePlan.Variant], where isWanted: (Int) -> Bool
  ) throws(SimulationError) -> [PlanSetup] {
    var runs: [PlanSetup] = []
    for (position, plan) in plans.enumerated() where isWanted(plan) {
      for variant in variants(scenario.plans[plan]) {
        do throws(QuantityError) {
          runs.append(
            try PlanSetup(
              scenario, plan: plan, variant, columns.keys.map { $0.uses[position] }, columns.disconnects,
              demand))
        } catch {
          throw SimulationError(plan: scenario.plans[plan].name, message: "\(error)")
        }
      }
    }
    return runs
  }
}

extension Scenario {
  /// Its workloads in the order of their names.
  fileprivate var byName: Scenario {
    let order = workloads.indices.sorted { workloads[$0].workload.name < workloads[$1].workload.name }
    let places = Dictionary(uniqueKeysWithValues: zip(order, order.indices))
    var sorted = self
    sorted.workloads = order.map { workloads[$0] }
    sorted.correlations = correlations.map { pair in
      let (a, b) = (places[pair.first] ?? 0, places[pair.second] ?? 0)
      return Correlation(first: min(a, b), second: max(a, b), value: pair.value)
    }
    return sorted
  }
}

/// How one plan sees the requests of a column: the scopes that admit them, and their price as a share of the list's.
struct ColumnUse: Hashable, Sendable {
  var mask: ScopeMask
  var share: Ratio
}

/// What all plans see alike.
struct ColumnKey: Hashable, Sendable {
  var uses: [ColumnUse]
  /// Of its requests, those that the client breaks off.
  var disconnected: Ratio
}

struct Columns {
  private(set) var keys: [ColumnKey] = []
  private(set) var parts: [DemandPart] = []

  var disconnects: [Ratio] { keys.map(\.disconnected) }

  init(_ scenario: Scenario, plans: [Int]) {
    for (index, workload) in scenario.workloads.enumerated() {
      switch workload.workload.size {
      case .spend:
        let column = column(Columns.key(workload.statedModel, .zero, workload.channel, scenario, plans))
        parts.append(DemandPart(workload: index, models: nil, column: column))
      case .requests(let profile):
        // Numbered by name, so that the order of a mix means nothing.
        let mix = profile.mix.sorted {
          scenario.card.models[$0.model.index].name < scenario.card.models[$1.model.index].name
        }
        for entry in mix {
          let column = column(
            Columns.key(entry.model, profile.disconnected, workload.channel, scenario, plans))
          parts.append(DemandPart(workload: index, models: [entry.model], column: column))
        }
      }
    }
    if keys.isEmpty {
      _ = column(ColumnKey(uses: plans.map { _ in ColumnUse(mask: .all, share: .one) }, disconnected: .zero))
    }
  }

  private mutating func column(_ key: ColumnKey) -> Int {
    if let known = keys.firstIndex(of: key) { return known }
    keys.append(key)
    return keys.count - 1
  }

  private static func key(
    _ model: ModelID?, _ disconnected: Ratio, _ channel: Channel, _ scenario: Scenario, _ plans: [Int]
  ) -> ColumnKey {
    let name = model.map { scenario.card.models[$0.index].name }
    return ColumnKey(
      uses: plans.map { index in
        let plan = scenario.plans[index]
        let share = plan.volumePrices.first { $0.model == model }?.share ?? .one
        return ColumnUse(mask: plan.ledger.mask(model: name, channel: channel), share: share)
      }, disconnected: disconnected)
  }
}
