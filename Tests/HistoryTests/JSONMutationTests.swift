/// Thousands of damaged exports: bytes flipped, ends cut off, pieces doubled, numbers turned absurd. Each is an answer or a
/// mistake with its place, never a crash, and none takes long.

import Foundation
import History
import Testing

@Suite struct JSONMutationTests {
  private static let absurd = [
    "1e400", "-1e400", "99999999999999999999", "-5", "0.1", "1e-400", "9223372036854775807",
    "1000000000000000",
    "\"\"", "null", "true", "[]", "{}", "\"9999-12-31\"", "\"0001-01-01T00:00:00Z\"", "253402300799",
    "4611686018.427387903",
    "\"\\ud800\"", "[[[[[[[[[[[[[[[[",
  ].map { Array($0.utf8) }

  /// Where values of single words begin and end.
  private static func values(_ bytes: [UInt8]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var index = 0
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: ":") else {
        index += 1
        continue
      }
      var start = index + 1
      while start < bytes.count, bytes[start] == 32 || bytes[start] == 10 { start += 1 }
      var end = start
      while end < bytes.count, !",}]\n".utf8.contains(bytes[end]) { end += 1 }
      if start < end { found.append(start..<end) }
      index = max(end, index + 1)
    }
    return found
  }

  @Test func `a damaged export is an answer or a mistake`() throws {
    let folder = Exports.folder.path
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.contains(".json") }
      .sorted()
    var random = SystemRandomNumberGenerator.Seeded(state: 20_261_122)
    let file = try OneFile()
    let began = clock()
    var answers = 0
    var mistakes = 0
    var tried = 0
    for name in names {
      let original = Array(try Exports.text(name).utf8)
      let export = try #require(JSONExports.recognise(head: original))
      let values = Self.values(original)
      for round in 0..<20_000 / names.count {
        var bytes = original
        switch round % 4 {
        case 0:
          for _ in 0...round % 3 {
            bytes[Int.random(in: 0..<bytes.count, using: &random)] ^=
              1 << UInt8.random(in: 0..<8, using: &random)
          }
        case 1: bytes.removeLast(Int.random(in: 1...bytes.count, using: &random))
        case 2:
          let from = Int.random(in: 0..<bytes.count, using: &random)
          let piece = bytes[from..<min(bytes.count, from + Int.random(in: 1...400, using: &random))]
          bytes.insert(contentsOf: piece, at: Int.random(in: 0...bytes.count, using: &random))
        default:
          let value = values[Int.random(in: 0..<values.count, using: &random)]
          bytes.replaceSubrange(
            value, with: Self.absurd[Int.random(in: 0..<Self.absurd.count, using: &random)])
        }
        tried += 1
        try file.write(bytes)
        // It is read as what it was, whatever it looks like now; and as what it looks like, if that is something else.
        var sink = Collector()
        do throws(ExportMistake) {
          try export.read(path: file.path, into: &sink)
          answers += 1
        } catch {
          mistakes += 1
          #expect(!error.problem.isEmpty && !error.remedy.isEmpty && error.place.line >= 0)
        }
        if let other = JSONExports.recognise(head: bytes), other.name != export.name {
          do throws(ExportMistake) { try other.read(path: file.path, into: &sink) } catch { mistakes += 1 }
        }
      }
    }
    let seconds = Double(clock() - began) / Double(CLOCKS_PER_SEC)
    #expect(tried > 19_000 && answers > 2_000 && mistakes > 6_000, "\(tried) \(answers) \(mistakes)")
    #expect(seconds < 30, "\(tried) took \(seconds) s")
  }
}

/// One file that is written over and over, in memory where there is a place for that: a busy disk is slow.
private final class OneFile {
  let path: String
  private let handle: FileHandle

  init() throws {
    let memory = "/dev/shm"
    let isThere = FileManager.default.isWritableFile(atPath: memory)
    let folder = isThere ? URL(filePath: memory) : FileManager.default.temporaryDirectory
    path = folder.appending(path: "lotwise-\(UUID().uuidString)").path
    try Data().write(to: URL(filePath: path))
    handle = try #require(FileHandle(forWritingAtPath: path))
  }

  func write(_ bytes: [UInt8]) throws {
    try handle.truncate(atOffset: 0)
    try handle.write(contentsOf: Data(bytes))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

extension SystemRandomNumberGenerator {
  /// The same sequence in every run (SplitMix64).
  struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var word = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
      word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
      return word ^ word >> 31
    }
  }
}
