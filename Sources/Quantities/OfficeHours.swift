/// The hours in which a person works: certain weekdays, from one time of day to another, in a zone. Its
/// text is in OfficeHoursText.swift.
///
/// The office is open at an instant if the local clock shows a time from `opens` up to, not including,
/// `closes` on one of the weekdays. Hours over midnight (22:00 to 06:00) belong to the weekday on which
/// they begin. What the clock skips in spring is nobody's office time; what it shows twice in autumn is
/// worked twice.
///
/// At the boundary: what falls due exactly at closing time is done then; a second more waits for the
/// next day.

public struct OfficeHours: Hashable, Sendable {
  /// Monday is bit 0, Sunday bit 6.
  public let weekdays: UInt8
  public let opens: ClockTime
  public let closes: ClockTime
  public let zone: Zone

  /// At least one weekday; a day that is open all around is 00:00 to 24:00.
  public init(weekdays: UInt8, opens: ClockTime, closes: ClockTime, zone: Zone) {
    precondition((1...127).contains(weekdays), "an office works on at least one of seven weekdays")
    precondition((0..<TimeSpan.day).contains(opens.secondOfDay), "an office opens before 24:00")
    precondition((0...TimeSpan.day).contains(closes.secondOfDay), "an office closes by 24:00")
    precondition(opens != closes, "an office is open for some time")
    self.weekdays = weekdays
    self.opens = opens
    self.closes = closes
    self.zone = zone
  }

  /// From opening to closing by a clock that is not changed.
  private var secondsPerDay: Int64 {
    let length = closes.secondOfDay - opens.secondOfDay
    return length > 0 ? length : length + TimeSpan.day
  }

  /// The first instant by which `seconds` of office time have passed since `start`; never before the
  /// office is open (with 0 seconds: the first open instant). `Instant.never`, if that is after 9999.
  public func instant(after seconds: Int64, from start: Instant) -> Instant {
    precondition(seconds >= 0, "time does not run backwards")
    guard start <= .last else { return .never }
    let horizon = Instant.last.seconds + 1
    var due = seconds
    var from = start.seconds
    while from < horizon {
      let stretch = zone.stretch(at: from)
      let end = min(stretch.end, horizon)
      if let instant = pass(&due, from: from, to: end, offset: stretch.offset) {
        return instant < horizon ? Instant(seconds: instant) : .never
      }
      from = end
    }
    return .never
  }

  /// Takes the office time between two seconds off what is due. The second at which nothing is left of
  /// it; nil, if that is not before `end`, or at it.
  private func pass(_ due: inout Int64, from start: Int64, to end: Int64, offset: Int64) -> Int64? {
    // As long as the clock is not changed all weeks are alike, so whole weeks are taken at once.
    let week = 7 * TimeSpan.day
    let secondsPerWeek = secondsPerDay * Int64(weekdays.nonzeroBitCount)
    let weeks = max(0, min((due - 1) / secondsPerWeek, (end - start) / week))
    due -= weeks * secondsPerWeek
    let from = start + weeks * week
    // Yesterday's hours may run over midnight.
    var date = CivilDate(day: Instant(seconds: from + offset).date.day - 1)
    while true {
      let opening = date.day * TimeSpan.day + opens.secondOfDay - offset
      guard opening < end else { return nil }
      let (open, close) = (max(opening, from), min(opening + secondsPerDay, end))
      if weekdays >> UInt8(date.weekday) & 1 == 1, open < close {
        if due <= close - open { return open + due }
        due -= close - open
      }
      date.day += 1
    }
  }
}
