/// Reading exports: each file is recognised by what it holds and read by its format; then all of them become one history. The
/// first mistake of a file ends the import, with its line and a caret under it.

import Documents
import Formats
import Pricing
import Quantities

public struct UsageImport {
  /// What became of one file, or of several of one format whose requests are told apart.
  public struct File {
    public var format: UsageFormat
    public var paths: [String]
    public var table: UsageTable
    /// Requests that were there before.
    public var repeated: Int { table.requests.repeated }
    public var first: CivilDate? { table.days?.first }
    public var last: CivilDate? { table.days?.last }
  }

  public private(set) var files: [File] = []
  public private(set) var history = UsageHistory(rows: [], covered: [], noted: [:])
  /// Files of folders that are no export.
  public private(set) var skipped: [String] = []
  public private(set) var warnings = Diagnostics()

  /// Reads these files. `optional`: files that were found in a folder; one that is no export is skipped. `progress` takes the
  /// bytes that were read, and says whether to go on; nil: it said no.
  public static func read(
    _ paths: [String], optional: Set<String> = [], overlap: Overlap? = nil, pricing: UsagePricing,
    progress: (Int) -> Bool = { _ in true }
  ) throws(Diagnostics) -> UsageImport? {
    var result = UsageImport()
    // In the order of the first file of each: those of a format whose requests are told apart are one.
    var groups: [Group] = []
    for path in paths {
      guard let format = try result.recognise(path, isOptional: optional.contains(path)) else { continue }
      let known = groups.firstIndex { $0.format.countsRequests && $0.format.name == format.name }
      if format.countsRequests, let known {
        groups[known].paths.append(path)
      } else {
        groups.append(Group(format: format, paths: [path]))
      }
      // A pipe is read once: by now, its beginning was.
      if !progress(0) { return nil }
    }
    for group in groups {
      guard try result.read(group, progress) else { return nil }
    }
    result.opened.removeAll()
    try result.join(overlap, pricing)
    for file in result.files { result.warnings.list += file.diagnostics }
    return result
  }

  private struct Group {
    var format: UsageFormat
    var paths: [String]
  }

  /// Files that cannot be opened twice, by their paths.
  private var opened: [String: CSVSheet] = [:]

  // MARK: One file

  /// Nil: it was found in a folder, and is no export.
  private mutating func recognise(_ path: String, isOptional: Bool) throws(Diagnostics) -> UsageFormat? {
    let file: Opened
    do throws(ExportMistake) { file = try Opened(path) } catch {
      if isOptional {
        skipped.append(path)
        return nil
      }
      throw Diagnostics([ExportLine.diagnostic(.error, path, error)])
    }
    guard let format = file.format else {
      if isOptional {
        skipped.append(path)
        return nil
      }
      throw Diagnostics([
        Diagnostic(
          .error, path: path, line: file.isText ? 1 : 0,
          message: "this is no export that lotwise knows: \(file.whatItHolds)",
          remedy: "the formats are \(listed(UsageFormat.all.map(\.name), "and")); "
            + "a table of your own needs a header like date,dollars")
      ])
    }
    if file.isPipe { opened[path] = file.sheet }
    return format
  }

  private mutating func read(_ group: Group, _ progress: (Int) -> Bool) throws(Diagnostics) -> Bool {
    var goesOn = true
    let watch: (Int) -> Bool = { count in
      goesOn = progress(count)
      return goesOn
    }
    var table = UsageTable()
    do throws(ExportFileMistake) {
      switch group.format.reading {
      case .csv(let csv):
        for path in group.paths where goesOn {
          do throws(ExportMistake) {
            var sheet =
              if let known = opened.removeValue(forKey: path) { known } else { try Opened.sheet(path) }
            try csv.read(&sheet, &table, watch)
          } catch { throw ExportFileMistake(path, error) }
        }
      case .json(let json): try json.read(group.paths, &table, watch)
      }
    } catch {
      throw Diagnostics([ExportLine.diagnostic(.error, error.path, error.mistake)])
    }
    if group.format.emptyDaysAreZero { table.coverBetween() }
    if let days = table.days, days.last.day - days.first.day > UsageTable.mostDays {
      throw Diagnostics([
        Diagnostic(
          .error, path: group.paths[0],
          message: "its days go from \(days.first) to \(days.last): that is no history",
          remedy: "look for a wrong year")
      ])
    }
    files.append(File(format: group.format, paths: group.paths, table: table))
    return goesOn
  }

  private mutating func join(_ overlap: Overlap?, _ pricing: UsagePricing) throws(Diagnostics) {
    if files.count == 1, let table = files.first?.table {
      history = UsageHistory(rows: table.rows, covered: table.covered, noted: table.noted)
      return
    }
    let sources = files.map { Joining.Source($0.format, path: $0.paths[0], table: $0.table) }
    do throws(OverlapQuestion) {
      history = try Joining.history(of: sources, overlap: overlap, pricing: pricing)
    } catch {
      throw Diagnostics([
        Diagnostic(
          .error, path: error.second,
          message: "\(quoted(error.first)) has the day \(error.day) too, and other use on it",
          remedy: "leave one of the two out, or say which is right with --overlap first or last, "
            + "or --overlap sum if both are")
      ])
    }
    if let first = history.first, let last = history.last, last.day - first.day > UsageTable.mostDays {
      throw Diagnostics([
        Diagnostic(
          .error, path: files[0].paths[0], message: "the days of these files go from \(first) to \(last)",
          remedy: "leave out the file that is of another time")
      ])
    }
  }
}

extension UsageImport.File {
  /// What its reader warned of, as a person is shown it.
  fileprivate var diagnostics: [Diagnostic] {
    table.warnings.map { warning in
      let more = warning.count > 1 ? " (and in \(warning.count - 1) more places)" : ""
      let place = paths.count == 1 ? warning.place : ExportPlace()
      return ExportLine.diagnostic(
        .warning, paths[0], ExportMistake(place, warning.problem + more, warning.remedy))
    }
  }
}

/// A file, opened and recognised by its first bytes.
private struct Opened {
  var sheet: CSVSheet?
  var format: UsageFormat?
  var isText = false
  var isPipe = false
  var whatItHolds = "it is empty"

  init(_ path: String) throws(ExportMistake) {
    var stream = try Opened.stream(path)
    isPipe = stream.size == nil
    let head: [UInt8]
    do throws(ByteStream.Failure) { head = Array(stream.buffer[try stream.head(1 << 16)]) } catch {
      throw Opened.mistake(error)
    }
    let firstByte = head.first { ![9, 10, 13, 32].contains($0) }
    guard let firstByte else { return }
    guard !head.contains(0) else {
      whatItHolds = "it is not text"
      return
    }
    if firstByte == UInt8(ascii: "{") || firstByte == UInt8(ascii: "[") {
      whatItHolds = "it is JSON of another shape"
      guard !isPipe else {
        throw ExportMistake(ExportPlace(), "JSON is not read from a pipe", "write it into a file first")
      }
      format = UsageFormat.all.first { format in
        if case .json(let json) = format.reading { json.recognises(head) } else { false }
      }
      return
    }
    var sheet = CSVSheet(stream)
    try sheet.readHeader()
    isText = true
    let shown = sheet.header.names.prefix(6).joined(separator: ",")
    whatItHolds = "it begins with \(QuantityError.quote(shown))"
    let header = sheet.header
    format = UsageFormat.all.first { format in
      if case .csv(let csv) = format.reading { csv.recognises(header) } else { false }
    }
    self.sheet = sheet
  }

  /// At its first record.
  static func sheet(_ path: String) throws(ExportMistake) -> CSVSheet {
    var sheet = CSVSheet(try stream(path))
    try sheet.readHeader()
    return sheet
  }

  private static func stream(_ path: String) throws(ExportMistake) -> ByteStream {
    do throws(ByteStream.Failure) { return try ByteStream(path: path) } catch { throw mistake(error) }
  }

  private static func mistake(_ failure: ByteStream.Failure) -> ExportMistake {
    if case .refused(let refusal) = failure {
      return ExportMistake(ExportPlace(), refusal.problem, refusal.remedy)
    }
    return ExportMistake(
      ExportPlace(), "this file cannot be read (\(failure.reason))", "check its name and its rights")
  }
}

/// A mistake as a person is shown it: with the line that it is about, read once more.
enum ExportLine {
  static func diagnostic(_ severity: Diagnostic.Severity, _ path: String, _ mistake: ExportMistake)
    -> Diagnostic
  {
    let place = mistake.place
    var diagnostic = Diagnostic(
      severity, path: path, line: place.line, column: max(1, place.column), message: mistake.problem,
      remedy: mistake.remedy)
    guard place.line > 0, place.column > 0, let line = line(place.line, of: path) else { return diagnostic }
    diagnostic.show(
      line, Place(line: place.line, column: place.column, endColumn: place.column + place.length))
    return diagnostic
  }

  /// Nil for a pipe, which cannot be read twice.
  private static func line(_ number: Int, of path: String) -> [Unicode.Scalar]? {
    guard var stream = try? ByteStream(path: path), stream.size != nil else { return nil }
    while let line = try? stream.nextLine() {
      if stream.line == number { return decoded(stream.buffer[line].prefix(1 << 14)) }
    }
    return nil
  }
}
