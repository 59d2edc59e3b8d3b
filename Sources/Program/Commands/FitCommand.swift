/// `lotwise fit EXPORT...`: a whole scenario whose usage follows your own history, with plans to compare; or the fit alone, in
/// numbers that can be changed and read again.

import Demand
import Formats
import Glibc
import Pricing
import Quantities
import ScenarioFile

private let numbers = Option(
  "--numbers", summary: "the fit alone, as numbers: what stands under 'fitted' in a workload")

let fitCommand = Command(
  name: "fit", summary: "write a scenario whose usage follows your own history",
  arguments: [Command.Argument(name: "EXPORT", summary: "exports of usage, or folders of them")],
  lastArgumentRepeats: true, options: [numbers] + HistoryOptions.fitted,
  examples: [
    Command.Example(
      line: "lotwise fit usage.csv --out scenario.yaml",
      shows: "a commented scenario, to be changed and compared"),
    Command.Example(line: "lotwise fit usage.csv --numbers", shows: "what the fit is, in numbers"),
  ],
  run: fit)

@Sendable private func fit(_ invocation: Invocation) throws(Stop) {
  let exports = invocation.arguments.filter { !Invocation.isScenario($0) }
  guard exports.count == invocation.arguments.count else {
    throw invocation.usage("a scenario is what 'lotwise fit' writes; name exports")
  }
  let input = try invocation.historyInput()
  guard input.all.allSatisfy({ $0.unit == .nanodollars }) else {
    throw .failure("a history in tokens of no model has no price; give an export with models or dollars")
  }
  var fits: [(series: UsageSeries, fit: UsageFit)] = []
  for series in input.all { fits.append((series, try invocation.fitted(series))) }
  guard !fits.isEmpty else { throw .failure("there is no use in what was named; check the files") }
  var out = ByteBuffer()
  if invocation.has(numbers) {
    let one = try invocation.oneSeries(of: input)
    out.append(text: FittedNumbers.text(of: try invocation.fitted(one).law))
  } else {
    let file = named(exports, beside: invocation[.out])
    let stated: (Option) -> String? = { invocation[$0] }
    out.append(
      text: FittedScenario(
        fits, file: file, exports: exports, since: stated(HistoryOptions.since),
        until: stated(HistoryOptions.until), ignore: stated(HistoryOptions.ignore)
      ).text)
  }
  try invocation.put(&out)
  if let path = invocation[.out], !invocation.has(numbers) {
    invocation.console.note("wrote \(quoted(path)); next: lotwise compare \(visible(path))")
  }
}

/// The exports as the scenario may name them: beside it, or below; nil: one of them is not, and the fit is written in numbers.
private func named(_ exports: [String], beside out: String?) -> [String]? {
  let folder = out.map { $0.lastIndex(of: "/").map { end in String(out?[...end] ?? "") } ?? "" } ?? ""
  let names = exports.compactMap { path -> String? in
    guard path.hasPrefix(folder), !path.hasPrefix("/") || folder.hasPrefix("/") else { return nil }
    let name = String(path.dropFirst(folder.count))
    var status = stat()
    let isFile = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    return isFile && !name.hasPrefix("/") && !name.split(separator: "/").contains("..") ? name : nil
  }
  return names.count == exports.count ? names : nil
}
