/// The bytes of one file: read from disk up to a limit, checked to be text, and cut into lines. A line ends
/// at a line feed, a carriage return, or both together, which is also where libyaml ends it.

import Glibc

package struct SourceText: Sendable {
  package let path: String
  package let bytes: [UInt8]

  /// `bytes` without a byte order mark.
  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
  }

  /// The largest case that is read: all of it is held in memory. Requests by the million go into a file of
  /// their own, which is read as a stream.
  package static let largest = 64 << 20

  /// Reads the file; nil when it cannot be read, which is then among the findings.
  package static func read(path: String, findings: Findings) -> SourceText? {
    do throws(InputFile.Refusal) {
      if let bytes = try InputFile(path: path).bytes(limit: largest) {
        return SourceText(path: path, bytes: bytes)
      }
      tooLarge(findings)
    } catch {
      findings.error(.file, error.problem, error.remedy)
    }
    return nil
  }

  static func tooLarge(_ findings: Findings) {
    findings.error(
      .file, "this file is larger than 64 MB, the most that is read at once",
      "put the requests into a file of their own (requests file: usage.csv), which may have any size")
  }

  /// Refuses what is not text before libyaml sees it, at its place: NUL and other control characters, bytes
  /// that are not UTF-8, UTF-16, and the line breaks that editors do not show as such.
  package func isText(_ findings: Findings) -> Bool {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      findings.error(Place(line: 1, column: 1), "this file is UTF-16", "save it as UTF-8")
      return false
    }
    var line = 1
    var column = 1
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte >= 0x20, byte < 0x7F {
        column += 1
        index += 1
        continue
      }
      guard let (scalar, width) = decodeScalar(bytes, at: index) else {
        findings.error(
          Place(line: line, column: column), "the byte 0x\(hex(UInt32(byte))) here is not UTF-8",
          "save the file as UTF-8")
        return false
      }
      index += width
      switch scalar {
      case "\n": (line, column) = (line + 1, 1)
      case "\r" where index < bytes.count && bytes[index] == 10: break
      case "\r": (line, column) = (line + 1, 1)
      case "\t": column += 1
      case _ where SourceText.isNoText(scalar):
        findings.error(
          Place(line: line, column: column),
          "the character U+\(hex(scalar.value)) here cannot be seen and does not belong in text",
          "delete it (if there are many: this is not a text file)")
        return false
      default: column += 1
      }
    }
    return true
  }

  /// What no text may hold, neither as it is nor as an escape: control characters, line breaks that editors do not show
  /// as such, what is no character. What is read can so be written again, in any format.
  package static func isNoText(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\n", "\r", "\t": false
    case "\u{0}"..<" ", "\u{7F}"..<"\u{A0}", "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{FFFE}", "\u{FFFF}": true
    default: false
    }
  }

  func character(at place: Place) -> Unicode.Scalar? {
    var walk = lines()
    guard let line = walk.line(Int(place.line)), line.indices.contains(Int(place.column) - 1) else {
      return nil
    }
    return line[Int(place.column) - 1]
  }

  /// A walk through the lines, forward only.
  func lines() -> LineWalk { LineWalk(bytes: bytes) }
}

/// Finds lines by number, in ascending order, in one walk.
struct LineWalk {
  let bytes: [UInt8]
  private var number = 1
  private var start = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// The characters of line `wanted`, without its end; nil past the last line or before an earlier call's.
  mutating func line(_ wanted: Int) -> [Unicode.Scalar]? {
    guard wanted >= number else { return nil }
    while number < wanted {
      guard let end = endOfLine(), end < bytes.count else { return nil }
      let pair = bytes[end] == 13 && end + 1 < bytes.count && bytes[end + 1] == 10
      start = end + (pair ? 2 : 1)
      number += 1
    }
    guard let end = endOfLine() else { return nil }
    return decoded(bytes[start..<Swift.min(end, start + (1 << 20))])
  }

  private func endOfLine() -> Int? {
    guard start <= bytes.count else { return nil }
    var end = start
    while end < bytes.count, bytes[end] != 10, bytes[end] != 13 { end += 1 }
    return end
  }
}

/// The characters of some bytes; what is not UTF-8 becomes U+FFFD.
package func decoded(_ bytes: some Sequence<UInt8>) -> [Unicode.Scalar] {
  Array(String(decoding: Array(bytes), as: UTF8.self).unicodeScalars)
}

/// The character that starts at `index`, and its bytes; nil if there is none, or it is not the shortest
/// form.
func decodeScalar(_ bytes: [UInt8], at index: Int) -> (Unicode.Scalar, Int)? {
  let first = UInt32(bytes[index])
  let width = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0
  guard width > 0, index + width <= bytes.count else { return nil }
  var value = width == 1 ? first : first & (0x7F >> UInt32(width))
  for offset in 1..<Swift.max(1, width) {
    let next = UInt32(bytes[index + offset])
    guard next & 0xC0 == 0x80 else { return nil }
    value = value << 6 | next & 0x3F
  }
  let least: UInt32 = width == 4 ? 0x10000 : width == 3 ? 0x800 : 0
  guard value >= least, let scalar = Unicode.Scalar(value) else { return nil }
  return (scalar, width)
}

package func systemError() -> String { String(cString: strerror(errno)) }

func hex(_ value: UInt32) -> String {
  let digits = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: Swift.max(0, (value > 0xFF ? 4 : 2) - digits.utf8.count)) + digits
}
