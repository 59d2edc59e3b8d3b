/// `lotwise report RESULT`: renders a result file again, without simulating. The same file gives the same bytes.

import Documents
import Formats
import Quantities
import Results
import ScenarioFile

private let format = Option(
  "--format", value: "FORMAT", accepts: ComparisonFormat.ofResults.map(\.rawValue),
  summary: "the form of the data: \(listed(ComparisonFormat.ofResults.map(\.rawValue))) (default: table)")

let reportCommand = Command(
  name: "report", summary: "a result file as a report again, without simulating",
  arguments: [Command.Argument(name: "RESULT", summary: "the result.json of `lotwise compare`")],
  options: [format],
  examples: [
    Command.Example(
      line: "lotwise report reports/agency/result.json --out elsewhere",
      shows: "the whole folder of the report"),
    Command.Example(
      line: "lotwise report result.json --format html --out report.html", shows: "the page alone"),
  ]
) { invocation throws(Stop) in
  let bytes = try contents(of: invocation.arguments[0])
  let file: ResultFile
  do throws(ResultError) { file = try ResultFile(bytes: bytes) } catch {
    throw .failure(
      "\(quoted(invocation.arguments[0])) is no result that can be read: \(error); `lotwise compare --format json` writes one"
    )
  }
  var json = ByteBuffer()
  json.append(bytes)
  if let folder = invocation[.out], invocation[format] == nil {
    let folder = try ReportFolder(path: folder)
    try folder.fill(file, json: &json)
    return try folder.finish()
  }
  var out = ByteBuffer()
  file.write(
    invocation.choice(format, as: ComparisonFormat.self), json: &json, report: invocation.textReport,
    into: &out)
  try invocation.put(&out)
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
