/// Small tables with answers worked out by hand.

import Analysis
import Ledger
import Pricing
import Quantities
import Results
import Scenario
import Simulation
import Testing

@Suite struct CompareTests {
  /// Four futures of two plans.
  private let first = Table(columns: [
    .paid: [100, 100, 100, 200], .used: [50, 60, 70, 180], .leftAtCost: [10, 0, 20, 0],
    .left: [20, 0, 40, 0],
    .expired: [30, 40, 0, 0], .revoked: [0, 0, 0, 5], .undelivered: [0, 0, 0, 7], .debt: [0, 2, 0, 0],
    .noCredit: [0, 0, 40, 0], .dailyCap: [0, 1, 0, 0], .outages: [0, 1, 2, 0],
    .firstOutage: [-1, 0, 86_400, -1],
    .allowance: [1, 1, 1, 1],
  ])
  private var atPricePaid: Scenario {
    var scenario = testScenario(plans: 2)
    scenario.leftOver = .pricePaid
    scenario.blockedWork.costs = .zero
    return scenario
  }
  private let second = Table(plan: 1, columns: [.paid: [110, 100, 70, 150]])

  @Test func `measures are what their formulas say, exactly`() throws {
    var scenario = testScenario(plans: 2)
    scenario.blockedWork.costs = .percent(50)
    scenario.leftOver = .pricePaid
    let result = compare(simulation([first, second], paths: 4), of: scenario)
    let plan = result.plans[0]
    #expect(plan[.paid]?.total == 500)
    #expect(plan[.waste]?.total == 82)
    #expect(plan[.blocked]?.total == 41)
    // 90, 100 + 2 owed + 0 (half of 1, to even), 80 + 20, 200.
    #expect(plan[.totalCost]?.total == 492)
    #expect(plan[.totalCost]?.mean == 123)
    #expect(plan[.totalCost]?.quantiles?.p50.value == 100)
    #expect(plan[.totalCost]?.quantiles?.p05.value == 90 && plan[.totalCost]?.quantiles?.p95.value == 200)
    #expect(plan[.outageRisk]?.total == 2 && plan[.outageRisk]?.mean == 0.5)
    #expect(plan[.firstOutage]?.futures == 2 && plan[.firstOutage]?.mean == 43_200)
    #expect(plan[.firstOutage]?.standardError == 43_200)
    #expect(result.plans[1][.firstOutage] == nil && result.plans[1][.effectivePrice] == nil)
    // (500 + 2 - 30) / (360 + 2 + 4).
    #expect(plan[.effectivePrice]?.mean == 472.0 / 366)
    // (100, 100, 100, 200): mean 125, variance 2,500, of the mean 625.
    #expect(plan[.paid]?.standardError == 25)
    // 20 after the end of what was left over, and instalments of 3: (500 + 2 + 3 - 20) and half of the refused, 0 and 20.
    for (worth, total) in [
      (LeftOverWorth.nothing, 522), (.asUsed, 522), (.refunded(.percent(50)), 507), (.refunded(.one), 492),
    ] {
      scenario.leftOver = worth
      #expect(
        compare(simulation([first, second], paths: 4), of: scenario).plans[0][.totalCost]?.total
          == Int128(total))
    }
    var later = first
    later.columns[.usedLater] = [20, 0, 0, 0]
    later.columns[.usedLaterWorth] = [8, 0, 0, 0]
    later.columns[.refundedLater] = [0, 0, 3, 0]
    later.columns[.instalments] = [0, 0, 0, 5]
    scenario.leftOver = .asUsed
    let result2 = compare(simulation([later, second], paths: 4), of: scenario)
    #expect(result2.plans[0][.totalCost]?.total == 516)
    #expect(result2.leftOverViews.map(\.worth) == [.asUsed, .pricePaid, .nothing])
    #expect(result2.leftOverViews.map { $0.costs[0] * 4 } == [516, 497, 527])
  }

  @Test func `a pair is compared future by future`() throws {
    let result = compare(simulation([first, second], paths: 4), of: atPricePaid)
    let pair = try #require(result.pair(0, 1))
    // 90 102 80 200 less 110 100 70 150: -20, 2, 10, 50.
    #expect(pair.difference.mean == 10.5)
    #expect(abs(pair.difference.standardError - (2_563.0 / 12).squareRoot()) < 1e-12)
    #expect(pair.aCheaper.count == 1 && pair.bCheaper.count == 3 && pair.same == 0)
    let turned = try #require(result.pair(1, 0))
    #expect(turned.difference.mean == -10.5 && turned.aCheaper.count == 3)
    #expect(pair.difference.isWithinNoise)
    // The first refuses a tenth of the work.
    #expect(result.ranking.order == [1, 0] && result.ranking.serving == Answer(plan: 1))
    #expect(result.ranking.ofAll == Answer(plan: 1, ties: [0]))
  }

  @Test func `a clear difference is no tie, an equal plan is one`() throws {
    var chance = Chance(seed: 4)
    let base = (0..<2_000).map { _ in Int64(chance.next() % 1_000_000) }
    let dearer = base.map { $0 + 10_000 + Int64(chance.next() % 10) }
    let tables = [dearer, base, base].enumerated().map { Table(plan: $0, columns: [.paid: $1]) }
    let result = compare(simulation(tables, paths: 2_000), of: testScenario(plans: 3))
    #expect(result.ranking.order == [1, 2, 0] && result.ranking.serving.ties == [2])
    // Plans that differ by 10,000 on a spread of 300,000 are told apart because the futures are the same.
    let pair = try #require(result.pair(0, 1))
    #expect(pair.difference.interval.low > 9_990 && pair.aCheaper.count == 0)
    #expect(pair.aCheaper.interval.high > 0)
  }

  @Test(arguments: [(2, false), (3, true)])
  func `the more pairs are compared, the more it takes to beat the best`(plans: Int, isTied: Bool) {
    // Dearer by 2.25 standard errors of 32 replicates: between 2.04 for one pair and 2.53 for three.
    var chance = Chance(seed: 15)
    let base = (0..<400).map { Int64($0 * 10) }
    let apart = base.map { _ in chance.uniform() < 0.5 ? Int64(1_000) : -1_000 }
    let spread = Spread(Summary(apart), stake: 0)
    let shift = Int64(2.25 * spread.standardError - spread.mean)
    let dearer = zip(base, apart).map { $0 + $1 + shift }
    let farAbove = base.map { $0 + 1_000_000 }
    let tables = [base, dearer, farAbove][..<plans].enumerated().map { Table(plan: $0, columns: [.paid: $1]) }
    let result = compare(simulation(tables, paths: 400), of: testScenario(plans: plans))
    #expect(result.ranking.serving == Answer(plan: 0, ties: isTied ? [1] : []))
    #expect(result.pair(0, 1)?.difference.isWithinNoise == false)
  }

  @Test func `with negotiated prices usage served counts at list price`() throws {
    var scenario = testScenario()
    // Half price: 100 served and 100 refused of 400 asked for, 40 of them throttled.
    let table = Table(columns: [.paid: [100, 100], .used: [100, 0], .noCredit: [80, 0]])
    let run = simulation([table], paths: 2, demand: [400, 0], throttled: [40, 0])
    #expect(compare(run, of: scenario).plans[0][.effectivePrice]?.mean == 2)
    scenario.plans[0].volumePrices = [VolumePrice(model: ModelID(index: 0), share: .percent(50))]
    #expect(compare(run, of: scenario).plans[0][.effectivePrice]?.mean == 1)
    scenario.plans[0].volumePrices = []
    scenario.plans[0].ledger.openingDebt = Nanodollars(25)
    // 200 for 100 - 25 and 0 - 25.
    #expect(compare(run, of: scenario).plans[0][.effectivePrice]?.mean == 4)
  }

  @Test func `the order of the futures of a replicate changes nothing`() throws {
    var chance = Chance(seed: 6)
    let rows = 9_984
    let paid = (0..<rows).map { _ in Int64(chance.next() % 5_000_000_000_000) }
    let other = paid.map { $0 - Int64(chance.next() % 3_000_000_000_000) }
    let control = paid.map { $0 / 2_000_000 - 1_250_000 }
    func result(_ order: [Int], threads: Int) throws -> ComparisonResult {
      let tables = [paid, other].enumerated().map { number, column in
        Table(plan: number, columns: [.paid: order.map { column[$0] }])
      }
      return compare(
        simulation(tables, paths: rows, controls: [order.map { control[$0] }]), of: testScenario(plans: 2),
        threads: threads)
    }
    let straight = try result(Array(0..<rows), threads: 1)
    // To the last bit, whatever the threads.
    let parted = try result(Array(0..<rows), threads: 2)
    #expect(straight.plans.map(\.estimates) == parted.plans.map(\.estimates))
    #expect(straight.pairs[0].difference == parted.pairs[0].difference)
    let turned = try result((0..<rows).map { ($0 / 32 * 35 + 13) % 312 * 32 + $0 % 32 }, threads: 1)
    func isSame(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-9 * abs(a) }
    for (one, two) in zip(straight.plans, turned.plans) {
      for (a, b) in zip(one.estimates, two.estimates) {
        #expect(a.total == b.total && a.quantiles == b.quantiles && a.nonZero == b.nonZero)
        #expect(isSame(a.best.mean, b.best.mean) && isSame(a.best.standardError, b.best.standardError))
        #expect(isSame(a.best.interval.low, b.best.interval.low))
        #expect(isSame(a.best.interval.high, b.best.interval.high))
      }
    }
    #expect(straight.plans[0][.paid]?.adjusted != nil)
  }

  @Test func `lots and days are averaged over the futures`() throws {
    var tally = LotTally(origin: .purchase(0), name: "gift", source: .reseller)
    (tally.orders, tally.face, tally.expired, tally.undelivered) = (4, 400, 100, 20)
    (tally.expiredAtCost, tally.lostAtCost, tally.pathsWithExpiry, tally.pathsWithLoss) = (50, 60, 2, 3)
    let table = Table(
      columns: [:], lots: [tally], outageDays: [0, 1], balances: [[4, 3, 2, 1], [9, 9, 9, 9]])
    let plan = compare(simulation([table], paths: 4), of: testScenario()).plans[0]
    #expect(plan.lots[0].face == 100 && plan.lots[0].expired == 25 && plan.lots[0].lost == 30)
    #expect(plan.lots[0].expiredAtCost == 12.5 && plan.lots[0].lostAtCost == 15)
    #expect(plan.lots[0].expiresUnused.count == 2 && plan.lots[0].isLost.value == 0.75)
    let band = try #require(plan.days[0].balance)
    #expect(band.p05 == 1 && band.p50 == 2 && band.p95 == 4)
    #expect(plan.days[0].outage.interval.high > 0 && plan.days[1].outage.value == 0.25)
  }

  @Test(arguments: [0, 1, 2])
  func `few futures are no crash and no certainty`(paths: Int) throws {
    let tables = [0, 1].map { Table(plan: $0, columns: [.paid: (0..<Int64(paths)).map { $0 + 1 }]) }
    let controls = [(0..<Int64(paths)).map { $0 * 10 }]
    let result = compare(simulation(tables, paths: paths, controls: controls), of: testScenario(plans: 2))
    #expect(result.plans.count == 2 && result.pairs.count == (paths == 0 ? 0 : 1))
    #expect(result.plans[0].estimates.isEmpty == (paths == 0))
    if paths == 1 { #expect(result.plans[0][.paid]?.standardError == .infinity) }
    if paths == 2 { #expect(result.plans[0][.paid]?.standardError == 0.5) }
  }

  @Test func `amounts at the ends of a ledger's range do not overflow`() throws {
    var scenario = testScenario()
    scenario.blockedWork.costs = Ratio(millionths: .max)
    let most = Nanodollars.largest.count
    let table = Table(columns: [
      .paid: [most, 0], .leftAtCost: [0, most], .lowestBalance: [-most, most], .noCredit: [most, 0],
      .dailyCap: [most, most], .debt: [most, 0], .used: [most, 0],
    ])
    let plan = compare(simulation([table], paths: 2), of: scenario).plans[0]
    #expect(plan[.paid]?.total == Int128(most))
    #expect(plan[.blocked]?.quantiles?.most == 1 << 62)
  }

  @Test func `an unknown switch shows its range and the value that hurts`() throws {
    func table(_ order: String, _ limit: String, _ paid: [Int64], _ outages: [Int64]) -> Table {
      Table(
        settings: [("draw order", order), ("trigger", limit)], columns: [.paid: paid, .outages: outages])
    }
    let tables = [
      table("oldest", "below", [10, 20, 30], [0, 0, 0]), table("oldest", "at", [12, 20, 31], [0, 0, 1]),
      table("newest", "below", [40, 50, 60], [0, 0, 0]), table("newest", "at", [44, 52, 63], [0, 1, 1]),
    ]
    let result = compare(simulation(tables, paths: 3), of: testScenario())
    #expect(result.plans.count == 1 && result.plans[0][.paid]?.total == 60)
    let unknown = try #require(result.unknown.first)
    #expect(unknown.variants == 4)
    #expect(unknown.ranges[0].low == 20 && unknown.ranges[0].high == 53)
    #expect(unknown.ranges[0].highSettings.map(\.value) == ["newest", "at"])
    let order = unknown.switches[0]
    #expect(order.values.map(\.name) == ["oldest", "newest"])
    #expect(order.values[0].ranges[0].high == 21 && order.values[1].ranges[0].low == 50)
    #expect(order.effects[0].worst == 1 && order.effects[0].mildest == 0)
    // Averages of the pairs (11, 20, 30.5) and (42, 51, 61.5): 31 in each future, without error.
    #expect(order.effects[0].difference.mean == 31)
    #expect(order.effects[0].difference.standardError < 1e-6)
    #expect(unknown.switches[1].effects[1].worst == 1)
    #expect(abs(unknown.switches[1].effects[1].difference.mean - 0.5) < 1e-15)
    #expect(order.effects[2].difference.mean == 0 && order.effects[2].difference.isWithinNoise)
  }

  @Test func `of a design of fewer runs a switch is judged by those that differ in it alone`() throws {
    func table(_ order: String, _ limit: String, _ paid: [Int64]) -> Table {
      Table(settings: [("draw order", order), ("trigger", limit)], columns: [.paid: paid])
    }
    // Newest with "at" was not run: the 900 says nothing of the order.
    let tables = [
      table("oldest", "below", [10, 20, 30]), table("newest", "below", [40, 50, 60]),
      table("oldest", "at", [900, 900, 900]),
    ]
    let unknown = try #require(compare(simulation(tables, paths: 3), of: testScenario()).unknown.first)
    #expect(unknown.variants == 3 && unknown.combinations == 4 && !unknown.isComplete)
    #expect(unknown.ranges[0].low == 20 && unknown.ranges[0].high == 900)
    let order = unknown.switches[0].effects[0]
    #expect(order.worst == 1 && order.difference.mean == 30 && order.difference.standardError < 1e-6)
    #expect(
      unknown.switches[1].effects[0].worst == 1 && unknown.switches[1].effects[0].difference.mean == 880)
  }
}
