/// What hostile tests share: random changes of a text, byte by byte and token by token, from a seed; and the
/// bounds that hold for every file, whatever it is.

import Documents
import Foundation
import ScenarioFile
import Testing

/// A small generator with a fixed seed, so that a failure can be repeated.
struct Generator: RandomNumberGenerator {
  var state: UInt64

  /// A stream of its own for each number, so that one iteration can be repeated without those before it.
  init(state: UInt64, stream: Int = 0) {
    self.state = state &+ UInt64(stream) &* 0x9E37_79B9_7F4A_7C15
  }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    var mixed = state ^ state >> 33
    mixed = mixed &* 0xFF51_AFD7_ED55_8CCD
    return mixed ^ mixed >> 33
  }
}

enum Mutations {
  static let useful = Array("{}[]:,-#&*!|>'\"%@` \n\t$09kMB~?\\\u{0}".utf8) + [0xFF, 0xC3, 0xE2]

  /// One byte put in, taken out or replaced, or a stretch copied to somewhere else.
  static func byte(_ bytes: inout [UInt8], _ random: inout Generator) {
    guard !bytes.isEmpty else { return }
    let index = Int.random(in: 0..<bytes.count, using: &random)
    switch Int.random(in: 0..<5, using: &random) {
    case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
    case 1: bytes[index] = useful[Int.random(in: 0..<useful.count, using: &random)]
    case 2: bytes.insert(useful[Int.random(in: 0..<useful.count, using: &random)], at: index)
    case 3: bytes.remove(at: index)
    default:
      let end = min(bytes.count, index + Int.random(in: 1...40, using: &random))
      bytes.insert(contentsOf: bytes[index..<end], at: Int.random(in: 0..<bytes.count, using: &random))
    }
  }

  /// What may stand in the place of a token: every kind of value, at its edges and past them.
  static let tokens = [
    "0", "-1", "1e9", "0.0000000001", "9223372036854775807", "9223372036854775808", "99999999999999999999",
    "$0", "-$1", "$4611686018", "$9223372036", "$0.0000000001", "EUR 5", "€5", "0%", "100%", "100.0001%",
    "1000000%", "-5%", "0 s", "1 s", "1000000 years", "1 month", "180 days", "9999-12-31", "0001-01-01",
    "2026-02-29", "2027-13-01", "2026-12-01T24:00Z", "2026-12-01 23:59 America/Los_Angeles", "9T", "14k",
    "never", "unknown", "yes", "no", "null", "~", "[]", "{}", "''", "\"\\u0000\"", "&a", "*a", "<<", "!!int",
    "Mars/Olympus", "00:00-24:00", "09:00-09:00 UTC", "Sun-Mon", "per fortnight", "claude-opus-9", "both",
  ].map { Array($0.utf8) }

  /// One token (a word, a number, a sign) put in the place of another, taken out, doubled or exchanged.
  static func token(_ bytes: inout [UInt8], _ random: inout Generator) {
    let ranges = ranges(of: bytes)
    guard !ranges.isEmpty else { return }
    let one = ranges[Int.random(in: 0..<ranges.count, using: &random)]
    let other = ranges[Int.random(in: 0..<ranges.count, using: &random)]
    switch Int.random(in: 0..<6, using: &random) {
    case 0: bytes.removeSubrange(one)
    case 1: bytes.insert(contentsOf: bytes[one], at: one.lowerBound)
    case 2: bytes.replaceSubrange(one, with: Array(bytes[other]))
    case 3:
      // A line again, somewhere else.
      let line = line(around: one.lowerBound, of: bytes)
      let place = self.line(around: other.lowerBound, of: bytes).lowerBound
      bytes.insert(contentsOf: Array(bytes[line]), at: place)
    case 4: bytes.removeSubrange(line(around: one.lowerBound, of: bytes))
    default:
      bytes.replaceSubrange(one, with: tokens[Int.random(in: 0..<tokens.count, using: &random)])
    }
  }

  private static func ranges(of bytes: [UInt8]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    func isWord(_ byte: UInt8) -> Bool {
      switch byte {
      case 48...57, 65...90, 97...122, 45, 46, 36, 37, 128...: true
      default: false
      }
    }
    while start < bytes.count {
      var end = start + 1
      if isWord(bytes[start]) { while end < bytes.count, isWord(bytes[end]) { end += 1 } }
      if bytes[start] != 32 { ranges.append(start..<end) }
      start = end
    }
    return ranges
  }

  private static func line(around index: Int, of bytes: [UInt8]) -> Range<Int> {
    let start = bytes[..<index].lastIndex(of: 10).map { $0 + 1 } ?? 0
    let end = bytes[index...].firstIndex(of: 10).map { $0 + 1 } ?? bytes.count
    return start..<max(start, end)
  }
}

/// What holds for every file: an answer within the time, and every error with its place and a remedy.
enum Bounds {
  /// Of one file, in seconds of processor time: others may want the processor too.
  static let most = 2.0

  static func seconds(_ body: () -> Void) -> Double {
    func now() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let start = now()
    body()
    return now() - start
  }

  /// What is wrong with the answer about a file; nil if nothing is.
  static func fault(of said: Diagnostics, in bytes: [UInt8]) -> String? {
    let lines = bytes.reduce(1) { $1 == 10 || $1 == 13 ? $0 + 1 : $0 }
    for diagnostic in said.list {
      if diagnostic.message.isEmpty || diagnostic.remedy.isEmpty {
        return "without what to do: \(diagnostic.rendered(color: false))"
      }
      let isOfTheFile = diagnostic.line == 0 && diagnostic.column == 1
      if !isOfTheFile,
        !(1...lines).contains(diagnostic.line) || diagnostic.column < 1 || diagnostic.length < 1
      {
        return "without a place in the file: \(diagnostic.rendered(color: false))"
      }
    }
    let shown = said.rendered(color: false).unicodeScalars
    if shown.contains(where: { $0.value < 32 && $0 != "\n" || $0.value == 0x7F }) {
      return "with a character that steers a terminal"
    }
    return nil
  }
}
