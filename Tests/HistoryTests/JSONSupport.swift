/// A sink that keeps everything as it comes, rows as one line of words each, and ways to read a text as a file.

import Foundation
import History
import Ledger
import Quantities

struct Collector: UsageSink {
  var rows: [String] = []
  var places: [ExportPlace] = []
  var raw: [UsageRow] = []
  var covered: Set<CivilDate> = []
  var notes: [String] = []
  var warnings: [String] = []

  mutating func add(_ row: UsageRow, at place: ExportPlace) throws(ExportMistake) {
    rows.append(words(row))
    places.append(place)
    raw.append(row)
  }

  mutating func cover(_ day: CivilDate) { covered.insert(day) }

  mutating func note(_ day: CivilDate, _ state: UsageRow.State) { notes.append("\(day) \(state.rawValue)") }

  mutating func warn(_ place: ExportPlace, _ problem: String, _ remedy: String) {
    warnings.append("\(place.line):\(place.column) \(problem)")
  }

  /// No reader of JSON asks: each tells repeated requests itself.
  mutating func isNew(_ id: Span<UInt8>) -> Bool { true }

  var days: [String] { covered.sorted().map(\.description) }
}

/// `2026-05-16 model api key batch t=input/output/read/5m/1h list=$1.00`: what a row says and nothing that it does not.
func words(_ row: UsageRow) -> String {
  var words: [String] = []
  switch row.stretch {
  case .day(let day): words.append(day.description)
  case .hour(let instant): words.append(String(instant.description.prefix(13)) + "h")
  }
  let subject = row.subject
  words.append(subject.model ?? "-")
  if let channel = subject.channel { words.append(channel.rawValue) }
  if let workspace = subject.workspace { words.append("in=\(workspace)") }
  if let key = subject.key { words.append("key=\(key)") }
  for (flag, word) in [
    (subject.isBatch, "batch"), (subject.isFast, "fast"), (subject.isUSOnly, "us"),
    (subject.isLongPrompt, "long"),
  ] where flag { words.append(word) }
  if row.state != .final { words.append(row.state.rawValue) }
  if let tokens = row.tokens {
    let kinds = [tokens.input, tokens.output, tokens.cacheRead, tokens.cacheWrite5m, tokens.cacheWrite1h]
    words.append("t=" + kinds.map(String.init).joined(separator: "/"))
  }
  if let other = row.otherTokens { words.append("other=\(other)") }
  if row.webSearches > 0 { words.append("web=\(row.webSearches)") }
  if let requests = row.requests { words.append("n=\(requests)") }
  if let failed = row.failed { words.append("failed=\(failed)") }
  if let billed = row.billed { words.append("billed=\(billed)") }
  if let list = row.statedList { words.append("list=\(list)") }
  return words.joined(separator: " ")
}

enum Exports {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Exports")

  static func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  /// Reads a file of the folder: it must be recognised as this format.
  static func read(_ name: String, as format: String) throws -> Collector {
    try read(Array(text(name).utf8), as: format)
  }

  static func read(text: String, as format: String? = nil) throws -> Collector {
    try read(Array(text.utf8), as: format)
  }

  static func read(_ bytes: [UInt8], as format: String? = nil) throws -> Collector {
    guard let export = JSONExports.recognise(head: bytes) else { throw Unrecognised() }
    if let format, export.name != format { throw Unrecognised(name: export.name) }
    var sink = Collector()
    try withFile(bytes) { try export.read(path: $0, into: &sink) }
    return sink
  }

  struct Unrecognised: Error {
    var name: String?
  }

  static func withFile(_ bytes: [UInt8], _ body: (String) throws -> Void) throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "lotwise-\(UUID().uuidString)")
    try Data(bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    try body(file.path)
  }

  /// The mistake of a text, as `line:column problem; remedy`.
  static func mistake(_ text: String) -> String? {
    do {
      _ = try read(text: text)
      return nil
    } catch let mistake as ExportMistake {
      return "\(mistake.place.line):\(mistake.place.column) \(mistake.problem); \(mistake.remedy)"
    } catch {
      return "\(error)"
    }
  }
}
