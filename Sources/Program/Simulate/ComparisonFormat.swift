/// The forms of a comparison. A new one is a case here and a line in `write`; `focus` needs futures, not only a result.

import Formats
import Pages
import Results

enum ComparisonFormat: String, CaseIterable {
  case table, markdown, html, csv, daily, monthly, usage, json, focus

  /// Those that a result file alone can have.
  static let ofResults = allCases.filter { $0 != .focus }
}

extension ResultFile {
  /// What is shown is what the file says: every figure of a page can be found in it.
  init(justWritten json: borrowing ByteBuffer) throws(Stop) {
    do throws(ResultError) {
      try self.init(bytes: json.withBytes { Array($0) })
    } catch { throw .unreadable(error) }
  }

  /// `json`: the bytes it was read from.
  func write(
    _ format: ComparisonFormat, json: inout ByteBuffer, report: TextReport, into out: inout ByteBuffer
  ) {
    switch format {
    case .table: report.write(Report(result, source: source), into: &out)
    case .markdown: MarkdownPage(showsFigures: false).write(Page(result, source: source), into: &out)
    case .html: HTMLPage().write(Page(result, source: source), into: &out)
    case .csv: CSVTable().write(Table(tidy: result), into: &out)
    case .daily: CSVTable().write(Table(daily: result), into: &out)
    case .monthly: CSVTable().write(Table(monthly: result), into: &out)
    case .usage: CSVTable().write(Table(usage: result), into: &out)
    case .json, .focus: json.withBytes { out.append(Array($0)) }
    }
  }
}
