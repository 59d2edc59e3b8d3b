/// The scores that the method keeps to on the development histories, and the scores themselves.

import Demand
import Forecasts
import Quantities
import Results
import Testing

@Suite struct BacktestingTests {
  @Test func `28-day totals of the development histories are foreseen as well as was promised`() throws {
    #expect(Development.all.count == 8)
    var (dev, gen): ([Double], [Double]) = ([], [])
    var (within, origins) = (0.0, 0.0)
    for series in Development.all {
      var test = Backtesting(series)
      test.paths = 2_000
      let result = try #require(try test.result())
      let own = result.methods[0]
      let coverage = try #require(own.coverage)[1]
      print(
        "\(series.name): \(result.origins.count) origins, CRPS \(own.crps), 80 % covers \(coverage.share);",
        result.methods.dropFirst().map { "\($0.name) \($0.crps)" }.joined(separator: ", "))
      if series.name.hasPrefix("dev") {
        dev.append(own.crps)
        within += coverage.share * Double(result.origins.count)
        origins += Double(result.origins.count)
      } else {
        gen.append(own.crps)
      }
      #expect(own.pit?.reduce(0, +) == result.origins.count)
    }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    print("dev1-6 \(mean(dev)), gen1-2 \(mean(gen)), 80 % covers \(within / origins) of \(origins)")
    #expect(mean(dev) <= 0.73 && mean(gen) <= 0.06)
    #expect((0.7...0.9).contains(within / origins))
  }
}
