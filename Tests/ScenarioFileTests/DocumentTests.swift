/// The document of the format is itself a case: its YAML blocks, one behind the other.

import Foundation
import Ledger
import Quantities
import Scenario
import ScenarioFile
import Testing

enum DocumentBlocks {
  static let text = blocks(of: "docs/replay-case.md")
  static let card = blocks(of: "docs/rate-card.md")
  static let workloads = blocks(of: "docs/scenario.md", under: "## Workloads")

  /// Of the whole page, or of one section of it.
  static func blocks(of page: String, under heading: String = "") -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = (try? String(contentsOf: root.appending(path: page), encoding: .utf8)) ?? ""
    let section =
      heading.isEmpty
      ? text : text.components(separatedBy: "\n## ").first { "## \($0)".hasPrefix(heading) } ?? ""
    return section.components(separatedBy: "```yaml\n").dropFirst()
      .map { $0.components(separatedBy: "```")[0] }.joined()
  }
}

@Suite struct `The document of the replay case` {
  @Test func `is a case without a mistake`() {
    #expect(reported(DocumentBlocks.text) == "")
  }

  @Test func `says what its example says`() throws {
    let read = try read(DocumentBlocks.text)
    let plan = read.plan
    #expect(read.title == "Two lots and a limit")
    #expect(read.end == .at("2027-03-01"))
    #expect(
      plan.purchases.map(\.name).prefix(5) == [
        "reseller A", "official", "student promo", "held", "plan credit #1",
      ])
    #expect(plan.purchases.count == 11 && plan.purchases.last?.orderedBy == 0)
    #expect(plan.usageCaps.map(\.opening.used) == [.of("$300"), .zero, .zero])
    #expect(plan.purchaseLimits.map(\.countedBefore) == [.of("$250"), .zero])
    #expect(plan.allowance?.windows.map(\.opening.used) == [.of("$3"), .of("$31"), .of("$80"), .of("$12")])
    #expect(plan.autoReloads[0].opening.orders == 3 && plan.autoReloads[0].opening.cash == .of("$150"))
    #expect(plan.autoReloads.count == 1)
    #expect(plan.standingOrders.map(\.offer.name) == ["monthly", "weekly to target", "low water"])
    #expect(plan.people.count == 1)
    #expect(plan.usageCaps.count == 3)
    #expect(plan.purchaseLimits.count == 2)
    #expect(plan.allowance?.windows.count == 4)
    #expect(plan.fees.count == 12)
    #expect(plan.withdrawals.count == 2)
    #expect(plan.corrections.count == 2)
    #expect(read.requests.count == 33)
  }
}
