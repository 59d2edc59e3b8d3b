/// A report as a page: words first, then tables and charts in sections. The same value becomes HTML (one file, no
/// script) and markdown (with the charts as files beside it).

import Formats

public struct Page: Sendable {
  public struct Section: Sendable {
    public var title: String
    public var paragraphs: [String]
    public var tables: [Table]
    public var figures: [Figure]
    /// Tables that are folded away where they can be.
    public var more: [Table]
    /// Text as it is, folded away: the scenario.
    public var source: (title: String, text: String)?

    public init(
      _ title: String, paragraphs: [String] = [], tables: [Table] = [], figures: [Figure] = [],
      more: [Table] = [], source: (title: String, text: String)? = nil
    ) {
      self.title = title
      self.paragraphs = paragraphs
      self.tables = tables
      self.figures = figures
      self.more = more
      self.source = source
    }
  }

  /// A chart, and the name of its file without the ending.
  public struct Figure: Sendable {
    public var name: String
    public var chart: any Chart

    public init(_ name: String, _ chart: any Chart) {
      self.name = name
      self.chart = chart
    }
  }

  public var title: String
  /// What it is about, small.
  public var subtitle: String
  /// The answer: the paragraphs that most readers stop after.
  public var answer: [String]
  /// What must not be overlooked.
  public var cautions: [String]
  public var sections: [Section]
  /// What its words mean, at its end.
  public var words: [Glossary.Term]

  public var figures: [Figure] { sections.flatMap(\.figures) }
}
