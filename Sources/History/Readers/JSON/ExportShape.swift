/// What a JSON export looks like from its first bytes: the ways to its keys, like `data[].results[].amount`. By it a
/// format is recognised, never by the name of the file. A list around the whole, several values in a row and JSON lines
/// look like the one value; a beginning that is cut off shows what it holds up to there.

import Formats

public struct ExportShape: Sendable {
  /// As much of a file as recognition looks at.
  public static let headSize = 64 << 10
  private static let deepest = 6
  /// Keys that are names (of models, of days) could be any number.
  private static let most = 4_096

  private(set) var ways: Set<String> = []
  /// Whether it begins like JSON.
  public private(set) var isJSON = false

  public init(head: [UInt8]) {
    var cursor = JSONCursor(head, in: ExportShape.start(head)..<min(head.count, ExportShape.headSize))
    do throws(JSONLexer.Failure) {
      while try cursor.kind() != .end {
        let kind = try cursor.kind()
        guard kind == .object || kind == .list else { return }
        isJSON = true
        try collect(&cursor, "", 0)
      }
    } catch {
      // It is cut off here, or no JSON from here on: its reader says so.
    }
  }

  /// Behind a byte-order mark.
  static func start(_ bytes: [UInt8]) -> Int { bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

  func has(_ way: String) -> Bool { ways.contains(way) }

  private mutating func collect(
    _ cursor: inout JSONCursor, _ way: String, _ depth: Int
  ) throws(JSONLexer.Failure) {
    let kind = try cursor.kind()
    guard depth < ExportShape.deepest, ways.count < ExportShape.most, kind == .object || kind == .list else {
      try cursor.skip()
      return
    }
    var isFirst = true
    cursor.enter()
    if kind == .object {
      while let key = try cursor.nextKey(&isFirst) {
        let name = try cursor.string(key)
        let next = way.isEmpty ? name : "\(way).\(name)"
        ways.insert(next)
        try collect(&cursor, next, depth + 1)
      }
    } else {
      while try cursor.nextElement(&isFirst) {
        try collect(&cursor, depth == 0 ? "" : "\(way)[]", depth + 1)
      }
    }
  }
}
