/// `lotwise hindsight EXPORT... SCENARIO`: what every plan of a scenario would have cost over the usage that was.

import Demand
import Forecasts
import Formats
import Pages
import Providers
import Quantities
import Results
import Scenario

private let compared = Option(
  "--compared", value: "PLAN", summary: "the plan to compare with (default: the one that pays as it goes)")
private let days = Option(
  "--days", value: "DAYS", summary: "the last so many days of the history (default: 365)")
private let paths = Option(
  "--paths", value: "N", summary: "how often its weeks are put together anew (default: 1,000)")

let hindsightCommand = Command(
  name: "hindsight",
  summary: "what every plan would have cost over the usage that was, and how much of it was luck",
  arguments: [
    Command.Argument(
      name: "EXPORT", summary: "exports of usage, and behind them the scenario whose plans are tried")
  ],
  lastArgumentRepeats: true,
  options: [compared, days] + HistoryOptions.fitted + [
    paths, SimulationOptions.seed, SimulationOptions.threads, HistoryFormat.option,
  ],
  examples: [
    Command.Example(
      line: "lotwise hindsight usage.csv scenario.yaml",
      shows: "what last year would have cost with each plan, to the cent")
  ],
  run: hindsight)

@Sendable private func hindsight(_ invocation: Invocation) throws(Stop) {
  let folder = try invocation.historyFolder()
  let input = try invocation.historyInput(needsScenario: true)
  let series = try invocation.oneSeries(of: input)
  guard series.unit == .nanodollars else {
    throw .failure("a history in tokens has no cost; give one with dollars or models")
  }
  guard let (path, stated) = input.scenario else { return }
  let most = try invocation.count(days, default: Hindsight.most, from: 7, upTo: 5 * 366)
  guard let lived = Hindsight(series, weekday: stated.scenario.firstDay.weekday, most: most) else {
    throw .failure("less than a week of the history is known; give a longer one")
  }
  let scenario = try invocation.scenario(path, days: lived.days.count)
  let names = scenario.plans.map(\.name)
  let other = try invocation[compared].map { name throws(Stop) in
    guard let plan = names.firstIndex(of: name) else {
      throw invocation.usage(
        "there is no plan \(quoted(name))" + suggestion(for: name, among: names))
    }
    return plan
  }
  var source = input.source
  source.command = invocation.typed
  let made = source
  let result: HindsightResult
  do {
    guard
      let found = try lived.result(
        scenario, compared: other, paths: invocation.count(paths, default: 1_000, upTo: 100_000),
        seed: invocation.seed(), threads: invocation.threads(), isInterrupted: { Signals.isInterrupted })
    else { throw Stop.interrupted }
    result = found
  } catch let stop as Stop {
    throw stop
  } catch {
    throw .failure("\(error)")
  }
  try invocation.put(
    HistoryPages(
      report: { _ in Report(hindsight: result, source: made) },
      page: { Page(hindsight: result, source: made) },
      csv: { Table(tidy: result) }, json: { HindsightJSON().write(result, source: made, into: &$0) },
      files: { ForecastFolder.files(result, source: made) }),
    folder: folder)
}
