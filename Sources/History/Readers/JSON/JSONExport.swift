/// The JSON exports that can be read, and how a file of them is opened: whole documents up to 512 MiB in one piece
/// (one value, several in a row, or a list of them: pages that were joined), larger files line by line if each line is
/// a value. A format is one type that conforms to `JSONFormat` and one line of `JSONExports.all`; transcripts
/// alone have a reader of their own.

import Documents
import Formats
import Quantities

protocol ExportFormat: SendableMetatype {
  static var name: String { get }
  static func recognises(_ shape: ExportShape) -> Bool
  /// Whose use it is, and what of it: what else may hold the same (Joining.swift).
  static var account: UsageFormat.Account { get }
  static var content: UsageFormat.Content { get }
}

extension ExportFormat {
  static var account: UsageFormat.Account { .any }
  static var content: UsageFormat.Content { .both }
}

protocol JSONFormat: ExportFormat {
  init()
  /// One value of the file: a page, a report, a row.
  mutating func take(_ item: ExportValue, into sink: inout some UsageSink) throws(ExportMistake)
  mutating func finish(into sink: inout some UsageSink) throws(ExportMistake)
}

public enum JSONExports {
  /// The formats in the order in which they are asked; no file is recognised by two of them.
  public static let all = [
    JSONExport(TranscriptReader.self), JSONExport(CCUsageReport.self), JSONExport(StatsCache.self),
    JSONExport(AnthropicUsage.self), JSONExport(AnthropicCosts.self), JSONExport(ClaudeCodeAnalytics.self),
    JSONExport(OpenAIUsage.self), JSONExport(OpenAICosts.self), JSONExport(OpenRouterActivity.self),
    JSONExport(LiteLLMLogs.self), JSONExport(LiteLLMActivity.self),
  ]

  /// The format of a file that begins with these bytes; nil: none, or not JSON.
  public static func recognise(head: [UInt8]) -> JSONExport? {
    let shape = ExportShape(head: head)
    return all.first { $0.recognises(shape) }
  }
}

public struct JSONExport: Sendable {
  /// What it is, for people: `ccusage report`.
  public var name: String { format.name }
  /// A Claude Code transcript: all of an import belong into one `TranscriptReader`, since they repeat one another.
  public var isTranscript: Bool { format == TranscriptReader.self }

  private let format: any ExportFormat.Type
  var account: UsageFormat.Account { format.account }
  var content: UsageFormat.Content { format.content }

  init(_ format: any ExportFormat.Type) { self.format = format }

  public func recognises(_ shape: ExportShape) -> Bool { format.recognises(shape) }

  /// Up to `ExportShape.headSize` bytes from the beginning of a file.
  public func recognises(head: [UInt8]) -> Bool { recognises(ExportShape(head: head)) }

  public func read(path: String, into sink: inout some UsageSink) throws(ExportMistake) {
    try read(path: path, wholeUpTo: JSONFile.largest, into: &sink)
  }

  /// `wholeUpTo`: a larger file is read line by line.
  package func read(
    path: String, wholeUpTo limit: Int, into sink: inout some UsageSink
  ) throws(ExportMistake) {
    if let format = format as? any JSONFormat.Type {
      try read(format, path, limit, &sink)
    } else {
      var reader = TranscriptReader()
      try reader.read(path: path, into: &sink)
      try reader.finish(into: &sink)
    }
  }

  private func read<Format: JSONFormat>(
    _: Format.Type, _ path: String, _ limit: Int, _ sink: inout some UsageSink
  ) throws(ExportMistake) {
    var format = Format()
    try JSONFile.each(path, limit) { item throws(ExportMistake) in try format.take(item, into: &sink) }
    try format.finish(into: &sink)
  }
}

enum JSONFile {
  static let largest = 512 << 20

  /// Each value of a file; of lists, each element.
  static func each(
    _ path: String, _ limit: Int, _ body: (ExportValue) throws(ExportMistake) -> Void
  ) throws(ExportMistake) {
    let file = try LineStream.open(path)
    if let size = file.size, size > limit {
      try eachLine(file, body)
      return
    }
    let bytes: [UInt8]?
    do throws(InputFile.Refusal) { bytes = try file.bytes(limit: limit) } catch {
      throw ExportMistake(ExportPlace(), error.problem, error.remedy)
    }
    guard let bytes else { throw tooLarge }
    guard try each(ExportText(bytes), body) else {
      throw ExportMistake(ExportPlace(), "this file is empty", "export it again")
    }
  }

  /// False: there is none.
  private static func each(
    _ text: ExportText, _ body: (ExportValue) throws(ExportMistake) -> Void
  ) throws(ExportMistake) -> Bool {
    var cursor = JSONCursor(text.bytes, in: ExportShape.start(text.bytes)..<text.bytes.count)
    var isAny = false
    while true {
      let item: ExportValue
      let kind: JSONCursor.Kind
      do throws(JSONLexer.Failure) {
        kind = try cursor.kind()
        item = ExportValue(text: text, at: cursor.at)
        if kind != .end { try cursor.skip() }
      } catch { throw text.mistake(error) }
      if kind == .end { return isAny }
      isAny = true
      if kind == .list { try item.each(body) } else { try body(item) }
    }
  }

  /// A line that is no whole value shows that the file is no file of lines: it is too large then.
  private static func eachLine(
    _ file: InputFile, _ body: (ExportValue) throws(ExportMistake) -> Void
  ) throws(ExportMistake) {
    var lines = LineStream(file)
    while let range = try lines.next() {
      let text = ExportText(Array(lines.buffer[range]), firstLine: lines.line)
      let start = lines.line == 1 ? ExportShape.start(text.bytes) : 0
      var cursor = JSONCursor(text.bytes, in: start..<text.bytes.count)
      do throws(JSONLexer.Failure) {
        if try cursor.kind() == .end { continue }
        try cursor.skip()
      } catch {
        if lines.line == 1 { throw tooLarge }
        throw text.mistake(error)
      }
      _ = try each(text, body)
    }
  }

  private static let tooLarge = ExportMistake(
    ExportPlace(), "this file is larger than 512 MiB and not one entry a line",
    "make lines of it: `jq -c '.[]' FILE > lines.jsonl` for a list, `jq -c . FILE` for pages, or export shorter spans"
  )
}
