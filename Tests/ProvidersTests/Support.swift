/// The made-up provider of Fixtures/providers/harbour, as the program reaches it (`rates: harbour` beside the
/// file) and as a dictionary of its tables, in which a test changes a line.

import Documents
import Foundation
import Providers
import Quantities
import Scenario
import ScenarioFile
import Testing

enum Harbour {
  /// "Tests/ProvidersTests/Fixtures/providers/harbour"
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Fixtures/providers")

  static func tables() throws -> [String: [UInt8]] {
    var tables: [String: [UInt8]] = [:]
    for name in Provider.tableNames {
      tables[name] = Array(try Data(contentsOf: folder.appending(path: "harbour/\(name)")))
    }
    return tables
  }

  /// With one line of a table in place of another.
  static func provider(_ file: String = "", _ line: String = "", _ other: String = "") throws -> Provider {
    var tables = try tables()
    if !file.isEmpty {
      let text = String(decoding: tables[file] ?? [], as: UTF8.self)
      #expect(text.contains(line), "\(file) has no line \(line)")
      tables[file] = Array(text.replacingOccurrences(of: line, with: other).utf8)
    }
    return try Provider(tables: tables)
  }

  /// `voyage.yaml` with one piece of it in place of another.
  static func voyage(_ piece: String = "", _ other: String = "") throws -> Scenario {
    let path = folder.appending(path: "voyage.yaml").path
    var text = try String(contentsOfFile: path, encoding: .utf8)
    if !piece.isEmpty {
      #expect(text.contains(piece))
      text = text.replacingOccurrences(of: piece, with: other)
    }
    do {
      return try Scenarios.read(bytes: Array(text.utf8), path: path).scenario
    } catch {
      throw Refused(report: error.rendered(color: false))
    }
  }

  static func path(_ name: String) -> String { folder.appending(path: name).path }
}

struct Refused: Error { let report: String }

func at(_ text: String) throws -> Instant { try Instant(parsing: text) }
