/// A file as lines, read in chunks of 1 MiB through one buffer: memory does not grow with the file. No
/// line, and no record of several lines, is longer than 1 MiB; a file that is not text at all fails
/// there at the latest.

import Glibc

package struct ByteStream {
  package static let longestRecord = 1 << 20
  package static let chunk = 1 << 20

  package enum Failure: Error {
    case refused(InputFile.Refusal)
    /// The reason, in the system's words.
    case unreadable(String)
    case tooLong
    /// The file is over, and a quoted cell is not.
    case endsInQuotes

    package var reason: String {
      switch self {
      case .refused(let refusal): refusal.problem
      case .unreadable(let reason): reason
      case .tooLong: "a line is longer than 1 MiB"
      case .endsInQuotes: "it ends in quotes"
      }
    }
  }

  private let file: InputFile
  package private(set) var buffer: [UInt8]
  /// Bytes of the buffer that were read and not yet passed over.
  private var start = 0
  private var filled = 0
  private var isAtEnd = false
  /// The line on which the current record starts, from 1, and how many lines it has.
  package private(set) var line = 0
  package private(set) var linesOfRecord = 1

  package init(path: String) throws(Failure) {
    do throws(InputFile.Refusal) { file = try InputFile(path: path) } catch { throw .refused(error) }
    // Not zeroed: only what was read, up to `filled`, is ever looked at.
    let size = ByteStream.longestRecord + ByteStream.chunk
    buffer = [UInt8](unsafeUninitializedCapacity: size) { $1 = size }
    while filled < 3, !isAtEnd { try fill() }
    if filled >= 3, buffer[0] == 0xEF, buffer[1] == 0xBB, buffer[2] == 0xBF { start = 3 }
  }

  /// The size of the file; nil for a pipe.
  package var size: Int? { file.size }

  /// How many bytes were passed over.
  package private(set) var passed = 0

  /// What the file begins with, at least `count` bytes unless it is shorter: to be called before the first line is taken.
  package mutating func head(_ count: Int) throws(Failure) -> Range<Int> {
    while filled - start < min(count, ByteStream.chunk), !isAtEnd { try fill() }
    return start..<min(filled, start + count)
  }

  /// What was read and is not passed over: after a failure, the record that it is about.
  package var pending: Range<Int> { start..<min(filled, start + ByteStream.longestRecord) }

  /// Where the next line stands in `buffer`, without its line feed and carriage return; nil at the end.
  package mutating func nextLine() throws(Failure) -> Range<Int>? {
    line += linesOfRecord
    linesOfRecord = 1
    return try take(from: 0)
  }

  /// The record that was taken last, with the line behind it; nil if there is none.
  package mutating func extend(_ record: Range<Int>) throws(Failure) -> Range<Int>? {
    let length = start - record.lowerBound
    start = record.lowerBound
    guard let longer = try take(from: length) else { return nil }
    linesOfRecord += 1
    return longer
  }

  /// The bytes from `start` to the first line feed at or after `start + offset`.
  private mutating func take(from offset: Int) throws(Failure) -> Range<Int>? {
    var searched = offset
    while true {
      if let end = lineFeed(from: start + searched) {
        guard end - start <= ByteStream.longestRecord else { throw .tooLong }
        defer { start = end + 1 }
        return trimmed(start..<end)
      }
      searched = filled - start
      guard searched <= ByteStream.longestRecord else { throw .tooLong }
      if isAtEnd {
        guard searched > offset else { return nil }
        defer { start = filled }
        return trimmed(start..<filled)
      }
      try fill()
    }
  }

  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    guard let last = range.last, buffer[last] == 13 else { return range }
    return range.lowerBound..<last
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

  private mutating func fill() throws(Failure) {
    passed += start
    if start > 0 {
      buffer.withUnsafeMutableBytes { bytes in
        guard let base = bytes.baseAddress else { return }
        memmove(base, base + start, filled - start)
      }
      filled -= start
      start = 0
    }
    while true {
      let count = buffer.withUnsafeMutableBytes { bytes in
        bytes.baseAddress.map {
          read(file.descriptor, $0 + filled, min(ByteStream.chunk, bytes.count - filled))
        } ?? 0
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(systemError()) }
      isAtEnd = count == 0
      filled += count
      return
    }
  }
}
