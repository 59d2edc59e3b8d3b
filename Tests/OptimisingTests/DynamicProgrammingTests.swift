/// Against exact dynamic programming on small random worlds: credit of one to four days' life that comes at once or days later, drawn from
/// the oldest or from the newest lot, whole dollars of demand that are alike and independent from day to day.
///
/// What the engine can state exactly, and is compared: standing orders up to a level (base stock) and fixed lots when the position is
/// at or below one, both until some day; lost work at a cost, which is an emergency purchase at that price as well. What it cannot: a rule
/// that sees the ages of the lots. So the member found is held against the best of its own class, and that against the least cost of any
/// rule at all, which no class may beat.

import Demand
import Ledger
import Optimising
import Quantities
import Results
import Scenario
import Testing

private enum PolicyClass: String, CaseIterable {
  case upToLevel, lotsAtLevel
}

private struct Trial: Sendable, CustomTestStringConvertible {
  var number: Int
  var world: AgingWorld
  var isLarge: Bool
  var policy: PolicyClass

  var testDescription: String {
    "\(number): \(policy.rawValue), \(world.days) days, life \(world.life), lead \(world.lead), "
      + "\(world.servesOldestFirst ? "oldest" : "newest") first, demand \(world.demands), "
      + "\(world.price) against \(world.penalty)"
  }

  private static let levels = 25

  /// The values of each range: a level, a lot's size, the day from which on nothing is ordered.
  var counts: [Int] {
    switch policy {
    case .upToLevel: [Trial.levels, 3]
    case .lotsAtLevel: isLarge ? [Trial.levels - 1, Trial.levels - 1, 3] : [14, 12, 2]
    }
  }

  func cost(_ indices: [Int]) -> Double {
    let last = world.days - indices[indices.count - 1]
    return world.cost { day, position in
      guard day < last else { return 0 }
      return switch policy {
      case .upToLevel: max(0, indices[0] - position)
      case .lotsAtLevel: position <= indices[0] ? indices[1] + 1 : 0
      }
    }
  }

  var scenario: Scenario {
    let (world, policy) = (world, policy)
    let length = days(Int64(world.days))
    var scenario = OptimisingTests.world(
      workload(.empirical(world.demands.map { .dollars(Int64($0)) }), length: length), length: length)
    scenario.leftOver = .nothing
    scenario.blockedWork.costs = Ratio(millionths: Int64(world.penalty * 1e6 + 0.5))
    let ranges = counts.enumerated().map { place, count in
      FamilyRange(
        key: "range \(place)", values: (0..<count).map { "\($0)" }, isOrdered: true)
    }
    scenario.families = [
      family("orders", ranges) { indices in
        var plan = plan([])
        if policy == .upToLevel, indices[0] == 0 { return plan }
        plan.drawOrder = world.servesOldestFirst ? .earliestExpiry : .newest
        var offer = Offer(
          name: "order", source: .official,
          price: Price(price: .cents(Int64(world.price * 100 + 0.5)), face: .dollars(1)),
          delay: days(Int64(world.lead)))
        offer.terms.validity = .lasting(.days(Int64(world.life)))
        let amount: StandingOrder.Amount =
          switch policy {
          case .upToLevel: .upTo(.dollars(Int64(indices[0])))
          case .lotsAtLevel:
            .whenAtOrBelow(level: .dollars(Int64(indices[0])), buy: .dollars(Int64(indices[1] + 1)))
          }
        let last = Int64(world.days - indices[indices.count - 1])
        plan.standingOrders = [
          StandingOrder(
            offer: offer, first: beginning, every: .days(1), until: beginning.after(days(last)),
            amount: amount)
        ]
        return plan
      }
    ]
    return scenario
  }

  static func random(_ number: Int) -> Trial {
    var dice = Chance(state: UInt64(number) &* 7_919 &+ 13)
    let life = 1 + dice.below(4)
    let lead = dice.below(3)
    let largest = 3 + dice.below(6)
    let world = AgingWorld(
      days: 6 + dice.below(5), life: life, lead: lead, servesOldestFirst: dice.below(2) == 0,
      demands: (0..<(3 + dice.below(3))).map { _ in dice.below(largest + 1) },
      price: Double(40 + 5 * dice.below(12)) / 100, penalty: Double(100 + 25 * dice.below(9)) / 100)
    let isLarge = number % 10 == 9
    return Trial(
      number: number, world: world, isLarge: isLarge,
      policy: isLarge || number % 2 == 1 ? .lotsAtLevel : .upToLevel)
  }

  static let all = (0..<(52 * soak)).map(random)
}

@Suite struct `Members found cost what exact dynamic programming says` {
  @Test(arguments: Trial.all)
  private func `the member found is within 1 % of the best of its class`(_ row: Trial) throws {
    var options = Optimiser.Options(seed: UInt64(row.number))
    options.selection = 4_096
    options.tolerance = 1e7
    options.evaluation = 2_048
    let optimum = try Optimiser(row.scenario, options).run(threads: 1)
    let member = try #require(optimum.chosenMember)
    let found = row.cost(member.indices)
    let best = Lattice.all(row.counts).map(row.cost).min() ?? .infinity
    #expect(found <= 1.01 * best + 1e-9, "\(member.indices) costs \(found), not \(best)")
    // The engine lives the same world: what it says the member costs is what it costs.
    let told = try #require(member[.totalCost])
    let off = (told.mean / 1e9 - found) / max(told.standardError / 1e9, 1e-9)
    #expect(abs(off) < 5, "\(told.mean / 1e9) is \(off) standard errors from \(found)")
    // States grow with the power of the days: the least cost of any rule is worked out where they are few.
    if row.world.life + row.world.lead <= 4 {
      let least = row.world.least(most: 2 * (row.world.demands.max() ?? 0) + 2)
      #expect(least <= best + 1e-9, "no class beats the least cost of any rule: \(best) and \(least)")
      // Units of a day's life that come at once leave nothing to see: the best level is the best of all rules.
      if row.world.life == 1, row.world.lead == 0, row.policy == .upToLevel {
        #expect(found <= 1.01 * least + 1e-9)
      }
    }
  }
}

enum Lattice {
  static func all(_ counts: [Int]) -> [[Int]] {
    counts.reduce([[]]) { points, count in points.flatMap { point in (0..<count).map { point + [$0] } } }
  }
}

/// Random numbers of the tests' own (SplitMix64).
struct Chance {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
