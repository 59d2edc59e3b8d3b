/// A report as text for a terminal: columns aligned by what is seen (not by bytes), fitted to the width.
/// Fitting never cuts an amount: first headings wrap, then words; a table that still does not fit is
/// written as one block of lines for each row.

import Formats

public struct TextReport: Sendable {
  /// Columns of the terminal; nil: as wide as it takes (a file, a pipe).
  public var width: Int?
  /// Headings in bold.
  public var isStyled: Bool

  public init(width: Int? = nil, isStyled: Bool = false) {
    self.width = width
    self.isStyled = isStyled
  }

  private static let gap = 2
  /// No narrower than this is a column of words made.
  private static let leastTextWidth = 10

  public func write(_ report: Report, into out: inout ByteBuffer) {
    heading(visible(report.title), into: &out)
    for line in report.lead { paragraph(line, into: &out) }
    for table in report.tables {
      out.append("\n")
      write(table, into: &out)
    }
    let notes = report.notesWithRounding
    if !notes.isEmpty { out.append("\n") }
    for note in notes { paragraph(note, into: &out) }
  }

  public func write(_ table: Table, into out: inout ByteBuffer) {
    if !table.title.isEmpty { heading(visible(table.title), into: &out) }
    let indent = table.title.isEmpty ? 0 : TextReport.gap
    if let widths = fittedWidths(table, indent: indent) {
      grid(table, widths: widths, indent: indent, into: &out)
    } else {
      blocks(table, indent: indent, into: &out)
    }
  }

  private func heading(_ text: String, into out: inout ByteBuffer) {
    for line in width.map({ wrapped(text, width: max($0, 1)) }) ?? [text] {
      out.append(text: isStyled ? "\u{1B}[1m\(line)\u{1B}[0m\n" : line + "\n")
    }
  }

  private func paragraph(_ text: String, into out: inout ByteBuffer) {
    let text = visible(text)
    for line in width.map({ wrapped(text, width: max($0, 1)) }) ?? [text] {
      out.append(text: line + "\n")
    }
  }

  /// The width of each column; nil if the table does not fit.
  private func fittedWidths(_ table: Table, indent: Int) -> [Int]? {
    let rows = table.rows + (table.totals.map { [$0] } ?? [])
    let cells = table.columns.indices.map { column in
      rows.map { displayWidth($0[column].readable) }.max() ?? 0
    }
    let titles = table.columns.map { displayWidth($0.title) }
    var widths = zip(cells, titles).map { max($0, $1, 1) }
    guard let width else { return widths }
    let room = width - indent - TextReport.gap * (table.columns.count - 1)
    if widths.reduce(0, +) <= room { return widths }
    for (index, column) in table.columns.enumerated() {
      let words = column.title.split(separator: " ").map { displayWidth(String($0)) }
      widths[index] = max(cells[index], words.max() ?? 0, 1)
    }
    while widths.reduce(0, +) > room {
      let shrinkable = table.columns.indices.filter {
        table.columns[$0].kind == .text && widths[$0] > TextReport.leastTextWidth
      }
      guard let widest = shrinkable.max(by: { widths[$0] < widths[$1] }) else { return nil }
      widths[widest] -= 1
    }
    return widths
  }

  private func grid(_ table: Table, widths: [Int], indent: Int, into out: inout ByteBuffer) {
    let titles = table.columns.map(\.title)
    if titles.contains(where: { !$0.isEmpty }) {
      line(titles, table.columns, widths, indent: indent, bottom: true, bold: isStyled, into: &out)
    }
    for row in table.rows {
      line(row.map(\.readable), table.columns, widths, indent: indent, into: &out)
    }
    guard let totals = table.totals else { return }
    let rules = zip(totals, widths).map { cell, width in
      cell == .blank ? "" : String(repeating: "-", count: width)
    }
    line(rules, table.columns, widths, indent: indent, into: &out)
    line(totals.map(\.readable), table.columns, widths, indent: indent, into: &out)
  }

  /// One row, of as many lines as its longest cell needs; `bottom`: short cells stand on the last line.
  private func line(
    _ cells: [String], _ columns: [Table.Column], _ widths: [Int], indent: Int, bottom: Bool = false,
    bold: Bool = false, into out: inout ByteBuffer
  ) {
    let lines = zip(cells, widths).map { wrapped($0, width: $1) }
    let height = lines.map(\.count).max() ?? 1
    for index in 0..<height {
      var text = String(repeating: " ", count: indent)
      var pending = 0
      for (column, kind) in columns.map(\.kind).enumerated() {
        let place = bottom ? index - (height - lines[column].count) : index
        let cell = lines[column].indices.contains(place) ? lines[column][place] : ""
        let blank = max(0, widths[column] - displayWidth(cell))
        if kind.alignsRight { pending += blank }
        if !cell.isEmpty {
          text += String(repeating: " ", count: pending) + cell
          pending = 0
        }
        pending += (kind.alignsRight ? 0 : blank) + TextReport.gap
      }
      out.append(text: bold ? "\u{1B}[1m\(text)\u{1B}[0m\n" : text + "\n")
    }
  }

  /// `title: value`, a line for each cell, a block for each row.
  private func blocks(_ table: Table, indent: Int, into out: inout ByteBuffer) {
    let rows = table.rows + (table.totals.map { [$0] } ?? [])
    for (index, row) in rows.enumerated() {
      if index > 0 { out.append("\n") }
      for (column, cell) in zip(table.columns, row) where cell != .blank {
        out.append(spaces: indent)
        let title = column.title.isEmpty ? "" : column.title + ": "
        out.append(text: title + cell.readable + "\n")
      }
    }
  }
}
