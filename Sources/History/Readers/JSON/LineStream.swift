/// A file of JSON lines, read in chunks: memory grows with the longest line (at most 64 MiB) and not with the file.

import Documents
import Glibc

struct LineStream {
  static let longestLine = 64 << 20
  private static let chunk = 1 << 20

  private let file: InputFile
  private(set) var buffer: [UInt8]
  private var start = 0
  private var filled = 0
  private var isAtEnd = false
  /// Of the line that was given last, from 1.
  private(set) var line = 0
  /// Whether the line that was given last ends in a line feed.
  private(set) var isWhole = true

  init(_ file: InputFile) {
    self.file = file
    // Not zeroed: only what was read, up to `filled`, is ever looked at.
    buffer = [UInt8](unsafeUninitializedCapacity: 2 * LineStream.chunk) { $1 = 2 * LineStream.chunk }
  }

  static func open(_ path: String) throws(ExportMistake) -> InputFile {
    do throws(InputFile.Refusal) { return try InputFile(path: path) } catch {
      throw ExportMistake(ExportPlace(), error.problem, error.remedy)
    }
  }

  /// Where the next line stands in `buffer`, without its line feed; nil at the end.
  mutating func next() throws(ExportMistake) -> Range<Int>? {
    var searched = start
    while true {
      if let end = lineFeed(from: searched) {
        line += 1
        isWhole = true
        let begin = start
        start = end + 1
        return begin..<end
      }
      if isAtEnd {
        guard start < filled else { return nil }
        line += 1
        isWhole = false
        let begin = start
        start = filled
        return begin..<filled
      }
      let held = filled - start
      guard held <= LineStream.longestLine else {
        throw ExportMistake(
          ExportPlace(line: line + 1, column: 1), "this line is longer than 64 MiB",
          "one entry a line belongs there: `jq -c '.[]' FILE > lines.jsonl` makes lines of a list")
      }
      try fill()
      searched = start + held
    }
  }

  private func lineFeed(from index: Int) -> Int? {
    guard index < filled else { return nil }
    return buffer.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, let found = memchr(base + index, 10, filled - index) else {
        return nil
      }
      return base.distance(to: UnsafeRawPointer(found))
    }
  }

  private mutating func fill() throws(ExportMistake) {
    let held = filled - start
    if start > 0 {
      buffer.withUnsafeMutableBytes { bytes in
        guard let base = bytes.baseAddress else { return }
        memmove(base, base + start, held)
      }
      (start, filled) = (0, held)
    }
    if buffer.count - filled < LineStream.chunk {
      let size = 2 * buffer.count
      let old = buffer
      buffer = [UInt8](unsafeUninitializedCapacity: size) { new, count in
        old.withUnsafeBytes { UnsafeMutableRawBufferPointer(new).copyMemory(from: $0) }
        count = size
      }
    }
    while true {
      let count = buffer.withUnsafeMutableBytes { bytes in
        bytes.baseAddress.map { read(file.descriptor, $0 + filled, bytes.count - filled) } ?? 0
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw ExportMistake(
          ExportPlace(), "this file cannot be read (\(systemError()))", "check that it is a file")
      }
      isAtEnd = count == 0
      filled += count
      return
    }
  }
}
