/// A time zone: what the local clock shows at an instant, and when a local day begins. The rules are
/// those of the tz database (https://www.iana.org/time-zones), read once for each name, so that within
/// a run one name is one set of rules; hence two zones are equal if their names are.
///
/// Both sides of a change of the clock: a local time that the clock skips (spring) moves forward by as
/// much as the clock does; one that it shows twice (autumn) is taken at its first showing.

import Synchronization

public struct Zone: Hashable, Sendable, CustomStringConvertible {
  public let name: String
  private let table: ZoneTable

  /// Built in: it needs no database.
  public static let utc = Zone(name: "UTC", table: ZoneTable(offset: 0))

  package init(name: String, table: ZoneTable) {
    self.name = name
    self.table = table
  }

  private static let known = Mutex<[String: Zone]>(["UTC": .utc])

  /// The zone of this name in the tz database of the machine, as `Europe/Berlin`.
  public init(named name: String) throws(QuantityError) {
    if let zone = Zone.known.withLock({ $0[name] }) {
      self = zone
      return
    }
    let zone = try ZoneDatabase.system.zone(named: name)
    Zone.known.withLock { $0[name] = zone }
    self = zone
  }

  public static func == (a: Zone, b: Zone) -> Bool { a.name == b.name }
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
  public var description: String { name }

  /// Seconds east of UTC at this instant.
  public func offset(at instant: Instant) -> Int64 { stretch(at: instant.seconds).offset }

  /// The date that a calendar of the zone shows at this instant.
  public func date(at instant: Instant) -> CivilDate {
    Instant(seconds: instant.seconds + offset(at: instant)).date
  }

  /// Whether the clock is not changed between two instants, the second excluded.
  package func keepsOffset(from first: Instant, before end: Instant) -> Bool {
    stretch(at: first.seconds).end >= end.seconds
  }

  /// The stretch without a change of the clock that holds this second.
  func stretch(at seconds: Int64) -> ZoneTable.Stretch { table.stretch(at: seconds) }

  /// The first instant whose local date is later than the local date of `instant`; after the last day of
  /// 9999 it never comes. A day may begin at 01:00 (clocks went forward at midnight), and a
  /// date may be missing altogether (Pacific/Apia had no 2011-12-30).
  public func startOfNextDay(after instant: Instant) -> Instant {
    var from = instant.seconds
    guard instant <= .last else { return .never }
    let today = date(at: instant)
    while true {
      let stretch = stretch(at: from)
      let midnight = (today.day + 1) * TimeSpan.day - stretch.offset
      let next = max(midnight, from)
      if next < stretch.end { return next <= Instant.last.seconds ? Instant(seconds: next) : .never }
      from = stretch.end
    }
  }

  /// The instant at which the local clock shows this time.
  public func instant(_ date: CivilDate, _ time: ClockTime) -> Instant {
    let local = date.day * TimeSpan.day + time.secondOfDay
    // No clock is two days off UTC, so that the wanted instant is not before this stretch.
    var stretch = stretch(at: local - 2 * TimeSpan.day)
    while local - stretch.offset >= stretch.end {
      let next = self.stretch(at: stretch.end)
      let isSkipped = local - next.offset < stretch.end
      if isSkipped { break }
      stretch = next
    }
    return Instant(seconds: local - stretch.offset)
  }
}
