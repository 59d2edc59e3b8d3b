/// Digits written straight into bytes are the digits that `String` would have made.

import Formats
import Quantities
import Testing

struct ByteBufferTests {
  private static let numbers: [Int64] = [
    0, 1, 9, 10, 99, 100, 999_999_999, 1_000_000_000, 1_000_000_001, 123_456_789_012,
    .max - 1, .max, -1, -9, -10, -1_000_000_000, .min + 1, .min,
  ]

  @Test("a number is written as String writes it", arguments: numbers)
  func number(_ value: Int64) {
    var out = ByteBuffer(capacity: 1)
    out.append(number: value)
    #expect(out.text == String(value))
  }

  @Test(
    "money is written exactly, with two decimals at least",
    arguments: [
      (0, "0.00"), (1, "0.000000001"), (10, "0.00000001"), (10_000_000, "0.01"),
      (100_000_000, "0.10"), (120_000_000, "0.12"), (123_000_000, "0.123"),
      (1_000_000_000, "1.00"), (1_000_000_001, "1.000000001"), (-1, "-0.000000001"),
      (-2_500_000_000, "-2.50"), (Int64.max, "9223372036.854775807"),
      (Int64.min, "-9223372036.854775808"),
    ] as [(Int64, String)])
  func money(_ count: Int64, _ text: String) {
    var out = ByteBuffer(capacity: 1)
    out.append(decimal: Nanodollars(count))
    #expect(out.text == text)
    #expect(out.text == Nanodollars(count).decimal)
  }

  @Test("dates and times of day have all their zeros")
  func times() throws {
    var out = ByteBuffer()
    let instant = try Instant(parsing: "2026-02-03T04:05:06Z")
    out.append(date: instant.date)
    out.append(" ")
    out.append(clock: instant.secondOfDay)
    out.append(" ")
    out.append(date: Instant.last.date)
    out.append(clock: 86_399)
    #expect(out.text == "2026-02-03 04:05:06 9999-12-3123:59:59")
  }

  @Test("a buffer grows as it is written to, and starts again when cleared")
  func grows() {
    var out = ByteBuffer(capacity: 1)
    for index in 0..<1_000 { out.append(text: "\(index),") }
    #expect(out.text == (0..<1_000).map { "\($0)," }.joined())
    out.clear()
    out.append(spaces: 3)
    out.append(Array("x".utf8))
    #expect(out.text == "   x")
  }
}
