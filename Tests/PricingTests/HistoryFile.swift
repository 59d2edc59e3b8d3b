/// The price history as it was handed to the project (Fixtures/claude-rate-history.csv), read here by
/// other means than the card's: columns by name, prices kept as text.

import Foundation
import Testing
import Quantities

struct HistoryRow: Sendable, CustomTestStringConvertible {
  let fields: [String: String]

  subscript(_ column: String) -> String { fields[column] ?? "" }
  var model: String { self["model"] }
  var testDescription: String { "\(model) from \(self["effective_from_utc"])" }

  func from() throws -> Instant { try Instant(parsing: self["effective_from_utc"]) }
  /// The last second at which it holds; for an open row some time in 2027.
  func last() throws -> Instant {
    let end = self["effective_to_utc"]
    return Instant(seconds: try Instant(parsing: end.isEmpty ? "2027-06-01" : end).seconds - 1)
  }

  static let all: [HistoryRow] = {
    let url = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/claude-rate-history.csv")
    guard let text = try? String(contentsOf: url, encoding: .utf8) else { return [] }
    let lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map { HistoryRow(fields: Dictionary(uniqueKeysWithValues: zip(lines[0], $0))) }
  }()
}
