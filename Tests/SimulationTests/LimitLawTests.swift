/// Requests of one cost against limits of a few of them, where it can be worked out what is served: a Poisson number N a
/// day, of which so many fit. 40,000 futures (200,000 in `make soak`), |z| < 4 each.

import Demand
import Ledger
import Numerics
import Providers
import Pricing
import Quantities
import Results
import Scenario
import Simulation
import Testing

@Suite struct `Requests of one cost at a limit of a few` {
  private static let many = futures(40_000)
  /// Of $0.75, twelve a day.
  private static let mean = 12.0

  private static func scenario(_ change: (inout LedgerPlan) -> Void) throws -> Scenario {
    let card = RateCard.builtIn
    let model = try card.model(named: "claude-opus-4-5")
    let profile = RequestProfile(
      rate: Rate(count: Ratio(millionths: 500_000), unit: .hour),
      mix: [ModelShare(model: model, share: .one)], input: .fixed(TokenCount(100_000)),
      output: .fixed(TokenCount(10_000)))
    var plan = LedgerPlan(start: beginning)
    change(&plan)
    let use = Workload(
      name: "use", size: .requests(profile), active: [Period(from: beginning, to: beginning.after(days(1)))])
    return world(plan, [use], length: days(1))
  }

  private static func lot(_ dollars: Int64) -> Purchase {
    Purchase(
      name: "lot", source: .official, orderedAt: beginning, face: .dollars(dollars), price: .dollars(dollars))
  }

  /// E[g(N)].
  private static func expected(_ g: (Double) -> Double) -> Double {
    var (p, sum) = (Mathematics.exp(-mean), 0.0)
    for n in 0...80 {
      if n > 0 { p *= mean / Double(n) }
      sum += p * g(Double(n))
    }
    return sum
  }

  /// $5 is six of them and two thirds of a seventh.
  @Test(arguments: [(UsageCap.Crossing.served, 7.0), (.latched, 6), (.each, 6)])
  func `a cap serves the whole ones that it lets through`(_ crossing: UsageCap.Crossing, _ most: Double)
    throws
  {
    let scenario = try Self.scenario {
      $0.purchases = [Self.lot(100)]
      $0.usageCaps = [UsageCap(amount: .dollars(5), window: .day(.utc), crossing: crossing)]
    }
    let run = try simulated(scenario, paths: Self.many).runs[0]
    #expect(abs(z(run.column(.used), 0.75 * Self.expected { min($0, most) })) < 4)
    #expect(abs(z(run.column(.dailyCap), 0.75 * Self.expected { max(0, $0 - most) })) < 4)
  }

  @Test(arguments: [(LargerThanBalance.overdraw, 7.0), (.refuse, 6), (.payInPart, 5 / 0.75)])
  func `a balance serves what its rule says`(_ larger: LargerThanBalance, _ most: Double) throws {
    let scenario = try Self.scenario {
      $0.purchases = [Self.lot(5)]
      $0.largerThanBalance = larger
    }
    let run = try simulated(scenario, paths: Self.many).runs[0]
    #expect(abs(z(run.column(.noCredit), 0.75 * Self.expected { max(0, $0 - most) })) < 4)
    #expect(abs(z(run.column(.left), 5 - Self.expected { min(5, 0.75 * min($0, most)) })) < 4)
    #expect(abs(z(run.column(.debt), Self.expected { max(0, 0.75 * min($0, most) - 5) })) < 4)
  }
}
