/// How wide text is in a common sans-serif face, on the wide side: in thousandths of its size. No two machines have the
/// same fonts, so the widest of Helvetica, Arial, Inter and DejaVu counts, in groups of like letters.

import Formats

enum TextMetrics {
  static func width(_ text: String, size: Double) -> Double {
    text.reduce(0) { $0 + width($1) } * size / 1000
  }

  private static func width(_ character: Character) -> Double {
    guard let ascii = character.asciiValue else { return displayWidth(String(character)) > 1 ? 1_050 : 720 }
    switch ascii {
    case UInt8(ascii: "i"), UInt8(ascii: "l"), UInt8(ascii: "j"), UInt8(ascii: "'"), UInt8(ascii: "|"):
      return 300
    case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: " "),
      UInt8(ascii: "!"), UInt8(ascii: "I"):
      return 340
    case UInt8(ascii: "f"), UInt8(ascii: "t"), UInt8(ascii: "r"), UInt8(ascii: "("), UInt8(ascii: ")"),
      UInt8(ascii: "-"), UInt8(ascii: "/"):
      return 430
    case UInt8(ascii: "m"), UInt8(ascii: "w"), UInt8(ascii: "M"), UInt8(ascii: "W"), UInt8(ascii: "@"),
      UInt8(ascii: "%"):
      return 990
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): return 780
    default: return 640
    }
  }

  static func fitted(_ text: String, room: Double, size: Double) -> String {
    guard width(text, size: size) > room else { return text }
    var kept = text
    while !kept.isEmpty, width(kept + "…", size: size) > room { kept.removeLast() }
    return kept.isEmpty ? "" : kept + "…"
  }

  /// By words; what has no room on the last line is cut there.
  static func wrapped(_ text: String, room: Double, size: Double, most: Int) -> [String] {
    var lines: [String] = []
    var words = text.split(separator: " ").map(String.init)[...]
    while let first = words.first, lines.count < most {
      if lines.count == most - 1 {
        lines.append(fitted(words.joined(separator: " "), room: room, size: size))
        break
      }
      var line = first
      words.removeFirst()
      while let next = words.first, width(line + " " + next, size: size) <= room {
        line += " " + next
        words.removeFirst()
      }
      lines.append(fitted(line, room: room, size: size))
    }
    return lines
  }
}
