/// The calendar: against Foundation's, day by day, and month arithmetic from every kind of anchor.
import Foundation
import Quantities
import Testing

struct CivilDateTests {
  @Test func `every day from 1600 to 2400 agrees with Foundation's calendar`() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
    let first = date("1600-01-01").day
    let last = date("2400-12-31").day
    #expect(last - first == 292_559)
    for day in first...last {
      let (year, month, dayOfMonth) = CivilDate(day: day).parts
      let theirs = calendar.dateComponents(
        [.year, .month, .day, .weekday], from: Date(timeIntervalSince1970: Double(day) * 86_400))
      let isEqual =
        theirs.year == year && theirs.month == month && theirs.day == dayOfMonth
        // Foundation counts from Sunday as 1.
        && ((theirs.weekday ?? 0) + 5) % 7 == CivilDate(day: day).weekday
      guard isEqual, CivilDate(year: year, month: month, dayOfMonth: dayOfMonth)?.day == day else {
        Issue.record("day \(day) is \(year)-\(month)-\(dayOfMonth), theirs \(theirs)")
        return
      }
    }
  }

  @Test func `every day of the calendar has a text that reads back`() throws {
    for day in stride(from: CivilDate.first.day, through: CivilDate.last.day, by: 97) {
      #expect(try CivilDate(parsing: CivilDate(day: day).description).day == day)
    }
    #expect(CivilDate.first.description == "0001-01-01")
    #expect(CivilDate.last.description == "9999-12-31")
  }

  @Test(
    arguments: [
      ("", "'' is not a date"), ("2026-12", "'2026-12' is not a date"),
      ("2026-12-1", "'2026-12-1' is not a date"),
      ("26-12-01", "'26-12-01' is not a date"), ("2026/12/01", "'2026/12/01' is not a date"),
      ("20261201", "'20261201' is not a date"), ("2026-12-01x", "'2026-12-01x' is not a date"),
      ("2026-12-01 ", nil), ("+026-12-01", "'+026-12-01' is not a date"),
      ("2026--1-01", "'2026--1-01' is not a date"),
      ("２026-12-01", "'２026-12-01' is not a date"), ("10000-01-01", "'10000-01-01' is not a date"),
      ("2026-02-29", "there is no date '2026-02-29': that month has 28 days"), ("2028-02-29", nil),
      ("2100-02-29", "there is no date '2100-02-29': that month has 28 days"), ("2000-02-29", nil),
      ("2026-04-31", "there is no date '2026-04-31': that month has 30 days"), ("2026-04-30", nil),
      ("2026-12-32", "there is no date '2026-12-32': that month has 31 days"),
      ("2026-12-00", "there is no date '2026-12-00': that month has 31 days"),
      ("2026-13-01", "there is no date '2026-13-01': months are 01 to 12"),
      ("2026-00-01", "there is no date '2026-00-01': months are 01 to 12"),
      ("0000-01-01", "there is no date '0000-01-01': years are 0001 to 9999"), ("0001-01-01", nil),
      ("9999-12-31", nil),
    ] as [(String, String?)])
  func `a date is read or refused with its reason`(text: String, problem: String?) {
    let message = refusal { () throws(QuantityError) in _ = try CivilDate(parsing: text) }
    #expect(message == problem.map { "\($0); write a date like 2026-12-01" })
  }

  @Test func `months from January 31 clamp to each month's end`() {
    let expected = [
      "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30", "2026-07-31", "2026-08-31",
      "2026-09-30",
      "2026-10-31", "2026-11-30", "2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31",
    ]
    #expect((1...14).map { date("2026-01-31").adding(months: $0).description } == expected)
    #expect((1...14).map { date("2027-03-31").adding(months: -$0).description }.first == "2027-02-28")
  }

  @Test(
    arguments: [
      ("2026-08-31", 6, "2027-02-28"), ("2027-08-31", 6, "2028-02-29"), ("2027-08-30", 6, "2028-02-29"),
      ("2027-08-29", 6, "2028-02-29"), ("2027-08-28", 6, "2028-02-28"), ("2028-02-29", 12, "2029-02-28"),
      ("2028-02-29", 48, "2032-02-29"), ("2096-02-29", 48, "2100-02-28"), ("2026-12-31", 2, "2027-02-28"),
      ("2026-03-31", -1, "2026-02-28"), ("2026-01-01", -1, "2025-12-01"), ("2026-05-15", 0, "2026-05-15"),
      // The ends of the calendar hold.
      ("9999-11-30", 1, "9999-12-30"), ("9999-12-01", 1, "9999-12-31"), ("0001-02-28", -1, "0001-01-28"),
      ("0001-01-31", -1, "0001-01-01"), ("2026-01-01", .max, "9999-12-31"),
      ("2026-01-01", .min, "0001-01-01"),
      ("2026-01-01", -2026 * 12, "0001-01-01"),
    ] as [(String, Int, String)])
  func `months clamp to the month's end and stay in the calendar`(from: String, months: Int, to: String) {
    #expect(date(from).adding(months: months).description == to)
  }

  @Test func `years that no text names have the calendar's 400 years again`() {
    for day in stride(from: CivilDate.first.day, to: CivilDate.first.day + 146_097, by: 61) {
      let (year, month, dayOfMonth) = CivilDate(day: day).parts
      for era in [Int64(-30_000), -3, 3, 30_000] {
        let far = CivilDate(day: day + era * 146_097).parts
        #expect(far == (year + Int(era) * 400, month, dayOfMonth))
      }
    }
    // Before the calendar's first day a month later is still before it.
    #expect(CivilDate(day: CivilDate.first.day - 200).adding(months: 3) == .first)
    #expect(CivilDate(day: CivilDate.first.day - 2_000).adding(months: 3) == .first)
  }

  @Test(
    arguments: [
      ("2026-01-01", -1), ("2026-03-01", -4), ("2026-07-01", -4), ("2026-08-31", -1), ("2026-09-01", -1),
      // A leap year adds a day to the months, never to the days.
      ("2027-09-01", -2), ("2027-08-31", -2), ("2026-08-29", -3), ("2026-02-28", -1),
    ] as [(String, Int64)])
  func `180 days are not 6 months`(from: String, daysLater: Int64) {
    // By how many days 180 days from here come after (or, negative, before) 6 months.
    let anchor = date(from)
    let apart = anchor.day + 180 - anchor.adding(months: 6).day
    #expect(apart == daysLater)
  }
}
