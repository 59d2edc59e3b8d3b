/// Alerts as they are written.

import Ledger
import Quantities
import Scenario
import Testing

@Suite struct AlertTests {
  @Test func `four kinds of sentences, alone or in a map`() throws {
    let read = try scenario(
      """
      start: 2026-12-01
      plans: {a: {monthly limit: $500, auto-reload: {below: $20, add: $50}}, b: {buy: $9}}
      alerts:
        - balance below $20
        - {alert: balance below $60, lead: 2 days}
        - 80% of the monthly limit
        - a lot expires in 30 days with $50 left
        - cash of a day above $200
      """)
    #expect(
      read.alerts.map { $0.alert(in: read.plans[0].ledger) }
        == [
          .balance(below: .dollars(20)), .balance(below: .dollars(60)), .usage(reaches: .dollars(400)),
          .expiry(within: 30 * 86_400, left: .dollars(50)), .cash(above: .dollars(200)),
        ])
    #expect(read.alerts[1].lead == 2 * 86_400 && read.alerts[1].text == "balance below $60")
    #expect(read.alerts[2].alert(in: read.plans[1].ledger) == nil)
  }

  @Test(
    "what is no alert",
    arguments: [
      "balance above $20", "0% of the monthly limit", "a lot expires in 2 months with $5 left",
      "cash above $5",
    ])
  func refused(_ text: String) {
    let words = said("start: 2026-12-01\nplans: {a: {buy: $9}}\nalerts: [\(text)]\n")
    #expect(words.contains("error"), "\(words)")
  }

  @Test func `only a balance can be given as early as it is wanted`() {
    let words = said(
      "start: 2026-12-01\nplans: {a: {buy: $9}}\nalerts: {alert: cash of a day above $5, lead: 1 day}\n")
    #expect(words.contains("only an alert on the balance"))
  }
}
