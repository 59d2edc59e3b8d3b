/// An instant: whole seconds since 1970-01-01 00:00:00 UTC, without leap seconds. Between the years 1970
/// and 9999; anything later is refused when it is read or computed.

public struct Instant: Hashable, Comparable, Sendable {
  public var seconds: Int64

  public init(seconds: Int64) { self.seconds = seconds }

  public init(_ date: CivilDate, secondOfDay: Int64 = 0) {
    seconds = date.day * TimeSpan.day + secondOfDay
  }

  /// 9999-12-31 23:59:59.
  public static let last = Instant(seconds: 253_402_300_799)
  /// A value past every instant: what never expires or never comes.
  public static let never = Instant(seconds: Int64.max)

  public static func < (a: Instant, b: Instant) -> Bool { a.seconds < b.seconds }

  public var date: CivilDate {
    CivilDate(day: seconds >= 0 ? seconds / TimeSpan.day : (seconds - TimeSpan.day + 1) / TimeSpan.day)
  }

  public var secondOfDay: Int64 { seconds - date.day * TimeSpan.day }

  /// Months since year 0: the same for all instants of one calendar month (UTC).
  public var monthIndex: Int {
    let (year, month, _) = date.parts
    return year * 12 + month - 1
  }

  /// The first instant of the calendar month after this one (UTC); `never` in the last month of all.
  public var startOfNextMonth: Instant {
    let (year, month, _) = date.parts
    if year == 9999, month == 12 { return .never }
    guard let first = CivilDate(year: year, month: month, dayOfMonth: 1) else {
      preconditionFailure("every month has a first day")
    }
    return Instant(first.adding(months: 1))
  }

  /// This instant plus `count` spans, counted from here in one step, so that Jan 31 + 2 x 1 month is Mar 31.
  public func adding(_ span: TimeSpan, times count: Int = 1) throws(QuantityError) -> Instant {
    let result: Instant
    switch span {
    case .seconds(let length):
      let (product, overflow) = length.multipliedReportingOverflow(by: Int64(count))
      let (sum, overflowToo) = seconds.addingReportingOverflow(product)
      guard !overflow, !overflowToo else { throw Instant.pastRange }
      result = Instant(seconds: sum)
    case .months(let months):
      let (product, overflow) = months.multipliedReportingOverflow(by: count)
      guard !overflow, product <= 12 * 8_000 else { throw Instant.pastRange }
      let (year, month, _) = date.parts
      guard year * 12 + month + product <= 9999 * 12 else { throw Instant.pastRange }
      result = Instant(date.adding(months: product), secondOfDay: secondOfDay)
    }
    guard result >= Instant(seconds: 0), result <= Instant.last else { throw Instant.pastRange }
    return result
  }

  static let pastRange = QuantityError(
    "a date falls outside the years 1970 to 9999", remedy: "use an earlier date or a shorter span")
}

extension Instant: CustomStringConvertible {
  private static let remedy = "write an instant like 2026-12-01, 2026-12-01T06:00Z or 2026-12-01 06:00:30"

  /// Reads `2026-12-01` (midnight UTC), `2026-12-01T06:00Z`, `2026-12-01 06:00:30`, `...+02:00`. Without an
  /// offset the time is UTC.
  public init(parsing text: some StringProtocol) throws(QuantityError) {
    let body = text.trimmed
    let date = try CivilDate(parsing: body.prefix(10))
    var rest = Array(body.utf8.dropFirst(10))
    var second: Int64 = 0
    if let separator = rest.first {
      guard separator == UInt8(ascii: "T") || separator == UInt8(ascii: " "),
        let clock = ClockTime(consuming: &rest, from: 1)
      else { throw QuantityError("'\(text)' is not an instant", remedy: Instant.remedy) }
      second = clock.secondOfDay
    }
    guard let offset = Instant.offset(rest) else {
      throw QuantityError("'\(text)' is not an instant", remedy: Instant.remedy)
    }
    seconds = date.day * TimeSpan.day + second - offset
    guard self >= Instant(seconds: 0), self <= Instant.last else { throw Instant.pastRange }
  }

  /// Seconds east of UTC for ``, `Z`, `+02:00`, `-0530`; nil for anything else.
  private static func offset(_ bytes: [UInt8]) -> Int64? {
    if bytes.isEmpty || bytes == [UInt8(ascii: "Z")] { return 0 }
    guard bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-") else { return nil }
    let digits = bytes.dropFirst().filter { $0 != UInt8(ascii: ":") }
    guard digits.count == 4, let number = wholeNumber(digits), number / 100 <= 14, number % 100 < 60
    else { return nil }
    let size = Int64(number / 100) * TimeSpan.hour + Int64(number % 100) * TimeSpan.minute
    return bytes[0] == UInt8(ascii: "-") ? -size : size
  }

  /// `2026-12-01T06:00:00Z`.
  public var description: String {
    if self == .never { return "never" }
    return "\(date)T\(ClockTime(secondOfDay: secondOfDay))Z"
  }

  /// `2026-12-01` at midnight UTC, the full instant otherwise: for tables that people read.
  public var brief: String { self != .never && secondOfDay == 0 ? date.description : description }
}

/// A time of day without a zone: `09:00`, `23:59:59`. `24:00` ends a day.
public struct ClockTime: Hashable, Sendable, CustomStringConvertible {
  public var secondOfDay: Int64

  public init(secondOfDay: Int64) { self.secondOfDay = secondOfDay }

  public init(parsing text: some StringProtocol) throws(QuantityError) {
    var bytes = Array(text.trimmed.utf8)
    guard let clock = ClockTime(consuming: &bytes, from: 0), bytes.isEmpty else {
      throw QuantityError("'\(text)' is not a time of day", remedy: "write a time like 09:00")
    }
    self = clock
  }

  /// Takes `HH:MM` or `HH:MM:SS` off the front; nil (and nothing taken) if it is not there.
  init?(consuming bytes: inout [UInt8], from start: Int) {
    func two(_ at: Int) -> Int64? {
      at + 2 <= bytes.count ? wholeNumber(bytes[at..<at + 2]).map(Int64.init) : nil
    }
    guard let hour = two(start), start + 2 < bytes.count, bytes[start + 2] == UInt8(ascii: ":"),
      let minute = two(start + 3)
    else { return nil }
    var end = start + 5
    var second: Int64 = 0
    if end < bytes.count, bytes[end] == UInt8(ascii: ":") {
      guard let read = two(end + 1) else { return nil }
      second = read
      end += 3
    }
    guard minute < 60, second < 60, hour < 24 || (hour == 24 && minute == 0 && second == 0) else {
      return nil
    }
    secondOfDay = hour * TimeSpan.hour + minute * TimeSpan.minute + second
    bytes.removeFirst(end)
  }

  public var description: String {
    let (hour, rest) = secondOfDay.quotientAndRemainder(dividingBy: TimeSpan.hour)
    return "\(padded(Int(hour), 2)):\(padded(Int(rest / 60), 2)):\(padded(Int(rest % 60), 2))"
  }
}
