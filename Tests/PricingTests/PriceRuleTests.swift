/// One table for each rule, with a row for each side of each boundary. Charges are worked by hand from the
/// published prices.

import Providers
import Pricing
import Quantities
import Testing

@Suite("the rules")
struct PriceRuleTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let claim: String
    let model: String
    let date: String
    let expected: String
    let usage: Usage

    init(
      _ claim: String, _ model: String, _ date: String, _ expected: String,
      _ set: (inout Usage) -> Void
    ) {
      self.claim = claim
      self.model = "claude-" + model
      self.date = date
      self.expected = expected
      usage = PricingTests.usage(set)
    }

    var testDescription: String { "\(claim): \(model)" }

    func check() throws {
      #expect(try RateCard.builtIn.dollars(usage, model, at(date)) == expected, "\(claim)")
    }
  }

  @Test(
    "base tokens: each category at the price of its own",
    arguments: [
      Case("a million input", "opus-5-5", "2026-11-20", "4.00") { $0.input = 1_000_000 },
      Case("a million output", "opus-5-5", "2026-11-20", "20.00") { $0.output = 1_000_000 },
      Case("a million read", "opus-5-5", "2026-11-20", "0.20") { $0.cacheRead = 1_000_000 },
      Case("a million written for 5 minutes", "opus-5-5", "2026-11-20", "5.00") {
        $0.cacheWrite5m = 1_000_000
      },
      Case("a million written for an hour", "opus-5-5", "2026-11-20", "8.00") { $0.cacheWrite1h = 1_000_000 },
      Case("nothing", "opus-5-5", "2026-11-20", "0.00") { _ in },
      Case("one token", "opus-5-5", "2026-11-20", "0.000004") { $0.input = 1 },
      Case("all together", "opus-5-5", "2026-11-20", "4.30") {
        $0.input = 100_000
        $0.output = 100_000
        $0.cacheRead = 500_000
        $0.cacheWrite5m = 200_000
        $0.cacheWrite1h = 100_000
      },
    ])
  func baseTokens(_ row: Case) throws { try row.check() }

  @Test(
    "prompt band: at 100,000 tokens low, at 100,001 high for the whole request",
    arguments: [
      Case("input at the boundary", "haiku-5-5", "2026-11-20", "0.01") { $0.input = 100_000 },
      Case("input past it", "haiku-5-5", "2026-11-20", "0.0500005") { $0.input = 100_001 },
      Case("output does not count", "haiku-5-5", "2026-11-20", "0.0600005") {
        $0.input = 5
        $0.output = 120_000
      },
      Case("cache reads count, at", "haiku-5-5", "2026-11-20", "0.00109") {
        $0.input = 1_000
        $0.cacheRead = 99_000
      },
      Case("cache reads count, past", "haiku-5-5", "2026-11-20", "0.00545005") {
        $0.input = 1_000
        $0.cacheRead = 99_001
      },
      Case("output is high too", "haiku-5-5", "2026-11-20", "2.5500005") {
        $0.input = 100_001
        $0.output = 1_000_000
      },
      Case("four kinds make the prompt, at", "haiku-5-5", "2026-11-20", "0.0088") {
        $0.input = 40_000
        $0.cacheRead = 30_000
        $0.cacheWrite5m = 20_000
        $0.cacheWrite1h = 10_000
      },
      Case("four kinds make the prompt, past", "haiku-5-5", "2026-11-20", "0.044001") {
        $0.input = 40_000
        $0.cacheRead = 30_000
        $0.cacheWrite5m = 20_000
        $0.cacheWrite1h = 10_001
      },
      Case("no band on Opus 5.5", "opus-5-5", "2026-11-20", "2.00") { $0.input = 500_000 },
    ])
  func promptBand(_ row: Case) throws { try row.check() }

  @Test(
    "long-context premium: past 200,000, until 2026-03-13 (4.6) and 2026-04-30 (Sonnet 4.5)",
    arguments: [
      Case("at, in its time", "opus-4-6", "before 2026-03-13", "1.00") { $0.input = 200_000 },
      Case("past, in its time", "opus-4-6", "before 2026-03-13", "2.00001") { $0.input = 200_001 },
      Case("past, output 1.5 times", "opus-4-6", "before 2026-03-13", "2.37501") {
        $0.input = 200_001
        $0.output = 10_000
      },
      Case("at, after it", "opus-4-6", "2026-03-13", "1.00") { $0.input = 200_000 },
      Case("past, after it", "opus-4-6", "2026-03-13", "1.000005") { $0.input = 200_001 },
      Case("past, in its time", "sonnet-4-6", "before 2026-03-13", "1.200006") { $0.input = 200_001 },
      Case("past, after it", "sonnet-4-6", "2026-03-13", "0.600003") { $0.input = 200_001 },
      Case("past, in its time", "sonnet-4-5", "before 2026-04-30", "1.200006") { $0.input = 200_001 },
      Case("at, after it", "sonnet-4-5", "2026-04-30", "0.60") { $0.input = 200_000 },
      Case("past, after it: an error", "sonnet-4-5", "2026-04-30", "refused") { $0.input = 200_001 },
    ])
  func longContext(_ row: Case) throws { try row.check() }

  @Test(
    "context window: as many tokens as the window are served, one more is refused",
    arguments: [
      Case("at", "haiku-4-5", "2026-11-20", "0.20") { $0.input = 200_000 },
      Case("past", "haiku-4-5", "2026-11-20", "refused") { $0.input = 200_001 },
      Case("output does not count", "haiku-4-5", "2026-11-20", "0.25") {
        $0.input = 200_000
        $0.output = 10_000
      },
      Case("at a million", "opus-5-5", "2026-11-20", "4.00") { $0.input = 1_000_000 },
      Case("past a million", "opus-5-5", "2026-11-20", "refused") { $0.input = 1_000_001 },
    ])
  func contextWindow(_ row: Case) throws { try row.check() }

  @Test(
    "dates: a row holds from its first second, the one before it up to the second before",
    arguments: [
      Case("a read before the cut", "sonnet-5-5", "before 2026-10-07", "0.20") { $0.cacheRead = 1_000_000 },
      Case("a read from the cut on", "sonnet-5-5", "2026-10-07", "0.10") { $0.cacheRead = 1_000_000 },
      Case("not released yet", "opus-5-5", "before 2026-09-22", "refused") { $0.input = 1 },
      Case("released", "opus-5-5", "2026-09-22", "0.000004") { $0.input = 1 },
      Case("not retired yet", "opus-4-1", "before 2026-08-05", "15.00") {
        $0.input = 200_000; $0.output = 160_000
      },
      Case("retired", "opus-4-1", "2026-08-05", "refused") { $0.input = 1 },
      Case("not retired yet", "sonnet-4-5", "before 2026-11-30", "0.000003") { $0.input = 1 },
      Case("retired", "sonnet-4-5", "2026-11-30", "refused") { $0.input = 1 },
      Case("a name without a price, retired", "sonnet-4", "2026-06-15", "refused") { $0.input = 1 },
      Case("a name without a price, not released", "sonnet-4", "before 2025-05-22", "refused") {
        $0.input = 1
      },
      Case("years after the card", "opus-5-5", "2031-01-01", "0.000004") { $0.input = 1 },
    ])
  func dates(_ row: Case) throws { try row.check() }

  @Test(
    "batch: half for all tokens, in full for tools, on top of the band, never fast",
    arguments: [
      Case("input and output", "opus-5-5", "2026-11-20", "12.00") {
        $0.input = 1_000_000
        $0.output = 1_000_000
        $0.isBatch = true
      },
      Case("cache writes and reads", "opus-5-5", "2026-11-20", "1.60") {
        $0.cacheRead = 500_000
        $0.cacheWrite5m = 300_000
        $0.cacheWrite1h = 200_000
        $0.isBatch = true
      },
      Case("tools in full", "opus-5-5", "2026-11-20", "2.00") {
        $0.webSearches = 200
        $0.isBatch = true
      },
      Case("in the band", "haiku-5-5", "2026-11-20", "0.02500025") {
        $0.input = 100_001
        $0.isBatch = true
      },
      Case("with US-only", "opus-5-5", "2026-11-20", "2.20") {
        $0.input = 1_000_000
        $0.isBatch = true
        $0.isUSOnly = true
      },
      Case("with fast", "opus-5-5", "2026-11-20", "refused") {
        $0.input = 1
        $0.isBatch = true
        $0.isFast = true
      },
      Case("with fast where fast bills as standard", "opus-4-6", "2026-11-20", "refused") {
        $0.input = 1
        $0.isBatch = true
        $0.isFast = true
      },
    ])
  func batch(_ row: Case) throws { try row.check() }

  @Test(
    "US-only: 1.1 times on all tokens for models since 4.6, refused before, tools in full",
    arguments: [
      Case("input", "opus-4-6", "2026-11-20", "5.50") {
        $0.input = 1_000_000; $0.isUSOnly = true
      },
      Case("output", "sonnet-4-6", "2026-11-20", "16.50") {
        $0.output = 1_000_000; $0.isUSOnly = true
      },
      Case("read", "haiku-5-5", "2026-11-20", "0.0011") {
        $0.cacheRead = 100_000; $0.isUSOnly = true
      },
      Case("tools in full", "opus-4-6", "2026-11-20", "1.00") {
        $0.webSearches = 100; $0.isUSOnly = true
      },
      Case("older", "opus-4-5", "2026-11-20", "refused") {
        $0.input = 1; $0.isUSOnly = true
      },
      Case("older", "sonnet-4-5", "2026-11-20", "refused") {
        $0.input = 1; $0.isUSOnly = true
      },
      Case("older", "haiku-4-5", "2026-11-20", "refused") {
        $0.input = 1; $0.isUSOnly = true
      },
    ])
  func usOnly(_ row: Case) throws { try row.check() }

  @Test(
    "fast mode: prices of its own, cache prices in proportion, from and until its dates",
    arguments: [
      Case("input", "opus-5-5", "2026-11-20", "8.00") {
        $0.input = 1_000_000; $0.isFast = true
      },
      Case("output", "opus-5-5", "2026-11-20", "40.00") {
        $0.output = 1_000_000; $0.isFast = true
      },
      Case("read: 8 x 0.05", "opus-5-5", "2026-11-20", "0.40") {
        $0.cacheRead = 1_000_000; $0.isFast = true
      },
      Case("5-minute write", "opus-5-5", "2026-11-20", "10.00") {
        $0.cacheWrite5m = 1_000_000; $0.isFast = true
      },
      Case("hour's write", "opus-5-5", "2026-11-20", "16.00") {
        $0.cacheWrite1h = 1_000_000; $0.isFast = true
      },
      Case("with US-only", "opus-5-5", "2026-11-20", "8.80") {
        $0.input = 1_000_000
        $0.isFast = true
        $0.isUSOnly = true
      },
      Case("read: 16 x 0.025", "fable-5-2", "2026-11-20", "0.40") {
        $0.cacheRead = 1_000_000; $0.isFast = true
      },
      Case("preview", "opus-5-5", "before 2026-10-15", "8.00") {
        $0.input = 1_000_000; $0.isFast = true
      },
      Case("no fast mode", "sonnet-5-5", "2026-11-20", "refused") {
        $0.input = 1; $0.isFast = true
      },
      Case("the day before removal", "opus-4-8", "before 2026-11-30", "10.00") {
        $0.input = 1_000_000; $0.isFast = true
      },
      Case("removed: an error", "opus-4-8", "2026-11-30", "refused") {
        $0.input = 1_000_000; $0.isFast = true
      },
      Case("before removal", "opus-4-6", "before 2026-06-29", "30.00") {
        $0.input = 1_000_000; $0.isFast = true
      },
      Case("removed: as standard", "opus-4-6", "2026-06-29", "5.00") {
        $0.input = 1_000_000; $0.isFast = true
      },
      Case("not begun", "opus-4-7", "before 2026-05-12", "refused") {
        $0.input = 1_000_000; $0.isFast = true
      },
      Case("begun", "opus-4-7", "2026-05-12", "30.00") {
        $0.input = 1_000_000; $0.isFast = true
      },
      Case("before removal", "opus-4-7", "before 2026-07-24", "150.00") {
        $0.output = 1_000_000; $0.isFast = true
      },
      Case("removed: an error", "opus-4-7", "2026-07-24", "refused") {
        $0.input = 1_000_000; $0.isFast = true
      },
      Case("at 200,000, in the premium's time", "opus-4-6", "before 2026-03-13", "6.00") {
        $0.input = 200_000
        $0.isFast = true
      },
      Case("past 200,000, in the premium's time", "opus-4-6", "before 2026-03-13", "12.00006") {
        $0.input = 200_001
        $0.isFast = true
      },
      Case("past 200,000, after it", "opus-4-6", "2026-03-13", "6.00003") {
        $0.input = 200_001; $0.isFast = true
      },
    ])
  func fastMode(_ row: Case) throws { try row.check() }

  @Test(
    "web search: a cent each",
    arguments: [
      Case("none", "opus-5-5", "2026-11-20", "0.00") { $0.webSearches = 0 },
      Case("one", "opus-5-5", "2026-11-20", "0.01") { $0.webSearches = 1 },
      Case("a thousand", "opus-5-5", "2026-11-20", "10.00") { $0.webSearches = 1_000 },
      Case("retired model", "opus-4-1", "2026-11-20", "refused") { $0.webSearches = 1 },
    ])
  func webSearch(_ row: Case) throws { try row.check() }

  @Test(
    "code execution: by the second, five minutes at least",
    arguments: [
      Case("none", "opus-5-5", "2026-11-20", "0.00") { $0.codeExecutionSeconds = 0 },
      Case("one second", "opus-5-5", "2026-11-20", "0.004166667") { $0.codeExecutionSeconds = 1 },
      Case("300 seconds", "opus-5-5", "2026-11-20", "0.004166667") { $0.codeExecutionSeconds = 300 },
      Case("301 seconds", "opus-5-5", "2026-11-20", "0.004180556") { $0.codeExecutionSeconds = 301 },
      Case("an hour", "opus-5-5", "2026-11-20", "0.05") { $0.codeExecutionSeconds = 3_600 },
      Case("in full in a batch", "opus-5-5", "2026-11-20", "0.05") {
        $0.codeExecutionSeconds = 3_600
        $0.isBatch = true
      },
    ])
  func codeExecution(_ row: Case) throws { try row.check() }

  @Test(
    "what $10 buys, against a text that said 2M, 300k and 2M tokens",
    arguments: [
      Case("10M Haiku 4.5 input: a fiftieth of it", "haiku-4-5", "2026-03-20", "0.20") { $0.input = 200_000 },
      Case("3.33M Sonnet 4.6 input: a tenth of it", "sonnet-4-6", "2026-03-20", "0.999999") {
        $0.input = 333_333
      },
      Case("300k of it are 90 cents", "sonnet-4-6", "2026-03-20", "0.90") { $0.input = 300_000 },
      Case("0.667M Sonnet output", "sonnet-4-6", "2026-03-20", "9.99999") { $0.output = 666_666 },
      Case("2M of it are $30", "sonnet-4-6", "2026-03-20", "30.00") { $0.output = 2_000_000 },
    ])
  func seedArithmetic(_ row: Case) throws { try row.check() }

  @Test("the list of rules names each once, and every rule says what it does")
  func rules() {
    let names = PriceRule.all.map(\.name)
    #expect(names.count == 11)
    #expect(Set(names).count == names.count)
    #expect(PriceRule.all.allSatisfy { !$0.summary.isEmpty })
  }
}
