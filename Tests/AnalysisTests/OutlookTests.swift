/// Runways, quotes, variants, alerts and unknown numbers where they can be worked out by hand.

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
private let day: Int64 = 86_400
private let end = Instant(seconds: 1_796_083_200 + 100 * 86_400)

/// Two dollars a day for a hundred days.
private func scenario(noise: Ratio = .zero, _ plans: PurchasePlan...) -> Scenario {
  var use = Workload(
    name: "use", size: .spend(.fixed(.dollars(2)), per: .day), active: [Period(from: start, to: end)])
  use.noise.daily = noise
  var scenario = Scenario(title: "t", start: start, end: end, step: 86_400, card: .builtIn)
  scenario.workloads = [ScenarioWorkload(workload: use)]
  scenario.leftOver = .nothing
  scenario.plans = plans
  return scenario
}

private func held(_ name: String, _ face: Int64, days: Int64) -> Purchase {
  var terms = LotTerms()
  terms.validity = .lasting(.seconds(days * day))
  return Purchase(
    name: name, source: .opening, orderedAt: start, face: .dollars(face), price: .dollars(face), terms: terms)
}

private func plan(_ name: String = "plan", _ change: (inout LedgerPlan) -> Void) -> PurchasePlan {
  var ledger = LedgerPlan(start: start)
  change(&ledger)
  return PurchasePlan(name: name, ledger: ledger)
}

private func simulated(_ scenario: Scenario, paths: Int = 256) throws -> Simulation {
  var simulation = try Simulation(scenario, seed: 3)
  try simulation.run(upTo: paths, threads: 2)
  return simulation
}

@Suite struct RunwayTests {
  @Test func `credit of twenty days lasts twenty days, and what is held too long is told`() throws {
    // $40 at $2 a day is gone on day 20; of the $30 that last ten days $20 is used first, and $10 expires.
    let lot = plan { $0.purchases = [held("a", 40, days: 90)] }
    let other = plan { $0.purchases = [held("a", 40, days: 90), held("b", 30, days: 10)] }
    let one = Runway(
      try simulated(scenario(lot)).result, of: scenario(lot), plan: 0,
      before: Instant(seconds: start.seconds + 21 * day))
    #expect(one.dry.map(\.at) == Array(repeating: Instant(seconds: start.seconds + 20 * day), count: 3))
    #expect(one.before?.chance.count == 256 && one.held == 40_000_000_000 && one.buysNothing)
    #expect(one.buyBy == Instant(seconds: start.seconds + 20 * day))
    let early = Runway(
      try simulated(scenario(lot)).result, of: scenario(lot), plan: 0,
      before: Instant(seconds: start.seconds + 20 * day))
    #expect(early.before?.chance.count == 0)
    let two = Runway(try simulated(scenario(other)).result, of: scenario(other), plan: 0, before: nil)
    #expect(two.dry[1].at == Instant(seconds: start.seconds + 30 * day))
    #expect(two.lots.map(\.name) == ["b", "a"] && two.lots[0].unused == 10e9 && two.lots[1].unused == 0)
    #expect(two.lots[0].expires == Instant(seconds: start.seconds + 10 * day) && two.lots[0].expiring == 1)
  }

  @Test func `what never runs dry has no day, and says what a day may charge`() throws {
    let low = plan {
      $0.autoReloads = [
        AutoReload(
          offer: Offer(name: "reload", source: .autoReload), threshold: .dollars(5),
          amount: .fixed(.dollars(50)))
      ]
    }
    let runway = Runway(try simulated(scenario(low)).result, of: scenario(low), plan: 0, before: nil)
    #expect(runway.dry.allSatisfy { $0.at == nil } && runway.ever.count == 0 && runway.buyBy == nil)
    #expect(runway.charge.most == 50_000_000_000 && !runway.buysNothing)
  }
}

@Suite struct QuoteTests {
  @Test func `of a hundred futures five may cost more than the price`() throws {
    let low = plan { $0.purchases = [held("a", 1, days: 90)] }
    let scenario = scenario(noise: .percent(90), low)
    let run = try simulated(scenario, paths: 512).result
    let quote = Quote(run, of: scenario, losing: 5, besides: 1_000_000_000, threads: 1)
    let costs = values(.totalCost, of: run.runs[0], in: run, scenario).map { $0 + 1_000_000_000 }.sorted()
    let price = quote.plans[0].prices[0]
    // 95 % of 512 are 486.4 futures: the 487th cost.
    #expect(price.price == costs[486] && price.lost == costs.count { $0 > costs[486] } && price.lost <= 25)
    #expect(quote.plans[0].prices.map(\.losing) == [5, 50, 20, 10, 1])
    #expect(
      quote.plans[0].prices.map(\.price).dropFirst()
        == quote.plans[0].prices.map(\.price).dropFirst().sorted()[...])
    #expect(abs(price.margin - (Double(price.price) - quote.plans[0].cost)) < 1)
  }
}

@Suite struct VariantTests {
  @Test func `a variant costs what it says, and the best plan is told for each`() throws {
    // $200 of usage: paid as it comes, or $150 at once. With half of the usage, paying as it comes is the cheaper one.
    let asNeeded = plan("as needed") {
      $0.autoReloads = [
        AutoReload(
          offer: Offer(name: "reload", source: .autoReload), threshold: .dollars(1),
          amount: .fixed(.dollars(1)))
      ]
    }
    let lump = plan("lump") {
      $0.purchases = [
        Purchase(name: "lump", source: .official, orderedAt: start, face: .dollars(500), price: .dollars(150))
      ]
    }
    var whole = scenario(asNeeded, lump)
    var half = whole
    half.workloads[0].workload = try half.workloads[0].workload.scaled(by: .percent(50))
    var dearer = whole
    dearer.plans[1].ledger.purchases[0].price = .dollars(160)
    whole.variants = [
      ScenarioVariant(name: "half", settings: ["scale = 50%"], scenario: half),
      ScenarioVariant(name: "dearer", settings: ["plans.lump.buy.1.pay = $160"], scenario: dearer),
    ]
    let base = try simulated(whole)
    let result = compare(base.result, of: whole)
    let found = try variantResults(of: base, result, threads: 1)
    #expect(found.map(\.name) == ["half", "dearer"] && found.map(\.futures) == [256, 256])
    #expect(result.ranking.serving.plan == 1)
    #expect(found[0].answer.plan == 0 && found[1].answer.plan == 1)
    #expect(found[0]["as needed"]?.change.map { $0.mean / 1e9 } == -100)
    #expect(found[1]["lump"]?.change?.mean == 10e9 && found[1]["as needed"]?.change?.changed == 0)
    // From the lump at $150 to a hundred dollars and the dollar that is always there.
    #expect(found[0].best?.mean == -49e9 && found[0].usage == 100e9)
  }

  @Test func `futures are the same under a variant that changes nothing`() throws {
    let low = plan { $0.purchases = [held("a", 90, days: 90)] }
    var whole = scenario(noise: .percent(60), low)
    whole.variants = [ScenarioVariant(name: "same", settings: [], scenario: whole)]
    let base = try simulated(whole, paths: 512)
    let found = try variantResults(of: base, compare(base.result, of: whole), threads: 2)
    #expect(found[0].plans[0].change?.changed == 0 && found[0].plans[0].change?.mean == 0)
  }
}

@Suite struct AlertResultTests {
  @Test func `at two dollars a day a balance of $20 is left ten days before the end`() throws {
    let lot = plan { $0.purchases = [held("a", 100, days: 99)] }
    var scenario = scenario(lot)
    scenario.alerts = [
      ScenarioAlert(text: "b", watch: .alert(.balance(below: .dollars(20))), lead: 3 * day),
      ScenarioAlert(text: "e", watch: .alert(.expiry(within: 60 * day, left: .dollars(5)))),
      ScenarioAlert(text: "m", watch: .monthlyLimit(.percent(80))),
    ]
    let simulation = try simulated(scenario)
    let told = alertResults(of: simulation, threads: 2, isInterrupted: { false })
    let found = try #require(told)
    let balance = try #require(found[0].plans[0])
    // Spend flows evenly: below $20 in the first hour after ten days before the end.
    #expect(
      balance.fires == 1 && balance.fired.count == 256 && balance.warned == 256 && balance.refused == 256)
    #expect(balance.p50 == 10 * day - 3_600 && balance.p10 == balance.p50)
    // Three days before the end six dollars are left.
    #expect(balance.threshold == 6_000_000_001)
    // On day 39, 60 days before its end, 22 dollars are left.
    let expiry = try #require(found[1].plans[0])
    #expect(expiry.fires == 1)
    #expect(found[2].plans[0] == nil)
  }

  @Test func `alerts change no figure`() throws {
    let low = plan {
      $0.autoReloads = [
        AutoReload(
          offer: Offer(name: "reload", source: .autoReload, delay: 7_200), threshold: .dollars(3),
          amount: .fixed(.dollars(9)))
      ]
    }
    var watched = scenario(noise: .percent(80), low)
    let plain = try simulated(watched).result
    watched.alerts = [
      ScenarioAlert(text: "e", watch: .alert(.expiry(within: 30 * day, left: .dollars(1)))),
      ScenarioAlert(text: "b", watch: .alert(.balance(below: .dollars(4)))),
    ]
    let simulation = try simulated(watched)
    _ = alertResults(of: simulation, threads: 1, isInterrupted: { false })
    for outcome in Outcome.allCases {
      #expect(simulation.result.runs[0].column(outcome) == plain.runs[0].column(outcome))
    }
  }
}

@Suite struct UnknownNumberResultTests {
  /// A fee of $50 to $250 that nobody knows, against $180 that are known: the answer turns at $180.
  private func scenario() -> Scenario {
    var unknown = plan("unknown") {
      $0.purchases = [
        Purchase(name: "lump", source: .official, orderedAt: start, face: .dollars(500), price: .dollars(150))
      ]
    }
    let number = UnknownNumber(name: "buy.lump.pay", unit: .money, low: 50_000_000_000, high: 250_000_000_000)
    unknown.unknownNumbers = [number.name]
    for row in 0..<UnknownNumber.rows {
      var ledger = unknown.ledger
      ledger.purchases[0].price = Nanodollars(number.value(row: row))
      unknown.rows.append(PurchasePlan.Row(ledger: ledger, risks: PlanRisks()))
    }
    let known = plan("known") {
      $0.purchases = [
        Purchase(name: "lump", source: .official, orderedAt: start, face: .dollars(500), price: .dollars(180))
      ]
    }
    var whole = AnalysisTests.scenario(unknown, known)
    whole.unknownNumbers = [number]
    return whole
  }

  @Test func `the answer turns where the two cost the same, and the number moves what it moves`() throws {
    let scenario = scenario()
    let result = compare(try simulated(scenario, paths: 8_192).result, of: scenario)
    let found = try #require(result.unknownNumbers.first)
    let flip = try #require(found.flips.first)
    #expect(found.flips.count == 1 && flip.value == "$180")
    #expect(flip.below == 0 && flip.above == 1 && found.low == "$50" && found.high == "$250")
    // Uniform from $50 to $250: the mean is $150, whatever the futures; nothing else moves it.
    let cost = try #require(result.plans[0][.totalCost])
    #expect(abs(cost.mean / 1e9 - 150) < 0.5)
    let moves = try #require(result.sensitivities.first { $0.plan == 0 && $0.against == nil })
    #expect(moves.inputs.map(\.name) == ["buy.lump.pay ($50 to $250)"] && moves.explained > 0.999)
    #expect(abs(moves.inputs[0].high / 1e9 - 90) < 2 && abs(moves.inputs[0].low / 1e9 + 90) < 2)
    let other = try #require(result.sensitivities.first { $0.plan == 1 && $0.against == nil })
    #expect(other.inputs.isEmpty)
  }

  @Test func `one future is explained in the row that it was lived in`() throws {
    let scenario = scenario()
    let simulation = try simulated(scenario)
    let paid = simulation.result.runs[0].column(.paid)
    for path in [0, 7, 100] {
      let ledger = try simulation.future(path, plan: 0)
      #expect(ledger.paidByMonth.reduce(0) { $0 + $1.cash.count } == paid[path])
    }
    #expect(Set(paid).count > 100)
  }
}
