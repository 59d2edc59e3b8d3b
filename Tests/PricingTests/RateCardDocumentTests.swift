/// The page docs/rate-card.md says what the card holds: its table and its rules are read and compared.

import Foundation
import Providers
import Pricing
import Quantities
import Testing

@Suite("docs/rate-card.md")
struct RateCardDocumentTests {
  @Test("its table is the built-in card as of the card's own date")
  func table() throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/rate-card.md")
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map(String.init)
    let start = try #require(lines.firstIndex { $0.hasPrefix("| model | input ") })
    let listed = Array(lines[(start + 2)...].prefix { $0.hasPrefix("|") })
    let card = RateCard.builtIn
    let expected = card.rows(asOf: Instant(card.asOf)).map { row in
      let prices = [
        row.prices.input, row.prices.output, row.prices.cacheWrite5m, row.prices.cacheWrite1h,
        row.prices.cacheRead,
      ].map(\.dollarsPerMillion)
      var fast = ["", ""]
      if case .offered(let prices) = row.fast {
        fast = [prices.input.dollarsPerMillion, prices.output.dollarsPerMillion]
      }
      let cells = [row.model] + prices + fast + [row.contextWindow?.description ?? "any"]
      return "|" + cells.map { $0.isEmpty ? " |" : " \($0) |" }.joined()
    }
    #expect(listed == expected)
  }

  @Test("it describes every rule")
  func rules() throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/rate-card.md")
    let text = try String(contentsOf: url, encoding: .utf8).lowercased().replacing("us-only", with: "us only")
    for rule in PriceRule.all { #expect(text.contains(rule.name), "\(rule.name)") }
  }
}
