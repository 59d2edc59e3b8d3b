/// Results of a forecast, a backtest and a hindsight made up by hand: a history that ends on 21 Nov 2026, with figures that a test
/// can change one by one.

import Formats
import Pages
import Quantities
import Results

/// The first day that is foreseen.
let tomorrow = CivilDate(year: 2026, month: 11, dayOfMonth: 22) ?? CivilDate(day: 0)

func date(_ month: Int, _ day: Int, _ year: Int = 2026) -> CivilDate {
  CivilDate(year: year, month: month, dayOfMonth: day) ?? CivilDate(day: 0)
}

let madeSource = ForecastSource(
  version: "1.2.3", rates: "a card of 2026-11-01", command: "lotwise forecast team.csv")

struct MadeHistory {
  var name = "team.csv"
  var unit = HistoryUnit.nanodollars
  var pricedOn: CivilDate? = date(11, 1)
  var count = 182
  /// By days before the forecast: 1 is the last day. Dollars or tokens.
  var amount: (Int) -> Double = { _ in 10 }
  var states: [Int: HistoryDay.State] = [:]
  var cuts: [HistoryFacts.Cut] = []

  var scale: Double { unit == .tokens ? 1 : 1e9 }

  var facts: HistoryFacts {
    HistoryFacts(
      name: name, unit: unit, pricedOn: pricedOn,
      days: (0..<count).map { index in
        let before = count - index
        return HistoryDay(
          date: CivilDate(day: tomorrow.day - Int64(before)), amount: Int64(amount(before) * scale),
          state: states[before] ?? .final)
      }, cuts: cuts)
  }
}

struct MadeForecast {
  var history = MadeHistory()
  /// Of the 28 days, in dollars or tokens.
  var mean = 342.0
  var p50 = 310.0
  /// Of what the quantiles are otherwise: a history of few large days has many zeros.
  var lows = 1.0
  var models: [(name: String, mean: Double, tokens: [Double])] = [
    (name: "small", mean: 42, tokens: [1_000_000, 20_000, 0, 5.5, 0]),
    (name: "large", mean: 300, tokens: [2_500_000, 40_000, 0, 100, 0]),
  ]
  var growth: Ratio?
  var priorWeeks = 0.2
  /// Days that the last period reaches beyond the history.
  var horizon = 28
  var months: [(from: CivilDate, to: CivilDate)] = []
  var hasPeriods = true
  var weeks = 12
  var limit: ForecastResult.Limit?
  var balance: ForecastResult.Balance?

  private func range(_ mean: Double, _ p50: Double) -> AmountRange {
    func whole(_ value: Double) -> Int64 { value.isFinite ? Int64(value * history.scale) : 0 }
    return AmountRange(
      mean: mean * history.scale, p025: whole(p50 / 5), p10: whole(p50 * 0.39 * lows), p50: whole(p50),
      p90: whole(p50 * 1.974), p975: whole(p50 * 4))
  }

  private func period(
    _ kind: ForecastResult.Period.Kind, _ from: CivilDate, _ to: CivilDate, share: Double = 1,
    telling: Bool = false
  ) -> ForecastResult.Period {
    ForecastResult.Period(
      kind: kind, from: from, to: to, amount: range(mean * share, p50 * share),
      models: telling
        ? models.map {
          ForecastResult.ModelPart(
            name: $0.name, mean: $0.mean * share * history.scale,
            p10: Int64($0.mean * share / 2 * history.scale),
            p90: Int64($0.mean * share * 2 * history.scale), tokens: $0.tokens)
        } : [])
  }

  var result: ForecastResult {
    func later(_ days: Int) -> CivilDate { CivilDate(day: tomorrow.day + Int64(days)) }
    let first = [
      period(.day, tomorrow, later(1), share: 1.0 / 28), period(.week, tomorrow, later(7), share: 0.25),
      period(.fourWeeks, tomorrow, later(horizon), telling: true),
    ]
    return ForecastResult(
      history: history.facts, seed: 7, paths: 10_000, perDay: 10 * history.scale, wander: 0.17, noise: 0.55,
      growth: growth, priorWeeks: priorWeeks,
      periods: hasPeriods ? first + months.map { period(.month, $0.from, $0.to, telling: true) } : [],
      fan: (0..<weeks).map { range((mean + Double($0)) / 28, (p50 + Double($0)) / 28) }, limit: limit,
      balance: balance)
  }

  var report: Report { Report(forecast: result, source: madeSource) }

  func text(width: Int? = nil) -> String { rendered(report, width: width) }

  var page: Page { Page(forecast: result, source: madeSource) }

  var json: String {
    var out = ByteBuffer()
    ForecastJSON().write(result, source: madeSource, into: &out)
    return out.text
  }
}

func rendered(_ report: Report, width: Int? = nil) -> String {
  var out = ByteBuffer()
  TextReport(width: width).write(report, into: &out)
  return out.text
}

func asHTML(_ page: Page) -> String {
  var out = ByteBuffer()
  HTMLPage().write(page, into: &out)
  return out.text
}

func asMarkdown(_ page: Page) -> String {
  var out = ByteBuffer()
  MarkdownPage(showsFigures: true).write(page, into: &out)
  return out.text
}

func asCSV(_ table: Table) -> String {
  var out = ByteBuffer()
  CSVTable().write(table, into: &out)
  return out.text
}

// MARK: Backtest

struct MadeBacktest {
  var history = MadeHistory()
  var count = 24
  var every = 28
  /// Of the 80 % range, and its interval.
  var within = 19.0 / 24
  var interval = (low: 0.6, high: 0.91)
  var methods: [(name: String, crps: Double)] = [("lotwise", 0.44), ("run rate", 0.5)]
  var pit: [Int]? = [3, 2, 2, 2, 3, 2, 3, 2, 2, 3]
  var decision: BacktestResult.Decision?

  static let plans = ["auto-reload", "pay as you go"]

  static func decision(
    _ rules: [(name: String, cost: Int64, chosen: [Int])], plans: [String] = plans, used: Int64 = 24_000
  ) -> BacktestResult.Decision {
    BacktestResult.Decision(
      scenario: "ways.yaml", plans: plans, days: 28, origins: origins(24),
      rules: rules.map {
        BacktestResult.Rule(
          name: $0.name, cost: $0.cost * 1_000_000_000, best: 20_000_000_000_000, chosen: $0.chosen)
      }, used: used * 1_000_000_000)
  }

  static func origins(_ count: Int) -> [CivilDate] {
    (0..<count).map { CivilDate(day: tomorrow.day - Int64(28 * (count - $0))) }
  }

  var result: BacktestResult {
    let scale = history.scale
    return BacktestResult(
      history: history.facts, seed: 7, paths: 2_000, ahead: 28, every: every, level: 280 * scale,
      origins: MadeBacktest.origins(count).map { date in
        BacktestResult.Origin(
          date: date, actual: Int64(300 * scale),
          forecast: AmountRange(
            mean: 290.5 * scale, p025: Int64(50 * scale), p10: Int64(100 * scale), p50: Int64(280 * scale),
            p90: Int64(500 * scale), p975: Int64(900 * scale)))
      },
      methods: methods.enumerated().map { place, method in
        BacktestResult.Method(
          name: method.name, crps: method.crps, pinball: method.crps / 2, bias: -0.031,
          coverage: place == 0
            ? [
              .init(promised: 0.5, share: 0.5, low: 0.3, high: 0.7),
              .init(promised: 0.8, share: within, low: interval.low, high: interval.high),
              .init(promised: 0.95, share: 1, low: 0.86, high: 1),
            ] : nil, pit: place == 0 ? pit : nil)
      }, decision: decision)
  }

  var report: Report { Report(backtest: result, source: madeSource) }
  var text: String { rendered(report) }
  var page: Page { Page(backtest: result, source: madeSource) }

  var json: String {
    var out = ByteBuffer()
    BacktestJSON().write(result, source: madeSource, into: &out)
    return out.text
  }
}

// MARK: Hindsight

struct MadeHindsight {
  var history = MadeHistory()
  /// Cents.
  var plans: [(name: String, cost: Int64, isResold: Bool, keepsGates: Bool)] = [
    ("pay as you go", 200_000, false, true), ("auto-reload", 118_766, false, true),
    ("lots", 90_000, true, true),
  ]
  var best: Int? = 1
  var compared: Int? = 0

  var result: HindsightResult {
    let cent: Int64 = 10_000_000
    return HindsightResult(
      history: history.facts, scenario: "ways.yaml", from: date(5, 24), to: tomorrow,
      used: 182_012 * cent,
      plans: plans.map { plan in
        HindsightResult.Plan(
          name: plan.name, usesReseller: plan.isResold, keepsGates: plan.keepsGates, cost: plan.cost * cent,
          cash: (plan.cost + 1) * cent, wasted: 5 * cent, refused: 0,
          luck: AmountRange(
            mean: Double(plan.cost * cent) + 0.4, p025: plan.cost * cent / 2, p10: plan.cost * cent * 3 / 4,
            p50: plan.cost * cent, p90: plan.cost * cent * 5 / 4, p975: plan.cost * cent * 2),
          cheapest: plan.isResold ? 0 : 0.71)
      }, best: best, compared: compared, paths: 1_000, seed: 7)
  }

  var report: Report { Report(hindsight: result, source: madeSource) }
  var answer: [String] { page.answer }
  var page: Page { Page(hindsight: result, source: madeSource) }

  var json: String {
    var out = ByteBuffer()
    HindsightJSON().write(result, source: madeSource, into: &out)
    return out.text
  }
}
