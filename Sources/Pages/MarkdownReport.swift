/// A report as markdown: headings, pipe tables (GitHub's), notes as a list. Names are escaped, so that one
/// with a pipe or a star in it stays a name.

import Formats

public struct MarkdownReport: Sendable {
  public init() {}

  public func write(_ report: Report, into out: inout ByteBuffer) {
    out.append(text: "# \(MarkdownText.escaped(report.title))\n")
    if !report.lead.isEmpty { out.append("\n") }
    for line in report.lead { out.append(text: MarkdownText.escaped(line) + "\n") }
    for table in report.tables {
      out.append("\n")
      write(table, into: &out)
    }
    let notes = report.notesWithRounding
    if !notes.isEmpty { out.append("\n") }
    for note in notes { out.append(text: "- \(MarkdownText.escaped(note))\n") }
  }

  public func write(_ table: Table, into out: inout ByteBuffer) {
    if !table.title.isEmpty { out.append(text: "## \(MarkdownText.escaped(table.title))\n\n") }
    row(table.columns.map { MarkdownText.escaped($0.title) }, into: &out)
    row(table.columns.map { $0.kind.alignsRight ? "---:" : "---" }, into: &out)
    for cells in table.rows { row(cells.map { MarkdownText.escaped($0.readable) }, into: &out) }
    if let totals = table.totals {
      row(
        totals.map { $0 == .blank ? "" : "**\(MarkdownText.escaped($0.readable))**" }, into: &out)
    }
  }

  private func row(_ cells: [String], into out: inout ByteBuffer) {
    out.append(text: "| \(cells.joined(separator: " | ")) |\n")
  }
}
