/// An instant: whole seconds since 1970-01-01 00:00:00 UTC, without leap seconds. Between the years 1970
/// and 9999; anything else is refused when it is read or computed. Its text is in InstantText.swift.

public struct Instant: Hashable, Comparable, Sendable {
  public var seconds: Int64

  public init(seconds: Int64) { self.seconds = seconds }

  public init(_ date: CivilDate, secondOfDay: Int64 = 0) {
    seconds = date.day * TimeSpan.day + secondOfDay
  }

  /// 1970-01-01 00:00:00.
  public static let first = Instant(seconds: 0)
  /// 9999-12-31 23:59:59.
  public static let last = Instant(seconds: 253_402_300_799)
  /// A value past every instant: what never expires or never comes.
  public static let never = Instant(seconds: Int64.max)

  public static func < (a: Instant, b: Instant) -> Bool { a.seconds < b.seconds }

  public var date: CivilDate { dateAndSecond.date }

  public var secondOfDay: Int64 { dateAndSecond.second }

  private var dateAndSecond: (date: CivilDate, second: Int64) {
    let (day, rest) = seconds.quotientAndRemainder(dividingBy: TimeSpan.day)
    return rest < 0
      ? (CivilDate(day: day - 1), rest + TimeSpan.day) : (CivilDate(day: day), rest)
  }

  /// Months since year 0: the same for all instants of one calendar month (UTC).
  public var monthIndex: Int {
    let (year, month, _) = date.parts
    return year * 12 + month - 1
  }

  /// The first instant of the calendar month after this one (UTC); after December 9999 it never comes.
  public var startOfNextMonth: Instant {
    let (year, month, _) = date.parts
    let (nextYear, nextMonth) = month == 12 ? (year + 1, 1) : (year, month + 1)
    return CivilDate(year: nextYear, month: nextMonth, dayOfMonth: 1).map { Instant($0) } ?? .never
  }

  /// This instant plus `count` spans, counted from here in one step, so that Jan 31 + 2 x 1 month is
  /// Mar 31.
  /// At the boundary: 9999-12-31 23:59:59 is a result, a second later is refused.
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
      let (date, secondOfDay) = dateAndSecond
      let (year, month, dayOfMonth) = date.parts
      let (index, overflowToo) = (year * 12 + month - 1).addingReportingOverflow(product)
      guard !overflow, !overflowToo, (1970 * 12..<10_000 * 12).contains(index) else {
        throw Instant.pastRange
      }
      result = Instant(CivilDate(monthIndex: index, dayAtMost: dayOfMonth), secondOfDay: secondOfDay)
    }
    guard result.isInRange else { throw Instant.pastRange }
    return result
  }

  var isInRange: Bool { self >= .first && self <= .last }

  static let pastRange = QuantityError(
    "a date falls outside the years 1970 to 9999", remedy: "use another date or a shorter span")
}
