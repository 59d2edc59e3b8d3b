/// The hours in which a person works: certain weekdays, from one time of day to another, in a zone.
public struct OfficeHours: Hashable, Sendable {
  /// Monday is bit 0, Sunday bit 6.
  public var weekdays: UInt8
  public var opens: ClockTime
  public var closes: ClockTime
  public var zone: Zone

  public init(weekdays: UInt8, opens: ClockTime, closes: ClockTime, zone: Zone) {
    self.weekdays = weekdays
    self.opens = opens
    self.closes = closes
    self.zone = zone
  }

  /// The first instant by which `seconds` of office time have passed since `start`; never before the
  /// office is open.
  public func instant(after seconds: Int64, from start: Instant) -> Instant {
    Instant(seconds: start.seconds + seconds)
  }
}
