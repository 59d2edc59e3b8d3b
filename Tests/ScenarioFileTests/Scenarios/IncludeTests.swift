/// Files that a scenario includes.

import Documents
import Foundation
import Ledger
import Quantities
import Scenario
import ScenarioFile
import Testing

@Suite struct `Included files` {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func report(_ path: String) -> String {
    do {
      return try Scenarios.read(path: path).warnings.rendered(color: false)
    } catch {
      return error.rendered(color: false)
    }
  }

  @Test func `are merged key by key under the scenario's own keys`() throws {
    _ = try scratch.write(
      "team.yaml",
      "lotwise: 1\ntitle: theirs\ntax: 19%\naccount: {tier: build, opening debt: $9}\nplans: {a: {buy: {credit: $1}}, b: {buy: {credit: $2}}}\n"
    )
    let path = try scratch.write(
      "main.yaml",
      "lotwise: 1\ninclude: [team.yaml]\ntitle: mine\nstart: 2026-12-01\naccount: {opening debt: $3}\nplans: {a: {buy: {credit: $10}}}\nworkloads: {some: {spend: {law: fixed, mean: $1, per: day}}}\n"
    )
    let read = try Scenarios.read(path: path).scenario
    #expect(read.title == "mine")
    #expect(read.plans.map(\.name) == ["a", "b"])
    #expect(read.plans.map(\.ledger.purchases[0].face) == [.dollars(10), .dollars(2)])
    #expect(read.plans[0].ledger.openingDebt == .dollars(3))
    #expect(read.plans[0].ledger.usageCaps.count == 1)
    #expect(read.plans[0].ledger.purchases[0].terms.tax == .percent(19))
  }

  @Test func `may hold the state of an account`() throws {
    _ = try scratch.write(
      "account.yaml",
      """
      lotwise: 1
      account:
        holds:
          spring: {credit: $40, expires: 2027-03-01}
          last reload: {credit: $50, at: 2026-11-22T13:50Z, delivered: 2026-11-22T14:10Z}
        state:
          used: {this month: $300, today: $42}
          auto-reload: {on its way: last reload, orders: 3}

      """)
    let path = try scratch.write(
      "main.yaml",
      """
      lotwise: 1
      include: account.yaml
      start: 2026-11-22T14:00Z
      account: {tier: start}
      workloads: {some: {spend: $1 per day, noise: 0%}}
      plans:
        a: {auto-reload: {below: $5, add: $50}, daily cap: $50}
        b: {daily cap: {amount: $50, crossing: unknown}, state: {used: {today: $7}}}

      """)
    let read = try Scenarios.read(path: path)
    let plans = read.scenario.plans.map(\.ledger)
    #expect(plans[0].usageCaps.map(\.opening.used) == [.dollars(300), .dollars(42)])
    #expect(plans[0].autoReloads[0].opening.orders == 3)
    #expect(plans[0].purchases.map(\.orderedBy) == [nil, 0])
    #expect(plans[1].usageCaps.map(\.opening.used) == [.zero, .dollars(7)])
    #expect(plans[1].purchases.map(\.orderedBy) == [nil, nil])
    #expect(read.warnings.list.isEmpty, "\(read.warnings.rendered(color: false))")
  }

  @Test func `are named by what is wrong in them, with the line`() throws {
    let team = try scratch.write("team.yaml", "lotwise: 1\nplans:\n  b: {buy: {credit: soon}}\n")
    let path = try scratch.write("main.yaml", "lotwise: 1\ninclude: team.yaml\nstart: never\n")
    let text = report(path)
    #expect(text.contains("\(path):3:8: error: "))
    #expect(text.contains("\(team):3:21: error: "))
    #expect(text.contains("\n    b: {buy: {credit: soon}}\n                      ^~~~\n"))
  }

  @Test func `may not include each other`() throws {
    _ = try scratch.write("b.yaml", "lotwise: 1\ninclude: a.yaml\n")
    let path = try scratch.write("a.yaml", "lotwise: 1\nstart: 2026-12-01\ninclude: [b.yaml]\n")
    #expect(
      report(path).contains("b.yaml:2:10: error: these files include each other: a.yaml -> b.yaml -> a.yaml;")
    )
    let own = try scratch.write("own.yaml", "lotwise: 1\nstart: 2026-12-01\ninclude: ./own.yaml\n")
    #expect(report(own).contains("own.yaml -> own.yaml"))
  }

  @Test(arguments: ["../other.yaml", "/etc/hostname", "away.yaml", "absent.yaml", "broken.yaml"])
  func `lie beside the scenario and can be read`(_ name: String) throws {
    _ = try scratch.write("broken.yaml", "lotwise: 1\nplans: {a: {\n")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.folder.appending(path: "away.yaml").path, withDestinationPath: "/etc/hostname")
    let path = try scratch.write("main.yaml", "lotwise: 1\nstart: 2026-12-01\ninclude: [\(name)]\n")
    #expect(report(path).contains(name == "broken.yaml" ? "broken.yaml:" : "main.yaml:3:11: error: "))
  }
}
