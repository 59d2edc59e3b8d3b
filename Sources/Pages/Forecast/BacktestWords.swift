/// A backtest in words: how often what came lay within the range, and whether that is what was promised; how large the error was
/// beside other ways to foresee; what deciding by it would have cost. It claims no more than so few days can show.

import Formats
import Quantities
import Results

struct BacktestWords {
  let result: BacktestResult
  let source: ForecastSource
  let history: HistoryWords

  init(_ result: BacktestResult, _ source: ForecastSource) {
    self.result = result
    self.source = source
    history = HistoryWords(result.history)
  }

  private var unit: HistoryUnit { result.history.unit }
  private var count: Int { result.origins.count }

  /// Below so many origins a difference between methods is not to be believed.
  private static let enoughOrigins = 30
  private static let main = 0.8

  var title: String { "How well \(history.name) would have been foreseen" }

  var opening: String {
    guard let first = result.origins.first, let last = result.origins.last else { return history.opening }
    let when =
      count == 1
      ? "From one past day, \(first.date.told()), lotwise looked \(days(result.ahead)) ahead"
      : "From \(grouped(count)) past days, \(told(first.date, to: last.date)), one every \(days(result.every)), lotwise looked "
        + "\(days(result.ahead)) ahead"
    return
      "\(history.opening) \(when), each time knowing only what came before, with \(grouped(result.paths)) futures (seed "
      + "\(result.seed))."
  }

  /// A paragraph each.
  var answer: [String] {
    guard count > 0, let own = result.methods.first else {
      return [
        "No day of this history has enough days before it to learn from and \(days(result.ahead)) after it to compare with, so "
          + "nothing can be said of how good a forecast of it is."
      ]
    }
    return [covered(own), error(own), decided].compactMap(\.self)
  }

  // MARK: Ranges

  private func covered(_ own: BacktestResult.Method) -> String? {
    let found = own.coverage?.first { abs($0.promised - BacktestWords.main) < 1e-9 } ?? own.coverage?.first
    guard let found else { return nil }
    let within = Int((found.share * Double(count)).rounded())
    let promised = percent(found.promised)
    guard count > 1 else {
      return
        "Of one past day, what came in the \(days(result.ahead)) after it lay \(within == 1 ? "within" : "outside") the \(promised) "
        + "range. One day says nothing of whether the ranges are honest."
    }
    let verdict =
      found.high < found.promised
      ? "So the ranges are too narrow for this history: take them for less than they promise."
      : found.low > found.promised
        ? "So the ranges are wider than this history needs." : "That is no evidence against the ranges."
    return
      "Of \(grouped(count)) past days, what came in the \(days(result.ahead)) after lay within the \(promised) range in "
      + "\(grouped(within)) (\(percent(found.share)), honest would be \(promised); with so few it may be "
      + "\(percent(found.low, bare: true)) to \(percent(found.high))). \(verdict)"
  }

  /// Windows that overlap share their days.
  var overlap: String? {
    guard count > 1, result.every < result.ahead else { return nil }
    return
      "The stretches overlap: one begins every \(days(result.every)) and lasts \(days(result.ahead)). So they say less than as many "
      + "separate ones would, and the ranges in brackets are narrower than they should be."
  }

  // MARK: Errors

  private func error(_ own: BacktestResult.Method) -> String? {
    guard own.crps.isFinite, result.level.isFinite else { return nil }
    var text = "Its error was \(unit.told(own.crps * result.level)) over \(days(result.ahead)), on average"
    let others = result.methods.dropFirst().filter { $0.crps.isFinite && $0.crps > 0 }
    let compared = others.map { "\(change(own.crps, to: $0.crps)) “\($0.name)”" }
    if !compared.isEmpty { text += ": " + listed(compared, "and") }
    text += "."
    if !compared.isEmpty, count < BacktestWords.enoughOrigins {
      text +=
        " With \(count == 1 ? "one day" : "\(grouped(count)) days") to go by, chance alone can make such differences."
    }
    return text
  }

  /// `12% less than`, `the same as`.
  private func change(_ value: Double, to other: Double) -> String {
    let share = value / other - 1
    guard abs(share) >= 0.005 else { return "the same as" }
    return "\(fixed(abs(share) * 100, 0))% \(share < 0 ? "less" : "more") than"
  }

  // MARK: The decision

  private var decided: String? {
    guard let decision = result.decision, let own = decision.rules.first, !decision.origins.isEmpty else {
      return nil
    }
    let others = decision.rules.dropFirst()
    var text =
      "Choosing among the \(grouped(decision.plans.count)) plans of “\(decision.scenario)” by this forecast, "
      + "\(decision.origins.count == 1 ? "once" : "\(grouped(decision.origins.count)) times") for \(days(decision.days)), would have "
      + "cost \(decision.told(own.cost)) a month, \(decision.told(own.regret)) more than the best plans of each time, which are "
      + "known only afterwards"
    if let best = others.min(by: { $0.cost < $1.cost }) {
      let gap = own.cost - best.cost
      text += ". The best of the other rules, “\(best.name)”, "
      text +=
        gap == 0
        ? "would have cost the same"
        : "would have cost \(decision.told(abs(gap))) a month \(gap > 0 ? "less" : "more")"
    }
    return text + "."
  }

  /// What all of it does not show.
  var notes: [String] {
    var notes = [overlap].compactMap(\.self)
    if result.decision != nil {
      notes.append(
        "No great saving is claimed for deciding by a forecast. On histories of other users its regret was 6% smaller than that of "
          + "buying what was used in the last 28 days; where a shortfall costs double it was 1% larger than that of a plain rule; "
          + "and over 42 to 84 days nothing told the rules apart."
      )
    }
    if count > 0, !result.methods.isEmpty {
      notes.append(
        "CRPS, pinball loss and bias are shares of what the history comes to in \(days(result.ahead)) on average, "
          + "\(unit.told(result.level)); less is better, and of bias what is near 0. Ranges in brackets are 95% intervals, as if the "
          + "days told nothing of each other.")
    }
    notes += [history.prices].compactMap(\.self) + history.remarks
    if !source.rates.isEmpty { notes.append("Rates: \(source.rates).") }
    return notes
  }

  var cautions: [String] { history.isShort ? history.cautions : [] }
}

extension BacktestResult.Decision {
  private static let monthDays = 365.2425 / 12

  /// Of an amount over all origins, what it is a month.
  func monthly(_ amount: Int64) -> Double {
    Double(amount) / Double(max(origins.count, 1) * max(days, 1)) * Self.monthDays
  }

  func told(_ amount: Int64) -> String { HistoryUnit.nanodollars.told(monthly(amount)) }

  func name(_ plan: Int) -> String { plans.indices.contains(plan) ? plans[plan] : "unknown" }

  /// By plan, how often a rule chose it: the most frequent first.
  func choices(_ rule: BacktestResult.Rule) -> [(plan: Int, count: Int)] {
    Dictionary(grouping: rule.chosen, by: \.self).map { (plan: $0.key, count: $0.value.count) }
      .sorted { ($1.count, $0.plan) < ($0.count, $1.plan) }
  }
}
