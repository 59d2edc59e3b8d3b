/// The auditor's own feet, where no other ledger may hold them: its calendar and its order of names, against
/// values worked out by hand.

import Quantities
import Testing

struct AuditorTests {
  private func seconds(_ text: String) throws -> Int64 { try Instant(parsing: text).seconds }

  @Test(arguments: [
    ("1970-01-01", 0), ("1970-03-01T00:00:01Z", 5_097_601), ("2000-02-29", 951_782_400),
    ("2028-02-29T12:00Z", 1_835_438_400), ("2100-03-01", 4_107_542_400),
  ])
  func `the walked calendar knows the day`(text: String, seconds: Int64) throws {
    let moment = NaiveCalendar.moment(at: seconds)
    #expect(NaiveCalendar.seconds(of: moment) == seconds)
    #expect(try self.seconds(text) == seconds)
  }

  @Test(arguments: [
    ("2027-08-31", 6, "2028-02-29"), ("2026-08-31", 6, "2027-02-28"), ("2027-01-31", 2, "2027-03-31"),
    ("2028-02-29T23:59:59Z", 12, "2029-02-28T23:59:59Z"), ("2026-12-31", 1, "2027-01-31"),
    ("2027-03-31", -1, "2027-02-28"), ("2027-01-15", -1, "2026-12-15"),
  ])
  func `a month clamps to the end of the month it lands in`(from: String, months: Int, to: String) throws {
    #expect(NaiveCalendar.adding(months: months, to: try seconds(from)) == (try seconds(to)))
  }

  @Test(arguments: [
    ("2027-01-31", "2027-02-28"), ("2027-02-27T23:59:59Z", "2027-02-28"), ("2027-02-28", "2027-03-31"),
    ("2026-12-31", "2027-01-31"), ("2026-12-30", "2026-12-31"),
  ])
  func `a billing cycle turns strictly later`(after: String, turn: String) throws {
    let anchor = try seconds("2027-01-31")
    #expect(NaiveCalendar.billingTurn(anchor: anchor, after: try seconds(after)) == (try seconds(turn)))
  }

  @Test(arguments: [
    ("lot 2", "lot 10", true), ("lot 10", "lot 2", false), ("lot", "lot 1", true), ("lot 3a", "lot 3b", true),
    ("lot 3b", "lot 10", true), ("a", "b", true), ("lot 2", "lot 2", false),
  ])
  func `digits in names compare as numbers`(a: String, b: String, isBefore: Bool) {
    #expect(NaiveSequence.precedes(Array(a.utf8), Array(b.utf8)) == isBefore)
  }
}
