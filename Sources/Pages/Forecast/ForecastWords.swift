/// A forecast in words: what the next weeks and months will most likely come to and how far off that may be; when a monthly
/// limit is met and a balance runs dry; what it assumes; what must not be overlooked. Whole sentences, each figure of which is
/// in the result.

import Formats
import Numerics
import Quantities
import Results

struct ForecastWords {
  let result: ForecastResult
  let source: ForecastSource
  let history: HistoryWords

  init(_ result: ForecastResult, _ source: ForecastSource) {
    self.result = result
    self.source = source
    history = HistoryWords(result.history)
  }

  private var unit: HistoryUnit { result.history.unit }

  private static let mostMonths = 3
  /// Above it most of a future's weeks are other users'.
  private static let mostlyPrior = 0.5

  var title: String { "What is to come after \(history.name)" }

  var opening: String {
    "\(history.opening) Of late a day comes to \(unit.told(result.perDay)). A future is one course that usage may take from here "
      + "on; lotwise drew \(grouped(result.paths)) of them (seed \(result.seed))."
  }

  /// A paragraph each.
  var answer: [String] {
    [headline, months, limit, balance].compactMap(\.self)
  }

  // MARK: How much

  /// The 28 days, or the longest period that there is.
  var main: ForecastResult.Period? {
    result.periods.first { $0.kind == .fourWeeks }
      ?? result.periods.max { $0.to.day - $0.from.day < $1.to.day - $1.from.day }
  }

  private var headline: String {
    guard let main else { return "No period was asked for, so nothing is foreseen." }
    let amount = main.amount
    guard amount.mean != 0 else {
      return "\(subject(main)) will come to nothing: there is no use in any of the futures."
    }
    let rest =
      " The average of all futures is \(unit.told(amount.mean)), and one in forty comes to more than \(unit.told(amount.p975))."
    guard amount.p90 > 0 else {
      return "\(subject(main)) will come to nothing in at least nine futures of ten.\(rest)"
    }
    return
      "\(subject(main)) will most likely come to \(some(amount.p50)); nine chances in ten that it is below "
      + "\(unit.told(amount.p90))\(lowEnd(amount)).\(rest)"
  }

  private func some(_ amount: Int64) -> String { amount == 0 ? "nothing" : unit.told(amount) }

  /// `, one in ten that it is below $121`: nothing is below nothing.
  private func lowEnd(_ amount: AmountRange) -> String {
    if amount.p10 > 0 { return ", one in ten that it is below \(unit.told(amount.p10))" }
    return amount.p50 > 0 ? ", one in ten that it is nothing at all" : ""
  }

  /// `The next 28 days (22 Nov to 19 Dec 2026)`.
  private func subject(_ period: ForecastResult.Period) -> String {
    let dates = told(period.from, to: period.to.adding(days: -1))
    switch period.kind {
    case .day: return "The next day (\(dates))"
    case .week: return "The next week (\(dates))"
    case .fourWeeks: return "The next 28 days (\(dates))"
    case .month: return period.isWholeMonth ? period.from.monthName : dates
    }
  }

  /// The first months: what is left of this one with what was used of it, then whole ones.
  private var months: String? {
    let all = result.periods.filter { $0.kind == .month && $0 != main }
    let sentences = all.prefix(ForecastWords.mostMonths).map { month -> String in
      let amount = month.amount
      let low = amount.p10 > 0 ? "below \(unit.told(amount.p10))" : "nothing"
      let range = "\(some(amount.p50)) (one in ten \(low), one in ten above \(unit.told(amount.p90)))"
      guard let used = usedSoFar(in: month) else {
        return "\(subject(month)) will most likely come to \(range)."
      }
      let name = month.from.monthName
      return
        "\(name) has come to \(unit.told(used)) so far, and the rest of it will most likely add \(range): "
        + "\(unit.told(used + amount.p50)) in all."
    }
    return sentences.isEmpty ? nil : sentences.joined(separator: " ")
  }

  /// Of a month that the history ends in; nil: it begins with the period, or not all of its days are known.
  private func usedSoFar(in month: ForecastResult.Period) -> Int64? {
    let past = month.from.parts.dayOfMonth - 1
    let days = result.history.days.suffix(past)
    guard past > 0, days.count == past, days.last?.date.adding(days: 1) == month.from,
      days.allSatisfy({ $0.state != .missing })
    else { return nil }
    return days.reduce(0) { $0 + $1.amount }
  }

  // MARK: When

  private var limit: String? {
    guard let limit = result.limit, !limit.months.isEmpty else { return nil }
    let subject = "The monthly limit of \(unit.told(limit.amount))"
    guard limit.months.contains(where: { $0.when.probability > 0 }) else {
      return "\(subject) is met in none of the \(grouped(result.paths)) futures."
    }
    let texts = limit.months.prefix(ForecastWords.mostMonths).map { month -> String in
      let name = month.from.monthName
      let chance = month.when.probability
      if chance <= 0 { return "in \(name) in none of the futures" }
      let share = chance >= 1 ? "in every future" : "with a chance of \(percent(chance))"
      return "in \(name) \(share)\(condition(month.when))"
    }
    return "\(subject) is met \(listed(texts, "and"))."
  }

  /// ` (if so, most likely about 21 Dec)`.
  private func condition(_ when: ForecastResult.When) -> String {
    let isCertain = when.probability >= 1
    if let middle = when.middle ?? (isCertain ? when.p50 : nil) {
      return " (\(isCertain ? "" : "if so, ")most likely about \(middle.told(year: false)))"
    }
    if let date = when.p50 { return " (in half of all futures by \(date.told(year: false)))" }
    if let date = when.p10 { return " (in one future of ten by \(date.told(year: false)))" }
    return ""
  }

  private var balance: String? {
    guard let balance = result.balance else { return nil }
    let subject = "Today's balance of \(unit.told(balance.amount)), if it is not filled up,"
    let when = balance.when
    guard when.probability > 0 else {
      return "\(subject) lasts to \(horizonEnd) in every future."
    }
    let shares = [
      (when.p10, "in one future of ten"), (when.p50, "in half of them"), (when.p90, "in nine of ten"),
    ]
    let dates = shares.compactMap { date, words in date.map { "by \($0.told()) \(words)" } }
    let chance = when.probability
    let end = "by \(horizonEnd) in " + (chance >= 1 ? "all of them" : "\(percent(chance)) of the futures")
    return "\(subject) runs dry \(listed(dates + [end], "and"))."
  }

  private var end: CivilDate? { result.end }
  private var horizonEnd: String { end.map { $0.told() } ?? "the end" }

  // MARK: What it assumes

  /// True from the first day on that two calendar months do not reach.
  private var isBeyondTwoMonths: Bool {
    guard let first = result.history.firstDayAfter, let end else { return false }
    return end.adding(days: 1) > first.adding(months: 2)
  }

  private var isGrowthTold: Bool { result.growth.map { $0 != .zero } ?? false }

  var cautions: [String] {
    var cautions = history.cautions
    if result.priorWeeks > ForecastWords.mostlyPrior {
      cautions.append(
        "\(percent(result.priorWeeks)) of the weeks in the futures are shaped like those of other users, because this history has "
          + "few weeks of its own. Read the amounts as an order of magnitude.")
    }
    if isBeyondTwoMonths, !isGrowthTold {
      cautions.append(
        "No growth is assumed, because none was told. Beyond two months that is often too little: of the past days of real "
          + "histories from which 84 days were foreseen, what came lay above P90 in 41% to 46%, and honest would be 10%."
      )
    }
    return cautions
  }

  /// What it rests on, a sentence each.
  var assumptions: [String] {
    var notes: [String] = []
    if let growth = result.growth, isGrowthTold {
      notes.append("Usage is assumed to grow by \(growth) a month, as was told.")
    } else if !isBeyondTwoMonths {
      notes.append("No growth is assumed: the level may wander up as well as down.")
    }
    notes += [history.prices].compactMap(\.self)
    if result.priorWeeks > 0, result.priorWeeks <= ForecastWords.mostlyPrior {
      notes.append(
        "\(percent(result.priorWeeks)) of the weeks in the futures are shaped like those of other users, the rest like weeks of "
          + "this history.")
    }
    notes += history.remarks
    notes.append(fit)
    notes.append(
      "P10 is what one future in ten stays below or at; P50 half of them, P90 nine in ten, P97.5 thirty-nine in forty."
    )
    if !source.rates.isEmpty { notes.append("Rates: \(source.rates).") }
    return notes
  }

  /// Standard deviations of logarithms as what two weeks of three stay within, on the upper side.
  private var fit: String {
    func share(_ deviation: Double) -> String { fixed(Mathematics.expm1(deviation) * 100, 0) + "%" }
    return
      "From one week to the next the level moves by up to about \(share(result.wander)) in two weeks of three, and a week's use lies "
      + "up to about \(share(result.noise)) off its level."
  }
}

extension ForecastResult {
  /// The last day that anything is said of; nil: nothing is.
  var end: CivilDate? {
    let weeks = history.firstDayAfter.flatMap { fan.isEmpty ? nil : $0.adding(days: 7 * fan.count) }
    return (periods.map(\.to) + [weeks].compactMap(\.self)).max()?.adding(days: -1)
  }
}

extension ForecastResult.Period {
  var isWholeMonth: Bool {
    kind == .month && from.parts.dayOfMonth == 1 && from.adding(months: 1) == to
  }

  /// In a column of periods.
  var label: String {
    let last = to.adding(days: -1)
    switch kind {
    case .day: return "next day, \(from.told())"
    case .week: return "next week, to \(last.told())"
    case .fourWeeks: return "next 28 days, to \(last.told())"
    case .month: return isWholeMonth ? from.monthName : told(from, to: last)
    }
  }
}
