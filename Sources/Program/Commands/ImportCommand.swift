/// `lotwise import FILE...`: exports of usage become one table. Without `--out` it says what was understood; with it, the
/// table is written, whole or not at all.

import Formats
import History
import Pages
import Quantities

enum ImportFormat: String, CaseIterable {
  case table, csv, json
}

private let format = Option(
  "--format", value: "FORMAT", accepts: ImportFormat.allCases.map(\.rawValue),
  summary:
    "table: a summary for people; csv: the usage table; json: the summary (default: table, with --out csv)")
let importCommand = Command(
  name: "import", summary: "one usage table from the exports of providers and tools",
  arguments: [
    Command.Argument(name: "FILE", summary: "exports, recognised by what they hold; of a folder, all in it")
  ],
  lastArgumentRepeats: true, options: [format] + ExportOptions.all,
  examples: [
    Command.Example(
      line: "lotwise import exports/", shows: "what each file is, its days, and what was used at list price"),
    Command.Example(
      line: "lotwise import costs.csv tokens.csv --out usage.csv", shows: "both files as one usage table"),
  ],
  run: importUsage)

@Sendable private func importUsage(_ invocation: Invocation) throws(Stop) {
  var input = try invocation.exportInput(invocation.arguments)
  let chosen =
    invocation[format].flatMap(ImportFormat.init(rawValue:)) ?? (invocation[.out] == nil ? .table : .csv)
  var out = ByteBuffer()
  let summary = ImportSummary(input.read, &input.pricing, input.zone)
  switch chosen {
  case .table: invocation.textReport.write(summary.report, into: &out)
  case .csv: CSVTable().write(UsageTableFile.table(input.read.history, &input.pricing), into: &out)
  case .json: summary.writeJSON(into: &out)
  }
  if chosen != .table { invocation.console.note(summary.brief) }
  try invocation.put(&out)
}
