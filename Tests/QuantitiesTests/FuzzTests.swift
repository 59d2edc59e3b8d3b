/// No bytes crash a parser, and what it reads it prints so that it reads the same again. The seed is fixed.
import Quantities
import Testing

struct FuzzTests {
  /// Texts near to what the parsers read: mutations of good ones, and noise.
  private struct Texts {
    private static let good = [
      "$1,250.50", "-$14k", "0.000000001", "9223372036.854775807", "USD 5", "1_000", "30%", "1.1x",
      "14_000 tokens", "1.5M",
      "180 days", "6 months", "12622780800 s", "2026-12-01", "2026-12-01T06:00:30Z",
      "2026-12-01 06:00:00.5 +02:00",
      "2026-12-01 Europe/Berlin", "9999-12-31T24:00", "Mon-Fri 09:00-17:00 Europe/Berlin",
      "Sat,Sun 22:00-06:00", "09:00", "24:00",
      "Europe/Berlin", "UTC",
    ].map { Array($0.utf8) }
    private static let pieces = Array("0123456789.,_-+:$%kMBxTZ /\t\n\0eE".utf8)
    private static let others = ["٣", "１", "½", "\u{301}", "🕘", "\r\n", "–", "\u{202E}", "\u{FFFD}"].map {
      Array($0.utf8)
    }
    var random: SeededGenerator

    mutating func next() -> String {
      var bytes: [UInt8]
      if Int.random(in: 0..<10, using: &random) == 0 {
        // Noise, not even UTF-8.
        bytes = (0..<Int.random(in: 0..<24, using: &random)).map { _ in
          UInt8.random(in: 0...255, using: &random)
        }
      } else {
        bytes = Texts.good[Int.random(in: 0..<Texts.good.count, using: &random)]
      }
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        let at = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0 where at < bytes.count: bytes.remove(at: at)
        case 1 where at < bytes.count:
          bytes[at] = Texts.pieces[Int.random(in: 0..<Texts.pieces.count, using: &random)]
        case 2:
          bytes.insert(
            contentsOf: Texts.others[Int.random(in: 0..<Texts.others.count, using: &random)], at: at)
        case 3:
          bytes.insert(contentsOf: Texts.good[Int.random(in: 0..<Texts.good.count, using: &random)], at: at)
        case 4 where at < bytes.count: bytes[at] = UInt8.random(in: 0...255, using: &random)
        default: bytes.insert(Texts.pieces[Int.random(in: 0..<Texts.pieces.count, using: &random)], at: at)
        }
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// Reads 200,000 texts; `again` prints a value and reads it back.
  private func fuzz<Value: Equatable>(
    seed: UInt64, read atLeast: Int, _ parse: (String) throws(QuantityError) -> Value,
    _ print: (Value) -> String
  ) {
    var texts = Texts(random: SeededGenerator(seed: seed))
    var read = 0
    for _ in 0..<200_000 {
      let text = texts.next()
      do {
        let value = try parse(text)
        read += 1
        let printed = print(value)
        guard (try? parse(printed)) == value else {
          Issue.record("'\(text)' is read, printed as '\(printed)', and not read back")
          return
        }
      } catch {
        guard !error.problem.isEmpty, !error.remedy.isEmpty, error.description.utf8.count < 600,
          !error.description.contains("\n")
        else {
          Issue.record("'\(text)' is refused with: \(error)")
          return
        }
      }
    }
    #expect(read > atLeast, "the texts are too far from what is read: \(read) of 200,000")
  }

  @Test func `no text crashes the reading of money`() {
    fuzz(
      seed: 11, read: 10_000, { text throws(QuantityError) in try Nanodollars(parsing: text) }, \.description)
  }
  @Test func `no text crashes the reading of a number of tokens`() {
    fuzz(
      seed: 12, read: 5_000, { text throws(QuantityError) in try TokenCount(parsing: text) }, \.description)
  }
  @Test func `no text crashes the reading of a ratio`() {
    fuzz(seed: 13, read: 5_000, { text throws(QuantityError) in try Ratio(parsing: text) }, \.description)
  }
  @Test func `no text crashes the reading of a price`() {
    fuzz(
      seed: 14, read: 5_000,
      { text throws(QuantityError) in try PicodollarsPerToken(parsingDollarsPerMillion: text) },
      \.dollarsPerMillion)
  }
  @Test func `no text crashes the reading of a span`() {
    fuzz(seed: 15, read: 5_000, { text throws(QuantityError) in try TimeSpan(parsing: text) }, \.description)
  }
  @Test func `no text crashes the reading of a date`() {
    fuzz(seed: 16, read: 1_000, { text throws(QuantityError) in try CivilDate(parsing: text) }, \.description)
  }
  @Test func `no text crashes the reading of a time of day`() {
    fuzz(seed: 17, read: 2_000, { text throws(QuantityError) in try ClockTime(parsing: text) }, \.description)
  }
  @Test func `no text crashes the reading of an instant`() {
    fuzz(seed: 18, read: 5_000, { text throws(QuantityError) in try Instant(parsing: text) }, \.description)
  }
  @Test func `no text crashes the reading of a zone's name`() throws {
    // A suggestion costs a look at the whole list, so this one takes the name alone.
    var texts = Texts(random: SeededGenerator(seed: 19))
    for _ in 0..<2_000 { _ = try? Zone(named: texts.next()) }
  }
  @Test func `no text crashes the reading of office hours`() {
    fuzz(
      seed: 20, read: 2_000, { text throws(QuantityError) in try OfficeHours(parsing: text) }, \.description)
  }
}
