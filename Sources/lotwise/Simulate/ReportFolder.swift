/// The folder of a report: `report.html`, `report.md`, its charts, `result.json`, `summary.csv`, `daily.csv`, on request
/// `paths.csv`. Every file is written beside its place first; only when all of them are whole do they take their names.

import Glibc
import Quantities
import Reports

final class ReportFolder {
  private let path: String
  private var files: [OpenFile] = []

  private final class OpenFile {
    private var output: Output?
    init(_ output: consuming Output) { self.output = consume output }

    func write(_ buffer: inout ByteBuffer) throws(Stop) { try output?.write(&buffer) }

    func finish() throws(Stop) {
      guard let output = output.take() else { return }
      try output.finish()
    }
  }

  /// Makes the folder if it is not there, and tries whether it can be written to, before any work.
  init(path: String) throws(Stop) {
    let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    self.path = path
    var status = stat()
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFDIR else {
        throw .failure(
          "\(quoted(path)) is a file, and a report is a folder; name a folder, or say with --format what the file is to hold"
        )
      }
    } else if mkdir(path, 0o777) != 0, errno != EEXIST {
      let reason = String(cString: strerror(errno))
      throw .failure(
        "cannot make the folder \(quoted(path)): \(reason); make its folder first, or write elsewhere"
      )
    }
    _ = try Output.opened(path: path + "/report.html")
  }

  func add(_ name: String, _ buffer: inout ByteBuffer) throws(Stop) {
    let file = OpenFile(try Output.opened(path: "\(path)/\(name)"))
    try file.write(&buffer)
    files.append(file)
  }

  func add(_ name: String, _ fill: (inout ByteBuffer) -> Void) throws(Stop) {
    var buffer = ByteBuffer()
    fill(&buffer)
    try add(name, &buffer)
  }

  /// Everything is there: the files take their names.
  func finish() throws(Stop) {
    for file in files { try file.finish() }
    files = []
  }
}

extension ReportFolder {
  /// `json`: the bytes of the result, from which all other files are made.
  func fill(_ file: ResultFile, json: inout ByteBuffer) throws(Stop) {
    let page = Page(file.result, source: file.source)
    try add("report.html") { HTMLPage().write(page, into: &$0) }
    try add("report.md") { MarkdownPage(showsFigures: true).write(page, into: &$0) }
    for figure in page.figures {
      try add("\(figure.name).svg") { $0.append(text: figure.chart.svg(width: 760, id: figure.name)) }
    }
    try add("summary.csv") { CSVTable().write(Table(tidy: file.result), into: &$0) }
    try add("daily.csv") { CSVTable().write(Table(daily: file.result), into: &$0) }
    try add("result.json", &json)
  }
}
