/// Luck goes by names: what is inserted, left out, renamed or sorted in a scenario changes no figure of anything else, to
/// the last bit. Through the text of files, since there orders come from.

import Ledger
import Results
import Scenario
import ScenarioFile
import Simulation
import Testing

/// The entries of a scenario, in an order of their own.
private struct Text {
  var workloads: [(name: String, body: String)] = [
    (
      "crew",
      """
      requests: 30 per workday
          models: {MODELS}
          tokens: {input: {median: 14k, p90: 40k}, output: {median: 600, p90: 3k}}
          growth: {monthly: 2%, volatility: 20%}
          noise: {daily: 40%, persistence: 0.6}
          dispersion: 3
          regimes: {project: {level: 120%, lasts: 20 days}, gap: {level: 30%, lasts: 9 days}}
      """
    ),
    ("batch", "spend: {law: lognormal, median: $4, p90: $9, per: day}"),
    (
      "agents",
      """
      requests: 12 per day
          models: {MODELS}
          tokens: {input: 30k, output: 1k}
          noise: {daily: 60%, persistence: 0.6}
      """
    ),
    (
      "night job",
      "{spend: {law: gamma, mean: $3, sd: $2, per: day}, growth: {volatility: 30%}, noise: {daily: 20%}}"
    ),
  ]
  var models = ["claude-opus-5-5: 30%", "claude-sonnet-5-5: 60%", "claude-haiku-5-5: 10%"]
  var correlations = ["{of: [crew, agents], is: 50%}", "{of: [agents, batch], is: -30%}"]
  var plans: [(name: String, lots: [String], rest: String)] = [
    (
      "lots",
      [
        "spring: {source: reseller, credit: $250, pay: $100, validity: 60 days, every: 10 days, count: 3}",
        "trial: {source: promotion, credit: $10}",
        "late: {source: reseller, credit: $90, pay: $50, validity: 40 days, at: 2026-12-20}",
      ],
      """
      seller: {undelivered: 20%, revoked: 30% per month, takes other lots: 20%, delay: {median: 4 hours, p90: 2 days}}
          when empty:
            ann: {buy: $50, after: {median: 3 hours, p90: 1 day}}
            bob: {buy: $70, after: {median: 9 hours, p90: 2 days}}
      """
    ),
    (
      "reloads", [],
      """
      auto-reload:
            small: {below: $20, add: $50, declined: 20%, off after: 3, latency: {median: 1 min, p90: 30 min}}
            large: {below: $5, add: $200, declined: 30%, latency: {median: 9 min, p90: 2 hours}}
      """
    ),
    (
      "limited", ["year: {credit: $300, validity: 1 year, models: claude-opus-5-5}"],
      "auto-reload: {below: $20, add: $50, declined: 20%}"
    ),
  ]
  var limit = "account: {rate limits: {input tokens: 200 per minute}}"

  var text: String {
    func entries(_ list: [String], indent: String) -> String { list.map { indent + $0 + "\n" }.joined() }
    // Stated: left to itself, it is by the hour with some of these workloads and by the day with others.
    var text = "lotwise: 1\ntitle: streams\nstart: 2026-12-01\nhorizon: 45 days\nstep: 1 hour\n"
    if !limit.isEmpty { text += limit + "\n" }
    text += "workloads:\n"
    for (name, body) in workloads {
      let body = body.replacing("MODELS", with: models.joined(separator: ", "))
      text += body.hasPrefix("{") ? "  \(name): \(body)\n" : "  \(name):\n    \(body)\n"
    }
    if !correlations.isEmpty {
      text += "correlations:\n" + entries(correlations.map { "- " + $0 }, indent: "  ")
    }
    text += "plans:\n"
    for (name, lots, rest) in plans {
      text += "  \(name):\n"
      if !lots.isEmpty { text += "    buy:\n" + entries(lots, indent: "      ") }
      text += "    \(rest)\n"
    }
    return text
  }

  func run(paths: Int = 200) throws -> Lived {
    let scenario = try Scenarios.read(bytes: Array(text.utf8), path: "streams.yaml").scenario
    return Lived(scenario, try simulated(scenario, paths: paths))
  }
}

/// All that became of a lot, but not where its plan lists it.
private struct Fate: Equatable {
  let revoked: Int128
  private let sums: [String]

  init(_ tally: LotTally) {
    revoked = tally.revoked
    // What is used of it after the end hangs on what other lots leave to do.
    let others = ["origin", "usedLater", "lostLater"]
    sums = Mirror(reflecting: tally).children.filter { !others.contains($0.label ?? "") }.map {
      "\($0.value)"
    }
  }
}

/// What must not change: of each plan by its name, of each control by its name, and of the demand.
private struct Lived: Equatable {
  struct Plan: Equatable {
    var columns: [[Int64]]
    var lots: [String: Fate]
    var outageDays: [Int64]
    var balances: DayBalances
  }

  var demand: [Int64]
  var throttled: [Int64]
  var controls: [[Int64]]
  var controlNames: [String]
  var plans: [String: Plan] = [:]

  init(_ scenario: Scenario, _ run: SimulationRun) {
    (demand, throttled, controls, controlNames) = (run.demand, run.throttled, run.controls, run.controlNames)
    for plan in run.runs {
      plans[scenario.plans[plan.plan].name] = Plan(
        columns: Outcome.allCases.map { plan.column($0) },
        lots: Dictionary(uniqueKeysWithValues: plan.lots.map { ($0.name, Fate($0)) }),
        outageDays: plan.outageDays,
        balances: plan.balances)
    }
  }
}

@Suite struct `Luck goes by names` {
  @Test func `the order of workloads, models, correlations, plans, lots and people is nothing`() throws {
    let stated = try Text().run()
    #expect(stated.throttled.contains { $0 > 0 } && stated.plans.count == 3)
    for turn in 1...3 {
      var text = Text()
      func turned<T>(_ list: [T]) -> [T] {
        if turn == 3 { return list.reversed() }
        let cut = turn % max(list.count, 1)
        return Array(list[cut...]) + Array(list[..<cut])
      }
      text.workloads = turned(text.workloads)
      text.models = turned(text.models)
      text.correlations = turned(text.correlations)
      text.plans = turned(text.plans)
      for index in text.plans.indices where text.plans[index].lots.count > 1 {
        text.plans[index].lots = turned(text.plans[index].lots)
      }
      // Not of auto-reloads: where both are pulled at once, their order is a rule of the ledger.
      for index in text.plans.indices where text.plans[index].name == "lots" {
        let lines = text.plans[index].rest.split(separator: "\n")
        if let first = lines.firstIndex(where: { $0.hasPrefix("      ") }) {
          let others = Array(lines[first...].reversed())
          text.plans[index].rest = (Array(lines[..<first]) + others).joined(separator: "\n")
        }
      }
      #expect(text.text != Text().text)
      #expect(try text.run() == stated)
    }
  }

  @Test func `a plan inserted, left out or renamed changes no other, and the renamed one in nothing`() throws
  {
    let stated = try Text().run()
    var text = Text()
    text.plans[0].name = "another name"
    let renamed = try text.run()
    #expect(renamed.plans["another name"] == stated.plans["lots"])
    #expect(renamed.plans["reloads"] == stated.plans["reloads"] && renamed.demand == stated.demand)
    text = Text()
    text.plans.remove(at: 0)
    let fewer = try text.run()
    #expect(fewer.demand == stated.demand && fewer.controls == stated.controls)
    for name in ["reloads", "limited"] { #expect(fewer.plans[name] == stated.plans[name]) }
    text.plans.insert(
      ("first", ["x: {credit: $40}", "late: {source: reseller, credit: $90}"], "seller: {undelivered: 50%}"),
      at: 0)
    let more = try text.run()
    for name in ["reloads", "limited"] { #expect(more.plans[name] == stated.plans[name]) }
  }

  @Test func `a purchase inserted or renamed leaves the fate of the others`() throws {
    // What is used comes out of the trial's credit, so that a lot says what became of itself alone.
    func fates(_ lots: [String], _ people: String) throws -> [String: Fate] {
      var text = Text()
      text.workloads = [("none", "{spend: {law: fixed, mean: $0.01}}")]
      text.correlations = []
      text.limit = ""
      text.plans = [("plan", ["cash: {source: promotion, credit: $50, validity: 60 days}"] + lots, people)]
      return try #require(try text.run(paths: 500).plans["plan"]).lots
    }
    let seller = "seller: {undelivered: 20%, revoked: 30% per month, delay: {median: 4 hours, p90: 2 days}}"
    func lot(_ name: String) -> String {
      "\(name): {source: reseller, credit: $250, pay: $100, every: 9 days, count: 3}"
    }
    let stated = try fates([lot("a"), lot("b")], seller)
    #expect(stated["a #1"] != nil && stated["a #1"]?.revoked != stated["b #1"]?.revoked)
    let inserted = try fates([lot("first"), lot("a"), lot("between"), lot("b")], seller)
    let renamed = try fates([lot("c"), lot("b")], seller)
    for number in 1...3 {
      #expect(inserted["a #\(number)"] == stated["a #\(number)"])
      #expect(inserted["b #\(number)"] == stated["b #\(number)"])
      #expect(renamed["b #\(number)"] == stated["b #\(number)"])
      #expect(renamed["c #\(number)"]?.revoked != stated["a #\(number)"]?.revoked)
    }
  }

  @Test func `a workload inserted adds its own demand, and renamed changes only its own`() throws {
    func demand(_ change: (inout Text) -> Void) throws -> [Int64] {
      var text = Text()
      (text.limit, text.correlations) = ("", [])
      change(&text)
      return try text.run(paths: 60).demand
    }
    let stated = try demand { _ in }
    let alone = try (0..<4).map { index in try demand { $0.workloads = [$0.workloads[index]] } }
    #expect(stated == stated.indices.map { path in alone.reduce(0) { $0 + $1[path] } })
    for index in 0..<4 {
      let rest = try demand { $0.workloads.remove(at: index) }
      #expect(zip(stated, rest).map { $0 - $1 } == alone[index])
      let renamed = try demand { $0.workloads[index].name = "0 in front" }
      #expect(zip(renamed, rest).map { $0 - $1 } != alone[index])
      let again = try demand {
        $0.workloads = [$0.workloads[index]]; $0.workloads[0].name = "0 in front"
      }
      #expect(zip(renamed, rest).map { $0 - $1 } == again)
    }
  }

  @Test func `purchases of one name meet the same luck in every plan`() throws {
    var text = Text()
    let lots = text.plans[0]
    text.plans = [text.plans[1], lots, ("others", lots.lots.reversed(), lots.rest)]
    let lived = try text.run()
    #expect(lived.plans["lots"] != nil && lived.plans["lots"] == lived.plans["others"])
  }
}
