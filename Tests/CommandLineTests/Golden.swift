/// Exact outputs, kept as files in `Golden/`. `UPDATE_GOLDEN=1 swift test --filter CommandLineTests` writes
/// them anew; the difference is then read and committed like any other change.

import Foundation
import Testing

enum Golden {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Golden")

  static func expect(
    _ text: String, is name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let file = folder.appendingPathComponent(name)
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try text.write(to: file, atomically: true, encoding: .utf8)
      return
    }
    let data = try #require(
      FileManager.default.contents(atPath: file.path),
      "Golden/\(name) is missing; run the tests with UPDATE_GOLDEN=1", sourceLocation: sourceLocation)
    let wanted = String(decoding: data, as: UTF8.self)
    guard text != wanted else { return }
    let (is_, should) = (lines(text), lines(wanted))
    let first = zip(is_, should).prefix { $0 == $1 }.count
    Issue.record(
      """
      Golden/\(name), line \(first + 1)
        is:        \(first < is_.count ? is_[first] : "(end)")
        should be: \(first < should.count ? should[first] : "(end)")
      """, sourceLocation: sourceLocation)
  }

  private static func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }
}
