/// A forecast's totals against the futures that they are of, and how long it takes.

import Demand
import Forecasts
import Pricing
import Providers
import Quantities
import Results
import Testing

@Suite struct ForecastingTests {
  @Test func `two years of days are fitted and foreseen in a fraction of a second`() throws {
    let series = Development.series("gen1")
    let clock = ContinuousClock()
    var result: ForecastResult?
    let took = try clock.measure {
      let fit = try UsageFit(series)
      let forecasting = Forecasting(series: series, fit: fit, card: .builtIn)
      result = try forecasting.result(
        until: CivilDate(day: forecasting.first.day + 92), paths: 10_000, seed: 1, threads: 2)
    }
    print("fit and forecast of 730 days: \(took)")
    let found = try #require(result)
    #expect(found.periods.map(\.kind.rawValue).prefix(3) == ["day", "week", "28 days"])
    let months = found.periods.filter { $0.kind == .month }
    let days = months.reduce(0) { $0 + $1.to.day - $1.from.day }
    #expect(days == 92 && found.fan.count == 13)
    // The mean of a level that is said to stay is the recent mean.
    let ahead = found.periods[2].amount
    #expect(abs(ahead.mean / (28 * found.perDay) - 1) < 0.1)
    #expect(ahead.p10 <= ahead.p50 && ahead.p50 <= ahead.p90 && ahead.p90 <= ahead.p975)
  }

  @Test func `threads change nothing`() throws {
    let series = Development.series("dev1")
    let forecasting = Forecasting(
      series: series, fit: try UsageFit(series), card: .builtIn, limit: 20_000_000_000,
      balance: 40_000_000_000)
    let until = CivilDate(day: forecasting.first.day + 60)
    let one = try #require(try forecasting.result(until: until, paths: 700, seed: 5, threads: 1))
    let two = try #require(try forecasting.result(until: until, paths: 700, seed: 5, threads: 2))
    #expect(one == two)
    let balance = try #require(one.balance)
    #expect(balance.when.probability > 0 && balance.when.probability < 1)
    let limit = try #require(one.limit)
    #expect(limit.months.count >= 2 && limit.months.allSatisfy { (0...1).contains($0.when.probability) })
  }
}
