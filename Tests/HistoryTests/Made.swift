/// Exports that tests make: written to a folder of their own, read as the program reads them, and removed.

import Documents
import Foundation
import History
import Pricing
import Providers
import Quantities
import Testing

enum Made {
  static let exports = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Exports")

  static func sample(_ name: String) throws -> String {
    try String(contentsOf: exports.appendingPathComponent(name), encoding: .utf8)
  }

  static func date(_ text: String) throws -> CivilDate { try CivilDate(parsing: text) }
  static func dollars(_ text: String) throws -> Nanodollars { try Nanodollars(parsing: text) }

  /// A copy each, so that no test sees what another one looked up.
  static let pricing = UsagePricing(card: .builtIn)

  /// The paths exist while `body` runs.
  static func withFiles<Result>(_ files: [[UInt8]], _ body: ([String]) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("history-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let paths = try files.enumerated().map { index, bytes in
      // A name that says nothing of the format.
      let file = folder.appendingPathComponent("file\(index + 1)")
      try Data(bytes).write(to: file)
      return file.path
    }
    return try body(paths)
  }

  static func read(
    _ texts: String..., overlap: Overlap? = nil, pricing: UsagePricing = Made.pricing
  ) throws -> UsageImport {
    try withFiles(texts.map { Array($0.utf8) }) { paths in
      try #require(try UsageImport.read(paths, overlap: overlap, pricing: pricing))
    }
  }

  /// The first mistake of files that have one.
  static func mistake(_ texts: String...) throws -> Diagnostic {
    try withFiles(texts.map { Array($0.utf8) }) { paths in
      do throws(Diagnostics) {
        _ = try UsageImport.read(paths, pricing: Made.pricing)
      } catch {
        return try #require(error.list.first)
      }
      throw NoMistake()
    }
  }

  struct NoMistake: Error {}
}

extension UsageImport {
  var onlyRow: UsageRow {
    get throws {
      try #require(history.rows.count == 1)
      return history.rows[0]
    }
  }
}
