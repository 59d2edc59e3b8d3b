/// Zones: clocks and days of real places, and every zone of the machine against glibc's own reading of it.
import Foundation
import Quantities
import Testing

struct ZoneTests {
  @Test(
    arguments: [
      // The second before a change, and the change.
      ("Europe/Berlin", "2026-03-29T00:59:59Z", 3_600), ("Europe/Berlin", "2026-03-29T01:00:00Z", 7_200),
      ("Europe/Berlin", "2026-10-25T00:59:59Z", 7_200), ("Europe/Berlin", "2026-10-25T01:00:00Z", 3_600),
      // Only the yearly rule at the end of the file speaks of these, the last of them 18 repetitions later.
      ("Europe/Berlin", "2099-03-29T00:59:59Z", 3_600), ("Europe/Berlin", "2099-03-29T01:00:00Z", 7_200),
      ("Europe/Berlin", "9999-10-31T00:59:59Z", 7_200), ("Europe/Berlin", "9999-10-31T01:00:00Z", 3_600),
      // South of the equator summer runs over the new year.
      ("America/Santiago", "2030-01-01", -10_800), ("America/Santiago", "2030-06-01", -14_400),
      ("Australia/Lord_Howe", "2050-01-01", 39_600), ("Australia/Lord_Howe", "2050-06-01", 37_800),
      // Dublin's winter time is the daylight time of the file, an hour less.
      ("Europe/Dublin", "2060-01-01", 0), ("Europe/Dublin", "2060-07-01", 3_600),
      ("Asia/Kolkata", "2026-01-01", 19_800), ("Asia/Kathmandu", "9999-01-01", 20_700),
      ("Etc/GMT+5", "2026-01-01", -18_000),
      ("America/Sao_Paulo", "2018-11-04T02:59:59Z", -10_800),
      ("America/Sao_Paulo", "2018-11-04T03:00:00Z", -7_200),
      ("UTC", "2026-01-01", 0),
    ] as [(String, String, Int64)])
  func `the local clock is that of the place`(name: String, at: String, offset: Int64) throws {
    #expect(try Zone(named: name).offset(at: instant(at)) == offset)
  }

  @Test(
    arguments: [
      // Spring: 02:30 is skipped and becomes 03:30. Autumn: 02:30 comes twice, the first counts.
      ("Europe/Berlin", "2026-03-29", "01:59:59", "2026-03-29T00:59:59Z"),
      ("Europe/Berlin", "2026-03-29", "02:00", "2026-03-29T01:00:00Z"),
      ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T01:30:00Z"),
      ("Europe/Berlin", "2026-03-29", "03:00", "2026-03-29T01:00:00Z"),
      ("Europe/Berlin", "2026-10-25", "01:59:59", "2026-10-24T23:59:59Z"),
      ("Europe/Berlin", "2026-10-25", "02:00", "2026-10-25T00:00:00Z"),
      ("Europe/Berlin", "2026-10-25", "02:59:59", "2026-10-25T00:59:59Z"),
      ("Europe/Berlin", "2026-10-25", "03:00", "2026-10-25T02:00:00Z"),
      ("Europe/Berlin", "2026-10-25", "24:00", "2026-10-25T23:00:00Z"),
      // Midnight itself is skipped, and a whole day.
      ("America/Sao_Paulo", "2018-11-04", "00:00", "2018-11-04T03:00:00Z"),
      ("America/Sao_Paulo", "2018-11-03", "24:00", "2018-11-04T03:00:00Z"),
      ("Pacific/Apia", "2011-12-30", "12:00", "2011-12-30T22:00:00Z"),
      ("Pacific/Apia", "2011-12-31", "12:00", "2011-12-30T22:00:00Z"),
      ("Pacific/Apia", "2011-12-29", "23:59:59", "2011-12-30T09:59:59Z"),
      ("America/Havana", "2026-11-01", "00:00", "2026-11-01T04:00:00Z"),
      ("Europe/Berlin", "2099-03-29", "02:30", "2099-03-29T01:30:00Z"),
      ("UTC", "2026-01-01", "12:00", "2026-01-01T12:00:00Z"),
      ("Pacific/Kiritimati", "2026-01-01", "00:00", "2025-12-31T10:00:00Z"),
    ] as [(String, String, String, String)])
  func `a local time is one instant`(name: String, day: String, time: String, expected: String) throws {
    let zone = try Zone(named: name)
    #expect(zone.instant(date(day), try ClockTime(parsing: time)).description == expected)
  }

  @Test(
    arguments: [
      ("UTC", "2026-01-01", "2026-01-02T00:00:00Z"), ("UTC", "2026-01-01T23:59:59Z", "2026-01-02T00:00:00Z"),
      ("Europe/Berlin", "2026-03-28T22:59:59Z", "2026-03-28T23:00:00Z"),
      ("Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
      ("Europe/Berlin", "2026-10-25T12:00:00Z", "2026-10-25T23:00:00Z"),
      // These days begin at 01:00.
      ("America/Sao_Paulo", "2018-11-04T02:59:59Z", "2018-11-04T03:00:00Z"),
      ("America/Sao_Paulo", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"),
      ("Asia/Beirut", "2026-03-28T21:59:59Z", "2026-03-28T22:00:00Z"),
      ("Asia/Beirut", "2026-03-28T22:00:00Z", "2026-03-29T21:00:00Z"),
      // The clock goes back at midnight, to 23:00 of the day before: that day goes on.
      ("America/Sao_Paulo", "2018-02-18T01:59:59Z", "2018-02-18T03:00:00Z"),
      ("America/Sao_Paulo", "2018-02-18T02:00:00Z", "2018-02-18T03:00:00Z"),
      // The clock went back at 00:01: Sunday began, stopped, and began again.
      ("America/St_Johns", "2010-11-07T02:29:59Z", "2010-11-07T02:30:00Z"),
      ("America/St_Johns", "2010-11-07T02:30:30Z", "2010-11-08T03:30:00Z"),
      ("America/St_Johns", "2010-11-07T02:31:00Z", "2010-11-07T03:30:00Z"),
      // There was no December 30.
      ("Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-30T10:00:00Z"),
      ("Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z"),
      ("UTC", "9999-12-31T23:59:59Z", "never"), ("America/New_York", "9999-12-31", "9999-12-31T05:00:00Z"),
      ("America/New_York", "9999-12-31T05:00:00Z", "never"),
    ] as [(String, String, String)])
  func `the next day starts where its date first shows`(name: String, from: String, to: String) throws {
    #expect(try Zone(named: name).startOfNextDay(after: instant(from)).description == to)
  }

  @Test func `the next day of never is never`() throws {
    #expect(Zone.utc.startOfNextDay(after: .never) == .never)
    #expect(try Zone(named: "Europe/Berlin").offset(at: .never) != 1)
  }

  @Test func `equal names are equal zones`() throws {
    #expect(try Zone(named: "UTC") == .utc)
    #expect(try Zone(named: "Europe/Berlin") == Zone(named: "Europe/Berlin"))
    #expect(try Zone(named: "Europe/Berlin") != Zone(named: "Europe/Vienna"))
    #expect(try Set([Zone(named: "Europe/Berlin"), Zone(named: "Europe/Berlin"), .utc]).count == 2)
  }

  @Test(
    arguments: [
      ("Europe/Berln", "did you mean Europe/Berlin?"), ("europe/berlin", "did you mean Europe/Berlin?"),
      ("berlin", "did you mean Europe/Berlin?"), ("America/New York", "did you mean America/New_York?"),
      ("Asia/Tokio", "did you mean Asia/Tokyo?"), ("utc", "did you mean UTC?"),
      ("Etc/utc", "did you mean Etc/UTC?"),
      ("Mars/Olympus_Mons", "write a name like Europe/Berlin, or UTC"),
      ("", "write a name like Europe/Berlin, or UTC"),
      ("/etc/localtime", ""), ("../zoneinfo/UTC", ""), ("Europe/../UTC", ""), ("Europe", ""), ("Europe/", ""),
      ("/", ""),
      (".", ""), ("zone.tab", ""), ("leapseconds", ""), ("localtime", ""), ("posixrules", ""), ("UTC\n", ""),
      ("UTC\0", ""),
      ("Europe//Berlin", ""), ("Zürich", ""), (String(repeating: "a/", count: 40_000) + "b", ""),
    ] as [(String, String)])
  func `a name that is no zone is refused, with the nearest that is`(name: String, remedy: String) {
    let message = refusal { () throws(QuantityError) in _ = try Zone(named: name) }
    #expect(message?.contains("is not a known time zone; \(remedy)") == true, "\(message ?? "read")")
  }

  @Test func `a machine without the database is told what to install`() {
    let none = ZoneDatabase(folder: "/nowhere/zoneinfo")
    #expect(
      refusal { () throws(QuantityError) in _ = try none.zone(named: "Europe/Berlin") }
        == "the time zone 'Europe/Berlin' needs the time zone database, which is not at /nowhere/zoneinfo; "
        + "install it (on Debian: apt-get install tzdata), or write UTC")
  }

  @Test func `a zone that counts leap seconds is refused`() {
    guard FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/right/UTC") else { return }
    let message = refusal { () throws(QuantityError) in _ = try Zone(named: "right/UTC") }
    #expect(message?.contains("it counts leap seconds") == true)
  }

  /// zdump prints what glibc makes of the same files: an implementation that shares nothing with ours.
  /// Files reach to 2037, their rules from then on.
  @Test func `every zone changes its clock when glibc says`() throws {
    let names = try zoneNames()
    #expect(names.count > 400)
    try compareWithZdump(names, years: "2027,2042", atLeast: 5_000)
  }

  @Test func `zones of every kind change their clocks when glibc says, from 1970 to 2500`() throws {
    let names = [
      "Europe/Berlin", "Europe/Dublin", "America/New_York", "America/Santiago", "Australia/Lord_Howe",
      "Africa/Casablanca",
      "Asia/Gaza", "Pacific/Apia", "America/Nuuk", "Africa/Cairo", "Antarctica/Troll",
    ]
    try compareWithZdump(names, years: "1970,2500", atLeast: 10_000)
  }

  private func compareWithZdump(_ names: [String], years: String, atLeast: Int) throws {
    let zdump = Process()
    zdump.executableURL = URL(fileURLWithPath: "/usr/bin/zdump")
    zdump.arguments = ["-V", "-c", years] + names
    let output = Pipe()
    zdump.standardOutput = output
    guard (try? zdump.run()) != nil else { return }  // A machine without glibc's tools.
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    zdump.waitUntilExit()
    var compared = 0
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      // `Europe/Berlin  Sun Mar 29 00:59:59 2026 UT = Sun Mar 29 01:59:59 2026 CET isdst=0 gmtoff=3600`
      let words = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
      guard words.count == 16, let offset = Int64(words[15].dropFirst("gmtoff=".count)),
        let month = months.firstIndex(of: words[2]), let dayOfMonth = Int(words[3]), let year = Int(words[5]),
        let day = CivilDate(year: year, month: month + 1, dayOfMonth: dayOfMonth)
      else { continue }
      let at = Instant(day, secondOfDay: try ClockTime(parsing: words[4]).secondOfDay)
      let ours = try Zone(named: words[0]).offset(at: at)
      compared += 1
      if ours != offset { Issue.record("\(words): \(ours)") }
    }
    #expect(compared > atLeast)
  }

  @Test func `going to local time and back is the identity, but for what shows twice`() throws {
    var random = SeededGenerator(seed: 3)
    let zones = try zoneNames().map { try Zone(named: $0) }
    for _ in 0..<200_000 {
      let zone = zones[Int.random(in: 0..<zones.count, using: &random)]
      let at = Instant(seconds: .random(in: 0..<8_000_000_000, using: &random))
      let local = Instant(seconds: at.seconds + zone.offset(at: at))
      let back = zone.instant(local.date, ClockTime(secondOfDay: local.secondOfDay))
      // The first showing is at most an hour or two (a day, where the date line moved) earlier, and
      // shows the same.
      let isSame = back.seconds + zone.offset(at: back) == local.seconds
      guard isSame, back <= at, at.seconds - back.seconds <= 86_400 else {
        Issue.record("\(zone) \(at) came back as \(back)")
        return
      }
      let next = zone.startOfNextDay(after: at)
      let before = Instant(seconds: next.seconds - 1)
      func localDate(_ t: Instant) -> CivilDate { Instant(seconds: t.seconds + zone.offset(at: t)).date }
      guard localDate(next) > local.date, localDate(before) <= local.date, next > at,
        next.seconds - at.seconds <= 49 * 3_600
      else {
        Issue.record("\(zone) \(at): the next day starts at \(next)")
        return
      }
    }
  }

  private let months: [String] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private func zoneNames() throws -> [String] {
    let list = try String(contentsOfFile: "/usr/share/zoneinfo/tzdata.zi", encoding: .utf8)
    var names: [String] = []
    for line in list.split(separator: "\n") {
      let words = line.split(separator: " ")
      if line.hasPrefix("Z ") { names.append(String(words[1])) }
      if line.hasPrefix("L ") { names.append(String(words[2])) }
    }
    return names.sorted()
  }
}
