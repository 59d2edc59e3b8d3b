/// What would change an answer, where it can be worked out by hand.

import Analysis
import Demand
import Ledger
import Providers
import Pricing
import Quantities
import Results
import Scenario
import Simulation
import Testing

private let start = Instant(seconds: 1_796_083_200)
private let end = Instant(seconds: 1_796_083_200 + 365 * 86_400)

/// Two dollars a day, without chance unless there is noise.
private func scenario(noise: Ratio = .zero, _ plans: [PurchasePlan]) -> Scenario {
  var use = Workload(
    name: "use", size: .spend(.fixed(.dollars(2)), per: .day), active: [Period(from: start, to: end)])
  use.noise.daily = noise
  var scenario = Scenario(title: "t", start: start, end: end, step: 86_400, card: .builtIn)
  scenario.workloads = [ScenarioWorkload(workload: use)]
  scenario.leftOver = .nothing
  scenario.plans = plans
  return scenario
}

private func noisy(_ plans: PurchasePlan...) -> Scenario {
  scenario(noise: Ratio(millionths: 900_000), plans)
}

private func lump(_ source: Source, face: Int64, paid: Int64) -> PurchasePlan {
  var terms = LotTerms()
  terms.validity = .never
  var plan = LedgerPlan(start: start)
  plan.purchases = [
    Purchase(
      name: "lump", source: source, orderedAt: start, face: .dollars(face), price: .dollars(paid),
      terms: terms)
  ]
  return PurchasePlan(name: "lump", ledger: plan)
}

/// Pays for what it uses, to the dollar; or in larger steps, where a year of dollars would take long.
private func asNeeded(by dollars: Int64 = 1) -> PurchasePlan {
  var terms = LotTerms()
  terms.validity = .never
  var plan = LedgerPlan(start: start)
  plan.autoReloads = [
    AutoReload(
      offer: Offer(name: "reload", source: .autoReload, terms: terms), threshold: .dollars(1),
      amount: .fixed(.dollars(dollars)))
  ]
  return PurchasePlan(name: "as needed", ledger: plan)
}

/// Where all futures are the same: several blocks of them, so that threads have something to share.
private let few = 70

private func simulated(_ scenario: Scenario, seed: UInt64 = 3, paths: Int = 400) throws -> Simulation {
  var simulation = try Simulation(scenario, seed: seed)
  try simulation.run(upTo: paths, threads: 2)
  return simulation
}

private func compared(_ scenario: Scenario, paths: Int = 400) throws -> ComparisonResult {
  compare(try simulated(scenario, paths: paths).result, of: scenario)
}

/// `paths`: of the simulations on the way; `own`: of the scenario's.
private func found(
  _ scenario: Scenario, seed: UInt64 = 3, own: Int = 400, threads: Int = 2, paths: Int
) throws -> TurningPoints? {
  let simulation = try simulated(scenario, seed: seed, paths: own)
  return try turningPoints(
    of: simulation, compare(simulation.result, of: scenario), threads: threads, paths: paths)
}

@Suite struct `Turning points are where arithmetic puts them` {
  @Test func `a lump of $500 is worth its price from $500 of usage on`() throws {
    let scenario = scenario([lump(.bundle, face: 5_000, paid: 500), asNeeded()])
    let result = try compared(scenario)
    for threads in [1, 3] {
      let points = try #require(try found(scenario, threads: threads, paths: few))
      #expect(points.crossings.count == 1)
      let crossing = try #require(points.crossings.first)
      #expect(result.plans[crossing.below].name == "as needed" && result.plans[crossing.above].name == "lump")
      #expect(abs(crossing.scale.value - 500.0 / 730) < 0.004)
      #expect(abs(crossing.usage.value / 1e9 - 500 / (365 / (365.2425 / 12))) < 0.3)
      // Twice the level is twice the usage.
      let one = try #require(points.levels.first { $0.scale == 1 })
      let two = try #require(points.levels.first { $0.scale == 2 })
      #expect(
        abs(two.usage / one.usage - 2) < 1e-9 && abs(two.costs[1].value / one.costs[1].value - 2) < 0.01)
    }
  }

  @Test func `a seller whose lot is lost with probability p costs 1 / (1 - p) times as much`() throws {
    // $730 used of a lot for $400, or of $740 for $740, so that a dollar is always left: dearer from p = 1 - 400 / 740 on.
    let scenario = scenario([lump(.reseller, face: 1_000, paid: 400), asNeeded(by: 10)])
    let points = try #require(try found(scenario, paths: 12_000))
    let seller = try #require(points.sellers.first)
    guard case .share(let share) = seller.limit else {
      Issue.record("\(seller.limit)")
      return
    }
    // The share lost of 12,000 lots is known to 0.0045.
    #expect(abs(share.value - (1 - 400.0 / 740)) < 0.015)
    #expect(share.interval.low <= 1 - 400.0 / 740 && 1 - 400.0 / 740 <= share.interval.high)
    #expect((0.004...0.03).contains(share.interval.halfWidth * 2))
    let sure: [(Int64, TurningPoints.Seller.Limit)] = [(2_000, .always), (1, .never)]
    for (paid, limit) in sure {
      let other = Self.plans(paid)
      let points = try #require(try found(other, paths: few))
      #expect(points.sellers.first?.limit == limit)
    }
  }

  private static func plans(_ paid: Int64) -> Scenario {
    scenario([lump(.reseller, face: 5_000, paid: paid), asNeeded(by: 10)])
  }

  @Test func `a crossing where the scenario itself is, hidden by noise there, is found all the same`() throws
  {
    // $730 for more than is ever used, against $730 of usage on average.
    let scenario = scenario(
      noise: Ratio(millionths: 300_000), [lump(.bundle, face: 5_000, paid: 730), asNeeded()])
    let points = try #require(try found(scenario, paths: 450))
    #expect(points.crossings.count == 1)
    #expect(abs((points.crossings.first?.scale.value ?? 0) - 1) < 0.02)
  }

  /// $60 for more than is ever used, against what is used in a month at two dollars a day: they cost the same at a scale of some
  /// 60 / 62. An eighth of the futures that are usual, so that the interval is wide and a hundred seeds take a moment.
  @Test func `the interval of a turning point holds it in 95 % of runs`() throws {
    var scenario = scenario(
      noise: Ratio(millionths: 900_000), [lump(.bundle, face: 5_000, paid: 60), asNeeded(by: 3)])
    scenario.end = Instant(seconds: start.seconds + 31 * 86_400)
    scenario.workloads[0].workload.active = [Period(from: start, to: scenario.end)]
    // What is bought in dollars is used in cents: the truth is where the means of a long run cross. It is known fifteen times
    // as well as what one of a hundred runs says.
    func crossing(_ seed: UInt64, paths: Int) throws -> TurningPoints.Crossing? {
      try found(scenario, seed: seed, own: paths / 3, paths: paths)?.crossings.first
    }
    let truth = try #require(try crossing(1_000, paths: 27_000)).scale.value
    var held = 0
    var told = 0
    for seed in 1...100 {
      guard let scale = try crossing(UInt64(seed), paths: 120)?.scale else { continue }
      told += 1
      held += scale.interval.low <= truth && truth <= scale.interval.high ? 1 : 0
      #expect(scale.interval.low <= scale.value && scale.value <= scale.interval.high)
    }
    // Three standard errors of 95 % of a hundred.
    #expect(told >= 90 && Double(held) >= 0.885 * Double(told), "\(held) of \(told)")
  }

  @Test func `a third plan between two is found`() throws {
    // Pay as needed up to $400, then $400 for $1,460 of credit, then $1,100 for as much as can be used; what goes beyond
    // a lump is reloaded at its price.
    func stocked(_ name: String, face: Int64, paid: Int64) -> PurchasePlan {
      var plan = lump(.bundle, face: face, paid: paid)
      plan.name = name
      plan.ledger.autoReloads = asNeeded().ledger.autoReloads
      return plan
    }
    let scenario = scenario([
      asNeeded(), stocked("middle", face: 1_460, paid: 400), stocked("large", face: 50_000, paid: 1_100),
    ])
    let points = try #require(try found(scenario, threads: 1, paths: few))
    let names = points.crossings.map { [$0.below, $0.above] }
    #expect(names == [[0, 1], [1, 2]])
    #expect(abs(points.crossings[0].scale.value - 400.0 / 730) < 0.01)
    #expect(abs(points.crossings[1].scale.value - (1_460 + 700) / 730.0) < 0.02)
  }

  @Test func `another scale is another scenario`() throws {
    var use = Workload(
      name: "use",
      size: .spend(.poisson(count: Ratio(millionths: 6_000_000), size: .fixed(.dollars(1))), per: .day),
      active: [Period(from: start, to: end)])
    use.noise.daily = Ratio(millionths: 200_000)
    var once = scenario([asNeeded()])
    once.workloads = [ScenarioWorkload(workload: use)]
    var twice = once
    twice.workloads[0].workload.size = .spend(
      .poisson(count: Ratio(millionths: 12_000_000), size: .fixed(.dollars(1))), per: .day)
    var plain = try Simulation(twice, seed: 5)
    try plain.run(upTo: 500, threads: 2)
    let base = try Simulation(once, seed: 5, scales: 0.5...4)
    var varied = try base.varied(scale: 2)
    try varied.run(upTo: 500, threads: 2)
    #expect(varied.result.demand == plain.result.demand)
    var same = try base.varied(scale: 1)
    try same.run(upTo: 200, threads: 1)
    var straight = try Simulation(once, seed: 5)
    try straight.run(upTo: 200, threads: 1)
    #expect(same.result.demand == straight.result.demand)
    #expect(same.result.runs[0].column(.paid) == straight.result.runs[0].column(.paid))
  }

  @Test func `one plan has nothing to turn to`() throws {
    let alone = scenario([asNeeded()])
    #expect(try found(alone, threads: 1, paths: few) == nil)
  }

  @Test func `noise moves a cost that follows usage by its own spread`() throws {
    let scenario = scenario(noise: Ratio(millionths: 100_000), [asNeeded()])
    let result = try compared(scenario, paths: 4_000)
    let sensitivity = try #require(result.sensitivities.first)
    let noise = try #require(sensitivity.inputs.first)
    #expect(noise.name == "noise of use" && sensitivity.explained > 0.97)
    let cost = try #require(result.plans[0][.totalCost])
    // Of single futures: their mean is surer than so many independent ones would make it.
    let deviation = cost.standardError * (4_000 * (cost.replication?.factor ?? 1)).squareRoot()
    #expect(abs(noise.high / (1.645 * deviation) - 1) < 0.08)
    #expect(abs(noise.low / (-1.645 * deviation) - 1) < 0.08)
  }

  @Test func `what does not vary moves nothing`() throws {
    let result = try compared(scenario([asNeeded()]))
    #expect(result.sensitivities.allSatisfy { $0.inputs.isEmpty && $0.explained == 0 })
  }
}

/// A month of what is ever used for so much, or as it is needed by $25 at two dollars a day with much noise: what the last reload leaves
/// over is a matter of chance that no control variate knows.
@Suite struct `A race spends futures where the answer is open` {
  private static func scenario(lump paid: Int64, by reload: Int64 = 25, months: Int64 = 1) -> Scenario {
    var scenario = noisy(lump(.bundle, face: 5_000, paid: paid), asNeeded(by: reload))
    scenario.end = Instant(seconds: start.seconds + months * 31 * 86_400)
    scenario.workloads[0].workload.active = [Period(from: start, to: scenario.end)]
    return scenario
  }

  @Test func `clear levels end where they began, open ones have all`() throws {
    var scenario = Self.scenario(lump: 84)
    // The lump costs what the other does at 1.41 times the usage.
    var long = try Simulation(scenario, seed: 1, scales: 1...1.5).varied(scale: 2.0.squareRoot())
    try long.run(upTo: 32_768, threads: 2)
    let mean = compare(long.result, of: scenario, detail: .answers).plans[1][.totalCost]?.mean ?? 0
    scenario.plans[0].ledger.purchases[0].price = Nanodollars(Int64(mean))
    let points = try #require(try found(scenario, paths: 1_024))
    func level(_ scale: Double) -> TurningPoints.Level? {
      points.levels.first { abs($0.scale - scale) < 1e-9 }
    }
    // At a sixteenth and at an eighth one reload is all there is, and 128 futures do not tell that a second one is rare.
    #expect([0.0625, 0.125, 0.25, 4].map { level($0)?.futures } == [256, 256, 128, 128])
    // Half and twice the usage are told.
    #expect(level(0.5)?.futures == 512 && level(2)?.futures == 512 && level(1)?.futures == 400)
    #expect(points.levels.allSatisfy { $0.isSure || abs($0.scale - 2.0.squareRoot()) < 1e-9 })
    #expect(level(2.0.squareRoot())?.futures == 512 && level(2.0.squareRoot())?.isSure == false)
    #expect(points.crossings.count == 1)
  }

  @Test func `no race states another plan than a long run, beyond its stated error`() throws {
    var (stated, wrong, open) = (0, 0, 0)
    var (told, held) = (0, 0)
    for paid: Int64 in [40, 42, 44, 46] {
      let scenario = Self.scenario(lump: paid)
      let long = try #require(try found(scenario, seed: 999, own: 2_000, paths: 131_072))
      for seed in 1...40 {
        let points = try #require(try found(scenario, seed: UInt64(seed), own: 700, paths: 512))
        for (level, right) in zip(points.levels, long.levels) where level.scale != 1 {
          for (cost, mean) in zip(level.costs, right.costs) {
            told += 1
            let chance = mean.interval.halfWidth
            held +=
              cost.interval.low - chance <= mean.value && mean.value <= cost.interval.high + chance ? 1 : 0
          }
          // Where not even the long run is sure, either is right.
          guard right.isSure else { continue }
          stated += level.isSure ? 1 : 0
          open += level.isSure ? 0 : 1
          wrong += level.isSure && level.best != right.best ? 1 : 0
        }
      }
    }
    #expect(stated > 900 && open > 20, "\(stated) stated, \(open) open")
    // A wrong answer lies beyond one end of an interval of 95 %, at one of two looks, at the one level that is near: eight of 160, and
    // three standard errors of that.
    #expect(wrong <= 16, "\(wrong) of \(stated)")
    #expect(Double(held) >= 0.93 * Double(told), "\(held) of \(told)")
  }

  @Test func `what another level costs is known by what its futures cost here, and its interval holds it`()
    throws
  {
    let scenario = Self.scenario(lump: 60, by: 1)
    let base = try Simulation(scenario, seed: 1_000, scales: 1...4)
    func cost(_ paths: Int) throws -> Estimate {
      var alone = try base.varied(scale: 4)
      try alone.run(upTo: paths, threads: 2)
      return try #require(
        compare(alone.result, of: scenario, detail: .answers).plans[1][.totalCost])
    }
    let (truth, plain) = (try cost(65_536).best, try cost(128))
    var held = 0
    for seed in 1...60 {
      let points = try #require(try found(scenario, seed: UInt64(seed), own: 2_000, paths: 1_024))
      let level = try #require(points.levels.first { $0.scale == 4 })
      let interval = level.costs[1].interval
      #expect(level.futures == 128 && interval.halfWidth < 0.5 * plain.interval.halfWidth)
      let chance = truth.interval.halfWidth
      held += interval.low - chance <= truth.mean && truth.mean <= interval.high + chance ? 1 : 0
    }
    // Three standard errors of 95 % of sixty.
    #expect(held >= 52, "\(held) of 60")
  }

  /// A twentieth of the work may be refused: at a scale at which a plan refuses about that, no answer is sure.
  @Test func `a plan on the line of what it has to serve is no sure answer`() throws {
    var scenario = Self.scenario(lump: 60)
    scenario.serveAtLeast = Ratio(millionths: 950_000)
    // $62 of usage on average; credit for so much and no more refuses a few per cent of it in the long run.
    scenario.plans[0].ledger.purchases[0].face = .dollars(66)
    scenario.plans.removeLast()
    scenario.plans.append(scenario.plans[0])
    scenario.plans[1].name = "dearer"
    scenario.plans[1].ledger.purchases[0].price = .dollars(70)
    let points = try #require(try found(scenario, own: 2_000, paths: 512))
    let answers = points.levels.map { ($0.scale, $0.best, $0.isSure) }
    #expect(answers.allSatisfy { $0 < 0.9 ? $1 == 0 && $2 : true }, "\(answers)")
    #expect(answers.allSatisfy { $0 > 1.9 ? $1 == nil && $2 : true }, "\(answers)")
    #expect(answers.contains { !$2 }, "\(answers)")
  }
}
