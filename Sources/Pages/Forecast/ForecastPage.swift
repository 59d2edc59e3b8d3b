/// A forecast for a terminal and as a page: the same words; the picture first; then periods, models, the monthly limit, how well
/// the method would have done before (where a backtest is given), and what all of it rests on.

import Formats
import Quantities
import Results

extension Report {
  /// `width`: columns of the terminal, for the picture; nil: as wide as it takes.
  public init(forecast result: ForecastResult, source: ForecastSource, width: Int? = nil) {
    let words = ForecastWords(result, source)
    self.init(
      title: words.title, lead: spaced([words.opening] + words.answer + words.cautions),
      tables: [
        periodTable(result), FanText.table(result, width: width), modelTable(result), limitTable(result),
      ].compactMap(\.self),
      notes: words.assumptions)
  }
}

/// With an empty line between two paragraphs.
func spaced(_ paragraphs: [String]) -> [String] { Array(paragraphs.map { [$0] }.joined(separator: [""])) }

extension Page {
  /// `backtest`: of the same history, if there is one.
  public init(forecast result: ForecastResult, backtest: BacktestResult? = nil, source: ForecastSource) {
    let words = ForecastWords(result, source)
    title = words.title
    subtitle = words.opening
    answer = words.answer
    cautions = words.cautions
    sections = [
      Section("What was, and what may come", figures: [Figure("fan", FanChart(result))]),
      Section("By period", tables: [periodTable(result), limitTable(result)].compactMap(\.self)),
    ]
    if let models = modelTable(result) { sections.append(Section("By model", tables: [models])) }
    var terms = Glossary.ofForecasts
    if let backtest {
      sections += Page.scores(backtest)
      let known = Set(terms.map(\.anchor))
      terms += Glossary.ofBacktests.filter { !known.contains($0.anchor) }
    }
    sections.append(Section("What this assumes", paragraphs: words.assumptions))
    sections.append(Page.making(source, seed: result.seed, paths: result.paths))
    self.words = terms.sorted { $0.name < $1.name }
  }

  static func making(_ source: ForecastSource, seed: UInt64, paths: Int) -> Section {
    let rows = [
      ("futures", grouped(paths)), ("seed", String(seed)), ("rates", source.rates),
      ("lotwise", source.version),
      ("made by", source.command),
    ]
    return Section(
      "To make it again",
      tables: [
        Table(
          columns: [Table.Column("what", key: "what"), Table.Column("value", key: "value")],
          rows: rows.filter { !$0.1.isEmpty }.map { [.text($0.0), .text($0.1)] })
      ])
  }
}

extension FanChart {
  /// As many weeks of the past as of the future twice, half a year at least and two years at most.
  init(_ result: ForecastResult) {
    let history = result.history
    let scale = history.unit == .tokens ? 1.0 : 1e9
    let weeks = HistoryWeek.last(min(max(26, 2 * result.fan.count), 104), of: history)
    self.init(
      days: history.days.map {
        Day(date: $0.date, amount: $0.state == .missing ? nil : Double($0.amount) / scale)
      },
      weeks: weeks.map { Week(from: $0.from, days: $0.days, perDay: $0.perDay.map { $0 / scale }) },
      start: history.firstDayAfter ?? result.periods.first?.from ?? CivilDate(day: 0),
      ranges: result.fan.map { week in
        func value(_ amount: Int64) -> Double { Double(amount) / scale }
        return Range(
          p025: value(week.p025), p10: value(week.p10), p50: value(week.p50), p90: value(week.p90),
          p975: value(week.p975))
      }, isTokens: history.unit == .tokens)
  }
}

/// The files of a report's folder, in the order in which they are written.
public enum ForecastFolder {
  public typealias File = (name: String, bytes: [UInt8])

  /// `seller`: whose service is used, for the file of costs (FOCUS); nil: there is none.
  public static func files(
    _ result: ForecastResult, backtest: BacktestResult? = nil, source: ForecastSource,
    seller: ForecastSeller? = nil
  ) -> [File] {
    var files = pages(Page(forecast: result, backtest: backtest, source: source))
    files.append(csv("forecast.csv", Table(tidy: result)))
    files.append(csv("history.csv", Table(history: result.history)))
    if let backtest { files += tables(backtest) }
    if let seller, let table = Table(focus: result, source: source, seller: seller) {
      files.append(csv("focus.csv", table))
    }
    files.append(made("result.json") { ForecastJSON().write(result, source: source, into: &$0) })
    return files
  }

  public static func files(_ result: BacktestResult, source: ForecastSource) -> [File] {
    pages(Page(backtest: result, source: source)) + tables(result) + [
      csv("history.csv", Table(history: result.history)),
      made("result.json") { BacktestJSON().write(result, source: source, into: &$0) },
    ]
  }

  public static func files(_ result: HindsightResult, source: ForecastSource) -> [File] {
    pages(Page(hindsight: result, source: source)) + [
      csv("plans.csv", Table(tidy: result)), csv("history.csv", Table(history: result.history)),
      made("result.json") { HindsightJSON().write(result, source: source, into: &$0) },
    ]
  }

  /// Every name that a folder may have beside those that each has: what an earlier report left behind goes by it.
  public static let furtherNames = [
    "fan.svg", "pit.svg", "origins.csv", "methods.csv", "rules.csv", "focus.csv", "plans.csv", "forecast.csv",
  ]

  private static func tables(_ backtest: BacktestResult) -> [File] {
    [csv("origins.csv", Table(origins: backtest)), csv("methods.csv", Table(methods: backtest))]
      + (backtest.decision.map { [csv("rules.csv", Table(rules: $0))] } ?? [])
  }

  private static func pages(_ page: Page) -> [File] {
    [
      made("report.html") { HTMLPage().write(page, into: &$0) },
      made("report.md") { MarkdownPage(showsFigures: true).write(page, into: &$0) },
    ]
      + page.figures.map { figure in
        (name: figure.name + ".svg", bytes: Array(figure.chart.svg(width: 760, id: figure.name).utf8))
      }
  }

  private static func csv(_ name: String, _ table: Table) -> File {
    made(name) { CSVTable().write(table, into: &$0) }
  }

  private static func made(_ name: String, _ fill: (inout ByteBuffer) -> Void) -> File {
    var out = ByteBuffer()
    fill(&out)
    return (name, out.withBytes { Array($0) })
  }
}
