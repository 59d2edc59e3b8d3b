/// A page as one HTML file: no script, nothing fetched, light and dark, from a phone's width up. Each chart is there
/// twice, drawn wide and narrow, and the one that fits is shown; a table's rows become lists where it is narrow (with roles,
/// because such a table is no longer one to a screen reader). The first place of a word that the page explains is a link to where
/// it does.

import Formats

public struct HTMLPage: Sendable {
  public init() {}

  public func write(_ page: Page, into out: inout ByteBuffer) {
    var links = Links(page.words)
    out.append(
      text: """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(xml(visible(page.title)))</title>
        <style>\(HTMLPage.style)</style>
        </head>
        <body>
        <main>
        <header>
        <h1>\(xml(visible(page.title)))</h1>
        <p class="about">\(links.linked(page.subtitle))</p>
        </header>
        <section class="answer" aria-label="The answer">

        """)
    for paragraph in page.answer { out.append(text: "<p>\(links.linked(paragraph))</p>\n") }
    out.append("</section>\n")
    for caution in page.cautions {
      out.append(text: "<p class=\"caution\" role=\"note\">\(links.linked(caution))</p>\n")
    }
    for section in page.sections { write(section, &links, into: &out) }
    write(page.words, into: &out)
    out.append("</main>\n</body>\n</html>\n")
  }

  private func write(_ words: [Glossary.Term], into out: inout ByteBuffer) {
    guard !words.isEmpty else { return }
    out.append("<section>\n<h2 id=\"words\">What the words mean</h2>\n<dl>\n")
    for term in words {
      out.append(
        text: "<dt id=\"\(xml(term.anchor))\">\(xml(term.name))</dt>\n<dd>\(xml(visible(term.text)))</dd>\n")
    }
    out.append("</dl>\n</section>\n")
  }

  private func write(_ section: Page.Section, _ links: inout Links, into out: inout ByteBuffer) {
    out.append(text: "<section>\n<h2>\(xml(visible(section.title)))</h2>\n")
    for paragraph in section.paragraphs { out.append(text: "<p>\(links.linked(paragraph))</p>\n") }
    for table in section.tables { write(table, into: &out) }
    for table in section.more {
      out.append(text: "<details class=\"more\">\n<summary>\(xml(visible(table.title)))</summary>\n")
      write(table, into: &out)
      out.append("</details>\n")
    }
    for figure in section.figures {
      out.append(text: "<figure>\n<figcaption>\(xml(visible(figure.chart.title)))</figcaption>\n")
      out.append(text: "<div class=\"wide\">\n\(figure.chart.svg(width: 760, id: figure.name))</div>\n")
      out.append(
        text: "<div class=\"narrow\">\n\(figure.chart.svg(width: 358, id: figure.name + "-narrow"))</div>\n")
      out.append("</figure>\n")
    }
    if let source = section.source {
      out.append(text: "<details>\n<summary>\(xml(visible(source.title)))</summary>\n<pre tabindex=\"0\">")
      let lines = source.text.split(separator: "\n", omittingEmptySubsequences: false)
      out.append(text: lines.map { xml(visible(String($0))) }.joined(separator: "\n"))
      out.append("</pre>\n</details>\n")
    }
    out.append("</section>\n")
  }

  private func write(_ table: Table, into out: inout ByteBuffer) {
    let title = xml(visible(table.title))
    out.append(
      text:
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"\(title.isEmpty ? "table" : title)\">\n"
    )
    out.append("<table role=\"table\">\n")
    if !title.isEmpty { out.append(text: "<caption>\(title)</caption>\n") }
    // A note of no heading stands below the name of its row, where there is room.
    let hasNotes = table.columns.last?.title == ""
    let columns = hasNotes ? Array(table.columns.dropLast()) : table.columns
    out.append("<thead><tr role=\"row\">")
    for column in columns {
      out.append(
        text: "<th role=\"columnheader\" scope=\"col\"\(column.kind.alignsRight ? " class=\"n\"" : "")>"
          + "\(xml(visible(column.title)))</th>")
    }
    out.append("</tr></thead>\n<tbody>\n")
    for row in table.rows {
      let note = hasNotes ? row.last?.readable ?? "" : ""
      out.append("<tr role=\"row\">")
      for (index, (column, cell)) in zip(columns, row).enumerated() {
        let text = xml(cell.readable)
        if index == 0 {
          let small = note.isEmpty ? "" : "<small>\(xml(note))</small>"
          out.append(text: "<th role=\"rowheader\" scope=\"row\">\(text)\(small)</th>")
        } else {
          // Told again by the style sheet where columns have no room beside each other.
          let label = " data-label=\"\(xml(visible(column.title)))\""
          let align = column.kind.alignsRight ? " class=\"n\"" : ""
          out.append(text: "<td role=\"cell\"\(align)\(label)>\(text)</td>")
        }
      }
      out.append("</tr>\n")
    }
    out.append("</tbody>\n</table>\n</div>\n")
  }

  private static let style: String = {
    func variables(_ theme: Ink.Theme, soft: String, mark: String) -> String {
      "--paper:\(theme.paper);--ink:\(theme.ink);--muted:\(theme.muted);--grid:\(theme.grid);--soft:\(soft);--mark:\(mark)"
    }
    return """
      :root{\(variables(Ink.light, soft: "#f4f6f8", mark: "#8a5a00"))}
      @media screen and (prefers-color-scheme:dark){:root{\(variables(Ink.dark, soft: "#161b22", mark: "#f0b849"))}}
      *{box-sizing:border-box}
      body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 Inter,"Helvetica Neue",Arial,sans-serif;\
      font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
      main{max-width:912px;margin:0 auto;padding:24px 16px 64px}
      h1{font-size:1.7rem;line-height:1.25;margin:0 0 4px}
      h2{font-size:1.25rem;margin:44px 0 8px;padding-top:14px;border-top:1px solid var(--grid)}
      .about{color:var(--muted);margin:0 0 18px;font-size:.92rem}
      .answer{background:var(--soft);border-left:4px solid var(--ink);padding:8px 18px;font-size:1.08rem}
      .answer p:first-child{font-weight:600}
      .caution{border-left:4px solid var(--mark);padding:6px 14px;margin:14px 0}
      .caution strong{color:var(--mark)}
      .scroll{overflow-x:auto;margin:14px 0}
      .scroll:focus-visible,pre:focus-visible,summary:focus-visible{outline:2px solid var(--ink);outline-offset:2px}
      table{border-collapse:collapse;width:100%;font-size:.88rem;overflow-wrap:normal}
      caption{text-align:left;color:var(--muted);padding:0 0 6px}
      th,td{padding:7px 10px 7px 0;border-bottom:1px solid var(--grid);text-align:left;vertical-align:top;font-weight:400}
      thead th{font-weight:600;vertical-align:bottom}
      tbody th{font-weight:600;min-width:7.5em}
      .n{text-align:right;white-space:nowrap}
      figure{margin:26px 0}
      figcaption{font-weight:600;margin-bottom:6px}
      .narrow{display:none}
      @media (max-width:640px){.narrow{display:block}.wide{display:none}h1{font-size:1.4rem}
      table,caption,tbody,tbody tr,tbody th{display:block}thead{display:none}
      tbody tr{border-bottom:1px solid var(--grid);padding:6px 0}tbody th,td{border:0;padding:3px 0}
      td{display:flex;justify-content:space-between;gap:12px;white-space:normal;text-align:right}
      td::before{content:attr(data-label);color:var(--muted);text-align:left}td:empty{display:none}}
      pre{background:var(--soft);padding:12px;overflow-x:auto;font-size:.82rem;line-height:1.4}
      summary{cursor:pointer}
      .more{margin:10px 0}
      .more summary{color:var(--muted);font-size:.88rem}
      .more caption{display:none}
      a{color:inherit;text-decoration:underline dotted;text-underline-offset:.18em}
      a:focus-visible{outline:2px solid var(--ink);outline-offset:2px}
      dt{font-weight:600;margin-top:12px;scroll-margin-top:12px}
      dd{margin:0}
      :target{background:var(--soft)}
      small{display:block;font-weight:400;color:var(--muted)}
      @media print{main{max-width:none;padding:0}.scroll{overflow:visible}details{display:none}
      details.more{display:block}details.more::details-content{content-visibility:visible;display:block}
      figure,tr,.answer p{break-inside:avoid}h2,caption,figcaption{break-after:avoid}a{text-decoration:none}}
      """
  }()
}

/// Which words of the glossary have had their link.
private struct Links {
  /// By their first letter; longer forms first, so that the longest that fits is the one.
  private var waiting: [Character: [(form: String, term: Glossary.Term)]]

  init(_ words: [Glossary.Term]) {
    let forms = words.flatMap { term in term.forms.map { (form: $0, term: term) } }
      .sorted { ($0.form.count, $1.form) > ($1.form.count, $0.form) }
    waiting = Dictionary(grouping: forms) { $0.form.first ?? " " }
  }

  /// As HTML, each word that is met for the first time a link. What stands in quotes is a name.
  mutating func linked(_ text: String) -> String {
    let text = visible(text)
    var html = ""
    // Where the text begins that is not written yet.
    var rest = text.startIndex
    var at = rest
    var isName = false
    var isWithinWord = false
    while at < text.endIndex {
      let character = text[at]
      if character == "“" { isName = true } else if character == "”" { isName = false }
      if !isName, !isWithinWord, let term = term(at: at, in: text) {
        let end = text.index(at, offsetBy: term.form.count)
        html += xml(String(text[rest..<at])) + "<a href=\"#\(term.anchor)\">\(xml(term.form))</a>"
        (rest, at) = (end, end)
        continue
      }
      isWithinWord = character.isLetter || character.isNumber
      at = text.index(after: at)
    }
    return html + xml(String(text[rest...]))
  }

  /// The word that begins here, if it waits for its link; then it does no longer.
  private mutating func term(at place: String.Index, in text: String) -> (form: String, anchor: String)? {
    let found = waiting[text[place]]?.first { entry in
      guard text[place...].hasPrefix(entry.form) else { return false }
      let end = text.index(place, offsetBy: entry.form.count)
      return end == text.endIndex || !(text[end].isLetter || text[end].isNumber)
    }
    guard let found else { return nil }
    for first in waiting.keys { waiting[first]?.removeAll { $0.term == found.term } }
    return (found.form, found.term.anchor)
  }
}
