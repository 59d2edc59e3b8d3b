/// What was used, to be lived through again: hindsight. Future 0 is the history itself; every other one puts its weeks together
/// anew, each drawn evenly from all of its whole weeks, so that one can tell what was luck.
/// Days outside the history are without use.

import Quantities

public struct RecordedUsage: Hashable, Sendable {
  public var name: String
  public var series: UsageSeries

  public init(name: String, series: UsageSeries) {
    self.name = name
    self.series = series
  }

  /// Weeks from the first day on, the last of which may be cut.
  var weekCount: Int { (series.days.count + 6) / 7 }

  /// The day of the history that a day of a future repeats, counted from the first; nil: none.
  func source(of day: Int, path: Int, _ stream: RandomStream) -> Int? {
    guard series.days.indices.contains(day) else { return nil }
    let whole = series.days.count / 7
    guard path > 0, whole > 0 else { return day }
    let (week, place) = day.quotientAndRemainder(dividingBy: 7)
    let drawn = Int((UInt64(whole) * (stream.word(week) >> 32)) >> 32)
    return drawn * 7 + place
  }
}
