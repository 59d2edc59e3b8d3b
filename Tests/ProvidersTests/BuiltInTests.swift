/// Every provider that is compiled in can be read, and what pages say in its name is what its tables say.

import Foundation
import Ledger
import Pricing
import Providers
import Quantities
import Testing

@Suite("a provider that is compiled in")
struct BuiltInTests {
  @Test("is read from its tables, and its card bears its name", arguments: Provider.names)
  func isRead(_ name: String) throws {
    #expect(try #require(Provider.named(name)).name == name)
  }

  @Test("is the first of the list where a file names none")
  func first() {
    #expect(Provider.standard.name == Provider.names[0])
    #expect(Provider.named("nobody")?.name == nil)
    #expect(RateCard.builtIn.name == Provider.standard.card.name)
  }

  @Test("compiles in the tables that its folder holds, and no other", arguments: Provider.names)
  func folder(_ name: String) throws {
    let folder = root.appending(path: "Sources/Providers/\(name)")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix(".csv")
    }
    #expect(files.sorted() == Provider.tableNames.sorted())
  }

  /// Tiers, plans and terms as docs/scenario.md prints them.
  @Test("has the tiers, seats and terms that its documents state")
  func documents() throws {
    let page = try String(contentsOf: root.appending(path: "docs/scenario.md"), encoding: .utf8)
    let provider = Provider.standard
    let day = try at("2026-11-20")
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("| ") }
    for name in provider.tierNames {
      let tier = try #require(provider.tier(name, at: day))
      let cap = tier.monthlyCap.map { String($0.description.dropLast(3)) } ?? "none"
      #expect(rows.contains { $0.hasPrefix("| \(name) | \(cap) |") }, "\(name) \(cap)")
    }
    for name in provider.planNames {
      let price = try #require(provider.plan(name, at: day)).price.description.dropLast(3)
      #expect(rows.contains { $0.hasPrefix("| `\(name)` | \(price) |") }, "\(name) \(price)")
    }
    #expect(provider.validity(of: .official, at: day).validity == .lasting(.years(1)))
    #expect(provider.validity(of: .planCredit, at: day).validity == .billingCycle)
  }

  /// Pages are made from results, which do not bear the provider; what they say of resale is its words.
  @Test("has the caveats that a page says")
  func caveats() throws {
    let page = try String(
      contentsOf: root.appending(path: "Tests/CommandLineTests/Golden/compare.markdown"), encoding: .utf8)
    #expect(page.contains(try #require(Provider.standard.resaleCaveat)))
    #expect(page.contains(try #require(Provider.standard.resaleNote)))
    #expect(try Harbour.provider().resaleCaveat == "Harbour forbids resale.")
    #expect(try Harbour.provider().resaleNote == nil)
  }

  private var root: URL { URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL }
}
