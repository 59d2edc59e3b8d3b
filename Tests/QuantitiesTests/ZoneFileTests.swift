/// Files of the tz database, built by hand: what is read from them, and that no bytes crash the reader.
import Foundation
import Quantities
import Testing

struct ZoneFileTests {
  /// A file of version 2 with these changes and this rule; its first half is empty, as zic writes it today.
  private func file(
    changes: [(at: Int64, type: UInt8)] = [], offsets: [Int32] = [0], rule: String = "", leaps: UInt32 = 0,
    version: UInt8 = UInt8(ascii: "2")
  ) -> [UInt8] {
    func big<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
      withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
    func header(_ times: Int, _ types: Int, _ names: Int) -> [UInt8] {
      Array("TZif".utf8) + [version] + Array(repeating: 0, count: 15) + big(UInt32(0)) + big(UInt32(0))
        + big(leaps)
        + big(UInt32(times)) + big(UInt32(types)) + big(UInt32(names))
    }
    var bytes = header(0, 0, 0) + header(changes.count, offsets.count, 4)
    for change in changes { bytes += big(change.at) }
    for change in changes { bytes.append(change.type) }
    for offset in offsets { bytes += big(offset) + [0, 0] }
    return bytes + Array("LMT\0".utf8) + Array("\n\(rule)\n".utf8)
  }

  private func zone(_ bytes: [UInt8]) throws -> Zone { Zone(name: "Test", table: try ZoneTable(file: bytes)) }

  private func damage(_ bytes: [UInt8]) -> String? {
    do throws(DamagedZone) {
      _ = try ZoneTable(file: bytes)
      return nil
    } catch {
      return error.reason
    }
  }

  @Test func `a file without changes and rule has one clock`() throws {
    let zone = try zone(file(offsets: [-12_345]))
    #expect(zone.offset(at: .first) == -12_345)
    #expect(zone.offset(at: .last) == -12_345)
  }

  @Test func `before the first change the first type holds, after the last the last`() throws {
    let zone = try zone(file(changes: [(1_000, 1), (2_000, 2)], offsets: [60, 120, -180]))
    #expect(
      [0, 999, 1_000, 1_999, 2_000, .max].map { zone.offset(at: Instant(seconds: $0)) } == [
        60, 60, 120, 120, -180, -180,
      ])
  }

  @Test func `changes on record stand before the rule, and the rule holds after them`() throws {
    // The last change is on 2026-06-01, so that the rule's turn of March 2026 is not one.
    let zone = try zone(
      file(changes: [(1_780_272_000, 1)], offsets: [0, 7_200], rule: "CET-1CEST,M3.5.0,M10.5.0/3"))
    #expect(zone.offset(at: instant("2026-05-31")) == 0)
    #expect(zone.offset(at: instant("2026-06-01")) == 7_200)
    #expect(zone.offset(at: instant("2026-10-25T00:59:59Z")) == 7_200)
    #expect(zone.offset(at: instant("2026-10-25T01:00:00Z")) == 3_600)
    #expect(zone.offset(at: instant("9998-06-01")) == 7_200)
  }

  @Test(
    arguments: [
      // The offset at each of: 2027-01-01, 2027-03-01T12:00Z, 2027-07-01, 2027-12-31T23:59:59Z.
      ("UTC0", [0, 0, 0, 0]), ("<+03>-3", [10_800, 10_800, 10_800, 10_800]),
      ("<-0330>3:30", [-12_600, -12_600, -12_600, -12_600]),
      ("ABC-1:02:03", [3_723, 3_723, 3_723, 3_723]),
      ("CET-1CEST,M3.5.0,M10.5.0/3", [3_600, 3_600, 7_200, 3_600]),
      ("IST-1GMT0,M10.5.0,M3.5.0/1", [0, 0, 3_600, 0]), ("AAA0BBB-2,M3.1.1,M10.1.1", [0, 7_200, 7_200, 0]),
      // 2027-03-01 is day 60 with and without counting February 29 from 1, and day 59 from 0.
      ("AAA0BBB,J60/12,J300", [0, 3_600, 3_600, 0]), ("AAA0BBB,J60/12:00:01,J300", [0, 0, 3_600, 0]),
      ("AAA0BBB,59/12,299", [0, 3_600, 3_600, 0]), ("AAA0BBB,60/-12,299", [0, 3_600, 3_600, 0]),
      ("AAA0BBB,60/-11:59:59,299", [0, 0, 3_600, 0]), ("AAA0BBB,53/156:00:01,299", [0, 0, 3_600, 0]),
      ("AAA0BBB,53/156,299", [0, 3_600, 3_600, 0]),
      // Daylight time all year round, and the whole year but its first second.
      ("EST5EDT,0/0,J365/25", [-14_400, -14_400, -14_400, -14_400]),
      ("AAA0BBB,J1/0:00:01,J365/25", [0, 3_600, 3_600, 3_600]),
    ] as [(String, [Int64])])
  func `a yearly rule is read`(rule: String, offsets: [Int64]) throws {
    let zone = try zone(file(rule: rule))
    let instants = ["2027-01-01", "2027-03-01T12:00Z", "2027-07-01", "2027-12-31T23:59:59Z"].map(instant)
    #expect(instants.map { zone.offset(at: $0) } == offsets)
  }

  @Test func `J counts no February 29, and plain numbers do`() throws {
    let julian = try zone(file(rule: "AAA0BBB,J60/0,J300"))
    let plain = try zone(file(rule: "AAA0BBB,59/0,299"))
    #expect(julian.offset(at: instant("2028-02-29")) == 0)
    #expect(julian.offset(at: instant("2028-03-01")) == 3_600)
    #expect(plain.offset(at: instant("2028-02-28")) == 0)
    #expect(plain.offset(at: instant("2028-02-29")) == 3_600)
  }

  @Test(arguments: [
    "CE-1", "CET", "-1", "CET-25", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,",
    "CET-1CEST,M0.5.0,M10.5.0",
    "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.0.0,M10.5.0",
    "CET-1CEST,M3.5.7,M10.5.0",
    "CET-1CEST,J0,J9", "CET-1CEST,J366,J9", "CET-1CEST,366,9", "CET-1CEST,M3.5.0/168,M10.5.0",
    "CET-1CEST,M3.5.0,M10.5.0x",
    "CET-1CEST,M3.5.0/1:60,M10.5.0", "<+03-3", "<>-3", "CET-1 CEST,M3.5.0,M10.5.0",
    "CET-1CEST,M3.5.0,M10.5.0/99999999999999999999",
  ])
  func `what is not a rule is a damaged file`(rule: String) {
    #expect(damage(file(rule: rule)) == "its yearly rule cannot be read")
  }

  @Test func `each kind of damage has its reason`() {
    let good = file(changes: [(1_000, 1)], offsets: [0, 60])
    let rows: [(bytes: [UInt8], reason: String)] = [
      ([], "it ends too early"), (Array(good.prefix(43)), "it ends too early"),
      (Array(good.dropLast()), "it ends too early"),
      (Array("NOPE".utf8) + good.dropFirst(4), "it does not begin with TZif"),
      (file(version: 0), "it is of version 1, without the years after 2037"),
      (file(offsets: []), "it has no type of local time"),
      (file(changes: [(1_000, 2)], offsets: [0, 60]), "a change in it has no type"),
      (file(changes: [(1_000, 255)], offsets: [0, 60]), "a change in it has no type"),
      (file(changes: [(1_000, 1), (1_000, 0)], offsets: [0, 60]), "its changes are not in order of time"),
      (file(changes: [(1_000, 1), (999, 0)], offsets: [0, 60]), "its changes are not in order of time"),
      (file(offsets: [93_600]), "a clock in it is more than a day off UTC"),
      (file(offsets: [.min]), "a clock in it is more than a day off UTC"),
    ]
    for row in rows {
      #expect(damage(row.bytes) == row.reason)
    }
    #expect(damage(good) == nil)
  }

  @Test func `changes beyond all years are read without a crash`() throws {
    for rule in ["", "CET-1CEST,M3.5.0,M10.5.0/3"] {
      for times: [Int64] in [
        [.min + 1], [.max], [.min + 1, .max], [-(1 << 59), 1 << 59], [Instant.last.seconds],
      ] {
        let zone = try zone(file(changes: times.map { ($0, 1) }, offsets: [0, 60], rule: rule))
        for at: Int64 in [.min, -1, 0, Instant.last.seconds, .max] {
          _ = zone.offset(at: Instant(seconds: at))
        }
        #expect(zone.startOfNextDay(after: .first) > .first)
        _ = zone.instant(.last, ClockTime(secondOfDay: 86_400))
      }
    }
  }

  @Test func `no damaged file crashes the reader`() throws {
    var random = SeededGenerator(seed: 4)
    let berlin = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/Europe/Berlin")))
    let small = file(
      changes: [(1_000, 1), (5_000, 0)], offsets: [0, 60], rule: "CET-1CEST,M3.5.0,M10.5.0/3")
    var (read, refused) = (0, 0)
    for turn in 0..<40_000 {
      var bytes = turn % 8 == 0 ? berlin : small
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let at = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: bytes.removeLast(min(bytes.count - 1, at / 4))
        default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: at)
        }
      }
      guard let zone = try? zone(bytes) else {
        refused += 1
        continue
      }
      read += 1
      let at = Instant(seconds: .random(in: 0...Instant.last.seconds, using: &random))
      #expect(abs(zone.offset(at: at)) < 26 * 3_600)
      #expect(zone.startOfNextDay(after: at) > at)
    }
    #expect(read > 1_000 && refused > 1_000)
  }
}
