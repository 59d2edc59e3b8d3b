/// The steps of demand that is drawn by the day. A day's amount flows along the day's known profile, so a boundary is
/// wherever the profile of any workload changes: at local midnight while it runs, when an office opens or closes, where the
/// hours of a day differ, at the ends of `active`, where prices change or a model retires, and by the hour where a history
/// knows its hours. And at midnight of UTC, by which a provider's daily caps go: what lies before it in a local day and what
/// lies behind are drawn apart, so that a cap's day is as exact as the user's own. A workload that runs day and night by the
/// clock of UTC has one step a day; one elsewhere, and office hours, have two.
/// At the boundary: a day of 23 or 25 hours is one step of that length, like any other.

import Quantities

extension Workload {
  /// The stretches of one local day and one usual level within a horizon, in order of time; what is not in use is in none.
  fileprivate func stretches(from start: Int64, to end: Int64) -> [Period] {
    var stretches: [Period] = []
    var (lastDay, lastLevel) = (Int64.min, Int128(-1))
    var period = 0
    let isByHour = followsHours
    for hour in shape.zone.localHours(from: start, to: end) {
      let level = usualLevel(hour)
      guard level > 0 else { continue }
      while period < active.count, active[period].to.seconds <= hour.from { period += 1 }
      var index = period
      while index < active.count, active[index].from.seconds < hour.to {
        let from = max(hour.from, active[index].from.seconds, start)
        let to = min(hour.to, active[index].to.seconds, end)
        index += 1
        guard from < to else { continue }
        if let last = stretches.last, last.to.seconds == from, hour.day == lastDay, level == lastLevel,
          !isByHour
        {
          stretches[stretches.count - 1].to = Instant(seconds: to)
        } else {
          stretches.append(Period(from: Instant(seconds: from), to: Instant(seconds: to)))
        }
        (lastDay, lastLevel) = (hour.day, level)
      }
    }
    return stretches
  }

  /// A history's days are as large as its weeks were.
  private func usualLevel(_ hour: LocalHour) -> Int128 {
    let level = Int128(shape.hours[hour.hour].millionths)
    switch size {
    case .requests, .spend: return level * Int128(shape.days[hour.weekday].millionths)
    case .fitted, .recorded: return followsHours ? 1 : level
    }
  }

  private var followsHours: Bool {
    switch size {
    case .requests, .spend: false
    case .fitted(let law): law.weeks.contains { !$0.hours.isEmpty }
    case .recorded(let usage): usage.series.days.contains { !$0.hours.isEmpty }
    }
  }
}

extension Horizon {
  /// Of demand that is drawn by the day.
  init(_ workloads: [Workload], _ prices: PriceEpochs, start: Instant, end: Instant) {
    var instants: [Int64] = [start.seconds, end.seconds]
    for workload in workloads {
      for stretch in workload.stretches(from: start.seconds, to: end.seconds) {
        instants.append(stretch.from.seconds)
        instants.append(stretch.to.seconds)
        let midnight = (stretch.to.seconds - 1) / TimeSpan.day * TimeSpan.day
        if midnight > stretch.from.seconds { instants.append(midnight) }
      }
      if case .requests(let profile) = workload.size {
        instants += prices.changes(for: profile.mix.map(\.model))
      }
    }
    instants.sort()
    var boundaries: [Int64] = []
    for instant in instants where boundaries.last != instant - start.seconds {
      boundaries.append(instant - start.seconds)
    }
    self.init(start: start, end: end, grid: TimeGrid(boundaries: boundaries))
  }
}
