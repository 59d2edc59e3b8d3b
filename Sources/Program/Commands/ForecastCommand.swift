/// `lotwise forecast EXPORT...` or `lotwise forecast SCENARIO`: what a history says of the next day, week, 28 days and months.

import Demand
import Forecasts
import Formats
import Ledger
import Pages
import Pricing
import Providers
import Quantities
import Results
import Scenario

private let horizon = Option(
  "--through", value: "DATE",
  summary:
    "the last day that is foreseen (default: the end of the second month that begins after the history)")
private let limit = Option(
  "--monthly-limit", value: "AMOUNT", summary: "say when a monthly limit of so much is met")
private let balance = Option(
  "--balance", value: "AMOUNT", summary: "say when so much credit runs dry, if nothing is bought")
private let growth = Option(
  "--growth", value: "SHARE",
  summary: "growth a month that the history does not know, like 5% (default: none)")
private let paths = Option("--paths", value: "N", summary: "how many futures (default: 10,000)")

let forecastCommand = Command(
  name: "forecast", summary: "what your own usage says of the next weeks and months, with honest ranges",
  arguments: [
    Command.Argument(
      name: "EXPORT",
      summary: "exports of usage, or folders of them; or a scenario whose workload follows one")
  ],
  lastArgumentRepeats: true,
  options: [horizon, limit, balance, growth] + HistoryOptions.fitted + [
    paths, SimulationOptions.seed, SimulationOptions.threads, HistoryFormat.option,
  ],
  examples: [
    Command.Example(line: "lotwise forecast usage.csv", shows: "the next day, week, 28 days and months"),
    Command.Example(
      line: "lotwise forecast exports/ --monthly-limit $500 --balance $120",
      shows: "when the limit is met, and when today's credit runs dry"),
    Command.Example(
      line: "lotwise forecast usage.csv --out forecast",
      shows: "the report as a folder: the fan chart, how well it would have done before, CSV, FOCUS, JSON"),
  ],
  run: forecast)

@Sendable private func forecast(_ invocation: Invocation) throws(Stop) {
  let folder = try invocation.historyFolder()
  let input = try invocation.historyInput()
  let series = try invocation.oneSeries(of: input)
  let fit = try invocation.fitted(series)
  let forecasting = Forecasting(
    series: series, fit: fit, card: input.card, growth: try told(invocation, input),
    limit: try invocation.amount(limit, series.unit) ?? input.statedLimit,
    balance: try invocation.amount(balance, series.unit))
  let end = try until(invocation, forecasting.first, input)
  let count = try invocation.count(paths, default: 10_000, upTo: 1_000_000)
  let seed = try invocation.seed()
  let threads = try invocation.threads()
  var source = input.source
  source.command = invocation.typed
  let found: ForecastResult?
  do throws(QuantityError) {
    found = try forecasting.result(
      until: end, paths: count, seed: seed, threads: threads, isInterrupted: { Signals.isInterrupted })
  } catch {
    throw .failure("\(error)")
  }
  guard let result = found else { throw .interrupted }
  // A short history has nothing to be tried on.
  var test = Backtesting(series)
  test.seed = seed
  let backtest = folder == nil ? nil : try? test.result(isInterrupted: { Signals.isInterrupted })
  let provider = input.provider
  let seller = ForecastSeller(
    provider: provider.title, publisher: provider.publisher, service: provider.service,
    serviceCategory: provider.serviceCategory, serviceSubcategory: provider.serviceSubcategory,
    ratesAsOf: input.card.asOf)
  let made = source
  try invocation.put(
    HistoryPages(
      report: { Report(forecast: result, source: made, width: $0) },
      page: { Page(forecast: result, backtest: backtest, source: made) },
      csv: { Table(tidy: result) }, json: { ForecastJSON().write(result, source: made, into: &$0) },
      files: { ForecastFolder.files(result, backtest: backtest, source: made, seller: seller) }),
    folder: folder)
}

/// The first day that is no more foreseen.
private func until(
  _ invocation: Invocation, _ first: CivilDate, _ input: HistoryInput
) throws(Stop) -> CivilDate {
  if let last = try invocation.day(horizon) {
    guard last >= first, last.day - first.day < 5 * 366 else {
      throw invocation.usage(
        "\(horizon.name) is a day from \(first) to five years later, not \(last)")
    }
    return CivilDate(day: last.day + 1)
  }
  if let scenario = input.scenario?.input.scenario { return max(scenario.end.date, first) }
  let parts = first.parts
  let month = CivilDate(year: parts.year, month: parts.month, dayOfMonth: 1) ?? first
  return month.adding(months: 3)
}

/// What the command line says, or the workload of a scenario.
private func told(_ invocation: Invocation, _ input: HistoryInput) throws(Stop) -> Growth {
  guard let text = invocation[growth] else {
    let own = input.scenario?.input.scenario.workloads.first { $0.statedName == input.all[0].name }
    return invocation.arguments.allSatisfy(Invocation.isScenario)
      ? own?.workload.growth ?? Growth() : Growth()
  }
  var told = Growth()
  do throws(QuantityError) { told.monthly = try Ratio(parsing: text) } catch {
    throw invocation.usage("\(growth.name): \(error)")
  }
  guard (Ratio.percent(-99)...Ratio.percent(1_000)).contains(told.monthly) else {
    throw invocation.usage("\(growth.name) is a share a month like 5%, not \(quoted(text))")
  }
  return told
}

extension HistoryInput {
  /// The monthly limit of the account: of usage, that every plan of the scenario has.
  fileprivate var statedLimit: Int64? {
    let plans = scenario?.input.scenario.plans ?? []
    let limits = plans.map { plan in
      plan.ledger.usageCaps.filter { $0.window == .month }.map(\.amount.count).min()
    }
    guard let first = limits.first, limits.allSatisfy({ $0 == first }) else { return nil }
    return first
  }
}

extension Invocation {
  /// Dollars; of a history that counts tokens, a number of them.
  func amount(_ option: Option, _ unit: UsageSeries.Unit) throws(Stop) -> Int64? {
    guard let text = self[option] else { return nil }
    do throws(QuantityError) {
      let amount =
        unit == .tokens ? try TokenCount(parsing: text).count : try Nanodollars(parsing: text).count
      if amount > 0 { return amount }
    } catch {
      throw usage("\(option.name): \(error)")
    }
    throw usage("\(option.name) is an amount above 0, not \(quoted(text))")
  }
}
