/// Spans of time as people write them.
import Quantities
import Testing

struct TimeSpanTests {
  @Test(
    arguments: [
      ("180 days", TimeSpan.seconds(15_552_000), "180 days"), ("180days", .seconds(15_552_000), "180 days"),
      ("1 day", .seconds(86_400), "1 day"), ("2 weeks", .seconds(1_209_600), "14 days"),
      ("1w", .seconds(604_800), "7 days"),
      ("6 months", .months(6), "6 months"), ("1 month", .months(1), "1 month"),
      ("12 months", .months(12), "1 year"),
      ("1 year", .months(12), "1 year"), ("2y", .months(24), "2 years"),
      ("18 months", .months(18), "18 months"),
      ("6h", .seconds(21_600), "6 hours"), ("25 hours", .seconds(90_000), "25 hours"),
      ("30 min", .seconds(1_800), "30 minutes"),
      ("90 s", .seconds(90), "90 seconds"), ("45 Seconds", .seconds(45), "45 seconds"),
      ("0 s", .zero, "0 seconds"),
      ("0 months", .months(0), "0 months"), ("007 d", .seconds(604_800), "7 days"),
      // 400 years either way of counting.
      ("400 years", .months(4_800), "400 years"), ("4800 months", .months(4_800), "400 years"),
      ("146097 days", .seconds(12_622_780_800), "146097 days"),
      ("12622780800 s", .seconds(12_622_780_800), "146097 days"),
    ] as [(String, TimeSpan, String)])
  func `a span is read and printed in its largest unit`(row: (String, TimeSpan, String)) throws {
    let span = try TimeSpan(parsing: row.0)
    #expect(span == row.1)
    #expect(span.description == row.2)
    #expect(try TimeSpan(parsing: span.description) == span)
  }

  @Test(
    arguments: [
      ("", "is not a span of time"), ("days", "is not a span of time"), ("-1 day", "is not a span of time"),
      ("1.5 h", "is not a span of time"), ("1,000 days", "is not a span of time"),
      ("6h30", "is not a span of time"),
      ("6 h 30 min", "is not a span of time"), ("٣ days", "is not a span of time"),
      ("3 days!", "is not a span of time"),
      ("180", "lacks its unit"), ("3 fortnights", "has no unit of time that is known"),
      ("6 m", "may be minutes or months"),
      ("401 years", "is longer than 400 years"), ("4801 months", "is longer than 400 years"),
      ("146098 days", "is longer than 400 years"), ("12622780801 s", "is longer than 400 years"),
      ("99999999999999999999999 weeks", "is longer than 400 years"),
    ] as [(String, String)])
  func `what is not a span is refused with its reason`(text: String, problem: String) {
    let message = refusal { () throws(QuantityError) in _ = try TimeSpan(parsing: text) }
    #expect(message?.hasPrefix("'\(text)' \(problem); write ") == true, "\(message ?? "read")")
  }
}
