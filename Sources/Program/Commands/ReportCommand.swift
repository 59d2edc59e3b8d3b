/// `lotwise report RESULT`: renders a result file again, without simulating. The same file gives the same bytes. The page of a search
/// for a plan also shows a comparison of its plans, so it takes two files, which the folder of its report has side by side.

import Documents
import Formats
import Glibc
import Pages
import Quantities
import Results
import ScenarioFile

private let format = Option(
  "--format", value: "FORMAT", accepts: ComparisonFormat.ofResults.map(\.rawValue),
  summary: "the form of the data: \(listed(ComparisonFormat.ofResults.map(\.rawValue))) (default: table)")

let reportCommand = Command(
  name: "report", summary: "a result file as a report again, without simulating",
  arguments: [
    Command.Argument(
      name: "RESULT",
      summary:
        "the result.json of `lotwise compare`, the optimum.json of `lotwise optimise`, or the folder that either wrote its report to"
    )
  ],
  options: [format],
  examples: [
    Command.Example(
      line: "lotwise report reports/agency/result.json --out elsewhere",
      shows: "the whole folder of the report"),
    Command.Example(
      line: "lotwise report result.json --format html --out report.html", shows: "the page alone"),
    Command.Example(
      line: "lotwise report found --format html --out report.html",
      shows: "the page of a search, which `lotwise optimise --out found` wrote"),
  ]
) { invocation throws(Stop) in
  let saved = try Saved(path: invocation.arguments[0])
  if let folder = invocation[.out], invocation[format] == nil {
    let folder = try ReportFolder(path: folder)
    try saved.fill(folder)
    return try folder.finish()
  }
  var out = ByteBuffer()
  try saved.write(
    invocation.choice(format, as: ComparisonFormat.self), report: invocation.textReport, into: &out)
  try invocation.put(&out)
}

/// What is shown again.
private struct Saved {
  let path: String
  /// Nil: not the report of a search.
  var search: OptimumFile?
  /// Nil: a search's file alone.
  var comparison: (file: ResultFile, bytes: [UInt8])?

  init(path: String) throws(Stop) {
    self.path = path
    if isFolder(path) {
      try readFolder()
      return
    }
    let bytes = try contents(of: path)
    switch try read(bytes, path) {
    case .comparison(let file): comparison = (file, bytes)
    case .search(let file): search = file
    }
  }

  private func read(_ bytes: [UInt8], _ path: String) throws(Stop) -> SavedResult {
    do throws(ResultError) { return try SavedResult(bytes: bytes) } catch {
      throw .failure(
        "\(quoted(path)) is no result that can be read: \(error); `lotwise compare --format json` and `lotwise optimise --format json` write one"
      )
    }
  }

  private mutating func readFolder() throws(Stop) {
    let folder = path.hasSuffix("/") ? path : path + "/"
    let (result, optimum) = (folder + "result.json", folder + "optimum.json")
    guard access(result, F_OK) == 0 else {
      throw .failure(
        "there is no result.json in \(quoted(path)); name a folder that `lotwise compare --out` or `lotwise optimise --out` wrote"
      )
    }
    let bytes = try contents(of: result)
    guard case .comparison(let file) = try read(bytes, result) else {
      throw .failure("\(quoted(result)) is no comparison; \(Saved.remedy)")
    }
    comparison = (file, bytes)
    guard access(optimum, F_OK) == 0 else { return }
    guard case .search(let found) = try read(try contents(of: optimum), optimum) else {
      throw .failure("\(quoted(optimum)) is no search; \(Saved.remedy)")
    }
    guard found.command == file.source.command, found.version == file.source.version else {
      throw .failure("optimum.json and result.json in \(quoted(path)) are not of one run; \(Saved.remedy)")
    }
    search = found
  }

  private static let remedy = "let `lotwise optimise --out` write the folder anew"

  private func compared() throws(Stop) -> (file: ResultFile, bytes: [UInt8]) {
    guard let comparison else {
      throw .failure(
        "this form also shows a comparison of the plans found, which \(quoted(path)) has not; name the folder that `lotwise optimise --out` wrote"
      )
    }
    return comparison
  }

  func fill(_ folder: ReportFolder) throws(Stop) {
    let (file, bytes) = try compared()
    var json = ByteBuffer()
    json.append(bytes)
    guard let search else { return try folder.fill(file, json: &json) }
    try folder.fill(search, file, json: &json)
  }

  func write(_ format: ComparisonFormat, report: TextReport, into out: inout ByteBuffer) throws(Stop) {
    if let search {
      switch format {
      case .table: return search.write(.table, report: report, into: &out)
      case .csv: return search.write(.csv, report: report, into: &out)
      case .json: return search.write(.json, report: report, into: &out)
      case .markdown:
        let page = search.page(headingThatOf: try compared().file)
        return MarkdownPage(showsFigures: false).write(page, into: &out)
      case .html: return HTMLPage().write(search.page(headingThatOf: try compared().file), into: &out)
      case .daily, .monthly, .usage, .focus: break
      }
    }
    let (file, bytes) = try compared()
    var json = ByteBuffer()
    json.append(bytes)
    file.write(format, json: &json, report: report, into: &out)
  }
}

private func isFolder(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// A result has a megabyte for each few years and plans; what is far larger is none.
private let mostBytes = 1 << 28

func contents(of path: String) throws(Stop) -> [UInt8] {
  do throws(InputFile.Refusal) {
    if let bytes = try InputFile(path: path).bytes(limit: mostBytes) { return bytes }
  } catch {
    try Signals.check()
    throw .failure("cannot read \(quoted(path)): \(error.problem); \(error.remedy)")
  }
  throw .failure("'\(visible(path))' is too large for a result")
}
