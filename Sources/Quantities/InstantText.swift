/// The text of an instant. The journal's form is `2026-12-01T06:00:00Z`, always UTC and always whole.

extension Instant: CustomStringConvertible {
  private static let remedy =
    "write an instant like 2026-12-01, 2026-12-01T06:00Z, 2026-12-01T06:00:30+02:00 "
    + "or 2026-12-01 06:00 Europe/Berlin"

  /// Reads `2026-12-01` (midnight), `2026-12-01T06:00Z`, `2026-12-01 06:00:30`, with an offset
  /// `+02:00`, or with the name of a zone behind a blank: `2026-12-01 06:00 Europe/Berlin`, `2026-12-01
  /// Europe/Berlin`. Without offset and zone the time is UTC.
  /// A fraction of a second is dropped: 11:59:59.9 is then still before 12:00:00, and 12:00:00.1 is not.
  public init(parsing text: some StringProtocol) throws(QuantityError) {
    var cursor = Cursor(text)
    let date = try CivilDate(from: &cursor, of: text, remedy: Instant.remedy)
    guard let clock = Instant.clock(&cursor) else { throw Instant.misread(text) }
    let instant: Instant
    if let offset = Instant.offset(&cursor) {
      instant = Instant(seconds: date.day * TimeSpan.day + clock.secondOfDay - offset)
    } else if cursor.take(" "), let first = cursor.next, isLetter(first) {
      let zone = try Zone(named: String(decoding: cursor.rest, as: UTF8.self))
      instant = zone.instant(date, clock)
      _ = cursor.take(while: { _ in true })
    } else {
      throw Instant.misread(text)
    }
    guard cursor.isAtEnd else { throw Instant.misread(text) }
    guard instant.isInRange else {
      throw QuantityError(
        "\(QuantityError.quote(text)) is outside the years 1970 to 9999", remedy: "use another date")
    }
    self = instant
  }

  private static func misread(_ text: some StringProtocol) -> QuantityError {
    QuantityError("\(QuantityError.quote(text)) is not an instant", remedy: remedy)
  }

  /// The time behind `T` or a blank; midnight if a zone or nothing follows; nil if it is not a time.
  private static func clock(_ cursor: inout Cursor) -> ClockTime? {
    var ahead = cursor
    guard ahead.take("T") || ahead.take(" ") else {
      return cursor.isAtEnd ? ClockTime(secondOfDay: 0) : nil
    }
    if let next = ahead.next, isLetter(next), cursor.next == UInt8(ascii: " ") {
      return ClockTime(secondOfDay: 0)
    }
    guard let clock = ClockTime(from: &ahead) else { return nil }
    if ahead.take("."), ahead.take(while: isDigit).isEmpty || clock.secondOfDay == TimeSpan.day { return nil }
    cursor = ahead
    return clock
  }

  /// Seconds east of UTC for nothing, `Z`, `+02:00`, `-0530`, `+02`, a blank in front or not; nil (and
  /// nothing taken) for anything else. Up to 15 hours either way, which no country exceeds.
  private static func offset(_ cursor: inout Cursor) -> Int64? {
    if cursor.isAtEnd { return 0 }
    var ahead = cursor
    _ = ahead.take(" ")
    if ahead.take("Z") {
      guard ahead.isAtEnd else { return nil }
      cursor = ahead
      return 0
    }
    let isWest = ahead.take("-")
    guard isWest || ahead.take("+"), let hours = ahead.number(digits: 2) else { return nil }
    var minutes = 0
    if ahead.take(":") || !ahead.isAtEnd {
      guard let read = ahead.number(digits: 2) else { return nil }
      minutes = read
    }
    guard hours < 15, minutes < 60 else { return nil }
    cursor = ahead
    let size = Int64(hours) * TimeSpan.hour + Int64(minutes) * TimeSpan.minute
    return isWest ? -size : size
  }

  /// `2026-12-01T06:00:00Z`, or `never`.
  public var description: String { written(atMost: Instant.longest) { put(into: &$0) } }

  /// Appends `description`, for files of millions of rows.
  public func write(into buffer: inout [UInt8]) {
    buffer.append(addingCapacity: Instant.longest) { put(into: &$0) }
  }

  private static let longest = CivilDate.longest + 10

  private func put(into text: inout OutputSpan<UInt8>) {
    guard self != .never else {
      for byte in "never".utf8 { text.append(byte) }
      return
    }
    date.put(into: &text)
    text.put("T")
    ClockTime(secondOfDay: secondOfDay).put(into: &text)
    text.put("Z")
  }

  /// `2026-12-01` at midnight UTC, the full instant otherwise: for tables that people read.
  public var brief: String { self != .never && secondOfDay == 0 ? date.description : description }
}
