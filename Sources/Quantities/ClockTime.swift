/// A time of day without a date or a zone: `09:00`, `23:59:59`.
/// At the boundary: `24:00` ends a day and is the same instant as `00:00` of the next; `24:00:01` is
/// refused.

public struct ClockTime: Hashable, Sendable, CustomStringConvertible {
  public var secondOfDay: Int64

  public init(secondOfDay: Int64) { self.secondOfDay = secondOfDay }

  /// Reads `09:00` or `09:00:30`.
  public init(parsing text: some StringProtocol) throws(QuantityError) {
    var cursor = Cursor(text)
    guard let clock = ClockTime(from: &cursor), cursor.isAtEnd else {
      throw QuantityError(
        "\(QuantityError.quote(text)) is not a time of day",
        remedy: "write a time like 09:00, from 00:00 to 24:00")
    }
    self = clock
  }

  /// Takes `HH:MM` or `HH:MM:SS` off the front; nil if it is not there.
  init?(from cursor: inout Cursor) {
    guard let hour = cursor.number(digits: 2), cursor.take(":"), let minute = cursor.number(digits: 2)
    else { return nil }
    var second = 0
    if cursor.take(":") {
      guard let read = cursor.number(digits: 2) else { return nil }
      second = read
    }
    guard minute < 60, second < 60, hour < 24 || (hour == 24 && minute == 0 && second == 0) else {
      return nil
    }
    secondOfDay = Int64(hour) * TimeSpan.hour + Int64(minute) * TimeSpan.minute + Int64(second)
  }

  /// `09:00:00`.
  public var description: String { written(atMost: 8) { put(into: &$0) } }

  /// `09:00`; with its seconds if it has any.
  public var brief: String {
    secondOfDay % TimeSpan.minute == 0 ? String(description.dropLast(3)) : description
  }

  func put(into text: inout OutputSpan<UInt8>) {
    let second = Int(secondOfDay)
    text.put(twoDigits: second / 3_600)
    text.put(":")
    text.put(twoDigits: second / 60 % 60)
    text.put(":")
    text.put(twoDigits: second % 60)
  }
}
