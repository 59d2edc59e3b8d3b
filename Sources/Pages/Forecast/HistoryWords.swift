/// What a page says of the history that it rests on: how long it is, which days are not plain, what was cut; and what must
/// not be overlooked: that it is short, or that it jumped. Warned of at 27 days and not at 28; of a factor above 2.5, not at it.

import Formats
import Quantities
import Results

struct HistoryWords {
  let history: HistoryFacts

  init(_ history: HistoryFacts) { self.history = history }

  /// Below it the range is mostly what other users' histories look like.
  static let enoughDays = 28
  private static let mostJump = 2.5
  private static let window = 28
  /// Of a window, so many days have to be known for its mean to say anything.
  private static let leastKnown = 14
  private static let mostListed = 4

  var name: String { "“\(history.name)”" }
  var unit: HistoryUnit { history.unit }

  /// `The history has 182 days, from 24 May 2026 to 21 Nov 2026, with $2,010 in all.`
  var opening: String {
    guard let first = history.days.first, let last = history.days.last else {
      return "The history has no days."
    }
    let sum = history.days.reduce(0.0) { $0 + ($1.state == .missing ? 0 : Double($1.amount)) }
    let known =
      history.daysKnown == history.days.count ? "" : ", of which \(grouped(history.daysKnown)) are known"
    return
      "The history has \(days(history.days.count))\(known), from \(first.date.told()) to \(last.date.told()), "
      + "with \(unit.told(sum)) in all."
  }

  /// Nil: there are no prices in it.
  var prices: String? {
    guard unit == .nanodollars else { return nil }
    return history.pricedOn.map {
      "Dollars are at the list prices of \($0.told()), the history's as well as the future's."
    }
      ?? "Dollars are as the history states them; which day's prices they are at is not known."
  }

  // MARK: Days that are not plain

  /// A sentence each: what there is, and what is done with it.
  var remarks: [String] {
    [
      remark(
        .provisional, "provisional", "counted as they stand, and may still change",
        "counted as it stands, and may still change"),
      remark(.missing, "missing", "a week with one of them is not looked at", "its week is not looked at"),
      remark(
        .blocked, "blocked", "more was asked for than was served, so their amounts count as floors",
        "more was asked for than was served, so its amount counts as a floor"),
    ].compactMap(\.self) + cuts
  }

  private func remark(_ state: HistoryDay.State, _ word: String, _ many: String, _ one: String) -> String? {
    let found = history.days.filter { $0.state == state }.map(\.date)
    guard !found.isEmpty else { return nil }
    return
      "\(days(found.count)) \(found.count == 1 ? "is" : "are") \(word) (\(runs(found))): \(found.count == 1 ? one : many)."
  }

  /// `2026-11-03, 2026-11-19 to 2026-11-21`.
  private func runs(_ dates: [CivilDate]) -> String {
    var runs: [(first: CivilDate, last: CivilDate)] = []
    for date in dates {
      if let last = runs.last, last.last.day + 1 == date.day {
        runs[runs.count - 1].last = date
      } else {
        runs.append((date, date))
      }
    }
    let texts = runs.prefix(HistoryWords.mostListed).map {
      $0.first == $0.last ? "\($0.first)" : "\($0.first) to \($0.last)"
    }
    let more = runs.count - texts.count
    return texts.joined(separator: ", ") + (more > 0 ? ", and \(grouped(more)) more" : "")
  }

  private var cuts: [String] {
    let shown = history.cuts.prefix(HistoryWords.mostListed).map { cut in
      "\(cut.date): \(fixed(cut.times, cut.times < 20 ? 1 : 0)) times its surroundings, counted as 16 times."
    }
    let more = history.cuts.count - shown.count
    return shown + (more > 0 ? ["\(days(more)) more \(more == 1 ? "was" : "were") cut likewise."] : [])
  }

  // MARK: What must not be overlooked

  var isShort: Bool { history.daysKnown < HistoryWords.enoughDays }

  var cautions: [String] {
    let short = isShort ? "\(days(history.daysKnown)) of history: the range comes from other users." : nil
    return [short, jump].compactMap(\.self)
  }

  private var jump: String? {
    let size = HistoryWords.window
    guard history.days.count >= 2 * size, let last = mean(history.days.suffix(size)),
      let before = mean(history.days.suffix(2 * size).prefix(size)), last != before
    else { return nil }
    guard max(last, before) > HistoryWords.mostJump * min(last, before) else { return nil }
    let times = fixed(max(last, before) / max(min(last, before), 1e-9), 1)
    let change =
      before == 0
      ? "after nothing at all in the \(size) before"
      : last == 0
        ? "after \(unit.told(before)) a day in the \(size) before"
        : last > before
          ? "\(times) times as much as the \(size) before, which had \(unit.told(before))"
          : "and the \(size) before \(times) times as much, \(unit.told(before))"
    return
      "The last \(size) days had \(unit.told(last)) a day, \(change). Whether that lasts cannot be told from the figures, and the "
      + "range is wide because of it. If you know, say from which day on the history counts."
  }

  /// Nil: too few days of it are known.
  private func mean(_ days: ArraySlice<HistoryDay>) -> Double? {
    let known = days.filter { $0.state != .missing }
    guard known.count >= HistoryWords.leastKnown else { return nil }
    return known.reduce(0.0) { $0 + Double($1.amount) } / Double(known.count)
  }
}
