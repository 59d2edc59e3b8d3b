/// Text as a scalar of YAML: without quotes where it then reads back as the same text, in quotes
/// everywhere else. `$20` and `180 days` stay bare; `nearest, ties to even` stays bare in a block and is
/// quoted between brackets; `- x`, `a: b`, a lone `~` are quoted.

package enum YAMLText {
  /// Where the text will stand.
  package enum Context { case block, brackets }

  package static func scalar(_ text: String, in context: Context = .block) -> String {
    if isPlain(text, in: context) { return text }
    if text.unicodeScalars.contains(where: { isUnprintable($0) || $0 == "\u{FEFF}" }) { return escaped(text) }
    var quoted = "'"
    for character in text.unicodeScalars {
      quoted.unicodeScalars.append(character)
      if character == "'" { quoted.append("'") }
    }
    return quoted + "'"
  }

  /// A key with its colon. One of more than 1,024 characters needs YAML's long form.
  package static func key(_ name: String) -> (text: String, isLong: Bool) {
    let text = name == "<<" || name.hasPrefix("---") || name.hasPrefix("...") ? "'\(name)'" : scalar(name)
    return (text + ":", text.unicodeScalars.count > 1_000)
  }

  private static func isPlain(_ text: String, in context: Context) -> Bool {
    guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else { return false }
    if ["~", "null", "-", "?", "---", "..."].contains(text) { return false }
    if ",[]{}#&*!|>'\"%@`:".unicodeScalars.contains(first) || first == " " || last == " " || last == ":" {
      return false
    }
    var previous = first
    for scalar in text.unicodeScalars {
      switch scalar {
      case " " where previous == ":" || (previous == "-" || previous == "?") && isAtStart(text): return false
      case "#" where previous == " ": return false
      case ",", "[", "]", "{", "}": if context == .brackets { return false }
      // Some readers of YAML take this for a key.
      case "?" where context == .brackets: return false
      default: if isUnprintable(scalar) || scalar == "\u{FEFF}" { return false }
      }
      previous = scalar
    }
    return true
  }

  /// True for `- x` and `? x`.
  private static func isAtStart(_ text: String) -> Bool { text.hasPrefix("- ") || text.hasPrefix("? ") }

  private static func escaped(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\":
        result += "\\"
        result.unicodeScalars.append(scalar)
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case _ where isUnprintable(scalar) || scalar == "\u{FEFF}":
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "\\U" + String(repeating: "0", count: 8 - digits.utf8.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
