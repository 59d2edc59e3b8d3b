/// A provider that nobody sells, to whose name no line of the program was written: figures worked out by hand.
///
/// The voyage uses $2 a day from March 1 to May 30, 2026, 91 days. Plan `a lot` buys $300 on March 1, which
/// lasts 90 days, until May 30; the tier lets $40 through in a calendar month. So March uses $40 of 62, April
/// $40 of 60, May $40 of its first 29 days' 58 and nothing of May 30: used $120, blocked $62, and $180 expire.
/// Plan `a crew` has three seats at $12, and of 3 x $9 of credit the $20 that are the most: three payments of $36,
/// and $20 that are used up ten days after each.

import Demand
import Documents
import Formats
import Ledger
import Pages
import Pricing
import Providers
import Quantities
import Results
import Scenario
import ScenarioFile
import Simulation
import Testing

@Suite("a made-up provider")
struct MadeUpTests {
  private func lived(_ plan: Int) throws -> ReplayLedger {
    try Simulation(Harbour.voyage(), seed: 1).future(0, plan: plan)
  }

  @Test("charges by its own card: 400k of input at $2 and 100k of output at $8, and a batch a quarter of it")
  func charge() throws {
    let card = try Harbour.voyage().card
    let model = try card.model(named: "pilot-large")
    var usage = Usage()
    usage.input = 400_000
    usage.output = 100_000
    let day = try at("2026-03-01")
    #expect(try card.charge(usage, model: model, at: day) == .charged(Nanodollars(parsing: "$1.60")))
    usage.isBatch = true
    #expect(try card.charge(usage, model: model, at: day) == .charged(Nanodollars(parsing: "$0.40")))
  }

  @Test("blocks what is past its tier's monthly limit")
  func tier() throws {
    let totals = try lived(0).totals
    #expect(totals.used == .dollars(120))
    #expect(totals.blocked.map(\.count).reduce(0, +) == Nanodollars.dollars(62).count)
    #expect(totals.blocked[BlockCause.tierLimit.rawValue] >= .dollars(60))
  }

  @Test("voids official credit after its own validity")
  func expiry() throws {
    let ledger = try lived(0)
    #expect(try ledger.lots[0].expires == at("2026-05-30"))
    #expect(ledger.totals.expired == .dollars(180))
    let later = try Harbour.voyage("start: 2026-03-01", "start: 2026-06-01")
    #expect(later.plans[0].ledger.purchases[0].terms.validity == .lasting(.days(60)))
  }

  @Test("takes its seat plan's fee, and gives its credit for as long as that lasts")
  func seats() throws {
    let ledger = try lived(1)
    let fees = try Harbour.voyage().plans[1].ledger.fees
    #expect(fees.map(\.price) == [.dollars(36), .dollars(36), .dollars(36)])
    #expect(ledger.lots.map(\.face) == [.dollars(20), .dollars(20), .dollars(20)])
    #expect(try ledger.lots.map(\.expires) == [at("2026-03-21"), at("2026-04-21"), at("2026-05-21")])
    #expect(ledger.totals.used == .dollars(60))
    #expect(ledger.totals.blocked.map(\.count).reduce(0, +) == Nanodollars.dollars(182 - 60).count)
  }

  @Test("has caps, limits and a session of its own")
  func limits() throws {
    let scenario = try Harbour.voyage("  a crew: {", "  a crew: {allowance: {session: {limit: $1}}, ")
    let plan = scenario.plans[1].ledger
    let berlin = try Zone(named: "Europe/Berlin")
    #expect(plan.usageCaps.map(\.amount) == [.dollars(40), .dollars(15)])
    #expect(plan.usageCaps.map(\.window) == [.month, .day(berlin)])
    #expect(plan.usageCaps.map { $0.scope.map { plan.scopes[$0].channels } } == [[.apiKey], [.plan]])
    #expect(plan.allowance?.windows[0].clock == .session(length: 10_800))
    #expect(
      scenario.rateLimits == [
        RateLimit(models: ["pilot-large"], requests: 6, inputTokens: 100_000),
        RateLimit(models: ["pilot-small"], requests: 60),
      ])
  }

  @Test("gives what holds on the day of the start, and before its first day what holds on that")
  func dates() throws {
    func caps(_ start: String) throws -> [UsageCap] {
      try Harbour.voyage("start: 2026-03-01", "start: \(start)").plans[0].ledger.usageCaps
    }
    #expect(try caps("2026-06-30").map(\.amount) == [.dollars(40)])
    #expect(try caps("2026-07-01").map(\.amount) == [.dollars(50)])
    #expect(try caps("2026-07-01")[0].scope == nil)
    let provider = try Harbour.provider()
    #expect(try provider.tier("quay", at: at("2024-01-01"))?.monthlyCap == .dollars(40))
    #expect(try provider.tier("lagoon", at: at("2025-12-31T23:59:59Z"))?.monthlyCap == .dollars(5))
    #expect(try provider.tier("lagoon", at: at("2026-01-01")) == nil)
  }

  @Test(
    "refuses what it does not sell, and names what it sells",
    arguments: [
      (
        "plan: crew", "plan: duo",
        "the plan 'duo' is not sold any more on 2026-03-01; write 'solo' or 'crew' or"
      ),
      ("plan: crew", "plan: max", "'max' is not known here; write solo, crew or duo"),
      ("plan: crew, seats: 3", "tax: 5%", "write 'plan: solo' (or crew, duo), or 'pay: $100'"),
      (
        "workloads:", "account: {tier: lagoon}\nworkloads:",
        "the tier 'lagoon' is not offered any more on 2026-03-01; write quay or open sea"
      ),
      (
        "workloads:", "account: {tier: start}\nworkloads:",
        "'start' is not known here; write quay, open sea or lagoon"
      ),
      (
        "spend: {", "models: Large, spend: {",
        "the rate card 'harbour' has no model 'Large'; did you mean pilot-large?"
      ),
      ("rates: harbour", "rates: anchorage", "write 'anthropic', the built-in card, or the name of a card"),
    ])
  func refusals(_ piece: String, _ other: String, _ report: String) throws {
    let refused = #expect(throws: Refused.self) { try Harbour.voyage(piece, other) }
    #expect(refused?.report.contains(report) == true, "\(refused?.report ?? "")")
  }

  @Test("stands by its own names in a file of costs")
  func focus() throws {
    let voyage = try Harbour.voyage()
    let simulation = try Simulation(voyage, seed: 1)
    let source = ComparisonSource(version: "1", stepSeconds: 86_400, rates: "harbour", explain: "")
    var focus = FocusExport(
      FocusExport.Subject(
        scenario: voyage.title, plan: voyage.plans[0].name, ledger: voyage.plans[0].ledger,
        provider: voyage.provider, ratesAsOf: voyage.card.asOf, seed: 1), source: source)
    for path in 0..<2 { focus.add(try simulation.future(path, plan: 0)) }
    var out = ByteBuffer()
    CSVTable().write(focus.table, into: &out)
    let lines = out.text.split(whereSeparator: \.isNewline)
    #expect(lines.count == 1 + 1 + 3 + 1)
    for line in lines.dropFirst() {
      #expect(line.contains("Harbour Billing"))
      #expect(line.contains("Harbour Models"))
      #expect(line.contains("Pilot Service"))
    }
  }

  @Test("is not compared with another version of itself, which would overlook its tables")
  func difference() {
    let refused = #expect(throws: Diagnostics.self) { try InputTree.read(path: Harbour.path("voyage.yaml")) }
    #expect(refused?.rendered(color: false).contains("two versions of a provider's folder") == true)
  }
}
