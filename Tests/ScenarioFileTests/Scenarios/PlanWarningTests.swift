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
      "start: 2026-12-01\nworkloads: {some: {spend: {law: fixed, mean: \(mean), per: day}, active: \(active)}}\nplans: {one: {\(plan)}}"
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

  @Test func `nothing of a plan that is in order`() {
    #expect(report("buy: {credit: $9}") == "")
  }
}

@Suite struct `The mean spend of an hour` {
  private func hourly(_ workload: String) throws -> Nanodollars {
    let read = try scenario("start: 2026-12-01\nworkloads: {some: {\(workload)}}")
    let spend = try #require(read.workloads[0].workload.hourlySpend(card: read.card, at: read.start))
    return Nanodollars(Int64(spend))
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
  func `follows from the law`(_ workload: String, _ mean: String) throws {
    #expect(try hourly(workload) == .of(mean))
  }
}
