/// What is told beside the choice: goals, frontiers, neighbours, foresight, optimism; and what an interrupt or a budget leaves.

import Analysis
import Demand
import Ledger
import Numerics
import Optimising
import Quantities
import Results
import Scenario
import Synchronization
import Testing

/// A month whose level wanders; a lot at so many cents, and the rest by auto-reload at list price, which lasts for longer.
func month(cents: Int64 = 70, own: Bool = true) -> Scenario {
  var use = workload(.fixed(.dollars(25)), length: days(30))
  use.noise.daily = .percent(20)
  use.growth.volatility = .percent(25)
  var scenario = world(use, length: days(30))
  scenario.leftOver = .pricePaid
  @Sendable func reloading(_ face: Int64, _ below: Int64, _ add: Int64) -> LedgerPlan {
    var plan = plan([lot("first", face, cents: cents, lasts: days(30))])
    var reload = AutoReload(
      offer: Offer(name: "reload", source: .autoReload, delay: 6 * TimeSpan.hour),
      threshold: .dollars(below), amount: .fixed(.dollars(add)))
    reload.afterRefusal = true
    plan.autoReloads = [reload]
    return plan
  }
  let range = amounts("buy.first.credit", upTo: .dollars(1_500), step: .dollars(50))
  let below = FamilyRange(
    key: "auto-reload.below", values: (1...10).map { "$\(5 * $0)" }, isOrdered: true,
    amounts: (1...10).map { 5_000_000_000 * Int64($0) })
  scenario.families = [
    family("lot", [range, below]) { indices in
      reloading(range.amounts?[indices[0]] ?? 0, Int64(5 * (indices[1] + 1)), 50)
    }
  ]
  if own {
    scenario.plans = [
      PurchasePlan(name: "list price", ledger: reloading(0, 5, 100)),
      PurchasePlan(name: "far too much", ledger: reloading(3_000_000_000_000, 50, 100)),
    ]
  }
  return scenario
}

func found(_ scenario: Scenario, goal: Goal = .totalCost) throws -> Optimum {
  var options = Optimiser.Options(seed: 31)
  options.goal = goal
  return try Optimiser(scenario, options).run(threads: 2)
}

@Suite struct `What is told beside the choice` {
  private static let optimum = Result { try found(month()) }

  @Test func `the choice, its price and what the search thought of it`() throws {
    let optimum = try Self.optimum.get()
    let member = try #require(optimum.chosenMember)
    let selection = try #require(optimum.selection)
    #expect(member.family == 0)
    #expect(member.block == "\(member.name):\n")
    #expect(selection.isSure && selection.sureness >= 0.95)
    #expect(selection.candidates.count { optimum.members[$0.member].family != nil } <= 10)
    #expect(selection.pairs.allSatisfy { $0.a == optimum.chosen })
    let cost = try #require(member[.totalCost])
    #expect(member.figure == cost.mean)
    #expect(cost.futures == optimum.evaluationFutures && cost.futures == 4_096)
    let sought = try #require(member.sought)
    let optimism = try #require(optimum.optimism)
    #expect(optimism.sought == sought.figure && optimism.found == cost.mean)
    #expect(
      optimism.interval.low < 0 && optimism.interval.high > 0 || abs(optimism.difference) < 0.02 * cost.mean)
    // Two plans of the scenario stand beside the members, and lose.
    #expect(optimum.members.prefix(2).map(\.name) == ["list price", "far too much"])
    #expect(selection.candidates.first { $0.member == 1 }?.fate == .stayed)
    #expect(try #require(optimum.members[1][.totalCost]).mean > cost.mean)
    let range = optimum.families[0].ranges[0]
    #expect(range.key == "buy.first.credit" && range.count == 31 && range.first == "$0.00")
    #expect(range.best == month().families[0].ranges[0].values[member.indices[0]])
    #expect(!range.isAtEnd)
  }

  @Test func `search, selection and evaluation have futures of their own`() throws {
    var options = Optimiser.Options(seed: 31)
    (options.sizes, options.selection, options.evaluation) = ([256, 2_048], 2_048, 2_048)
    let optimum = try Optimiser(month(), options).run(threads: 2)
    let member = try #require(optimum.chosenMember)
    let candidate = try #require(optimum.selection?.candidates.first { $0.member == optimum.chosen })
    let figures = [try #require(member.sought).figure, candidate.figure, try #require(member.figure)]
    #expect(Set(figures).count == 3, "\(figures)")
  }

  @Test func `frontiers are not dominated, and say who dominates the scenario's own plans`() throws {
    let optimum = try Self.optimum.get()
    #expect(optimum.frontiers.map(\.up) == [Goal(.outageRisk), Goal(.waste), .cash])
    for frontier in optimum.frontiers {
      func value(_ goal: Goal, _ member: Int) -> Double {
        guard let estimate = optimum.members[member][goal.measure] else { return .nan }
        return goal.percent == nil ? estimate.mean : Double(estimate.quantiles?.p95.value ?? 0)
      }
      let points = optimum.members.indices.map { (value(frontier.across, $0), value(frontier.up, $0)) }
      #expect(!frontier.members.isEmpty && frontier.members.count <= 40)
      for member in frontier.members {
        let (x, y) = points[member]
        #expect(!points.contains { $0.0 <= x && $0.1 <= y && ($0.0 < x || $0.1 < y) })
      }
      let across = frontier.members.map { points[$0].0 }
      #expect(across == across.sorted())
      for (own, by) in frontier.dominated {
        #expect(optimum.members[own].family == nil)
        #expect(points[by].0 <= points[own].0 && points[by].1 <= points[own].1)
      }
    }
    // What costs most and wastes most is beaten in both.
    #expect(optimum.frontiers[1].dominated.contains { $0.member == 1 })
    #expect(optimum.frontiers[1].members.count > 3)
  }

  @Test func `neighbours are 10 and 30 per cent off, and surely dearer far away`() throws {
    let optimum = try Self.optimum.get()
    let member = try #require(optimum.chosenMember)
    let amounts = try #require(month().families[0].ranges[0].amounts)
    let near = optimum.neighbours.filter { $0.range == 0 }
    #expect(near.map(\.off) == [-0.3, -0.1, 0.1, 0.3])
    for neighbour in near {
      let wanted = Double(amounts[member.indices[0]]) * (1 + neighbour.off)
      #expect(abs(Double(amounts[neighbour.index]) - wanted) <= 50e9)
      let difference = try #require(neighbour.difference)
      #expect(difference.interval.low <= difference.mean && difference.mean <= difference.interval.high)
      if abs(neighbour.off) > 0.2 { #expect(difference.interval.low > 0) }
    }
    #expect(optimum.neighbours.contains { $0.range == 1 })
  }

  @Test func `foresight: no plan is cheaper than the cheapest in each future`() throws {
    let optimum = try Self.optimum.get()
    let foresight = try #require(optimum.foresight)
    let costs = optimum.members.compactMap { $0[.totalCost]?.mean }
    #expect(costs.allSatisfy { $0 >= foresight.cost })
    let own = try #require(optimum.chosenMember?[.totalCost]).mean
    #expect(abs(own - foresight.cost - foresight.worth.mean) < 1)
    #expect(foresight.worth.interval.low > 0)
    // Whoever knew the demand D would buy just that, or nearly so at the next value of the range: 70 cents a dollar of it.
    let mean =
      try demand(of: month(), seed: 5, futures: 1 << 14).reduce(0.0) { $0 + Double($1) } / Double(1 << 14)
    #expect(foresight.cost > 0.68 * mean && foresight.cost < 0.78 * mean, "\(foresight.cost / mean)")
    #expect(foresight.isChosen.value < 0.5)
  }

  @Test func `the cash of one future in twenty, and the price of a served dollar, are goals of their own`()
    throws
  {
    let cost = try Self.optimum.get()
    let cash = try found(month(own: false), goal: .cash)
    let member = try #require(cash.chosenMember)
    let paid = try #require(member[.paid]?.quantiles?.p95.value)
    #expect(member.figure == Double(paid))
    let other = try #require(cost.chosenMember?[.paid]?.quantiles?.p95.value)
    #expect(paid <= other)
    // Nobody who was looked at pays less in that future, but by as much as the choice allows.
    let selection = try #require(cash.selection)
    let least = cash.members.compactMap { $0[.paid]?.quantiles?.p95.value }.min() ?? 0
    #expect(Double(paid) <= Double(least) + max(selection.reach, selection.tolerance) + 0.02 * Double(least))
    let price = try found(month(own: false), goal: .servedDollar)
    let dollar = try #require(price.chosenMember?[.effectivePrice])
    #expect(abs(try #require(price.chosenMember?.figure) - dollar.mean) < 1e-9)
    #expect(dollar.mean <= (try #require(cost.chosenMember?[.effectivePrice])).mean + 0.005)
  }

  @Test func `a lot is not explained where more is chosen than its size`() throws {
    #expect(try Self.optimum.get().newsvendor == nil)
  }
}

@Suite struct `Who sells, and several families` {
  @Test
  func `each family has its best, and one that keeps the provider's terms is told beside one that does not`()
    throws
  {
    var scenario = month()
    let range = amounts("buy.first.credit", upTo: .dollars(1_500), step: .dollars(50))
    func lots(_ name: String, _ source: Source, cents: Int64) -> Family {
      family(name, [range]) { indices in
        var plan = plan([lot("first", range.amounts?[indices[0]] ?? 0, cents: cents, lasts: days(30))])
        for place in plan.purchases.indices { plan.purchases[place].source = source }
        return plan
      }
    }
    scenario.families = [
      lots("grey", .reseller, cents: 40), lots("dear", .official, cents: 95), scenario.families[0],
    ]
    let optimum = try found(scenario)
    // The cheapest of all breaks the provider's terms: it is told, and not chosen.
    let cheapest = try #require(optimum.cheapestOfAll)
    #expect(optimum.members[cheapest].family == 0 && optimum.members[cheapest].usesReseller)
    let member = try #require(optimum.chosenMember)
    #expect(member.family == 2 && !member.usesReseller)
    #expect(optimum.families.map { $0.best.flatMap { optimum.members[$0].family } } == [0, 1, 2])
    #expect(optimum.families[0].best == cheapest && optimum.families[2].best == optimum.chosen)
    let selection = try #require(optimum.selection)
    // The best of every family that keeps the terms is told against the chosen one.
    let against = selection.pairs.map(\.b)
    let other = try #require(optimum.families[1].best)
    #expect(against.contains(other) && !against.contains(cheapest))
    #expect(selection.candidates.count { optimum.members[$0.member].family != nil } <= 10)
    // Of one family alone.
    var options = Optimiser.Options(seed: 31)
    options.families = ["dear"]
    let dear = try Optimiser(scenario, options).run(threads: 2)
    #expect(dear.families.map(\.name) == ["dear"])
  }
}

@Suite struct `What is known so far is told` {
  /// A budget that is used up by being asked about it.
  private final class Counter: Sendable {
    let asked = Atomic<Int>(0)
    func next() -> Int { asked.wrappingAdd(1, ordering: .relaxed).newValue }
  }

  @Test func `an interrupt at once leaves nothing, and says so`() throws {
    let optimum = try Optimiser(month(), Optimiser.Options(seed: 31)).run(threads: 2, isInterrupted: { true })
    #expect(optimum.stage == .begun && optimum.wasCutShort)
    #expect(optimum.chosen == nil && optimum.selection == nil)
    #expect(optimum.members.map(\.name) == ["list price", "far too much"])
  }

  @Test func `a budget stops the search, then the selection, then the evaluation`() throws {
    var stages: Set<Optimum.Stage> = []
    for most in [1, 40, 200, 1_000, 4_000, 20_000, 1_000_000] {
      let counter = Counter()
      var options = Optimiser.Options(seed: 31)
      options.spent = { Double(counter.next()) / Double(most) }
      let optimum = try Optimiser(month(), options).run(threads: 2)
      stages.insert(optimum.stage)
      if optimum.stage < .evaluated { #expect(optimum.wasCutShort) }
      if optimum.stage >= .selected {
        let selection = try #require(optimum.selection)
        if let chosen = optimum.chosen {
          #expect(selection.candidates.contains { $0.member == chosen && $0.fate == .stayed })
          #expect(optimum.members[chosen].figure != nil && !optimum.members[chosen].estimates.isEmpty)
        }
      }
      if optimum.stage == .evaluated { #expect(optimum.members.allSatisfy { !$0.estimates.isEmpty }) }
    }
    #expect(stages.contains(.begun) && stages.contains(.evaluated) && stages.count >= 3, "\(stages)")
  }

  @Test func `an interrupt in the middle of the search leaves its best`() throws {
    let counter = Counter()
    let optimum = try Optimiser(month(), Optimiser.Options(seed: 31))
      .run(threads: 2, isInterrupted: { counter.next() > 600 })
    #expect(optimum.stage == .searched && optimum.wasCutShort)
    let member = try #require(optimum.chosenMember)
    #expect(member.family == 0 && member.sought != nil && member.estimates.isEmpty)
  }

  @Test func `progress names the family and what is counted`() throws {
    var stages: [Optimiser.Progress.Stage] = []
    _ = try Optimiser(month(), Optimiser.Options(seed: 31)).run(
      threads: 2,
      progress: { progress in
        if stages.last != progress.stage { stages.append(progress.stage) }
        #expect(progress.total == 0 || progress.done <= progress.total)
      })
    #expect(stages.first == .searching(family: "lot", futures: 256))
    #expect(stages.contains { if case .selecting = $0 { true } else { false } })
    #expect(stages.contains { if case .evaluating = $0 { true } else { false } })
  }
}
