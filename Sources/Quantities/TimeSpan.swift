/// A stretch of time as people state it. `180 days` is not `6 months`: the first is a number of seconds,
/// the second is counted on the calendar and clamped to the month's end. `1 year` is 12 months.
/// At the boundary: 400 years are read, one unit more is refused.

public enum TimeSpan: Hashable, Sendable {
  case seconds(Int64)
  case months(Int)

  public static let minute: Int64 = 60
  public static let hour: Int64 = 3_600
  public static let day: Int64 = 86_400

  // Programmer's shorthands: they trap past the range.
  public static func days(_ count: Int64) -> TimeSpan { .seconds(count * day) }
  public static func hours(_ count: Int64) -> TimeSpan { .seconds(count * hour) }
  public static func years(_ count: Int) -> TimeSpan { .months(count * 12) }

  public static let zero = TimeSpan.seconds(0)
}

extension TimeSpan: CustomStringConvertible {
  /// 400 years of the calendar are 146,097 days.
  private static let longestSeconds: Int64 = 146_097 * day
  private static let longestMonths = 400 * 12
  private static let remedy =
    "write a whole number and a unit like 180 days, 6 months, 1 year, 2 weeks, 6 h, 30 min or 45 s"

  /// Reads `180 days`, `6 months`, `1 year`, `2 weeks`, `6h`, `6 hours`, `30 min`, `45s`. Whole numbers
  /// only.
  public init(parsing text: some StringProtocol) throws(QuantityError) {
    let quoted = QuantityError.quote(text)
    var cursor = Cursor(text)
    let digits = cursor.take(while: isDigit)
    let unit = cursor.rest.trimmed
    guard !digits.isEmpty, unit.allSatisfy(isLetter) else {
      throw QuantityError("\(quoted) is not a span of time", remedy: TimeSpan.remedy)
    }
    let length: Int64
    var isOnCalendar = false
    switch String(decoding: unit, as: UTF8.self).lowercased() {
    case "s", "sec", "secs", "second", "seconds": length = 1
    case "min", "mins", "minute", "minutes": length = TimeSpan.minute
    case "h", "hr", "hrs", "hour", "hours": length = TimeSpan.hour
    case "d", "day", "days": length = TimeSpan.day
    case "w", "week", "weeks": length = 7 * TimeSpan.day
    case "month", "months": (length, isOnCalendar) = (1, true)
    case "y", "year", "years": (length, isOnCalendar) = (12, true)
    case "": throw QuantityError("\(quoted) lacks its unit", remedy: TimeSpan.remedy)
    case "m":
      throw QuantityError("\(quoted) may be minutes or months", remedy: "write 6 min or 6 months")
    default: throw QuantityError("\(quoted) has no unit of time that is known", remedy: TimeSpan.remedy)
    }
    let longest = isOnCalendar ? Int64(TimeSpan.longestMonths) : TimeSpan.longestSeconds
    guard let count = wholeNumber(digits), Int64(count) <= longest / length else {
      throw QuantityError("\(quoted) is longer than 400 years", remedy: "write a shorter span")
    }
    self = isOnCalendar ? .months(count * Int(length)) : .seconds(Int64(count) * length)
  }

  /// `180 days`, `6 months`, `1 year`, `6 hours`: the largest unit that divides it.
  public var description: String {
    func say(_ count: Int64, _ unit: String) -> String { "\(count) \(unit)\(count == 1 ? "" : "s")" }
    switch self {
    case .months(let months) where months > 0 && months % 12 == 0:
      return say(Int64(months / 12), "year")
    case .months(let months): return say(Int64(months), "month")
    case .seconds(let seconds):
      for (length, unit) in [(TimeSpan.day, "day"), (TimeSpan.hour, "hour"), (TimeSpan.minute, "minute")]
      where seconds != 0 && seconds % length == 0 {
        return say(seconds / length, unit)
      }
      return say(seconds, "second")
    }
  }
}
