/// Names of models as exports write them, and list prices then and today: both sides of what changes a price.

import Documents
import History
import Pricing
import Providers
import Quantities
import Testing

@Suite struct HistoryPricingTests {
  @Test(arguments: [
    ("claude-opus-4-5", "claude-opus-4-5"), ("claude-opus-4-5-20251101", "claude-opus-4-5"),
    ("Claude Opus 4.5", "claude-opus-4-5"), ("anthropic/claude-opus-4.5", "claude-opus-4-5"),
    ("anthropic/claude-4.5-opus-20251124", "claude-opus-4-5"),
    ("anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5"),
    ("us.anthropic.claude-sonnet-4-20250514-v1:0", "claude-sonnet-4"),
    (
      "arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-opus-4-1-20250805-v1:0",
      "claude-opus-4-1"
    ),
    ("claude-opus-4-5@20251101", "claude-opus-4-5"),
    ("vertex_ai/claude-3-5-haiku@20241022", "claude-haiku-3-5"),
    ("claude-3-haiku-20240307", "claude-haiku-3"), ("claude-opus-4-6[1m]", "claude-opus-4-6"),
    ("claude-4.5-sonnet-thinking", "claude-sonnet-4-5"), ("Claude Haiku 3", "claude-haiku-3"),
    ("claude-opus-4", "claude-opus-4"), ("vendor.claude-opus-4-v1:5", "claude-opus-4"),
  ])
  func `a model under its many names`(_ written: String, _ name: String) {
    var pricing = Made.pricing
    #expect(pricing.name(of: written) == name)
  }

  @Test func `what is not of the card is the nearest of its kind, or somebody else's`() throws {
    var pricing = Made.pricing
    let card = RateCard.builtIn
    #expect(pricing.meaning(of: "claude-opus-5-9") == .nearest(try card.model(named: "claude-opus-5-5")))
    #expect(pricing.meaning(of: "claude-haiku-1") == .nearest(try card.model(named: "claude-haiku-3")))
    #expect(pricing.meaning(of: "claude-epic-1") == .nearest(try card.model(named: "claude-sonnet-5-5")))
    #expect(pricing.meaning(of: "gpt-4o-2024-08-06") == .foreign && pricing.meaning(of: nil) == .unnamed)
  }

  private func row(
    _ model: String, _ date: String, _ change: (inout UsageRow) -> Void = { _ in }
  ) throws -> UsageRow {
    var row = UsageRow(.day(try Made.date(date)))
    row.subject.model = model
    var tokens = UsageRow.Tokens()
    tokens.input = 1_000_000
    row.tokens = tokens
    change(&row)
    return row
  }

  @Test func `list then is of the day, list today of another`() throws {
    var pricing = Made.pricing
    func cacheRead(_ date: String) throws -> UsagePricing.Priced {
      pricing.price(
        try row("claude-sonnet-5-5", date) {
          $0.tokens = UsageRow.Tokens(); $0.tokens?.cacheRead = 1_000_000
        })
    }
    // The price of a read fell on 2026-10-07: use did not.
    #expect(
      try cacheRead("2026-10-06")
        == UsagePricing.Priced(then: Made.dollars("0.20"), today: Made.dollars("0.10")))
    #expect(
      try cacheRead("2026-10-07")
        == UsagePricing.Priced(then: Made.dollars("0.10"), today: Made.dollars("0.10")))
    var earlier = UsagePricing(card: .builtIn, today: try Made.date("2026-10-06"))
    #expect(earlier.price(try row("claude-sonnet-5-5", "2026-10-07")).today == (try Made.dollars("2")))
  }

  @Test func `a retirement is no change of use`() throws {
    var pricing = Made.pricing
    let priced = pricing.price(try row("claude-opus-4-1", "2026-08-04"))
    #expect(priced == UsagePricing.Priced(then: try Made.dollars("15"), today: try Made.dollars("15")))
  }

  @Test func `long prompts, batches, fast mode, inference in one country, searches`() throws {
    var pricing = Made.pricing
    func then(_ model: String, _ date: String, _ change: (inout UsageRow) -> Void) throws -> Nanodollars {
      pricing.price(try row(model, date, change)).then
    }
    let long: (inout UsageRow) -> Void = { $0.subject.isLongPrompt = true }
    #expect(try then("claude-opus-4-6", "2026-03-12", long) == Made.dollars("10"))
    #expect(try then("claude-opus-4-6", "2026-03-13", long) == Made.dollars("5"))
    #expect(try then("claude-opus-4-6", "2026-03-12") { $0.subject.isBatch = true } == Made.dollars("2.50"))
    #expect(try then("claude-opus-4-6", "2026-03-12") { $0.subject.isUSOnly = true } == Made.dollars("5.50"))
    #expect(try then("claude-opus-4-6", "2026-06-28") { $0.subject.isFast = true } == Made.dollars("30"))
    #expect(try then("claude-opus-4-6", "2026-06-29") { $0.subject.isFast = true } == Made.dollars("5"))
    // Fast mode that was removed keeps its last price today.
    let removed = pricing.price(try row("claude-opus-4-7", "2026-07-23") { $0.subject.isFast = true })
    #expect(removed == UsagePricing.Priced(then: try Made.dollars("30"), today: try Made.dollars("30")))
    #expect(try then("claude-opus-4-6", "2026-03-12") { $0.webSearches = 3 } == Made.dollars("5.03"))
  }

  @Test(arguments: [
    ("claude-opus-4-6", "2026-03-01"), ("claude-sonnet-5-5", "2026-10-06"),
    ("claude-haiku-4-5", "2026-02-01"),
  ])
  func `the price of a row of one request is what the card charges for it`(_ model: String, _ date: String)
    throws
  {
    var pricing = Made.pricing
    let card = RateCard.builtIn
    for seed in 1...40 as ClosedRange<Int64> {
      var usage = Usage()
      usage.input = seed * 7_919 % 1_000
      usage.output = seed * 104_729 % 5_000
      usage.cacheRead = seed * 1_299_709 % 90_000
      usage.cacheWrite5m = seed * 15_485_863 % 40_000
      usage.cacheWrite1h = seed % 7
      usage.isBatch = seed % 2 == 0
      usage.webSearches = seed % 3
      let row = try row(model, date) {
        $0.tokens?.input = usage.input
        $0.tokens?.output = usage.output
        $0.tokens?.cacheRead = usage.cacheRead
        $0.tokens?.cacheWrite5m = usage.cacheWrite5m
        $0.tokens?.cacheWrite1h = usage.cacheWrite1h
        $0.subject.isBatch = usage.isBatch
        $0.webSearches = usage.webSearches
      }
      let charged = try card.charge(usage, model: card.model(named: model), at: Instant(Made.date(date)))
      #expect(charged == .charged(pricing.price(row).then))
    }
  }

  @Test func `dollars by kind of token are moved to today's prices, each kind by its own`() throws {
    let read = try Made.read(
      "usage_date_utc,model,token_type,cost_usd\n2026-10-06,Claude Sonnet 5.5,input_cache_read,3.01\n"
        + "2026-10-06,Claude Sonnet 5.5,output,1.00\n2026-10-07,Claude Sonnet 5.5,input_cache_read,3.01\n")
    var pricing = Made.pricing
    let priced = read.history.rows.map { pricing.price($0) }
    #expect(priced.map(\.then) == [try Made.dollars("4.01"), try Made.dollars("3.01")])
    #expect(priced.map(\.today) == [try Made.dollars("2.505"), try Made.dollars("3.01")])
  }

  @Test func `a foreign model costs what was billed, and without dollars it is a guess that is said`() throws
  {
    var pricing = Made.pricing
    let billed = try row("gpt-4o", "2026-02-01") { $0.billed = Nanodollars(77) }
    #expect(pricing.price(billed) == UsagePricing.Priced(then: Nanodollars(77), today: Nanodollars(77)))
    #expect(
      pricing.notes["gpt-4o"]?.problem.contains("the dollars of the export stand for the list price") == true)
    #expect(pricing.price(try row("other-model", "2026-02-01")).today == (try Made.dollars("2")))
    #expect(pricing.notes["other-model"]?.problem.contains("priced as claude-sonnet-5-5") == true)
    #expect(pricing.price(try row("claude-opus-9", "2026-11-20")).today == (try Made.dollars("4")))
    #expect(pricing.notes["claude-opus-9"]?.problem.contains("priced as claude-opus-5-5") == true)
  }
}
