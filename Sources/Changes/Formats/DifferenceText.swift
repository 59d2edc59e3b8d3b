/// A difference for a terminal: what it does to each plan in a sentence, which line did it, and the tables.

import Formats
import Pages
import Quantities
import Runs
import Scenario
import ScenarioFile

struct DifferenceText {
  private let differences: Differences

  init(_ differences: Differences) { self.differences = differences }

  func write(_ report: TextReport, into out: inout ByteBuffer) {
    var text = ByteBuffer()
    writeAll(report, into: &text)
    out.append(text: withoutCommands(text.text))
  }

  private func writeAll(_ report: TextReport, into out: inout ByteBuffer) {
    report.write(Report(title: differences.headline, tables: []), into: &out)
    for file in differences.files {
      out.append("\n")
      let name = file.old == file.new ? file.new : "\(file.old) → \(file.new)"
      var lead = file.plans.compactMap(\.sentence).map { "- \($0)" }
      if lead.isEmpty {
        lead = [file.inputs.isEmpty ? "Nothing is different." : file.plans.isEmpty ? "" : "No plan changes."]
      }
      var tables: [Table] = []
      if !file.causes.isEmpty { tables.append(file.causeTable) }
      if !file.table.rows.isEmpty { tables.append(file.table) }
      let inputs = file.inputs.map { "\(visible($0.place.path)):\($0.place.line): \($0.text)" }
      let notes =
        (inputs.isEmpty ? [] : ["What changed in the inputs:"] + inputs.prefix(40))
        + (inputs.count > 40 ? ["and \(grouped(inputs.count - 40)) more"] : []) + file.notes
        + (file.how.isEmpty ? [] : [file.how])
      report.write(
        Report(
          title: "\(file.title) (\(name))", lead: lead.filter { !$0.isEmpty }, tables: tables, notes: notes),
        into: &out)
    }
    for (path, why) in differences.unreadable { out.append(text: "\n\(visible(path)): \(visible(why))\n") }
  }
}
