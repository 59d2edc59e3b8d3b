/// A date of the proleptic Gregorian calendar, held as a day number (days since 1970-01-01).
/// Calendar months clamp to the month's end: Aug 31 + 6 months is Feb 28 (29 in a leap year).
/// Day-number arithmetic after Howard Hinnant, "chrono-compatible low-level date algorithms"; the parts of a date by Cassio
/// Neri and Lorenz Schneider, "Euclidean affine functions and their application to calendar algorithms" (2022), for simulated
/// futures ask for them at every order.

public struct CivilDate: Hashable, Comparable, Sendable {
  /// Days since 1970-01-01.
  public var day: Int64

  public init(day: Int64) { self.day = day }

  /// 0001-01-01 and 9999-12-31: the dates that have a text.
  public static let first = CivilDate(day: -719_162)
  public static let last = CivilDate(day: 2_932_896)

  public static func < (a: CivilDate, b: CivilDate) -> Bool { a.day < b.day }

  /// Nil when there is no such date (2026-02-29, 2026-13-01) or its year is not in 1...9999.
  public init?(year: Int, month: Int, dayOfMonth: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), dayOfMonth >= 1,
      dayOfMonth <= CivilDate.daysInMonth(year: year, month: month)
    else { return nil }
    self.init(year: year, month: month, knownDay: dayOfMonth)
  }

  /// Of a date that exists.
  private init(year: Int, month: Int, knownDay dayOfMonth: Int) {
    let y = Int64(month <= 2 ? year - 1 : year)
    let era = y / 400
    let yearOfEra = y - era * 400
    let dayOfYear = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + dayOfMonth - 1)
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    day = era * 146_097 + dayOfEra - 719_468
  }

  public var parts: (year: Int, month: Int, dayOfMonth: Int) {
    // Days since 0000-03-01, and since then in its 400 years, which fit 32 bits.
    let days = day + 719_468
    let era = (days >= 0 ? days : days - 146_096) / 146_097
    let quarters = 4 &* UInt32(days - era * 146_097) &+ 3
    let (century, rest) = (quarters / 146_097, quarters % 146_097 / 4)
    let scaled = 2_939_745 &* UInt64(4 &* rest &+ 3)
    let yearOfCentury = UInt32(truncatingIfNeeded: scaled >> 32)
    let dayOfYear = UInt32(truncatingIfNeeded: scaled) / 2_939_745 / 4
    let months = 2_141 &* dayOfYear &+ 197_913
    // January and February are the last months of a year that begins in March.
    let isNextYear = dayOfYear >= 306
    return (
      Int(era) * 400 + Int(100 &* century &+ yearOfCentury) + (isNextYear ? 1 : 0),
      Int(months >> 16) - (isNextYear ? 12 : 0), Int((months & 0xffff) / 2_141) + 1
    )
  }

  /// 0 for Monday to 6 for Sunday.
  public var weekday: Int { Int(((day + 3) % 7 + 7) % 7) }

  /// The same day so many calendar months later (or earlier), clamped to the month's end. Never outside
  /// the calendar: past 9999-12-31 it is 9999-12-31, before 0001-01-01 it is 0001-01-01. Where a
  /// person chose the span, `Instant.adding` refuses it instead.
  public func adding(months: Int) -> CivilDate {
    let (year, month, dayOfMonth) = parts
    let (index, overflow) = (year * 12 + month - 1).addingReportingOverflow(months)
    if overflow { return months > 0 ? CivilDate.last : CivilDate.first }
    if index < 12 { return CivilDate.first }
    if index >= 10_000 * 12 { return CivilDate.last }
    return CivilDate(monthIndex: index, dayAtMost: dayOfMonth)
  }

  /// Months counted from year 0; the month's last day if it has no such day.
  init(monthIndex: Int, dayAtMost: Int) {
    let (year, month) = (monthIndex / 12, monthIndex % 12 + 1)
    self.init(
      year: year, month: month,
      knownDay: Swift.min(dayAtMost, CivilDate.daysInMonth(year: year, month: month)))
  }

  public static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  public static func daysInMonth(year: Int, month: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension CivilDate: CustomStringConvertible {
  private static let remedy = "write a date like 2026-12-01"

  /// Reads `2026-12-01`: four, two and two digits, in the years 0001 to 9999.
  public init(parsing text: some StringProtocol) throws(QuantityError) {
    var cursor = Cursor(text)
    let date = try CivilDate(from: &cursor, of: text, remedy: CivilDate.remedy)
    guard cursor.isAtEnd else {
      throw QuantityError("\(QuantityError.quote(text)) is not a date", remedy: CivilDate.remedy)
    }
    self = date
  }

  /// Takes `2026-12-01` off the front of `text`.
  init(
    from cursor: inout Cursor, of text: some StringProtocol, remedy: String
  ) throws(QuantityError) {
    guard let year = cursor.number(digits: 4), cursor.take("-"),
      let month = cursor.number(digits: 2), cursor.take("-"),
      let dayOfMonth = cursor.number(digits: 2)
    else { throw QuantityError("\(QuantityError.quote(text)) is not a date", remedy: remedy) }
    guard let date = CivilDate(year: year, month: month, dayOfMonth: dayOfMonth) else {
      throw QuantityError(
        CivilDate.missing(year: year, month: month, text), remedy: remedy)
    }
    self = date
  }

  /// Why there is no such date: the month's last day is more help than the form of a date.
  private static func missing(year: Int, month: Int, _ text: some StringProtocol) -> String {
    let problem = "there is no date \(QuantityError.quote(text))"
    if year < 1 { return "\(problem): years are 0001 to 9999" }
    if !(1...12).contains(month) { return "\(problem): months are 01 to 12" }
    return "\(problem): that month has \(daysInMonth(year: year, month: month)) days"
  }

  /// `2026-12-01`.
  public var description: String { written(atMost: CivilDate.longest) { put(into: &$0) } }

  /// A year that no text names, because it comes from arithmetic on raw day numbers, has up to 20 bytes.
  static let longest = 26

  func put(into text: inout OutputSpan<UInt8>) {
    let (year, month, dayOfMonth) = parts
    if (0...9999).contains(year) {
      text.put(twoDigits: year / 100)
      text.put(twoDigits: year % 100)
    } else {
      for byte in String(year).utf8 { text.append(byte) }
    }
    text.put("-")
    text.put(twoDigits: month)
    text.put("-")
    text.put(twoDigits: dayOfMonth)
  }
}
