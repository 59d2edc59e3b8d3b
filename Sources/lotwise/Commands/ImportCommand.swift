/// `lotwise import FILE...`: exports of usage become one table. Without `--out` it says what was understood; with it, the
/// table is written, whole or not at all.

import Documents
import Formats
import Glibc
import History
import Pages
import Pricing
import Providers
import Quantities

enum ImportFormat: String, CaseIterable {
  case table, csv, json
}

private let format = Option(
  "--format", value: "FORMAT", accepts: ImportFormat.allCases.map(\.rawValue),
  summary:
    "table: a summary for people; csv: the usage table; json: the summary (default: table, with --out csv)")
private let asOf = Option(
  "--as-of", value: "DATE",
  summary: "the day whose prices are today's (default: the rate card's own last day)")
private let zone = Option(
  "--zone", value: "ZONE", summary: "the zone whose days and hours the summary counts (default: UTC)")
private let overlap = Option(
  "--overlap", value: "RULE", accepts: Overlap.allCases.map(\.rawValue),
  summary:
    "which file is right about a day that two hold differently, in the order given: first, last, or sum: both"
)

let importCommand = Command(
  name: "import", summary: "one usage table from the exports of providers and tools",
  arguments: [
    Command.Argument(name: "FILE", summary: "exports, recognised by what they hold; of a folder, all in it")
  ],
  lastArgumentRepeats: true, options: [format, asOf, zone, overlap],
  examples: [
    Command.Example(
      line: "lotwise import exports/", shows: "what each file is, its days, and what was used at list price"),
    Command.Example(
      line: "lotwise import costs.csv tokens.csv --out usage.csv", shows: "both files as one usage table"),
  ],
  run: importUsage)

@Sendable private func importUsage(_ invocation: Invocation) throws(Stop) {
  var pricing = UsagePricing(card: .builtIn, today: try date(invocation))
  let zone = try zone(invocation)
  let (paths, found) = try files(invocation)
  let bar = ProgressBar(
    total: paths.reduce(0) { $0 + (ExportFolder.size(of: $1) ?? 0) }, from: 0, console: invocation.console)
  var done = 0
  let result: UsageImport?
  do throws(Diagnostics) {
    result = try UsageImport.read(
      paths, optional: found, overlap: invocation[overlap].flatMap(Overlap.init(rawValue:)), pricing: pricing
    ) { count in
      done += count
      bar.show(done)
      return !Signals.isInterrupted
    }
  } catch {
    bar.wipe()
    try Signals.check()
    invocation.console.show(error)
    throw .reported
  }
  bar.wipe()
  guard let result else { throw .interrupted }
  guard !result.files.isEmpty else {
    throw .failure("there is no export in what was named; name files or folders with some")
  }
  invocation.console.show(result.warnings)
  let chosen =
    invocation[format].flatMap(ImportFormat.init(rawValue:)) ?? (invocation[.out] == nil ? .table : .csv)
  var out = ByteBuffer()
  let summary = ImportSummary(result, &pricing, zone)
  switch chosen {
  case .table: invocation.textReport.write(summary.report, into: &out)
  case .csv: CSVTable().write(UsageTableFile.table(result.history, &pricing), into: &out)
  case .json: summary.writeJSON(into: &out)
  }
  if chosen != .table { invocation.console.note(summary.brief) }
  try invocation.put(&out)
}

private func date(_ invocation: Invocation) throws(Stop) -> CivilDate? {
  guard let text = invocation[asOf] else { return nil }
  do throws(QuantityError) { return try CivilDate(parsing: text) } catch {
    throw invocation.usage("\(asOf.name): \(error)")
  }
}

private func zone(_ invocation: Invocation) throws(Stop) -> Zone {
  guard let text = invocation[zone] else { return .utc }
  do throws(QuantityError) { return try Zone(named: text) } catch {
    throw invocation.usage("\(zone.name): \(error)")
  }
}

/// The files that were named, and those of folders: which of them are exports is seen when they are read.
private func files(_ invocation: Invocation) throws(Stop) -> (paths: [String], found: Set<String>) {
  var paths: [String] = []
  var found: Set<String> = []
  var seen: Set<String> = []
  for argument in invocation.arguments {
    let inside = ExportFolder.files(in: argument)
    if let inside { found.formUnion(inside) }
    for path in inside ?? [argument] {
      guard seen.insert(path).inserted else {
        if inside == nil { throw invocation.usage("\(quoted(path)) is named twice; name it once") }
        continue
      }
      paths.append(path)
    }
  }
  // Who names a file wants it read.
  found.subtract(invocation.arguments)
  return (paths, found)
}
