/// Collects what is wrong with one file while the rest of it is still being read, so that a person sees
/// every mistake at once. The lines themselves are looked up once, at the end, in one walk through the
/// text.

import Quantities

/// Where something stands in a file: lines and columns from 1, in characters; the end is past the last one.
package struct Place: Hashable, Sendable {
  package var line: Int32
  package var column: Int32
  package var endLine: Int32
  package var endColumn: Int32
  /// An index into the files that were read; 0: the one that was named.
  package var file: Int32 = 0

  package init(line: Int, column: Int, endLine: Int? = nil, endColumn: Int? = nil) {
    self.line = Int32(clamping: line)
    self.column = Int32(clamping: column)
    self.endLine = Int32(clamping: endLine ?? line)
    self.endColumn = Int32(clamping: endColumn ?? column + 1)
  }

  /// The file as a whole.
  package static let file = Place(line: 0, column: 1)
}

package final class Findings {
  /// A file with more mistakes than this has one mistake, made often.
  package static let most = 100

  package let path: String
  /// What a person would call it, and the page that says what it may hold.
  package var kind = "the case"
  package var page = "docs/replay-case.md"
  /// The files that this one includes.
  private var included: [SourceText] = []
  /// The defaults that were used, in the order of reading.
  package var assumed: [Assumption] = []
  /// The maps that single values stand for, each in the place of its value.
  package var shorthands: [Node] = []
  /// The keys that were asked for, by what was read, once a test wants to know them.
  package var keysAsked: [String: Set<String>]?
  private var list: [(diagnostic: Diagnostic, place: Place)] = []
  private var adopted: [Diagnostic] = []
  private var seen: Set<Diagnostic> = []
  private var errors = 0
  private var omitted = 0

  package init(path: String) { self.path = path }

  /// What readings of one document have in common; a value, for readings on any thread.
  package struct Frame: Sendable {
    fileprivate let path: String
    fileprivate let kind: String
    fileprivate let page: String
    fileprivate let included: [SourceText]
  }

  package var frame: Frame { Frame(path: path, kind: kind, page: page, included: included) }

  /// For a trial reading of a part of the document: nothing of it is told unless it is taken over.
  package init(trialIn frame: Frame) {
    path = frame.path
    (kind, page, included) = (frame.kind, frame.page, frame.included)
  }

  package var hasErrors: Bool { errors > 0 }
  package var errorCount: Int { errors }
  /// What is found from now on is only counted.
  package var isFull: Bool { list.count >= Findings.most }

  /// A further file of the same document; its places bear the number that is returned.
  package func include(_ text: SourceText) -> Int32 {
    included.append(text)
    return Int32(clamping: included.count)
  }

  /// The files that were included, by path.
  package var includedPaths: [String] { included.map(\.path) }

  /// The file that a place is in.
  package func path(of place: Place) -> String {
    place.file == 0 ? path : included[Int(place.file) - 1].path
  }

  package func error(_ place: Place, _ message: String, _ remedy: String) {
    errors += 1
    add(.error, place, message, remedy)
  }

  package func error(_ place: Place, _ reason: QuantityError) {
    error(place, reason.problem, reason.remedy)
  }

  package func warning(_ place: Place, _ message: String, _ remedy: String) {
    add(.warning, place, message, remedy)
  }

  /// Takes over what was found in another file that this one names; it is shown behind the rest.
  package func adopt(_ other: Diagnostics) {
    errors += other.list.count { $0.severity == .error } + other.omitted
    omitted += other.omitted
    adopted += other.list
  }

  /// Takes over what a trial reading found, as far as it is wanted.
  package func take(
    _ severity: Diagnostic.Severity, of trial: Findings,
    where isWanted: (Diagnostic, Place) -> Bool = { _, _ in true }
  ) {
    for (found, place) in trial.list where found.severity == severity && isWanted(found, place) {
      if severity == .error { errors += 1 }
      add(severity, place, found.message, found.remedy)
    }
  }

  /// The errors of a trial reading, with what they were found under.
  package func take(errorsOf trial: Findings, saying words: String) {
    for (found, place) in trial.list where found.severity == .error {
      errors += 1
      add(.error, place, words + found.message, found.remedy)
    }
  }

  /// Whether this was found, at its place and in its words.
  package func has(_ diagnostic: Diagnostic) -> Bool { seen.contains(diagnostic) }

  /// What stands in an anchor is read as often as it is used; it is reported once.
  private func add(_ severity: Diagnostic.Severity, _ place: Place, _ message: String, _ remedy: String) {
    guard list.count < Findings.most else {
      omitted += severity == .error ? 1 : 0
      return
    }
    let diagnostic = Diagnostic(
      severity, path: path(of: place), line: Int(place.line),
      column: Int(place.column), message: message,
      remedy: remedy)
    if seen.insert(diagnostic).inserted { list.append((diagnostic, place)) }
  }

  /// Everything found, in the order of the file, each with its line of `text`.
  package func diagnostics(in text: SourceText) -> Diagnostics {
    let order = list.indices.sorted {
      let (a, b) = (list[$0].place, list[$1].place)
      return (a.file, a.line, a.column, $0) < (b.file, b.line, b.column, $1)
    }
    var lines = text.lines()
    var file: Int32 = 0
    var result: [Diagnostic] = []
    for index in order {
      var (diagnostic, place) = list[index]
      if place.file != file { (file, lines) = (place.file, included[Int(place.file) - 1].lines()) }
      if place.line > 0, let line = lines.line(Int(place.line)) {
        diagnostic.show(line, place)
      }
      result.append(diagnostic)
    }
    return Diagnostics(result + adopted, omitted: omitted)
  }
}

extension Diagnostic {
  /// Lines longer than this are shown in part.
  static let widest = 110

  /// Takes over the line it is about, and how much of it to underline.
  package mutating func show(_ line: [Unicode.Scalar], _ place: Place) {
    let end = place.endLine == place.line ? Int(place.endColumn) : line.count + 1
    length = Swift.max(1, Swift.min(end, line.count + 1) - column)
    var first = 0
    if line.count > Diagnostic.widest {
      first = Swift.max(0, Swift.min(column - 1 - 40, line.count - Diagnostic.widest))
    }
    let last = Swift.min(line.count, first + Diagnostic.widest)
    var shown = String.UnicodeScalarView()
    for scalar in line[Swift.min(first, last)..<last] {
      shown.append(scalar == "\t" ? " " : isUnprintable(scalar) ? "\u{FFFD}" : scalar)
    }
    if first > 0 { shown.replaceSubrange(shown.startIndex...shown.startIndex, with: ["…"]) }
    if last < line.count { shown.replaceSubrange(shown.index(before: shown.endIndex)..., with: ["…"]) }
    sourceLine = String(shown)
    sourceColumn = first + 1
    length = Swift.min(length, Swift.max(1, last - column + 1))
  }
}
