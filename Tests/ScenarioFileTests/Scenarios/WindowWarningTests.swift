/// Prompts past a model's window: how many, what they would have cost, and from where on it is said.

import Demand
import Foundation
import Pricing
import Quantities
import Scenario
import Testing

private let opus = "claude-opus-5-5"

private func profile(_ input: String, models: String = opus, more: String = "") throws -> (
  RequestProfile, RateCard
) {
  let read = try scenario(
    "start: 2026-12-01\nworkloads: {some: {requests: 9 per day, models: \(models), tokens: {input: \(input), output: 100}\(more)}}"
  )
  guard case .requests(let profile) = read.workloads[0].workload.size else {
    throw CocoaError(.coderInvalidValue)
  }
  return (profile, read.card)
}

private func past(_ input: String, models: String = opus, more: String = "") throws -> PastWindow? {
  let (profile, card) = try profile(input, models: models, more: more)
  return profile.pastWindow(card: card, at: try Instant(parsing: "2026-12-01"))
}

/// The normal probability above z.
private func above(_ z: Double) -> Double { erfc(z / 2.0.squareRoot()) / 2 }

@Suite struct `Prompts past the window` {
  @Test(arguments: [(14.0, 90.0), (25, 120), (200, 900), (9, 30)])
  func `are the tail of the law, and of the tokens the tail of its first moment`(
    _ median: Double, _ p90: Double
  ) throws {
    let found = try #require(try past("{median: \(Int(median))k, p90: \(Int(p90))k}"))
    let sigma = log(p90 / median) / 1.281_551_565_544_6
    let z = log(1_000 / median) / sigma
    #expect(abs(found.requests / above(z) - 1) < 0.002)
    // 100 tokens of answer are next to nothing beside such prompts.
    #expect(abs(found.cost / above(z - sigma) - 1) < 0.05)
  }

  @Test(arguments: [("1M", nil), ("1000001", 1.0), ("{values: [1M, 2M], weights: [3, 1]}", 0.25)])
  func `begin one token after it`(_ input: String, _ requests: Double?) throws {
    #expect(try past(input)?.requests == requests)
  }

  @Test func `are weighed by the mix, and only models that are too small are named`() throws {
    let (_, card) = try profile("1k")
    let narrow = try #require(
      card.models.map(\.name).first { (try? past("600k", models: $0))??.requests == 1 })
    #expect(try past("600k") == nil)
    let found = try #require(try past("600k", models: "{\(opus): 75%, \(narrow): 25%}"))
    #expect(found.requests == 0.25)
    #expect(found.models.map { card.models[$0.id.index].name } == [narrow])
  }

  @Test func `are counted in the tokens of the model that serves`() throws {
    let (_, card) = try profile("1k")
    let older = try #require(
      ["claude-opus-4-5", "claude-sonnet-4-5"].first { name in
        guard let from = try? card.model(named: name), let to = try? card.model(named: opus) else {
          return false
        }
        return card.tokenizerFactor(from: from, to: to) > .one
      })
    #expect(try past("999k") == nil)
    #expect(try past("999k", more: ", measured on: \(older)")?.requests == 1)
  }

  private func warning(_ input: String) -> String {
    said(
      "start: 2026-12-01\nworkloads: {some: {requests: 9 per day, models: \(opus), tokens: {input: \(input), output: 100}}}"
    )
  }

  @Test(arguments: [
    // A thousandth of the requests; below it a hundredth of the cost.
    ("{values: [5M, 1M], weights: [2, 1998]}", false), ("{values: [1.1M, 10k], weights: [1.1, 998.9]}", true),
    ("{values: [1.1M, 1M], weights: [0.9, 999.1]}", false),
    ("{values: [1.1M, 10k], weights: [0.9, 999.1]}", true),
    ("1M", false), ("{median: 14k, p90: 40k}", false), ("{median: 14k, p90: 90k}", true),
  ])
  func `are said from a thousandth of the requests or a hundredth of the cost on`(
    _ input: String, _ isSaid: Bool
  ) {
    #expect(warning(input).contains("past the window") == isSaid, "\(warning(input))")
  }

  @Test func `are said with the workload, the model and what to do`() {
    #expect(
      warning("{median: 14k, p90: 90k}").contains(
        "0.16% of the requests of workload 'some', 6.8% of their cost, have a prompt past the window of claude-opus-5-5 "
          + "(1,000,000 tokens): they are refused, cost nothing and are in no figure; write a lower p90"))
  }
}
