/// The frame of a scenario, its account, and what changes during the horizon.

import Demand
import Ledger
import Pricing
import Quantities
import Results
import Scenario
import ScenarioFile
import Testing

@Suite struct `The frame of a scenario` {
  @Test func `has defaults`() throws {
    let read = try scenario("")
    #expect(read.title == "scenario")
    #expect(read.end == .at("2027-12-01"))
    #expect(read.step == nil && read.stepUsed.name == "auto (a day)")
    #expect(read.leftOver == .asUsed && read.serveAtLeast == .percent(99))
    #expect(read.blockedWork == BlockedWork() && read.currency == nil)
    #expect(read.rateLimits.isEmpty && read.retirements.isEmpty)
  }

  @Test func `is read`() throws {
    let read = try scenario(
      "title: €20\nstart: 2026-11-30\nhorizon: 3 months\nstep: 15 min\nleft over: at nothing\nblocked work costs: 100%\ntax: 19%"
    )
    #expect(read.title == "€20")
    #expect(read.end == .at("2027-02-28"))
    #expect(read.step == 900)
    #expect(read.leftOver == .nothing && read.blockedWorkCosts == .one)
    #expect(read.plans[0].ledger.purchases[0].terms.tax == .percent(19))
  }

  @Test(
    arguments: [
      ("blocked work: lost", nil, Int64(100)),
      ("blocked work: {costs: 150%}", nil, 150),
      ("blocked work: {costs: 0%}", nil, 0),
      ("blocked work: {retried within: 2 days, then lost, costs: 150%}", 172_800, 150),
      ("blocked work: {retried within: 1 s, then: lost}", 1, 100),
      ("blocked work: {retried within: 1 hour}", 3_600, 100),
      ("blocked work:\n  retried within: 1 hour\n  then lost:", 3_600, 100),
      ("blocked work costs: 30%", nil, 30),
    ] as [(String, Int64?, Int64)])
  func `says what becomes of blocked work`(_ written: String, _ patience: Int64?, _ costs: Int64) throws {
    let read = try scenario(written)
    #expect(read.blockedWork == BlockedWork(patience: patience, costs: .percent(costs)))
    #expect(read.plans.allSatisfy { $0.ledger.retriesWithin == patience })
  }

  @Test(arguments: [
    ("blocked work: kept", "'kept' is not known here"),
    ("blocked work:", "there is no value here"),
    ("blocked work: {then lost}", "'then lost' has no meaning without 'retried within'"),
    ("blocked work: {then: lost}", "'then' has no meaning without 'retried within'"),
    ("blocked work: {retried within: 0 s, then lost}", "no time at all makes no sense here"),
    ("blocked work: {retried within: 1 month, then lost}", "depends on the date"),
    ("blocked work: {retried within: 1 day, then lost: 2}", "'then lost' has no value"),
    ("blocked work: {retried within: 1 day, then lost, then: lost}", "exclude each other"),
    ("blocked work: lost\nblocked work costs: 100%", "exclude each other"),
    ("blocked work: [lost]", "a map is expected here"),
  ])
  func `refuses what says nothing of blocked work`(_ written: String, _ message: String) {
    #expect(said(written).contains(message))
  }

  @Test(arguments: [
    ("EUR 20", "$21.60"), ("€20", "$21.60"), ("$20", "$20"), ("€0.000000001", "$0.000000001"),
    ("€1,000", "$1080"),
  ])
  func `reads amounts of a stated currency`(_ written: String, _ dollars: String) throws {
    let read = try scenario(
      "currency: {code: EUR, rate: $1.08}\nplans: {one: {buy: {credit: '\(written)'}}}")
    #expect(read.plans[0].ledger.purchases[0].face == .of(dollars))
    #expect(read.currency == Currency(code: "EUR", rate: .of("$1.08")))
  }

  @Test(arguments: ["GBP 20", "£20", "€ 20x"])
  func `reads no other currency`(_ written: String) {
    let report = said("currency: {code: EUR, rate: $1.08}\nplans: {one: {buy: {credit: '\(written)'}}}")
    #expect(report.contains("scenario.yaml:4:29: error: "))
  }
}

@Suite struct `The account of a scenario` {
  @Test(arguments: [("start", 500), ("build", 1_000), ("scale", 200_000)])
  func `has a tier`(_ tier: String, _ cap: Int64) throws {
    let read = try scenario("account: {tier: \(tier)}")
    let plan = read.plans[0].ledger
    #expect(plan.usageCaps.map(\.amount) == [.dollars(cap)])
    #expect(plan.usageCaps[0].window == .month)
    let fable = try #require(read.rateLimits.first { $0.models?.contains("claude-fable-5-2") == true })
    let opus = try #require(read.rateLimits.first { $0.models?.contains("claude-opus-4-5") == true })
    #expect(fable.models?.contains("claude-fable-5") == true)
    #expect(opus.models?.contains("claude-opus-4-6") == true)
    #expect(opus.models?.contains("claude-opus-5-5") == false)
    if tier == "start" {
      #expect(fable.requests == 1_000 && fable.inputTokens == 500_000 && fable.outputTokens == 100_000)
      #expect(opus.requests == 1_000 && opus.inputTokens == 2_000_000 && opus.outputTokens == 400_000)
    }
  }

  @Test func `states rate limits of its own`() throws {
    let read = try scenario(
      "account: {tier: start, rate limits: {requests: 50 per minute, input tokens: 30k per minute, output tokens: 8k per minute}}"
    )
    #expect(read.rateLimits == [RateLimit(requests: 50, inputTokens: 30_000, outputTokens: 8_000)])
  }

  @Test func `gives every plan what is held, unless the plan holds other lots`() throws {
    let read = try scenario(
      """
      account:
        holds: {last spring: {credit: $40, cost: $16, expires: 2027-03-01}}
        opening debt: $3
        billing cycle: 2026-12-15
      plans:
        as it is: {buy: {credit: $10}}
        other: {holds: {mine: {credit: $5}}, opening debt: $0}
      """)
    let (first, second) = (read.plans[0].ledger, read.plans[1].ledger)
    #expect(first.purchases.map(\.name) == ["last spring", "official 1"])
    #expect(first.purchases[0].source == .opening && first.purchases[0].price == .dollars(16))
    #expect(first.openingDebt == .dollars(3) && first.billingCycle.anchor == .at("2026-12-15"))
    #expect(second.purchases.map(\.name) == ["mine"])
    #expect(second.openingDebt == .zero)
  }
}

@Suite struct `Changes during the horizon` {
  @Test func `are rows of the card`() throws {
    let read = try scenario(
      "prices: [{model: claude-sonnet-5, from: 2027-03-01, input: 3, output: 15, source: an announcement}]")
    let model = try read.card.model(named: "claude-sonnet-5")
    var usage = Usage()
    (usage.input, usage.cacheRead) = (100_000, 100_000)
    #expect(try read.card.charge(usage, model: model, at: .at("2027-02-28T23:59Z")) == .charged(.of("$0.22")))
    #expect(try read.card.charge(usage, model: model, at: .at("2027-03-01")) == .charged(.of("$0.33")))
  }

  @Test func `retire models`() throws {
    let read = try scenario(
      "retirements: [{model: claude-sonnet-4-5, on: 2027-01-15, moves to: claude-sonnet-5-5}]")
    let old = try read.card.model(named: "claude-sonnet-4-5")
    let new = try read.card.model(named: "claude-sonnet-5-5")
    #expect(read.retirements == [Retirement(model: old, at: .at("2027-01-15"), movesTo: new)])
    #expect(read.card.models[old.index].retired == .at("2027-01-15"))
  }
}
