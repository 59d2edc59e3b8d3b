/// What demand does from day to day, workload by workload, against what it was asked to do: laws, growth, noise, regimes,
/// correlation, local hours, price changes, retirements, rate limits.

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

private func percent(_ value: Int64) -> Ratio { Ratio(millionths: value * 10_000) }

/// Dollars asked for in each step of one column, by future.
private func steps(_ scenario: Scenario, paths: Int, column: Int = 0) throws -> [[Double]] {
  let simulation = try Simulation(scenario, seed: 11)
  var future = DemandPath()
  let count = Int((scenario.end.seconds - scenario.start.seconds) / (scenario.step ?? TimeSpan.day))
  return (0..<paths).map { path in
    simulation.draw(path, &future)
    let begin = column * (count + 1)
    return (0..<count).map {
      Double(future.curves[begin + $0 + 1] - future.curves[begin + $0]) / 1e9
    }
  }
}

private func daily(_ workloads: [Workload], days count: Int64, paths: Int) throws -> [[Double]] {
  try steps(world(LedgerPlan(start: beginning), workloads, length: days(count), step: days(1)), paths: paths)
}

private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

private func deviation(_ values: [Double]) -> Double {
  let centre = mean(values)
  return (values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(values.count - 1)).squareRoot()
}

private func zOfMean(_ values: [Double], _ expected: Double) -> Double {
  (mean(values) - expected) / max(deviation(values) / Double(values.count).squareRoot(), 1e-12)
}

private func correlation(_ a: [Double], _ b: [Double]) -> Double {
  let (x, y) = (mean(a), mean(b))
  return zip(a, b).reduce(0) { $0 + ($1.0 - x) * ($1.1 - y) } / Double(a.count - 1) / deviation(a)
    / deviation(b)
}

private struct LawRow: Sendable, CustomTestStringConvertible {
  var name: String
  var law: SpendLaw
  var mean: Double
  var sd: Double
  var testDescription: String { name }
}

private let laws: [LawRow] = [
  LawRow(name: "fixed", law: .fixed(.dollars(40)), mean: 40, sd: 0),
  LawRow(name: "normal", law: .normal(mean: .dollars(100), sd: .dollars(15)), mean: 100, sd: 15),
  LawRow(name: "gamma", law: .gamma(mean: .dollars(40), sd: .dollars(60)), mean: 40, sd: 60),
  LawRow(name: "lognormal", law: .lognormal(.mean(.dollars(50), sd: .dollars(30))), mean: 50, sd: 30),
  LawRow(
    name: "poisson", law: .poisson(count: Ratio(millionths: 3_500_000), size: .fixed(.dollars(2))), mean: 7,
    sd: 2 * 3.5.squareRoot()),
  LawRow(
    name: "negative binomial",
    law: .negativeBinomial(
      count: Ratio(millionths: 20_000_000), dispersion: Ratio(millionths: 5_000_000),
      size: .fixed(.dollars(1))),
    mean: 20, sd: 10),
  LawRow(
    name: "ar1", law: .ar1(mean: .dollars(100), sd: .dollars(10), persistence: percent(70)), mean: 100, sd: 10
  ),
  LawRow(
    name: "empirical", law: .empirical([.dollars(1), .dollars(2), .dollars(9)]), mean: 4,
    sd: (38.0 / 3).squareRoot()),
]

@Suite struct `Demand does what was asked of it` {
  @Test(arguments: laws) private func `a day has its law's mean and deviation`(_ row: LawRow) throws {
    for per in SpendStep.allCases {
      let paths = try daily([workload(row.law, per: per, length: days(3))], days: 3, paths: 100_000)
      let day = paths.map { $0[1] }
      let hours = per == .hour ? 24.0 : 1
      #expect(abs(zOfMean(day, row.mean * hours)) < 4 || row.sd == 0)
      if row.sd == 0 { #expect(day.allSatisfy { abs($0 - row.mean * hours) < 1e-6 }) }
      if row.name != "ar1" || per == .day {
        #expect(abs(deviation(day) - row.sd * hours.squareRoot()) <= 0.03 * row.sd * hours.squareRoot())
      }
    }
  }

  @Test func `an autoregression leans on yesterday`() throws {
    let law = SpendLaw.ar1(mean: .dollars(100), sd: .dollars(10), persistence: percent(70))
    let paths = try daily([workload(law, length: days(3))], days: 3, paths: 20_000)
    #expect(abs(correlation(paths.map { $0[1] }, paths.map { $0[2] }) - 0.7) < 0.02)
  }

  @Test func `growth compounds by the month, and its uncertainty keeps the mean`() throws {
    var use = workload(.fixed(.dollars(10)), length: days(365))
    use.growth.monthly = percent(5)
    use.growth.volatility = percent(20)
    let paths = try daily([use], days: 365, paths: 20_000)
    let months = 364.0 / (365.2425 / 12)
    let last = paths.map { $0[364] }
    #expect(abs(zOfMean(last, 10 * Mathematics.exp(Mathematics.log(1.05) * months))) < 4)
    let logs = last.map { Mathematics.log($0) }
    #expect(abs(deviation(logs) - 0.2 * months.squareRoot()) < 0.02)
  }

  @Test func `noise has mean one, its deviation and its persistence`() throws {
    var use = workload(.fixed(.dollars(10)), length: days(10))
    use.noise.daily = percent(40)
    use.noise.persistence = percent(60)
    let paths = try daily([use], days: 10, paths: 20_000)
    let (first, second) = (paths.map { Mathematics.log($0[5]) }, paths.map { Mathematics.log($0[6]) })
    #expect(abs(zOfMean(paths.map { $0[5] }, 10)) < 4)
    #expect(abs(deviation(first) - 0.4) < 0.01)
    #expect(abs(correlation(first, second) - 0.6) < 0.02)
  }

  @Test func `workloads are correlated as asked`() throws {
    var (a, b) = (
      workload(.fixed(.dollars(10)), name: "a", length: days(4)),
      workload(.fixed(.dollars(20)), name: "b", length: days(4))
    )
    a.noise.daily = percent(30)
    b.noise.daily = percent(50)
    for asked in [-40, 0, 75] as [Int64] {
      var scenario = world(LedgerPlan(start: beginning), [a, b], length: days(4), step: days(1))
      scenario.correlations = [Correlation(first: 0, second: 1, value: percent(asked))]
      // Both are one column; alone, a workload draws what it draws beside the other.
      let both = try steps(scenario, paths: 20_000).map { $0[2] }
      var alone = scenario
      alone.workloads = [scenario.workloads[0]]
      alone.correlations = []
      let first = try steps(alone, paths: 20_000).map { $0[2] }
      let second = zip(both, first).map { $0 - $1 }
      #expect(
        abs(
          correlation(first.map { Mathematics.log($0) }, second.map { Mathematics.log($0) })
            - Double(asked) / 100) < 0.03)
    }
  }

  @Test func `regimes take their share of the time at their level`() throws {
    var use = workload(.fixed(.dollars(10)), length: days(400))
    use.regimes = [
      Regime(name: "quiet", level: percent(50), lasts: days(9), next: [.init(regime: 1, share: .one)]),
      Regime(name: "launch", level: percent(300), lasts: days(3), next: [.init(regime: 0, share: .one)]),
    ]
    let paths = try daily([use], days: 400, paths: 4_000)
    // Three quarters of the time quiet, in the long run.
    #expect(abs(zOfMean(paths.map { $0[399] }, 10 * (0.75 * 0.5 + 0.25 * 3))) < 4)
  }

  /// Fridays before the clocks of Berlin go forward on 2027-03-28, and back on 2027-10-31.
  @Test(arguments: [1_806_019_200, 1_806_019_200 + 217 * 86_400] as [Int64])
  func `office hours are local, and a day of 23 or 25 hours has its usual work`(friday: Int64) throws {
    let start = Instant(seconds: friday)
    let zone = try Zone(named: "Europe/Berlin")
    var use = Workload(
      name: "office", size: .spend(.fixed(.dollars(90)), per: .day),
      active: [Period(from: start, to: start.after(days(10)))])
    use.shape.zone = zone
    use.shape.hours = (0..<24).map { (9..<18).contains($0) ? .one : .zero }
    var scenario = Scenario(title: "t", start: start, end: start.after(days(10)), step: 3_600, card: .builtIn)
    scenario.workloads = [ScenarioWorkload(workload: use)]
    scenario.plans = [PurchasePlan(name: "p", ledger: LedgerPlan(start: start))]
    let hours = try steps(scenario, paths: 1)[0]
    for day in 1..<9 {
      let midnight = start.seconds + Int64(day) * 86_400
      let offset = Int(
        (zone.startOfNextDay(after: Instant(seconds: midnight + 3 * 3_600)).seconds - midnight) % 86_400)
      // Local midnight is 23:00 UTC in winter, 22:00 in summer: nine o'clock is 8 or 7 UTC.
      let nine = (offset / 3_600 + 9) % 24
      for hour in 0..<24 {
        let expected = (nine..<(nine + 9)).contains(hour) ? 10.0 : 0
        #expect(abs(hours[day * 24 + hour] - expected) < 1e-6, "day \(day), hour \(hour)")
      }
    }
    // The clocks did change here: nine o'clock was at two hours of UTC.
    let opening = (1..<9).map { day in (0..<24).first { hours[day * 24 + $0] > 0 } }
    #expect(Set(opening).count == 2)
    // Round the clock, every local day has the same dollars, in 23, 24 or 25 hours.
    use.shape.hours = Array(repeating: .one, count: 24)
    scenario.workloads = [ScenarioWorkload(workload: use)]
    let all = try steps(scenario, paths: 1)[0]
    var midnight = zone.startOfNextDay(after: start)
    var lengths: Set<Int64> = []
    for _ in 0..<7 {
      let next = zone.startOfNextDay(after: midnight)
      let (from, to) = (Int((midnight.seconds - friday) / 3_600), Int((next.seconds - friday) / 3_600))
      lengths.insert(next.seconds - midnight.seconds)
      #expect(abs(all[from..<to].reduce(0, +) - 90) < 1e-6)
      midnight = next
    }
    #expect(lengths.count == 2)
  }

  private func requests(_ models: [(String, Int64)], perHour: Int64 = 200) throws -> RequestProfile {
    RequestProfile(
      rate: Rate(count: Ratio(millionths: perHour * 1_000_000), unit: .hour),
      mix: try models.map {
        ModelShare(model: try RateCard.builtIn.model(named: $0.0), share: percent($0.1))
      },
      input: .fixed(TokenCount(10_000)), output: .fixed(TokenCount(1_000)))
  }

  private func requestWorld(_ profile: RequestProfile, days count: Int64 = 4) -> Scenario {
    let use = Workload(
      name: "use", size: .requests(profile),
      active: [Period(from: beginning, to: beginning.after(days(count)))])
    return world(LedgerPlan(start: beginning), [use], length: days(count), step: days(1))
  }

  @Test func `requests cost what the card says, failed ones nothing, and counts are as dispersed as asked`()
    throws
  {
    var profile = try requests([("claude-sonnet-5-5", 100)])
    profile.failed = percent(10)
    var scenario = requestWorld(profile)
    scenario.workloads[0].workload.dispersion = Ratio(millionths: 4_000_000)
    let card = RateCard.builtIn
    let row = try #require(card.rows.last { $0.model == "claude-sonnet-5-5" && $0.from <= beginning })
    let each =
      (Double(row.prices.input.dollarsPerMillion) ?? 0) * 0.01
      + (Double(row.prices.output.dollarsPerMillion) ?? 0) * 0.001
    let day = try steps(scenario, paths: 10_000).map { $0[1] }
    let count = 200.0 * 24 * 0.9
    #expect(abs(zOfMean(day, count * each)) < 4)
    // Thinned by a tenth, a variance of 4 times the mean is 1 + 3 x 0.9 times.
    #expect(abs(deviation(day) / each / (count * 3.7).squareRoot() - 1) < 0.03)
  }

  @Test func `a retired model's requests move to the other one, or fail`() throws {
    let profile = try requests([("claude-sonnet-5-5", 100)])
    var scenario = requestWorld(profile)
    let sonnet = try RateCard.builtIn.model(named: "claude-sonnet-5-5")
    let opus = try RateCard.builtIn.model(named: "claude-opus-5-5")
    let before = mean(try steps(scenario, paths: 400).map { $0[3] })
    var other = requestWorld(try requests([("claude-opus-5-5", 100)]))
    let dearer = mean(try steps(other, paths: 400).map { $0[3] })
    scenario.retirements = [Retirement(model: sonnet, at: beginning.after(days(2)), movesTo: opus)]
    let moved = try steps(scenario, paths: 400)
    #expect(abs(mean(moved.map { $0[1] }) / before - 1) < 0.01)
    #expect(abs(mean(moved.map { $0[3] }) / dearer - 1) < 0.01)
    #expect(abs(dearer / before - 1) > 0.1, "the two models have different prices")
    other = scenario
    other.retirements = [Retirement(model: sonnet, at: beginning.after(days(2)))]
    let gone = try steps(other, paths: 20)
    #expect(gone.allSatisfy { $0[1] > 0 && $0[2] == 0 && $0[3] == 0 })
  }

  @Test func `a rate limit lets through what it may, and says what it held back`() throws {
    let scenario = requestWorld(try requests([("claude-sonnet-5-5", 100)], perHour: 1_200))
    let free = mean(try steps(scenario, paths: 200).map { $0.reduce(0, +) })
    var limited = scenario
    // 20 a minute are asked for on average, 10 are let through.
    limited.rateLimits = [RateLimit(requests: 10)]
    let through = mean(try steps(limited, paths: 200).map { $0.reduce(0, +) })
    #expect(abs(through / free - 0.5) < 0.03)
    let simulation = try Simulation(limited, seed: 11)
    var future = DemandPath()
    simulation.draw(0, &future)
    #expect(abs(Double(future.throttled) / 1e9 / (free - through) - 1) < 0.05)
  }

  @Test func `what a rate limit holds back for a while comes later, and all of it`() throws {
    // Ten hours at 20 a minute, then nothing; 10 a minute are let through, so the rest needs ten hours more.
    var free = requestWorld(try requests([("claude-sonnet-5-5", 100)], perHour: 1_200))
    free.step = TimeSpan.hour
    free.workloads[0].workload.active = [
      Period(from: beginning, to: beginning.after(10 * TimeSpan.hour))
    ]
    var limited = free
    limited.rateLimits = [RateLimit(requests: 10)]
    func all(_ scenario: Scenario) throws -> Double {
      mean(try steps(scenario, paths: 200).map { $0.reduce(0, +) })
    }
    func throttled(_ scenario: Scenario) throws -> Double {
      var future = DemandPath()
      try Simulation(scenario, seed: 11).draw(0, &future)
      return Double(future.throttled) / 1e9
    }
    let asked = try all(free)
    #expect(abs(try all(limited) / asked - 1) < 0.03)
    #expect(try throttled(limited) == 0)
    // Half of ten hours is let through at once; of each hour's other half an hour's worth passes an hour later.
    limited.blockedWork.patience = TimeSpan.hour
    let lost = try throttled(limited)
    #expect(lost > 0.3 * asked && lost < 0.5 * asked)
    #expect(abs((try all(limited) + lost) / asked - 1) < 0.03)
    limited.blockedWork.patience = 1
    #expect(abs(try throttled(limited) / asked - 0.5) < 0.05)
  }

  @Test func `controls have mean zero and deviation one`() throws {
    var use = workload(.fixed(.dollars(10)), length: days(60))
    use.noise.daily = percent(30)
    use.noise.persistence = percent(50)
    use.growth.volatility = percent(10)
    let run = try simulated(world(LedgerPlan(start: beginning), [use], length: days(60)), paths: 20_000)
    #expect(run.controlNames.count == 3)
    for control in run.controls { #expect(abs(z(control, 0, scale: 1e6)) < 4) }
    for control in run.controls.prefix(2) {
      #expect(abs(deviation(control.map { Double($0) / 1e6 }) - 1) < 0.03)
    }
  }
}
