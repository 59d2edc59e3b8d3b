/// Values of a scenario set to others: by `--set`, by variants, by `scale` and `reroute`. What is wrong with a variant is in
/// Mistakes/variants.txt.

import Demand
import Documents
import Ledger
import Pricing
import Quantities
import Scenario
import ScenarioFile
import Testing

private let base = """
  lotwise: 1
  start: 2026-12-01
  account: {tier: start}
  workloads:
    agents:
      requests: 100 per day
      models: {claude-opus-5-5: 50%, claude-sonnet-5-5: 50%}
      tokens: {input: 1000, output: 100}
    chat v1.5: {spend: {law: normal, mean: $10, sd: $2, per: day}, models: {claude-opus-5-5: 40%, claude-sonnet-5-5: 60%}}
  plans:
    lots: {buy: [{credit: $100}, {credit: $50}]}
    low: {auto-reload: {below: $20, add: $50}}

  """

private func read(_ settings: String..., body: String = base) -> (scenario: Scenario?, said: String) {
  let parsed = Document.parse(
    SourceText(path: "scenario.yaml", bytes: Array(body.utf8)), Findings(path: "scenario.yaml"))
  let findings = Findings(path: "scenario.yaml")
  let file = CheckedFile(parsed, findings, wanted: .scenario, with: Settings(settings))
  if case .scenario(let scenario)? = file.content {
    return (scenario, file.diagnostics.rendered(color: false))
  }
  return (nil, file.diagnostics.rendered(color: false))
}

@Suite struct SettingTests {
  @Test func `a path names keys, items by number, and names with dots as they are or in quotes`() throws {
    let lots = try #require(read("plans.lots.buy.2.credit=$70").scenario?.plans[0].ledger.purchases)
    #expect(lots.map(\.face) == [.dollars(100), .dollars(70)])
    let set = try #require(
      read("plans.low.auto-reload={below: $5, up to: $9}", "account.tier=build").scenario)
    #expect(set.plans[1].ledger.autoReloads[0].amount == .upTo(.dollars(9)))
    #expect(set.plans[0].ledger.usageCaps[0].amount == .dollars(1_000))
    for path in ["workloads.chat v1.5.spend.mean", "workloads.\"chat v1.5\".spend.mean"] {
      let workloads = try #require(read("\(path)=$20").scenario?.workloads)
      #expect(workloads[1].workload.size == .spend(.normal(mean: .dollars(20), sd: .dollars(2)), per: .day))
    }
  }

  @Test func `a key that was left out may be set, and one may be taken away`() throws {
    let batch = try #require(read("workloads.agents.batch=30%").scenario?.workloads[0].workload.size)
    guard case .requests(let profile) = batch else {
      Issue.record("no requests")
      return
    }
    #expect(profile.batch == .percent(30))
    #expect(read("tax=19%").scenario?.plans[0].ledger.purchases[0].terms.tax == .percent(19))
    #expect(read("account=").scenario?.plans[0].ledger.usageCaps.isEmpty == true)
    #expect(read("plans.lots.buy.1=").scenario?.plans[0].ledger.purchases.count == 1)
    #expect(read("plans.lots=~").scenario?.plans.map(\.name) == ["low"])
  }

  @Test(
    "a mistake is told in the expression",
    arguments: [
      (
        "workloads.agnets.batch=3%",
        "--set:1:11: error: there is no 'agnets' in 'workloads'; did you mean 'agents'?"
      ),
      ("workloads.agents.batch=300%", "--set:1:24: error: 300% is more than 100%"),
      (
        "plans.lots.buy.3.credit=$1",
        "--set:1:16: error: 'plans.lots.buy' is a list of 2, and '3' is no item of it"
      ),
      ("start.of=3", "--set:1:7: error: 'start' is a single value in the scenario"),
      ("batch", "--set:1:1: error: 'batch' sets nothing"),
      ("a..b=3", "is not a path of keys"),
      ("tax={a: ", "error: this is not YAML"),
      ("nonsense=3", "--set:1:1: error: 'nonsense' is not a key of a scenario"),
    ])
  func mistakes(_ setting: String, _ said: String) {
    let (scenario, text) = read(setting)
    #expect(scenario == nil)
    #expect(text.contains(said), "\(text)")
  }

  @Test func `usage twice as large is twice the rate and twice the dollars, to the millionth`() throws {
    for text in ["scale=2", "scale=200%", "scale=2x"] {
      let workloads = try #require(read(text).scenario?.workloads)
      guard case .requests(let profile) = workloads[0].workload.size else {
        Issue.record("no requests")
        return
      }
      #expect(profile.rate.count == Ratio(millionths: 200_000_000))
      #expect(workloads[1].workload.size == .spend(.normal(mean: .dollars(20), sd: .dollars(4)), per: .day))
    }
    #expect(read("scale=0").scenario == nil && read("scale=-1").scenario == nil)
    #expect(read("scale=1001").scenario == nil && read("scale=1000").scenario != nil)
  }

  @Test func `work goes from one model to another, requests by their share and dollars by the prices`() throws
  {
    let scenario = try #require(read("reroute=40% of claude-opus-5-5 to claude-haiku-4-5").scenario)
    func shares(_ mix: [ModelShare]) -> [String: Int64] {
      Dictionary(
        uniqueKeysWithValues: mix.map { (scenario.card.models[$0.model.index].name, $0.share.millionths) })
    }
    guard case .requests(let profile) = scenario.workloads[0].workload.size else {
      Issue.record("no requests")
      return
    }
    #expect(
      shares(profile.mix)
        == ["claude-opus-5-5": 300_000, "claude-sonnet-5-5": 500_000, "claude-haiku-4-5": 200_000])
    // Of $10: $4 is of Opus at $4, $1.60 of it goes and comes to $0.40 of Haiku at $1. In all $8.80.
    #expect(
      scenario.workloads[1].workload.size
        == .spend(.normal(mean: .of("$8.80"), sd: .of("$1.76")), per: .day))
    #expect(
      shares(scenario.workloads[1].statedModels)
        == ["claude-opus-5-5": 272_727, "claude-sonnet-5-5": 681_818, "claude-haiku-4-5": 45_455])
    #expect(read("reroute=40% of claude-opus-5 to claude-haiku-4-5").said.contains("no workload uses"))
    #expect(read("reroute=40% of claude-opus-5-5 to claude-opus-5-5").said.contains("the same model"))
    #expect(read("reroute=140% of claude-opus-5-5 to claude-haiku-4-5").said.contains("cannot be moved"))
  }

  @Test func `a variant is the scenario with its settings, and the rest as it was`() throws {
    let (read, said) = read(
      body: base + """
        variants:
          doubled: {scale: 2}
          build: {account.tier: build, plans.low.auto-reload.add: $70}

        """)
    let scenario = try #require(read, "\(said)")
    #expect(scenario.variants.map(\.name) == ["doubled", "build"])
    #expect(scenario.variants[1].settings == ["account.tier = build", "plans.low.auto-reload.add = $70"])
    let build = scenario.variants[1].scenario
    #expect(build.plans[0].ledger.usageCaps[0].amount == .dollars(1_000))
    #expect(build.plans[1].ledger.autoReloads[0].amount == .fixed(.dollars(70)))
    #expect(build.workloads == scenario.workloads && build.variants.isEmpty)
    #expect(scenario.variants[0].scenario.plans == scenario.plans)
  }

  @Test func `a plan that buys nothing is there for whoever asks, and only then`() throws {
    let parsed = Document.parse(SourceText(path: "s.yaml", bytes: Array(base.utf8)), Findings(path: "s.yaml"))
    let file = CheckedFile(
      parsed, Findings(path: "s.yaml"), wanted: .scenario, with: Settings([], adding: .always))
    guard case .scenario(let scenario)? = file.content else {
      Issue.record("no scenario")
      return
    }
    #expect(scenario.plans.map(\.name) == ["lots", "low", Settings.standing])
    #expect(scenario.plans[2].ledger.purchases.isEmpty)
  }
}
