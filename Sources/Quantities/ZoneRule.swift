/// The yearly rule at the end of a zone's file, in the form of the POSIX variable TZ with the
/// extensions of RFC 8536, 3.3.1: `CET-1CEST,M3.5.0,M10.5.0/3`, `<+03>-3`, `IST-1GMT0,M10.5.0,M3.5.0/1`.
/// In it, offsets count west of Greenwich, and times of change run from -167 to 167 hours.

struct ZoneRule: Sendable {
  /// Seconds east of UTC.
  let standardOffset: Int64
  private let daylight: Daylight?

  private struct Daylight {
    let offset: Int64
    let begins: Turn
    let ends: Turn
  }

  /// A moment of each year, by the local clock that is about to change.
  private struct Turn {
    let day: Day
    let second: Int64
  }

  private enum Day {
    /// Weekday 0 is Sunday; week 5 is the last that the month has.
    case weekday(month: Int, week: Int, weekday: Int)
    /// 1...365, February 29 not counted.
    case withoutLeapDay(Int)
    /// 0...365, February 29 counted.
    case ofYear(Int)
  }

  var hasDaylight: Bool { daylight != nil }

  /// Nil, if this is no such rule.
  init?(_ text: ArraySlice<UInt8>) {
    var cursor = Cursor(text)
    guard ZoneRule.takeName(&cursor), let west = ZoneRule.time(&cursor, hours: 24) else { return nil }
    standardOffset = -west
    guard !cursor.isAtEnd else {
      daylight = nil
      return
    }
    guard ZoneRule.takeName(&cursor) else { return nil }
    var offset = -west + TimeSpan.hour
    if cursor.next != UInt8(ascii: ",") {
      guard let west = ZoneRule.time(&cursor, hours: 24) else { return nil }
      offset = -west
    }
    guard let begins = ZoneRule.turn(&cursor), let ends = ZoneRule.turn(&cursor), cursor.isAtEnd else {
      return nil
    }
    daylight = Daylight(offset: offset, begins: begins, ends: ends)
  }

  /// The changes of this year's turns, ascending. In a zone that keeps daylight time all year round, the
  /// end of one year's falls together with the beginning of the next, which is entered later and counts.
  func changes(in year: Int) -> [(at: Int64, offset: Int64)] {
    guard let daylight else { return [] }
    let begins = ZoneRule.second(of: daylight.begins, in: year) - standardOffset
    let ends = ZoneRule.second(of: daylight.ends, in: year) - daylight.offset
    let on = (at: begins, offset: daylight.offset)
    let off = (at: ends, offset: standardOffset)
    return ends < begins ? [off, on] : [on, off]
  }

  /// The day number of January 1, in any year after 0.
  static func firstDay(of year: Int) -> Int64 {
    // The years 10000 to 10401 are only met as the table's repetition of earlier ones.
    let eras = Int64(max(0, year - 9600) / 400)
    let date = CivilDate(year: year - Int(eras) * 400, month: 1, dayOfMonth: 1) ?? CivilDate.first
    return date.day + eras * 146_097
  }

  private static func second(of turn: Turn, in year: Int) -> Int64 {
    let first = firstDay(of: year)
    let isLeap = CivilDate.isLeap(year)
    let day: Int64
    switch turn.day {
    case .ofYear(let number): day = first + Int64(number)
    case .withoutLeapDay(let number): day = first + Int64(number) - (isLeap && number >= 60 ? 0 : 1)
    case .weekday(let month, let week, let weekday):
      let before = (1..<month).reduce(0) { $0 + CivilDate.daysInMonth(year: year, month: $1) }
      let firstOfMonth = CivilDate(day: first + Int64(before))
      // 0 for Sunday, unlike `CivilDate.weekday`.
      let ahead = (weekday - (firstOfMonth.weekday + 1) % 7 + 7) % 7
      var dayOfMonth = ahead + (week - 1) * 7
      if dayOfMonth >= CivilDate.daysInMonth(year: year, month: month) { dayOfMonth -= 7 }
      day = firstOfMonth.day + Int64(dayOfMonth)
    }
    return day * TimeSpan.day + turn.second
  }

  /// Three letters or more, or anything between `<` and `>`.
  private static func takeName(_ cursor: inout Cursor) -> Bool {
    if cursor.take("<") {
      let name = cursor.take {
        isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-")
      }
      return cursor.take(">") && name.count >= 3
    }
    return cursor.take(while: isLetter).count >= 3
  }

  /// Seconds for `2`, `-2:30`, `+01:30:15`; nil past so many hours.
  private static func time(_ cursor: inout Cursor, hours limit: Int) -> Int64? {
    let isNegative = cursor.take("-")
    if !isNegative { _ = cursor.take("+") }
    guard let hours = cursor.number(), hours <= limit else { return nil }
    var seconds = Int64(hours) * TimeSpan.hour
    for unit in [TimeSpan.minute, 1] where cursor.take(":") {
      guard let count = cursor.number(), count < 60 else { return nil }
      seconds += Int64(count) * unit
    }
    return isNegative ? -seconds : seconds
  }

  /// `,M3.5.0`, `,J60/2`, `,59/-1`; at two o'clock unless it says otherwise.
  private static func turn(_ cursor: inout Cursor) -> Turn? {
    guard cursor.take(",") else { return nil }
    let day: Day
    if cursor.take("M") {
      guard let month = cursor.number(), (1...12).contains(month), cursor.take("."),
        let week = cursor.number(), (1...5).contains(week), cursor.take("."),
        let weekday = cursor.number(), weekday <= 6
      else { return nil }
      day = .weekday(month: month, week: week, weekday: weekday)
    } else if cursor.take("J") {
      guard let number = cursor.number(), (1...365).contains(number) else { return nil }
      day = .withoutLeapDay(number)
    } else {
      guard let number = cursor.number(), number <= 365 else { return nil }
      day = .ofYear(number)
    }
    guard cursor.take("/") else { return Turn(day: day, second: 2 * TimeSpan.hour) }
    return time(&cursor, hours: 167).map { Turn(day: day, second: $0) }
  }
}
