/// The current rates against two other projects' (Tests/Peers/compare_rates.py). What goes there is what
/// lotwise charges, measured through `charge`, not what it lists. Needs `.venv-peers` (`make peers`),
/// else it is skipped.

import Foundation
import Providers
import Pricing
import Quantities
import Testing

private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()
private let python = root.appending(path: ".venv-peers/bin/python")

@Suite("other projects' rates")
struct PeersTests {
  let card = RateCard.builtIn
  static let date = "2026-11-20"

  @Test(
    "litellm and genai-prices agree with the card as of 2026-11-20, but for what is known and explained",
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: python.path),
      "there is no .venv-peers: `make peers` installs the two packages to compare with"))
  func peersAgree() throws {
    let rates = FileManager.default.temporaryDirectory.appending(path: "lotwise-rates-\(UUID()).csv")
    try table().write(to: rates, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: rates) }
    let process = Process()
    let output = Pipe()
    process.executableURL = python
    process.arguments = [root.appending(path: "Tests/Peers/compare_rates.py").path, rates.path, Self.date]
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    print(text)
    #expect(process.terminationStatus == 0, "\(text)")
  }

  @Test("the table for the comparison has every model on offer")
  func tableIsComplete() throws {
    let lines = try table().split(separator: "\n")
    #expect(lines.first == "model,kind,input,output,cache_write_5m,cache_write_1h,cache_read")
    #expect(lines.filter { $0.contains(",standard,") }.count == 18)
    #expect(lines.contains("claude-haiku-5-5,over,0.50,2.50,0.625,1.00,0.05"))
    #expect(lines.contains("claude-opus-5-5,fast,8.00,40.00,10.00,16.00,0.40"))
    #expect(lines.contains("claude-opus-5-5,us,4.40,22.00,5.50,8.80,0.22"))
  }

  private func table() throws -> String {
    var lines = ["model,kind,input,output,cache_write_5m,cache_write_1h,cache_read"]
    let date = try at(Self.date)
    for (name, id) in card.modelsByName {
      guard let row = card.row(model: id, at: date) else {
        lines += ([name] + (card.facts(of: id)?.aliases ?? [])).map { "\($0),retired,,,,," }
        continue
      }
      lines.append(try line(row, "standard", id, date) { _ in })
      lines.append(try line(row, "batch", id, date) { $0.isBatch = true })
      if row.band != nil { lines.append(try line(row, "over", id, date, prompt: 150_000) { _ in }) }
      if case .offered = row.fast { lines.append(try line(row, "fast", id, date) { $0.isFast = true }) }
      if card.facts(of: id)?.allowsUSOnly == true {
        lines.append(try line(row, "us", id, date) { $0.isUSOnly = true })
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What a million tokens of each kind cost: 20 times what 50,000 more of them add to a prompt.
  private func line(
    _ row: PriceRow, _ kind: String, _ id: ModelID, _ date: Instant, prompt: Int64 = 0,
    _ set: (inout Usage) -> Void
  ) throws -> String {
    func cost(_ add: (inout Usage) -> Void) throws -> Int64 {
      var usage = usage(set)
      usage.input = prompt
      add(&usage)
      guard case .charged(let amount) = try card.charge(usage, model: id, at: date) else {
        Issue.record("\(row.model) \(kind) is refused")
        return 0
      }
      return amount.count
    }
    let base = try cost { _ in }
    let costs = [
      try cost { $0.input += 50_000 }, try cost { $0.output += 50_000 },
      try cost { $0.cacheWrite5m += 50_000 }, try cost { $0.cacheWrite1h += 50_000 },
      try cost { $0.cacheRead += 50_000 },
    ]
    return ([row.model, kind] + costs.map { Nanodollars(20 * ($0 - base)).decimal }).joined(separator: ",")
  }
}
