/// The folder of a report: `report.html`, `report.md`, its charts, `result.json`, `summary.csv`, `daily.csv`, `monthly.csv`,
/// `usage.csv`, on request `paths.csv`; of a search for a plan `optimum.json` and `frontier.csv` as well.
///
/// Every file is written beside its place first; only when all of them are whole do they take their names, together: who else writes to the folder waits until they have, and what an earlier report had and this one has not is
/// removed. So all that is there is of one run.

import Formats
import Glibc
import Pages
import Quantities
import Results

final class ReportFolder {
  private let path: String
  private var files: [OpenFile] = []
  private var names: Set<String> = []

  /// Files that not every report has.
  private static let further =
    ["paths.csv", "optimum.json", "frontier.csv"] + ForecastFolder.furtherNames
    + [
      "frontier-1", "frontier-2", "frontier-3", "balance", "cash", "cost-and-risk", "cost-and-usage",
      "credit", "outages", "plan-against-plan",
      "total-cost", "waste",
      "what-moves-the-cost", "what-moves-the-gap",
    ].map { $0 + ".svg" }

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
    names.insert(name)
  }

  func add(_ name: String, _ fill: (inout ByteBuffer) -> Void) throws(Stop) {
    var buffer = ByteBuffer()
    fill(&buffer)
    try add(name, &buffer)
  }

  /// Everything is there: the files take their names.
  func finish() throws(Stop) {
    for file in files { try file.settle() }
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { if descriptor >= 0 { close(descriptor) } }
    try waitForOthers(descriptor)
    for file in files { try file.finish() }
    for name in ReportFolder.further where !names.contains(name) { unlink("\(path)/\(name)") }
    files = []
  }

  /// Until nobody else's files are taking their names; closing the folder lets the next one go on.
  private func waitForOthers(_ descriptor: Int32) throws(Stop) {
    for _ in 0..<ReportFolder.patience {
      guard flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK || errno == EINTR else { return }
      try Signals.check()
      usleep(10_000)
    }
    throw .failure(
      "somebody else has been writing to '\(visible(path))' for \(ReportFolder.patience / 100) seconds; write elsewhere, or try again"
    )
  }

  /// Hundredths of a second.
  private static let patience = 1_000
}

extension ReportFolder {
  /// `json`: the bytes of the result, from which all other files are made.
  func fill(_ file: ResultFile, json: inout ByteBuffer) throws(Stop) {
    try fill(file, json: &json, page: Page(file.result, source: file.source))
  }

  /// Of a search, and of the comparison of its plans.
  func fill(_ search: OptimumFile, _ file: ResultFile, json: inout ByteBuffer) throws(Stop) {
    try add("optimum.json") { $0.append(search.bytes) }
    try add("frontier.csv") { CSVTable().write(Table(optimum: search.optimum), into: &$0) }
    try fill(file, json: &json, page: search.page(headingThatOf: file))
  }

  private func fill(_ file: ResultFile, json: inout ByteBuffer, page: Page) throws(Stop) {
    try add("report.html") { HTMLPage().write(page, into: &$0) }
    try add("report.md") { MarkdownPage(showsFigures: true).write(page, into: &$0) }
    for figure in page.figures {
      try add("\(figure.name).svg") { $0.append(text: figure.chart.svg(width: 760, id: figure.name)) }
    }
    try add("summary.csv") { CSVTable().write(Table(tidy: file.result), into: &$0) }
    try add("daily.csv") { CSVTable().write(Table(daily: file.result), into: &$0) }
    try add("monthly.csv") { CSVTable().write(Table(monthly: file.result), into: &$0) }
    try add("usage.csv") { CSVTable().write(Table(usage: file.result), into: &$0) }
    try add("result.json", &json)
  }
}
