/// The history by the week, counted back from its last day, as the fit counts them: what charts draw.

import Quantities
import Results

struct HistoryWeek: Hashable {
  let from: CivilDate
  /// Seven, of the first one perhaps fewer.
  let days: Int
  /// A day's mean over the days that are known; nil: nothing is.
  let perDay: Double?

  /// The last `most` of a history, in order.
  static func last(_ most: Int, of history: HistoryFacts) -> [HistoryWeek] {
    var weeks: [HistoryWeek] = []
    var end = history.days.count
    while end > 0, weeks.count < most {
      let days = history.days[max(0, end - 7)..<end]
      let known = days.filter { $0.state != .missing }
      weeks.append(
        HistoryWeek(
          from: days.first?.date ?? CivilDate(day: 0), days: days.count,
          perDay: known.isEmpty
            ? nil : known.reduce(0.0) { $0 + Double($1.amount) } / Double(known.count)))
      end -= 7
    }
    return weeks.reversed()
  }
}
