/// What a card tells of itself: rows as of a date, changes to come, models by name.

import Providers
import Pricing
import Quantities
import Testing

@Suite("what a card tells of itself")
struct ListingTests {
  let card = RateCard.builtIn

  @Test("models come sorted by name, and a name, a dated name and a title in other words find them")
  func names() throws {
    let names = card.modelsByName.map(\.name)
    #expect(names == names.sorted())
    #expect(names.count == 26)
    let id = try card.model(named: "claude-haiku-4-5")
    #expect(try card.model(named: "claude-haiku-4-5-20251001") == id)
    #expect(card.facts(of: id)?.title == "Claude Haiku 4.5")
  }

  @Test("an unknown model is an error that names the nearest one")
  func unknown() {
    let error = #expect(throws: QuantityError.self) { try card.model(named: "claude-opus-5.5") }
    #expect(error?.description.contains("did you mean claude-opus-5-5?") == true)
    #expect(throws: QuantityError.self) { try card.model(named: "gpt-5") }
  }

  @Test("an id of another card is an error, not a crash", arguments: [-1, 26, Int.max])
  func foreignID(_ index: Int) {
    #expect(throws: QuantityError.self) {
      try card.charge(Usage(), model: ModelID(index: index), at: .last)
    }
    #expect(card.row(model: ModelID(index: index), at: .last) == nil)
  }

  @Test("the rows as of a date are those of the models on offer then")
  func rowsAsOf() throws {
    let rows = card.rows(asOf: try at("2026-11-20"))
    #expect(rows.count == 18)
    #expect(rows.map(\.model) == rows.map(\.model).sorted())
    #expect(!rows.contains { $0.model == "claude-opus-4-1" })
    #expect(card.rows(asOf: try at("2026-11-30")).count == 17)
    #expect(card.rows(asOf: try at("before 2024-02-29")).isEmpty)
    #expect(card.rows(asOf: try at("2024-02-29")).map(\.model) == ["claude-opus-3"])
    // Two years before the card.
    #expect(
      card.rows(asOf: try at("2024-11-20")).map(\.model)
        == ["claude-haiku-3", "claude-haiku-3-5", "claude-opus-3", "claude-sonnet-3-5"])
  }

  @Test("the next changes are the end of fast mode on Opus 4.8 and the retirement of Sonnet 4.5")
  func changes() throws {
    let changes = card.changes(after: try at("2026-11-20"))
    #expect(
      changes.map { "\($0.at.brief) \($0.model): \($0.what)" } == [
        "2026-11-30 claude-opus-4-8: fast mode removed",
        "2026-11-30 claude-sonnet-4-5: retired; replaced by claude-sonnet-5-5",
      ])
    #expect(card.nextChange(after: try at("2026-11-30")) == nil)
    let cut = card.changes(after: try at("before 2026-10-07")).first {
      $0.model == "claude-sonnet-5-5"
    }
    #expect(cut?.what == "cache read $0.20 -> $0.10")
  }

  @Test(
    "a refusal says why and what to do",
    arguments: [
      ("claude-opus-4-1", "2026-11-20", "was retired on 2026-08-05; move to claude-opus-4-8"),
      ("claude-3-haiku-20240307", "2026-11-20", "claude-haiku-3 was retired on 2026-04-20"),
      ("claude-opus-5-5", "2026-09-01", "was not released before 2026-09-22"),
      ("claude-haiku-4-5", "2026-11-20", "a prompt of 200,001 tokens is past the context window"),
    ])
  func refusals(_ model: String, _ date: String, _ text: String) throws {
    let outcome = try card.outcome(usage { $0.input = 200_001 }, model, at(date))
    guard case .refused(let reason) = outcome else {
      Issue.record("it was charged")
      return
    }
    #expect(reason.contains(text))
  }

  @Test(
    "a refusal of fast mode names the date",
    arguments: [
      ("claude-opus-4-8", "2026-12-01", "removed on 2026-11-30"),
      ("claude-opus-4-7", "2026-05-01", "not available before 2026-05-12"),
      ("claude-opus-4-7", "2026-08-01", "removed on 2026-07-24"),
      ("claude-haiku-4-5", "2026-08-01", "has no fast mode"),
    ])
  func fastRefusals(_ model: String, _ date: String, _ text: String) throws {
    let outcome = try card.outcome(usage { $0.isFast = true }, model, at(date))
    guard case .refused(let reason) = outcome else {
      Issue.record("it was charged")
      return
    }
    #expect(reason.contains(text))
  }

  @Test(
    "moving between tokenizers multiplies the tokens, within a family it does not",
    arguments: [
      ("claude-opus-4-6", "claude-opus-4-7", "1.3"), ("claude-haiku-4-5", "claude-sonnet-5-5", "1.3"),
      ("claude-haiku-4-5", "claude-haiku-5-5", "1.25"), ("claude-sonnet-4-6", "claude-haiku-5-5", "1.25"),
      ("claude-opus-4-6", "claude-haiku-4-5", "1"), ("claude-opus-4-7", "claude-fable-5-2", "1"),
      ("claude-sonnet-5-5", "claude-haiku-5-5", "1"), ("claude-opus-5-5", "claude-opus-4-6", "0.769231"),
      ("claude-haiku-5-5", "claude-haiku-4-5", "0.8"),
    ])
  func tokenizers(_ from: String, _ to: String, _ factor: String) throws {
    let found = card.tokenizerFactor(from: try card.model(named: from), to: try card.model(named: to))
    #expect(found.factor == factor)
  }

  @Test("a tokenizer step has a range")
  func tokenizerRange() throws {
    let step = card.tokenizerStep(
      from: try card.model(named: "claude-opus-4-6"), to: try card.model(named: "claude-opus-5-5"))
    #expect(step?.least == .one)
    #expect(step?.most.factor == "1.35")
  }
}
