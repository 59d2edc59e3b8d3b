/// Instants: their text, both ends of their range, and spans counted from an anchor.
import Quantities
import Testing

struct InstantTests {
  @Test(
    arguments: [
      ("1970-01-01", 0), ("1970-01-01T00:00:01Z", 1), ("2026-12-01", 1_796_083_200),
      ("2026-12-01T06:00Z", 1_796_104_800), ("2026-12-01 06:00", 1_796_104_800),
      ("2026-12-01 06:00:30", 1_796_104_830),
      ("2026-12-01T06:00:30+02:00", 1_796_097_630), ("2026-12-01T06:00-0530", 1_796_124_600),
      ("2026-12-01T06:00+02", 1_796_097_600), ("2026-12-01 06:00:00 +0000", 1_796_104_800),
      ("2026-12-01 06:00 Z", 1_796_104_800), ("2026-12-01T24:00Z", 1_796_169_600),
      ("2026-12-02T00:00Z", 1_796_169_600),
      ("  2026-12-01T06:00Z\t", 1_796_104_800), ("2026-12-01T06:00+14:59", 1_796_050_860),
      // A fraction of a second never carries an instant over a boundary.
      ("2026-12-01T05:59:59.999999Z", 1_796_104_799), ("2026-12-01T06:00:00.000001+00:00", 1_796_104_800),
      ("2026-12-01 06:00 UTC", 1_796_104_800), ("2026-12-01 UTC", 1_796_083_200),
      ("2026-12-01 06:00 Europe/Berlin", 1_796_101_200), ("2026-12-01 Europe/Berlin", 1_796_079_600),
      ("2026-11-04 23:59 America/Los_Angeles", 1_793_865_540), ("2026-12-01T06:00 Zulu", 1_796_104_800),
      ("9999-12-31T23:59:59Z", 253_402_300_799), ("9999-12-31T24:00+00:01", 253_402_300_740),
    ] as [(String, Int64)])
  func `an instant is read`(text: String, seconds: Int64) throws {
    #expect(try Instant(parsing: text).seconds == seconds)
  }

  @Test(
    arguments: [
      ("2026-02-29", "there is no date '2026-02-29': that month has 28 days"), ("", "'' is not a date"),
      ("never", "'never' is not a date"), ("now", "'now' is not a date"),
      ("10000-01-01", "'10000-01-01' is not a date"),
      ("1969-12-31", "'1969-12-31' is outside the years 1970 to 9999"),
      ("1969-12-31T23:59:59Z", "'1969-12-31T23:59:59Z' is outside the years 1970 to 9999"),
      ("1970-01-01T00:00+00:01", "'1970-01-01T00:00+00:01' is outside the years 1970 to 9999"),
      ("9999-12-31T24:00Z", "'9999-12-31T24:00Z' is outside the years 1970 to 9999"),
      ("2026-12-01x", "'2026-12-01x' is not an instant"), ("2026-12-01T", "'2026-12-01T' is not an instant"),
      ("2026-12-01Z", "'2026-12-01Z' is not an instant"),
      ("2026-12-01+02:00", "'2026-12-01+02:00' is not an instant"),
      ("2026-12-01T06", "'2026-12-01T06' is not an instant"),
      ("2026-12-01T6:00", "'2026-12-01T6:00' is not an instant"),
      ("2026-12-01t06:00", "'2026-12-01t06:00' is not an instant"),
      ("2026-12-01T25:00", "'2026-12-01T25:00' is not an instant"),
      ("2026-12-01T24:01", "'2026-12-01T24:01' is not an instant"),
      ("2026-12-01T24:00:00.5", "'2026-12-01T24:00:00.5' is not an instant"),
      ("2026-12-01T06:60", "'2026-12-01T06:60' is not an instant"),
      ("2026-12-01T06:00:60Z", "'2026-12-01T06:00:60Z' is not an instant"),
      ("2026-12-01T06:00.Z", "'2026-12-01T06:00.Z' is not an instant"),
      ("2026-12-01T06:00Zjunk", "'2026-12-01T06:00Zjunk' is not an instant"),
      ("2026-12-01T06:00 ?", "'2026-12-01T06:00 ?' is not an instant"),
      ("2026-12-01T06:00+15:00", "'2026-12-01T06:00+15:00' is not an instant"),
      ("2026-12-01T06:00+02:60", "'2026-12-01T06:00+02:60' is not an instant"),
      ("2026-12-01T06:00+2", "'2026-12-01T06:00+2' is not an instant"),
      ("2026-12-01T06:00+:0200", "'2026-12-01T06:00+:0200' is not an instant"),
      ("2026-12-01T06:00+02:", "'2026-12-01T06:00+02:' is not an instant"),
      ("2026-12-01  06:00", "'2026-12-01  06:00' is not an instant"),
      ("２026-12-01", "'２026-12-01' is not a date"), ("2026-12-0１", "'2026-12-0１' is not a date"),
      ("2026-12-01 06:00 Europe/Berln", "'Europe/Berln' is not a known time zone"),
    ] as [(String, String)])
  func `what is not an instant is refused with its reason`(text: String, problem: String) {
    let message = refusal { () throws(QuantityError) in _ = try Instant(parsing: text) }
    #expect(message?.hasPrefix(problem + "; ") == true, "\(message ?? "read")")
  }

  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00Z", "1970-01-01"), (1, "1970-01-01T00:00:01Z", "1970-01-01T00:00:01Z"),
      (1_796_104_830, "2026-12-01T06:00:30Z", "2026-12-01T06:00:30Z"),
      (253_402_300_799, "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"), (Int64.max, "never", "never"),
      // Not instants, but no reason to crash.
      (-1, "1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"),
      (253_402_300_800, "10000-01-01T00:00:00Z", "10000-01-01"),
    ] as [(Int64, String, String)])
  func `an instant prints in full and briefly`(seconds: Int64, full: String, brief: String) {
    let instant = Instant(seconds: seconds)
    #expect(instant.description == full)
    #expect(instant.brief == brief)
    var buffer = Array("x".utf8)
    instant.write(into: &buffer)
    #expect(String(decoding: buffer, as: UTF8.self) == "x" + full)
  }

  @Test func `any number of seconds prints without a crash`() {
    for seconds: Int64 in [.min, .min + 1, -253_402_300_800, .max - 1] {
      #expect(!Instant(seconds: seconds).description.isEmpty)
    }
  }

  @Test func `what is printed reads back`() throws {
    var random = SeededGenerator(seed: 2)
    for _ in 0..<50_000 {
      let instant = Instant(seconds: .random(in: 0...Instant.last.seconds, using: &random))
      #expect(try Instant(parsing: instant.description) == instant)
      #expect(try Instant(parsing: instant.brief) == instant)
      #expect(instant.date.day * 86_400 + instant.secondOfDay == instant.seconds)
    }
  }

  @Test(
    arguments: [
      ("2026-01-31T10:00Z", TimeSpan.months(1), 1, "2026-02-28T10:00:00Z"),
      ("2026-01-31T10:00Z", .months(1), 2, "2026-03-31T10:00:00Z"),
      ("2026-08-31", .months(6), 1, "2027-02-28T00:00:00Z"),
      ("2026-08-31", .days(180), 1, "2027-02-27T00:00:00Z"),
      ("2028-02-29", .years(1), 1, "2029-02-28T00:00:00Z"),
      ("2028-02-29", .years(1), 4, "2032-02-29T00:00:00Z"),
      ("2026-03-01", .months(1), -1, "2026-02-01T00:00:00Z"),
      ("2026-01-01", .zero, 5, "2026-01-01T00:00:00Z"),
      ("9999-12-31T23:59:58Z", .seconds(1), 1, "9999-12-31T23:59:59Z"),
      ("9999-11-30", .months(1), 1, "9999-12-30T00:00:00Z"),
      ("1970-02-01", .months(-1), 1, "1970-01-01T00:00:00Z"),
      ("1970-01-01T00:00:01Z", .seconds(-1), 1, "1970-01-01T00:00:00Z"),
    ] as [(String, TimeSpan, Int, String)])
  func `spans count from their anchor`(row: (String, TimeSpan, Int, String)) throws {
    #expect(try instant(row.0).adding(row.1, times: row.2).description == row.3)
  }

  @Test(
    arguments: [
      ("9999-12-31T23:59:59Z", TimeSpan.seconds(1), 1), ("9999-12-01", .months(1), 1),
      ("1970-01-31", .months(-1), 1),
      ("1970-01-01", .seconds(-1), 1), ("2026-01-01", .seconds(.max), 1), ("2026-01-01", .seconds(.max), 2),
      ("2026-01-01", .seconds(.min), 1), ("2026-01-01", .months(.max), 1), ("2026-01-01", .months(.max), 2),
      ("2026-01-01", .months(.min), 1), ("2026-01-01", .months(1), .max), ("2026-01-01", .days(1), .min),
    ] as [(String, TimeSpan, Int)])
  func `a span that leaves the years 1970 to 9999 is refused`(row: (String, TimeSpan, Int)) {
    #expect(throws: QuantityError.self) { try instant(row.0).adding(row.1, times: row.2) }
  }

  @Test func `nothing is added to never`() {
    for span in [TimeSpan.zero, .days(1), .months(1), .months(-1)] {
      #expect(throws: QuantityError.self) { try Instant.never.adding(span) }
    }
  }

  @Test(
    arguments: [
      ("2026-01-01", "2026-02-01T00:00:00Z"), ("2026-01-31T23:59:59Z", "2026-02-01T00:00:00Z"),
      ("2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z"), ("9999-11-30", "9999-12-01T00:00:00Z"),
      ("9999-12-01", "never"), ("9999-12-31T23:59:59Z", "never"),
    ] as [(String, String)])
  func `the next month starts on its first, or never`(from: String, to: String) {
    #expect(instant(from).startOfNextMonth.description == to)
  }

  @Test func `never has no next month either`() {
    #expect(Instant.never.startOfNextMonth == .never)
    #expect(Instant.never > Instant.last)
    #expect(instant("2026-01-31").monthIndex + 1 == instant("2026-02-01").monthIndex)
  }

  @Test(
    arguments: [
      ("09:00", 32_400, "09:00:00", "09:00"), ("23:59:59", 86_399, "23:59:59", "23:59:59"),
      ("24:00", 86_400, "24:00:00", "24:00"), (" 00:00\t", 0, "00:00:00", "00:00"),
    ] as [(String, Int64, String, String)])
  func `a time of day is read and printed`(row: (String, Int64, String, String)) throws {
    let clock = try ClockTime(parsing: row.0)
    #expect(clock.secondOfDay == row.1)
    #expect(clock.description == row.2)
    #expect(clock.brief == row.3)
  }

  @Test(arguments: [
    "", "9:00", "09", "09:0", "0900", "24:01", "24:00:01", "25:00", "09:60", "09:00:60", "09:00x", "-1:00",
  ])
  func `what is not a time of day is refused`(text: String) {
    let message = refusal { () throws(QuantityError) in _ = try ClockTime(parsing: text) }
    #expect(message == "'\(text)' is not a time of day; write a time like 09:00, from 00:00 to 24:00")
  }
}
