/// Money, tokens, prices and ratios: what is read, what is refused, and that what is printed reads back.
import Quantities
import Testing

struct DecimalTests {
  @Test(
    arguments: [
      ("$1,250.50", 1_250_500_000_000), ("1250.5", 1_250_500_000_000), ("  $3\t", 3_000_000_000),
      ("-$3", -3_000_000_000), ("-3", -3_000_000_000), ("-$0", 0), ("USD 5", 5_000_000_000),
      ("-USD 5", -5_000_000_000), ("$14k", 14_000_000_000_000), ("$1.5M", 1_500_000_000_000_000),
      ("9B", 9_000_000_000_000_000_000), ("$.5", 500_000_000), ("$1_000", 1_000_000_000_000),
      ("$007", 7_000_000_000), ("$1,000", 1_000_000_000_000), ("$12,345,678", 12_345_678_000_000_000),
      // Nine decimals, and more only if they are zeros; letters move the point first.
      ("0.000000001", 1), ("0.0000000010", 1), ("0.000000000001k", 1), ("0.000_000_001", 1),
      // Both ends of the range.
      ("9223372036.854775807", Int64.max), ("-9,223,372,036.854775808", Int64.min),
    ] as [(String, Int64)])
  func `an amount of money is read exactly`(text: String, nanodollars: Int64) throws {
    #expect(try Nanodollars(parsing: text).count == nanodollars)
  }

  @Test(arguments: [
    "", " ", "$", "-", "-$", "USD", "USD ", "k", "$k", ".", "$.", "5.", "$5.", "--5", "-$-5", "$-5", "+5",
    "$+5",
    "$ 5", "- 5", "5$", "5 USD", "$$5", "1e9", "0x10", "1,25", "12,34,567", "1,2345", ",123", "1,,000",
    "1,000,",
    "1000,000", "0,500", "012,345", "1.5,000", "1.000,5", "1_", "_1", "1__0", "1_.5", "1._5", "1_000,000",
    "1,000_000", "1.2.3", "5m", "5kk", "5 k", "k5", "٣", "１２", "5\u{301}", "½", "five", "NaN", "inf", "5\n",
    "5\u{0}",
    "$1,250.50.", "€5", "5%", "1 000", "'5'",
  ])
  func `what is not an amount is refused with an example`(text: String) {
    let message = refusal { () throws(QuantityError) in _ = try Nanodollars(parsing: text) }
    #expect(message?.contains("is not an amount of money; write an amount of money like $1,250.50") == true)
  }

  @Test func `the refusal of an amount says what exactly is wrong`() {
    let rows = [
      (
        "1,25",
        "'1,25' is not an amount of money; write an amount of money like $1,250.50: a comma only groups "
          + "thousands, a point starts the decimals"
      ),
      (
        "0.0000000001",
        "'0.0000000001' has more decimals than an amount of money can hold; write at most 9 decimals"
      ),
      (
        "0.0000000000001k",
        "'0.0000000000001k' has more decimals than an amount of money can hold; write at most 9 decimals"
      ),
      (
        "9223372036.854775808",
        "'9223372036.854775808' is past the range of an amount of money; "
          + "write at most 9,223,372,036.854775807"
      ),
      ("10B", "'10B' is past the range of an amount of money; write at most 9,223,372,036.854775807"),
      (
        "-9223372036.854775809",
        "'-9223372036.854775809' is past the range of an amount of money; "
          + "write at least -9,223,372,036.854775808"
      ),
      (
        "99999999999999999999999999",
        "'99999999999999999999999999' is past the range of an amount of money; "
          + "write at most 9,223,372,036.854775807"
      ),
    ]
    for (text, expected) in rows {
      #expect(refusal { () throws(QuantityError) in _ = try Nanodollars(parsing: text) } == expected)
    }
  }

  @Test func `an amount that no person would read to its end is cut in the message`() {
    let text = String(repeating: "9", count: 100_000)
    let message = refusal { () throws(QuantityError) in _ = try Nanodollars(parsing: text) }
    #expect((message?.utf8.count ?? 0) < 200)
    let escape = refusal { () throws(QuantityError) in _ = try Nanodollars(parsing: "\u{1B}[2J\n\u{202E}") }
    #expect(escape?.hasPrefix("'\u{FFFD}[2J\u{FFFD}\u{FFFD}' is not") == true)
  }

  @Test(
    arguments: [
      (0, "$0.00", "0.00", "$0.00"), (1, "$0.000000001", "0.000000001", "$0.00"),
      (-1, "-$0.000000001", "-0.000000001", "$0.00"), (10_000_000, "$0.01", "0.01", "$0.01"),
      (4_999_999, "$0.004999999", "0.004999999", "$0.00"), (5_000_000, "$0.005", "0.005", "$0.01"),
      (-5_000_000, "-$0.005", "-0.005", "-$0.01"), (1_250_500_000_000, "$1,250.50", "1250.50", "$1,250.50"),
      (999_995_000_000, "$999.995", "999.995", "$1,000.00"),
      (Int64.max, "$9,223,372,036.854775807", "9223372036.854775807", "$9,223,372,036.85"),
      (Int64.min, "-$9,223,372,036.854775808", "-9223372036.854775808", "-$9,223,372,036.85"),
    ] as [(Int64, String, String, String)])
  func `an amount prints in full, plainly and to the cent`(row: (Int64, String, String, String)) {
    let amount = Nanodollars(row.0)
    #expect(amount.description == row.1)
    #expect(amount.decimal == row.2)
    #expect(amount.toCents == row.3)
    var buffer = Array("x".utf8)
    amount.write(into: &buffer)
    #expect(String(decoding: buffer, as: UTF8.self) == "x" + row.2)
  }

  @Test func `what is printed reads back as the same number`() throws {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<50_000 {
      // As many small numbers as large ones.
      let count = Int64(truncatingIfNeeded: random.next()) >> Int64.random(in: 0..<64, using: &random)
      let amount = Nanodollars(count)
      #expect(try Nanodollars(parsing: amount.description) == amount)
      #expect(try Nanodollars(parsing: amount.decimal) == amount)
      let ratio = Ratio(millionths: count)
      #expect(try Ratio(parsing: ratio.description) == ratio)
      #expect(try Ratio(parsing: ratio.factor) == ratio)
      guard count >= 0 else { continue }
      #expect(try TokenCount(parsing: TokenCount(count).description).count == count)
      let price = PicodollarsPerToken(count)
      #expect(try PicodollarsPerToken(parsingDollarsPerMillion: price.dollarsPerMillion) == price)
    }
  }

  @Test(
    arguments: [
      ("14k", 14_000), ("14K", 14_000), ("1.5M", 1_500_000), ("14,000", 14_000), ("14_000 tokens", 14_000),
      ("1 token", 1), ("2tokens", 2), ("0", 0), ("0.001k", 1), ("0.000000001B", 1), ("3.000", 3),
      ("9223372036854775807", Int64.max), ("9,223,372,036,854,775,807 tokens", Int64.max),
    ] as [(String, Int64)])
  func `a number of tokens is read exactly`(text: String, count: Int64) throws {
    #expect(try TokenCount(parsing: text).count == count)
  }

  @Test(
    arguments: [
      ("0.0005k", "'0.0005k' is not a number of tokens, which is whole; write a number of tokens like 14k"),
      ("0.5", "'0.5' is not a number of tokens, which is whole; write a number of tokens like 14k"),
      ("-1", "'-1' is negative; write a number of tokens like 14k"),
      ("5 tokentokens", "'5 tokentokens' is not a number of tokens; write a number of tokens like 14k"),
      ("tokens", "'tokens' is not a number of tokens; write a number of tokens like 14k"),
      ("", "'' is not a number of tokens; write a number of tokens like 14k"),
      ("1e9", "'1e9' is not a number of tokens; write a number of tokens like 14k"),
      (
        "9223372036854775808",
        "'9223372036854775808' is past the range of a number of tokens; write at most "
          + "9,223,372,036,854,775,807"
      ),
    ] as [(String, String)])
  func `what is not a whole number of tokens is refused`(text: String, message: String) {
    #expect(refusal { () throws(QuantityError) in _ = try TokenCount(parsing: text) } == message)
  }

  @Test(
    arguments: [
      ("30%", 300_000), ("30 %", 300_000), ("0.3", 300_000), (".3", 300_000), ("1.1x", 1_100_000),
      ("1.1 x", 1_100_000),
      ("+5%", 50_000), ("-5%", -50_000), ("0.0001%", 1), ("0.000001", 1), ("100%", 1_000_000), ("0", 0),
      ("12.5%", 125_000), ("1,000%", 10_000_000),
    ] as [(String, Int64)])
  func `a ratio is read exactly`(text: String, millionths: Int64) throws {
    #expect(try Ratio(parsing: text).millionths == millionths)
  }

  @Test(arguments: [
    "", "%", "x", "30%%", "30%x", "30x%", "0.00001%", "0.0000001", "5k%", "5k", "--5%", "1/3", "a", "3 0%",
    "9223372036854775807%", "٣%",
  ])
  func `what is not a ratio is refused and quoted whole`(text: String) {
    let message = refusal { () throws(QuantityError) in _ = try Ratio(parsing: text) }
    #expect(message?.hasPrefix("'\(text)' ") == true)
  }

  @Test func `a ratio of an amount is rounded once, and nil past the range`() {
    #expect(Ratio.percent(50).of(Nanodollars(5)) == Nanodollars(2))
    #expect(Ratio.percent(50).of(Nanodollars(7)) == Nanodollars(4))
    #expect(Ratio.percent(50).of(Nanodollars(5), rounding: .nearestAway) == Nanodollars(3))
    #expect(Ratio.percent(-50).of(Nanodollars(5), rounding: .down) == Nanodollars(-3))
    #expect(Ratio.percent(100).of(Nanodollars(Int64.max)) == Nanodollars(Int64.max))
    #expect(Ratio(millionths: 1_000_001).of(Nanodollars(Int64.max)) == nil)
  }

  @Test(
    arguments: [
      ("0.125", 125_000), ("$3", 3_000_000), ("18.75", 18_750_000), ("0.000001", 1),
      ("$1,000", 1_000_000_000),
    ] as [(String, Int64)])
  func `a price per million tokens is a price in picodollars per token`(text: String, count: Int64) throws {
    #expect(try PicodollarsPerToken(parsingDollarsPerMillion: text).count == count)
  }

  @Test(arguments: ["", "$", "-3", "$-3", "-$3", "3k", "0.0000001", "3$", "free"])
  func `what is not a price is refused`(text: String) {
    let message = refusal { () throws(QuantityError) in
      _ = try PicodollarsPerToken(parsingDollarsPerMillion: text)
    }
    #expect(message?.contains("a price per million tokens") == true)
  }

  @Test func `sums at the ends of the range are refused, one before them are not`() throws {
    let most = Nanodollars(.max)
    let least = Nanodollars(.min)
    #expect(try Nanodollars(.max - 1).adding(Nanodollars(1)) == most)
    #expect(try Nanodollars(.min + 1).subtracting(Nanodollars(1)) == least)
    #expect(throws: QuantityError.self) { try most.adding(Nanodollars(1)) }
    #expect(throws: QuantityError.self) { try least.subtracting(Nanodollars(1)) }
    #expect(throws: QuantityError.self) { try Nanodollars.zero.subtracting(least) }
    #expect(try least.adding(most) == Nanodollars(-1))
  }
}
