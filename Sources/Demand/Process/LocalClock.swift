/// The hours of a zone's local clock on the time line of the simulation. An hour ends where the local clock shows
/// a full hour or is changed: the 23 hours of the day on which clocks go forward, the 25 of the day on which they
/// go back (02:00 to 03:00 twice, as two hours), and the halves of zones that are 30 minutes off.

import Quantities

struct LocalHour {
  /// Seconds since 1970, half-open.
  var from: Int64
  var to: Int64
  /// Days since 1970-01-01 by the local calendar.
  var day: Int64
  /// 0 to 23.
  var hour: Int
  /// 0 for Monday.
  var weekday: Int
}

extension Zone {
  /// The local hours that have a part in `[from, to)`, uncut, in order of time.
  func localHours(from: Int64, to: Int64) -> [LocalHour] {
    var hours: [LocalHour] = []
    hours.reserveCapacity(Int((to - from) / TimeSpan.hour) + 4)
    let lead = (from + offset(at: Instant(seconds: from))).remainder(of: TimeSpan.hour)
    var time = from - lead
    while time < to {
      let offset = offset(at: Instant(seconds: time))
      let local = time + offset
      let full = time + TimeSpan.hour - local.remainder(of: TimeSpan.hour)
      let end = clockChange(after: time, upTo: full, offset: offset)
      let second = local.remainder(of: TimeSpan.day)
      let day = (local - second) / TimeSpan.day
      hours.append(
        LocalHour(
          from: time, to: end, day: day, hour: Int(second / TimeSpan.hour),
          weekday: CivilDate(day: day).weekday))
      time = end
    }
    return hours
  }

  /// The first second in `(from, to]` at which the clock is not this far off UTC, or `to`. An hour sees one
  /// change at most.
  private func clockChange(after from: Int64, upTo to: Int64, offset: Int64) -> Int64 {
    func isChanged(_ second: Int64) -> Bool { self.offset(at: Instant(seconds: second)) != offset }
    guard isChanged(to - 1) else { return to }
    var (same, changed) = (from, to - 1)
    while changed - same > 1 {
      let middle = (same + changed) / 2
      if isChanged(middle) { changed = middle } else { same = middle }
    }
    return changed
  }
}

extension Int64 {
  /// From 0 to below the divisor, for negative numbers too.
  func remainder(of divisor: Int64) -> Int64 {
    let rest = self % divisor
    return rest < 0 ? rest + divisor : rest
  }
}
