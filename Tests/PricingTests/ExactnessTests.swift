/// Charges against a second definition that shares nothing with the card: prices as text from the history
/// file, decimal digits in arrays, long multiplication and division.

import Providers
import Pricing
import Quantities
import Testing

/// A natural number as decimal digits, lowest first.
struct Natural: Equatable {
  var digits: [Int]

  init(digits: [Int]) {
    self.digits = digits
    while self.digits.last == 0 { self.digits.removeLast() }
  }

  init(_ value: Int64) { self.init(digits: String(value).reversed().compactMap(\.wholeNumberValue)) }

  /// A price like `18.75` in millionths.
  init(millionthsOf text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let decimals = parts.count > 1 ? String(parts[1]) : ""
    let padded = parts[0] + decimals + String(repeating: "0", count: 6 - decimals.count)
    self.init(digits: padded.reversed().compactMap(\.wholeNumberValue))
  }

  static func + (a: Natural, b: Natural) -> Natural {
    var result = [Int](repeating: 0, count: max(a.digits.count, b.digits.count) + 1)
    for (index, digit) in a.digits.enumerated() { result[index] += digit }
    for (index, digit) in b.digits.enumerated() { result[index] += digit }
    return carried(result)
  }

  static func * (a: Natural, b: Natural) -> Natural {
    var result = [Int](repeating: 0, count: a.digits.count + b.digits.count + 1)
    for (i, x) in a.digits.enumerated() { for (j, y) in b.digits.enumerated() { result[i + j] += x * y } }
    return carried(result)
  }

  private static func carried(_ digits: [Int]) -> Natural {
    var result = digits
    for index in result.indices.dropLast() {
      result[index + 1] += result[index] / 10
      result[index] %= 10
    }
    return Natural(digits: result)
  }

  /// Quotient and remainder by a small number.
  func divided(by divisor: Int) -> (quotient: Natural, remainder: Int) {
    var quotient = [Int](repeating: 0, count: digits.count)
    var rest = 0
    for index in digits.indices.reversed() {
      rest = rest * 10 + digits[index]
      quotient[index] = rest / divisor
      rest %= divisor
    }
    return (Natural(digits: quotient), rest)
  }

  var isEven: Bool { (digits.first ?? 0) % 2 == 0 }
  var text: String { digits.isEmpty ? "0" : digits.reversed().map(String.init).joined() }
}

/// The charge in nano-dollars by the second definition.
func bruteForce(_ usage: Usage, _ row: HistoryRow, _ rounding: Rounding) -> String {
  let prompt = usage.input + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h
  let isLong = Int64(row["over_prompt_tokens"]).map { prompt > $0 } ?? false
  var columns = ["input", "output", "cache_read", "cache_write_5m", "cache_write_1h"]
  if isLong { columns = ["over_input", "over_output", "over_read", "over_w5m", "over_w1h"] }
  let counts = [usage.input, usage.output, usage.cacheRead, usage.cacheWrite5m, usage.cacheWrite1h]
  var sum = Natural(0)
  for (count, column) in zip(counts, columns) {
    // A fast price of the whole category: fast input times the row's factor, as text to text.
    var price = Natural(millionthsOf: row[column])
    if usage.isFast {
      let isOutput = column.hasSuffix("output")
      let fast = Natural(millionthsOf: row[isOutput ? "fast_output" : "fast_input"])
      let base = Int(Natural(millionthsOf: row[isOutput ? "output" : "input"]).text) ?? 1
      price = (Natural(millionthsOf: row[isOutput ? "output" : column]) * fast).divided(by: base).quotient
    }
    sum = sum + Natural(count) * price
  }
  // In 3,600ths of pico-dollars, times 100 so that both factors are whole.
  sum = sum * Natural(usage.isBatch ? 5 : 10) * Natural(usage.isUSOnly ? 11 : 10) * Natural(3_600)
  sum = sum + Natural(usage.webSearches) * Natural(10_000_000_000) * Natural(360_000)
  if usage.codeExecutionSeconds > 0 {
    sum = sum + Natural(max(300, usage.codeExecutionSeconds)) * Natural(50_000_000_000) * Natural(100)
  }
  let (quotient, remainder) = sum.divided(by: 360_000_000)
  let roundsUp =
    switch rounding {
    case .down: false
    case .up: remainder > 0
    case .nearestAway: remainder * 2 >= 360_000_000
    case .nearestEven:
      remainder * 2 > 360_000_000 || (remainder * 2 == 360_000_000 && !quotient.isEven)
    }
  return (roundsUp ? quotient + Natural(1) : quotient).text
}

@Suite("exactness")
struct ExactnessTests {
  let card = RateCard.builtIn

  /// Counts of every size, often at a boundary.
  private func randomUsage(_ random: inout Random, _ row: HistoryRow) -> Usage {
    func count() -> Int64 {
      switch random.below(4) {
      case 0: 0
      case 1: Int64(random.below(10))
      case 2: [99_999, 100_000, 100_001, 199_999][random.below(4)]
      default: Int64(random.below(60_000))
      }
    }
    var usage = Usage()
    usage.input = count()
    usage.output = count()
    usage.cacheRead = count()
    usage.cacheWrite5m = count()
    usage.cacheWrite1h = count()
    usage.webSearches = random.below(4) == 0 ? Int64(random.below(20)) : 0
    usage.codeExecutionSeconds = random.below(4) == 0 ? Int64(random.below(1_000)) : 0
    usage.isBatch = random.below(2) == 0
    usage.isUSOnly = random.below(2) == 0
    // The history has no fast prices of the old premium's band.
    usage.isFast = !usage.isBatch && !row["fast_input"].isEmpty && row["over_prompt_tokens"].isEmpty
    return usage
  }

  @Test("20,000 random requests cost what long arithmetic on the history says, and explanations sum to it")
  func againstBruteForce() throws {
    var random = Random(seed: 20_261_120)
    var charged = 0
    for round in 0..<20_000 {
      let row = HistoryRow.all[random.below(HistoryRow.all.count)]
      let model = try card.model(named: row.model)
      let from = try row.from()
      let last = row.model == "claude-sonnet-4-5" ? try at("2026-11-29") : try row.last()
      let length = last.seconds - from.seconds
      let instant = Instant(seconds: from.seconds + Int64(random.below(Int(length))))
      // Fast mode of Opus 4.7 is not in the history.
      var usage = randomUsage(&random, row)
      if row.model == "claude-opus-4-7" { usage.isFast = false }
      let rounding = Rounding.allCases[round % 4]
      let explanation = try card.explain(usage, model: model, at: instant, rounding: rounding)
      #expect(try card.charge(usage, model: model, at: instant, rounding: rounding) == explanation.outcome)
      guard case .charged(let amount) = explanation.outcome else { continue }
      charged += 1
      let expected = bruteForce(usage, row, rounding)
      #expect(String(amount.count) == expected, "\(row.testDescription) \(usage) \(rounding)")
      let sum = try explanation.items.reduce(ExactDollars(.zero)) { try #require($0.adding($1.exact)) }
      #expect(sum == explanation.exact)
      #expect(sum.adding(explanation.roundedBy) == ExactDollars(amount))
    }
    // Models before 4.6 refuse US-only, prompts past 200,000 some: the rest is charged.
    #expect(charged > 12_000)
  }

  @Test(
    "an exact half nano-dollar goes where the rounding says",
    arguments: [(Rounding.down, 60), (.up, 61), (.nearestEven, 60), (.nearestAway, 61)] as [(Rounding, Int64)]
  )
  func half(_ rounding: Rounding, _ expected: Int64) throws {
    let model = try card.model(named: "claude-haiku-5-5")
    // One token read and one of input: (10,000 + 100,000) x 0.5 x 1.1 = 60,500 pico-dollars.
    let request = usage {
      $0.cacheRead = 1
      $0.input = 1
      $0.isBatch = true
      $0.isUSOnly = true
    }
    let outcome = try card.charge(request, model: model, at: at("2026-11-20"), rounding: rounding)
    #expect(outcome == .charged(Nanodollars(expected)))
  }

  @Test("the smallest published product is exact to the last pico-dollar")
  func smallest() throws {
    let explanation = try card.explain(
      usage {
        $0.cacheRead = 1
        $0.isBatch = true
        $0.isUSOnly = true
      }, model: card.model(named: "claude-haiku-5-5"), at: at("2026-11-20"))
    #expect(explanation.exact.description == "0.0000000055")
    #expect(explanation.outcome == .charged(Nanodollars(6)))
    #expect(explanation.roundedBy.description == "0.0000000005")
  }

  @Test(
    "an explanation names what, how many, the price, the factors with rule and source, and the exact amount")
  func explanation() throws {
    let explanation = try card.explain(
      usage {
        $0.input = 100_001
        $0.output = 10
        $0.isBatch = true
        $0.isUSOnly = true
        $0.webSearches = 3
        $0.codeExecutionSeconds = 1
      }, model: card.model(named: "claude-haiku-5-5"), at: at("2026-11-20"))
    let items = explanation.items
    #expect(items.map(\.what) == ["input", "output", "web search", "code execution"])
    #expect(items.map(\.units) == [100_001, 10, 3, 300])
    #expect(
      items.map(\.price) == [
        "$0.50 per million tokens", "$2.50 per million tokens", "$0.01 each", "$0.05 per container-hour",
      ])
    #expect(items[0].list == "standard, prompt over 100,000")
    #expect(items[0].factors.map(\.rule) == ["batch", "us only"])
    #expect(items[0].factors.map(\.factor.factor) == ["0.5", "1.1"])
    #expect(items[0].factors.allSatisfy { $0.source.contains("docs") })
    #expect(items[2].factors.isEmpty)
    #expect(items.map(\.exact.description) == ["0.027500275", "0.00001375", "0.03", "1/240"])
    #expect(explanation.row?.model == "claude-haiku-5-5")
    #expect(explanation.outcome == .charged(Nanodollars(61_680_692)))
  }

  @Test("a refused request has an explanation without items")
  func refusedExplanation() throws {
    let explanation = try card.explain(
      usage { $0.input = 1 }, model: card.model(named: "claude-opus-4-1"), at: at("2026-11-20"))
    #expect(explanation.items.isEmpty)
    #expect(explanation.exact == .zero)
    #expect(explanation.row == nil)
  }

  @Test("a charge up to the ledger's range is exact, past it an error")
  func range() throws {
    let model = try card.model(named: "claude-opus-5-5")
    let date = try at("2026-11-20")
    // 9,223,372,036.854775807 dollars are 9,223,372,036,854,775,807 nano-dollars; a token of output is
    // 20,000.
    let most: Int64 = .max / 20_000
    #expect(
      try card.charge(usage { $0.output = most }, model: model, at: date)
        == .charged(Nanodollars(most * 20_000)))
    #expect(throws: QuantityError.self) {
      try card.charge(usage { $0.output = most + 1 }, model: model, at: date)
    }
    #expect(throws: QuantityError.self) {
      try card.charge(usage { $0.output = 1 << 60 - 1 }, model: model, at: date)
    }
    #expect(throws: QuantityError.self) {
      try card.charge(
        usage {
          $0.webSearches = 1 << 60 - 1
          $0.codeExecutionSeconds = 1 << 60 - 1
          $0.output = 1 << 50
        }, model: model, at: date)
    }
  }

  @Test(
    "a count that is negative or past 2^60 is an error, never a crash",
    arguments: [-1, 1 << 60, .min, .max] as [Int64])
  func absurdCounts(_ count: Int64) throws {
    let model = try card.model(named: "claude-opus-5-5")
    let date = try at("2026-11-20")
    let usages = [
      usage { $0.input = count }, usage { $0.output = count }, usage { $0.cacheRead = count },
      usage { $0.cacheWrite5m = count }, usage { $0.cacheWrite1h = count }, usage { $0.webSearches = count },
      usage { $0.codeExecutionSeconds = count },
    ]
    for usage in usages {
      #expect(throws: QuantityError.self) { try card.charge(usage, model: model, at: date) }
      #expect(throws: QuantityError.self) { try card.explain(usage, model: model, at: date) }
    }
    #expect(
      usage {
        $0.input = .max; $0.cacheRead = .max
      }.promptTokens == .max)
  }

  @Test("every instant is answered", arguments: [.min, 0, Instant.last.seconds, .max] as [Int64])
  func instants(_ seconds: Int64) throws {
    let instant = Instant(seconds: seconds)
    for (_, model) in card.modelsByName {
      _ = try? card.charge(usage { $0.input = 1 }, model: model, at: instant)
      _ = try? card.explain(usage { $0.isFast = true }, model: model, at: instant)
    }
    #expect(card.isForecast(at: instant) == (seconds > 2_000_000_000))
  }
}
