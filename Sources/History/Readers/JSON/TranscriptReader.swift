/// Claude Code's transcripts (`~/.claude/projects/**/*.jsonl`): one line a message, of which those with `usage` are
/// requests, each with its instant. One reader takes all files of an import, since they repeat one another: a resumed
/// session copies its past, a streamed answer is written several times, a subagent's log replays its parent's messages.
/// Rows go out at the end, when it is known which of the repetitions counts (TranscriptRequests.swift).
///
/// Which lines count: a `message` with `usage` of input and output tokens, or the same in `data.message` (an agent's
/// progress). The split `cache_creation` wins over the sum beside it. An error message of the API is a failed request
/// without tokens; `<synthetic>` is no model, and its lines are nothing. Lines without "usage" are passed over unparsed.
/// A line that cannot be read is counted and told of with the place of the first; a broken last line without a line
/// feed is one that is being written.
/// Source: ryoppippi/ccusage@5816e64, adapter/claude. It also drops lines with an odd `version` or with null in certain
/// fields; they are requests all the same and count here.

import Documents
import Formats
import Quantities

public struct TranscriptReader: ExportFormat {
  static let name = "Claude Code transcript"

  static func recognises(_ shape: ExportShape) -> Bool {
    shape.has("message.usage") || shape.has("data.message.message.usage")
      || (shape.has("sessionId") && shape.has("type")) || (shape.has("summary") && shape.has("leafUuid"))
      || (shape.has("snapshot") && shape.has("messageId"))
  }

  /// Above how many tokens a prompt to this model at this instant pays the prices of long prompts; nil: never.
  public typealias Band = (_ model: String, _ at: Instant) -> Int64?

  /// Claude Code's default of `cleanupPeriodDays`.
  static let keptDays: Int64 = 30

  private let band: Band
  private var requests = TranscriptRequests()
  private var hasUsable = false

  public init(longPromptsOver band: @escaping Band = { _, _ in nil }) { self.band = band }

  /// Returns how many lines of this file are requests, repeated ones included.
  @discardableResult
  public mutating func read(path: String, into sink: inout some UsageSink) throws(ExportMistake) -> Int {
    var lines = LineStream(try LineStream.open(path))
    var usable = 0
    var broken = 0
    var first: ExportMistake?
    while let range = try lines.next() {
      guard TranscriptReader.mentionsUsage(lines.buffer, range) else { continue }
      var line = TranscriptLine()
      do throws(JSONLexer.Failure) {
        try line.read(lines.buffer, range)
        guard let request = try line.request(lines.buffer, &requests, lines.line) else { continue }
        usable += 1
        requests.insert(request, message: line.message(lines.buffer))
      } catch {
        let place = ExportPlace(line: lines.line, column: error.range.lowerBound - range.lowerBound + 1)
        if !lines.isWhole {
          sink.warn(place, "the last line is cut off and left out", "it is being written: import again later")
        } else {
          broken += 1
          first = first ?? ExportMistake(place, error.problem, error.remedy)
        }
      }
    }
    if let first {
      sink.warn(
        first.place,
        broken == 1
          ? "this line cannot be read and is left out: \(first.problem)"
          : "\(grouped(broken)) lines cannot be read and are left out, this one first: \(first.problem)",
        "the usage in it is missing; the rest of the file is read")
    }
    if usable > 0 { hasUsable = true }
    return usable
  }

  /// Whether `"usage"` stands in a line: 32 places at a time, by its first, second and last byte. A quote inside a text is
  /// escaped, so that only a key or a whole text is found.
  package static func mentionsUsage(_ buffer: [UInt8], _ range: Range<Int>) -> Bool {
    let bytes = buffer.span.bytes
    let word: [7 of UInt8] = [0x22, 0x75, 0x73, 0x61, 0x67, 0x65, 0x22]
    let lanes = 32
    let size = word.count
    func stands(at index: Int) -> Bool {
      for offset in 0..<size where buffer[index + offset] != word[offset] { return false }
      return true
    }
    var index = range.lowerBound
    while index + lanes + size <= range.upperBound {
      let first = bytes.unsafeLoadUnaligned(fromByteOffset: index, as: SIMD32<UInt8>.self)
      let second = bytes.unsafeLoadUnaligned(fromByteOffset: index + 1, as: SIMD32<UInt8>.self)
      let last = bytes.unsafeLoadUnaligned(fromByteOffset: index + size - 1, as: SIMD32<UInt8>.self)
      if any((first .== word[0]) .& (second .== word[1]) .& (last .== word[6])) {
        for place in index..<index + lanes where stands(at: place) { return true }
      }
      index += lanes
    }
    while index + size <= range.upperBound {
      if stands(at: index) { return true }
      index += 1
    }
    return false
  }

  /// Hands out all requests, each once, hour by hour; without a single one it is a mistake.
  public mutating func finish(into sink: inout some UsageSink) throws(ExportMistake) {
    guard hasUsable else {
      throw ExportMistake(
        ExportPlace(), "no line of these transcripts holds the usage of a request",
        "import the files below ~/.claude/projects, not those of another program")
    }
    var days = DaySpan()
    var bands: [BandKey: Int64?] = [:]
    for request in requests.all {
      let hour = Instant(seconds: Int64(request.hour) * TimeSpan.hour)
      days.include(hour.date)
      var row = UsageRow(.hour(hour))
      row.requests = 1
      row.failed = request.isFailed ? 1 : 0
      if let model = requests.model(request.model) {
        row.subject.model = model
        let key = BandKey(model: request.model, hour: request.hour)
        let over = bands[key] ?? band(model, hour)
        bands[key] = .some(over)
        if let over, request.promptTokens > over { row.subject.isLongPrompt = true }
      }
      row.subject.isFast = request.isFast
      row.subject.isUSOnly = request.isUSOnly
      row.subject.isBatch = request.isBatch
      if !request.isFailed {
        row.tokens = request.tokens
        row.webSearches = request.webSearches
      }
      if request.cost != TranscriptRequests.noCost { row.statedList = Nanodollars(request.cost) }
      try sink.add(row, at: ExportPlace(line: Int(request.line), column: 1))
    }
    days.finish(into: &sink, lastMayGrow: true)
    if let first = days.first, let last = days.last, last.day - first.day > TranscriptReader.keptDays {
      sink.warn(
        ExportPlace(),
        "days more than \(TranscriptReader.keptDays) days before \(last) may hold less than was used: Claude Code "
          + "deletes what was not touched for so long",
        "raise cleanupPeriodDays in its settings, or take older days from `ccusage daily --json` of that time"
      )
    }
  }

  private struct BandKey: Hashable {
    let model: Int32
    let hour: Int32
  }
}
