/// A difference as the comment of a pull request. Its first line is a hidden marker, the same every time, by which a job finds the
/// comment again and updates it in place. What is long is folded away, and left out where the whole would pass the host's limit
/// (GitHub: 65,536 characters; GitLab takes a million).

import Formats
import Pages
import Quantities
import Runs
import Scenario
import ScenarioFile

struct DifferenceMarkdown {
  static let marker = "<!-- lotwise diff -->"
  static let mostBytes = 60_000

  private let differences: Differences

  init(_ differences: Differences) { self.differences = differences }

  func write(into out: inout ByteBuffer) {
    out.append(
      text: "\(DifferenceMarkdown.marker)\n### lotwise: \(MarkdownText.escaped(differences.headline))\n")
    // First what nobody should miss, for every file; then the rest, as far as it fits.
    var omitted = 0
    for file in differences.files where file.isChanged || file.plans.isEmpty {
      let text = head(file)
      if out.count + text.utf8.count > DifferenceMarkdown.mostBytes {
        omitted += 1
      } else {
        out.append(text: text)
      }
    }
    for (path, why) in differences.unreadable where out.count < DifferenceMarkdown.mostBytes {
      out.append(
        text: "\n- ❌ \(MarkdownText.code(path)): \(MarkdownText.escaped(String(why.prefix(500))))\n")
    }
    for file in differences.files {
      let text = details(file)
      if out.count + text.utf8.count > DifferenceMarkdown.mostBytes {
        omitted += 1
      } else {
        out.append(text: text)
      }
    }
    if omitted > 0 {
      out.append(
        text:
          "\n_\(grouped(omitted)) parts left out: a comment has its limit. `lotwise diff --format table` has all of them._\n"
      )
    }
  }

  private func head(_ file: FileDifference) -> String {
    var text = "\n**\(MarkdownText.escaped(file.title))** (\(MarkdownText.code(file.new)))\n\n"
    let sentences = file.plans.compactMap(\.sentence)
    for sentence in sentences.prefix(20) {
      text += "- \(MarkdownText.escaped(String(sentence.prefix(600))))\n"
    }
    if sentences.count > 20 { text += "- and \(grouped(sentences.count - 20)) plans more\n" }
    for cause in file.causes.sorted(by: { $0.size > $1.size }).prefix(5) {
      let place =
        cause.changes.first.map { " (\(MarkdownText.code("\($0.place.path):\($0.place.line)")))" } ?? ""
      text +=
        "- because of \(MarkdownText.escaped(cause.text))\(place): "
        + "\(MarkdownText.escaped(cause.effects.joined(separator: "; ")))\n"
    }
    if file.plans.isEmpty {
      for change in file.inputs.prefix(30) { text += "- \(MarkdownText.escaped(change.text))\n" }
    }
    return text
  }

  private func details(_ file: FileDifference) -> String {
    var out = ByteBuffer()
    out.append(
      text: "\n<details><summary>\(MarkdownText.html(file.title)): \(grouped(file.inputs.count)) "
        + "\(file.inputs.count == 1 ? "input" : "inputs") changed</summary>\n\n")
    for change in file.inputs.prefix(60) {
      out.append(
        text:
          "- \(MarkdownText.code("\(change.place.path):\(change.place.line)")) \(MarkdownText.escaped(change.text))\n"
      )
    }
    if file.inputs.count > 60 { out.append(text: "- and \(grouped(file.inputs.count - 60)) more\n") }
    for table in [file.table, file.causeTable] where !table.rows.isEmpty {
      out.append("\n")
      MarkdownReport().write(table, into: &out)
    }
    for note in file.notes + (file.how.isEmpty ? [] : [file.how]) {
      out.append(text: "\n\(MarkdownText.escaped(note))\n")
    }
    out.append("\n</details>\n")
    return out.text
  }
}
