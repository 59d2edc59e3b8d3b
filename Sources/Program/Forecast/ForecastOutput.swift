/// What `forecast`, `backtest` and `hindsight` write: for a screen, as a table or a file of figures, or a folder with all of it.

import Formats
import Pages
import Quantities
import Results

enum HistoryFormat: String, CaseIterable {
  case table, markdown, html, csv, json

  static let option = Option(
    "--format", value: "FORMAT", choice: HistoryFormat.self, summary: "the form of the data")
}

/// One result in all its forms.
struct HistoryPages {
  let report: (_ width: Int?) -> Report
  let page: () -> Page
  let csv: () -> Table
  let json: (inout ByteBuffer) -> Void
  let files: () -> [ForecastFolder.File]
}

extension Invocation {
  /// The folder of `--out`, tried before any work; nil: the data goes to one file or the screen.
  func historyFolder() throws(Stop) -> ReportFolder? {
    guard let path = self[.out], self[HistoryFormat.option] == nil else { return nil }
    return try ReportFolder(path: path)
  }

  func put(_ pages: HistoryPages, folder: ReportFolder?) throws(Stop) {
    if let folder {
      for file in pages.files() { try folder.add(file.name) { $0.append(file.bytes) } }
      try folder.finish()
      return
    }
    var out = ByteBuffer()
    switch choice(HistoryFormat.option, as: HistoryFormat.self) {
    case .table:
      let text = textReport
      text.write(pages.report(self[.out] == nil ? console.width : nil), into: &out)
    case .markdown: MarkdownPage(showsFigures: false).write(pages.page(), into: &out)
    case .html: HTMLPage().write(pages.page(), into: &out)
    case .csv: CSVTable().write(pages.csv(), into: &out)
    case .json: pages.json(&out)
    }
    try put(&out)
  }

  /// As somebody would type it.
  var typed: String {
    let options = command.options.compactMap { option -> String? in
      guard let value = self[option], option.name != SimulationOptions.threads.name else { return nil }
      return option.value == nil ? option.name : "\(option.name) \(shellWord(value))"
    }
    return (["lotwise \(command.name)"] + arguments.map(shellWord) + options).joined(separator: " ")
  }
}
