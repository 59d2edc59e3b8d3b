/// A rate card of one's own: over the built-in one, alone, and named by a case.

import Documents
import Foundation
import Ledger
import Pricing
import Quantities
import Scenario
import ScenarioFile
import Testing

@Suite struct `A rate card of one's own` {
  static let text = """
    lotwise-rates: 1
    name: our gateway
    as of: 2026-11-20
    extends: anthropic
    prices:
      claude-opus-5-5:
        - from: 2026-12-01
          to: 2027-02-01
          input: $3.20
          output: $16
          cache read: $0.16
          cache write 5m: $4
          cache write 1h: $6.40
          fast: {input: $6.40, output: $32}
          context window: 1M
          source: offer of 2026-11-18
      house-model:
        - from: 2026-12-01
          input: $0.50
          output: $1.50
          cache read: $0
          cache write 5m: $0.50
          cache write 1h: $0.50
          over: {prompt: 128k, input: $1, output: $3, cache read: $0, cache write 5m: $1, cache write 1h: $1}
          source: https://gateway.example/prices
    models:
      house-model: {title: House model, aliases: [house], tokenizer: house, source: https://gateway.example}
    rules:
      batch: [{from: 2026-12-01, value: 80%, source: offer of 2026-11-18}]
    tokenizers: [{from: older, to: house, factor: 1.10, least: 1.00, most: 1.20, source: measured}]
    """

  static func charge(
    _ card: RateCard, _ model: String, _ day: String, _ change: (inout Usage) -> Void = { _ in }
  ) throws -> RateCard.Outcome {
    var usage = Usage()
    usage.input = 100_000
    change(&usage)
    return try card.charge(usage, model: card.model(named: model), at: .at(day))
  }

  @Test func `lies over the built-in one while its rows hold`() throws {
    let card = try CardFile.read(bytes: Array(Self.text.utf8), path: "card.yaml")
    #expect(card.name == "our gateway")
    #expect(try Self.charge(card, "claude-opus-5-5", "2026-11-30") == .charged(.of("0.40")))
    #expect(try Self.charge(card, "claude-opus-5-5", "2026-12-01") == .charged(.of("0.32")))
    #expect(try Self.charge(card, "claude-opus-5-5", "2027-02-01") == .charged(.of("0.40")))
    #expect(
      try Self.charge(card, "claude-opus-5-5", "2026-12-01") { $0.isFast = true } == .charged(.of("0.64")))
    #expect(
      try Self.charge(card, "claude-opus-5-5", "2026-12-01") { $0.isBatch = true } == .charged(.of("0.256")))
    #expect(try Self.charge(card, "house", "2026-12-01") == .charged(.of("0.05")))
    #expect(
      try Self.charge(card, "house-model", "2026-12-01") { $0.input = 200_000 } == .charged(.of("0.20")))
  }

  @Test func `is what its document shows`() throws {
    let card = try CardFile.read(bytes: Array(DocumentBlocks.card.utf8), path: "rate-card.md")
    #expect(card.name == "our gateway")
    #expect(try Self.charge(card, "house-model", "2026-12-01") == .charged(.of("0.05")))
  }

  @Test func `is named by a case, and its mistakes keep their own file and line`() throws {
    let scratch = try Scratch()
    _ = try scratch.write("card.yaml", Self.text)
    let path = try scratch.write(
      "case.yaml",
      """
      lotwise: 1
      rates: card.yaml
      lots: {a: {credit: $5, models: house}}
      requests: [{at: 2026-12-01, model: house-model, input: 1M}]
      """)
    let read = try CaseFile.read(path: path).case
    #expect(read.plan.scopes == [Scope(models: ["house-model"])])
    #expect(try read.pricedRequests().map(\.amount) == [.dollars(1)])

    _ = try scratch.write("card.yaml", Self.text.replacing("value: 80%", with: "value: 80"))
    do {
      _ = try CaseFile.read(path: path)
      Issue.record("the card was read")
    } catch {
      #expect(error.list.first?.path.hasSuffix("/card.yaml") == false)
      #expect(error.list.last?.path.hasSuffix("/card.yaml") == true)
      #expect(error.list.last?.line == 29)
    }
  }
}
