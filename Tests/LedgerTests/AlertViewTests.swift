/// When an alert fires, on both sides of each of its bounds.

import Ledger
import Quantities
import Testing

private let dollar: Int64 = 1_000_000_000

private func view(
  balances: [Int64] = [], paid: [Int64] = [], months: [Int] = [0], payments: [(at: Int64, cash: Int64)] = [],
  outage: Int64? = nil
) -> AlertView {
  AlertView(
    balances: balances.map { $0 * dollar }, paid: paid.map { $0 * dollar }, months: months,
    payments: payments.map { ($0.at, $0.cash * dollar) }, sinceMidnight: 0, lots: [], outage: outage)
}

@Suite struct AlertViewTests {
  @Test func `a balance of the amount is not below it, and it fires anew once it has been above`() {
    let found = view(balances: [30, 20, 19, 5, 25, 20, 10]).firings(
      of: .balance(below: .dollars(20)), lotAlert: 0)
    #expect(found.fires == [2 * 3_600, 6 * 3_600])
    #expect(found.standsSince == nil)
  }

  @Test func `the warning that stands when work is refused is the last one, and one that was over is none`() {
    let stands = view(balances: [30, 15, 25, 15, 9, 0, 0], outage: 5 * 3_600)
    let since = stands.firings(of: .balance(below: .dollars(20)), lotAlert: 0).standsSince ?? 0
    #expect(since == 3 * 3_600)
    let over = view(balances: [30, 15, 25, 25], outage: 3 * 3_600)
    #expect(over.firings(of: .balance(below: .dollars(20)), lotAlert: 0).standsSince == nil)
  }

  @Test func `usage of exactly the share is reached, once a month`() {
    let found = view(paid: [0, 5, 10, 12, 13, 22], months: [0, 3]).firings(
      of: .usage(reaches: .dollars(10)), lotAlert: 0)
    // In the second month 10 are reached with 22 - 12.
    #expect(found.fires == [2 * 3_600, 5 * 3_600])
  }

  @Test func `a day's cash of exactly the amount is not above it`() {
    let payments: [(at: Int64, cash: Int64)] = [
      (10, 100), (20, 100), (86_400, 150), (86_500, 51), (86_600, -9),
    ]
    let found = view(payments: payments).firings(of: .cash(above: .dollars(200)), lotAlert: 0)
    #expect(found.fires == [86_500])
  }

  @Test func `the balance that leaves a time is a hair above the largest of that time`() {
    let drained = view(balances: [50, 40, 30, 20, 10, 0], outage: 5 * 3_600)
    #expect(drained.threshold(leaving: 2 * 3_600) == 20 * dollar + 1)
    #expect(drained.threshold(leaving: 5 * 3_600) == 50 * dollar + 1)
    #expect(drained.threshold(leaving: 5 * 3_600 + 1) == .max)
    #expect(view(balances: [50]).threshold(leaving: 60) == nil)
  }
}
