/// The time line of a simulation: steps from the start, the last one cut at the end, and days counted from a first day
/// that all zones share, so that one date has one number whatever the zone.
/// At the boundary: a horizon of 25 hours has two steps of a day, the second an hour long.

import Quantities

struct Horizon: Sendable {
  /// Seconds since 1970, half-open.
  let start: Int64
  let end: Int64
  /// Counted from the start; the last step of even ones may reach past the end.
  let grid: TimeGrid
  let steps: Int
  /// No zone's clock is a day off UTC.
  let firstDay: Int64
  let days: Int
  /// The steps before which the parts end that are drawn one after the other; usually one.
  private(set) var legs: [Int]

  /// Of steps that are all alike.
  init(start: Instant, end: Instant, step: Int64) {
    let count = (end.seconds - start.seconds + step - 1) / step
    self.init(start: start, end: end, grid: TimeGrid(step: step, steps: Int(count)))
  }

  init(start: Instant, end: Instant, grid: TimeGrid) {
    precondition(start < end && grid.count > 0, "a horizon of at least one step")
    self.start = start.seconds
    self.end = end.seconds
    self.grid = grid
    steps = grid.count
    legs = [grid.count]
    firstDay = start.date.day - 1
    days = Int(Instant(seconds: end.seconds - 1).date.day + 2 - firstDay)
  }

  /// Where a column's first step is among the curves: at the boundary that it ends with.
  func place(_ column: Int) -> Int { column * (steps + 1) + 1 }

  /// Legs that end after so many days, after twice as many, and so on: so that little is drawn in vain, and little is begun anew.
  func inLegs(days: Int64) -> Horizon {
    var horizon = self
    horizon.legs = []
    var length = days * TimeSpan.day
    while length < end - start {
      let step = step(at: start + length)
      if step > horizon.legs.last ?? 0 { horizon.legs.append(step) }
      length *= 2
    }
    horizon.legs.append(steps)
    return horizon
  }

  /// The day that holds its last second.
  var lastDay: Int { days - 2 }

  /// The step that holds this second.
  func step(at second: Int64) -> Int { grid.step(at: second - start) }
  func startOfStep(_ index: Int) -> Int64 { start + grid.start(of: index) }
  func endOfStep(_ index: Int) -> Int64 { min(end, start + grid.end(of: index)) }

  /// Of UTC, within it.
  var midnights: [Int64] {
    let (first, last) = (start / TimeSpan.day + 1, (end - 1) / TimeSpan.day)
    return first <= last ? (first...last).map { $0 * TimeSpan.day } : []
  }

  static let secondsPerMonth = 365.2425 * 86_400 / 12
}
