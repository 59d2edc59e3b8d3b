/// A date of the proleptic Gregorian calendar, held as a day number (days since 1970-01-01).
/// Calendar months clamp to the month's end: Aug 31 + 6 months is Feb 28 (29 in a leap year).
/// Day-number arithmetic after Howard Hinnant, "chrono-compatible low-level date algorithms".

public struct CivilDate: Hashable, Comparable, Sendable {
  /// Days since 1970-01-01.
  public var day: Int64

  public init(day: Int64) { self.day = day }

  public static func < (a: CivilDate, b: CivilDate) -> Bool { a.day < b.day }

  /// Nil when there is no such date (2026-02-29, 2026-13-01).
  public init?(year: Int, month: Int, dayOfMonth: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), dayOfMonth >= 1,
      dayOfMonth <= CivilDate.daysInMonth(year: year, month: month)
    else { return nil }
    let y = Int64(month <= 2 ? year - 1 : year)
    let era = y / 400
    let yearOfEra = y - era * 400
    let dayOfYear = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + dayOfMonth - 1)
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    day = era * 146_097 + dayOfEra - 719_468
  }

  public var parts: (year: Int, month: Int, dayOfMonth: Int) {
    let z = day + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let mp = (5 * dayOfYear + 2) / 153
    let month = Int(mp < 10 ? mp + 3 : mp - 9)
    let year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
    return (year, month, Int(dayOfYear - (153 * mp + 2) / 5 + 1))
  }

  /// 0 for Monday to 6 for Sunday.
  public var weekday: Int { Int(((day + 3) % 7 + 7) % 7) }

  /// The same day so many calendar months later, clamped to the month's end.
  public func adding(months: Int) -> CivilDate {
    let (year, month, dayOfMonth) = parts
    let index = year * 12 + (month - 1) + months
    let y = index / 12
    let m = index % 12 + 1
    let last = CivilDate.daysInMonth(year: y, month: m)
    guard let date = CivilDate(year: y, month: m, dayOfMonth: Swift.min(dayOfMonth, last)) else {
      preconditionFailure("a date stays within the years 1 to 9999")
    }
    return date
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
  /// Reads `2026-12-01`.
  public init(parsing text: some StringProtocol) throws(QuantityError) {
    let pieces = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    let remedy = "write a date like 2026-12-01"
    guard pieces.count == 3, pieces[0].count == 4, pieces[1].count == 2, pieces[2].count == 2,
      let year = wholeNumber(pieces[0]), let month = wholeNumber(pieces[1]),
      let dayOfMonth = wholeNumber(pieces[2])
    else { throw QuantityError("'\(text)' is not a date", remedy: remedy) }
    guard let date = CivilDate(year: year, month: month, dayOfMonth: dayOfMonth) else {
      throw QuantityError("there is no date \(text)", remedy: remedy)
    }
    self = date
  }

  /// `2026-12-01`.
  public var description: String {
    let (year, month, dayOfMonth) = parts
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))"
  }
}

/// Digits only, short enough not to overflow.
func wholeNumber(_ bytes: some Collection<UInt8>) -> Int? {
  guard !bytes.isEmpty, bytes.count <= 9 else { return nil }
  var value = 0
  for byte in bytes {
    guard byte >= 48, byte <= 57 else { return nil }
    value = value * 10 + Int(byte - 48)
  }
  return value
}

func padded(_ value: Int, _ width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: Swift.max(0, width - digits.utf8.count)) + digits
}
