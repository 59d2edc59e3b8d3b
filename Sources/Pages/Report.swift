/// A report for people: a title, what it is about, tables, and what must be known to read them. The same
/// value becomes text for a terminal (`TextReport`) and markdown (`MarkdownReport`).

import Formats

public struct Report: Hashable, Sendable {
  public var title: String
  /// One sentence each, below the title.
  public var lead: [String]
  public var tables: [Table]
  /// One sentence each, at the end.
  public var notes: [String]

  public init(title: String, lead: [String] = [], tables: [Table], notes: [String] = []) {
    self.title = title
    self.lead = lead
    self.tables = tables
    self.notes = notes
  }

  /// The notes, with one more if any figure shown was rounded.
  var notesWithRounding: [String] {
    let cells = tables.lazy.flatMap { $0.rows.joined() + ($0.totals ?? []) }
    guard cells.contains(where: \.isRounded) else { return notes }
    return notes + [
      "~ and < mark figures rounded to the cent; the formats json and csv give all of them exactly."
    ]
  }
}
