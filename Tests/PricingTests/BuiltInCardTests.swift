/// The built-in card holds every row of the price history, and nothing that never took effect.

import Providers
import Pricing
import Quantities
import Testing

@Suite("the built-in card")
struct BuiltInCardTests {
  let card = RateCard.builtIn

  @Test("the history has 25 rows")
  func historyIsThere() {
    #expect(HistoryRow.all.count == 25)
  }

  @Test("every row of the history holds from its first second to its last", arguments: HistoryRow.all)
  func everyRowIsPresent(_ expected: HistoryRow) throws {
    let model = try card.model(named: expected.model)
    // Sonnet 4.5 is the one model whose announced retirement comes before its open row ends.
    let isRetiring = expected.model == "claude-sonnet-4-5" && expected["effective_to_utc"].isEmpty
    let last = isRetiring ? try at("before 2026-11-30") : try expected.last()
    for instant in [try expected.from(), last] {
      let row = try #require(card.row(model: model, at: instant))
      #expect(row.prices == (try list(expected, "", write: "cache_write_", read: "cache_read")))
      if expected["over_prompt_tokens"].isEmpty {
        #expect(row.band == nil)
      } else {
        #expect(row.band?.overPromptTokens.count == Int64(expected["over_prompt_tokens"]))
        #expect(row.band?.prices == (try list(expected, "over_", write: "over_w", read: "over_read")))
      }
      guard !expected["fast_input"].isEmpty else { continue }
      guard case .offered(let fast) = row.fast else {
        Issue.record("fast mode is not offered")
        continue
      }
      #expect(fast.input == (try price(expected["fast_input"])))
      #expect(fast.output == (try price(expected["fast_output"])))
    }
  }

  private func list(_ row: HistoryRow, _ prefix: String, write: String, read: String) throws -> TokenPrices {
    try prices(
      row[prefix + "input"], row[prefix + "output"], read: row[read], write5m: row[write + "5m"],
      write1h: row[write + "1h"])
  }

  @Test("the card has no row that the history lacks, but for the dates of fast mode")
  func noOtherRow() {
    let known = Set(HistoryRow.all.map { "\($0.model) \($0["effective_from_utc"])" })
    let others = card.rows.map { "\($0.model) \($0.from.brief)" }.filter { !known.contains($0) }
    // The models that are sold no more, with the prices of their time.
    let retired = [
      "claude-haiku-3 2024-03-07", "claude-haiku-3-5 2024-10-22", "claude-haiku-3-5 2024-12-03",
      "claude-opus-3 2024-02-29", "claude-opus-4 2025-05-22", "claude-sonnet-3-5 2024-06-20",
      "claude-sonnet-3-7 2025-02-19", "claude-sonnet-4 2025-05-22", "claude-sonnet-4 2025-08-12",
      "claude-sonnet-4 2026-04-30",
    ]
    #expect(Set(retired).isSubset(of: others))
    #expect(
      others.filter { !retired.contains($0) } == [
        "claude-opus-4-7 2026-05-12", "claude-opus-4-7 2026-07-24", "claude-opus-5-5 2026-10-15",
      ])
  }

  @Test("in every row a 5-minute write is 1.25, an hour's write 2, and output 5 times the input price")
  func invariants() throws {
    // Those of Haiku 3 are rounded on its page: $0.30 for a write and $0.03 for a read of $0.25.
    for row in card.rows where row.model != "claude-haiku-3" {
      for prices in [row.prices, row.band?.prices].compactMap({ $0 }) where prices != row.oldPremium {
        #expect(prices.cacheWrite5m.count * 4 == prices.input.count * 5, "\(row)")
        #expect(prices.cacheWrite1h.count == prices.input.count * 2, "\(row)")
        #expect(prices.output.count == prices.input.count * 5, "\(row)")
      }
    }
  }

  @Test("a cache read is a tenth of the input price, but for the models where it is less")
  func readFactors() throws {
    for row in card.rows where row.model != "claude-haiku-3" {
      let divisor: Int64 =
        switch row.model {
        case "claude-opus-5-5": 20
        case "claude-sonnet-5-5" where row.from >= (try at("2026-10-07")): 20
        case "claude-fable-5-1", "claude-fable-5-2", "claude-mythos-5-1", "claude-mythos-5-2": 40
        default: 10
        }
      for prices in [row.prices, row.band?.prices].compactMap({ $0 }) {
        #expect(prices.cacheRead.count * divisor == prices.input.count, "\(row)")
      }
    }
  }

  @Test("the old premium for long prompts is twice the input side and 1.5 times the output")
  func oldPremium() {
    let premiums = card.rows.filter { $0.band?.overPromptTokens.count == 200_000 }
    #expect(premiums.count == 4)
    for row in premiums { #expect(row.band?.prices == row.oldPremium) }
  }

  @Test("the cancelled rise of Sonnet 5 to 3/15 never appears")
  func cancelledRise() throws {
    let rows = card.rows.filter { $0.model == "claude-sonnet-5" }
    #expect(rows.count == 1)
    #expect(rows.allSatisfy { $0.prices.input.count == 2_000_000 && $0.prices.output.count == 10_000_000 })
    let output = usage { $0.output = 1_000_000 }
    for date in ["2026-08-31", "2026-09-01", "2027-01-01"] {
      #expect(try card.dollars(output, "claude-sonnet-5", at(date)) == "10.00")
    }
  }

  @Test("every row, model, parameter and tokenizer step says who says so")
  func sources() {
    #expect(card.rows.allSatisfy { !$0.source.isEmpty })
    #expect(card.models.allSatisfy { !$0.source.isEmpty })
    #expect(card.parameters.allSatisfy { !$0.source.isEmpty })
    #expect(card.tokenizerSteps.allSatisfy { !$0.source.isEmpty })
  }

  @Test("a model's first row begins when it is released, and a retired model's last row ends no earlier")
  func releaseAndRetirement() {
    for facts in card.models {
      let rows = card.rows.filter { $0.model == facts.name }
      guard let first = rows.first, let last = rows.last else {
        #expect(facts.retired != nil, "\(facts.name)")
        continue
      }
      #expect(facts.released == first.from, "\(facts.name)")
      #expect(last.to >= facts.retired ?? .never, "\(facts.name)")
    }
  }

  @Test(
    "models have the least cacheable prompt that the provider states",
    arguments: [
      ("claude-opus-5", 512), ("claude-fable-5", 512), ("claude-sonnet-5-5", 512), ("claude-haiku-5-5", 512),
      ("claude-opus-4-8", 1_024), ("claude-sonnet-4-6", 1_024), ("claude-opus-4-7", 2_048),
      ("claude-opus-4-6", 4_096), ("claude-opus-4-5", 4_096), ("claude-haiku-4-5", 4_096),
    ])
  func cacheable(_ name: String, _ tokens: Int64) throws {
    #expect(card.facts(of: try card.model(named: name))?.minimumCacheable?.count == tokens)
  }

  @Test("the card says up to when it is known to be right, and what lies after that is a forecast")
  func asOf() throws {
    #expect(card.asOf.description == "2026-11-20")
    #expect(!card.isForecast(at: try at("before 2026-11-21")))
    #expect(card.isForecast(at: try at("2026-11-21")))
  }
}

extension PriceRow {
  /// The prices of the long-context premium that ended in 2026.
  fileprivate var oldPremium: TokenPrices {
    func times(_ price: PicodollarsPerToken, _ halves: Int64) -> PicodollarsPerToken {
      PicodollarsPerToken(price.count * halves / 2)
    }
    return TokenPrices(
      input: times(prices.input, 4), output: times(prices.output, 3), cacheRead: times(prices.cacheRead, 4),
      cacheWrite5m: times(prices.cacheWrite5m, 4), cacheWrite1h: times(prices.cacheWrite1h, 4))
  }
}
