/// A file of requests, CSV or JSON lines, read as a stream in batches: docs/replay-case.md, "Event
/// files". The first row with a mistake ends it, with every mistake of that row at its place.

import Documents
import Formats
import Ledger
import Pricing
import Quantities
import Scenario

enum EventFormat {
  case csv, jsonLines

  /// By the end of the file's name.
  init?(path: String) {
    let name = path.lowercased()
    if name.hasSuffix(".csv") {
      self = .csv
    } else if name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") {
      self = .jsonLines
    } else {
      return nil
    }
  }
}

public struct EventFile {
  public let path: String
  private let format: EventFormat
  private var stream: ByteStream
  private var row: EventRow
  private var json = JSONLine()
  private var columns: [RequestKey] = []
  /// The line of each request of the last batch.
  private var lines: [Int] = []

  /// Opens the file and, for CSV, reads its header. Requests before the start of `plan` are mistakes.
  public init(path: String, plan: LedgerPlan, card: RateCard) throws(Diagnostics) {
    self.path = path
    guard let format = EventFormat(path: path) else {
      throw EventFile.whole(
        path, "this is neither CSV nor JSON lines by its name", "name it .csv, .jsonl or .ndjson")
    }
    self.format = format
    do throws(ByteStream.Failure) {
      stream = try ByteStream(path: path)
    } catch {
      if case .refused(let refusal) = error { throw EventFile.whole(path, refusal.problem, refusal.remedy) }
      throw EventFile.unreadable(path, error.reason)
    }
    row = EventRow(plan: plan, card: card)
    if format == .csv { try readHeader() }
  }

  /// Replaces `batch` by the next requests, at most `limit`. False: there were none left, and it is empty.
  public mutating func next(_ batch: inout [CaseRequest], limit: Int) throws(Diagnostics) -> Bool {
    batch.removeAll(keepingCapacity: true)
    lines.removeAll(keepingCapacity: true)
    while batch.count < limit, let record = try nextRecord() {
      guard let request = EventFile.read(stream.buffer, record, format, columns, &json, &row) else {
        throw mistakes(row.mistakes, record)
      }
      batch.append(request)
      lines.append(stream.line)
    }
    return !batch.isEmpty
  }

  private static func read(
    _ buffer: [UInt8], _ record: Range<Int>, _ format: EventFormat, _ columns: [RequestKey],
    _ json: inout JSONLine, _ row: inout EventRow
  ) -> CaseRequest? {
    let bytes = buffer.span.extracting(record)
    row.begin()
    switch format {
    case .csv: row.readCSV(bytes, columns)
    case .jsonLines: json.read(bytes, into: &row)
    }
    return row.end(0..<record.count)
  }

  /// The line on which a request of the last batch stands; `n` is its index in that batch.
  public func place(ofRequest n: Int) -> Int { lines[n] }

  /// What the ledger or the card has against a request of the last batch, at its place.
  public func diagnostic(ofRequest n: Int, _ reason: QuantityError) -> Diagnostic {
    Diagnostic(.error, path: path, line: lines[n], message: reason.problem, remedy: reason.remedy)
  }

  // MARK: Records

  /// The next record that is not blank; in CSV, with the lines that its quoted cells go on to.
  private mutating func nextRecord() throws(Diagnostics) -> Range<Int>? {
    do throws(ByteStream.Failure) {
      while let line = try stream.nextLine() {
        if line.isEmpty { continue }
        return format == .csv ? try whole(line) : line
      }
      return nil
    } catch {
      throw failure(error)
    }
  }

  /// A record from its first line. Only what each further line adds is looked at.
  private mutating func whole(_ line: Range<Int>) throws(ByteStream.Failure) -> Range<Int> {
    var record = line
    var isOpen = CSVCells.opens(stream.buffer.span.extracting(record))
    while isOpen {
      let known = record.count
      guard let longer = try stream.extend(record) else { throw .endsInQuotes }
      record = longer
      let added = stream.buffer.span.extracting(
        min(record.upperBound, record.lowerBound + known)..<record.upperBound)
      isOpen = isOpen != CSVCells.opens(added)
    }
    return record
  }

  private mutating func readHeader() throws(Diagnostics) {
    guard let record = try nextRecord() else {
      throw EventFile.whole(path, "this file is empty", "begin it with a header like at,model,input,output")
    }
    var problems: [RowMistake] = []
    for (cell, range) in CSVCells.split(stream.buffer.span.extracting(record)) {
      let name = cell.trimmed
      guard let key = RequestKey(column: name) else {
        problems.append(
          RowMistake(
            range: range,
            reason: QuantityError(
              "\(quote(name)) is not a column of requests", remedy: RequestKey.remedy(for: name))))
        continue
      }
      if columns.contains(key) {
        problems.append(
          RowMistake(
            range: range,
            reason: QuantityError("the column \(quote(name)) comes twice", remedy: "keep one of them")))
      }
      columns.append(key)
    }
    if problems.isEmpty, !columns.contains(.at) || !(columns.contains(.amount) || columns.contains(.model)) {
      let lacks = columns.contains(.at) ? "'amount' or 'model'" : "'at'"
      problems.append(
        RowMistake(
          range: 0..<record.count,
          reason: QuantityError(
            "the header lacks \(lacks)", remedy: "write a header like at,model,input,output")))
    }
    if !problems.isEmpty { throw mistakes(problems, record) }
  }

  // MARK: Mistakes

  /// Mistakes in a record, each with its own line.
  private func mistakes(_ mistakes: [RowMistake], _ record: Range<Int>) -> Diagnostics {
    let bytes = Array(stream.buffer[record])
    return Diagnostics(
      mistakes.prefix(Findings.most).map { mistake in
        let start = min(mistake.range.lowerBound, bytes.count)
        let before = bytes[..<start]
        let lineStart = before.lastIndex(of: 10).map { $0 + 1 } ?? 0
        let lineEnd = bytes[start...].firstIndex(of: 10) ?? bytes.count
        let column = decoded(bytes[lineStart..<start]).count + 1
        let width = decoded(bytes[start..<max(start, min(mistake.range.upperBound, lineEnd))]).count
        let line = stream.line + before.count { $0 == 10 }
        var diagnostic = Diagnostic(
          .error, path: path, line: line, column: column, message: mistake.reason.problem,
          remedy: mistake.reason.remedy)
        diagnostic.show(
          decoded(bytes[lineStart..<lineEnd]), Place(line: line, column: column, endColumn: column + width))
        return diagnostic
      })
  }

  private func failure(_ failure: ByteStream.Failure) -> Diagnostics {
    switch failure {
    case .refused(let refusal): return EventFile.whole(path, refusal.problem, refusal.remedy)
    case .unreadable(let reason): return EventFile.unreadable(path, reason)
    case .tooLong where stream.linesOfRecord == 1:
      return Diagnostics([
        Diagnostic(
          .error, path: path, line: stream.line, message: "this line is longer than 1 MiB",
          remedy: "check that this is the right file, with one request a line")
      ])
    case .tooLong, .endsInQuotes:
      let record = stream.pending
      let opened = CSVCells.lastOpened(stream.buffer.span.extracting(record))
      let reason = QuantityError(
        "the quote that opens here is never closed", remedy: "close it, or write a quote inside quotes twice")
      return mistakes([RowMistake(range: opened..<opened + 1, reason: reason)], record)
    }
  }

  private static func unreadable(_ path: String, _ reason: String) -> Diagnostics {
    whole(path, "this file cannot be read (\(reason))", "check its name and its rights")
  }

  private static func whole(_ path: String, _ message: String, _ remedy: String) -> Diagnostics {
    Diagnostics([Diagnostic(.error, path: path, message: message, remedy: remedy)])
  }
}
