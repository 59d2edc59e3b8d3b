/// Choices and their costs against what can be worked out by hand: 28 days of two dollars each, and a lot of $40 for $24.

import Demand
import Documents
import Forecasts
import Foundation
import Quantities
import Results
import Scenario
import ScenarioFile
import Testing

@Suite struct DecidingTests {
  private let text = """
    lotwise: 1
    start: 2026-12-07
    horizon: 28 days
    workloads: {use: {spend: $1 per month}}
    plans:
      as you go: {auto-reload: {below: $0.01, add: $1}}
      a cheap lot:
        buy: {credit: $40, pay: $24, validity: 28 days}
        auto-reload: {below: $0.01, add: $1}
    """

  private func scenario() throws -> Scenario {
    try Scenarios.read(bytes: Array(text.utf8), path: "scenario.yaml").scenario
  }

  private func history(_ dollars: [Int64]) -> UsageSeries {
    UsageSeries(
      name: "use", first: CivilDate(day: 20_430),
      days: dollars.map {
        var day = UsageSeries.Day()
        day.amount = $0 * 1_000_000_000
        return day
      })
  }

  @Test func `where every month is alike, every rule is right but the one that never buys`() throws {
    let test = Backtesting(history([Int64](repeating: 2, count: 140)))
    let decision = try #require(try Deciding(try scenario(), test).result(threads: 1))
    // 140 days, 28 before the first and 28 after the last, every fortnight.
    #expect(decision.origins.count == 7 && decision.days == 28)
    #expect(decision.used == 7 * 56_000_000_000)
    let costs = Dictionary(uniqueKeysWithValues: decision.rules.map { ($0.name, $0) })
    // $24 for the first $40, and $16 more at list.
    let lot: Int64 = 40_000_000_000
    #expect(decision.rules[0].best == 7 * lot)
    for name in ["this forecast", "run rate", "last month's usage"] {
      #expect(costs[name]?.regret == 0, "\(name)")
      #expect(costs[name]?.chosen == [Int](repeating: 1, count: 7))
    }
    let never: Int64 = 7 * 16_000_000_000
    #expect(costs["pay as you go"]?.regret == never)
    // It has paid $56 at list by the first day, enough for a lot of $24, and again every fortnight.
    #expect(costs["the rule without a forecast"]?.chosen == [Int](repeating: 1, count: 7))
  }

  @Test func `what deciding costs is what really came, not what was foreseen`() throws {
    // Nothing after the first two months: whoever went by them bought a lot for nothing.
    let days = [Int64](repeating: 2, count: 56) + [Int64](repeating: 0, count: 28)
    var test = Backtesting(history(days))
    test.every = 28
    let decision = try #require(try Deciding(try scenario(), test).result(threads: 2))
    #expect(decision.origins.count == 2)
    let again = try #require(decision.rules.first { $0.name == "last month's usage" })
    #expect(again.chosen == [1, 1])
    // $40 with the lot; then a dollar, which is held for what may come.
    #expect(again.best == 41_000_000_000)
    #expect(again.regret == 23_000_000_000)
  }

  @Test func `hindsight is exact, and says how much of it was luck`() throws {
    let series = history([Int64](repeating: 2, count: 35))
    let lived = try #require(Hindsight(series, weekday: 0, most: 28))
    #expect(lived.days == 7..<35)
    let result = try #require(try lived.result(try scenario(), paths: 50, seed: 1, threads: 2))
    #expect(result.used == 56_000_000_000 && result.plans.map(\.cost) == [56_000_000_000, 40_000_000_000])
    #expect(result.best == 1 && result.compared == 0)
    #expect(result.plans[1].cheapest == 1 && result.plans[1].luck.p10 == 40_000_000_000)
    // A week without use, among four.
    let idle = history((0..<28).map { $0 < 21 ? 0 : 4 })
    let second = try #require(
      try Hindsight(idle, weekday: 0)?.result(try scenario(), paths: 400, seed: 1, threads: 1))
    #expect(second.plans.map(\.cost) == [28_000_000_000, 24_000_000_000])
    // With none of the four weeks used, in about a third of the histories made anew, a lot is bought for nothing.
    #expect((0.6...0.75).contains(second.plans[1].cheapest))
    // Nothing is bought alike: of two plans that cost the same, neither is cheaper.
    let twins = try Scenarios.read(
      bytes: Array(
        text.replacingOccurrences(
          of: "a cheap lot:\n", with: "twin: {auto-reload: {below: $0.01, add: $1}}\n  a cheap lot:\n"
        ).utf8),
      path: "scenario.yaml"
    ).scenario
    let third = try #require(try Hindsight(idle, weekday: 0)?.result(twins, paths: 50, seed: 1, threads: 1))
    #expect(third.plans[0].cheapest == third.plans[1].cheapest)
  }
}
