/// What is wrong with a file, where, and what to do about it; and how that is shown to a person:
///
///     case.yaml:12:5: error: 'expiers' is not a key of a lot; did you mean 'expires'?
///       expiers: 180 days
///       ^~~~~~~

public struct Diagnostic: Error, Hashable, Sendable {
  public enum Severity: String, Hashable, Sendable { case error, warning }

  public var severity: Severity
  public var path: String
  /// 1-based; 0: the file as a whole.
  public var line: Int
  /// 1-based, in characters (Unicode scalars); a byte order mark does not count.
  public var column: Int
  /// Characters to underline; at least 1, never past the end of the line.
  public var length: Int
  public var message: String
  public var remedy: String
  /// The line itself, or the part of a long line around the column. Control characters are replaced.
  public var sourceLine: String
  /// The column of the first character of `sourceLine`: 1 unless the line is long.
  public var sourceColumn: Int

  public init(
    _ severity: Severity, path: String, line: Int = 0, column: Int = 1, length: Int = 1, message: String,
    remedy: String, sourceLine: String = "", sourceColumn: Int = 1
  ) {
    self.severity = severity
    self.path = path
    self.line = line
    self.column = column
    self.length = length
    self.message = message
    self.remedy = remedy
    self.sourceLine = sourceLine
    self.sourceColumn = sourceColumn
  }

  /// `path:line:column: error: what; what to do`, the line, and a caret line; without a line feed at the
  /// end.
  public func rendered(color: Bool) -> String {
    func paint(_ text: String, _ code: String) -> String { color ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }
    let place = line > 0 ? "\(path):\(line):\(column):" : "\(path):"
    let kind = paint(severity.rawValue + ":", severity == .error ? "1;31" : "1;35")
    let head = paint(printable(place), "1")
    var text = "\(head) \(kind) \(printable(message)); \(printable(remedy))"
    guard line > 0, !sourceLine.isEmpty else { return text }
    let scalars = Array(sourceLine.unicodeScalars)
    let start = min(max(0, column - sourceColumn), scalars.count)
    let end = min(start + max(1, length), max(scalars.count, start + 1))
    let blanks = scalars[..<start].reduce(0) { $0 + columns(of: $1) }
    let marked = start < scalars.count ? scalars[start..<end].reduce(0) { $0 + columns(of: $1) } : 1
    let caret = "^" + String(repeating: "~", count: max(1, marked) - 1)
    text += "\n  \(sourceLine)\n  \(String(repeating: " ", count: blanks))\(paint(caret, "1;32"))"
    return text
  }
}

/// Everything found in one file, in the order of the file.
public struct Diagnostics: Error, Sendable {
  public var list: [Diagnostic]
  /// Errors found beyond those listed: a list stops at `Findings.most`.
  public var omitted: Int

  public init(_ list: [Diagnostic] = [], omitted: Int = 0) {
    self.list = list
    self.omitted = omitted
  }

  public var hasErrors: Bool { omitted > 0 || list.contains { $0.severity == .error } }
  public var isEmpty: Bool { list.isEmpty }

  /// All of them, each ended by a line feed; nothing when there is nothing to say.
  public func rendered(color: Bool) -> String {
    var text = ""
    for diagnostic in list { text += diagnostic.rendered(color: color) + "\n" }
    if omitted > 0 { text += "and \(omitted) more; mend these first\n" }
    return text
  }
}

/// The text with control characters replaced, so that a hostile file cannot steer a terminal.
package func printable(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: isUnprintable) else { return text }
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars { result.append(isUnprintable(scalar) ? "\u{FFFD}" : scalar) }
  return String(result)
}

package func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF,
    0xFFFE, 0xFFFF:
    true
  default: false
  }
}

/// How many columns of a terminal a character takes: wide in East Asian scripts and emoji, none for marks.
private func columns(of scalar: Unicode.Scalar) -> Int {
  switch scalar.value {
  case 0..<0x300: return 1
  case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
    0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
    return 2
  default:
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: return 1
    }
  }
}
