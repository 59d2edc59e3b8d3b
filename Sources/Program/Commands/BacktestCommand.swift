/// `lotwise backtest EXPORT... [SCENARIO]`: how well the method would have foreseen a history, and with a scenario, what choosing
/// among its plans by it would have cost.

import Demand
import Forecasts
import Formats
import Pages
import Quantities
import Results
import Scenario

private let ahead = Option(
  "--ahead", value: "DAYS",
  summary: "how many days are foreseen, and how long a decision is for (default: 28)")
private let every = Option(
  "--every", value: "DAYS", summary: "days from one day that one looks from to the next (default: 14)")
private let paths = Option("--paths", value: "N", summary: "how many futures of each (default: 2,000)")

let backtestCommand = Command(
  name: "backtest",
  summary: "how well past weeks would have been foreseen, and what deciding by it would have cost",
  arguments: [
    Command.Argument(
      name: "EXPORT",
      summary: "exports of usage; with a scenario (.yaml) behind them, its plans are chosen among")
  ],
  lastArgumentRepeats: true,
  options: [ahead, every] + HistoryOptions.fitted + [
    paths, SimulationOptions.seed, SimulationOptions.threads, HistoryFormat.option,
  ],
  examples: [
    Command.Example(
      line: "lotwise backtest usage.csv", shows: "errors and coverage beside the run rate and other habits"),
    Command.Example(
      line: "lotwise backtest usage.csv scenario.yaml --ahead 84",
      shows: "and what choosing a plan every fortnight would have cost, against hindsight"),
  ],
  run: backtest)

@Sendable private func backtest(_ invocation: Invocation) throws(Stop) {
  let folder = try invocation.historyFolder()
  let input = try invocation.historyInput()
  if input.all.count > 1, folder == nil { return try all(invocation, input) }
  let series = try invocation.oneSeries(of: input)
  let test = try testing(invocation, series)
  var source = input.source
  source.command = invocation.typed
  let made = source
  let result = try tested(invocation, test, input)
  try invocation.put(
    HistoryPages(
      report: { _ in Report(backtest: result, source: made) }, page: { Page(backtest: result, source: made) },
      csv: { Table(origins: result) }, json: { BacktestJSON().write(result, source: made, into: &$0) },
      files: { ForecastFolder.files(result, source: made) }),
    folder: folder)
}

private func testing(_ invocation: Invocation, _ series: UsageSeries) throws(Stop) -> Backtesting {
  var test = Backtesting(series)
  test.ahead = try invocation.count(ahead, default: 28, upTo: 366)
  test.every = try invocation.count(every, default: 14, upTo: 366)
  test.paths = try invocation.count(paths, default: 2_000, upTo: 100_000)
  test.seed = try invocation.seed()
  return test
}

private func tested(
  _ invocation: Invocation, _ test: Backtesting, _ input: HistoryInput
) throws(Stop) -> BacktestResult {
  var decision: BacktestResult.Decision?
  do {
    if let path = input.scenario?.path {
      guard test.series.unit == .nanodollars else {
        throw Stop.failure(
          "a history in tokens has no cost, and no plan can be chosen by it; give one with dollars")
      }
      let scenario = try invocation.scenario(path, days: test.ahead)
      decision = try Deciding(scenario, test).result(
        threads: invocation.threads(), isInterrupted: { Signals.isInterrupted })
      if decision == nil { try Signals.check() }
    }
    guard let result = try test.result(decision: decision, isInterrupted: { Signals.isInterrupted }) else {
      throw Stop.interrupted
    }
    return result
  } catch let stop as Stop {
    throw stop
  } catch {
    throw .failure("\(error)")
  }
}

/// One line for each history, and the mean: errors are over each one's own level.
private func all(_ invocation: Invocation, _ input: HistoryInput) throws(Stop) {
  var rows: [(name: String, result: BacktestResult)] = []
  for series in input.all {
    let test = try testing(invocation, series)
    // One that is too short is told of, and left out.
    guard !test.origins().isEmpty else {
      invocation.console.note("the history \(quoted(series.name)) is too short to look ahead from")
      continue
    }
    rows.append((series.name, try tested(invocation, test, input)))
  }
  guard !rows.isEmpty else {
    throw .failure("no history here is long enough to look ahead from; look fewer days ahead")
  }
  let table = Table(backtests: rows)
  var out = ByteBuffer()
  switch invocation.choice(HistoryFormat.option, as: HistoryFormat.self) {
  case .table:
    invocation.textReport.write(
      Report(
        title: "\(rows.count) histories", lead: ["Errors are CRPS over the mean level of each history."],
        tables: [table]), into: &out)
  case .csv: CSVTable().write(table, into: &out)
  case .markdown, .html, .json:
    throw invocation.usage(
      "several histories are told of as a table or as csv; name one with \(HistoryOptions.series.name)")
  }
  try invocation.put(&out)
}
