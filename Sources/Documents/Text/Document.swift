/// The one way to a document: a file is opened, read whole, parsed, and its tree handed to whoever knows its keys.
/// What is wrong with it is thrown, all at once; what is merely doubtful comes beside the value. Files that a
/// document includes or names are opened by `parse` as well, each with findings of its own.

/// A kind of document: how people call it, and how its files begin.
package protocol DocumentKind: Sendable {
  /// `the case`.
  var article: String { get }
  /// The page that says what it may hold.
  var page: String { get }
  /// Its first line.
  var beginning: String { get }
}

package enum Document {
  /// A parsed file: its text, and its tree if it could be read.
  package typealias Parsed = (text: SourceText, root: Node?)

  /// Opens and parses a file. What stops either is among the findings.
  package static func parse(path: String, _ findings: Findings, as kind: (any DocumentKind)? = nil) -> Parsed
  {
    guard let text = SourceText.read(path: path, findings: findings) else {
      return (SourceText(path: path, bytes: []), nil)
    }
    return parse(text, findings, as: kind)
  }

  /// The same for text that is in memory.
  package static func parse(
    _ text: SourceText, _ findings: Findings, as kind: (any DocumentKind)? = nil
  ) -> Parsed {
    if let kind { findings.take(kind) }
    return (text, YAMLReader.read(text, findings, beginning: kind?.beginning ?? "lotwise: 1"))
  }

  /// A document of a known kind, as a value.
  package static func read<Value>(
    path: String, as kind: any DocumentKind, _ reading: (Node, Findings) -> Value?
  ) throws(Diagnostics) -> (Value, Diagnostics) {
    let findings = Findings(path: path)
    return try finish(parse(path: path, findings, as: kind), findings, reading)
  }

  /// The same for text that is in memory; `path` is where it would be.
  package static func read<Value>(
    bytes: [UInt8], path: String, as kind: any DocumentKind, _ reading: (Node, Findings) -> Value?
  ) throws(Diagnostics) -> (Value, Diagnostics) {
    let findings = Findings(path: path)
    return try finish(parse(SourceText(path: path, bytes: bytes), findings, as: kind), findings, reading)
  }

  private static func finish<Value>(
    _ parsed: Parsed, _ findings: Findings, _ reading: (Node, Findings) -> Value?
  ) throws(Diagnostics) -> (Value, Diagnostics) {
    let value = parsed.root.flatMap { reading($0, findings) }
    let diagnostics = findings.diagnostics(in: parsed.text)
    guard let value, !diagnostics.hasErrors else { throw diagnostics }
    return (value, diagnostics)
  }
}

extension Findings {
  /// From now on it is known what the file is.
  package func take(_ kind: any DocumentKind) { (self.kind, page) = (kind.article, kind.page) }
}
