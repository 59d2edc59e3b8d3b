/// A stretch of time as people state it. `180 days` is not `6 months`: the first is a number of seconds,
/// the second is counted on the calendar and clamped to the month's end. `1 year` is 12 months.

public enum TimeSpan: Hashable, Sendable {
  case seconds(Int64)
  case months(Int)

  public static let minute: Int64 = 60
  public static let hour: Int64 = 3_600
  public static let day: Int64 = 86_400

  public static func days(_ count: Int64) -> TimeSpan { .seconds(count * day) }
  public static func hours(_ count: Int64) -> TimeSpan { .seconds(count * hour) }
  public static func years(_ count: Int) -> TimeSpan { .months(count * 12) }

  public static let zero = TimeSpan.seconds(0)
}

extension TimeSpan: CustomStringConvertible {
  private static let longestSeconds: Int64 = 400 * 366 * day
  private static let remedy =
    "write a number and a unit like 180 days, 6 months, 1 year, 2 weeks, 6h, 30 min or 45 s"

  /// Reads `180 days`, `6 months`, `1 year`, `2 weeks`, `6h`, `6 hours`, `30 min`, `45s`. Whole numbers only.
  public init(parsing text: some StringProtocol) throws(QuantityError) {
    let body = text.trimmed
    let number = body.prefix { $0.isASCII && $0.isNumber }
    let unit = body.dropFirst(number.count).trimmed.lowercased()
    guard !number.isEmpty, let count = wholeNumber(number.utf8).map(Int64.init) else {
      throw QuantityError("'\(text)' is not a span of time", remedy: TimeSpan.remedy)
    }
    switch unit {
    case "s", "sec", "second", "seconds": self = .seconds(count)
    case "min", "mins", "minute", "minutes": self = .seconds(count * TimeSpan.minute)
    case "h", "hr", "hour", "hours": self = .seconds(count * TimeSpan.hour)
    case "d", "day", "days": self = .seconds(count * TimeSpan.day)
    case "w", "week", "weeks": self = .seconds(count * 7 * TimeSpan.day)
    case "month", "months": self = .months(Int(count))
    case "y", "year", "years": self = .months(Int(count) * 12)
    case "": throw QuantityError("'\(text)' lacks its unit", remedy: TimeSpan.remedy)
    default: throw QuantityError("'\(unit)' is not a unit of time", remedy: TimeSpan.remedy)
    }
    switch self {
    case .seconds(let seconds) where seconds <= TimeSpan.longestSeconds: break
    case .months(let months) where months <= 400 * 12: break
    default:
      throw QuantityError("'\(text)' is longer than 400 years", remedy: "write a shorter span")
    }
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
