/// Every key of a workload lands in the model, at both sides of each boundary; every default is in the notation
/// of the file, so that the explained form says the same.

import Demand
import Documents
import Ledger
import Providers
import Pricing
import Quantities
import Scenario
import ScenarioFile
import Testing

private func ratio(_ text: String) throws -> Ratio { try Ratio(parsing: text) }

@Suite struct `Workloads in the document of the scenario` {
  static let frame = "start: 2026-12-01\nend: 2027-12-01\n"
  static let text = frame + DocumentBlocks.workloads

  @Test func `are without a mistake`() throws {
    let said = try readDemand(Self.text).warnings.list.map(\.message)
    #expect(said.filter { !$0.contains("have a prompt past the window") } == [])
  }

  @Test func `say what they say`() throws {
    let scenario = try readDemand(Self.text).scenario
    #expect(scenario.workloads.map(\.workload.name) == ["coding agents", "reviews", "chat in dollars"])
    #expect(scenario.correlations == [Correlation(first: 0, second: 2, value: try ratio("0.6"))])
    let coding = scenario.workloads[0].workload
    let berlin = try Zone(named: "Europe/Berlin")
    #expect(coding.shape.zone == berlin)
    #expect(coding.shape.days == [.one, .one, .one, .one, .one, .percent(20), .percent(10)])
    #expect(coding.shape.hours == (0..<24).map { (9..<18).contains($0) ? .one : .zero })
    #expect(coding.active == [Period(from: .at("2026-12-01"), to: .at("2027-04-01"))])
    #expect(coding.growth.monthly == .percent(5) && coding.growth.volatility == .percent(20))
    #expect(coding.noise.daily == .percent(40) && coding.noise.persistence == .percent(60))
    #expect(coding.dispersion == (try ratio("1.5")))
    let half = Ratio.percent(50)
    #expect(
      coding.regimes == [
        Regime(
          name: "quiet", level: .percent(30), lasts: 20 * 86_400,
          next: [.init(regime: 1, share: half), .init(regime: 2, share: half)]),
        Regime(
          name: "launch", level: .percent(400), lasts: 4 * 86_400,
          next: [.init(regime: 0, share: half), .init(regime: 2, share: half)]),
        Regime(name: "incident", level: .zero, lasts: 6 * 3_600, next: [.init(regime: 0, share: .one)]),
      ])
    guard case .requests(let profile) = coding.size else {
      Issue.record("requests are stated")
      return
    }
    let card = RateCard.builtIn
    var expected = RequestProfile(
      rate: Rate(count: .percent(90_000), unit: .workday),
      mix: [
        ModelShare(model: try card.model(named: "claude-opus-5-5"), share: .percent(30)),
        ModelShare(model: try card.model(named: "claude-sonnet-5-5"), share: .percent(60)),
        ModelShare(model: try card.model(named: "claude-haiku-5-5"), share: .percent(10)),
      ],
      input: .lognormal(median: TokenCount(14_000), p90: TokenCount(90_000)),
      output: .lognormal(median: TokenCount(600), p90: TokenCount(3_000)))
    expected.cacheRead = .percent(70)
    expected.batch = .percent(20)
    expected.webSearches = try ratio("0.2")
    expected.codeExecutionSeconds = 30
    expected.failed = .percent(2)
    expected.disconnected = .percent(1)
    expected.measuredOn = try card.model(named: "claude-sonnet-4-5")
    #expect(profile == expected)
    #expect(
      scenario.workloads[2].workload.size
        == .spend(.lognormal(.mean(.dollars(40), sd: .dollars(25))), per: .day))
  }

  @Test func `read the same with every default written out`() throws {
    let first = try readDemand(Self.text)
    #expect(first.assumed.count == 31)
    let explained = try ExplainedForm.of(Self.text, first.assumed)
    let second = try readDemand(explained)
    #expect(second.assumed == [])
    #expect(second.scenario.workloads == first.scenario.workloads)
    #expect(second.scenario.correlations == first.scenario.correlations)
  }
}

@Suite struct `A workload` {
  @Test func `has a default for everything but its rate, its models and its tokens`() throws {
    let yaml =
      "workloads: {a: {requests: 9 per workday, models: claude-sonnet-5-5, tokens: {input: 1, output: 1}}}"
    let assumed = try readDemand(yaml).assumed
    #expect(
      assumed.map { "\($0.key): \($0.text)" } == [
        "active: from 2026-12-01", "hours: 00:00-24:00", "zone: UTC",
        "days: {Mon: 100%, Tue: 100%, Wed: 100%, Thu: 100%, Fri: 100%, Sat: 0%, Sun: 0%}", "channel: api key",
        "growth: {monthly: 0%, volatility: 0%}", "noise: {daily: 0%, persistence: 0%}", "regimes: {}",
        "cached: 0%", "batch: 0%", "fast: 0%", "us only: 0%", "failures: {failed: 0%, disconnected: 0%}",
        "web searches: 0", "code execution: 0 s", "measured on: each model", "dispersion: 1",
        "correlations: []",
      ])
    #expect(assumed.filter { $0.origin != "default" }.map(\.origin) == ["per workday"])
  }

  @Test(arguments: [
    ("900 per workday", Ratio.percent(90_000), Rate.Unit.workday), ("2.5 per hour", .percent(250), .hour),
    ("40k per month", .percent(4_000_000), .month), ("0.000001 per minute", Ratio(millionths: 1), .minute),
    ("1B per week", Ratio(millionths: 1_000_000_000_000_000), .week),
    ("\"1,000 per day\"", .percent(100_000), .day),
  ])
  func `comes at a rate`(_ text: String, _ count: Ratio, _ unit: Rate.Unit) throws {
    #expect(try readProfile("requests: \(text)").rate == Rate(count: count, unit: unit))
  }

  @Test(arguments: [
    ("98%", "1%", [989_899, 10_101]), ("50%", "50%", [500_000, 500_000]),
    ("100%", "50%", [666_667, 333_333]),
    ("0.0001%", "0.0002%", [333_333, 666_667]), ("100%", "0%", [1_000_000]),
  ])
  func `has a mix of exactly 100%`(_ a: String, _ b: String, _ shares: [Int64]) throws {
    let mix = try readProfile("models: {claude-sonnet-5-5: \(a), claude-opus-5: \(b)}").mix
    #expect(mix.map(\.share.millionths) == shares)
  }

  @Test func `has tokens by a number, a law, or a table`() throws {
    func input(_ text: String) throws -> TokenLaw {
      try readProfile("tokens: {input: \(text), output: 1}").input
    }
    #expect(try input("14k") == .fixed(TokenCount(14_000)))
    #expect(try input("0") == .fixed(.zero))
    #expect(try input("{median: 1, p90: 2}") == .lognormal(median: TokenCount(1), p90: TokenCount(2)))
    #expect(
      try input("{values: [2k, 9k], weights: [5, 0.5]}")
        == .table([
          .init(tokens: TokenCount(2_000), weight: .percent(500)),
          .init(tokens: TokenCount(9_000), weight: .percent(50)),
        ]))
    #expect(
      try input("{values: [2k, 9k]}")
        == .table([
          .init(tokens: TokenCount(2_000), weight: .one), .init(tokens: TokenCount(9_000), weight: .one),
        ]))
  }

  @Test func `caches up to all of a prompt, and fails up to always`() throws {
    let cached = try readProfile("cached: {read: 70%, write 5m: 20%, write 1h: 10%}")
    #expect(
      [cached.cacheRead, cached.cacheWrite5m, cached.cacheWrite1h] == [
        .percent(70), .percent(20), .percent(10),
      ])
    #expect(try readProfile("cached: 100%").cacheRead == .one)
    let failures = try readProfile("failures: {failed: 60%, disconnected: 40%}")
    #expect([failures.failed, failures.disconnected] == [.percent(60), .percent(40)])
    let modes = try readProfile("models: claude-opus-5-5, batch: 60%, fast: 40%, us only: 100%")
    #expect([modes.batch, modes.fast, modes.usOnly] == [.percent(60), .percent(40), .one])
  }

  @Test func `signs in by key or by plan`() throws {
    #expect(try readWorkload("channel: plan").channel == .plan)
    #expect(try readWorkload("dispersion: 1").channel == .apiKey)
  }

  @Test(
    arguments: [
      ("hours: 09:30-18:00", "UTC", [9: 500_000, 10: 1_000_000, 17: 1_000_000], 18),
      ("hours: 22:00-06:00 Europe/Berlin", "Europe/Berlin", [22: 1_000_000, 0: 1_000_000, 5: 1_000_000], 6),
      ("hours: 09:00-18:00, zone: Europe/Berlin", "Europe/Berlin", [9: 1_000_000, 17: 1_000_000], 18),
      ("hours: 22:00-24:00", "UTC", [22: 1_000_000, 23: 1_000_000], 0),
      ("zone: Europe/Berlin", "Europe/Berlin", [0: 1_000_000, 23: 1_000_000], nil),
    ] as [(String, String, [Int: Int64], Int?)])
  func `has hours by the local clock`(
    _ keys: String, _ zone: String, _ open: [Int: Int64], _ shut: Int?
  ) throws {
    let shape = try readWorkload(keys).workload.shape
    #expect(shape.zone.name == zone)
    for (hour, weight) in open { #expect(shape.hours[hour].millionths == weight) }
    if let shut { #expect(shape.hours[shut] == .zero) }
  }

  @Test(arguments: [
    ("0, 0, 1, 3", [0, 0, 500_000, 1_500_000]), ("0, 0, 0, 7", [0, 0, 0, 1_000_000]),
    ("1k, 0, 1k, 1k", [1_000_000, 0, 1_000_000, 1_000_000]),
    ("1, 1, 0, 0.000001", [1_499_999, 1_499_999, 0, 1]),
  ])
  func `has hours by their numbers, with a mean of 1 where there are any`(
    _ last: String, _ levels: [Int64]
  ) throws {
    let zeros = [String](repeating: "0", count: 20).joined(separator: ", ")
    let hours = try readWorkload("hourly: [\(zeros), \(last)]").workload.shape.hours
    #expect(hours.suffix(4).map(\.millionths) == levels)
    #expect(hours.prefix(20).allSatisfy { $0 == .zero })
  }

  @Test(arguments: [
    ("requests: 9 per day", [100, 100, 100, 100, 100, 100, 100]),
    ("requests: 9 per workday", [100, 100, 100, 100, 100, 0, 0]),
    ("hours: Mon-Sat 09:00-17:00, requests: 9 per workday", [100, 100, 100, 100, 100, 100, 0]),
    ("hours: Mon-Fri 09:00-17:00, days: {Sun: 50%}", [100, 100, 100, 100, 100, 0, 50]),
    ("requests: 9 per workday, days: {Sat: 150%, Mon: 0%}", [0, 100, 100, 100, 100, 150, 0]),
    ("spend: {law: fixed, mean: $1}, hours: Sun 09:00-17:00", [0, 0, 0, 0, 0, 0, 100]),
  ])
  func `has days by its rate, its hours, or its own word`(_ keys: String, _ percent: [Int64]) throws {
    #expect(try readWorkload(keys).workload.shape.days == percent.map { .percent($0) })
  }

  @Test(arguments: [
    ("active: 2026-10-01 to 2026-11-01", ["2026-10-01", "2026-11-01"]),
    ("active: 2026-09-30T23:59:59Z to 2026-10-05", ["2026-10-01", "2026-10-05"]),
    ("active: 2026-10-31T23:59:59Z to 2027-10-05", ["2026-10-31T23:59:59Z", "2026-11-01"]),
    (
      "active: [2026-10-10 to 2026-10-20, 2026-10-05 to 2026-10-10]",
      ["2026-10-05", "2026-10-10", "2026-10-10", "2026-10-20"]
    ),
    (
      "active: 2026-10-02 Europe/Berlin to 2026-10-03 06:00 Europe/Berlin",
      ["2026-10-01T22:00Z", "2026-10-03T04:00Z"]
    ),
    ("dispersion: 1", ["2026-10-01", "2026-11-01"]),
  ])
  func `runs within the horizon, in order`(_ keys: String, _ ends: [String]) throws {
    let active = try readWorkload(keys).workload.active
    #expect(active.flatMap { [$0.from, $0.to] } == ends.map(Instant.at))
  }

  @Test func `grows and shrinks, and its noise may last`() throws {
    let workload = try readWorkload(
      "growth: {monthly: -99.9999%}, noise: {daily: 300%, persistence: 99.9999%}, dispersion: 1.000001"
    ).workload
    #expect(workload.growth.monthly.millionths == -999_999)
    #expect(workload.noise.daily == .percent(300) && workload.noise.persistence.millionths == 999_999)
    #expect(workload.dispersion.millionths == 1_000_001)
    #expect(try readWorkload("growth: {monthly: 1000%}").workload.growth.monthly == .percent(1_000))
  }

  @Test func `goes from a regime to all others alike, to the millionth`() throws {
    let regimes = try readWorkload(
      "regimes: {a: {level: 4x, lasts: 1 s}, b: {level: 1, lasts: 1 day}, c: {level: 0%, lasts: 1 h}, d: {level: 1%, lasts: 2 h}}"
    ).workload.regimes
    #expect(regimes[1].next.map(\.regime) == [0, 2, 3])
    #expect(regimes[1].next.map(\.share.millionths) == [333_334, 333_333, 333_333])
    #expect(regimes[0].level == .percent(400) && regimes[0].lasts == 1)
    #expect(try readWorkload("regimes: {only: {level: 50%, lasts: 1 h}}").workload.regimes[0].next == [])
    #expect(try readWorkload("regimes: {}").workload.regimes == [])
  }
}

@Suite struct `A workload in dollars` {
  static let laws: [(String, SpendLaw)] = [
    ("fixed, mean: $40", .fixed(.dollars(40))),
    ("normal, mean: $40, sd: $25", .normal(mean: .dollars(40), sd: .dollars(25))),
    ("gamma, mean: $40, sd: $25", .gamma(mean: .dollars(40), sd: .dollars(25))),
    ("lognormal, mean: $40, sd: $25", .lognormal(.mean(.dollars(40), sd: .dollars(25)))),
    (
      "lognormal, median: $4, p90: $4.000000001",
      .lognormal(.median(.dollars(4), p90: Nanodollars(4_000_000_001)))
    ),
    ("poisson, count: 0.5, size: $2", .poisson(count: .percent(50), size: .fixed(.dollars(2)))),
    (
      "poisson, count: 12k, size: {median: $2, p90: $9}",
      .poisson(count: .percent(1_200_000), size: .lognormal(.median(.dollars(2), p90: .dollars(9))))
    ),
    (
      "negative binomial, count: 3, dispersion: 1.000001, size: {mean: $2, sd: $1}",
      .negativeBinomial(
        count: .percent(300), dispersion: Ratio(millionths: 1_000_001),
        size: .lognormal(.mean(.dollars(2), sd: .dollars(1))))
    ),
    (
      "ar1, mean: $40, sd: $25, persistence: 0%",
      .ar1(mean: .dollars(40), sd: .dollars(25), persistence: .zero)
    ),
    (
      "geometric brownian, start: $40, drift: -5%, volatility: 20%",
      .geometricBrownian(start: .dollars(40), drift: .percent(-5), volatility: .percent(20))
    ),
    (
      "geometric brownian, start: $40, volatility: 0%",
      .geometricBrownian(start: .dollars(40), drift: .zero, volatility: .zero)
    ),
    ("empirical, values: [$0, $5, $5]", .empirical([.zero, .dollars(5), .dollars(5)])),
  ]

  @Test(arguments: laws) func `follows its law`(_ text: String, _ law: SpendLaw) throws {
    let read = try readWorkload("spend: {law: \(text)}")
    #expect(read.workload.size == .spend(law, per: .day))
    #expect(read.statedModels == [])
  }

  @Test func `is by the hour if it says so, and of a model if it names one`() throws {
    let read = try readWorkload(
      "spend: {law: fixed, mean: $1, per: hour}, models: claude-opus-5, channel: plan")
    #expect(read.workload.size == .spend(.fixed(.dollars(1)), per: .hour))
    let model = try RateCard.builtIn.model(named: "claude-opus-5")
    #expect(read.statedModels == [ModelShare(model: model, share: .one)])
    #expect(read.channel == .plan)
  }

  @Test(arguments: laws) func `reads the same with every default written out`(
    _ text: String, _ law: SpendLaw
  ) throws {
    let file =
      "start: 2026-10-01\nend: 2026-11-01\nworkloads: {it: {spend: {law: \(text)}, regimes: {a b: {level: 1, lasts: 1 h}, 'c: d': {level: 1, lasts: 1 h}}, growth: {monthly: -1%}, days: {Sat: 5%}}}"
    let first = try readDemand(file)
    let second = try readDemand(try ExplainedForm.of(file, first.assumed))
    #expect(second.assumed == [])
    #expect(second.scenario.workloads == first.scenario.workloads)
  }
}

@Suite struct `What a rate card says of a workload` {
  @Test(arguments: [
    ("claude-opus-5", "2026-07-24 to 2026-08-01", 0),
    ("claude-opus-5", "2026-07-23T23:59:59Z to 2026-08-01", 1),
    ("claude-opus-4-1", "2026-07-01 to 2026-08-05", 0),
    ("claude-opus-4-1", "2026-07-01 to 2026-08-05T00:00:01Z", 1),
  ])
  func `is a warning on one side of a boundary`(_ model: String, _ active: String, _ count: Int) throws {
    let read = try readDemand(
      "start: 2026-07-01\nend: 2026-11-01\nworkloads: {it: {requests: 9 per day, models: \(model), tokens: {input: 1, output: 1}, active: \(active)}}"
    )
    #expect(read.warnings.list.count == count)
  }

  @Test(arguments: [("2027-01-19", 0), ("2027-01-20", 1)])
  func `is old when the start lies more than 60 days after it`(_ start: String, _ count: Int) throws {
    let read = try readDemand(
      "start: \(start)\nend: 2027-06-01\nworkloads: {it: {requests: 9 per day, models: claude-sonnet-5-5, tokens: {input: 1, output: 1}}}"
    )
    #expect(read.warnings.list.count == count)
  }
}
