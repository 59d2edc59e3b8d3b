/// What was used, to be lived through again: hindsight. Future 0 is the history itself; every other one puts its weeks together
/// anew, each drawn evenly from all of its whole weeks, so that one can tell what was luck.
/// Where the history ends, its last eight weeks come again and again: what is left over by then is worth what it would still do.
/// Before the first day there is no use.

import Quantities

public struct RecordedUsage: Hashable, Sendable {
  public var name: String
  public var series: UsageSeries

  public init(name: String, series: UsageSeries) {
    self.name = name
    self.series = series
  }

  private static let recentWeeks = 8

  /// The day of the history that a day of a future repeats, counted from the first; nil: none.
  func source(of day: Int, path: Int, _ stream: RandomStream) -> Int? {
    guard day >= 0, !series.days.isEmpty else { return nil }
    let whole = series.days.count / 7
    guard path > 0, whole > 0 else {
      guard day >= series.days.count else { return day }
      let recent = max(1, min(whole, RecordedUsage.recentWeeks) * 7)
      return series.days.count - min(recent, series.days.count)
        + (day - series.days.count) % min(recent, series.days.count)
    }
    let (week, place) = day.quotientAndRemainder(dividingBy: 7)
    let drawn = Int((UInt64(whole) * (stream.word(week) >> 32)) >> 32)
    return drawn * 7 + place
  }
}
