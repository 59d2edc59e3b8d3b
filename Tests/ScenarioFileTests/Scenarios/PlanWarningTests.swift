/// What is legal in a plan and likely a mistake, and what a scenario assumes.

import Demand
import Ledger
import Pricing
import Quantities
import Scenario
import ScenarioFile
import Testing

@Suite struct `A scenario warns` {
  private func report(_ plan: String, mean: String = "$24", active: String = "2026-12-01 to 2027-03-01")
    -> String
  {
    said(
      "start: 2026-12-01\nworkloads: {some: {spend: {law: fixed, mean: \(mean), per: day}, noise: 0%, active: \(active)}}\nplans: {one: {\(plan)}}"
    )
  }

  @Test(arguments: [("2027-03-01", false), ("2027-03-01T00:00:01Z", true), ("2027-04-01", true)])
  func `of a lot that comes after all demand`(_ at: String, _ isLate: Bool) {
    #expect(
      report("buy: {credit: $9, at: \(at)}").contains("comes after all demand ends (2027-03-01)") == isLate)
  }

  @Test(arguments: [("$1", false), ("$0.99", true)])
  func `of a threshold below one hour of use`(_ threshold: String, _ isThin: Bool) {
    let text = report("auto-reload: {below: \(threshold), add: $50}")
    #expect(text.contains("is less than an hour of use (about $1.00)") == isThin)
  }

  /// Requests of $0.75.
  @Test(arguments: [
    ("buy: {credit: $3.75}", nil), ("buy: {credit: $3.74}", "the lot 'official 1' in plan 'one' is $3.74"),
    ("daily cap: $3.75, buy: {credit: $90}", nil),
    ("daily cap: $3.74, buy: {credit: $90}", "a daily cap in plan 'one' is $3.74"),
    ("monthly limit: $3.74, buy: {credit: $90}", "a monthly limit in plan 'one' is $3.74"),
    ("auto-reload: {below: $3.75, add: $50}", nil),
    ("auto-reload: {below: $3.74, add: $50}", "the threshold of 'auto-reload' in plan 'one' is $3.74"),
    ("when empty: {buy: $3.74, after: 1 hour}", "what 'when empty' buys in plan 'one' is $3.74"),
  ])
  func `of requests that are large beside what they meet`(_ plan: String, _ told: String?) {
    let text = said(
      "start: 2026-12-01\nworkloads: {some: {requests: 1 per day, models: claude-opus-4-5, tokens: {input: 100k, output: 10k}}}\nplans: {one: {\(plan)}}"
    )
    #expect(text.contains("a request of 'some' costs about $0.75") == (told != nil), "\(text)")
    if let told { #expect(text.contains(told), "\(text)") }
  }

  @Test func `nothing of a plan that is in order`() {
    #expect(report("buy: {credit: $9}") == "")
  }
}

@Suite struct `The usual spend` {
  private func usual(
    _ workload: String, _ figure: (Workload) -> (RateCard, Instant) -> Double?
  ) throws -> Nanodollars {
    let read = try scenario("start: 2026-12-01\nworkloads: {some: {\(workload)}}")
    let spend = try #require(figure(read.workloads[0].workload)(read.card, read.start))
    return Nanodollars(Int64((spend * 1e3).rounded()) * 1_000_000)
  }

  @Test(arguments: [
    ("spend: {law: gamma, mean: $48, sd: $9, per: day}", "$2"),
    ("spend: {law: gamma, mean: $48, sd: $9, per: hour}", "$48"),
    ("spend: {law: poisson, count: 12, size: $2, per: day}", "$1"),
    ("spend: {law: empirical, values: [$1, $2, $6], per: hour}", "$3"),
    ("requests: 24 per day, models: claude-opus-4-5, tokens: {input: 100k, output: 10k}", "$0.75"),
    (
      "requests: 2 per minute, models: claude-opus-4-5, tokens: {input: 100k, output: 10k}, cached: 50%",
      "$63"
    ),
  ])
  func `of an hour follows from the law`(_ workload: String, _ mean: String) throws {
    #expect(try usual(workload, Workload.usualDollarsPerHour(card:at:)) == .of(mean))
  }

  @Test(arguments: [
    ("spend: {law: fixed, mean: $10, per: day}", "$304.369"),
    ("spend: {law: lognormal, median: $10, p90: $36.0222448, per: day}", "$501.819"),
    ("spend: {law: fixed, mean: $10, per: day}, days: {Sat: 0%, Sun: 0%}", "$217.406"),
    ("requests: 1 per workday, models: claude-opus-4-5, tokens: {input: 100k, output: 20k}", "$21.741"),
    ("requests: 7 per week, models: claude-opus-4-5, tokens: {input: 100k, output: 20k}", "$30.437"),
    ("requests: 7 per month, models: claude-opus-4-5, tokens: {input: 100k, output: 20k}", "$7"),
    (
      "requests: 7 per month, models: claude-opus-4-5, tokens: {input: 100k, output: 20k}, batch: 50%, "
        + "web searches: 2, failures: {failed: 10%}", "$4.851"
    ),
  ])
  func `of a month counts days, shares and failures`(_ workload: String, _ mean: String) throws {
    #expect(try usual(workload, Workload.usualDollarsPerMonth(card:at:)) == .of(mean))
  }
}
