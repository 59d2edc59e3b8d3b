/// Numbers that nobody knows: where they may stand, what their rows hold, and what may not be unknown.

import Ledger
import Quantities
import Scenario
import ScenarioFile
import Testing

@Suite struct UnknownNumberTests {
  @Test func `each row has one of 256 values that lie evenly between the ends`() throws {
    let plan = try plan("auto-reload: {below: {unknown: [$0, $256]}, add: $50}")
    #expect(plan.rows.count == UnknownNumber.rows)
    #expect(plan.ledger.autoReloads[0].threshold == .dollars(128))
    let values = plan.rows.map(\.ledger.autoReloads[0].threshold).sorted()
    #expect(values == (0..<256).map { Nanodollars(Int64($0) * 1_000_000_000 + 500_000_000) })
  }

  @Test(
    "ends of every kind",
    arguments: [
      ("auto-reload: {below: {low: $1, high: $2}, add: $50}", UnknownNumber.Unit.money),
      ("{auto-reload: {below: $20, add: $50, declined: {unknown: [1%, 9%]}}}", .share("")),
      (
        "{buy: {credit: $5, source: reseller}, seller: {revoked: {unknown: [1% per month, 9% per month]}}}",
        .share(" per month")
      ),
      ("auto-reload: {below: $20, add: $50, off after: {unknown: [2, 9]}}", .whole),
      ("auto-reload: {below: $20, add: $50, latency: {unknown: [1 hour, 2 days]}}", .seconds),
      ("buy: {credit: $5, validity: {unknown: [2 months, 12 months]}}", .months),
      ("buy: {lot: {credit: $5, expires: {unknown: [2027-01-01, 2027-06-01]}}}", .instant),
    ])
  func kinds(_ body: String, _ unit: UnknownNumber.Unit) throws {
    let text = body.hasPrefix("{") ? body : "{\(body)}"
    let read = try scenario("start: 2026-12-01\nplans: {one: \(text)}\n")
    #expect(read.unknownNumbers.map(\.unit) == [unit])
    #expect(read.plans[0].rows.count == 256 && Set(read.plans[0].rows).count > 1)
  }

  @Test func `plans that state the same number meet the same value, others their own`() throws {
    let read = try scenario(
      """
      start: 2026-12-01
      plans:
        a: {auto-reload: {below: {unknown: [$10, $30]}, add: $50}}
        b: {auto-reload: {below: {unknown: [$10, $30]}, add: $70}}
        c: {auto-reload: {below: {unknown: [$10, $40]}, add: $50}}
        d: {auto-reload: {below: $20, add: $50}}
      """)
    // One place with two pairs of ends: each plan's is its own.
    #expect(
      read.unknownNumbers.map(\.name)
        == ["a: auto-reload.below", "b: auto-reload.below", "c: auto-reload.below"])
    let alike = try scenario(
      """
      start: 2026-12-01
      plans:
        a: {auto-reload: {below: {unknown: [$10, $30]}, add: $50}}
        b: {auto-reload: {below: {unknown: [$10, $30]}, add: $70}}
      """)
    #expect(alike.unknownNumbers.map(\.name) == ["auto-reload.below"])
    #expect(
      alike.plans[0].rows.map(\.ledger.autoReloads[0].threshold)
        == alike.plans[1].rows.map(\.ledger.autoReloads[0].threshold))
    #expect(read.plans[3].rows.isEmpty)
  }

  @Test func `what the account holds may be unknown, for every plan`() throws {
    let read = try scenario(
      """
      start: 2026-12-01
      account: {holds: {old: {credit: {unknown: [$10, $30]}}}}
      plans:
        a: {auto-reload: {below: $20, add: $50}}
        b: {buy: $70}
      """)
    #expect(read.unknownNumbers.map(\.name) == ["account.holds.old.credit"])
    #expect(read.plans.allSatisfy { $0.rows.count == 256 })
    #expect(Set(read.plans[0].rows.map(\.ledger.purchases[0].face)).count == 256)
  }

  @Test(
    "what may not be unknown is told",
    arguments: [
      ("buy: {credit: $5, every: 1 month, count: {unknown: [2, 4]}}", "how many purchases"),
      ("opening debt: {unknown: [$2, $4]}", "what is owed at the start is a fact"),
      ("buy: {credit: {unknown: [$5, $2]}}", "is no more than"),
      ("buy: {credit: {unknown: [$5]}}", "has two ends"),
      ("buy: {credit: {unknown: [$5, 3 days]}}", "no two amounts"),
      ("buy: {credit: {unknown: [$5, $9]}, validity: [1 month, 2 months]}", "has ranges"),
      ("auto-reload: {below: $5, add: {unknown: [-$5, $9]}}", "between the ends of an unknown number"),
    ])
  func refused(_ body: String, _ words: String) {
    let text = said("start: 2026-12-01\nplans: {one: {\(body)}}\n")
    #expect(text.contains("error") && text.contains(words), "\(text)")
  }

  @Test func `a control is standardised over the rows`() {
    let number = UnknownNumber(name: "n", unit: .money, low: 0, high: 100)
    let controls = (0..<UnknownNumber.rows).map { Double(number.control(row: $0)) / 1e6 }
    #expect(abs(controls.reduce(0, +)) < 1e-3)
    #expect(abs(controls.reduce(0) { $0 + $1 * $1 } / 256 - 1) < 1e-5)
    #expect(Set(number.places).count == 256)
  }
}
