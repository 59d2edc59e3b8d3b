/// A user's sheet laid over the built-in card, and every way in which it can be wrong.

import Providers
import Pricing
import Quantities
import Testing

@Suite("a card of one's own")
struct UserCardTests {
  let card = RateCard.builtIn

  private static func row(
    _ model: String, _ from: String, _ to: String? = nil, input: String = "3", output: String = "16",
    fast: FastMode = .refused, band: PriceBand? = nil, source: String = "my gateway's price list"
  ) throws -> PriceRow {
    PriceRow(
      model: model, from: try at(from), to: try to.map { try at($0) } ?? .never,
      prices: try prices(input, output, read: "0.3", write5m: "4", write1h: "6"), band: band, fast: fast,
      source: source)
  }

  @Test("an override holds on its dates, and the built-in rows go on before and after it")
  func override() throws {
    let own = try card.overridden(by: [try Self.row("claude-opus-5-5", "2026-12-01", "2027-01-01")])
    let million = usage { $0.input = 1_000_000 }
    #expect(try own.dollars(million, "claude-opus-5-5", at("before 2026-12-01")) == "4.00")
    #expect(try own.dollars(million, "claude-opus-5-5", at("2026-12-01")) == "3.00")
    #expect(try own.dollars(million, "claude-opus-5-5", at("before 2027-01-01")) == "3.00")
    #expect(try own.dollars(million, "claude-opus-5-5", at("2027-01-01")) == "4.00")
    #expect(try card.dollars(million, "claude-opus-5-5", at("2026-12-01")) == "4.00")
    #expect(own.rows.count == card.rows.count + 2)
  }

  @Test("a model keeps its id when its card is extended, and a new model has its own")
  func extension_() throws {
    let sheet = CardSheet(
      name: "gateway", asOf: card.asOf, rows: [try Self.row("house-model", "2026-12-01")],
      models: [ModelFacts(name: "house-model", source: "my gateway")])
    let own = try card.extended(by: sheet)
    #expect(own.name == "gateway")
    let old = try card.model(named: "claude-opus-5-5")
    #expect(try own.model(named: "claude-opus-5-5") == old)
    #expect(try own.dollars(usage { $0.output = 1_000_000 }, "house-model", at("2026-12-01")) == "16.00")
    #expect(try own.dollars(Usage(), "house-model", at("before 2026-12-01")) == "refused")
  }

  @Test("a parameter laid over another changes the rule from its date on")
  func parameter() throws {
    let batch = RuleParameter(
      name: .batch, from: try at("2026-12-01"), value: .factor(.percent(80)), source: "my gateway")
    let own = try card.extended(by: CardSheet(name: "own", asOf: card.asOf, parameters: [batch]))
    let request = usage {
      $0.input = 1_000_000
      $0.isBatch = true
    }
    #expect(try own.dollars(request, "claude-opus-5-5", at("before 2026-12-01")) == "2.00")
    #expect(try own.dollars(request, "claude-opus-5-5", at("2026-12-01")) == "3.20")
  }

  @Test("a card that stands alone offers only what it says")
  func alone() throws {
    let own = try RateCard(
      CardSheet(
        name: "own", asOf: card.asOf, rows: [try Self.row("m", "2026-01-01")],
        models: [ModelFacts(name: "m", source: "me")]))
    let date = try at("2026-11-20")
    #expect(try own.dollars(usage { $0.input = 1_000_000 }, "m", date) == "3.00")
    #expect(try own.dollars(usage { $0.isBatch = true }, "m", date) == "refused")
    #expect(try own.dollars(usage { $0.webSearches = 1 }, "m", date) == "refused")
    #expect(try own.dollars(usage { $0.codeExecutionSeconds = 1 }, "m", date) == "refused")
    #expect(try own.dollars(usage { $0.isUSOnly = true }, "m", date) == "refused")
    #expect(try own.dollars(usage { $0.isFast = true }, "m", date) == "refused")
  }

  @Test("a price that the card does not know is an error, not a free request")
  func unknownPrice() throws {
    let own = try card.extended(
      by: CardSheet(
        name: "own", asOf: card.asOf, rows: [try Self.row("m", "2026-06-15")],
        models: [ModelFacts(name: "m", released: try at("2026-01-01"), source: "me")]))
    let request = usage { $0.input = 1 }
    #expect(throws: Never.self) { try own.outcome(request, "m", at("2026-06-15")) }
    let error = #expect(throws: QuantityError.self) {
      try own.outcome(request, "m", at("before 2026-06-15"))
    }
    #expect(error?.description.contains("has no price of m at 2026-06-14") == true)
  }

  struct Wrong: Sendable, CustomTestStringConvertible {
    let claim: String
    let kind: CardError.Kind
    let index: Int?
    let field: CardError.Field
    let rows: @Sendable () throws -> [PriceRow]
    var testDescription: String { claim }

    init(
      _ claim: String, _ kind: CardError.Kind, _ index: Int?, _ field: CardError.Field,
      _ rows: @escaping @Sendable () throws -> [PriceRow]
    ) {
      self.claim = claim
      self.kind = kind
      self.index = index
      self.field = field
      self.rows = rows
    }
  }

  @Test(
    "a wrong row is named by its place and its field",
    arguments: [
      Wrong("two rows overlap by a second", .overlap, 1, .from) {
        var second = try row("claude-opus-5", "2027-01-01")
        second.from.seconds -= 1
        return [try row("claude-opus-5", "2026-12-01", "2027-01-01"), second]
      },
      Wrong("one row lies within another", .overlap, 1, .from) {
        [
          try row("claude-opus-5", "2026-12-01", "2027-12-01"),
          try row("claude-opus-5", "2027-01-01", "2027-02-01"),
        ]
      },
      Wrong("a gap of a second before the model's first row", .gap, 0, .to) {
        var early = try row("claude-opus-5", "2026-07-01", "2026-07-24")
        early.to.seconds -= 1
        return [early]
      },
      Wrong("a gap after the model's last row", .gap, 0, .from) {
        [try row("claude-opus-4-1", "2026-08-06", "2026-09-01")]
      },
      Wrong("it ends when it begins", .emptyPeriod, 0, .to) {
        [try row("claude-opus-5", "2026-12-01", "2026-12-01")]
      },
      Wrong("it ends before it begins", .emptyPeriod, 1, .to) {
        [try row("claude-opus-5", "2026-12-01"), try row("claude-opus-4-8", "2026-12-02", "2026-12-01")]
      },
      Wrong("a price is negative", .negativePrice, 0, .input) {
        var below = try row("claude-opus-5", "2026-12-01")
        below.prices.input.count = -1
        return [below]
      },
      Wrong("a price is past the range", .outOfRange, 0, .output) {
        [try row("claude-opus-5", "2026-12-01", output: "1125899906.842625")]
      },
      Wrong("a fast price is negative", .negativePrice, 0, .fast) {
        let fast = FastPrices(input: PicodollarsPerToken(-3), output: PicodollarsPerToken(0))
        return [try row("claude-opus-5", "2026-12-01", fast: .offered(fast))]
      },
      Wrong("a price of the band is negative", .negativePrice, 0, .over) {
        var band = PriceBand(overPromptTokens: TokenCount(5), prices: try prices("1", "0"))
        band.prices.input.count = -1
        return [try row("claude-opus-5", "2026-12-01", band: band)]
      },
      Wrong("the model is not known", .unknownModel, 0, .model) { [try row("claude-opus-9", "2026-12-01")] },
      Wrong("no source", .missingSource, 0, .source) {
        [try row("claude-opus-5", "2026-12-01", source: " ")]
      },
      Wrong("a fast cache price is not whole", .inexactFastPrice, 0, .fast) {
        let fast = FastPrices(input: PicodollarsPerToken(1), output: PicodollarsPerToken(5))
        return [try row("claude-opus-5", "2026-12-01", fast: .offered(fast))]
      },
      Wrong("fast prices for a band that is not there", .wrongValue, 0, .fast) {
        let pair = FastPrices.Pair(input: try price("6"), output: try price("30"))
        let fast = FastPrices(input: try price("3"), output: try price("15"), overBand: pair)
        return [try row("claude-opus-5", "2026-12-01", fast: .offered(fast))]
      },
    ])
  func wrongRows(_ wrong: Wrong) throws {
    let rows = try wrong.rows()
    let error = #expect(throws: CardError.self) { try card.overridden(by: rows) }
    #expect(error?.kind == wrong.kind)
    #expect(error?.list == .rows)
    #expect(error?.index == wrong.index)
    #expect(error?.field == wrong.field)
  }

  @Test("the error of an unknown model names the nearest one")
  func nearest() throws {
    let rows = [try Self.row("claude-opus-5.5", "2026-12-01")]
    let error = #expect(throws: CardError.self) { try card.overridden(by: rows) }
    #expect(error?.remedy.contains("did you mean claude-opus-5-5?") == true)
    #expect(error?.description.hasPrefix("rows[0].model: ") == true)
  }

  @Test("a wrong description of a model is named by its place and its field")
  func wrongModels() throws {
    func check(
      _ facts: [ModelFacts], _ kind: CardError.Kind, _ index: Int, _ field: CardError.Field
    ) {
      let sheet = CardSheet(name: "own", asOf: card.asOf, models: facts)
      let error = #expect(throws: CardError.self) { try card.extended(by: sheet) }
      #expect(error.map { [$0.kind] } == [kind])
      #expect(error?.index == index)
      #expect(error?.field == field)
    }
    let early = try at("2026-01-01")
    check([ModelFacts(name: "m", source: "me")], .noPrice, 0, .name)
    check([ModelFacts(name: "m", retired: early, source: "")], .missingSource, 0, .source)
    check([ModelFacts(name: "m", released: early, retired: early, source: "me")], .emptyPeriod, 0, .retired)
    let gone = ModelFacts(name: "m", retired: early, source: "me")
    check([gone, gone], .duplicateModel, 1, .name)
    check(
      [ModelFacts(name: "m", aliases: ["claude-opus-5"], retired: early, source: "me")], .duplicateModel, 0,
      .aliases)
  }

  @Test(
    "a factor from 0.1 to 10 is accepted, outside it is not",
    arguments: [(99_999, false), (100_000, true), (10_000_000, true), (10_000_001, false)])
  func factorRange(_ millionths: Int64, _ isAccepted: Bool) throws {
    let batch = RuleParameter(
      name: .batch, from: try at("2026-12-01"), value: .factor(Ratio(millionths: millionths)), source: "me")
    let sheet = CardSheet(name: "own", asOf: card.asOf, parameters: [batch])
    #expect(((try? card.extended(by: sheet)) != nil) == isAccepted)
  }

  @Test("a parameter of the wrong kind is refused")
  func wrongParameter() throws {
    let wrong = RuleParameter(name: .webSearch, from: try at("2026-12-01"), value: .seconds(5), source: "me")
    let error = #expect(throws: CardError.self) {
      try card.extended(by: CardSheet(name: "own", asOf: card.asOf, parameters: [wrong]))
    }
    #expect(error?.kind == .wrongValue)
    #expect(error?.list == .parameters)
  }

  @Test("the dearest card that is accepted never makes a charge wrap round")
  func dearest() throws {
    let highest = try price("1125899906.842624")
    let factor = RuleParameter.Value.factor(Ratio(millionths: 9_999_999))
    let from = try at("2026-01-01")
    let own = try RateCard(
      CardSheet(
        name: "own", asOf: card.asOf,
        rows: [
          PriceRow(
            model: "m", from: from,
            prices: TokenPrices(
              input: highest, output: highest, cacheRead: highest, cacheWrite5m: highest,
              cacheWrite1h: highest),
            source: "me")
        ],
        models: [ModelFacts(name: "m", allowsUSOnly: true, source: "me")],
        parameters: [
          RuleParameter(name: .batch, from: from, value: factor, source: "me"),
          RuleParameter(name: .usOnly, from: from, value: factor, source: "me"),
        ]))
    // So many tokens x 2^50 x 9,999,999 x 9,999,999 would be a small number again in 128 bits.
    for tokens in [961_680_127_078_208_025, 1 << 60 - 1] as [Int64] {
      let request = usage {
        $0.output = tokens
        $0.isBatch = true
        $0.isUSOnly = true
      }
      #expect(throws: QuantityError.self) { try own.outcome(request, "m", from) }
    }
    #expect(try own.dollars(usage { $0.output = 1_000_000 }, "m", from) == "1125899906.842624")
  }
}
