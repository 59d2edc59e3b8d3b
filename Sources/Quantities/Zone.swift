/// A time zone: what the local clock shows at an instant, and when a local day begins.
public struct Zone: Hashable, Sendable {
  public let name: String

  public static let utc = Zone(name: "UTC")

  init(name: String) { self.name = name }

  public init(named name: String) throws(QuantityError) {
    guard name == "UTC" else {
      throw QuantityError("'\(name)' is not a known time zone", remedy: "write a name like Europe/Berlin")
    }
    self.name = name
  }

  /// Seconds east of UTC at this instant.
  public func offset(at instant: Instant) -> Int64 { 0 }

  /// The first instant of the local day after the one that holds `instant`.
  public func startOfNextDay(after instant: Instant) -> Instant {
    Instant(CivilDate(day: instant.date.day + 1))
  }

  /// The instant at which the local clock shows this time.
  public func instant(_ date: CivilDate, _ time: ClockTime) -> Instant {
    Instant(date, secondOfDay: time.secondOfDay)
  }
}
