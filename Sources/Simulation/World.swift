/// A scenario resolved for simulation: the demand that all plans see, in columns, and what each plan makes of them.
/// Requests that no plan tells apart (by model, channel or person, for a limited lot, a cap, an allowance or a negotiated
/// price) flow into one column, so that usually there is one; what is drawn does not depend on it. Workloads are taken in the
/// order of their names, so that the order in which they are stated changes no bit.

import Demand
import Ledger
import Pricing
import Quantities
import Scenario

struct World: Sendable {
  var demand: DemandModel
  private(set) var runs: [PlanSetup]
  let days: Int
  /// Where calendar months (UTC) of the horizon end, in seconds from its start; the last ends with it.
  let monthEnds: [Int64]
  /// The instants at which they begin, the first of them the start.
  var months: [Instant] {
    let start = demand.timeline.start
    return [start] + monthEnds.dropLast().map { Instant(seconds: start.seconds + $0) }
  }
  /// Days, months and orders are told of these futures; else nobody asks for them.
  private(set) var keepsDetails = true
  /// The demand after the horizon, by the day unless a plan's allowance has windows of hours; nil: nothing lasts that long.
  var afterwards: DemandModel?
  /// All of it is drawn if any plan holds anything.
  var drawsAhead = false
  /// The first futures of one seed; nil: none are remembered.
  var remembered: RememberedFutures?

  /// Numbers that nobody knows.
  var unknown: UnknownRows
  /// What every plan has in common, of the futures' demand and of the numbers.
  var controlNames: [String] { demand.controlNames + unknown.names }

  private let columns: Columns
  var columnCount: Int { columns.keys.count }
  /// Of the parts of the demand.
  let usage: [PartUsage]
  /// Indices into the scenario's plans, in the order of the columns' uses.
  private let plans: [Int]
  /// Some plan's allowance has windows of hours.
  private let hasSessions: Bool

  /// `scales`: of demand, those that variations will ask for.
  init(_ scenario: Scenario, plans: [Int], scales: ClosedRange<Double> = 1...1) throws(SimulationError) {
    guard scenario.start < scenario.end else {
      throw SimulationError(plan: nil, message: "the horizon has no length; let it end after it starts")
    }
    let scenario = scenario.byName
    let columns = Columns(scenario, plans: plans)
    self.columns = columns
    unknown = UnknownRows(scenario, plans)
    self.plans = plans
    hasSessions = World.hasSessions(scenario, plans)
    do throws(QuantityError) {
      demand = try DemandModel(
        workloads: scenario.workloads.map(\.workload), parts: columns.parts, columns: columns.keys.count,
        correlations: scenario.correlations, card: scenario.card, rounding: scenario.rounding,
        retirements: scenario.retirements, rateLimits: scenario.rateLimits,
        patience: scenario.blockedWork.patience, start: scenario.start, end: scenario.end,
        step: scenario.stepUsed.seconds, scales: scales)
    } catch {
      throw SimulationError(plan: nil, message: "\(error)")
    }
    let demand = demand
    usage = columns.parts.map { part in
      let workload = scenario.workloads[part.workload].workload
      let models = part.models.map { models in
        models.map { scenario.card.models[$0.index].name }.sorted().joined(separator: " + ")
      }
      return PartUsage(
        workload: scenario.workloads[part.workload].statedName, model: models, total: 0,
        request: demand.meanRequest(of: part, workload))
    }
    let grid = demand.timeline.grid
    days = Int((grid.length + TimeSpan.day - 1) / TimeSpan.day)
    let end = scenario.start.seconds + grid.length
    monthEnds = FlowShape(start: scenario.start, grid: grid, kinds: []).monthEnds
    do throws(QuantityError) {
      afterwards = try World.afterwards(scenario, plans, demand, columns, from: end, scales)
    } catch {
      throw SimulationError(plan: nil, message: "\(error)")
    }
    runs = try World.runs(scenario, plans, columns, demand, afterwards, \.variants) { _ in true }
  }

  private static func hasSessions(_ scenario: Scenario, _ plans: [Int]) -> Bool {
    plans.contains { plan in
      scenario.plans[plan].ledger.allowance?.windows.contains {
        if case .session = $0.clock { true } else { false }
      } ?? false
    }
  }

  private static func afterwards(
    _ scenario: Scenario, _ plans: [Int], _ demand: DemandModel, _ columns: Columns, from end: Int64,
    _ scales: ClosedRange<Double>
  ) throws(QuantityError) -> DemandModel? {
    let start = Instant(seconds: end)
    let last = plans.map { scenario.plans[$0].lastExpiry(after: start) }.max() ?? start
    guard last > start else { return nil }
    let hasSessions = hasSessions(scenario, plans)
    return try demand.afterwards(
      scenario.workloads.map(\.workload), columns.parts, correlations: scenario.correlations,
      card: scenario.card, rounding: scenario.rounding, retirements: scenario.retirements, from: start,
      to: last, step: hasSessions ? max(TimeSpan.hour, scenario.step ?? TimeSpan.hour) : TimeSpan.day,
      scales: scales)
  }

  /// The same demand at another scale, some of the plans only, unknown switches at their defaults.
  init(_ base: World, _ scenario: Scenario, only some: [Int]?, scale: Double) throws(SimulationError) {
    (columns, plans, days, monthEnds) = (base.columns, base.plans, base.days, base.monthEnds)
    unknown = base.unknown
    hasSessions = base.hasSessions
    usage = base.usage
    var (demand, afterwards) = (base.demand, base.afterwards)
    demand.scale = scale
    afterwards?.scale = scale
    (self.demand, self.afterwards) = (demand, afterwards)
    keepsDetails = false
    runs = try World.runs(scenario, plans, columns, demand, afterwards, { [$0.headline] }) {
      some?.contains($0) ?? true
    }
  }

  /// The same demand, lived through by all plans of a scenario that differs in its plans alone. Nil: it has to be made anew, as
  /// these plans tell apart other requests, or hold credit for longer than is known of the time after the horizon.
  init?(
    _ base: World, plansOf scenario: Scenario, _ variants: (PurchasePlan) -> [PurchasePlan.Variant]
  ) throws(SimulationError) {
    let plans = Array(scenario.plans.indices)
    guard let columns = Columns(scenario.byName, plans: plans).divided(as: base.columns) else { return nil }
    let grid = base.demand.timeline.grid
    let end = Instant(seconds: base.demand.timeline.start.seconds + grid.length)
    let last = plans.map { scenario.plans[$0].lastExpiry(after: end) }.max() ?? end
    let known = base.afterwards.map { $0.timeline.start.seconds + $0.timeline.grid.length } ?? end.seconds
    guard last.seconds <= known, base.hasSessions == World.hasSessions(scenario, plans) else { return nil }
    self.columns = columns
    self.plans = plans
    unknown = base.unknown
    (days, monthEnds, usage, demand) = (base.days, base.monthEnds, base.usage, base.demand)
    (afterwards, hasSessions) = (base.afterwards, base.hasSessions)
    remembered = base.remembered
    keepsDetails = false
    runs = try World.runs(scenario, plans, columns, demand, afterwards, variants) { _ in true }
  }

  /// The first column of a plan, where days, months and orders are told; others are its variants.
  func isHeadline(_ run: Int) -> Bool {
    keepsDetails && (run == 0 || runs[run].plan != runs[run - 1].plan)
  }

  /// Without the details that nobody asks of plans that are looked for among many.
  mutating func keepsNoDetails() { keepsDetails = false }

  /// The same, of some of the plans only: by the places of their runs.
  func keeping(_ kept: [Int]) -> World {
    var fewer = self
    fewer.runs = kept.map { runs[$0] }
    return fewer
  }

  /// The same demand, lived through by plans whose risks are those of a scenario each, in this order; unknown switches at their
  /// defaults.
  init(_ base: World, _ lives: [(plan: Int, scenario: Scenario)]) throws(SimulationError) {
    (columns, plans, days, monthEnds) = (base.columns, base.plans, base.days, base.monthEnds)
    unknown = base.unknown
    (usage, demand, afterwards) = (base.usage, base.demand, base.afterwards)
    hasSessions = base.hasSessions
    keepsDetails = false
    var runs: [PlanSetup] = []
    for life in lives {
      runs += try World.runs(life.scenario, plans, columns, demand, afterwards, { [$0.headline] }) {
        $0 == life.plan
      }
    }
    self.runs = runs
  }

  private static func runs(
    _ scenario: Scenario, _ plans: [Int], _ columns: Columns, _ demand: DemandModel,
    _ afterwards: DemandModel?, _ variants: (PurchasePlan) -> [PurchasePlan.Variant],
    where isWanted: (Int) -> Bool
  ) throws(SimulationError) -> [PlanSetup] {
    var runs: [PlanSetup] = []
    for (position, plan) in plans.enumerated() where isWanted(plan) {
      for variant in variants(scenario.plans[plan]) {
        do throws(QuantityError) {
          runs.append(
            try PlanSetup(
              scenario, plan: plan, variant, columns.keys.map { $0.uses[position] }, columns.disconnects,
              demand, afterwards: afterwards?.timeline))
        } catch {
          throw SimulationError(plan: scenario.plans[plan].name, message: "\(error)")
        }
      }
    }
    return runs
  }
}

extension PurchasePlan {
  /// What is left over is followed for so long; what lasts longer and is not used by then counts as lost.
  private static let mostAfterwards = TimeSpan.months(36)
  /// Credit that comes late expires late.
  private static let slack = 60 * TimeSpan.day

  /// The last instant at which any of its lots may be there, if none is bought after `end`.
  fileprivate func lastExpiry(after end: Instant) -> Instant {
    let most = (try? end.adding(PurchasePlan.mostAfterwards)) ?? .last
    var last = end
    func note(_ terms: LotTerms, usable from: Instant, isLate: Bool) {
      let expiry = (try? terms.validity.expiry(from: from, cycle: ledger.billingCycle)) ?? .never
      let late = isLate ? PurchasePlan.slack : 0
      last = max(last, expiry < most ? min(most, Instant(seconds: expiry.seconds + late)) : most)
    }
    for ledger in rows.isEmpty ? [ledger] : rows.map(\.ledger) {
      for (index, purchase) in ledger.purchases.enumerated() {
        note(purchase.terms, usable: purchase.usableFrom, isLate: risks[.purchase(index)].seller.delay != nil)
      }
      for offer in ledger.offers {
        let usable = Instant(seconds: min(end.seconds + offer.delay, Instant.last.seconds))
        note(offer.terms, usable: usable, isLate: true)
      }
    }
    return last
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
      case .fitted, .recorded:
        for entry in Columns.byName(workload.statedModels, scenario) {
          let column = column(Columns.key(entry.model, .zero, workload, scenario, plans))
          parts.append(
            DemandPart(workload: index, models: [entry.model], share: entry.share, column: column))
        }
        // What is of no model that the card knows.
        let column = column(Columns.key(nil, .zero, workload, scenario, plans))
        parts.append(DemandPart(workload: index, share: .zero, column: column))
      case .spend:
        let mix = Columns.byName(workload.statedModels, scenario)
        for entry in mix {
          let column = column(Columns.key(entry.model, .zero, workload, scenario, plans))
          parts.append(
            DemandPart(workload: index, models: [entry.model], share: entry.share, column: column))
        }
        if mix.isEmpty {
          let column = column(Columns.key(nil, .zero, workload, scenario, plans))
          parts.append(DemandPart(workload: index, column: column))
        }
      case .requests(let profile):
        for entry in Columns.byName(profile.mix, scenario) {
          let column = column(
            Columns.key(entry.model, profile.disconnected, workload, scenario, plans))
          parts.append(DemandPart(workload: index, models: [entry.model], column: column))
        }
      }
    }
    if keys.isEmpty {
      _ = column(ColumnKey(uses: plans.map { _ in ColumnUse(mask: .all, share: .one) }, disconnected: .zero))
    }
  }

  /// The same requests in the columns of others, of which each holds nothing that these tell apart; nil: one does. What is drawn does not
  /// depend on it.
  func divided(as other: Columns) -> Columns? {
    guard parts.count == other.parts.count else { return nil }
    var place: [Int: Int] = [:]
    for (own, theirs) in zip(parts, other.parts) {
      var moved = own
      moved.column = theirs.column
      guard moved == theirs, place[theirs.column] ?? own.column == own.column else { return nil }
      place[theirs.column] = own.column
    }
    var divided = other
    for column in other.keys.indices {
      divided.keys[column] = keys[place[column] ?? 0]
      guard divided.keys[column].disconnected == other.keys[column].disconnected else { return nil }
    }
    return divided
  }

  /// So that the order of a mix means nothing.
  private static func byName(_ mix: [ModelShare], _ scenario: Scenario) -> [ModelShare] {
    mix.sorted {
      scenario.card.models[$0.model.index].name < scenario.card.models[$1.model.index].name
    }
  }

  private mutating func column(_ key: ColumnKey) -> Int {
    if let known = keys.firstIndex(of: key) { return known }
    keys.append(key)
    return keys.count - 1
  }

  private static func key(
    _ model: ModelID?, _ disconnected: Ratio, _ workload: ScenarioWorkload, _ scenario: Scenario,
    _ plans: [Int]
  ) -> ColumnKey {
    let name = model.map { scenario.card.models[$0.index].name }
    return ColumnKey(
      uses: plans.map { index in
        let plan = scenario.plans[index]
        let share = plan.volumePrices.first { $0.model == model }?.share ?? .one
        let mask = plan.ledger.mask(
          model: name, channel: workload.channel, person: workload.person?.number)
        return ColumnUse(mask: mask, share: share)
      }, disconnected: disconnected)
  }
}
