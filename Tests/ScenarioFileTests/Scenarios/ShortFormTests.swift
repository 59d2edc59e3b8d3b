/// What people write first is right: each short way of a key says what its long way says, both for the reader and in the
/// explained form, and what is nearly one is answered with what to write.

import Demand
import Documents
import Foundation
import Ledger
import Pricing
import Quantities
import Scenario
import ScenarioFile
import Testing

private let spend = "spend: {law: fixed, mean: $1}"

private func file(_ workload: String, plan: String = "buy: {credit: $100}", frame: String = "") -> String {
  "lotwise: 1\nstart: 2026-12-01\n\(frame)workloads: {it: {\(workload)}}\nplans: {one: {\(plan)}}\n"
}

@Suite struct `A short form` {
  @Test(
    arguments: [
      ("spend: $400 per month", "spend: {law: fixed, mean: $400, per: month}"),
      ("spend: USD 400 per month", "spend: {law: fixed, mean: $400, per: month}"),
      ("spend: $1.5k per week", "spend: {law: fixed, mean: $1500, per: week}"),
      ("spend: $12_000 per year", "spend: {law: fixed, mean: $12000, per: year}"),
      ("spend: $20 per day", "spend: {law: fixed, mean: $20}"),
      ("spend: $20 per workday", "spend: {law: fixed, mean: $20}, days: {Sat: 0%, Sun: 0%}"),
      (
        "spend: $20 per workday, days: {Sat: 10%}",
        "spend: {law: fixed, mean: $20}, days: {Sat: 10%, Sun: 0%}"
      ),
      ("spend: $0.50 per hour", "spend: {law: fixed, mean: $0.50, per: hour}"),
      (
        "spend: $400 per month, hours: Mon-Fri 09:00-17:00 UTC",
        "spend: {law: fixed, mean: $400, per: month}, days: {Sat: 0%, Sun: 0%}, hours: 09:00-17:00 UTC"
      ),
      ("\(spend), growth: 5% per month", "\(spend), growth: {monthly: 5%}"),
      ("\(spend), growth: 0.05 per month", "\(spend), growth: {monthly: 5%}"),
      ("\(spend), growth: -5% per month", "\(spend), growth: {monthly: -5%}"),
      ("\(spend), growth: 80% per year", "\(spend), growth: {monthly: 5.0202%}"),
      ("\(spend), growth: -20% per year", "\(spend), growth: {monthly: -1.8423%}"),
      ("\(spend), growth: 0% per year", "\(spend), growth: {monthly: 0%}"),
      ("\(spend), growth: 1000% per year", "\(spend), growth: {monthly: 22.1189%}"),
      ("\(spend), noise: 20%", "\(spend), noise: {daily: 20%}"),
      ("\(spend), models: claude-sonnet-5-5", "\(spend), models: {claude-sonnet-5-5: 100%}"),
    ] as [(String, String)])
  func `of a workload says what the long one says`(_ short: String, _ long: String) throws {
    #expect(try scenario(file(short)).workloads == (try scenario(file(long)).workloads))
    try expectExplained(file(short), long)
  }

  @Test(
    arguments: [
      ("buy: $5000", "buy: [{credit: $5000}]"), ("buy: 5000", "buy: [{credit: $5000}]"),
      ("buy: [$100, $50]", "buy: [{credit: $100}, {credit: $50}]"),
      (
        "buy: [$100, {credit: $50, validity: 30 days}, $7]",
        "buy: [{credit: $100}, {credit: $50, validity: 30 days}, {credit: $7}]"
      ),
    ] as [(String, String)])
  func `of a plan says what the long one says`(_ short: String, _ long: String) throws {
    let plans = try scenario(file(spend, plan: short)).plans
    #expect(plans == (try scenario(file(spend, plan: long)).plans))
    #expect(plans[0].ledger.purchases.allSatisfy { $0.source == .official && $0.face == $0.price })
    try expectExplained(file(spend, plan: short), long)
  }

  /// Explained, it says the same again, and nothing in it is short.
  private func expectExplained(_ yaml: String, _ long: String) throws {
    let checked = CheckedFile(bytes: Array(yaml.utf8), path: "short.yaml", explaining: true)
    let once = try #require(checked.explained, "\(checked.diagnostics.rendered(color: false))")
    let (first, second) = (try scenario(yaml), try scenario(once))
    #expect(first.workloads == second.workloads && first.plans == second.plans, "\(once)")
    for key in ["spend", "growth", "noise", "buy"] {
      #expect(!once.contains(try Regex("(?m)^ +\(key): [^ ]")), "\(once)")
    }
  }

  @Test func `is in the scenario's currency`() throws {
    let frame = "currency: {code: EUR, rate: $1.25}\n"
    let dollars = try scenario(file("spend: $500 per month", plan: "buy: $100")).workloads
    for text in ["€400 per month", "EUR 400 per month"] {
      let read = try scenario(file("spend: \(text)", plan: "buy: €80", frame: frame))
      #expect(read.workloads == dollars)
      #expect(read.plans[0].ledger.purchases[0].face == .dollars(100))
    }
    #expect(said(file("spend: €400 per month")).contains("'€400' is not in dollars"))
  }

  @Test(
    arguments: [
      ("spend: $400", "'$400' does not say for how long; write '$400 per month', or per hour, day"),
      ("spend: 400", "write '$400 per month'"),
      ("spend: 400 per month", "'400 per month' does not say that it is money; write '$400 per month'"),
      ("spend: $400 a month", "write '$400 per month'"), ("spend: $400/month", "write '$400 per month'"),
      ("spend: $400 monthly", "write '$400 per month'"), ("spend: $20 daily", "write '$20 per day'"),
      ("spend: $20/workday", "write '$20 per workday'"), ("spend: $5000 annually", "write '$5000 per year'"),
      ("spend: $400 per moth", "did you mean 'month'?"),
      (
        "spend: $400 per fortnight",
        "per 'fortnight' is not known; write per hour, day, workday, week, month or year"
      ),
      ("spend: much", "'much' is not an amount of money over time; write it like '$400 per month'"),
      ("spend: ''", "write it like '$400 per month'"),
      ("spend: -$400 per month", "negative"), ("spend: $0 per month", "write more than $0"),
      ("spend: $5B per month", "more than one ledger can hold"),
      ("spend: 5% per month", "'5%' is a share, and an amount of money is due here"),
      ("spend: [$400 per month]", "a map is expected here, this is a list"),
      (
        "spend: $4B per month, days: {Mon: 0.0001%, Tue: 0%, Wed: 0%, Thu: 0%, Fri: 0%, Sat: 0%, Sun: 0%}",
        "is more on a day of 100% than a ledger can hold"
      ),
      (
        "spend: {law: gamma, mean: $400, sd: $90, per: month}",
        "a draw of the law 'gamma' is for a day or an hour, not for a month; write the amounts of a day"
      ),
      (
        "spend: {law: fixed, mean: $4, per: minute}",
        "'minute' is not known here; write hour, day, workday, week, month or year"
      ),
      ("\(spend), growth: 5%", "'5%' does not say for how long; write '5% per month', or per year"),
      ("\(spend), growth: 5", "write '5% per month'"), ("\(spend), growth: 0.05", "write '5% per month'"),
      ("\(spend), growth: 5% a month", "write '5% per month'"),
      ("\(spend), growth: 80% yearly", "write '80% per year'"),
      ("\(spend), growth: 5% per week", "write per month or year"),
      ("\(spend), growth: 5 per month", "'5' without a unit is 500%; write 5% if that is meant"),
      ("\(spend), growth: 80 per year", "write 80% if that is meant"),
      ("\(spend), growth: -100% per year", "leaves nothing"),
      ("\(spend), growth: -100% per month", "leaves nothing"),
      ("\(spend), growth: fast", "'fast' is not a growth over time; write it like '5% per month'"),
      ("\(spend), noise: 20", "write 20% if that is meant"), ("\(spend), noise: -20%", "negative"),
      ("\(spend), models: {claude-sonnet-5-5: 80, claude-opus-5-5: 20}", "write 80% if that is meant"),
      (
        "\(spend), models: {claude-sonnet-5-5: 80%, claude-opus-5-5: 10%}",
        "sum to 90%, and are scaled to 100%"
      ),
    ] as [(String, String)])
  func `that is nearly right is answered with what to write`(_ workload: String, _ message: String) {
    let text = said(file(workload))
    #expect(text.contains(message), "\(text)")
  }

  @Test(
    arguments: [
      ("buy: 5%", "'5%' is a share, and an amount of money is due here"), ("buy: $0", "write more than $0"),
      ("buy: lots", "'lots' is not an amount of money"),
    ] as [(String, String)])
  func `of a purchase that is none is told`(_ plan: String, _ message: String) {
    let text = said(file(spend, plan: plan))
    #expect(text.contains(message), "\(text)")
  }
}

@Suite struct `Dollars of a longer time` {
  private static let weekdays = "days: {Sat: 0%, Sun: 0%}"

  @Test(
    arguments: [
      ("month", "", 13_141_953_634), ("month", weekdays, 18_398_735_087),
      ("month", "days: {Sat: 50%, Sun: 0%}", 16_726_122_806), ("week", "", 57_142_857_143),
      ("week", weekdays, 80_000_000_000), ("year", "", 1_095_162_803), ("year", weekdays, 1_533_227_924),
      ("month", "hours: 09:00-18:00", 13_141_953_634),
      ("month", "hours: Mon-Fri 09:30-18:00 UTC", 18_398_735_087), ("day", weekdays, 400_000_000_000),
      ("workday", "", 400_000_000_000),
    ] as [(String, String, Int64)])
  func `are so many on a day of 100%`(_ unit: String, _ keys: String, _ nanodollars: Int64) throws {
    let read = try scenario(file("spend: $400 per \(unit)" + (keys.isEmpty ? "" : ", " + keys)))
    #expect(read.workloads[0].workload.size == .spend(.fixed(Nanodollars(nanodollars)), per: .day))
  }

  @Test func `are a level that wanders, too`() throws {
    let read = try scenario(
      file("spend: {law: geometric brownian, start: $400, volatility: 20%, per: month}, \(Self.weekdays)"))
    #expect(
      read.workloads[0].workload.size
        == .spend(
          .geometricBrownian(
            start: Nanodollars(18_398_735_087), drift: .zero, volatility: .percent(20)), per: .day))
  }

  /// In four hundred years there are 146,097 days, and 5/7 of them are weekdays.
  @Test(arguments: ["month", "year", "week"])
  func `come to what is stated in the years of a calendar`(_ unit: String) throws {
    let read = try scenario(file("spend: $400 per \(unit), \(Self.weekdays)"))
    guard case .spend(.fixed(let day), _) = read.workloads[0].workload.size else { return }
    let stated = ["month": 400 * 12 * 400, "year": 400 * 400, "week": 400 * 146_097 / 7][unit] ?? 0
    let all = Int128(day.count) * 146_097 * 5 / 7
    #expect(abs(all - Int128(stated) * 1_000_000_000) <= 146_097 * 5 / 7 / 2 + 1)
  }
}

@Suite struct `A mix of dollars` {
  @Test func `has the shares that are stated, to the whole`() throws {
    let read = try scenario(
      file("spend: $400 per month, models: {claude-sonnet-5-5: 80%, claude-opus-5-5: 20%}"))
    let card = read.card
    #expect(
      read.workloads[0].statedModels == [
        ModelShare(model: try card.model(named: "claude-sonnet-5-5"), share: .percent(80)),
        ModelShare(model: try card.model(named: "claude-opus-5-5"), share: .percent(20)),
      ])
    #expect(read.modelsNamed.map { card.models[$0.index].name } == ["claude-sonnet-5-5", "claude-opus-5-5"])
  }

  @Test func `is told of a model that retires or is not yet there, each of them`() {
    let text = said(
      "start: 2026-07-01\nworkloads: {it: {spend: $9 per day, models: {claude-opus-4-1: 50%, claude-opus-5: 50%}}}"
    )
    #expect(text.contains("claude-opus-4-1 is retired on") && text.contains("claude-opus-5 is released on"))
  }
}

@Suite struct `Usage that nobody varies` {
  static let requests = "requests: 9 per day, models: claude-sonnet-5-5, tokens: {input: 1k, output: 100}"
  static let told = "the ranges of results are too narrow"

  @Test(
    arguments: [
      ("spend: $400 per month", true), (requests, true), ("\(requests), dispersion: 5", true),
      ("\(spend), growth: 5% per month", true), ("\(spend), regimes: {a: {level: 1, lasts: 9 days}}", true),
      ("spend: {law: geometric brownian, start: $4, volatility: 0%}", true),
      ("spend: {law: geometric brownian, start: $4, volatility: 1%}", false),
      ("spend: {law: gamma, mean: $4, sd: $1}", false), ("\(spend), noise: 1%", false),
      ("\(spend), noise: 0%", false), ("\(spend), noise: {daily: 0%}", false),
      ("\(spend), growth: {volatility: 1%}", false), ("\(requests), noise: 30%", false),
      (
        "\(spend), regimes: {a: {level: 1, lasts: 9 days}, b: {level: 200%, lasts: 9 days}}", false
      ),
    ] as [(String, Bool)])
  func `is told of`(_ workload: String, _ isTold: Bool) {
    let text = said(file(workload))
    #expect(text.contains(Self.told) == isTold, "\(text)")
  }

  @Test func `is told of once, with the lines to add, which are read and say no more`() throws {
    let text = said(
      "workloads: {a: {spend: $4 per day, growth: 3% per month}, b: {spend: $9 per day}, c: {spend: {law: gamma, mean: $1, sd: $1}}}"
    )
    #expect(text.components(separatedBy: "warning:").count == 2)
    #expect(text.contains("no day of workloads 'a' and 'b' differs from what is expected of it"))
    let line = try #require(text.firstMatch(of: #/write '(noise: [^']*)' and '(growth: [^']*)'/#))
    #expect(line.2 == "growth: {monthly: 3%, volatility: 10%}")
    #expect(said(file("spend: $4 per day, \(line.1), \(line.2)")) == "")
  }

  /// Usual spend of the even one: a tenth of all, and a little less.
  @Test(arguments: [("$9", true), ("$9.01", false)])
  func `is told of where it matters`(_ other: String, _ isTold: Bool) {
    let text = said(
      "workloads: {even: {spend: $1 per day}, other: {spend: {law: gamma, mean: \(other), sd: $1}}}")
    #expect(text.contains(Self.told) == isTold, "\(text)")
  }

  @Test func `is what a page of a rule book is about`() {
    let rule = "rule: {source: the terms, boundary: both sides}\n"
    #expect(said(file(spend, frame: rule)) == "")
    #expect(said(file(spend)).contains(Self.told))
  }

  @Test func `is in no shipped scenario`() {
    for name in Library.names {
      let list = Library.diagnostics(file: Library.path(name)).list
      #expect(!list.contains { $0.message.contains(Self.told) }, "\(name)")
    }
  }
}
