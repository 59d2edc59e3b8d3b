/// Office hours: their text, both sides of opening and closing, and an auditor that looks at the clock
/// minute by minute.
import Quantities
import Testing

struct OfficeHoursTests {
  private let berlin = "Mon-Fri 09:00-17:00 Europe/Berlin"

  private func after(_ seconds: Int64, from start: String, _ hours: String) throws -> String {
    try OfficeHours(parsing: hours).instant(after: seconds, from: instant(start)).description
  }

  @Test(
    arguments: [
      // Monday 2026-11-16, 09:00 in Berlin is 08:00 UTC. Within a day:
      ("2026-11-16T08:00Z", 0, "2026-11-16T08:00:00Z"), ("2026-11-16T08:00Z", 1, "2026-11-16T08:00:01Z"),
      ("2026-11-16T10:30Z", 3_600, "2026-11-16T11:30:00Z"),
      // Due exactly at closing time, and a second later.
      ("2026-11-16T15:00Z", 3_600, "2026-11-16T16:00:00Z"),
      ("2026-11-16T15:00Z", 3_601, "2026-11-17T08:00:01Z"),
      ("2026-11-16T08:00Z", 8 * 3_600, "2026-11-16T16:00:00Z"),
      ("2026-11-16T08:00Z", 8 * 3_600 + 1, "2026-11-17T08:00:01Z"),
      // At closing time the office is closed.
      ("2026-11-16T15:59:59Z", 0, "2026-11-16T15:59:59Z"), ("2026-11-16T16:00Z", 0, "2026-11-17T08:00:00Z"),
      ("2026-11-16T16:00Z", 1, "2026-11-17T08:00:01Z"), ("2026-11-16T07:59:59Z", 1, "2026-11-16T08:00:01Z"),
      // Friday's evening waits for Monday.
      ("2026-11-20T15:59:59Z", 1, "2026-11-20T16:00:00Z"),
      ("2026-11-20T15:59:59Z", 2, "2026-11-23T08:00:01Z"),
      ("2026-11-21T12:00Z", 6 * 3_600, "2026-11-23T14:00:00Z"),
      ("2026-11-22T23:59:59Z", 0, "2026-11-23T08:00:00Z"),
      // Over the change of the clock on a Sunday the office keeps its local hours.
      ("2026-03-27T15:00Z", 3_601, "2026-03-30T07:00:01Z"),
      ("2026-10-23T14:00Z", 3_601, "2026-10-26T08:00:01Z"),
      // Weeks: ten of them are fifty days of eight hours.
      ("2026-11-16T08:00Z", 50 * 8 * 3_600, "2027-01-22T16:00:00Z"),
      ("2026-11-16T08:00Z", 50 * 8 * 3_600 + 1, "2027-01-25T08:00:01Z"),
      ("2026-11-16T12:00Z", 5 * 8 * 3_600, "2026-11-23T12:00:00Z"),
    ] as [(String, Int64, String)])
  func `office time passes while the office is open`(start: String, seconds: Int64, expected: String) throws {
    #expect(try after(seconds, from: start, berlin) == expected)
  }

  @Test(
    arguments: [
      // Around the clock, time is time.
      ("00:00-24:00", "2026-11-20T23:59:59Z", 2, "2026-11-21T00:00:01Z"),
      ("00:00-24:00", "2026-11-20", 0, "2026-11-20T00:00:00Z"),
      ("00:00-24:00 Europe/Berlin", "2026-03-28T12:00Z", 86_400, "2026-03-29T12:00:00Z"),
      ("Mon-Fri 00:00-24:00", "2026-11-20T23:59:59Z", 1, "2026-11-21T00:00:00Z"),
      ("Mon-Fri 00:00-24:00", "2026-11-20T23:59:59Z", 2, "2026-11-23T00:00:01Z"),
      ("Sun 00:00-24:00 Europe/Berlin", "2026-03-27", 23 * 3_600, "2026-03-29T22:00:00Z"),
      ("Sun 00:00-24:00 Europe/Berlin", "2026-03-27", 23 * 3_600 + 1, "2026-04-04T22:00:01Z"),
      // What the clock skips is not worked; what it shows twice is worked twice.
      ("02:15-02:45 Europe/Berlin", "2026-03-28T12:00Z", 1, "2026-03-30T00:15:01Z"),
      ("02:15-02:45 Europe/Berlin", "2026-10-24T12:00Z", 1_800, "2026-10-25T00:45:00Z"),
      ("02:15-02:45 Europe/Berlin", "2026-10-24T12:00Z", 3_600, "2026-10-25T01:45:00Z"),
      ("02:15-02:45 Europe/Berlin", "2026-10-24T12:00Z", 3_601, "2026-10-26T01:15:01Z"),
      // Over midnight: Friday's night ends on Saturday.
      ("Mon-Fri 22:00-06:00", "2026-11-21T05:59:59Z", 1, "2026-11-21T06:00:00Z"),
      ("Mon-Fri 22:00-06:00", "2026-11-21T05:59:59Z", 2, "2026-11-23T22:00:01Z"),
      ("Mon-Fri 22:00-06:00", "2026-11-22T12:00Z", 0, "2026-11-23T22:00:00Z"),
      ("Sun 22:00-00:00", "2026-11-22T23:00Z", 3_600, "2026-11-23T00:00:00Z"),
      ("Sun 22:00-00:00", "2026-11-22T23:00Z", 3_601, "2026-11-29T22:00:01Z"),
      // A Friday that a place left out.
      ("Fri 09:00-17:00 Pacific/Apia", "2011-12-29T12:00Z", 1, "2012-01-05T19:00:01Z"),
      ("Sat 09:00-17:00 Pacific/Apia", "2011-12-29T12:00Z", 1, "2011-12-30T19:00:01Z"),
      // A second a week for 100 years; and past the last of them.
      ("Wed 12:00:00-12:00:01", "2026-11-18", 5_218, "2126-11-13T12:00:01Z"),
      ("Wed 12:00:00-12:00:01", "2026-11-18", .max, "never"),
      ("00:00-24:00", "9999-12-31T23:59:58Z", 1, "9999-12-31T23:59:59Z"),
      ("00:00-24:00", "9999-12-31T23:59:58Z", 2, "never"),
    ] as [(String, String, Int64, String)])
  func `any weekdays and hours will do`(hours: String, start: String, seconds: Int64, expected: String) throws
  {
    #expect(try after(seconds, from: start, hours) == expected)
  }

  @Test func `nobody works after never`() throws {
    #expect(try OfficeHours(parsing: berlin).instant(after: 1, from: .never) == .never)
  }

  /// The definition itself, minute by minute: the local clock shows a working weekday and an hour
  /// between the two.
  private func audited(_ hours: OfficeHours, minutes: Int64, from start: Instant) -> Instant {
    var now = start.seconds
    var worked: Int64 = 0
    while true {
      let local = Instant(seconds: now + hours.zone.offset(at: Instant(seconds: now)))
      let (opens, closes) = (hours.opens.secondOfDay, hours.closes.secondOfDay)
      func works(_ weekday: Int) -> Bool { hours.weekdays & (1 << UInt8(weekday)) != 0 }
      let today = local.date.weekday
      let isOpen =
        opens < closes
        ? works(today) && opens <= local.secondOfDay && local.secondOfDay < closes
        : works(today) && opens <= local.secondOfDay || works((today + 6) % 7) && local.secondOfDay < closes
      if isOpen {
        if minutes == 0 { return Instant(seconds: now) }
        worked += 1
        if worked == minutes { return Instant(seconds: now + 60) }
      }
      now += 60
    }
  }

  @Test func `an auditor who looks at the clock every minute agrees`() throws {
    var random = SeededGenerator(seed: 5)
    let zones = try [
      "UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia",
      "Asia/Kathmandu",
      "America/St_Johns",
    ].map { try Zone(named: $0) }
    // Around the changes of spring and autumn, and where Apia skipped a day.
    let anchors = [
      "2026-03-06", "2026-03-25", "2026-10-22", "2026-10-30", "2018-11-02", "2011-12-27", "2026-04-02",
    ].map(instant)
    for _ in 0..<3_000 {
      let quarter: Int64 = 15 * 60
      let opens = ClockTime(secondOfDay: .random(in: 0..<96, using: &random) * quarter)
      var closes = opens
      while closes == opens { closes = ClockTime(secondOfDay: .random(in: 0...96, using: &random) * quarter) }
      let hours = OfficeHours(
        weekdays: .random(in: 1...127, using: &random), opens: opens, closes: closes,
        zone: zones[Int.random(in: 0..<zones.count, using: &random)])
      let start = Instant(
        seconds: anchors[Int.random(in: 0..<anchors.count, using: &random)].seconds
          + Int64.random(in: 0..<7 * 1_440, using: &random) * 60)
      let minutes = Int64.random(in: 0..<4_000, using: &random) * Int64.random(in: 0...1, using: &random)
      let ours = hours.instant(after: minutes * 60, from: start)
      let theirs = audited(hours, minutes: minutes, from: start)
      guard ours == theirs else {
        Issue.record("\(hours), \(minutes) min from \(start): \(ours), audited \(theirs)")
        return
      }
    }
  }

  @Test(
    arguments: [
      ("Mon-Fri 09:00-17:00 Europe/Berlin", "Mon-Fri 09:00-17:00 Europe/Berlin"),
      ("09:00-18:00", "09:00-18:00 UTC"),
      ("Sat,Sun 10:00-14:00 UTC", "Sat,Sun 10:00-14:00 UTC"),
      ("mon, wednesday ,FRI  09:00-17:00:30", "Mon,Wed,Fri 09:00-17:00:30 UTC"),
      ("Sat-Mon 22:00-06:00", "Mon,Sat,Sun 22:00-06:00 UTC"), ("Mon-Sun 00:00-24:00", "00:00-24:00 UTC"),
      ("Mon-Wed,Fri-Sun 09:00-17:00", "Mon-Wed,Fri-Sun 09:00-17:00 UTC"),
      ("Thurs 09:00-17:00", "Thu 09:00-17:00 UTC"),
      ("\tMon - Fri 09:00-17:00 ", "Mon-Fri 09:00-17:00 UTC"), ("Fri-Fri 09:00-17:00", "Fri 09:00-17:00 UTC"),
    ] as [(String, String)])
  func `office hours are read, printed, and read again`(text: String, printed: String) throws {
    let hours = try OfficeHours(parsing: text)
    #expect(hours.description == printed)
    #expect(try OfficeHours(parsing: printed) == hours)
  }

  @Test func `all hours read back from their text`() throws {
    for weekdays in UInt8(1)...127 {
      let hours = OfficeHours(
        weekdays: weekdays, opens: ClockTime(secondOfDay: 3_600), closes: ClockTime(secondOfDay: 86_400),
        zone: .utc)
      #expect(try OfficeHours(parsing: hours.description) == hours)
    }
  }

  @Test(
    arguments: [
      ("", "'' names no hours"), ("Mon-Fri", "'Mon-Fri' names no hours"),
      ("always", "'always' names no hours"),
      ("09:00", "'09:00' is not a stretch of office hours"),
      ("09:00-12:00-17:00", "'09:00-12:00-17:00' is not a stretch of office hours"),
      ("9:00-17:00", "'9:00' is not a time of day"), ("09:00-25:00", "'25:00' is not a time of day"),
      ("09:00 - 17:00", "'09:00 - 17:00' is not a stretch of office hours"),
      ("09:00-", "'' is not a time of day"),
      ("09:00-09:00", "'09:00-09:00' opens when it closes"),
      ("24:00-06:00", "'24:00-06:00' opens at the end of a day"),
      (
        "Mon-Fri 09:00-17:00 Europe/Berlin x",
        "'Mon-Fri 09:00-17:00 Europe/Berlin x' has something behind the zone"
      ),
      ("Mo-Fr 09:00-17:00", "'Mo' in 'Mo-Fr 09:00-17:00' is not a weekday"),
      ("Mon,,Fri 09:00-17:00", "'' in 'Mon,,Fri 09:00-17:00' is not a weekday"),
      ("Mon- 09:00-17:00", "'' in 'Mon- 09:00-17:00' is not a weekday"),
      ("Mon-Wed-Fri 09:00-17:00", "'Mon-Wed-Fri' is not a stretch of weekdays"),
      ("Mondays 09:00-17:00", "'Mondays' in 'Mondays 09:00-17:00' is not a weekday"),
      ("09:00-17:00 Europe/Berln", "'Europe/Berln' is not a known time zone"),
    ] as [(String, String)])
  func `what is not office hours is refused with its reason`(text: String, problem: String) {
    let message = refusal { () throws(QuantityError) in _ = try OfficeHours(parsing: text) }
    #expect(message?.hasPrefix(problem + "; ") == true, "\(message ?? "read")")
  }
}
