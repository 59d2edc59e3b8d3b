/// A page as markdown: reads well raw and on a code host. Charts are images beside it, with their description as the
/// alternative text.

import Formats

public struct MarkdownPage: Sendable {
  /// The charts are files beside the page; without them they are left out.
  public var showsFigures: Bool

  public init(showsFigures: Bool) { self.showsFigures = showsFigures }

  public func write(_ page: Page, into out: inout ByteBuffer) {
    out.append(text: "# \(MarkdownText.escaped(page.title))\n\n\(MarkdownText.escaped(page.subtitle))\n")
    for (place, paragraph) in page.answer.enumerated() {
      let text = MarkdownText.escaped(paragraph)
      out.append(text: place == 0 ? "\n**\(text)**\n" : "\n\(text)\n")
    }
    for caution in page.cautions { out.append(text: "\n> \(MarkdownText.escaped(caution))\n") }
    for section in page.sections { write(section, into: &out) }
    guard !page.words.isEmpty else { return }
    out.append("\n## What the words mean\n")
    for term in page.words {
      out.append(text: "\n**\(MarkdownText.escaped(term.name)).** \(MarkdownText.escaped(term.text))\n")
    }
  }

  private func write(_ section: Page.Section, into out: inout ByteBuffer) {
    out.append(text: "\n## \(MarkdownText.escaped(section.title))\n")
    for paragraph in section.paragraphs { out.append(text: "\n\(MarkdownText.escaped(paragraph))\n") }
    for table in section.tables + section.more {
      var table = table
      out.append("\n")
      if !table.title.isEmpty { out.append(text: "### \(MarkdownText.escaped(table.title))\n\n") }
      table.title = ""
      MarkdownReport().write(table, into: &out)
    }
    if showsFigures {
      for figure in section.figures {
        let text = MarkdownText.escaped(figure.chart.description)
        out.append(
          text: "\n### \(MarkdownText.escaped(figure.chart.title))\n\n![\(text)](\(figure.name).svg)\n")
      }
    }
    if let source = section.source {
      out.append(text: "\n<details><summary>\(MarkdownText.html(source.title))</summary>\n\n")
      for line in source.text.split(separator: "\n", omittingEmptySubsequences: false) {
        out.append(text: line.isEmpty ? "\n" : "    \(visible(String(line)))\n")
      }
      out.append("\n</details>\n")
    }
  }
}
