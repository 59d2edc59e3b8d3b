/// The histories of a command line: of exports, or of the workloads of a scenario that follow one; cut and marked as the options
/// say, and fitted.

import Demand
import Documents
import Formats
import History
import Pricing
import Providers
import Quantities
import Results
import Scenario
import ScenarioFile

enum HistoryOptions {
  static let series = Option(
    "--series", value: "NAME",
    summary: "which history, where there are several: of a file, or by its workload")
  static let since = Option(
    "--since", value: "DATE",
    summary: "leave out the days before it: what was before says nothing of what comes")
  static let until = Option("--until", value: "DATE", summary: "leave out this day and later ones")
  static let ignore = Option(
    "--ignore", value: "DAYS",
    summary: "days of which nothing is to be learned, like 2026-08-03,2026-12-24..2027-01-02")
  static let fitted = ExportOptions.all + [series, since, until, ignore]
}

struct HistoryInput {
  /// By name.
  var all: [UsageSeries]
  var card: RateCard
  var provider: Provider
  /// What was named that is no export.
  var scenario: (path: String, input: ScenarioInput)?

  var source: ForecastSource {
    ForecastSource(version: lotwiseVersion, rates: "\(card.name), as of \(card.asOf)")
  }
}

extension Invocation {
  /// `needsScenario`: the last argument is one. Otherwise there may be one beside exports, or in their place.
  func historyInput(needsScenario: Bool = false) throws(Stop) -> HistoryInput {
    let scenarios = arguments.filter(Invocation.isScenario)
    guard scenarios.count < 2 else {
      throw usage("\(quoted(scenarios[1])) is a second scenario; name one")
    }
    if needsScenario, scenarios.isEmpty {
      throw usage("'lotwise \(command.name)' lacks a scenario: name one, whose plans are to be tried (.yaml)")
    }
    let exports = arguments.filter { !Invocation.isScenario($0) }
    var scenario: (path: String, input: ScenarioInput)?
    if let path = scenarios.first { scenario = (path, try scenarioInput(path)) }
    let card = scenario?.input.scenario.card ?? .builtIn
    var input = HistoryInput(
      all: [], card: card, provider: scenario?.input.scenario.provider ?? .standard, scenario: scenario)
    if exports.isEmpty {
      let known = scenario?.input.scenario
      input.all = known?.histories.map(\.series) ?? []
      guard !input.all.isEmpty else {
        throw .failure(
          "no workload of this scenario follows a history; name an export, or give a workload 'history: usage.csv'"
        )
      }
    } else {
      var read = try exportInput(exports, card: card)
      input.all = read.read.history.series(zone: read.zone, pricing: &read.pricing)
      let today = read.pricing.today.date
      for index in input.all.indices where input.all[index].unit == .nanodollars {
        input.all[index].pricedOn = today
      }
      for note in read.pricing.notes.sorted(by: { $0.key < $1.key }) {
        console.write("lotwise: warning: \(visible(note.value.problem)); \(visible(note.value.remedy))")
      }
    }
    try cut(&input)
    return input
  }

  static func isScenario(_ path: String) -> Bool { path.hasSuffix(".yaml") || path.hasSuffix(".yml") }

  private func cut(_ input: inout HistoryInput) throws(Stop) {
    if let name = self[HistoryOptions.series] {
      let names = input.all.map(\.name)
      guard names.contains(name) else {
        throw usage("there is no history \(quoted(name))" + suggestion(for: name, among: names))
      }
      input.all.removeAll { $0.name != name }
    }
    let since = try day(HistoryOptions.since)
    let until = try day(HistoryOptions.until)
    let ignored = try ignoredDays()
    for index in input.all.indices { input.all[index].keep(from: since, before: until, ignoring: ignored) }
  }

  func day(_ option: Option) throws(Stop) -> CivilDate? {
    guard let text = self[option] else { return nil }
    do throws(QuantityError) { return try CivilDate(parsing: text) } catch {
      throw usage("\(option.name): \(error)")
    }
  }

  private func ignoredDays() throws(Stop) -> [Range<CivilDate>] {
    guard let text = self[HistoryOptions.ignore] else { return [] }
    var ranges: [Range<CivilDate>] = []
    for part in text.split(separator: ",") {
      do throws(QuantityError) {
        if let dots = part.firstRange(of: "..") {
          let from = try CivilDate(parsing: part[..<dots.lowerBound])
          let last = try CivilDate(parsing: part[dots.upperBound...])
          guard from <= last else {
            throw QuantityError("\(part) ends before it begins", remedy: "write the earlier day first")
          }
          ranges.append(from..<CivilDate(day: last.day + 1))
        } else {
          let day = try CivilDate(parsing: part)
          ranges.append(day..<CivilDate(day: day.day + 1))
        }
      } catch {
        throw usage("\(HistoryOptions.ignore.name): \(error)")
      }
    }
    return ranges
  }

  /// Where a command is about one.
  func oneSeries(of input: HistoryInput) throws(Stop) -> UsageSeries {
    guard input.all.count == 1 else {
      guard !input.all.isEmpty else { throw .failure("there is no use in what was named; check the files") }
      throw usage(
        "there are \(input.all.count) histories here: name one with \(HistoryOptions.series.name): "
          + listed(input.all.prefix(20).map { quoted($0.name) }, "or"))
    }
    return input.all[0]
  }

  func fitted(_ series: UsageSeries) throws(Stop) -> UsageFit {
    do throws(QuantityError) { return try UsageFit(series) } catch { throw .failure("\(error)") }
  }

  /// The same scenario with a horizon of so many days.
  func scenario(_ path: String, days: Int) throws(Stop) -> Scenario {
    let read: Scenario
    do throws(Diagnostics) {
      var draft = try ScenarioDraft(path: path)
      draft.record.set(Keys.scenario.horizon, text: "\(days) days")
      read = try Scenarios.read(bytes: Array(draft.text.utf8), path: path).scenario
    } catch {
      console.show(error)
      throw .failure("this scenario cannot be tried over \(days) days; mend what is said above")
    }
    try leaveOutFamilies(of: read, path)
    return read
  }
}
